#include "node/shared/dump.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>

#include "node/shared/clock.h"
#include "node/shared/history.h"
#include "tests/testkit/pair.h"
#include "tests/testkit/skip.h"

namespace satchel {
namespace {

using namespace testkit;

std::vector<json::object> objects_of(const std::string& dump) {
  return Said{0, dump, ""}.lines();
}

const json::object* find(const std::vector<json::object>& objects, const RecordId& id) {
  const auto found = std::find_if(objects.begin(), objects.end(), [&](const json::object& object) {
    return object.at("id") == json::value(id.to_string());
  });
  return found == objects.end() ? nullptr : &*found;
}

TEST_CASE("the dumps of two holders and of the office are the same bytes once synced") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(
      anna,
      {{"given_name", "Ana"}, {"risk_level", "low"}, {"safety_alerts", "dog"}, {"shoe_size", 38}});
  const RecordId visit = new_record(anna, "visit", client, {{"summary", "first"}});
  const RecordId gone = new_record(anna, "task", client, {{"title", "entered twice"}});
  const RecordId note = new_record(anna, "note", client,
                                   {{"body", "He slept well. She came at noon. They ate soup."}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  CHECK(dump_of(anna) == dump_of(ben));
  REQUIRE(find(objects_of(dump_of(ben)), note) != nullptr);

  // Both work without each other: one field twice, a void against an edit, two edits of one text.
  set(anna, client, "risk_level", "high");
  set(ben, client, "risk_level", "moderate");
  add(anna, client, "safety_alerts", "stairs");
  add(ben, client, "safety_alerts", "ice");
  void_it(anna, visit, "wrong client");
  set(ben, visit, "summary", "second");
  void_it(ben, gone, "entered twice");
  set(anna, note, "body", "He slept badly. She came at noon. They ate soup.");
  set(ben, note, "body", "He slept well. She came at noon. They ate bread.");
  set(ben, client, "bread_kind", "rye");
  pair.sync_all();

  const std::string dump = dump_of(pair.office());
  CHECK(dump_of(anna) == dump);
  CHECK(dump_of(ben) == dump);
  CHECK(dump_of(anna, true) == dump_of(pair.office(), true));
  CHECK(dump_of(ben, true) == dump_of(pair.office(), true));
  CHECK(dump_of(pair.office(), false, "ben") == dump);

  const auto objects = objects_of(dump);
  CHECK(objects.size() == 3);
  const json::object* shown = find(objects, client);
  REQUIRE(shown != nullptr);
  const json::array& siblings = shown->at("risk_level").at("siblings").as_array();
  REQUIRE(siblings.size() == 2);
  CHECK(siblings[0].at("value") == "high");
  CHECK(siblings[0].at("by") == "anna");
  CHECK(siblings[1].at("value") == "moderate");
  CHECK(siblings[1].at("by") == "ben");
  CHECK(siblings[0].as_object().size() == 3);
  CHECK(shown->at("safety_alerts") == json::array{"dog", "stairs", "ice"});
  CHECK(shown->at("shoe_size") == 38);
  CHECK(shown->at("bread_kind") == "rye");
  const json::object* kept = find(objects, visit);
  REQUIRE(kept != nullptr);
  CHECK(kept->at("summary") == "second");
  CHECK(kept->at("void").at("by") == "anna");
  CHECK(kept->at("void").at("reason") == "wrong client");
  CHECK(find(objects, gone) == nullptr);
  const json::object* merged = find(objects, note);
  REQUIRE(merged != nullptr);
  CHECK(merged->at("body") == "He slept badly. She came at noon. They ate bread.");
  CHECK(merged->at("merged") == json::array{"body"});
}

TEST_CASE("lines are sorted by id, keys by name") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  for (int i = 0; i < 30; ++i) {
    const RecordId client = new_client(anna, {{"preferred_name", "Z"}, {"family_name", "A"}});
    new_record(anna, "task", client, {{"title", "t"}, {"category", "other"}});
  }
  const auto objects = objects_of(dump_of(anna));
  REQUIRE(objects.size() == 60);
  std::string last;
  for (const json::object& object : objects) {
    const std::string id(object.at("id").as_string().c_str());
    CHECK(last < id);
    last = id;
    std::vector<std::string> keys;
    for (const auto& pair_of : object) keys.emplace_back(pair_of.key());
    CHECK(std::is_sorted(keys.begin(), keys.end()));
  }
}

TEST_CASE("what only this laptop has is in its dump") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  CHECK(objects_of(dump_of(anna)).size() == 1);
  CHECK(dump_of(pair.office()).empty());
  pair.sync(anna);
  set(anna, client, "given_name", "Anja");
  CHECK(find(objects_of(dump_of(anna)), client)->at("given_name") == "Anja");
  CHECK(find(objects_of(dump_of(pair.office())), client)->at("given_name") == "Ana");
}

TEST_CASE("the directory is in the dump only when it is asked for") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  new_client(anna, {{"shoe_size", 38}});
  CHECK(objects_of(dump_of(anna)).size() == 1);
  const auto all = objects_of(dump_of(anna, true));
  REQUIRE(all.size() == 2);
  CHECK(std::any_of(all.begin(), all.end(), [](const json::object& object) {
    return object.at("type") == "schema_field" && object.at("field_name") == "shoe_size";
  }));
}

TEST_CASE("a caseload is what the user's grants give now") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId one = new_client(anna, {{"given_name", "One"}});
  const RecordId two = new_client(anna, {{"given_name", "Two"}});
  pair.sync(anna);
  pair.grant("ben", two);
  pair.sync_all();
  CHECK(objects_of(dump_of(pair.office(), false, "anna")).size() == 2);
  CHECK(dump_of(pair.office(), false, "anna") == dump_of(anna));
  CHECK(dump_of(pair.office(), false, "ben") == dump_of(ben));
  CHECK(find(objects_of(dump_of(ben)), one) == nullptr);
  pair.withdraw("ben", two);
  CHECK(dump_of(pair.office(), false, "ben").empty());

  CHECK(say(pair.office(), {"dump", "--caseload", "anna"}).out == dump_of(anna));
  const Said unknown = say(pair.office(), {"dump", "--caseload", "zoe"});
  CHECK(unknown.exit_code == kNotDone);
  CHECK(unknown.err.find("there is no user named zoe") != std::string::npos);
  CHECK(say(anna, {"dump", "--caseload", "anna"}).exit_code == kNotDone);
}

TEST_CASE("an empty database has an empty dump") {
  Pair pair;
  const Said said = say(pair.enrol("anna"), {"dump"});
  CHECK(said.exit_code == kDone);
  CHECK(said.out.empty());
}

// ---- strings that break programs ----------------------------------------------------------------

std::vector<std::string> naughty_strings() {
  const std::string path = std::string(SATCHEL_SOURCE_DIR) + "/../shared/data/hostile/blns.json";
  std::ifstream file(path);
  if (!file) return {};
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<std::string> strings;
  const json::value parsed = json::parse(text.str());
  for (const auto& item : parsed.as_array()) {
    strings.emplace_back(item.get_string().c_str(), item.get_string().size());
  }
  return strings;
}

// Visits whose reason was something else before it became this string; 50 to a save.
std::vector<RecordId> visits_because_of(Workspace& workspace, const RecordId& client,
                                        const std::vector<std::string>& strings) {
  const auto edit_of = [&](EditKind kind, const RecordId& id, FieldId field, Value value) {
    Edit edit;
    edit.kind = kind;
    edit.record = id;
    edit.type = core_type("visit")->id;
    edit.field = field;
    edit.value = std::move(value);
    return edit;
  };
  const FieldId reason = field_of(workspace, "visit", "reason");
  std::vector<RecordId> ids;
  for (std::size_t start = 0; start < strings.size(); start += 50) {
    std::vector<Edit> creations, changes;
    for (std::size_t i = start; i < std::min(start + 50, strings.size()); ++i) {
      ids.push_back({random_uuid()});
      creations.push_back(edit_of(EditKind::create, ids[i], 0, {}));
      creations.push_back(edit_of(EditKind::set, ids[i], kFieldClient, client.to_string()));
      creations.push_back(edit_of(EditKind::set, ids[i], reason, "to be set"));
      changes.push_back(edit_of(EditKind::set, ids[i], reason, strings[i]));
    }
    for (const auto* edits : {&creations, &changes}) {
      Transaction transaction(workspace.store());
      REQUIRE(workspace.save(case_file(client.uuid), *edits));
      transaction.commit();
    }
  }
  return ids;
}

TEST_CASE("every naughty string comes back from dump and history, and is found by search") {
  const auto strings = naughty_strings();
  if (strings.empty()) {
    testkit::skip("../shared/data/hostile/blns.json is not here");
    return;
  }
  REQUIRE(strings.size() == 515);
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  const std::vector<RecordId> records = visits_because_of(anna, client, strings);
  pair.sync_all();
  for (Workspace* side :
       {static_cast<Workspace*>(&anna), static_cast<Workspace*>(&pair.office())}) {
    CAPTURE(side->is_office());
    const auto objects = objects_of(dump_of(*side));
    for (std::size_t i = 0; i < strings.size(); ++i) {
      const std::string& text = strings[i];
      CAPTURE(text);
      const json::object* object = find(objects, records[i]);
      REQUIRE(object != nullptr);
      CHECK(object->at("reason") == json::value(text));
      const auto history = history_of(*side, records[i]);
      REQUIRE(history);
      REQUIRE(history->size() == 4);
      const auto last = parse_json(write_json(history_json(history->back())));
      REQUIRE(last);
      CHECK(last->at("value") == json::value(text));
      if (text.empty()) continue;  // there is nothing to look for
      SearchOptions options;
      options.limit = 10'000;
      const auto found = side->store().search(text, options);
      CHECK(std::find(found.begin(), found.end(), records[i]) != found.end());
    }
  }
  CHECK(dump_of(anna) == dump_of(pair.office()));
}

}  // namespace
}  // namespace satchel
