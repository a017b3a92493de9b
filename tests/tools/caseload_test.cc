// The sample caseload: always the same, whole, and such that an office imports every line of it.
#include "tools/caseload.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/hash.h"
#include "sync/schema.h"

namespace satchel::caseload {
namespace {

namespace json = boost::json;

Caseload made(const Options& options = {}) {
  auto result = make_caseload(options);
  REQUIRE(result);
  return *result;
}

std::vector<json::object> parsed(const std::vector<std::string>& lines) {
  std::vector<json::object> records;
  for (const std::string& line : lines) records.push_back(json::parse(line).as_object());
  return records;
}

std::string text(const json::object& record, std::string_view field) {
  const json::value* value = record.if_contains(field);
  return value == nullptr || !value->is_string() ? "" : std::string(value->as_string());
}

// Those of a type, and all of them by id.
struct Shelf {
  explicit Shelf(const Caseload& caseload) : records(parsed(caseload.records)) {
    for (const json::object& record : records) {
      by_id[text(record, "id")] = &record;
      ++counts[text(record, "type")];
    }
  }
  std::vector<json::object> records;
  std::map<std::string, const json::object*> by_id;
  std::map<std::string, int> counts;
};

Value to_value(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_bool()) return value.as_bool();
  if (value.is_int64()) return value.as_int64();
  if (value.is_double()) return value.as_double();
  return JsonText{json::serialize(value)};
}

// What an import stores: a `unite` field has one value for each element.
std::vector<Value> values_of(const FieldDef& field, const json::value& value) {
  if (field.policy != Policy::unite) return {to_value(value)};
  REQUIRE_MESSAGE(value.is_array(), field.name);
  std::vector<Value> values;
  for (const json::value& element : value.as_array()) values.push_back(to_value(element));
  return values;
}

}  // namespace

TEST_CASE("the same options give the same caseload, other seeds give others") {
  const Caseload first = made(), again = made();
  CHECK(first.records == again.records);
  CHECK(first.workers == again.workers);
  CHECK(first.assignments == again.assignments);
  CHECK(made({.seed = 2}).records != first.records);
  CHECK(made({.today = "2026-11-24"}).records != first.records);
}

TEST_CASE("the bytes are those of every other machine") {
  // After a change of the stories: run, look at the new caseload, put in what it prints.
  std::string all;
  for (const std::string& line : made({.client_count = 24, .worker_count = 3, .seed = 7}).records) {
    all += line + "\n";
  }
  CHECK(sha256(all).to_hex() == "51c78a1a072161ba7b727b4bb15d70bec429ee8bd096db85a3ac33c60d8137bb");
}

TEST_CASE("every line names a core type, core fields and values that fit") {
  for (const json::object& record : parsed(made({.client_count = 60, .worker_count = 5}).records)) {
    const TypeDef* type = core_type(text(record, "type"));
    REQUIRE_MESSAGE(type != nullptr, text(record, "type"));
    REQUIRE(Uuid::parse(text(record, "id")));
    for (const auto& member : record) {
      const std::string name(member.key());
      if (name == "type" || name == "id") continue;
      const FieldDef* field = type->field(name);
      REQUIRE_MESSAGE(field != nullptr, type->name, ".", name);
      for (const Value& value : values_of(*field, member.value())) {
        const Status status = check_value(*field, value);
        CHECK_MESSAGE(status, type->name, ".", name);
        const auto* word = std::get_if<std::string>(&value);
        if (field->kind != FieldKind::code || field->codes.empty() || word == nullptr) continue;
        std::set<std::string> known(field->codes.begin(), field->codes.end());
        known.insert(field->exits.begin(), field->exits.end());
        CHECK_MESSAGE(known.contains(*word), type->name, ".", name, " = ", *word);
      }
    }
  }
}

TEST_CASE("every reference leads to a record of the right type in the same case file") {
  const Caseload caseload = made({.client_count = 60, .worker_count = 4});
  const Shelf shelf(caseload);
  std::set<std::string> workers;
  for (const json::object& worker : parsed(caseload.workers)) {
    workers.insert(text(worker, "id"));
    CHECK(text(worker, "id") == worker_id(text(worker, "name")).to_string());
  }
  for (const json::object& record : shelf.records) {
    const TypeDef& type = *core_type(text(record, "type"));
    const bool is_client = type.name == kTypeClient;
    const std::string client = text(record, is_client ? "id" : "client_id");
    REQUIRE(shelf.by_id.contains(client));
    CHECK(text(*shelf.by_id.at(client), "type") == kTypeClient);
    for (const auto& member : record) {
      const FieldDef* field = type.field(std::string_view(member.key()));
      if (field == nullptr || field->kind != FieldKind::reference) continue;
      for (const Value& value : values_of(*field, member.value())) {
        const std::string id = std::get<std::string>(value);
        if (field->target == "worker") {
          CHECK_MESSAGE(workers.contains(id), type.name, ".", field->name);
          continue;
        }
        REQUIRE_MESSAGE(shelf.by_id.contains(id), type.name, ".", field->name);
        const json::object& target = *shelf.by_id.at(id);
        CHECK(text(target, "type") == field->target);
        CHECK(text(target, field->target == kTypeClient ? "id" : "client_id") == client);
      }
    }
  }
}

TEST_CASE("clients come first, ids are unique, every client has a file of 25 to 45 records") {
  const Shelf shelf(made());
  CHECK(shelf.by_id.size() == shelf.records.size());
  std::map<std::string, int> sizes;
  bool clients_over = false;
  for (const json::object& record : shelf.records) {
    const bool is_client = text(record, "type") == kTypeClient;
    CHECK_FALSE((is_client && clients_over));
    clients_over = clients_over || !is_client;
    ++sizes[text(record, is_client ? "id" : "client_id")];
  }
  CHECK(sizes.size() == 40);
  for (const auto& [client, size] : sizes) {
    CHECK(size >= 25);
    CHECK(size <= 45);
  }
  CHECK(shelf.records.size() <= 40 * 40);
}

TEST_CASE("a caseload of twelve clients holds every type") {
  const Shelf shelf(made({.client_count = 12}));
  for (const std::string type :
       {"client",     "related_person", "care_team_member", "consent",
        "coverage",   "episode",        "household",        "condition",
        "medication", "allergy",        "observation",      "assessment",
        "visit",      "note",           "communication",    "incident",
        "need",       "goal",           "intervention",     "task",
        "care_plan",  "referral",       "authorization",    "benefit_application"}) {
    CHECK_MESSAGE(shelf.counts.contains(type), type);
  }
}

TEST_CASE("a caseload holds what can happen") {
  const Shelf shelf(made());
  std::map<std::string, std::set<std::string>> seen;
  int signed_notes = 0, clocked = 0;
  for (const json::object& record : shelf.records) {
    const std::string type = text(record, "type");
    seen[type + ".status"].insert(text(record, "status"));
    seen[type + ".contact_kind"].insert(text(record, "contact_kind"));
    seen[type + ".kind"].insert(text(record, "kind"));
    seen[type + ".taking"].insert(text(record, "taking"));
    if (type == "note" && record.contains("signature")) ++signed_notes;
    if (type == "visit" && record.contains("clock_events")) ++clocked;
  }
  const auto has = [&](const std::string& what, const std::vector<std::string>& words) {
    for (const std::string& word : words) CHECK_MESSAGE(seen[what].contains(word), what, " ", word);
  };
  has("visit.status", {"planned", "completed", "attempted", "no_show", "refused"});
  has("visit.contact_kind", {"home", "phone", "video", "office", "collateral"});
  has("note.kind", {"soap", "dap", "birp", "narrative", "collateral"});
  has("referral.status", {"draft", "sent", "received", "accepted", "scheduled", "in_progress",
                          "completed", "declined"});
  has("authorization.status", {"approved", "denied"});
  has("medication.taking", {"taking", "not_taking", "differs"});
  CHECK(signed_notes >= 5);
  CHECK(clocked >= 50);
}

TEST_CASE("what is planned lies ahead, what has happened lies behind") {
  const std::string today = "2027-03-17";  // a Wednesday, after the change to daylight saving
  const Shelf shelf(made({.today = today}));
  for (const json::object& record : shelf.records) {
    const std::string type = text(record, "type");
    if (type == "visit") {
      const bool planned = text(record, "status") == "planned";
      CHECK((text(record, "planned_start") >= today) == planned);
      CHECK(text(record, "planned_start") < text(record, "planned_end"));
    }
    for (const std::string field : {"sent_at", "received_at", "completed_at", "written_at",
                                    "happened_at", "effective_at", "performed_at"}) {
      if (!text(record, field).empty())
        CHECK_MESSAGE(text(record, field) < today, type, ".", field);
    }
    if (type == "referral" && !text(record, "received_at").empty()) {
      CHECK(text(record, "sent_at") <= text(record, "received_at"));
    }
  }
}

TEST_CASE("nobody is in two homes at once") {
  const Shelf shelf(made());
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> days;
  for (const json::object& record : shelf.records) {
    if (text(record, "type") != "visit") continue;
    days[text(record, "worker_id")].emplace_back(text(record, "planned_start"),
                                                 text(record, "planned_end"));
  }
  for (auto& [worker, booked] : days) {
    auto& visits = booked;  // clang 14 captures no structured binding
    std::sort(visits.begin(), visits.end());
    for (std::size_t i = 1; i < visits.size(); ++i) {
      INFO(visits[i].first);
      CHECK(visits[i - 1].first < visits[i].first);
    }
  }
}

TEST_CASE("notes quote what was measured, and every template is filled in") {
  const Shelf shelf(made());
  int quoted = 0;
  for (const json::object& record : shelf.records) {
    const std::string type = text(record, "type");
    for (const std::string field :
         {"body", "summary", "background", "remarks", "description", "title"}) {
      const std::string words = text(record, field);
      CHECK_MESSAGE(words.find_first_of("[]{}|") == std::string::npos, words);
    }
    if (type != "observation" || text(record, "display") != "Body weight") continue;
    const std::string weight = json::serialize(record.at("value_number"));
    for (const json::object& note : shelf.records) {
      if (text(note, "type") != "note" || text(note, "visit_id") != text(record, "visit_id"))
        continue;
      const double kilos = record.at("value_number").to_number<double>();
      std::string expected = std::to_string(static_cast<int>(kilos * 10 + 0.5));
      expected.insert(expected.size() - 1, ".");
      CHECK_MESSAGE(text(note, "body").find(expected + " kg") != std::string::npos,
                    text(note, "body"));
      ++quoted;
    }
  }
  CHECK(quoted > 5);
}

TEST_CASE("a signature carries the text that was signed") {
  for (const json::object& note : parsed(made().records)) {
    if (text(note, "type") != "note" || !note.contains("signature")) continue;
    const json::object& signature = note.at("signature").as_object();
    CHECK(text(note, "status") == "signed");
    CHECK(text(signature, "text") == text(note, "body"));
    CHECK(text(signature, "sha256") == sha256(text(note, "body")).to_hex());
  }
}

TEST_CASE("every client is assigned to a care manager and a case manager") {
  const Caseload caseload = made({.client_count = 48, .worker_count = 5});
  std::map<std::string, std::string> roles;
  for (const json::object& worker : parsed(caseload.workers)) {
    roles[text(worker, "name")] = text(worker, "role");
    CHECK_FALSE(text(worker, "full_name").empty());
  }
  CHECK(roles.size() == 5);
  std::map<std::string, std::set<std::string>> held;
  std::set<std::string> busy;
  for (const json::object& assignment : parsed(caseload.assignments)) {
    held[text(assignment, "client")].insert(roles.at(text(assignment, "worker")));
    busy.insert(text(assignment, "worker"));
  }
  CHECK(held.size() == 48);
  CHECK(busy.size() == 5);
  for (const auto& [client, both] : held) CHECK(both.size() == 2);
  CHECK(made({.client_count = 3, .worker_count = 1}).assignments.size() == 3);
}

TEST_CASE("options that make no sense are refused with a hint") {
  for (const Options& options : {Options{.client_count = -1}, Options{.worker_count = 0},
                                 Options{.today = "2026-02-29"}, Options{.today = "tomorrow"}}) {
    const auto result = make_caseload(options);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ErrorKind::bad_input);
    CHECK_FALSE(result.error().hint.empty());
  }
  CHECK(made({.client_count = 0}).records.empty());
}

}  // namespace satchel::caseload
