// Who may do what: the whole matrix against an oracle that is written another way, and a good sample of it through a
// real office.
#include "sync/authorise.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "sync/schema.h"
#include "tests/sync/small_world.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr TypeId kTypeOfLaterVersion = 9999;
constexpr Role kRoles[] = {Role::unknown, Role::care_manager, Role::case_manager, Role::supervisor,
                           Role::administrator};
constexpr Standing kStandings[] = {Standing::held, Standing::late, Standing::released,
                                   Standing::never_held, Standing::forgotten, Standing::unknown_scope};
constexpr RecordPlace kPlaces[] = {RecordPlace::none, RecordPlace::is_new, RecordPlace::here,
                                   RecordPlace::elsewhere, RecordPlace::unknown};
constexpr int kKinds[] = {0, 1, 2, 3, 16, 17, 18, 4, 15, 19, 255};
constexpr int kOps[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
constexpr int kLaterOp = -1;

// ---- the oracle: tables of letters, a column for each role in the order of kRoles --------------------------------
//   A allow  L allow late  W wait for the file  . out of scope  R "does not open"  N "does not write"  E exists
//   C "a care manager or supervisor decides"  K "this kind of scope is not opened"  V verdicts

const std::map<char, std::pair<Ruling, std::string>> kMeaning{
    {'A', {Ruling::allow, ""}},
    {'L', {Ruling::allow_late, ""}},
    {'W', {Ruling::wait, "waits for its case file"}},
    {'.', {Ruling::deny, "out of scope"}},
    {'R', {Ruling::deny, "this role does not open case files"}},
    {'N', {Ruling::deny, "this role does not write in case files"}},
    {'E', {Ruling::deny, "this case file exists already"}},
    {'C', {Ruling::deny, "case managers do not record this: a care manager or supervisor decides"}},
    {'F', {Ruling::wait, "waits until the office has looked at what it lost"}},
    {'K', {Ruling::deny, "this kind of scope is not opened"}},
    {'V', {Ruling::deny, "only the office gives verdicts"}},
};

// By standing: held, late, released, never held, forgotten, unknown scope.
const std::string kWriteGeneral[] = {".AAAN", ".LLLN", "....N", "....N", ".FFFN", ".WWWN"};
const std::string kWriteRestricted[] = {".AAAN", ".LLLN", "....N", "....N", ".FFFN", "....N"};
const std::string kWriteDirectory[] = {".AAAA", ".....", ".....", ".....", ".....", "....."};
const std::string kOpenGeneral[] = {".EEER", ".EEER", ".EEER", ".EEER", ".EEER", ".AAAR"};

const std::map<std::string, std::string> kTypes{
    {"client", ".AAAN"},         {"related_person", ".AAAN"}, {"care_team_member", ".AAAN"},
    {"consent", ".AAAN"},        {"coverage", ".AAAN"},       {"episode", ".AAAN"},
    {"household", ".AAAN"},      {"condition", ".ACAN"},      {"medication", ".ACAN"},
    {"allergy", ".ACAN"},        {"observation", ".AAAN"},    {"assessment", ".AAAN"},
    {"visit", ".AAAN"},          {"communication", ".AAAN"},  {"note", ".AAAN"},
    {"incident", ".AAAN"},       {"need", ".AAAN"},           {"goal", ".AAAN"},
    {"intervention", ".AAAN"},   {"task", ".AAAN"},           {"care_plan", ".AAAN"},
    {"referral", ".AAAN"},       {"authorization", ".AAAN"},  {"benefit_application", ".AAAN"},
    {"worker", "....."},         {"service_organization", "....."},
    {"instrument", "....."},     {"schema_field", "....."},   {"", ".ACAN"},  // "": a later version's
};

struct Cell {
  Role role;
  std::string type;
  int kind;
  int op;
  Standing standing;
  RecordPlace place;
  bool disabled;
  bool decided;
};

char scope_letter(const Cell& cell) {
  const auto role = static_cast<std::size_t>(cell.role);
  const auto standing = static_cast<std::size_t>(cell.standing);
  if (cell.kind <= 3) {
    if (cell.decided) return cell.standing == Standing::unknown_scope ? '.' : 'A';
    const char letter = (cell.kind == 0 ? kWriteGeneral : kWriteRestricted)[standing][role];
    return letter == 'A' && cell.disabled ? '.' : letter;
  }
  if (cell.kind == 16) return cell.decided ? 'A' : kWriteDirectory[standing][role];
  return '.';
}

char open_letter(const Cell& cell) {
  if (cell.disabled && !cell.decided) return '.';
  if (cell.role == Role::unknown && !cell.decided) return '.';
  if (cell.kind >= 16 && cell.kind <= 18) return 'K';
  if (cell.kind != 0) return '.';
  const auto role = cell.decided ? 3U : static_cast<std::size_t>(cell.role);
  return kOpenGeneral[static_cast<std::size_t>(cell.standing)][role];
}

char record_letter(const Cell& cell) {
  const bool nowhere = cell.place == RecordPlace::none || cell.place == RecordPlace::elsewhere;
  if (nowhere) return '.';
  if (cell.place == RecordPlace::unknown) return 'A';
  if (cell.kind == 16) {
    return cell.place == RecordPlace::is_new && cell.type == "schema_field" ? 'A' : '.';
  }
  return kTypes.at(cell.type)[cell.decided ? 3U : static_cast<std::size_t>(cell.role)];
}

char expected(const Cell& cell) {
  if (cell.op == 7) return 'A';
  if (cell.op == 0) return open_letter(cell);
  const char scope = scope_letter(cell);
  if (scope != 'A' && scope != 'L') return scope;
  if (cell.op == kLaterOp) return scope;
  if (cell.op == 8 || cell.op == 9) return 'V';
  const char record = record_letter(cell);
  return record == 'A' ? scope : record;
}

TypeId id_of(const std::string& type) {
  return type.empty() ? kTypeOfLaterVersion : core_type(type)->id;
}

Authorisation asked(const Cell& cell) {
  Asking asking;
  asking.role = cell.role;
  asking.disabled = cell.disabled;
  asking.decided = cell.decided;
  asking.standing = cell.standing;
  asking.scope = static_cast<ScopeKind>(cell.kind);
  asking.is_later_kind = cell.op == kLaterOp;
  if (cell.op != kLaterOp) asking.op = static_cast<OpKind>(cell.op);
  asking.record = cell.place;
  asking.type = id_of(cell.type);
  return authorise(asking);
}

std::string told(const Cell& cell) {
  return "role " + std::to_string(static_cast<int>(cell.role)) + ", " + cell.type + ", scope kind " +
         std::to_string(cell.kind) + ", op " + std::to_string(cell.op) + ", standing " +
         std::to_string(static_cast<int>(cell.standing)) + ", record " +
         std::to_string(static_cast<int>(cell.place)) + (cell.disabled ? ", disabled" : "") +
         (cell.decided ? ", decided" : "");
}

template <class Take>
void each_op(Cell cell, Take take) {
  for (const int op : kOps) {
    cell.op = op;
    take(cell);
  }
  cell.op = kLaterOp;
  take(cell);
}

template <class Take>
void each_cell_of(Role role, const std::string& type, Take take) {
  for (const int kind : kKinds) {
    for (const Standing standing : kStandings) {
      for (const RecordPlace place : kPlaces) {
        for (const int flags : {0, 1, 2, 3}) {
          each_op({role, type, kind, 0, standing, place, (flags & 1) != 0, (flags & 2) != 0}, take);
        }
      }
    }
  }
}

// ---- the same through a real office -----------------------------------------------------------------------------

Op op_on(const Cell& cell, const ScopeId& scope, const RecordId& there) {
  Op op;
  op.kind = static_cast<OpKind>(cell.op);
  if (op.kind == OpKind::create) {
    op.record = record_named("brought by the laptop");
    op.type = id_of(cell.type);
  }
  if (op.kind == OpKind::set) {
    op.record = there;
    op.field = kFieldClient;
    op.value = scope.subject.to_string();
  }
  return op;
}

// One user of the role, whose laptop stands to the scope as the cell says, sends one save.
void check_at_office(const Cell& cell) {
  SmallWorld world;
  world.at_desk([&](Office& office) {
    REQUIRE(office.add_user("ana", std::string(role_words()[static_cast<std::size_t>(cell.role) - 1]),
                            Uuid::from_name("user ana")));
  });
  Worker ana = world.hire("ana");
  const ScopeId general = world.client("Mia");
  const bool exists = cell.standing != Standing::unknown_scope;
  const ScopeId subject = exists ? general : case_file_named("nobody");
  const ScopeId scope = case_file(subject.subject, static_cast<ScopeKind>(cell.kind));
  const RecordId there = record_named("there");
  if (exists) {
    world.at_desk([&](Office& office) { office.make_compartment(scope); });
    if (cell.place == RecordPlace::here) world.office_save(scope, {create(there, cell.type.c_str())});
  }
  const bool forgotten = cell.standing == Standing::forgotten;
  const bool had = cell.standing != Standing::never_held && !forgotten && exists;
  if (had) world.grant(ana, scope);
  world.sync(ana);
  Save save = ana.save_with(scope, {op_on(cell, scope, there)});
  if (cell.standing == Standing::late || cell.standing == Standing::released) world.withdraw(ana, scope);
  if (cell.standing == Standing::released) world.sync(ana);
  if (forgotten) {
    HoldingRow holding;
    holding.node = ana.node();
    holding.scope = scope;
    holding.claimed = save.epoch + 1;
    world.at_desk([&](Office& office) { office.store().put_holding(holding); });
  }
  const Dot sent = ana.forge(save);
  (void)world.exchange(ana);
  const auto row = world.desk.row(sent);
  REQUIRE(row);
  const auto& [ruling, reason] = kMeaning.at(expected(cell));
  const bool placed = ruling == Ruling::allow || ruling == Ruling::allow_late;
  CHECK(row->is_applied() == placed);
  CHECK(row->late == (ruling == Ruling::allow_late));
  CHECK(row->waits == (ruling == Ruling::wait));
  if (!placed) CHECK(row->reason == reason);
}

}  // namespace

TEST_SUITE("authorise") {
  TEST_CASE("every type of the schema has its row in the oracle") {
    for (const TypeDef& type : core_types()) CHECK_MESSAGE(kTypes.contains(type.name), type.name);
    CHECK(kTypes.size() == core_types().size() + 1);
  }

  TEST_CASE("the words of the roles are these four, and every other one is unknown") {
    CHECK(role_words().size() == 4);
    CHECK(role_of("care_manager") == Role::care_manager);
    CHECK(role_of("case_manager") == Role::case_manager);
    CHECK(role_of("supervisor") == Role::supervisor);
    CHECK(role_of("administrator") == Role::administrator);
    for (const char* word : {"", "Supervisor", "admin", "supervisor ", "office"}) {
      CHECK(role_of(word) == Role::unknown);
    }
  }

  TEST_CASE("the whole matrix is what the tables say") {
    std::uint64_t cells = 0;
    std::uint64_t wrong = 0;
    std::map<char, std::uint64_t> seen;
    for (const Role role : kRoles) {
      for (const auto& [type, letters] : kTypes) {
        each_cell_of(role, type, [&](const Cell& cell) {
          ++cells;
          const char letter = expected(cell);
          ++seen[letter];
          const auto& [ruling, reason] = kMeaning.at(letter);
          const Authorisation is = asked(cell);
          if (is.ruling == ruling && is.reason == reason) return;
          if (++wrong <= 20) FAIL_CHECK(told(cell), ": is ", is.reason, ", expected ", letter);
        });
      }
    }
    CHECK(wrong == 0);
    CHECK(cells == 5ULL * 29 * 11 * 6 * 5 * 4 * 11);
    CHECK(seen.size() == kMeaning.size());  // every answer is given somewhere
  }

  TEST_CASE("what nobody set is denied") {
    CHECK(authorise(Asking{}).ruling == Ruling::deny);
    Asking asking;
    asking.role = Role::supervisor;
    asking.standing = Standing::held;
    CHECK(authorise(asking).ruling == Ruling::deny);  // no record was looked up
    asking.record = RecordPlace::here;
    CHECK(authorise(asking).ruling == Ruling::deny);  // nor its type; 0 is none
  }

  TEST_CASE("a real office does what the matrix says") {
    std::uint64_t cells = 0;
    for (const Role role : kRoles) {
      if (role == Role::unknown) continue;  // no user has it
      for (const int kind : {0, 2}) {
        for (const Standing standing : kStandings) {
          const bool exists = standing != Standing::unknown_scope;
          Cell cell{role, "note", kind, 0, standing, RecordPlace::none, false, false};
          for (const char* type : {"note", "medication", "client", "worker", ""}) {
            cell.type = type;
            cell.op = 1;
            cell.place = RecordPlace::is_new;
            const std::string told_of = told(cell);
            INFO(told_of);
            check_at_office(cell);
            cell.op = 2;
            cell.place = exists ? RecordPlace::here : RecordPlace::unknown;
            if (*type != '\0') check_at_office(cell);
            cells += 2;
          }
          cell.place = RecordPlace::none;
          for (const int op : {0, 8}) {
            cell.op = op;
            const std::string told_of = told(cell);
            INFO(told_of);
            check_at_office(cell);
            ++cells;
          }
        }
      }
    }
    CHECK(cells == 4ULL * 2 * 6 * 12);
  }

  TEST_CASE("whoever is disabled opens nothing, and what was on the way is late") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    const Dot edit = ana.save(mia, {set(client_of(mia), "client.language", "it")});
    const ScopeId eli = case_file_named("Eli");
    const Dot opening = ana.save(eli, {create(client_of(eli), "client")});
    world.at_desk([&](Office& office) { REQUIRE(office.disable_user("ana")); });
    (void)world.exchange(ana);
    CHECK(world.desk.row(edit)->late);
    CHECK(world.desk.row(opening)->reason == "out of scope");
  }

  TEST_CASE("a person at the office may overrule a role, and nobody opens a compartment from a laptop") {
    SmallWorld world;
    world.at_desk([&](Office& office) {
      REQUIRE(office.add_user("ben", "case_manager", Uuid::from_name("user ben")));
      REQUIRE(office.add_user("ada", "administrator", Uuid::from_name("user ada")));
    });
    Worker ben = world.hire("ben");
    Worker ada = world.hire("ada");
    const ScopeId mia = world.client("Mia", {&ben});
    world.sync(ben);
    const RecordId pill = record_named("pill");
    const Dot proposed = ben.save(mia, {create(pill, "medication")});
    world.sync(ben);
    CHECK(world.desk.row(proposed)->state == SaveState::parked);
    CHECK(world.accept(proposed));
    CHECK(world.desk.office.shown(pill));

    const ScopeId eli = case_file_named("Eli");
    const Dot opening = ada.save(eli, {create(client_of(eli), "client")});
    world.sync(ada);
    CHECK(world.desk.row(opening)->reason == "this role does not open case files");
    CHECK(world.accept(opening));
    CHECK(world.desk.office.shown(client_of(eli)));

    Op open;
    open.kind = OpKind::open;
    const ScopeId hidden = case_file(mia.subject, ScopeKind::protection);
    const Dot forged = ben.forge(ben.save_with(hidden, {open}));
    (void)world.exchange(ben);
    CHECK(world.desk.row(forged)->reason == "out of scope");
    CHECK_FALSE(world.accept(forged));
    CHECK_FALSE(world.desk.store.scope(hidden));
  }

  TEST_CASE("what the office wrote in the directory and lost by a restore comes back if a person says so") {
    Asking asking;
    asking.scope = ScopeKind::directory;
    asking.standing = Standing::held;
    asking.op = OpKind::create;
    asking.record = RecordPlace::is_new;
    asking.type = core_type("worker")->id;
    asking.decided = true;
    CHECK_FALSE(authorise(asking).is_allowed());  // a laptop wrote it
    asking.of_office = true;
    CHECK(authorise(asking).is_allowed());
    asking.decided = false;
    CHECK_FALSE(authorise(asking).is_allowed());
  }
  TEST_CASE("the office's answers are the same whether a compartment is there or not") {
    std::vector<std::string> answers[2];
    for (const bool there : {false, true}) {
      SmallWorld world;
      Worker mallory = world.hire("mallory");
      Worker ana = world.hire("ana");
      const ScopeId mia = world.client("Mia", {&mallory, &ana});
      const ScopeId hidden = case_file(mia.subject, ScopeKind::substance_use);
      const RecordId secret = record_named("secret");
      world.sync(mallory);
      if (there) {
        world.at_desk([&](Office& office) { office.make_compartment(hidden); });
        world.grant(ana, hidden);
        world.office_save(hidden, {create(secret, "note"), set(secret, "note.body", "relapsed")});
      }
      Op open;
      open.kind = OpKind::open;
      Op make;
      make.kind = OpKind::create;
      make.record = record_named("guess");
      make.type = Path("note").type;
      Op edit;
      edit.kind = OpKind::set;
      edit.record = secret;
      edit.field = Path("note.body").field;
      edit.value = text("guess");
      Op release;
      release.kind = OpKind::release;
      release.epoch = 1;
      Save early = mallory.save_with(hidden, {make});
      early.epoch = 3;
      for (const Save& save :
           {mallory.save_with(hidden, {open}), mallory.save_with(hidden, {make}),
            mallory.save_with(hidden, {edit}), mallory.save_with(mia, {edit}),
            mallory.save_with(hidden, {release}), early}) {
        mallory.forge(save);
        answers[there].push_back(world.exchange(mallory).answer);
      }
      {  // a vector that claims to hold it
        Transaction transaction(mallory.store);
        ScopeRow row;
        row.id = hidden;
        row.epoch = 5;
        row.head = 1;
        row.touched = 1'000'000;
        mallory.store.put_scope(row);
        mallory.laptop.sum_up_again();
        transaction.commit();
      }
      for (int i = 0; i < 3; ++i) answers[there].push_back(world.exchange(mallory).answer);
    }
    CHECK(answers[0].size() == answers[1].size());
    for (std::size_t i = 0; i < answers[0].size(); ++i) {
      INFO("exchange ", i);
      CHECK_FALSE(answers[0][i].empty());
      CHECK(answers[0][i] == answers[1][i]);
    }
  }
}
