#include "storage/migrate.h"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite_store.h"
#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

std::unique_ptr<Database> raw_database(const std::string& path) {
  auto database = Database::open(path, Database::Access::create);
  REQUIRE(database);
  return std::move(*database);
}

void check_usable(const std::string& path, Kind kind) {
  auto store = SqliteStore::open(path, kind, false);
  REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
  (*store)->begin();
  (*store)->put_fact("who", "me");
  (*store)->commit();
  CHECK((*store)->fact("who") == "me");
  CHECK((*store)->check().problems.empty());
}

void check_refused(const std::string& path, Kind kind, ErrorKind expected, const char* words) {
  const std::string before = testkit::bytes_of_file(path);
  for (const bool create : {false, true}) {
    const auto store = SqliteStore::open(path, kind, create);
    REQUIRE_FALSE(store);
    CHECK(store.error().kind == expected);
    CHECK_MESSAGE(store.error().message.find(words) != std::string::npos, store.error().message);
    CHECK_FALSE(store.error().hint.empty());
  }
  CHECK(testkit::bytes_of_file(path) == before);
}

}  // namespace

TEST_CASE("the list of migrations has no gaps and says what each added") {
  int version = 0;
  for (const Migration& migration : migrations()) {
    CHECK(migration.version == ++version);
    CHECK(std::string(migration.added).size() > 10);
    CHECK(std::string(migration.date).size() >= 7);
  }
  CHECK(version == newest_version());
}

TEST_CASE("a new database has its owner and its version") {
  const testkit::TemporaryFolder folder;
  for (const auto& [kind, owner] : {std::pair(Kind::laptop, kLaptopApplicationId),
                                    std::pair(Kind::office, kOfficeApplicationId)}) {
    const std::string path = folder.file(kind == Kind::laptop ? "l.db" : "o.db");
    REQUIRE_FALSE(SqliteStore::open(path, kind, false));
    REQUIRE(SqliteStore::open(path, kind, true));
    const auto database = raw_database(path);
    CHECK(database->number_of("PRAGMA application_id") == owner);
    CHECK(database->number_of("PRAGMA user_version") == newest_version());
    check_usable(path, kind);
  }
}

TEST_CASE("the database of the other program is refused") {
  const testkit::TemporaryFolder folder;
  REQUIRE(SqliteStore::open(folder.file("l.db"), Kind::laptop, true));
  REQUIRE(SqliteStore::open(folder.file("o.db"), Kind::office, true));
  check_refused(folder.file("l.db"), Kind::office, ErrorKind::refused, "of a laptop");
  check_refused(folder.file("o.db"), Kind::laptop, ErrorKind::refused, "of an office");
}

TEST_CASE("a newer database is refused and stays as it is") {
  const testkit::TemporaryFolder folder;
  const std::string path = folder.file("a.db");
  REQUIRE(SqliteStore::open(path, Kind::laptop, true));
  raw_database(path)->execute("PRAGMA user_version=" + std::to_string(newest_version() + 1));
  check_refused(path, Kind::laptop, ErrorKind::too_new, "written by a newer version of Satchel");
  const auto store = SqliteStore::open(path, Kind::laptop, false);
  CHECK(store.error().hint == "update the program; nothing is lost");
}

TEST_CASE("another program's database is refused and stays as it is") {
  const testkit::TemporaryFolder folder;
  raw_database(folder.file("a.db"))->execute("CREATE TABLE theirs (n)");
  check_refused(folder.file("a.db"), Kind::laptop, ErrorKind::refused, "another program");
  raw_database(folder.file("b.db"))->execute("PRAGMA application_id=77");
  check_refused(folder.file("b.db"), Kind::laptop, ErrorKind::refused, "another program");
}

TEST_CASE("what is not a database is refused and stays as it is") {
  const testkit::TemporaryFolder folder;
  testkit::write_file(folder.file("a.db"), "These are my notes of last week.\n");
  check_refused(folder.file("a.db"), Kind::laptop, ErrorKind::corrupt, "not a Satchel database");
  testkit::write_file(folder.file("b.db"), std::string(9000, 'x'));
  check_refused(folder.file("b.db"), Kind::office, ErrorKind::corrupt, "not a Satchel database");
}

TEST_CASE("a creation that was cut short is finished by the next open") {
  const testkit::TemporaryFolder folder;
  SUBCASE("after the file was made") {
    testkit::write_file(folder.file("a.db"), "");
  }
  SUBCASE("after the switch to the write-ahead log") {
    raw_database(folder.file("a.db"))->use_write_ahead_log();
  }
  SUBCASE("before the first migration was committed") {
    const auto database = raw_database(folder.file("a.db"));
    database->use_write_ahead_log();
    database->begin();
    database->execute(migrations()[0].both);
  }
  SUBCASE("before the typed tables were made") {
    REQUIRE(bring_up_to_date(*raw_database(folder.file("a.db")), Kind::laptop));
  }
  check_usable(folder.file("a.db"), Kind::laptop);
}

TEST_CASE("several programs may create the same database at once") {
  const testkit::TemporaryFolder folder;
  const std::string path = folder.file("a.db");
  std::atomic<int> opened{0};
  std::mutex mutex;
  std::string errors;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto store = SqliteStore::open(path, Kind::office, true);
      if (store) {
        ++opened;
      } else {
        const std::lock_guard lock(mutex);
        errors += store.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_MESSAGE(opened == 4, errors);
  check_usable(path, Kind::office);
}

}  // namespace satchel
