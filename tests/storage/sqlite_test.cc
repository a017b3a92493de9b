#include "storage/sqlite.h"

#include <doctest/doctest.h>

#include <limits>

#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

std::unique_ptr<Database> open_database(const std::string& path) {
  auto database = Database::open(path, Database::Access::create);
  REQUIRE(database);
  (*database)->use_write_ahead_log();
  return std::move(*database);
}

Error error_in(const std::function<void()>& work) {
  try {
    work();
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
  FAIL("nothing failed");
  return {};
}

}  // namespace

TEST_CASE("values come back as they were bound") {
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  database->execute("CREATE TABLE t (a, b, c, d, e, f, g, h, i)");
  Uuid id;
  id.bytes[3] = 9;
  const Hash256 hash = sha256("x");
  const std::string text("a\0b", 3);
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  database->prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .bind(std::nullopt, least, std::numeric_limits<std::uint64_t>::max(), -0.5, text,
            Bytes{std::string_view("\xff\0", 2)}, id, hash, "")
      .run();
  auto row = database->prepare("SELECT * FROM t");
  REQUIRE(row.step());
  CHECK(row.is_null(0));
  CHECK(row.uuid(0).is_nil());
  CHECK(row.hash(0).is_zero());
  CHECK(row.blob(0).empty());
  CHECK(row.integer(1) == least);
  CHECK(row.as<std::uint64_t>(2) == std::numeric_limits<std::uint64_t>::max());
  CHECK(row.real(3) == -0.5);
  CHECK(row.text(4) == text);
  CHECK(row.blob(5) == std::string_view("\xff\0", 2));
  CHECK(row.uuid(6) == id);
  CHECK(row.hash(7) == hash);
  CHECK_FALSE(row.is_null(8));
  CHECK(row.text(8).empty());
  CHECK_FALSE(row.step());
}

TEST_CASE("a statement may be on loan several times, and comes back clean") {
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  database->execute("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)");
  const char* sql = "SELECT n FROM t WHERE n >= ?1 ORDER BY n";
  int pairs = 0;
  auto outer = database->prepare(sql);
  outer.bind(1);
  while (outer.step()) {
    auto inner = database->prepare(sql);
    inner.bind(outer.integer(0));
    while (inner.step()) ++pairs;
  }
  CHECK(pairs == 6);
  auto again = database->prepare(sql);  // nothing is bound: no row is >= NULL
  CHECK_FALSE(again.step());
}

TEST_CASE("a file that is not there is not made by opening it") {
  const testkit::TemporaryFolder folder;
  const std::string path = folder.file("absent.db");
  const auto database = Database::open(path, Database::Access::existing);
  REQUIRE_FALSE(database);
  CHECK(database.error().kind == ErrorKind::not_found);
  CHECK_FALSE(std::filesystem::exists(path));
  const auto nowhere = Database::open(folder.file("no/such/folder/a.db"), Database::Access::create);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().kind == ErrorKind::storage);
  CHECK_FALSE(nowhere.error().hint.empty());
}

TEST_CASE("nobody else may read the files") {
  namespace fs = std::filesystem;
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  database->execute("CREATE TABLE t (n)");
  for (const char* name : {"a.db", "a.db-wal", "a.db-shm"}) {
    const auto rights = fs::status(folder.file(name)).permissions();
    CHECK_MESSAGE((rights & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none,
                  name);
  }
}

TEST_CASE("the connection is durable and does not trust the file") {
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  CHECK(database->number_of("PRAGMA synchronous") == 2);  // FULL
  CHECK(database->number_of("PRAGMA trusted_schema") == 0);
  CHECK(database->number_of("PRAGMA cell_size_check") == 1);
  CHECK(database->number_of("PRAGMA foreign_keys") == 1);
  CHECK(database->number_of("PRAGMA secure_delete") == 1);
  CHECK(database->number_of("PRAGMA temp_store") == 2);  // memory
  auto mode = database->prepare("PRAGMA journal_mode");
  REQUIRE(mode.step());
  CHECK(mode.text(0) == "wal");
  CHECK_THROWS_AS(database->execute("ATTACH ':memory:' AS other"), StoreFailure);
  database->execute("CREATE TABLE t (n); PRAGMA writable_schema=ON");
  CHECK_THROWS_AS(database->execute("DELETE FROM sqlite_schema"), StoreFailure);
  database->execute("CREATE VIRTUAL TABLE words USING fts5(w)");
  CHECK_THROWS_AS(database->execute("DELETE FROM words_data"), StoreFailure);
  CHECK_THROWS_AS(database->prepare("SELECT \"no such column\" FROM t"), StoreFailure);
}

TEST_CASE("a full disk is said in plain words, and loses nothing that was saved") {
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  database->execute("CREATE TABLE t (b); INSERT INTO t VALUES (1)");
  database->execute("PRAGMA max_page_count=4");
  const Error error = error_in([&] {
    Atomically change(*database);
    for (int i = 0; i < 100; ++i) database->execute("INSERT INTO t VALUES (zeroblob(3000))");
    change.commit();
  });
  CHECK(error.kind == ErrorKind::storage);
  CHECK(error.message.find("the disk is full") == 0);
  CHECK(error.hint == "free some space; nothing that was saved is lost");
  CHECK_FALSE(database->in_transaction());
  CHECK(database->number_of("SELECT count(*) FROM t") == 1);
  database->execute("PRAGMA max_page_count=1000; INSERT INTO t VALUES (2)");
  CHECK(database->number_of("SELECT count(*) FROM t") == 2);
}

TEST_CASE("a commit that fails says that one has to look") {
  const testkit::TemporaryFolder folder;
  const auto database = open_database(folder.file("a.db"));
  database->execute(
      "CREATE TABLE a (n INTEGER PRIMARY KEY);"
      "CREATE TABLE b (n REFERENCES a DEFERRABLE INITIALLY DEFERRED)");
  database->begin();
  database->execute("INSERT INTO b VALUES (7)");
  const Error error = error_in([&] { database->commit(); });
  CHECK(error.message.find("it is not known whether the last change was stored") == 0);
  CHECK_FALSE(database->in_transaction());
  database->begin();  // the next one works
  database->execute("INSERT INTO a VALUES (7)");
  database->commit();
  CHECK(database->number_of("SELECT count(*) FROM a") == 1);
}

TEST_CASE("a second writer waits, then is told who is in the way") {
  const testkit::TemporaryFolder folder;
  const auto one = open_database(folder.file("a.db"));
  const auto other = open_database(folder.file("a.db"));
  one->execute("CREATE TABLE t (n)");
  other->execute("PRAGMA busy_timeout=20");
  one->begin();
  one->execute("INSERT INTO t VALUES (1)");
  CHECK(other->number_of("SELECT count(*) FROM t") == 0);  // readers are not in the way
  const Error error = error_in([&] { other->begin(); });
  CHECK(error.kind == ErrorKind::storage);
  CHECK(error.message.find("another program is using the database") == 0);
  one->commit();
  other->begin();
  CHECK(other->number_of("SELECT count(*) FROM t") == 1);
  other->rollback();
  other->rollback();  // harmless
}

TEST_CASE("what is not a database is called damaged") {
  const testkit::TemporaryFolder folder;
  testkit::write_file(folder.file("a.db"), std::string(5000, 'x'));
  const auto database = Database::open(folder.file("a.db"), Database::Access::existing);
  REQUIRE_FALSE(database);
  CHECK(database.error().kind == ErrorKind::corrupt);
  CHECK(database.error().message.find("this file is not a Satchel database") == 0);
}

TEST_CASE("a copy is complete while somebody else writes") {
  const testkit::TemporaryFolder folder;
  const auto writer = open_database(folder.file("a.db"));
  const auto reader = open_database(folder.file("a.db"));
  writer->execute("CREATE TABLE t (n); INSERT INTO t VALUES (1)");
  writer->begin();
  writer->execute("INSERT INTO t VALUES (2)");
  REQUIRE(reader->copy_to(folder.file("copy.db"), Database::Copy::alone));
  writer->commit();
  CHECK_FALSE(std::filesystem::exists(folder.file("copy.db-wal")));
  const auto copy = Database::open(folder.file("copy.db"), Database::Access::existing);
  REQUIRE(copy);
  CHECK((*copy)->number_of("SELECT count(*) FROM t") == 1);
  CHECK_FALSE(reader->copy_to(folder.file("no/such/folder/copy.db"), Database::Copy::alone));
}

}  // namespace satchel
