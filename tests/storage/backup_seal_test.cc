// One changed bit anywhere in a backup is noticed.
#include <doctest/doctest.h>

#include "storage/backup_seal.h"
#include "storage/sqlite_store.h"
#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

struct Fixture {
  testkit::TemporaryFolder folder;
  std::string path = folder.file("backup.db");
  Fixture() {
    auto store = SqliteStore::open(folder.file("a.db"), Kind::office, true);
    REQUIRE(store);
    Transaction transaction(**store);
    (*store)->put_fact("key", std::string(2000, 'k'));
    transaction.commit();
    REQUIRE((*store)->backup_to(path));
    const auto none = check_seal(path);
    REQUIRE_FALSE(none);
    CHECK(none.error().kind == ErrorKind::refused);
    REQUIRE(seal_backup(path));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a sealed backup is whole, also after it was looked at and sealed again") {
  CHECK(check_seal(path));
  {
    auto database = Database::open(path, Database::Access::existing);
    REQUIRE(database);
    CHECK((*database)->number_of("SELECT count(*) FROM facts") == 2);
  }
  CHECK(check_seal(path));
  CHECK(seal_backup(path));
  CHECK(check_seal(path));
}

TEST_CASE_FIXTURE(Fixture, "a bit flipped anywhere breaks the seal") {
  const std::string bytes = testkit::bytes_of_file(path);
  CHECK(bytes.size() > 100'000);
  for (std::size_t at = 0; at < bytes.size(); at += at < 4096 ? 61 : 1777) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    testkit::write_file(path, damaged);
    CHECK_MESSAGE(!check_seal(path), at);
  }
  for (const std::size_t size : {bytes.size() - 1, bytes.size() - 4096, std::size_t{4096}, std::size_t{100}}) {
    testkit::write_file(path, bytes.substr(0, size));
    CHECK_MESSAGE(!check_seal(path), size);
  }
  testkit::write_file(path, bytes + "x");
  CHECK_FALSE(check_seal(path));
  testkit::write_file(path, bytes);
  CHECK(check_seal(path));
}

TEST_CASE_FIXTURE(Fixture, "a restored database has no seal to break") {
  {
    auto store = SqliteStore::open(path, Kind::office, false);
    REQUIRE(store);
    remove_seal((*store)->database());
    Transaction transaction(**store);
    (*store)->put_fact("key", "another");
    transaction.commit();
  }
  const auto none = check_seal(path);
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::refused);
}

TEST_CASE_FIXTURE(Fixture, "a name that is taken stays whose it is") {
  testkit::write_file(folder.file("monday.db"), "something else");
  const auto renamed = rename_durably(path, folder.file("monday.db"));
  REQUIRE_FALSE(renamed);
  CHECK(renamed.error().kind == ErrorKind::refused);
  CHECK(testkit::bytes_of_file(folder.file("monday.db")) == "something else");
  CHECK(rename_durably(path, folder.file("tuesday.db")));
  CHECK(check_seal(folder.file("tuesday.db")));
}

}  // namespace satchel
