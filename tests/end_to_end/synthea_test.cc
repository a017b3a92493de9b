// Real input: Synthea's people, an office, and laptops that hold their shares of it.
//
// The large data set is imported only where SATCHEL_LONG is set (tools/check --long).
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "tests/testkit/town.h"
#include "tests/testkit/skip.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string real_data(const std::string& name) {
  const std::filesystem::path folder =
      std::filesystem::path(SATCHEL_SOURCE_DIR) / "../shared/data/synthea" / name;
  if (std::filesystem::exists(folder)) return folder.string();
  testkit::skip(std::string("real data is not at ") + folder.string());
  return "";
}

// The first column of patients.csv.gz: read by another program than ours.
std::set<std::string> patients_in(const std::string& folder) {
  const auto column = run({"bash", "-c", "zcat '" + folder + "/patients.csv.gz' | tail -n +2 | cut -d , -f 1"});
  REQUIRE(column.exit_code == 0);
  const auto lines = lines_of(column.out);
  return {lines.begin(), lines.end()};
}

std::set<std::string> ids_of(const std::vector<json::value>& records) {
  std::set<std::string> ids;
  for (const auto& record : records) ids.emplace(record.at("id").get_string());
  return ids;
}

void import_and_hold(const std::string& folder) {
  Town town;
  const Words import{"import", "synthea", folder, "--workers", "2"};
  town.office_json(import);
  const auto patients = patients_in(folder);
  CHECK(!patients.empty());
  CHECK(ids_of(town.office_lines({"list", "client"})) == patients);
  const auto before = write_json(town.office_json({"digest"}), true);
  town.office_json(import);
  CHECK(write_json(town.office_json({"digest"}), true) == before);

  town.start_office();
  std::set<std::string> held;
  for (const std::string user : {"worker01", "worker02"}) {
    town.enrol(user);
    town.sync(user);
    town.check_equal_digests(user);
    town.check_same_dump(user);
    held.merge(ids_of(town.laptop_lines(user, {"list", "client"})));
  }
  CHECK(held == patients);
}

}  // namespace

TEST_CASE("Synthea's caseload reaches the laptops, digest for digest; a second import changes nothing") {
  const std::string folder = real_data("ca59_csv");
  if (!folder.empty()) import_and_hold(folder);
}

TEST_CASE("so does a caseload of 494 clients and 100,000 records") {
  if (std::getenv("SATCHEL_LONG") == nullptr) {
    MESSAGE("left out: takes half a minute; set SATCHEL_LONG=1 or use tools/check --long");
    return;
  }
  const std::string folder = real_data("smart494_csv_dev");
  if (!folder.empty()) import_and_hold(folder);
}
