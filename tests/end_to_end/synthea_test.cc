// Real input: Synthea's people, an office, and laptops that hold their shares of it.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string real_data(const std::string& name) {
  const std::filesystem::path folder =
      std::filesystem::path(SATCHEL_SOURCE_DIR) / "../shared/data/synthea" / name;
  if (std::filesystem::exists(folder)) return folder.string();
  MESSAGE("SKIPPED: real data is not at ", folder.string());
  return "";
}

}  // namespace

TEST_CASE("Synthea's caseload reaches the laptops, digest for digest; a second import changes nothing") {
  const std::string folder = real_data("ca59_csv");
  if (folder.empty()) return;
  Town town;
  const auto imported = town.office_json({"import", "synthea", folder, "--workers", "2"});
  CHECK(town.office_lines({"list", "client"}).size() == 59);
  const auto before = town.office_json({"digest"});
  town.office_json({"import", "synthea", folder, "--workers", "2"});
  CHECK(write_json(town.office_json({"digest"}), true) == write_json(before, true));

  town.start_office();
  std::size_t clients = 0;
  for (const std::string user : {"worker01", "worker02"}) {
    town.enrol(user);
    town.sync(user);
    town.check_equal_digests(user);
    town.check_same_dump(user);
    clients += town.laptop_lines(user, {"list", "client"}).size();
  }
  CHECK(clients == 59);
}
