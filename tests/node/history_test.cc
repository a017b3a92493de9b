#include "node/shared/history.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "node/shared/clock.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "tests/testkit/pair.h"

namespace satchel {
namespace {

using namespace testkit;

std::vector<HistoryEntry> history(Workspace& workspace, const RecordId& id) {
  auto entries = history_of(workspace, id);
  REQUIRE_MESSAGE(entries, (entries ? "" : entries.error().message));
  return *entries;
}

// Who set a field to what, in order: "anna: high".
std::vector<std::string> values_of(Workspace& workspace, const RecordId& id,
                                   const std::string& field) {
  std::vector<std::string> values;
  for (const HistoryEntry& entry : history(workspace, id)) {
    if (entry.field_name != field) continue;
    const auto* text = std::get_if<std::string>(&entry.value);
    values.push_back(entry.user + ": " + (text == nullptr ? "-" : *text));
  }
  return values;
}

TEST_CASE("history tells every change, oldest first, with what it replaced") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"risk_level", "low"}, {"safety_alerts", "dog"}});
  const Dot second = set(anna, client, "risk_level", "high");
  Edit remove;
  remove.kind = EditKind::remove;
  remove.field = field_of(anna, "client", "safety_alerts");
  remove.value = std::string("dog");
  save(anna, client, {remove});
  set(anna, client, "risk_level", Value{});
  pair.sync(anna);

  const Said said = say(anna, {"history", client.to_string(), "--json"});
  REQUIRE(said.exit_code == kDone);
  const auto lines = said.lines();
  REQUIRE(lines.size() == 6);
  CHECK(lines[0].at("kind") == "create");
  CHECK(lines[0].at("field").is_null());
  CHECK(lines[0].at("value").is_null());
  CHECK(lines[1].at("field") == "risk_level");
  CHECK(lines[1].at("value") == "low");
  CHECK(lines[1].at("replaces") == json::array());
  CHECK(lines[2].at("kind") == "add");
  CHECK(lines[3].at("value") == "high");
  CHECK(lines[3].at("dot") == json::value(second.to_string()));
  CHECK(lines[3].at("replaces") == json::array{lines[1].at("dot")});
  CHECK(lines[4].at("kind") == "remove");
  CHECK(lines[4].at("replaces") == json::array{lines[2].at("dot")});
  CHECK(lines[5].at("value").is_null());
  for (const json::object& line : lines) {
    CHECK(line.at("user") == "anna");
    CHECK(line.at("node") == 2);
    CHECK(line.at("state") == "applied");
    CHECK(line.at("late") == false);
    CHECK(line.at("at").as_string().back() == 'Z');
    CHECK(line.at("received_at").as_string().back() == 'Z');
    CHECK_FALSE(line.contains("automatic"));
    CHECK_FALSE(line.contains("reason"));
  }
  CHECK(say(pair.office(), {"history", client.to_string(), "--json"}).out == said.out);
}

TEST_CASE("a merged note: A, B and the text before them are in the history of everybody") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  const std::string base = "He slept well. She came at noon. They ate soup.";
  const std::string a = "He slept badly. She came at noon. They ate soup.";
  const std::string b = "He slept well. She came at noon. They ate bread.";
  const std::string both = "He slept badly. She came at noon. They ate bread.";
  const RecordId note = new_record(anna, "note", client, {{"body", base}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  set(anna, note, "body", a);
  set(ben, note, "body", b);
  pair.sync_all();

  const std::vector<std::string> told{"anna: " + base, "anna: " + a, "ben: " + b,
                                      "office: " + both};
  for (Workspace* side : {static_cast<Workspace*>(&anna), static_cast<Workspace*>(&ben),
                          static_cast<Workspace*>(&pair.office())}) {
    CHECK(values_of(*side, note, "body") == told);
    const HistoryEntry merge = history(*side, note).back();
    CHECK(merge.kind == OpKind::resolve);
    CHECK(merge.automatic);
    CHECK(merge.replaces.size() == 2);
    CHECK(history_json(merge).at("automatic") == true);
  }
}

TEST_CASE("what was overruled stays readable on every side") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(anna, {{"risk_level", "low"}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  set(anna, client, "risk_level", "high");
  set(ben, client, "risk_level", "moderate");
  pair.sync_all();
  REQUIRE(
      say(ben, {"resolve", client.to_string(), "risk_level", "--value", "critical"}).exit_code ==
      kDone);
  pair.sync_all();
  const std::vector<std::string> told{"anna: low", "anna: high", "ben: moderate", "ben: critical"};
  CHECK(values_of(anna, client, "risk_level") == told);
  CHECK(values_of(ben, client, "risk_level") == told);
  CHECK(values_of(pair.office(), client, "risk_level") == told);
  CHECK(history(anna, client).back().replaces.size() == 2);
}

// ---- states -------------------------------------------------------------------------------------

std::string last_state(Workspace& workspace, const RecordId& id) {
  return history(workspace, id).back().state;
}

TEST_CASE("pending until the office has it, received until its page has come, then applied") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  CHECK(last_state(anna, client) == "pending");
  CHECK(history_json(history(anna, client).back()).at("received_at").is_null());

  LaptopSessionOptions options;
  options.wall_ms = wall_clock_ms();
  LaptopSession session(anna.laptop(), options);
  const auto request = session.request();
  REQUIRE(request);
  OfficeSession at_office(pair.office().office(), {wall_clock_ms(), false});
  at_office.receive(*request);
  const std::string answer = at_office.finish();
  for (std::size_t i = 0; i < answer.size() && anna.laptop().progress().acked == 0; ++i) {
    REQUIRE(session.receive(std::string_view(answer).substr(i, 1)));
  }
  REQUIRE(anna.laptop().progress().acked > 0);
  CHECK(last_state(anna, client) == "received");
  pair.sync(anna);
  CHECK(last_state(anna, client) == "applied");
}

TEST_CASE("a parked save is in the history of both sides, with the reason, and what became of it") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  pair.sync(anna);
  const Dot bad = set(anna, client, "birth_date", "2190-01-01");
  pair.sync(anna);
  for (Workspace* side :
       {static_cast<Workspace*>(&anna), static_cast<Workspace*>(&pair.office())}) {
    const HistoryEntry entry = history(*side, client).back();
    CHECK(entry.dot == bad);
    CHECK(entry.state == "parked");
    CHECK(entry.reason.find("in the future") != std::string::npos);
    CHECK(entry.received_ms != 0);
  }
  const Dot worse = set(anna, client, "death_date", "2191-01-01");
  pair.sync(anna);
  Transaction verdicts(pair.office().store());
  const Author admin{"admin", wall_clock_ms(), 0, 0};
  REQUIRE(pair.office().office().accept(bad, admin));
  REQUIRE(pair.office().office().decline(worse, "ask again", admin));
  verdicts.commit();
  pair.sync(anna);
  for (Workspace* side :
       {static_cast<Workspace*>(&anna), static_cast<Workspace*>(&pair.office())}) {
    const auto entries = history(*side, client);
    REQUIRE(entries.size() == 4);
    CHECK(entries[2].state == "accepted");
    CHECK(entries[2].reason.empty());
    CHECK(entries[3].state == "declined");
    CHECK(history_json(entries[3]).at("reason") == "ask again");
  }
}

TEST_CASE("the office can read the history of a record that only a parked save knows") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"birth_date", "2190-01-01"}});
  pair.sync(anna);
  REQUIRE_FALSE(pair.office().shown(client));
  const auto entries = history(pair.office(), client);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].kind == OpKind::create);
  CHECK(entries[1].field_name == "birth_date");
  CHECK(entries[1].state == "parked");
  CHECK(history(anna, client).size() == 2);
  CHECK(say(pair.office(), {"history", client.to_string()}).exit_code == kDone);
}

TEST_CASE("a save that came late says so") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  set(ben, client, "language", "Twi");
  pair.withdraw("ben", client);
  pair.sync_all();
  CHECK(history(anna, client).back().late);
  CHECK(history_json(history(pair.office(), client).back()).at("late") == true);
}

TEST_CASE("void and lifting it are told in words") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  void_it(anna, client, "entered twice");
  const auto voided = history_json(history(anna, client).back());
  CHECK(voided.at("field") == "void");
  CHECK(voided.at("value") == "entered twice");
  REQUIRE(say(anna, {"resolve", client.to_string(), "void", "--value", "keep"}).exit_code == kDone);
  const Said said = say(anna, {"history", client.to_string()});
  CHECK(said.out.find("voided: entered twice") != std::string::npos);
  CHECK(said.out.find("lifted the void") != std::string::npos);
  CHECK(said.out.rfind("Client Ana", 0) == 0);
}

TEST_CASE("an absent record, and what is no id") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const Said absent = say(anna, {"history", random_uuid().to_string(), "--json"});
  CHECK(absent.exit_code == kNotDone);
  CHECK(absent.out.empty());
  CHECK(absent.err.find("there is no record") != std::string::npos);
  const Said wrong = say(anna, {"history", "Ana"});
  CHECK(wrong.exit_code == kNotDone);
  CHECK(wrong.err.find("is not the id of a record") != std::string::npos);
  CHECK(say(anna, {"history"}).exit_code == kWrongUsage);
}

}  // namespace
}  // namespace satchel
