// Backups are made while people work, and restored without losing what was there.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string notes_of(const std::string& client, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"note " + std::to_string(i) + "\"}\n";
  }
  return lines;
}

// The laptop in another folder.
Finished elsewhere(Town& town, const std::string& folder, Words words) {
  words.insert(words.begin(), SATCHEL_PROGRAM);
  words.insert(words.end(), {"--data", town.path(folder), "--json"});
  return run(words);
}

}  // namespace

TEST_CASE("a backup taken while saves come in is one moment of the database, whole") {
  constexpr int kNotes = 1200;
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  const std::string file = town.path("notes.jsonl");
  write_file(file, notes_of(client, kNotes));
  Running importing(town.laptop_words("ana", {"import", "jsonl", file, "--each"}));
  int printed = 0;
  int in_the_middle = 0;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 100; ++i) printed += importing.read_line().empty() ? 0 : 1;
    const std::string backup = town.path("backup" + std::to_string(round));
    const auto made = town.laptop_json("ana", {"backup", backup});
    const std::string folder = "restored" + std::to_string(round);
    const auto restored = elsewhere(town, folder, {"restore", backup});
    REQUIRE_MESSAGE(restored.exit_code == 0, restored.err);
    CHECK(elsewhere(town, folder, {"doctor"}).exit_code == 0);
    const auto notes = static_cast<int>(lines_of(elsewhere(town, folder, {"list", "note"}).out).size());
    CHECK(notes >= printed);  // what was printed was durable before the backup began
    CHECK(notes <= kNotes);
    CHECK(made.at("records").to_number<int>() == notes + 1);
    in_the_middle += notes < kNotes ? 1 : 0;
  }
  CHECK(importing.read_rest().size() > 0);
  CHECK(importing.wait() == 0);
  CHECK(in_the_middle > 0);
  CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
}

TEST_CASE("a restore on a laptop says how many saves are only in the file that was kept") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  CHECK(town.laptop("ana", {"backup", town.path("backup")}).exit_code == 0);
  CHECK(town.laptop("ana", {"set", "client", client, "given_name=Jorgito"}).exit_code == 0);
  CHECK(town.laptop("ana", {"set", "client", client, "family_name=Diaz"}).exit_code == 0);
  const auto said = town.laptop_json("ana", {"restore", town.path("backup"), "--replace"});
  CHECK(said.at("unsent").to_number<int>() == 2);
  const std::string kept(said.at("kept").get_string());
  CHECK(elsewhere(town, "kept", {"restore", kept}).exit_code == 0);
  const auto there = parsed(elsewhere(town, "kept", {"status"}).out);
  CHECK(there.at("pending").to_number<int>() == 2);
  CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 0);
}

TEST_CASE("another person's backup is not restored into a laptop's folder") {
  Town town;
  town.open_for({"ana", "ben"});
  CHECK(town.laptop("ben", {"backup", town.path("bens")}).exit_code == 0);
  const Finished refused = town.laptop("ana", {"restore", town.path("bens"), "--replace"});
  CHECK(refused.exit_code == 1);
  CHECK_MESSAGE(refused.err.find("ben") != std::string::npos, refused.err);
  CHECK(town.laptop_json("ana", {"status"}).at("user").get_string() == "ana");
}

TEST_CASE("an office is not restored under a server that runs, and afterwards has a new epoch") {
  Town town;
  town.start_office();
  town.add_user("ana");
  CHECK(town.office({"backup", town.path("backup")}).exit_code == 0);
  const auto refused = town.office({"restore", town.path("backup"), "--replace"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("a server runs") != std::string::npos);
  const auto before = town.office_json({"status"}).at("epoch").to_number<int>();
  town.stop_office();
  const auto done = town.office({"restore", town.path("backup"), "--replace"});
  CHECK_MESSAGE(done.exit_code == 0, done.err);
  CHECK(town.office_json({"status"}).at("epoch").to_number<int>() > before);
  town.start_office();
}
