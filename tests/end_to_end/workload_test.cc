// The generated workload of 10,000 records: two workers edit the same caseload apart, and 250 records conflict.
//
// The generator lives beside the project (../shared/peers/gen.mjs) and needs Node.js; without either the test says so
// and counts as skipped.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "tests/testkit/town.h"
#include "tests/testkit/skip.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

namespace fs = std::filesystem;

bool generate(const std::string& folder) {
  const fs::path generator = fs::path(SATCHEL_SOURCE_DIR) / "../shared/peers/gen.mjs";
  if (!fs::exists(generator)) {
    testkit::skip(std::string("the workload generator is not at ") + generator.string());
    return false;
  }
  if (run({"node", generator.string(), "1", folder}).exit_code != 0) {
    testkit::skip("node is not installed or could not run the generator");
    return false;
  }
  return true;
}

std::map<std::string, json::value> by_id(const std::string& dump) {
  std::map<std::string, json::value> records;
  for (const auto& record : parsed_lines(dump)) {
    records[std::string(record.at("id").get_string())] = record;
  }
  return records;
}

bool is_siblings(const json::value& value) {
  return value.is_object() && value.get_object().contains("siblings");
}

std::string both_values(const json::value& value) {
  std::string text;
  for (const auto& sibling : value.at("siblings").get_array()) {
    text += write_json(sibling.at("value")) + "\n";
  }
  return text;
}

void import_and_share(Town& town, const std::string& base) {
  town.start_office();
  town.add_user("A");
  town.add_user("B");
  town.enrol("A");
  town.enrol("B");
  const auto imported = town.laptop_json("A", {"import", "jsonl", base});
  CHECK(imported.at("saved").to_number<int>() == 10'000);
  CHECK(imported.at("bad").to_number<int>() == 0);
  const auto pushed = town.sync("A");
  MESSAGE("first push: ", pushed.at("requests").to_number<int>(), " requests, ",
          pushed.at("bytes_up").to_number<long>(), " B up, ",
          pushed.at("bytes_down").to_number<long>(), " B down");
  CHECK(town.office({"assign", "--all", "--to", "B"}).exit_code == 0);
  const auto pulled = town.sync("B");
  MESSAGE("first pull: ", pulled.at("requests").to_number<int>(), " requests, ",
          pulled.at("bytes_down").to_number<long>(), " B down");
}

}  // namespace

TEST_CASE("10,000 records, 250 conflicts: nothing is lost, nothing conflicts that need not") {
  Town town;
  const std::string folder = town.path("workload");
  if (!generate(folder)) return;
  import_and_share(town, folder + "/base.jsonl");
  const auto base = by_id(read_file(folder + "/base.jsonl"));
  {
    // Every value that was imported comes out again.
    const auto dumped = by_id(town.laptop("B", {"dump"}).out);
    CHECK(dumped.size() == base.size());
    std::size_t differing = 0;
    for (const auto& [id, record] : base) {
      differing += write_json(record, true) == write_json(dumped.at(id), true) ? 0 : 1;
    }
    CHECK(differing == 0);
  }
  town.stop_office();
  for (const std::string user : {"A", "B"}) {
    const std::string file = folder + (user == "A" ? "/a.jsonl" : "/b.jsonl");
    const auto applied = town.laptop_json(user, {"apply", file});
    CHECK(applied.at("saved").to_number<int>() == 1025);
    CHECK(applied.at("bad").to_number<int>() == 0);
  }
  town.start_office();
  for (const std::string user : {"A", "B", "A", "B"}) town.sync(user);

  const std::string dump = town.office({"dump"}).out;
  CHECK(dump == town.laptop("A", {"dump"}).out);
  CHECK(dump == town.laptop("B", {"dump"}).out);
  const auto records = by_id(dump);

  std::map<std::string, int> seen;
  std::map<std::string, json::value> expected;
  for (const auto& item : parsed_lines(read_file(folder + "/expect.jsonl"))) {
    const std::string id(item.at("id").get_string());
    const std::string kind(item.at("cls").get_string());
    const std::string sub(item.at("sub").get_string());
    expected[id] = item;
    REQUIRE(records.count(id) == 1);
    const auto& record = records.at(id);
    const auto& a = item.at("a").get_object();
    const auto& b = item.at("b").get_object();
    if (kind == "same" && sub != "body") {
      const auto& value = record.at(a.at("field").get_string());
      const bool both = is_siblings(value) &&
                        both_values(value).find(write_json(a.at("value"))) != std::string::npos &&
                        both_values(value).find(write_json(b.at("value"))) != std::string::npos;
      seen["both siblings"] += both ? 1 : 0;
    } else if (kind == "same") {
      const std::string body = write_json(record.at("body"));
      const bool both = record.at("body").is_string() &&
                        body.find("A edited the first sentence") != std::string::npos &&
                        body.find("B edited the last sentence") != std::string::npos;
      seen["merged bodies"] += both && write_json(record.at("merged")) == "[\"body\"]" ? 1 : 0;
    } else if (kind == "diff") {
      const bool both = record.at(a.at("field").get_string()) == a.at("value") &&
                        record.at(b.at("field").get_string()) == b.at("value");
      seen["both fields"] += both ? 1 : 0;
    } else {
      const auto& edit = a.at("op").get_string() == "set" ? a : b;
      const bool whole = record.get_object().contains("void") &&
                         record.at(edit.at("field").get_string()) == edit.at("value") &&
                         record.at("void").at("reason").get_string() == "imported";
      seen["void beside edit"] += whole ? 1 : 0;
    }
  }
  CHECK(seen["both siblings"] == 70);
  CHECK(seen["merged bodies"] == 30);
  CHECK(seen["both fields"] == 100);
  CHECK(seen["void beside edit"] == 50);

  // The plain edits of both sides arrived, and nothing else conflicts.
  int plain = 0;
  for (const std::string file : {"/a.jsonl", "/b.jsonl"}) {
    for (const auto& op : parsed_lines(read_file(folder + file))) {
      if (op.at("cls").get_string() != "plain") continue;
      const auto& record = records.at(std::string(op.at("id").get_string()));
      plain += record.at(op.at("field").get_string()) == op.at("value") ? 1 : 0;
    }
  }
  CHECK(plain == 1550);
  int conflicts = 0;
  for (const auto& [id, record] : records) {
    for (const auto& pair : record.get_object()) conflicts += is_siblings(pair.value()) ? 1 : 0;
  }
  CHECK(conflicts == 70);

  // The history of a merged body holds both authors' texts and the base, on every side.
  for (const auto& [id, item] : expected) {
    if (item.at("sub").get_string() != "body") continue;
    for (const std::string user : {"", "A", "B"}) {
      const std::string history = user.empty() ? town.office({"history", id}).out
                                               : town.laptop(user, {"history", id}).out;
      for (const auto& text : {item.at("a").at("value"), item.at("b").at("value"), item.at("base")}) {
        CHECK(history.find(write_json(text)) != std::string::npos);
      }
    }
    ++seen["histories looked at"];
  }
  CHECK(seen["histories looked at"] == 30);
  // The same commands again change nothing.
  CHECK(town.laptop_json("A", {"import", "jsonl", folder + "/base.jsonl"}).at("saved") == 0);
  CHECK(town.laptop_json("A", {"apply", folder + "/a.jsonl"}).at("saved") == 0);
}
