// What is said to be saved is on the disk: one sync of the disk for each save, no more and no less.
#include <doctest/doctest.h>

#include "tests/testkit/killing.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr int kFewSaves = 10;
constexpr int kMoreSaves = 40;

// How often the program asked the disk to keep what it has been given.
int disk_syncs_of(Town& town, const std::string& user, int saves) {
  std::string lines;
  for (int i = 0; i < saves; ++i) lines += "{\"type\":\"client\",\"given_name\":\"Ana " + std::to_string(i) + "\"}\n";
  write_file(town.path("lines.jsonl"), lines);
  const Words import = town.laptop_words(user, {"import", "jsonl", "--each", town.path("lines.jsonl")});
  REQUIRE(run(traced("fsync,fdatasync,sync_file_range", town.path("calls"), import)).exit_code == 0);
  return static_cast<int>(lines_of(read_file(town.path("calls"))).size());
}

}  // namespace

TEST_CASE("each save is one sync of the disk") {
  if (!has_strace()) {
    skip("strace is not there: nobody counted how often the disk is synced");
    return;
  }
  Town town;
  town.open_for({"ana"});
  disk_syncs_of(town, "ana", 1);  // files are made, once
  const int few = disk_syncs_of(town, "ana", kFewSaves);
  const int more = disk_syncs_of(town, "ana", kMoreSaves);
  MESSAGE(kFewSaves, " saves: ", few, " syncs, ", kMoreSaves, " saves: ", more);
  CHECK(few >= kFewSaves);
  CHECK(more - few == kMoreSaves - kFewSaves);
}
