// Backups, restores and check-ups, as people do them on the command line.
#include "node/shared/care_commands.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "node/shared/folder_lock.h"
#include "tests/node/office_say.h"

namespace satchel {
namespace {

using namespace testkit;
namespace fs = std::filesystem;

struct SmallOffice {
  SmallOffice() : office(pair.office().folder()) {
    client = new_client(pair.office(), {{"given_name", "Maria"}});
  }
  std::string digest() { return write_json(answer_of_office(office, {"digest"})); }
  std::size_t files() { return files_in(office); }
  static std::size_t files_in(const std::string& path) {  // but for locks
    return static_cast<std::size_t>(std::count_if(
        fs::directory_iterator(path), fs::directory_iterator(),
        [](const fs::directory_entry& entry) { return entry.path().extension() != ".lock"; }));
  }

  Pair pair;
  TempFolder folder;
  std::string office;
  RecordId client;
};

TEST_CASE("a backup is one file, read back, and never takes the place of another") {
  SmallOffice town;
  const std::string file = town.folder.path("monday.db");
  const auto made = answer_of_office(town.office, {"backup", file});
  CHECK(number_at(made, "records") == 1);
  CHECK(number_at(made, "saves") == 1);
  CHECK(static_cast<std::uint64_t>(number_at(made, "bytes")) == fs::file_size(file));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(town.folder.path())) {
    ++files;
    CHECK(entry.path() == file);
  }
  CHECK(files == 1);
  CHECK(say_office(town.office, {"backup", file}).exit_code == 1);
  CHECK(say_office(town.office, {"backup", town.office + "/" + kOfficeFile}).exit_code == 1);
  CHECK(say_office(town.office, {"backup", town.folder.path("no/such/folder")}).exit_code == 1);
}

TEST_CASE("a restored office is the one that was backed up") {
  SmallOffice town;
  const std::string file = town.folder.path("monday.db");
  CHECK(say_office(town.office, {"backup", file}).exit_code == 0);
  const std::string then = town.digest();
  set(town.pair.office(), town.client, "given_name", std::string("Mary"));
  CHECK(town.digest() != then);

  SUBCASE("into an empty folder") {
    const std::string other = town.folder.path("elsewhere");
    const auto said = answer_of_office(other, {"restore", file});
    CHECK(said.at("kept").is_null());
    CHECK(write_json(answer_of_office(other, {"digest"})) == then);
    CHECK(answer_of_office(other, {"doctor"}).at("ok").get_bool());
    // Laptops are told that this office may have forgotten what it acknowledged.
    CHECK(number_at(answer_of_office(town.office, {"status"}), "epoch") == 1);
    CHECK(number_at(answer_of_office(other, {"status"}), "epoch") > 1);
    CHECK(say_office(other, {"restore", file, "--replace"}).exit_code == 0);
    for (const auto& entry : fs::directory_iterator(other)) {
      CHECK(entry.path().string().find("unfinished") == std::string::npos);
    }
    CHECK(SmallOffice::files_in(other) == 2);  // the database and the one that was kept
  }
  SUBCASE("not over a database, unless told to; then that one is kept beside") {
    const std::string now = town.digest();
    CHECK(say_office(town.office, {"restore", file}).exit_code == 1);
    CHECK(town.digest() == now);
    const auto said = answer_of_office(town.office, {"restore", file, "--replace"});
    CHECK(town.digest() == then);
    const std::string kept = text_at(said, "kept");
    CHECK(kept.rfind(town.office + "/" + kOfficeFile + ".20", 0) == 0);
    const std::string third = town.folder.path("third");
    CHECK(say_office(third, {"restore", kept}).exit_code == 0);
    CHECK(write_json(answer_of_office(third, {"digest"})) == now);
    // Twice in the same second.
    CHECK(text_at(answer_of_office(town.office, {"restore", file, "--replace"}), "kept") != kept);
  }
  SUBCASE("also where the database cannot be opened any more") {
    const std::string other = town.folder.path("damaged");
    fs::create_directory(other);
    write_file(other + "/" + kOfficeFile, "this was a database once");
    CHECK(say_office(other, {"status"}).exit_code == 1);
    const auto said = answer_of_office(other, {"restore", file, "--replace"});
    CHECK(write_json(answer_of_office(other, {"digest"})) == then);
    CHECK(read_file(text_at(said, "kept")) == "this was a database once");
  }
}

TEST_CASE("a restore waits for the server to stop") {
  SmallOffice town;
  const std::string file = town.folder.path("monday.db");
  CHECK(say_office(town.office, {"backup", file}).exit_code == 0);
  const std::string before = town.digest();
  {
    const auto serving = FolderLock::take(town.office, kServeLock, FolderLock::Mode::shared);
    REQUIRE(serving);
    CHECK(FolderLock::take(town.office, kServeLock, FolderLock::Mode::shared));  // another server may
    const Said said = say_office(town.office, {"restore", file, "--replace"});
    CHECK(said.exit_code == 1);
    CHECK(said.err.find("a server runs") != std::string::npos);
    CHECK(town.digest() == before);
    CHECK(town.files() <= 3);
  }
  CHECK(say_office(town.office, {"restore", file, "--replace"}).exit_code == 0);
}

TEST_CASE("what is no backup of an office changes nothing") {
  SmallOffice town;
  const std::string before = town.digest();
  const std::string good = town.folder.path("good.db");
  CHECK(say_office(town.office, {"backup", good}).exit_code == 0);
  const std::string bytes = read_file(good);

  write_file(town.folder.path("text"), "not a database");
  write_file(town.folder.path("empty"), "");
  write_file(town.folder.path("half"), bytes.substr(0, bytes.size() / 2));
  // One bit of the office's secret key, of which no digest knows.
  const auto key = bytes.find("office identity");
  REQUIRE(key != std::string::npos);
  std::string flipped = bytes;
  flipped[key + 60] = static_cast<char>(flipped[key + 60] ^ 1);
  write_file(town.folder.path("flipped"), flipped);
  flipped = bytes;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  write_file(town.folder.path("flipped at the end"), flipped);
  std::string newer = bytes;
  newer[63] = static_cast<char>(100);  // user_version, big-endian in bytes 60 to 63
  write_file(town.folder.path("newer"), newer);
  CHECK(LaptopWorkspace::open(town.folder.path("laptop"), true));
  const std::size_t files = town.files();
  for (const std::string& name :
       {town.folder.path("none"), town.folder.path("text"), town.folder.path("empty"),
        town.folder.path("half"), town.folder.path("flipped"), town.folder.path("flipped at the end"),
        town.folder.path("newer"), town.folder.path("laptop") + "/" + kLaptopFile,
        town.office + "/" + kOfficeFile}) {
    INFO(name);
    const Said said = say_office(town.office, {"restore", name, "--replace"});
    CHECK(said.exit_code == 1);
    CHECK_FALSE(said.err.empty());
    CHECK(town.files() == files);
    CHECK(town.digest() == before);
  }
}

TEST_CASE("the doctor finds what does not add up") {
  SmallOffice town;
  town.pair.enrol("ana");
  town.pair.grant("ana", town.client);
  auto healthy = answer_of_office(town.office, {"doctor"});
  CHECK(healthy.at("ok").get_bool());
  CHECK(number_at(healthy, "records") == 1);

  const auto finds = [&](const std::string& sql, const std::string& words) {
    town.pair.office().store().database().execute(sql);
    const Said said = say_office(town.office, {"doctor", "--json"});
    CHECK(said.exit_code == 1);
    CHECK_FALSE(said.object().at("ok").get_bool());
    INFO(said.out);
    CHECK(said.out.find(words) != std::string::npos);
    CHECK(say_office(town.office, {"doctor"}).out.find(words) != std::string::npos);
  };
  SUBCASE("a digest") {
    finds("UPDATE scopes SET digest = zeroblob(32) WHERE kind = 0", "digest of scope");
  }
  SUBCASE("a caseload") {
    finds("UPDATE users SET caseload_digest = zeroblob(32)", "caseload of ana");
  }
  SUBCASE("a count of scopes") {
    finds("UPDATE users SET scope_count = scope_count + 1", "caseload of ana");
  }
  SUBCASE("a typed table, which can be made anew") {
    finds("DELETE FROM client", "typed table client");
    CHECK(say_office(town.office, {"doctor", "--rebuild"}).exit_code == 0);
    CHECK(say_office(town.office, {"doctor"}).exit_code == 0);
  }
}

TEST_CASE("a backup in which problems are found is not kept") {
  SmallOffice town;
  town.pair.office().store().database().execute(
      "UPDATE scopes SET digest = zeroblob(32) WHERE kind = 0");
  const Said said = say_office(town.office, {"backup", town.folder.path("bad.db")});
  CHECK(said.exit_code == 1);
  CHECK(said.err.find("doctor") != std::string::npos);
  CHECK(fs::is_empty(town.folder.path()));
}

}  // namespace
}  // namespace satchel
