#include "sync/compose.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "sync/limits.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::add;
using testkit::create;
using testkit::edit_of;
using testkit::lift_void;
using testkit::Path;
using testkit::record_named;
using testkit::remove;
using testkit::resolve;
using testkit::set;
using testkit::void_record;
using Dots = std::vector<Dot>;

const ScopeId kFile = testkit::case_file_named("Mia");
const ScopeId kOtherFile = testkit::case_file_named("Noah");
const RecordId kClient = testkit::client_of(kFile);

// A desk with a few records on it: what the form showed is what was put here.
struct Table {
  std::map<RecordId, Record> records;
  std::map<RecordId, Dots> hidden;  // held, but not shown
  Schema schema;

  Record& put(const RecordId& id, const char* type, const ScopeId& scope = kFile) {
    Record& record = records[id];
    record.id = id;
    record.type = Path(type).type;
    record.scope = scope;
    record.field_or_insert(kFieldCreated)
        .siblings.push_back({{7, 1}, static_cast<std::int64_t>(record.type), false, {}});
    return record;
  }
  void put_value(const RecordId& id, const char* path, Dot dot, const char* words) {
    records[id]
        .field_or_insert(Path(path).field)
        .siblings.push_back({dot, testkit::text(words), false, {}});
  }

  Result<Save> save(const std::vector<Edit>& edits, bool opens = false) {
    const Sight sight{
        [this](const RecordId& id) {
          const auto found = records.find(id);
          return found == records.end() ? std::nullopt : std::optional(found->second);
        },
        [this](const RecordId& id) { return hidden[id]; },
    };
    return compose(sight, schema, {kFile, opens, 12, 345, {2, 50}}, edits, {"ana", 1234, -5, 60});
  }
  std::vector<Op> ops(const std::vector<Edit>& edits, bool opens = false) {
    auto done = save(edits, opens);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
    return done->ops;
  }
  Error error(const std::vector<Edit>& edits) {
    const auto done = save(edits);
    REQUIRE_FALSE(done);
    return done.error();
  }
};

Table table_with_client() {
  Table table;
  table.put(kClient, "client");
  return table;
}

}  // namespace

TEST_SUITE("what a save says") {
  TEST_CASE("who wrote it, when, where and under which grant") {
    Table table = table_with_client();
    const auto save = table.save({set(kClient, "client.language", "it")});
    REQUIRE(save);
    CHECK(save->scope == kFile);
    CHECK(save->epoch == 12);
    CHECK(save->read_to == 345);
    CHECK(save->user == "ana");
    CHECK(save->wall_ms == 1234);
    CHECK(save->clock_offset_ms == -5);
    CHECK(save->zone_minutes == 60);
    CHECK_FALSE(save->origin);
    CHECK(save->former.empty());
    REQUIRE(save->ops.size() == 1);
    CHECK(save->ops[0].kind == OpKind::set);
    CHECK(save->ops[0].record == kClient);
    CHECK(save->ops[0].field == Path("client.language").field);
    CHECK(same_value(save->ops[0].value, testkit::text("it")));
  }

  TEST_CASE("a new case file is opened before its client is created") {
    Table table;
    const auto ops =
        table.ops({create(kClient, "client"), set(kClient, "client.language", "it")}, true);
    REQUIRE(ops.size() == 3);
    CHECK(ops[0].kind == OpKind::open);
    CHECK(ops[1].kind == OpKind::create);
    CHECK(ops[1].type == Path("client").type);
    CHECK(ops[2].kind == OpKind::set);
    CHECK(ops[2].predecessors.empty());
  }
}

TEST_SUITE("predecessors are what was displayed") {
  TEST_CASE("of a field with one value: that one") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    CHECK(table.ops({set(kClient, "client.language", "it")})[0].predecessors == Dots{{7, 9}});
  }

  TEST_CASE("of a field without a value: none") {
    Table table = table_with_client();
    CHECK(table.ops({set(kClient, "client.language", "it")})[0].predecessors.empty());
  }

  TEST_CASE("of a field in conflict: the shown value and its equals, not the others") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    table.put_value(kClient, "client.language", {8, 3}, "fr");
    table.put_value(kClient, "client.language", {9, 4}, "de");
    CHECK(table.ops({set(kClient, "client.language", "it")})[0].predecessors ==
          Dots{{7, 9}, {9, 4}});
  }

  TEST_CASE("of a form that displayed something else than what is here: what it displayed") {
    Table table;
    table.put(kClient, "client");
    table.put_value(kClient, "client.given_name", {7, 2}, "Mia");
    table.put_value(kClient, "client.given_name", {9, 5}, "Maya");
    Edit edit = set(kClient, "client.given_name", "Mia Sol");
    edit.seen = Dots{{7, 2}, {7, 1}};
    const auto save = table.save({edit});
    REQUIRE(save);
    CHECK(save->ops.back().predecessors == Dots{{7, 2}, {7, 1}});
    edit.seen = Dots{};
    CHECK(table.save({edit})->ops.back().predecessors.empty());
  }
  TEST_CASE("of a status that only moves on: all of them") {
    const RecordId note = record_named("note");
    Table table;
    table.put(note, "note");
    table.put_value(note, "note.status", {7, 9}, "signed");
    table.put_value(note, "note.status", {8, 3}, "draft");
    CHECK(table.ops({set(note, "note.status", "co_signed")})[0].predecessors ==
          Dots{{7, 9}, {8, 3}});
  }

  TEST_CASE("of an element that is added: none") {
    Table table = table_with_client();
    table.put_value(kClient, "client.safety_alerts", {7, 9}, "dog");
    const auto ops = table.ops({add(kClient, "client.safety_alerts", "stairs")});
    CHECK(ops[0].kind == OpKind::add);
    CHECK(ops[0].predecessors.empty());
  }

  TEST_CASE("of an element that is taken out: every equal one, and nothing is put") {
    Table table = table_with_client();
    table.put_value(kClient, "client.safety_alerts", {7, 9}, "dog");
    table.put_value(kClient, "client.safety_alerts", {8, 3}, "stairs");
    table.put_value(kClient, "client.safety_alerts", {9, 4}, "dog");
    const auto ops = table.ops({remove(kClient, "client.safety_alerts", "dog")});
    CHECK(ops[0].kind == OpKind::remove);
    CHECK(ops[0].predecessors == Dots{{7, 9}, {9, 4}});
    CHECK(std::holds_alternative<std::monostate>(ops[0].value));
  }

  TEST_CASE("of a choice: all siblings") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    table.put_value(kClient, "client.language", {8, 3}, "fr");
    const auto ops = table.ops({resolve(kClient, "client.language", "fr", {{8, 3}, {7, 9}})});
    CHECK(ops[0].kind == OpKind::resolve);
    CHECK(ops[0].predecessors == Dots{{7, 9}, {8, 3}});
    CHECK_FALSE(ops[0].automatic);
  }

  TEST_CASE("of a retraction: the dots that are given") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    table.put_value(kClient, "client.language", {8, 3}, "fr");
    Edit edit = edit_of(EditKind::retract, kClient, "client.language", {});
    edit.dots = {{8, 3}};
    edit.automatic = true;
    const auto ops = table.ops({edit});
    CHECK(ops[0].kind == OpKind::retract);
    CHECK(ops[0].predecessors == Dots{{8, 3}});
    CHECK(ops[0].automatic);
  }

  TEST_CASE("of a void: the voids before it, and its list holds what is shown and what is hidden") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    table.hidden[kClient] = {{6, 2}, {7, 9}, {2, 3}};
    const auto ops = table.ops({void_record(kClient, "entered twice")});
    CHECK(ops[0].field == kFieldVoid);
    CHECK(ops[0].predecessors.empty());
    REQUIRE(ops[0].seen);
    CHECK(*ops[0].seen == Dots{{2, 3}, {6, 2}, {7, 1}, {7, 9}});
  }

  TEST_CASE("of a lifted void: every live void, without a list") {
    Table table = table_with_client();
    table.records[kClient].field_or_insert(kFieldVoid).siblings = {
        {{7, 20}, testkit::text("twice"), false, Dots{{7, 1}}},
        {{8, 20}, testkit::text("wrong"), false, Dots{{7, 1}}}};
    const auto ops = table.ops({lift_void(kClient)});
    CHECK(ops[0].predecessors == Dots{{7, 20}, {8, 20}});
    CHECK_FALSE(ops[0].seen);
    CHECK(std::holds_alternative<std::monostate>(ops[0].value));
  }
}

TEST_SUITE("later edits of one save see the earlier ones") {
  TEST_CASE("a second edit replaces the first") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    const auto ops =
        table.ops({set(kClient, "client.language", "it"), set(kClient, "client.language", "fr")});
    CHECK(ops[0].predecessors == Dots{{7, 9}});
    CHECK(ops[1].predecessors == Dots{{2, 50}});
  }

  TEST_CASE("an element added is taken out again") {
    Table table = table_with_client();
    const auto ops = table.ops({add(kClient, "client.safety_alerts", "dog"),
                                remove(kClient, "client.safety_alerts", "dog")});
    CHECK(ops[1].predecessors == Dots{{2, 50}});
  }

  TEST_CASE("a record is created and edited, and its void has seen both") {
    const RecordId note = record_named("note");
    Table table;
    const auto ops = table.ops(
        {create(note, "note"), set(note, "note.title", "First"), void_record(note, "wrong file")});
    REQUIRE(ops[2].seen);
    CHECK(*ops[2].seen == Dots{{2, 50}, {2, 51}});
  }

  TEST_CASE("a void is lifted") {
    Table table = table_with_client();
    const auto ops = table.ops({void_record(kClient, "twice"), lift_void(kClient)});
    CHECK(ops[1].predecessors == Dots{{2, 50}});
  }

  TEST_CASE("counters are right when the save opens its case file") {
    Table table;
    const auto ops = table.ops({create(kClient, "client"), set(kClient, "client.language", "it"),
                                set(kClient, "client.language", "fr")},
                               true);
    CHECK(ops[3].predecessors == Dots{{2, 52}});
  }
}

TEST_SUITE("what is refused before anybody is told that it is saved") {
  TEST_CASE("a save without changes") {
    Table table = table_with_client();
    CHECK(table.error({}).message == "there is nothing to save");
  }

  TEST_CASE("a choice among siblings that are others now") {
    Table table = table_with_client();
    table.put_value(kClient, "client.language", {7, 9}, "de");
    table.put_value(kClient, "client.language", {8, 3}, "fr");
    for (const Dots& shown :
         {Dots{{7, 9}}, Dots{{7, 9}, {8, 4}}, Dots{{7, 9}, {8, 3}, {9, 1}}, Dots{{7, 9}, {7, 9}}}) {
      const Error error = table.error({resolve(kClient, "client.language", "fr", shown)});
      CHECK(error.kind == ErrorKind::changed);
      CHECK_FALSE(error.hint.empty());
    }
  }

  TEST_CASE("a void without a reason, or with an endless one") {
    Table table = table_with_client();
    CHECK(table.error({void_record(kClient, "")}).kind == ErrorKind::bad_input);
    Edit edit = void_record(kClient, "");
    edit.value = std::int64_t{7};
    CHECK(table.error({edit}).kind == ErrorKind::bad_input);
    edit.value = std::string(limits::kReasonBytesMax + 1, 'r');
    CHECK(table.error({edit}).kind == ErrorKind::bad_input);
    edit.value = std::string(limits::kReasonBytesMax, 'r');
    CHECK(table.save({edit}));
  }

  TEST_CASE("a void of a record with too many values for one list") {
    Table table = table_with_client();
    for (std::size_t i = 2; i <= limits::kVoidListMax; ++i) table.hidden[kClient].push_back({7, i});
    CHECK(table.save({void_record(kClient, "twice")}));
    table.hidden[kClient].push_back({6, 1});
    CHECK(table.error({void_record(kClient, "twice")}).kind == ErrorKind::over_limit);
  }

  TEST_CASE("lifting a void that is not there") {
    Table table = table_with_client();
    CHECK(table.error({lift_void(kClient)}).message == "the record is not voided");
  }

  TEST_CASE("creating a record twice, in one save or in two") {
    const RecordId note = record_named("note");
    Table table = table_with_client();
    CHECK(table.error({create(kClient, "client")}).kind == ErrorKind::bad_input);
    CHECK(table.error({create(note, "note"), create(note, "note")}).kind == ErrorKind::bad_input);
    table.put(note, "note", kOtherFile);
    CHECK(table.error({create(note, "note")}).kind == ErrorKind::bad_input);
  }

  TEST_CASE("creating a record of an unknown type") {
    Table table;
    Edit edit = create(record_named("x"), "note");
    edit.type = 9999;
    CHECK(table.error({edit}).message == "unknown record type");
  }

  TEST_CASE("a change of a record that is not here, or was never created") {
    Table table;
    CHECK(table.error({set(kClient, "client.language", "it")}).kind == ErrorKind::not_found);
    table.records[kClient].id = kClient;  // a row that only ops of parked saves touched
    CHECK(table.error({set(kClient, "client.language", "it")}).kind == ErrorKind::not_found);
  }

  TEST_CASE("changes of two case files in one save") {
    const RecordId note = record_named("note of Noah");
    Table table = table_with_client();
    table.put(note, "note", kOtherFile);
    const Error error =
        table.error({set(kClient, "client.language", "it"), set(note, "note.title", "x")});
    CHECK(error.message == "one save cannot touch two case files");
  }

  TEST_CASE("a value that does not fit its field") {
    Table table = table_with_client();
    CHECK(table.error({set(kClient, "client.birth_date", "yesterday")}).kind ==
          ErrorKind::bad_input);
    CHECK(table.error({set(kClient, "client.language", "\xff")}).kind == ErrorKind::bad_input);
  }

  TEST_CASE("taking out an element that is not there") {
    Table table = table_with_client();
    table.put_value(kClient, "client.safety_alerts", {7, 9}, "dog");
    CHECK(table.error({remove(kClient, "client.safety_alerts", "cat")}).kind ==
          ErrorKind::not_found);
  }
}

// ---- limits, through the laptop
// -----------------------------------------------------------------------------

TEST_SUITE("limits") {
  struct Field {
    testkit::SmallWorld world;
    testkit::Worker ana = world.hire("ana");
    Field() { ana.save(kFile, {create(kClient, "client")}); }

    // Refused, told so, and nothing at all was written.
    void check_refused(const std::vector<Edit>& edits) {
      const std::string before = testkit::state_of(ana.store);
      const std::uint64_t counter = ana.laptop.progress().counter;
      const auto saved = ana.try_save(kFile, edits);
      REQUIRE_FALSE(saved);
      CHECK(saved.error().kind == ErrorKind::over_limit);
      CHECK_FALSE(saved.error().hint.empty());
      CHECK(testkit::state_of(ana.store) == before);
      CHECK(ana.laptop.progress().counter == counter);
    }
    void check_taken(const std::vector<Edit>& edits) {
      const Dot dot = ana.save(kFile, edits);
      const auto row = ana.row(dot);
      REQUIRE(row);
      CHECK(decode_save(row->raw));
      CHECK(row->raw.size() <= limits::kSaveBytesMax);
    }
  };

  TEST_CASE("one save holds at most 1,000 changes") {
    Field field;
    std::vector<Edit> edits(limits::kSaveOpsMax + 1, set(kClient, "client.language", "it"));
    field.check_refused(edits);
    edits.pop_back();
    field.check_taken(edits);
  }

  TEST_CASE(
      "one value holds at most 48 KB, in a known field, in an unknown one, as text or structured") {
    Field field;
    const std::string longest(limits::kValueBytesMax, 'w');
    Edit unknown = set(kClient, "client.background", Value{});
    unknown.field = kExtraFieldMin + 5;
    for (const bool structured : {false, true}) {
      for (Edit edit : {set(kClient, "client.background", Value{}), unknown}) {
        if (structured) edit.field = kExtraFieldMin + 6;
        edit.value = structured ? Value(JsonText{longest + "w"}) : Value(longest + "w");
        field.check_refused({edit});
        edit.value = structured ? Value(JsonText{longest}) : Value(longest);
        field.check_taken({edit});
      }
    }
  }

  TEST_CASE("one change replaces at most 64 values; more are taken back by changes before it") {
    Field field;
    for (std::size_t i = 0; i < 2 * limits::kPredecessorsMax + 2; ++i) {
      field.ana.save(kFile, {add(kClient, "client.equipment", std::to_string(i).c_str())});
    }
    for (const bool chooses : {false, true}) {
      Field again = field;
      const Dot dot = again.ana.save(kFile, {chooses ? resolve(kClient, "client.equipment", "none")
                                                     : set(kClient, "client.equipment", "none")});
      CHECK(again.ana.values(kClient, "client.equipment") == testkit::Values{"none"});
      const auto save = decode_save(again.ana.row(dot)->raw);
      REQUIRE(save);
      REQUIRE(save->ops.size() == 3);
      CHECK(save->ops[0].kind == OpKind::retract);
      CHECK(save->ops[1].predecessors.size() == limits::kPredecessorsMax);
      CHECK(save->ops[2].predecessors.size() == 2);
    }
  }

  TEST_CASE("one save holds at most 60 KB") {
    Field field;
    const auto edits = [](std::size_t second_size) {
      return std::vector<Edit>{
          set(kClient, "client.background", std::string(40'000, 'a')),
          set(kClient, "client.what_matters", std::string(second_size, 'b')),
      };
    };
    field.check_taken(edits(1'000));
    // What is not the second text takes some bytes (one more for its size from 16 KB on); then the
    // greatest save is known to the byte.
    const std::size_t size = field.ana.row(field.ana.save(kFile, edits(1'000)))->raw.size();
    const std::size_t greatest = 1'000 + (limits::kSaveBytesMax - size) - 1;
    field.check_refused(edits(greatest + 1));
    const Dot dot = field.ana.save(kFile, edits(greatest));
    CHECK(field.ana.row(dot)->raw.size() == limits::kSaveBytesMax);
  }

  TEST_CASE("the greatest save of all passes the link in one frame") {
    Field field;
    field.ana.save(kFile, {set(kClient, "client.background", std::string(40'000, 'a')),
                           set(kClient, "client.what_matters", std::string(21'300, 'b'))});
    field.world.sync(field.ana);
    CHECK(field.ana.pending() == 0);
    CHECK(testkit::base_of(field.world.desk.store, kFile) ==
          testkit::base_of(field.ana.store, kFile));
  }
}

TEST_SUITE("who may write where") {
  TEST_CASE("a laptop that is not enrolled saves nothing") {
    testkit::Worker nobody;
    const auto saved = nobody.laptop.save(kFile, std::vector<Edit>{create(kClient, "client")}, {});
    REQUIRE_FALSE(saved);
    CHECK(saved.error().kind == ErrorKind::refused);
  }

  TEST_CASE("a file that is not here is not written to, unless its client is created") {
    testkit::SmallWorld world;
    testkit::Worker ana = world.hire("ana");
    const RecordId note = record_named("note");
    CHECK_FALSE(ana.try_save(kFile, {create(note, "note")}));
    CHECK_FALSE(ana.try_save(kFile, {}));
    CHECK_FALSE(ana.try_save(inbox_scope(Uuid::from_name("user ben")), {create(note, "note")}));
    CHECK(ana.try_save(kFile, {create(kClient, "client"), create(note, "note")}));
    CHECK(ana.laptop.can_write(kFile));
    CHECK_FALSE(ana.laptop.can_write(kOtherFile));
  }
}

}  // namespace satchel
