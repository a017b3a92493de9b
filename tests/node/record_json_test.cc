#include "node/shared/record_json.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "sync/codec.h"
#include "tests/testkit/memory_store.h"
#include "tests/testkit/pair.h"

namespace satchel {
namespace {

using namespace testkit;

constexpr std::int64_t kNoon = 1'795'003'200'000;  // 2026-11-18T12:00:00Z

// A record written by hand, so that it can hold what no program of today writes.
class Sheet {
 public:
  explicit Sheet(std::string_view type) {
    record.id = {*Uuid::parse("11111111-2222-4333-8444-555555555555")};
    record.type = core_type(type)->id;
    record.scope = case_file(record.id.uuid);
    record.field_or_insert(kFieldCreated).siblings = {
        {{7, 1}, std::int64_t{record.type}, false, {}}};
  }
  Sheet& put(FieldId field, Dot dot, Value value, bool automatic = false) {
    record.field_or_insert(field).siblings.push_back({dot, std::move(value), automatic, {}});
    return *this;
  }
  Sheet& put(std::string_view field, Dot dot, Value value, bool automatic = false) {
    const FieldDef* def = schema.field(record.type, field);
    REQUIRE(def != nullptr);
    return put(def->id, dot, std::move(value), automatic);
  }
  Sheet& voided(Dot dot, std::string reason, std::vector<Dot> seen) {
    record.field_or_insert(kFieldVoid).siblings.push_back({dot, std::move(reason), false, seen});
    return *this;
  }
  void saved_by(const std::string& user, Dot first, std::size_t ops, std::int64_t wall_ms) {
    Save save;
    save.scope = record.scope;
    save.user = user;
    save.wall_ms = wall_ms;
    save.ops.resize(ops);
    for (Op& op : save.ops) op.record = record.id, op.field = 16;
    StoredSave row;
    row.node = first.node;
    row.first = first.counter;
    row.last = first.counter + ops - 1;
    row.scope = record.scope;
    row.raw = encode_save(save);
    store.put_save(row);
  }
  std::string json(const RecordJsonOptions& options = {}) {
    Authors authors(store);
    return write_json(record_json(record, schema, authors, options));
  }

  MemoryStore store;
  Schema schema;
  Record record;
};

const std::string kHead = R"({"id":"11111111-2222-4333-8444-555555555555","type":)";

TEST_CASE("a record is an object of its fields by name, in the order in which people read them") {
  Sheet sheet("visit");
  sheet.put("summary", {7, 4}, "Slept well.")
      .put("planned_start", {7, 3}, "2026-11-18T09:00:00Z")
      .put("client_id", {7, 2}, "aaaaaaaa-2222-4333-8444-555555555555");
  CHECK(sheet.json() == kHead + R"("visit","client_id":"aaaaaaaa-2222-4333-8444-555555555555",)" +
                            R"("planned_start":"2026-11-18T09:00:00Z","summary":"Slept well."})");
}

TEST_CASE("a set is an array in the order of its siblings, without repetitions") {
  Sheet sheet("client");
  sheet.put("safety_alerts", {9, 1}, "stairs")
      .put("safety_alerts", {7, 2}, "dog")
      .put("safety_alerts", {8, 2}, "stairs");
  CHECK(sheet.json() == kHead + R"("client","safety_alerts":["stairs","dog"]})");
}

TEST_CASE("a field that was cleared is left out, and so is a set without elements") {
  Sheet sheet("client");
  sheet.put("language", {7, 2}, Value{});
  sheet.record.field_or_insert(sheet.schema.field(sheet.record.type, "safety_alerts")->id);
  CHECK(sheet.json() == kHead + R"("client"})");
}

TEST_CASE("a field in conflict shows every sibling in the office's order, with who and when") {
  Sheet sheet("client");
  sheet.saved_by("anna", {7, 1}, 4, kNoon);
  sheet.saved_by("ben", {9, 12}, 1, kNoon + 61'000);
  sheet.put("risk_level", {9, 12}, "low").put("risk_level", {7, 4}, "high");
  CHECK(sheet.json() == kHead + R"("client","risk_level":{"siblings":[)" +
                            R"({"value":"low","by":"ben","at":"2026-11-18T12:01:01.000Z"},)" +
                            R"({"value":"high","by":"anna","at":"2026-11-18T12:00:00.000Z"}]}})");
  CHECK(sheet.json({true, false}).find(R"({"sibling":"9.12","value":"low")") != std::string::npos);
}

TEST_CASE("clearing a field and changing it at the same time shows both") {
  Sheet sheet("client");
  sheet.put("language", {7, 2}, Value{}).put("language", {8, 2}, "Twi");
  CHECK(sheet.json() == kHead + R"("client","language":{"siblings":[)" +
                            R"({"value":null,"by":null,"at":null},)" +
                            R"({"value":"Twi","by":null,"at":null}]}})");
}

TEST_CASE("equal values written twice are one value") {
  Sheet sheet("client");
  sheet.put("language", {7, 2}, "Twi").put("language", {8, 2}, "Twi");
  CHECK(sheet.json() == kHead + R"("client","language":"Twi"})");
}

TEST_CASE("what a later version wrote stays visible") {
  Sheet sheet("client");
  sheet.put(FieldId{900}, {7, 2}, "new").put(FieldId{kExtraFieldMin + 5}, {7, 3}, std::int64_t{3});
  CHECK(sheet.json() == kHead + R"("client","field_1048581":3,"field_900":"new"})");
  sheet.record.type = 4711;
  CHECK(sheet.json() == kHead + R"("type_4711","field_1048581":3,"field_900":"new"})");
}

TEST_CASE("an extra field that is called like a key of ours is not lost, and hides nothing") {
  Sheet sheet("client");
  const TypeId type = sheet.record.type;
  for (const char* name : {"id", "type", "void", "merged", "is_void", "given_name", "field_900"}) {
    sheet.schema.add_extra(type, name, "");
    sheet.put(extra_field_id("client", name), {7, 2}, std::string("extra ") + name);
  }
  sheet.put("given_name", {7, 3}, "Ana").put("background", {7, 4}, "b", true);
  sheet.put(FieldId{900}, {7, 5}, "later");
  const auto key = [](const char* name) {
    return "field_" + std::to_string(extra_field_id("client", name));
  };
  const auto parsed = parse_json(sheet.json({false, true}));
  REQUIRE(parsed);  // repeated keys would be refused
  const json::object& object = parsed->as_object();
  CHECK(object.at("type") == "client");
  CHECK(object.at("given_name") == "Ana");
  for (const char* name : {"id", "type", "void", "given_name"}) {
    CHECK(object.at(key(name)) == json::value(std::string("extra ") + name));
  }
  CHECK(object.at("merged") == "extra merged");
  CHECK(object.at("_merged") == json::array{"background"});
  CHECK(object.at("is_void") == "extra is_void");
  CHECK(object.at("field_900") == "extra field_900");
  CHECK(object.at("field_900_") == "later");
}

TEST_CASE("a text that the office merged is marked until somebody has looked at it") {
  Sheet sheet("note");
  sheet.put("body", {1, 5}, "both", true).put("title", {7, 2}, "Call");
  CHECK(sheet.json() == kHead + R"("note","title":"Call","body":"both","merged":["body"]})");
}

TEST_CASE("a voided and edited record says who voided it, beside its whole content") {
  Sheet sheet("client");
  sheet.saved_by("anna", {7, 1}, 2, kNoon);
  sheet.saved_by("ben", {9, 1}, 1, kNoon);
  sheet.put("given_name", {7, 2}, "Ana").put("language", {8, 1}, "Twi");
  sheet.voided({9, 1}, "entered twice", {{7, 1}, {7, 2}});
  CHECK(sheet.json() == kHead + R"("client","given_name":"Ana","language":"Twi",)" +
                            R"("void":{"by":"ben","at":"2026-11-18T12:00:00.000Z",)" +
                            R"("reason":"entered twice"}})");
}

TEST_CASE("a void record says so where void records are shown at all") {
  Sheet sheet("client");
  sheet.voided({9, 1}, "entered twice", {{7, 1}});
  REQUIRE(is_void(sheet.record));
  CHECK(sheet.json({true, true}) ==
        kHead +
            R"("client","void":{"by":null,"at":null,"reason":"entered twice"},"is_void":true})");
  CHECK(sheet.json() == kHead + R"("client"})");
}

TEST_CASE("numbers, yes and no, and structures come out as they went in") {
  Sheet sheet("client");
  sheet.schema.add_extra(sheet.record.type, "x", "");
  const FieldId x = extra_field_id("client", "x");
  for (const char* text : {"12", "12.5", "-0.0", "1.0", "true", "\"\"", "[]", "{}",
                           "[1,{\"a\":null}]", "18446744073709551615", "1e300"}) {
    const auto value = parse_json(text);
    REQUIRE(value);
    sheet.record.field_or_insert(x).siblings.clear();
    sheet.put(x, {7, 2}, from_json(*value));
    CHECK(sheet.json() == kHead + R"("client","x":)" + write_json(*value) + "}");
  }
}

TEST_CASE("a real number that is written and read again is the same one") {
  // The nearest doubles of these are not what Boost.JSON 1.81 reads.
  for (const char* text : {"5e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "0.30000000000000004",
                           "-71.088762342342171", "9007199254740993.5", "1e23", "123456789012345678e-5", "1e-7"}) {
    INFO(text);
    const auto read = parse_json(std::string("{\"a\":[1,") + text + "],\"b\":{\"c\":" + text + "}}");
    REQUIRE(read);
    const double value = read->at("a").at(1).get_double();
    CHECK(value == std::strtod(text, nullptr));
    CHECK(read->at("b").at("c").get_double() == value);
    const auto again = parse_json(write_json(*read, true));
    REQUIRE(again);
    CHECK(*again == *read);
    CHECK(to_json(from_json(*read)) == *read);  // within a structure that a field holds
  }
}

TEST_CASE("authors: one look-up a save, and saves that are not here") {
  Sheet sheet("client");
  sheet.saved_by("anna", {7, 10}, 5, kNoon);
  Authors authors(sheet.store);
  CHECK(authors.of({7, 9}) == nullptr);
  REQUIRE(authors.of({7, 14}) != nullptr);
  CHECK(authors.of({7, 14})->by == "anna");
  CHECK(authors.of({7, 10}) == authors.of({7, 14}));
  CHECK(authors.of({7, 15}) == nullptr);
  CHECK(authors.of({8, 12}) == nullptr);
}

// ---- words --------------------------------------------------------------------------------------

std::string label(std::string_view type, const std::vector<std::pair<std::string, Value>>& values) {
  Sheet sheet(type);
  std::uint64_t counter = 1;
  for (const auto& [name, value] : values) {
    if (sheet.schema.field(sheet.record.type, name) == nullptr) {
      sheet.schema.add_extra(sheet.record.type, name, "");
    }
    sheet.put(name, {7, ++counter}, value);
  }
  return label_of(sheet.record, sheet.schema);
}

TEST_CASE("a label tells people which record it is") {
  CHECK(label("client", {{"given_name", "Ana"}, {"family_name", "Fox"}}) == "Ana Fox");
  CHECK(label("client", {{"given_name", "Ana"}, {"preferred_name", "Annie"}}) == "Ana (Annie)");
  CHECK(label("client", {{"preferred_name", "Annie"}}) == "Annie");
  CHECK(label("client", {{"name", "Fox, Ana"}}) == "Fox, Ana");
  CHECK(label("client", {}) == "");
  CHECK(label("visit", {{"planned_start", "2026-11-18T09:00:00Z"}, {"summary", "Slept well."}}) ==
        "2026-11-18 09:00Z Slept well.");
  CHECK(label("visit", {{"planned_start", "2026-11-18T09:00:00Z"}}) == "2026-11-18 09:00Z");
  CHECK(label("visit", {{"contact_kind", "phone"}}) == "phone");
  CHECK(label("note", {{"body", "First line\n\n  second\tline"}}) == "First line second line");
  CHECK(label("task", {{"mood", "tired"}}) == "tired");
  CHECK(label("schema_field", {{"field_name", "shoe_size"}}) == "shoe_size");
  CHECK(label("note", {{"body", "\x1b[31mred"}}) == "\\x1b[31mred");
}

TEST_CASE("a long label ends at a word, and never inside a character") {
  const std::string words =
      label("note", {{"body", std::string(50, 'a') + " " + std::string(50, 'b')}});
  CHECK(words == std::string(50, 'a') + "…");
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "語";
  const std::string cut = label("note", {{"body", wide}});
  CHECK(cut == wide.substr(0, 60 * 3) + "…");
  CHECK(character_count(cut) == 61);
}

TEST_CASE("nothing that a terminal would obey is printed") {
  CHECK(in_words("a\x1b[2Jb\x7f\tc\nd\r") == "a\\x1b[2Jb\\x7f c\nd\\x0d");
  CHECK(in_words("\xc2\x9b\xc2\xa0") == "\\x9b\xc2\xa0");
  CHECK(in_words("Zoë 語 👩") == "Zoë 語 👩");
  CHECK(value_in_words(Value{}) == "(nothing)");
  CHECK(value_in_words(12.5) == "12.5");
  CHECK(value_in_words(true) == "true");
}

}  // namespace
}  // namespace satchel
