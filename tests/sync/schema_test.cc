#include "sync/schema.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "sync/limits.h"

namespace satchel {

namespace {

const TypeDef& type(std::string_view name) {
  const auto* found = core_type(name);
  REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

const FieldDef& field(std::string_view type_name, std::string_view name) {
  const auto* found = type(type_name).field(name);
  REQUIRE_MESSAGE(found != nullptr, type_name, ".", name);
  return *found;
}

bool is_in_case_file(const TypeDef& type) {
  return ScopeId{Uuid{}, type.default_compartment}.is_case_file();
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "type id, type, field id, field": what archives and other offices rely on.
std::vector<std::string> schema_lines() {
  std::vector<std::string> lines;
  const auto add = [&](const TypeDef& type, const FieldDef& field) {
    lines.push_back(std::to_string(type.id) + ' ' + type.name + ' ' + std::to_string(field.id) +
                    ' ' + field.name);
  };
  for (const auto& type : core_types()) {
    for (const auto id : {kFieldVoid, kFieldClient}) {
      if (const auto* common = type.field(id)) add(type, *common);
    }
    for (const auto& field : type.fields) add(type, field);
  }
  return lines;
}

std::vector<std::string> golden_lines() {
  std::ifstream file(SATCHEL_SOURCE_DIR "/tests/golden/schema_v1.txt");
  REQUIRE(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

FieldDef some_field(FieldKind kind) {
  FieldDef field;
  field.id = 16;
  field.name = "some_field";
  field.label = "Some field";
  field.kind = kind;
  return field;
}

bool fits(FieldKind kind, const Value& value) {
  return static_cast<bool>(check_value(some_field(kind), value));
}

Value text(std::string_view words) {
  return std::string(words);
}
Value integer(std::int64_t number) {
  return number;
}

constexpr FieldKind kAllKinds[] = {
    FieldKind::text,      FieldKind::long_text, FieldKind::code, FieldKind::integer,
    FieldKind::real,      FieldKind::boolean,   FieldKind::date, FieldKind::instant,
    FieldKind::reference, FieldKind::json,      FieldKind::any,
};

}  // namespace

TEST_CASE("the permanent ids are those of the golden file") {
  // A new field adds a line to the file. A line that is missing here is data that nobody can read
  // any more: never take one out.
  const auto now = schema_lines();
  const auto golden = golden_lines();
  const std::set<std::string> now_set(now.begin(), now.end());
  const std::set<std::string> golden_set(golden.begin(), golden.end());
  for (const auto& line : golden) CHECK_MESSAGE(now_set.count(line) == 1, "gone: ", line);
  for (const auto& line : now)
    CHECK_MESSAGE(golden_set.count(line) == 1, "not in the file: ", line);
  CHECK(now.size() == golden.size());
}

TEST_CASE("type ids and names are unique and lead to their type") {
  std::set<TypeId> ids;
  std::set<std::string> names;
  for (const auto& type : core_types()) {
    CAPTURE(type.name);
    CHECK(ids.insert(type.id).second);
    CHECK(names.insert(type.name).second);
    CHECK(is_field_name(type.name));
    CHECK_FALSE(type.label.empty());
    CHECK_FALSE(type.fields.empty());
    CHECK(core_type(type.id) == &type);
    CHECK(core_type(type.name) == &type);
    CHECK(Schema{}.type(type.id) == &type);
    CHECK(Schema{}.type(type.name) == &type);
  }
  CHECK(core_type(TypeId{0}) == nullptr);
  CHECK(core_type(TypeId{19}) == nullptr);
  CHECK(core_type(TypeId{4'000'000'000}) == nullptr);
  CHECK(core_type("klient") == nullptr);
}

TEST_CASE("field ids and names are unique within their type and lead to their field") {
  const Schema schema;
  for (const auto& type : core_types()) {
    CAPTURE(type.name);
    std::set<FieldId> ids;
    std::set<std::string> names{"void", "client_id", "created", "id", "type"};
    for (const auto& field : type.fields) {
      CAPTURE(field.name);
      CHECK(ids.insert(field.id).second);
      CHECK(names.insert(field.name).second);
      CHECK(is_field_name(field.name));
      CHECK_FALSE(field.label.empty());
      CHECK(field.id >= 16);
      CHECK(field.id < kExtraFieldMin);
      CHECK(type.field(field.id) == &field);
      CHECK(type.field(field.name) == &field);
      CHECK(schema.field(type.id, field.id) == &field);
      CHECK(schema.field(type.id, field.name) == &field);
    }
  }
}

TEST_CASE("references point to types that exist") {
  for (const auto& type : core_types()) {
    for (const auto& field : type.fields) {
      CAPTURE(type.name);
      CAPTURE(field.name);
      if (field.kind != FieldKind::reference) CHECK(field.target.empty());
      if (!field.target.empty()) CHECK(core_type(field.target) != nullptr);
    }
  }
}

TEST_CASE("names tell what a field holds") {
  for (const auto& type : core_types()) {
    for (const auto& field : type.fields) {
      CAPTURE(type.name);
      CAPTURE(field.name);
      const std::string_view name = field.name;
      if (name.ends_with("_date")) CHECK(field.kind == FieldKind::date);
      if (name.ends_with("_at")) CHECK(field.kind == FieldKind::instant);
      if (name.ends_with("_ids") && name != "external_ids") {
        CHECK(field.kind == FieldKind::reference);
        CHECK(field.policy == Policy::unite);
      }
    }
  }
}

TEST_CASE("known codes fit their field, and only codes have them") {
  for (const auto& type : core_types()) {
    for (const auto& field : type.fields) {
      CAPTURE(type.name);
      CAPTURE(field.name);
      if (field.kind != FieldKind::code) CHECK(field.codes.empty());
      std::set<std::string> words;
      for (const auto* list : {&field.codes, &field.exits}) {
        for (const auto& word : *list) {
          CHECK(words.insert(word).second);
          CHECK(check_value(field, word));
        }
      }
    }
  }
}

TEST_CASE("progress has an order, and leaving it is not a step in it") {
  for (const auto& type : core_types()) {
    for (const auto& field : type.fields) {
      CAPTURE(type.name);
      CAPTURE(field.name);
      if (field.policy != Policy::further) {
        CHECK(field.exits.empty());
        continue;
      }
      CHECK(field.kind == FieldKind::code);
      CHECK(field.codes.size() >= 2);
      CHECK_FALSE(contains(field.codes, "cancelled"));
    }
  }
  for (const auto* name : {"goal", "task", "referral", "authorization", "benefit_application"}) {
    CAPTURE(name);
    const auto& status = field(name, "status");
    CHECK(status.policy == Policy::further);
    CHECK(contains(status.exits, "cancelled"));
  }
  const std::vector<std::string> signing{"draft", "signed", "co_signed"};
  CHECK(field("note", "status").codes == signing);
  CHECK(field("note", "status").policy == Policy::further);
}

TEST_CASE("every type named by the design exists, in its compartment") {
  for (const auto* name : {"client",       "related_person", "care_team_member",
                           "consent",      "coverage",       "episode",
                           "household",    "condition",      "medication",
                           "allergy",      "observation",    "assessment",
                           "visit",        "communication",  "note",
                           "incident",     "need",           "goal",
                           "intervention", "task",           "care_plan",
                           "referral",     "authorization",  "benefit_application"}) {
    CAPTURE(name);
    CHECK(type(name).default_compartment == ScopeKind::general);
  }
  for (const auto* name : {"worker", "service_organization", "instrument", "schema_field"}) {
    CAPTURE(name);
    CHECK(type(name).default_compartment == ScopeKind::directory);
  }
  CHECK(core_types().size() == 28);
}

TEST_CASE("what is in a case file names its client, and everything can be voided") {
  const Schema schema;
  for (const auto& type : core_types()) {
    CAPTURE(type.name);
    const auto* voided = type.field("void");
    REQUIRE(voided != nullptr);
    CHECK(voided->id == kFieldVoid);
    CHECK(voided->kind == FieldKind::text);
    CHECK(schema.field(type.id, kFieldVoid) == voided);

    const auto* client = type.field("client_id");
    CHECK((client != nullptr) == (is_in_case_file(type) && type.name != kTypeClient));
    CHECK(type.field(kFieldClient) == client);
    CHECK(schema.field(type.id, "client_id") == client);
    if (client != nullptr) {
      CHECK(client->id == kFieldClient);
      CHECK(client->kind == FieldKind::reference);
      CHECK(client->target == kTypeClient);
    }
    CHECK(type.field(kFieldCreated) == nullptr);  // the merge rule's own
    CHECK(type.field("created") == nullptr);
  }
}

TEST_CASE("unknown types and fields are nothing, not errors") {
  const Schema schema;
  CHECK(type("client").field("no_such_field") == nullptr);
  CHECK(type("client").field(FieldId{15}) == nullptr);
  CHECK(type("client").field(FieldId{99999}) == nullptr);
  CHECK(schema.field(0, FieldId{16}) == nullptr);
  CHECK(schema.field(0, "given_name") == nullptr);
  CHECK(schema.field(12345, kFieldVoid) == nullptr);
  CHECK(schema.field(type("client").id, kExtraFieldMin) == nullptr);
}

TEST_CASE("names that imported files use with other meanings are not core") {
  for (const auto* name :
       {"name", "dob", "phone", "address", "city", "risk", "active", "worker", "created_at",
        "scheduled_at", "started_at", "ended_at", "follow_up", "author", "pinned"}) {
    CAPTURE(name);
    for (const auto* type_name : {"client", "visit", "note"}) {
      CHECK(type(type_name).field(name) == nullptr);
    }
  }
  for (const auto* name : {"kind", "lat", "lon"}) {
    CAPTURE(name);
    CHECK(type("visit").field(name) == nullptr);
  }
}

TEST_CASE("a visit keeps what pay and verification need") {
  const auto& status = field("visit", "status");
  const std::vector<std::string> codes{"planned",   "in_progress", "completed", "cancelled",
                                       "attempted", "no_show",     "refused"};
  CHECK(status.kind == FieldKind::code);
  CHECK(status.policy == Policy::manual);
  CHECK(status.codes == codes);

  CHECK(field("visit", "clock_events").kind == FieldKind::json);
  CHECK(field("visit", "clock_events").policy == Policy::unite);
  CHECK(field("visit", "adjusted_times").kind == FieldKind::json);
  CHECK(field("visit", "adjusted_times").policy == Policy::newest_received);
  CHECK(field("visit", "tasks_done").policy == Policy::unite);
  CHECK(field("visit", "tasks_refused").policy == Policy::unite);
  CHECK(field("visit", "summary").kind == FieldKind::text);
  CHECK(field("visit", "summary").policy == Policy::newest_received);
  CHECK(field("visit", "summary").searchable);
  CHECK(field("visit", "outcome").kind == FieldKind::code);
  CHECK(field("visit", "outcome").policy == Policy::newest_received);
  CHECK(field("visit", "mileage_km").kind == FieldKind::real);
  CHECK(field("visit", "planned_start").kind == FieldKind::instant);
  CHECK(field("visit", "worker_id").target == "worker");
}

TEST_CASE("a note keeps its words, its signature and its times") {
  CHECK(field("note", "body").kind == FieldKind::long_text);
  CHECK(field("note", "body").searchable);
  CHECK(field("note", "signature").kind == FieldKind::json);
  CHECK(field("note", "signature").policy == Policy::newest_received);
  CHECK(field("note", "amends").target == "note");
  CHECK(field("note", "goals_addressed").policy == Policy::unite);
  CHECK(field("note", "happened_at").kind == FieldKind::instant);
  CHECK(field("note", "written_at").kind == FieldKind::instant);
}

TEST_CASE("warnings about a client add up and are never replaced by another worker's") {
  CHECK(field("client", "safety_alerts").policy == Policy::unite);
  CHECK(field("client", "phones").policy == Policy::unite);
  CHECK(field("client", "code_status").policy == Policy::manual);
  CHECK(field("allergy", "reactions").policy == Policy::unite);
}

TEST_CASE("the id of an extra field follows from its names alone") {
  CHECK(extra_field_id("client", "dob") == extra_field_id("client", "dob"));
  CHECK(extra_field_id("client", "dob") != extra_field_id("visit", "dob"));
  CHECK(extra_field_id("ab", "c") != extra_field_id("a", "bc"));
  for (const auto* name : {"name", "dob", "phone", "pinned", "x"}) {
    const auto id = extra_field_id("client", name);
    CHECK(id >= kExtraFieldMin);
    CHECK(id < kExtraFieldMin + (FieldId{1} << 41));
  }
  // Kept for ever: laptops in the field have written under these ids. SHA-256 of "client", a zero
  // byte and "dob" starts with 540ff08fdf31, its first 41 bits are a81fe11fbe.
  CHECK(extra_field_id("client", "dob") == kExtraFieldMin + 0xa81fe11fbe);
  CHECK(extra_field_record("client", "dob").to_string() == "d1a05d7b-a565-822e-807e-c6947a1ce9bf");
  CHECK(extra_field_record("client", "dob") != extra_field_record("visit", "dob"));
}

TEST_CASE("an extra field is found by id and by name, in its type only") {
  Schema schema;
  const auto client = type("client").id;
  schema.add_extra(client, "dob", "Date of birth");
  const auto id = extra_field_id("client", "dob");

  const auto* found = schema.field(client, "dob");
  REQUIRE(found != nullptr);
  CHECK(schema.field(client, id) == found);
  CHECK(found->id == id);
  CHECK(found->name == "dob");
  CHECK(found->label == "Date of birth");
  CHECK(found->kind == FieldKind::any);
  CHECK(found->policy == Policy::newest_received);
  CHECK(schema.field(type("visit").id, "dob") == nullptr);
  CHECK(schema.field(type("visit").id, id) == nullptr);

  schema.add_extra(client, "dob", "Birthday");
  CHECK(schema.field(client, "dob")->label == "Birthday");
  schema.add_extra(client, "pinned", "");
  CHECK(schema.field(client, "pinned")->label == "pinned");
  const Schema copy = schema;
  CHECK(copy.field(client, "dob") == copy.field(client, id));
}

TEST_CASE("an extra field that became a core field stays readable under its old id") {
  Schema schema;
  const auto client = type("client").id;
  schema.add_extra(client, "given_name", "Given name");
  CHECK(schema.field(client, "given_name") == type("client").field("given_name"));
  REQUIRE(schema.field(client, extra_field_id("client", "given_name")) != nullptr);
}

TEST_CASE("extra fields of unknown types and with unusable names are not taken") {
  Schema schema;
  schema.add_extra(12345, "dob", "Date of birth");
  schema.add_extra(type("client").id, "Date of birth", "Date of birth");
  CHECK(schema.field(12345, "dob") == nullptr);
  CHECK(schema.field(type("client").id, "Date of birth") == nullptr);
}

TEST_CASE("field names are short, lower-case and start with a letter") {
  for (const std::string& name :
       {std::string("a"), std::string("dob"), std::string("q1_a"), std::string(64, 'x')}) {
    CAPTURE(name);
    CHECK(is_field_name(name));
  }
  for (const std::string& name :
       {std::string(), std::string("1a"), std::string("_a"), std::string("A"), std::string("a b"),
        std::string("a-b"), std::string("caf\xc3\xa9"), std::string("a\0b", 3),
        std::string(65, 'x')}) {
    CAPTURE(name);
    CHECK_FALSE(is_field_name(name));
  }
}

TEST_CASE("an empty value fits every field: it clears it") {
  for (const auto kind : kAllKinds) CHECK(fits(kind, Value{}));
}

TEST_CASE("texts take words only") {
  for (const auto kind : {FieldKind::text, FieldKind::long_text}) {
    CHECK(fits(kind, text("")));
    CHECK(fits(kind, text("Zo\xc3\xab, \xe2\x82\xac 5, \xf0\x9f\x90\x95")));
    CHECK(fits(kind, text("two\nlines\tand a tab")));
    CHECK_FALSE(fits(kind, integer(5)));
    CHECK_FALSE(fits(kind, true));
    CHECK_FALSE(fits(kind, JsonText{"[]"}));
  }
}

TEST_CASE("bytes that are not UTF-8 fit no field that holds text") {
  const std::string bad[] = {
      "\x80",                      // a continuation alone
      "caf\xe9",                   // Latin-1
      "\xc3",                      // cut
      "\xe2\x82",                  // cut
      "\xf0\x9f\x90",              // cut
      "\xc0\xaf",                  // overlong slash
      "\xe0\x80\xaf",              // overlong slash
      "\xf0\x80\x80\xaf",          // overlong slash
      "\xed\xa0\x80",              // surrogate
      "\xf4\x90\x80\x80",          // above U+10FFFF
      "\xf8\x88\x80\x80\x80",      // five bytes
      "\xff\xfe",                  // byte order mark of UTF-16
      "eight ascii bytes \xe9 a",  // behind the fast path
  };
  for (const auto& bytes : bad) {
    CAPTURE(bytes.size());
    for (const auto kind : {FieldKind::text, FieldKind::long_text, FieldKind::code, FieldKind::json,
                            FieldKind::any}) {
      CHECK_FALSE(fits(kind, bytes));
    }
    CHECK_FALSE(fits(FieldKind::json, JsonText{bytes}));
    CHECK_FALSE(fits(FieldKind::any, JsonText{bytes}));
  }
  CHECK(fits(FieldKind::text, text("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf")));  // just inside
}

TEST_CASE("a value is at most as long as the limit says") {
  const std::string longest(limits::kValueBytesMax, 'a');
  for (const auto kind : {FieldKind::text, FieldKind::long_text, FieldKind::any}) {
    CHECK(fits(kind, longest));
    const auto status = check_value(some_field(kind), longest + 'a');
    REQUIRE_FALSE(status);
    CHECK(status.error().kind == ErrorKind::over_limit);
    CHECK(status.error().message.find("Some field") != std::string::npos);
  }
  CHECK_FALSE(fits(FieldKind::json, JsonText{longest + 'a'}));
}

TEST_CASE("codes are an open list of short words") {
  const auto& status = field("visit", "status");
  CHECK(check_value(status, text("planned")));
  CHECK(check_value(status, text("done")));
  CHECK(check_value(status, text("au\xc3\x9f"
                                 "er Haus")));
  CHECK(check_value(status, std::string(64, 'a')));
  CHECK_FALSE(check_value(status, text("")));
  CHECK_FALSE(check_value(status, std::string(65, 'a')));
  CHECK_FALSE(check_value(status, text("a\nb")));
  CHECK_FALSE(check_value(status, std::string("a\0b", 3)));
  CHECK_FALSE(check_value(status, text("a\x7f")));
  CHECK_FALSE(check_value(status, text("a\xc2\x85")));
  CHECK(check_value(status, text("a\xc2\xa0")));
  CHECK_FALSE(check_value(status, integer(1)));
}

TEST_CASE("numbers") {
  CHECK(fits(FieldKind::integer, integer(-12)));
  CHECK_FALSE(fits(FieldKind::integer, 12.0));
  CHECK_FALSE(fits(FieldKind::integer, text("12")));
  CHECK_FALSE(fits(FieldKind::integer, true));

  CHECK(fits(FieldKind::real, 12.5));
  CHECK(fits(FieldKind::real, integer(12)));
  CHECK_FALSE(fits(FieldKind::real, text("12.5")));
  CHECK_FALSE(fits(FieldKind::real, false));
  CHECK_FALSE(fits(FieldKind::real, std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(fits(FieldKind::real, HUGE_VAL));
}

TEST_CASE("yes and no are not numbers or words") {
  CHECK(fits(FieldKind::boolean, true));
  CHECK(fits(FieldKind::boolean, false));
  CHECK_FALSE(fits(FieldKind::boolean, integer(1)));
  CHECK_FALSE(fits(FieldKind::boolean, text("true")));
}

TEST_CASE("dates are days that exist") {
  for (const auto* day : {"2024-02-29", "2000-02-29", "1931-12-31", "0001-01-01", "9999-12-31"}) {
    CAPTURE(day);
    CHECK(fits(FieldKind::date, text(day)));
  }
  for (const auto* day :
       {"", "2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "2024-04-31", "2024-01-00",
        "2024-1-1", "20240101", "01.02.2024", "2024/01/02", "2024-01-02 ", " 2024-01-02",
        "2024-01-02T00:00:00Z", "0000-01-01", "-024-01-01", "+024-01-01", "2024-01-0a"}) {
    CAPTURE(day);
    CHECK_FALSE(fits(FieldKind::date, text(day)));
  }
  CHECK_FALSE(fits(FieldKind::date, integer(20240229)));
}

TEST_CASE("instants are in UTC, to the second or finer") {
  for (const auto* time : {"2024-02-29T23:59:59Z", "2024-02-29T00:00:00.5Z",
                           "2024-02-29T08:30:00.123Z", "2024-02-29T08:30:00.123456789Z"}) {
    CAPTURE(time);
    CHECK(fits(FieldKind::instant, text(time)));
  }
  for (const auto* time :
       {"", "2024-02-29", "2024-02-29T08:30Z", "2024-02-29T08:30:00", "2024-02-29 08:30:00Z",
        "2024-02-29T08:30:00z", "2024-02-29T08:30:00+02:00", "2024-02-29T24:00:00Z",
        "2024-02-29T08:60:00Z", "2024-02-29T08:30:60Z", "2024-02-30T08:30:00Z",
        "2024-02-29T08:30:00.Z", "2024-02-29T08:30:00.1234567890Z", "2024-02-29T08:30:00ZZ",
        "2024-02-29T8:30:00Z"}) {
    CAPTURE(time);
    CHECK_FALSE(fits(FieldKind::instant, text(time)));
  }
}

TEST_CASE("references are ids, elements of a set one by one") {
  const auto id = text("6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11");
  CHECK(fits(FieldKind::reference, id));
  CHECK_FALSE(fits(FieldKind::reference, text("6f1c2a34")));
  CHECK_FALSE(fits(FieldKind::reference, integer(6)));
  CHECK(check_value(field("note", "goals_addressed"), id));
  CHECK_FALSE(check_value(field("note", "goals_addressed"), JsonText{"[]"}));
}

TEST_CASE("structured and extra fields take every value") {
  for (const auto kind : {FieldKind::json, FieldKind::any}) {
    for (const Value& value : {Value{true}, integer(7), Value{0.5}, text("words"), text(""),
                               Value{JsonText{"{\"a\":[1,2]}"}}}) {
      CHECK(fits(kind, value));
    }
  }
}

TEST_CASE("a refusal names the field, shows a good value, and keeps the bad one to itself") {
  // Messages end up in logs, values are about people's health.
  const Value secret = text("a\nsecret");
  for (const auto kind : {FieldKind::code, FieldKind::integer, FieldKind::real, FieldKind::boolean,
                          FieldKind::date, FieldKind::instant, FieldKind::reference}) {
    const auto status = check_value(some_field(kind), secret);
    REQUIRE_FALSE(status);
    const auto& error = status.error();
    CHECK(error.kind == ErrorKind::bad_input);
    CHECK(error.message.find("Some field") == 0);
    CHECK(error.message.find("for example ") != std::string::npos);
    CHECK((error.message + error.hint).find("secret") == std::string::npos);
  }
  CHECK(check_value(field("client", "birth_date"), text("1.2.1950")).error().message ==
        "Birth date must be a day of the calendar as year-month-day, for example 2024-02-29");
}

}  // namespace satchel
