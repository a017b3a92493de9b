// The office's administration, as people do it on the command line.
#include <doctest/doctest.h>

#include <set>

#include "node/shared/clock.h"
#include "node/shared/enrolment_code.h"
#include "sync/limits.h"
#include "tests/node/office_say.h"

namespace satchel {
namespace {

using namespace testkit;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
constexpr const char* kNobody = "00000000-0000-4000-8000-000000000000";

std::string said_in(const Said& said) {
  return said.out + said.err;
}

// ---- setting up ---------------------------------------------------------------------------------

TEST_CASE("an office is set up once") {
  const TempFolder folder;
  const std::string path = folder.path("office");
  CHECK(say_office(path, {"status"}).exit_code == 1);
  const auto made = answer_of_office(path, {"init", "--name", "District office"});
  CHECK(text_at(made, "name") == "District office");
  CHECK(Uuid::parse(text_at(made, "office_id")));

  const Said again = say_office(path, {"init", "--name", "Another"});
  CHECK(again.exit_code == 1);
  CHECK(again.err.find("already") != std::string::npos);
  const auto status = answer_of_office(path, {"status"});
  CHECK(status.at("office_id") == made.at("office_id"));
  CHECK(text_at(status, "name") == "District office");
}

TEST_CASE("an init that was cut short is finished by the next one") {
  const TempFolder folder;
  const std::string path = folder.path("office");
  REQUIRE(OfficeWorkspace::open(path, true));  // made the file; died before it got an identity
  CHECK(say_office(path, {"status"}).exit_code == 1);
  CHECK(say_office(path, {"init"}).exit_code == 0);
  CHECK(say_office(path, {"status"}).exit_code == 0);
}

TEST_CASE("init says what to do next") {
  const TempFolder folder;
  const Said said = say_office(folder.path("office"), {"init"});
  for (const std::string word : {"user add", "serve", "enroll"}) {
    CHECK(said.out.find(word) != std::string::npos);
  }
}

// ---- people -------------------------------------------------------------------------------------

TEST_CASE("people have one of four roles and a name of their own") {
  Pair pair;
  const std::string office = pair.office().folder();
  const std::vector<std::string> roles{"care_manager", "case_manager", "supervisor",
                                       "administrator"};
  for (const std::string& role : roles) {
    const auto added = answer_of_office(office, {"user", "add", "the " + role, "--role", role});
    CHECK(text_at(added, "role") == role);
  }
  CHECK(say_office(office, {"user", "add", "bo", "--role", "janitor"}).exit_code == 2);
  CHECK(say_office(office, {"user", "add", "bo"}).exit_code == 2);
  CHECK(say_office(office, {"user"}).exit_code == 2);
  CHECK(say_office(office, {"user", "add", "the supervisor", "--role", "supervisor"}).exit_code ==
        1);
  // Names under which the program itself writes, and no name at all.
  for (const std::string name : {"import", "office", ""}) {
    CHECK(say_office(office, {"user", "add", name, "--role", "supervisor"}).exit_code == 1);
  }
  const auto users = lines_of_office(office, {"user", "list"});
  REQUIRE(users.size() == roles.size());
  for (const auto& user : users) {
    CHECK_FALSE(user.at("disabled").get_bool());
    CHECK(number_at(user, "clients") == 0);
    CHECK(number_at(user, "laptops") == 0);
  }
}

TEST_CASE("a disabled person loses every client and gets no new laptop") {
  Pair pair;
  const std::string office = pair.office().folder();
  pair.enrol("ana");
  const RecordId client = new_client(pair.office(), {{"given_name", "Maria"}});
  pair.grant("ana", client);
  const auto disabled = answer_of_office(office, {"user", "disable", "ana"});
  CHECK(number_at(disabled, "withdrawn") == 1);
  const auto users = lines_of_office(office, {"user", "list"});
  REQUIRE(users.size() == 1);
  CHECK(users[0].at("disabled").get_bool());
  CHECK(number_at(users[0], "clients") == 0);
  CHECK(number_at(users[0], "laptops") == 1);
  CHECK(say_office(office, {"enroll", "ana"}).exit_code == 1);
  CHECK(say_office(office, {"assign", client.to_string(), "--to", "ana"}).exit_code == 1);
  CHECK(say_office(office, {"user", "disable", "nobody"}).exit_code == 1);
}

// ---- enrolment codes ----------------------------------------------------------------------------

EnrolmentRequest request_with(const std::string& secret) {
  EnrolmentRequest request;
  request.code = secret;
  request.device_key = std::string(32, 'd');
  request.node_id = random_uuid();
  return request;
}

Result<EnrolmentAnswer> enrol_at(OfficeWorkspace& office, const std::string& secret,
                                 std::int64_t now_ms) {
  Transaction transaction(office.store());
  auto answer = office.office().enrol(request_with(secret), now_ms);
  if (answer) transaction.commit();
  return answer;
}

std::string secret_for(const std::string& office, const std::string& user) {
  const auto code = parse_code(text_at(answer_of_office(office, {"enroll", user}), "code"));
  REQUIRE(code);
  return code->secret;
}

TEST_CASE("a code works once, for the person it was made for") {
  Pair pair;
  const std::string office = pair.office().folder();
  CHECK(say_office(office, {"enroll", "ana"}).exit_code == 1);  // nobody of that name yet
  CHECK(say_office(office, {"user", "add", "ana", "--role", "care_manager"}).exit_code == 0);
  const auto made = answer_of_office(office, {"enroll", "ana"});
  const auto code = parse_code(text_at(made, "code"));
  REQUIRE(code);
  CHECK(code->fingerprint == fingerprint_of(pair.office().office().identity()->public_key));

  const std::int64_t now = wall_clock_ms();
  std::string wrong = code->secret;
  wrong[3] = static_cast<char>(wrong[3] ^ 1);
  CHECK_FALSE(enrol_at(pair.office(), wrong, now));
  const auto answer = enrol_at(pair.office(), code->secret, now);
  REQUIRE(answer);
  CHECK(answer->user_name == "ana");
  CHECK_FALSE(enrol_at(pair.office(), code->secret, now));
  CHECK(secret_for(office, "ana") != code->secret);
}

TEST_CASE("a code is good for 24 hours") {
  Pair pair;
  const std::string office = pair.office().folder();
  CHECK(say_office(office, {"user", "add", "ana", "--role", "care_manager"}).exit_code == 0);
  const std::int64_t before = wall_clock_ms();
  const auto made = answer_of_office(office, {"enroll", "ana"});
  const std::int64_t after = wall_clock_ms();
  CHECK(text_at(made, "expires_at") >= instant_text(before + kDayMs));
  CHECK(text_at(made, "expires_at") <= instant_text(after + kDayMs));
  const auto code = parse_code(text_at(made, "code"));
  REQUIRE(code);
  CHECK_FALSE(enrol_at(pair.office(), code->secret, after + kDayMs + 1));
  CHECK(enrol_at(pair.office(), code->secret, before + kDayMs));
}

// ---- caseloads ----------------------------------------------------------------------------------

struct ThreeClients {
  ThreeClients() : office(pair.office().folder()) {
    for (const char* name : {"Ada", "Bea", "Cleo"}) {
      clients.push_back(new_client(pair.office(), {{"given_name", name}}).to_string());
    }
    for (const char* name : {"ana", "ben"}) {
      CHECK(say_office(office, {"user", "add", name, "--role", "care_manager"}).exit_code == 0);
    }
  }
  std::int64_t clients_of(const std::string& name) {
    for (const auto& user : lines_of_office(office, {"user", "list"})) {
      if (text_at(user, "name") == name) return number_at(user, "clients");
    }
    return -1;
  }

  Pair pair;
  std::string office;
  std::vector<std::string> clients;
};

TEST_CASE("assigning and unassigning say how much they changed") {
  ThreeClients town;
  auto said =
      answer_of_office(town.office, {"assign", town.clients[0], town.clients[1], "--to", "ana"});
  CHECK(number_at(said, "assigned") == 2);
  CHECK(number_at(said, "unchanged") == 0);
  said = answer_of_office(town.office, {"assign", "--all", "--to", "ana"});
  CHECK(number_at(said, "assigned") == 1);
  CHECK(number_at(said, "unchanged") == 2);
  said = answer_of_office(town.office, {"assign", town.clients[2], town.clients[2], "--to", "ben"});
  CHECK(number_at(said, "assigned") == 1);
  CHECK(town.clients_of("ana") == 3);
  CHECK(town.clients_of("ben") == 1);

  said = answer_of_office(town.office, {"unassign", town.clients[0], "--from", "ana"});
  CHECK(number_at(said, "unassigned") == 1);
  said = answer_of_office(town.office,
                          {"unassign", town.clients[0], town.clients[1], "--from", "ana"});
  CHECK(number_at(said, "unassigned") == 1);
  CHECK(number_at(said, "unchanged") == 1);
  said = answer_of_office(town.office, {"unassign", "--all", "--from", "ana"});
  CHECK(number_at(said, "unassigned") == 1);
  CHECK(town.clients_of("ana") == 0);
  CHECK(town.clients_of("ben") == 1);
  CHECK(answer_of_office(town.office, {"doctor"}).at("ok").get_bool());
}

TEST_CASE("clients may come from a file") {
  ThreeClients town;
  const TempFolder folder;
  write_file(folder.path("clients.txt"), "\xef\xbb\xbf# who moves to the north team\r\n" +
                                             town.clients[0] + "\r\n\n  " + town.clients[2] + "  ");
  const std::vector<std::string> from_file{"--from-file", folder.path("clients.txt")};
  std::vector<std::string> words{"assign", "--to", "ana"};
  words.insert(words.end(), from_file.begin(), from_file.end());
  CHECK(number_at(answer_of_office(town.office, words), "assigned") == 2);
  words = {"unassign", "--from", "ana"};
  words.insert(words.end(), from_file.begin(), from_file.end());
  CHECK(number_at(answer_of_office(town.office, words), "unassigned") == 2);
  CHECK(say_office(town.office, {"assign", "--from-file", folder.path("none"), "--to", "ana"})
            .exit_code == 1);
}

TEST_CASE("one unknown client among many, and nothing is done") {
  ThreeClients town;
  const RecordId note = new_record(town.pair.office(), "note",
                                   RecordId{*Uuid::parse(town.clients[0])}, {{"body", "a note"}});
  for (const std::string& bad : {std::string(kNobody), std::string("Ada"), note.to_string()}) {
    const Said said = say_office(town.office, {"assign", town.clients[0], bad, "--to", "ana"});
    CHECK(said.exit_code == 1);
    CHECK(said.err.find(bad) != std::string::npos);
    CHECK(said.err.find(town.clients[0]) == std::string::npos);
  }
  CHECK(say_office(town.office, {"assign", town.clients[0], "--to", "nobody"}).exit_code == 1);
  CHECK(town.clients_of("ana") == 0);
}

TEST_CASE("which clients has to be said in exactly one way") {
  ThreeClients town;
  CHECK(say_office(town.office, {"assign", "--to", "ana"}).exit_code == 2);
  CHECK(say_office(town.office, {"assign", town.clients[0], "--all", "--to", "ana"}).exit_code ==
        2);
  CHECK(say_office(town.office, {"assign", "--all"}).exit_code == 2);
  CHECK(say_office(town.office, {"unassign", "--from", "ana"}).exit_code == 2);
  CHECK(town.clients_of("ana") == 0);
}

TEST_CASE("a voided client is not among all, but can be named") {
  ThreeClients town;
  void_it(town.pair.office(), RecordId{*Uuid::parse(town.clients[0])}, "entered twice");
  auto said = answer_of_office(town.office, {"assign", "--all", "--to", "ana"});
  CHECK(number_at(said, "assigned") == 2);
  said = answer_of_office(town.office, {"assign", town.clients[0], "--to", "ana"});
  CHECK(number_at(said, "assigned") == 1);
}

TEST_CASE("unassigning a client takes every compartment of its file") {
  ThreeClients town;
  const Uuid client = *Uuid::parse(town.clients[0]);
  SqliteStore& store = town.pair.office().store();
  {
    Transaction transaction(store);
    const ScopeId restricted = case_file(client, ScopeKind::substance_use);
    ScopeRow row;
    row.id = restricted;
    store.put_scope(row);
    for (const ScopeId& scope : {case_file(client), restricted}) {
      town.pair.office().office().grant(*store.user_named("ana"), scope);
    }
    transaction.commit();
  }
  CHECK(number_at(answer_of_office(town.office, {"unassign", town.clients[0], "--from", "ana"}),
                  "unassigned") == 1);
  for (const GrantRow& row : store.grants_of(store.user_named("ana")->id)) {
    CHECK(row.withdrawn == row.scope.is_case_file());
  }
}

// ---- parked saves -------------------------------------------------------------------------------

// The laptop takes a birth date in the future, because its own clock may be behind; the office does
// not.
struct OneParked {
  OneParked() : office(pair.office().folder()), laptop(pair.enrol("ana")) {
    client = new_client(pair.office(), {{"given_name", "Maria"}});
    pair.grant("ana", client);
    pair.sync(laptop);
    set(laptop, client, "birth_date", std::string("2199-01-01"));
    pair.sync(laptop);
    const auto list = lines_of_office(office, {"parked", "list"});
    REQUIRE(list.size() == 1);
    item = list[0];
    id = text_at(item, "id");
  }
  // The birth date as this copy shows it.
  std::string birth_date(Workspace& workspace) {
    const auto record = workspace.shown(client);
    const FieldState* state = record->field(core_type("client")->field("birth_date")->id);
    if (state == nullptr || state->siblings.empty()) return "";
    return std::get<std::string>(state->siblings.back().value);
  }
  SaveState state_on_laptop() {
    SaveState state = SaveState::pending;
    laptop.store().each_in_inbox(laptop.laptop().identity()->user, 0, [&](const StoredSave& row) {
      state = row.inbox_state;
      return true;
    });
    return state;
  }

  Pair pair;
  std::string office;
  LaptopWorkspace& laptop;
  RecordId client;
  json::object item;
  std::string id;
};

TEST_CASE("a parked save is listed with whose it is, why, and what is in it") {
  OneParked town;
  CHECK(text_at(town.item, "user") == "ana");
  CHECK(number_at(town.item, "node") == town.laptop.laptop().identity()->node);
  CHECK(text_at(town.item, "reason").find("future") != std::string::npos);
  CHECK_FALSE(town.item.at("waits").get_bool());
  CHECK(text_at(town.item, "client_id") == town.client.to_string());
  CHECK(text_at(town.item, "scope") == case_file(town.client.uuid).to_string());
  CHECK(text_at(town.item, "what").find("birth_date") != std::string::npos);
  const auto& ops = town.item.at("ops").get_array();
  REQUIRE(ops.size() == 1);
  const auto& op = ops[0].get_object();
  CHECK(text_at(op, "op") == "set");
  CHECK(text_at(op, "type") == "client");
  CHECK(text_at(op, "id") == town.client.to_string());
  CHECK(text_at(op, "field") == "birth_date");
  CHECK(text_at(op, "value") == "2199-01-01");

  const auto status = answer_of_office(town.office, {"status"});
  CHECK(number_at(status, "parked") == 1);
  CHECK(status.at("parked_oldest_at") == town.item.at("received_at"));
  CHECK(say_office(town.office, {"parked", "list"}).out.find("2199-01-01") != std::string::npos);
  CHECK(say_office(town.office, {"status"}).out.find("1 save parked") != std::string::npos);
}

TEST_CASE("an accepted save is applied, here and on the laptop") {
  OneParked town;
  CHECK(town.birth_date(town.pair.office()) == "");
  CHECK(town.state_on_laptop() == SaveState::parked);
  const auto said = answer_of_office(town.office, {"parked", "accept", town.id, "--as", "Dr. Ito"});
  CHECK(text_at(said, "state") == "accepted");
  CHECK(number_at(said, "parked") == 0);
  CHECK(town.birth_date(town.pair.office()) == "2199-01-01");
  CHECK(town.pair.office().store().save_with(*Dot::parse(town.id))->reason.find("Dr. Ito") !=
        std::string::npos);
  town.pair.sync(town.laptop);
  CHECK(town.state_on_laptop() == SaveState::accepted);
  CHECK(town.birth_date(town.laptop) == "2199-01-01");
  CHECK(lines_of_office(town.office, {"parked", "list"}).empty());
  CHECK(say_office(town.office, {"parked", "accept", town.id}).exit_code == 1);
}

TEST_CASE("a declined save leaves the laptop's view, with the reason") {
  OneParked town;
  CHECK(town.birth_date(town.laptop) == "2199-01-01");
  CHECK(say_office(town.office, {"parked", "decline", town.id}).exit_code == 2);
  CHECK(say_office(town.office, {"parked", "decline", town.id, "--reason", ""}).exit_code == 1);
  CHECK(say_office(town.office, {"parked", "decline", town.id, "--reason", "see the passport"})
            .exit_code == 0);
  town.pair.sync(town.laptop);
  CHECK(town.state_on_laptop() == SaveState::declined);
  CHECK(town.birth_date(town.laptop) == "");
  CHECK(town.birth_date(town.pair.office()) == "");
  CHECK(town.laptop.store().save_with(*Dot::parse(town.id))->reason == "see the passport");
  const auto node = lines_of_office(town.office, {"node", "list"}).at(0);
  CHECK(number_at(node, "parked") == 0);
  CHECK(number_at(node, "declined") == 1);
}

TEST_CASE("a save that waits follows the one it waits for") {
  OneParked town;
  set(town.laptop, town.client, "birth_date", std::string("2198-01-01"));
  const RecordId newcomer =
      new_client(town.laptop, {{"given_name", "Nia"}, {"birth_date", "2199-05-05"}});
  new_record(town.laptop, "note", newcomer, {{"body", "a first note"}});
  town.pair.sync(town.laptop);
  const auto list = lines_of_office(town.office, {"parked", "list"});
  REQUIRE(list.size() == 4);
  const auto& waiting = list[3];
  CHECK(waiting.at("waits").get_bool());
  const Said early = say_office(town.office, {"parked", "accept", text_at(waiting, "id")});
  CHECK(early.exit_code == 1);
  CHECK(early.err.find("waits") != std::string::npos);
  const auto said = answer_of_office(town.office, {"parked", "accept", text_at(list[2], "id")});
  CHECK(number_at(said, "parked") == 2);
  town.pair.sync(town.laptop);
}

TEST_CASE("ids of no parked save, and names of no person, are refused") {
  OneParked town;
  for (const std::string id : {"1.1", "7", "x", "99.99"}) {
    CHECK(say_office(town.office, {"parked", "accept", id}).exit_code == 1);
    CHECK(say_office(town.office, {"parked", "decline", id, "--reason", "r"}).exit_code == 1);
  }
  for (const std::string name : {"import", "office"}) {
    CHECK(say_office(town.office, {"parked", "accept", town.id, "--as", name}).exit_code == 1);
  }
  CHECK(lines_of_office(town.office, {"parked", "list"}).size() == 1);
}

// ---- how the office is --------------------------------------------------------------------------

TEST_CASE("node list counts what each laptop brought") {
  OneParked town;
  town.pair.enrol("ben");
  const auto nodes = lines_of_office(town.office, {"node", "list"});
  REQUIRE(nodes.size() == 2);  // the office's own node is none of them
  CHECK(text_at(nodes[0], "user") == "ana");
  CHECK(number_at(nodes[0], "received") == 1);
  CHECK(number_at(nodes[0], "parked") == 1);
  CHECK(number_at(nodes[0], "applied") == 0);
  CHECK(number_at(nodes[0], "counter") == number_at(nodes[0], "acknowledged"));
  CHECK(nodes[0].at("last_seen_at").is_string());
  CHECK(text_at(nodes[1], "user") == "ben");
  CHECK(nodes[1].at("last_seen_at").is_null());
}

TEST_CASE("status tells who has not synced") {
  Pair pair;
  const std::string office = pair.office().folder();
  auto& active = pair.enrol("ana");
  auto& silent = pair.enrol("ben");
  pair.enrol("cleo");
  CHECK(say_office(office, {"user", "add", "dan", "--role", "supervisor"}).exit_code == 0);
  pair.sync(active);
  pair.sync(silent);
  new_client(pair.office(), {{"given_name", "Maria"}});
  void_it(pair.office(), new_client(pair.office(), {{"given_name", "Maria"}}), "entered twice");
  {
    Transaction transaction(pair.office().store());
    NodeRow node = *pair.office().store().node(silent.laptop().identity()->node);
    node.last_seen_ms -= 2 * kDayMs;
    pair.office().store().put_node(node);
    transaction.commit();
  }
  const auto status = answer_of_office(office, {"status"});
  CHECK(number_at(status, "clients") == 1);
  CHECK(number_at(status, "users") == 4);
  CHECK(number_at(status, "laptops") == 3);
  CHECK(number_at(status, "parked") == 0);
  CHECK(status.at("parked_oldest_at").is_null());
  CHECK(number_at(status, "conflicts") == 0);
  CHECK(number_at(status, "database_bytes") > 0);
  const auto& quiet = status.at("not_synced").get_array();
  REQUIRE(quiet.size() == 2);
  CHECK(text_at(quiet[0].get_object(), "user") == "cleo");  // never: the longest
  CHECK(quiet[0].at("last_seen_at").is_null());
  CHECK(text_at(quiet[1].get_object(), "user") == "ben");
  CHECK(write_json(status.at("without_laptop")) == "[\"dan\"]");
}

TEST_CASE("collect expires laptops that are silent for over ninety days, and both lists show it until they come back") {
  Pair pair;
  const std::string office = pair.office().folder();
  auto& silent = pair.enrol("ana");
  pair.sync(silent);
  CHECK(say_office(office, {"collect"}).out.find("nothing to collect") != std::string::npos);
  const NodeNumber number = silent.laptop().identity()->node;
  {
    Transaction transaction(pair.office().store());
    NodeRow node = *pair.office().store().node(number);
    node.last_seen_ms -= 91 * kDayMs;
    node.enrolled_ms -= 91 * kDayMs;
    pair.office().store().put_node(node);
    pair.office().store().put_enrolment({"an old code", node.user, wall_clock_ms() - 2 * kDayMs, false});
    transaction.commit();
  }
  const auto done = answer_of_office(office, {"collect"});
  CHECK(write_json(done.at("expired")) == "[" + std::to_string(number) + "]");
  CHECK(number_at(done, "codes") == 1);
  CHECK(number_at(done, "withdrawals") == 0);
  CHECK(say_office(office, {"node", "list"}).out.find("expired: silent for over 90 days") != std::string::npos);
  const auto status = answer_of_office(office, {"status"});
  CHECK(status.at("not_synced").at(0).at("expired").get_bool());
  pair.sync(silent);
  CHECK_FALSE(lines_of_office(office, {"node", "list"}).at(0).at("expired").get_bool());
  CHECK(say_office(office, {"doctor"}).exit_code == 0);
}

TEST_CASE("status counts conflicts") {
  Pair pair;
  const std::string office = pair.office().folder();
  auto& ana = pair.enrol("ana");
  const RecordId client = new_client(pair.office(), {{"risk_level", "low"}});
  pair.grant("ana", client);
  pair.sync(ana);
  set(ana, client, "risk_level", std::string("high"));
  set(pair.office(), client, "risk_level", std::string("moderate"));
  pair.sync(ana);
  CHECK(number_at(answer_of_office(office, {"status"}), "conflicts") == 1);
}

TEST_CASE("the digest for a laptop is what the laptop has") {
  OneParked town;
  const RecordId other = new_client(town.pair.office(), {{"given_name", "not hers"}});
  town.pair.grant("ana", other);
  town.pair.sync(town.laptop);
  town.pair.withdraw("ana", other);
  town.pair.sync(town.laptop);
  town.pair.sync(town.laptop);
  const std::string number = std::to_string(town.laptop.laptop().identity()->node);
  const auto digest = answer_of_office(town.office, {"digest", "--node", number});
  CHECK(text_at(digest, "caseload") == town.laptop.laptop().progress().caseload_digest.to_hex());
  std::size_t held = 0;
  const auto& scopes = digest.at("scopes").get_object();
  for (const ScopeRow& row : town.laptop.store().scopes()) {
    if (!row.is_held()) continue;
    ++held;
    CHECK(text_at(scopes, row.id.to_string().c_str()) == row.digest.to_hex());
  }
  CHECK(scopes.size() == held);

  const auto all = answer_of_office(town.office, {"digest"});
  CHECK(all.at("scopes").get_object().size() == town.pair.office().store().scopes().size());
  CHECK(all.at("scopes").get_object().contains(case_file(other.uuid).to_string()));
  CHECK(say_office(town.office, {"digest", "--node", "99"}).exit_code == 1);
  CHECK(say_office(town.office, {"digest", "--node", "1"}).exit_code == 1);  // the office itself
  CHECK(said_in(say_office(town.office, {"digest"})).find(text_at(all, "caseload")) !=
        std::string::npos);
}

}  // namespace
}  // namespace satchel
