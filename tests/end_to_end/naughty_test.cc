// The big list of naughty strings, in every text field of every type: through files, the command line, the wire and
// the search of real programs.
//
// The list lies beside the project (../shared/data/hostile/blns.json); without it the tests say so and count as skipped.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "sync/schema.h"
#include "tests/testkit/town.h"
#include "tests/testkit/skip.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::vector<std::string> naughty_strings() {
  const std::string path = std::string(SATCHEL_SOURCE_DIR) + "/../shared/data/hostile/blns.json";
  if (!std::filesystem::exists(path)) {
    testkit::skip(std::string("the list is not at ") + path);
    return {};
  }
  std::vector<std::string> strings;
  const json::value list = parsed(read_file(path));
  for (const auto& item : list.get_array()) strings.emplace_back(item.get_string());
  CHECK(strings.size() == 515);
  return strings;
}

bool takes_text(const FieldDef& field) {
  return field.id >= 16 && (field.kind == FieldKind::text || field.kind == FieldKind::long_text);
}

// A line for each type and string: a record whose text fields all hold the string. `client_ids`: the clients that
// the strings are about; the record of a client has the client's own id.
struct Lines {
  std::string for_laptop;
  std::string for_office;  // the directory is the office's
  std::size_t values = 0;
};

Lines lines_of_all_types(const std::vector<std::string>& strings, const std::string& client) {
  Lines lines;
  for (const TypeDef& type : core_types()) {
    if (type.name == "schema_field") continue;  // declares fields: not anybody's words
    const bool is_shared = type.default_compartment == ScopeKind::directory;
    for (const std::string& text : strings) {
      json::object record{{"type", type.name}};
      if (!is_shared && type.name != "client") record["client_id"] = client;
      for (const FieldDef& field : type.fields) {
        if (!takes_text(field)) continue;
        if (field.policy == Policy::unite) {
          record[field.name] = json::array{json::value(text)};
        } else {
          record[field.name] = text;
        }
        ++lines.values;
      }
      (is_shared ? lines.for_office : lines.for_laptop) += write_json(record) + "\n";
    }
  }
  return lines;
}

// How often each string stands in each text field.
using Counts = std::map<std::string, std::size_t>;

std::map<std::string, Counts> texts_in(const std::string& dump) {
  std::map<std::string, Counts> found;
  for (const auto& line : parsed_lines(dump)) {
    const auto& record = line.get_object();
    const TypeDef* type = core_type(std::string_view(record.at("type").get_string()));
    if (type == nullptr) continue;
    for (const FieldDef& field : type->fields) {
      const auto* value = takes_text(field) ? record.if_contains(field.name) : nullptr;
      if (value == nullptr) continue;
      const json::value& one = field.policy == Policy::unite ? value->get_array().at(0) : *value;
      ++found[type->name + "." + field.name][std::string(one.get_string())];
    }
  }
  return found;
}

}  // namespace

TEST_CASE("every naughty string goes through every text field, to the office and to another laptop") {
  const auto strings = naughty_strings();
  if (strings.empty()) return;
  Counts expected;
  for (const std::string& text : strings) ++expected[text];
  Town town;
  town.start_office();
  town.add_user("ana");
  town.add_user("ben");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "birth_date=1950-01-01"});
  const Lines lines = lines_of_all_types(strings, client);
  MESSAGE(lines.values, " values in all");
  write_file(town.path("laptop.jsonl"), lines.for_laptop);
  write_file(town.path("office.jsonl"), lines.for_office);
  CHECK(town.laptop_json("ana", {"import", "jsonl", town.path("laptop.jsonl")}).at("bad") == 0);
  CHECK(town.office_json({"import", "jsonl", town.path("office.jsonl")}).at("bad") == 0);
  town.sync("ana");
  CHECK(town.office({"assign", "--all", "--to", "ben"}).exit_code == 0);
  town.enrol("ben");
  town.sync("ben");
  const std::string at_office = town.office({"dump", "--shared"}).out;
  CHECK(at_office == town.laptop("ana", {"dump", "--shared"}).out);
  CHECK(at_office == town.laptop("ben", {"dump", "--shared"}).out);
  auto found = texts_in(at_office);
  for (const char* field : {"worker.display_name", "worker.user_name"}) {  // the directory's entries of the two
    for (const char* user : {"ana", "ben"}) found[field].erase(user);
  }
  for (const TypeDef& type : core_types()) {
    if (type.name == "schema_field") continue;
    for (const FieldDef& field : type.fields) {
      if (!takes_text(field)) continue;
      const std::string name = type.name + "." + field.name;
      CAPTURE(name);
      REQUIRE(found.count(name) == 1);
      CHECK(found.at(name) == expected);
    }
  }
}

TEST_CASE("every naughty string can be typed as a value, and searched for") {
  const auto strings = naughty_strings();
  if (strings.empty()) return;
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "birth_date=1950-01-01"});
  for (const std::string& text : strings) {
    if (text.empty()) continue;  // FIELD= clears a field
    CAPTURE(text);
    const auto set = town.laptop("ana", {"set", "client", client, "background=" + text});
    CHECK_MESSAGE(set.exit_code == 0, set.err);
    CHECK(std::string(town.laptop_json("ana", {"show", "client", client}).at("background").get_string()) == text);
    const auto searched = town.laptop("ana", {"search", "--", text});
    CHECK_MESSAGE(searched.exit_code == 0, searched.err);
  }
  town.sync("ana");
  town.check_same_dump("ana");
}
