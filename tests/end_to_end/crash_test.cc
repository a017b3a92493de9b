// kill -9 at each write, sync and truncation in turn: of a save, of a sync that brings pages, of the office while it
// takes in what a laptop sends, of a migration. (Of a wipe: wipe_test.cc.) What was printed or confirmed is there
// afterwards, nothing is there by half, and work goes on.
#include <doctest/doctest.h>
#include <signal.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>

#include "node/shared/workspace.h"
#include "storage/migrate.h"
#include "tests/testkit/killing.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr int kMomentsMax = 5'000;
constexpr int kNotes = 12;

bool cannot_kill() {
  if (has_strace()) return false;
  skip("strace is not there: nothing was killed at its system calls");
  return true;
}

// Two workers of one client, with notes that both have.
struct Scene {
  Town town;
  std::string client;

  Scene() {
    town.open_for({"ana", "ben"});
    client = town.new_record("ana", {"client", "given_name=Jorge"});
    write_notes("ana", "before");
    town.sync("ana");
    CHECK(town.office({"assign", client, "--to", "ben"}).exit_code == 0);
    town.sync("ben");
  }

  void write_notes(const std::string& user, const std::string& text) {
    std::string lines;
    for (int i = 0; i < kNotes; ++i) {
      lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"" + text + " " + std::to_string(i) + "\"}\n";
    }
    town.import_lines(user, lines);
  }
  // One field that both have changed, so that what comes is merged and not only appended.
  void disagree() {
    for (const std::string user : {"ana", "ben"}) {
      CHECK(town.laptop(user, {"set", "client", client, "preferred_name=by " + user}).exit_code == 0);
    }
  }
  void keep() {
    for (const std::string name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(name), town.path(name + "-before"));
    }
  }
  void bring_back() {
    for (const std::string name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(name + "-before"), town.path(name));
    }
  }
  void check_whole(std::size_t notes) {
    for (const std::string user : {"ana", "ben", "ana"}) town.sync(user);
    for (const std::string user : {"ana", "ben"}) {
      town.check_same_dump(user);
      CHECK(town.laptop_lines(user, {"list", "note"}).size() == notes);
      CHECK(town.laptop(user, {"doctor"}).exit_code == 0);
      const auto shown = town.laptop_json(user, {"show", "client", client});
      CHECK(shown.at("preferred_name").at("siblings").get_array().size() == 2);
    }
    CHECK(town.office({"doctor"}).exit_code == 0);
  }
};

// The rows of `from` as the first version kept them, in a file of that version.
void write_as_first_version(const std::string& from, const std::string& to, Kind kind) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(to.c_str(), &database) == SQLITE_OK);
  const auto execute = [&](const std::string& sql) {
    char* problem = nullptr;
    const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &problem);
    REQUIRE_MESSAGE(code == SQLITE_OK, sql, ": ", problem == nullptr ? "" : problem);
  };
  const auto words_of = [&](const std::string& sql) {
    std::vector<std::string> words;
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      words.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    }
    sqlite3_finalize(statement);
    return words;
  };
  const Migration& first = migrations().front();
  execute(first.both);
  if (kind == Kind::office) execute(first.office);
  execute("PRAGMA application_id=" +
          std::to_string(kind == Kind::laptop ? kLaptopApplicationId : kOfficeApplicationId) +
          "; PRAGMA user_version=1; ATTACH '" + from + "' AS newest; BEGIN");
  for (const std::string& table : words_of("SELECT name FROM main.sqlite_schema WHERE type = 'table'")) {
    if (table == "built") continue;  // search and typed tables are made anew
    std::string columns;
    for (const std::string& column : words_of("SELECT name FROM pragma_table_info('" + table + "', 'main')")) {
      columns += (columns.empty() ? "" : ", ") + column;
    }
    execute("INSERT INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM newest." + table);
  }
  execute("COMMIT");
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("kill -9 at every write of a save: it is there whole or not at all, and there if its id was printed") {
  if (cannot_kill()) return;
  Scene scene;
  Town& town = scene.town;
  town.stop_office();
  std::size_t there = kNotes;
  int moment = 1;
  for (; moment <= kMomentsMax; ++moment) {
    INFO("killed at write number ", moment);
    const std::string body = "attempt " + std::to_string(moment);
    const Finished saved = run(killed_at(moment, town.laptop_words("ana", {"new", "note", "client_id=" + scene.client, "body=" + body})));
    REQUIRE((saved.exit_code == 0 || saved.exit_code == 128 + SIGKILL));
    const auto notes = town.laptop_lines("ana", {"list", "note"});
    CHECK(notes.size() - there <= 1);
    const bool is_there = notes.size() == there + 1;
    there = notes.size();
    CHECK((is_there || saved.out.empty()));
    bool whole = !is_there;
    for (const auto& note : notes) whole = whole || note.at("body").get_string() == body;
    CHECK(whole);
    CHECK(town.laptop_lines("ana", {"search", body}).size() >= (is_there ? 1u : 0u));
    CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
    if (saved.exit_code == 0) break;
  }
  MESSAGE((moment - 1), " kills of a save");
  CHECK(moment > 3);
  town.start_office();
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("kill -9 at every write of a sync that brings pages and conflicts") {
  if (cannot_kill()) return;
  Scene scene;
  Town& town = scene.town;
  scene.write_notes("ben", "ben's");
  scene.disagree();
  town.sync("ben");
  town.stop_office();
  scene.keep();
  int moment = 1;
  for (; moment <= kMomentsMax; ++moment) {
    INFO("killed at write number ", moment);
    scene.bring_back();
    town.start_office();
    const int code = run(killed_at(moment, town.laptop_words("ana", {"sync"}))).exit_code;
    REQUIRE((code == 0 || code == 128 + SIGKILL));
    scene.check_whole(2 * kNotes);
    town.stop_office();
    if (code == 0) break;
  }
  MESSAGE((moment - 1), " kills of a sync");
  CHECK(moment > 5);
}

TEST_CASE("kill -9 at every write of the office while a laptop sends") {
  if (cannot_kill()) return;
  Scene scene;
  Town& town = scene.town;
  scene.write_notes("ben", "ben's");
  scene.disagree();
  town.sync("ana");
  town.stop_office();
  scene.keep();
  int moment = 1;
  int killed_in_the_sync = 0;
  bool clean = false;
  for (; moment <= kMomentsMax && !clean; ++moment) {
    INFO("killed at write number ", moment, " of one of its threads");
    scene.bring_back();
    Serving how;
    how.under = killed_at(moment, {});
    if (town.try_to_start_office(how)) {
      const Finished synced = town.laptop("ben", {"sync"});
      clean = synced.exit_code == 0;
      killed_in_the_sync += clean ? 0 : 1;
      CHECK((clean || synced.exit_code == 3));
      ask_to_end(town.server());
      const int code = town.server().wait();
      clean = clean && code == 0;
    }
    town.start_office();
    scene.check_whole(2 * kNotes);
    town.stop_office();
  }
  MESSAGE((moment - 1), " kills of the office, ", killed_in_the_sync, " of them in the middle of a sync");
  CHECK(clean);
  CHECK(killed_in_the_sync > 3);
}

TEST_CASE("Scenario F: kill -9 at every write of a migration from the first version: the next open finishes it") {
  if (cannot_kill()) return;
  Scene scene;
  Town& town = scene.town;
  scene.disagree();
  for (const std::string user : {"ben", "ana", "ben"}) town.sync(user);
  town.stop_office();
  const std::string dump_of_laptop = town.laptop("ana", {"dump"}).out;
  const std::string dump_of_office = town.office({"dump"}).out;
  const struct {
    Kind kind;
    std::string folder, file, dump;
    std::function<Words(Words)> words;
  } sides[] = {
      {Kind::laptop, town.path("laptop-ana"), kLaptopFile, dump_of_laptop,
       [&](Words words) { return town.laptop_words("ana", std::move(words)); }},
      {Kind::office, town.path("office"), kOfficeFile, dump_of_office,
       [&](Words words) { return town.office_words(std::move(words)); }},
  };
  for (const auto& side : sides) {
    const std::string database = side.folder + "/" + side.file;
    std::filesystem::rename(database, town.path("newest.db"));
    for (const char* more : {"-wal", "-shm"}) std::filesystem::remove(database + more);
    write_as_first_version(town.path("newest.db"), database, side.kind);
    std::filesystem::remove(town.path("newest.db"));
    copy_folder(side.folder, town.path("first-version"));
    int moment = 1;
    for (; moment <= kMomentsMax; ++moment) {
      INFO("killed at write number ", moment);
      copy_folder(town.path("first-version"), side.folder);
      const int code = run(killed_at(moment, side.words({"status"}))).exit_code;
      REQUIRE((code == 0 || code == 128 + SIGKILL));
      CHECK(run(side.words({"doctor"})).exit_code == 0);
      CHECK(run(side.words({"dump"})).out == side.dump);
      if (code == 0) break;
    }
    MESSAGE((moment - 1), " kills of a migration");
    CHECK(moment > 8);
  }
  town.start_office();
  scene.check_whole(kNotes);
}
