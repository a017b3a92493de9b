// Check, backup and restore.
#include <doctest/doctest.h>

#include "storage/sqlite_store.h"
#include "sync/codec.h"
#include "sync/office.h"
#include "tests/storage/record_builder.h"
#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

using testkit::RecordBuilder;
using testkit::TemporaryFolder;

struct Fixture {
  TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store = open("a.db");
  Hash256 digest;

  std::unique_ptr<SqliteStore> open(const std::string& name) {
    auto opened = SqliteStore::open(folder.file(name), Kind::laptop, true);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    return std::move(*opened);
  }

  // A note made by a save of its own, as sync/ would put it.
  RecordId note(int n, const std::string& body) {
    Save save;
    save.scope = case_file(testkit::numbered_uuid(1000));
    Op op;
    op.kind = OpKind::create;
    op.record = {testkit::numbered_uuid(n)};
    op.type = core_type("note")->id;
    save.ops.push_back(op);
    op.kind = OpKind::set;
    op.field = core_type("note")->field("body")->id;
    op.value = body;
    save.ops.push_back(op);

    StoredSave row;
    row.node = 7;
    row.first = static_cast<std::uint64_t>(2 * n - 1);
    row.last = row.first + 1;
    row.scope = save.scope;
    row.raw = encode_save(save);
    row.chain = chain_ = chain_next(chain_, row.first, row.raw);
    row.state = SaveState::applied;
    row.position = static_cast<Position>(n);
    Record record;
    record.id = op.record;
    record.scope = save.scope;
    for (std::size_t i = 0; i < 2; ++i) {
      apply_op(record, save.ops[i], row.dot_of(i), {}, Place::newest, [](Dot) { return true; });
    }
    digest += record_digest(record);
    ScopeRow scope;
    scope.id = save.scope;
    scope.head = row.position;
    scope.digest = digest;
    Transaction transaction(*store);
    store->put_save(row);
    store->put_record({record, std::nullopt}, nullptr);
    store->put_scope(scope);
    transaction.commit();
    return record.id;
  }

 private:
  Hash256 chain_ = sha256("start");
};

bool has_problem(SqliteStore& store, const std::string& words) {
  for (const std::string& problem : store.check().problems) {
    if (problem.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a good database has no problems") {
  for (int n = 1; n <= 20; ++n) note(n, "visit number " + std::to_string(n));
  const auto report = store->check();
  CHECK(report.problems.empty());
  CHECK(report.records == 20);
  CHECK(report.saves == 20);
  CHECK(report.scopes == 1);
}

TEST_CASE_FIXTURE(Fixture, "what does not fit is found") {
  for (int n = 1; n <= 5; ++n) note(n, "visit number " + std::to_string(n));
  Database& database = store->database();
  SUBCASE("a record that is gone") {
    database.execute("DELETE FROM records WHERE number = 3");
    CHECK(has_problem(*store, "the digest of scope"));
  }
  SUBCASE("a save that a record needs") {
    database.execute("DELETE FROM saves WHERE number = 3");
    CHECK(has_problem(*store, "a record does not fit its saves"));
  }
  SUBCASE("a save with other bytes") {
    database.execute(
        "UPDATE saves SET raw = (SELECT raw FROM saves WHERE number = 2) "
        "WHERE number = 3");
    CHECK(has_problem(*store, "differs from what its chain proves"));
  }
  SUBCASE("a save that cannot be unpacked") {
    database.execute("UPDATE saves SET raw = x'017777' WHERE number = 3");
    CHECK(has_problem(*store, "damaged"));
  }
  SUBCASE("a digest that is off") {
    database.execute("UPDATE scopes SET digest = NULL");
    CHECK(has_problem(*store, "the digest of scope"));
  }
  SUBCASE("a scope that is gone") {
    database.execute("PRAGMA foreign_keys=OFF; DELETE FROM scopes");
    CHECK(has_problem(*store, "names a scope that is not there"));
  }
}

TEST_CASE("an office's chains are checked from their beginning to where the node is, and its caseloads") {
  TemporaryFolder folder;
  auto opened = SqliteStore::open(folder.file("office.db"), Kind::office, true);
  REQUIRE(opened);
  SqliteStore& store = **opened;
  Office office(store);
  {
    Office::Seeds seeds;
    seeds.id = testkit::numbered_uuid(1);
    seeds.own_node_id = testkit::numbered_uuid(2);
    Transaction transaction(store);
    REQUIRE(office.init("District", seeds, 1));
    REQUIRE(office.add_user("ana", "care_manager", testkit::numbered_uuid(3)));
    for (int n = 10; n < 13; ++n) {
      Edit edit;
      edit.kind = EditKind::create;
      edit.type = core_type("client")->id;
      edit.record = {testkit::numbered_uuid(n)};
      REQUIRE(office.save(case_file(edit.record.uuid), std::vector{edit}, {"admin", 1, 0, 0}));
      office.grant(*store.user_named("ana"), case_file(edit.record.uuid));
    }
    transaction.commit();
  }
  CHECK(store.check().problems.empty());
  Database& database = store.database();
  SUBCASE("the first save") {
    database.execute("UPDATE saves SET raw = (SELECT raw FROM saves WHERE node = 1 ORDER BY first DESC LIMIT 1) "
                     "WHERE node = 1 AND first = 1");
    CHECK(has_problem(store, "differs from what its chain proves"));
  }
  SUBCASE("the last save is gone") {
    database.execute("DELETE FROM saves WHERE number = (SELECT max(number) FROM saves)");
    CHECK(has_problem(store, "does not end where its last save does"));
  }
  SUBCASE("the sum of a caseload") {
    database.execute("UPDATE users SET caseload_digest = NULL");
    CHECK(has_problem(store, "the digest of the caseload of ana"));
  }
}

TEST_CASE_FIXTURE(Fixture, "a damaged page is found, and reading it is an error") {
  for (int n = 1; n <= 200; ++n) note(n, "visit number " + std::to_string(n));
  store.reset();
  const std::string path = folder.file("a.db");
  std::string bytes = testkit::bytes_of_file(path);
  for (std::size_t at = bytes.size() / 2; at < bytes.size() / 2 + 40'960; ++at) bytes[at] = 'x';
  testkit::write_file(path, bytes);
  auto opened = SqliteStore::open(path, Kind::laptop, false);
  if (opened) {
    CHECK_FALSE((*opened)->check().problems.empty());
  } else {
    CHECK(opened.error().kind == ErrorKind::corrupt);
  }
}

TEST_CASE_FIXTURE(Fixture, "a backup is one file, and opens like the original") {
  for (int n = 1; n <= 50; ++n) note(n, "visit number " + std::to_string(n));
  const auto writer = open("a.db");
  writer->begin();
  writer->put_fact("latest", "not committed");
  const std::string path = folder.file("backup.db");
  REQUIRE(store->backup_to(path));
  writer->commit();
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  const auto again = store->backup_to(path);
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == ErrorKind::refused);
  const auto backup = open("backup.db");
  CHECK(backup->check().problems.empty());
  CHECK(backup->check().records == 50);
  CHECK(backup->search("number 17").size() == 1);
  CHECK_FALSE(backup->fact("latest"));
}

TEST_CASE_FIXTURE(Fixture, "a restored database is the one that was backed up") {
  const RecordId kept = note(1, "before the backup");
  const std::string backup = folder.file("backup.db");
  REQUIRE(store->backup_to(backup));
  const RecordId lost = note(2, "after the backup");
  SUBCASE("in place, while it is open") {
    REQUIRE(SqliteStore::restore(backup, folder.file("a.db"), Kind::laptop));
  }
  SUBCASE("where nothing was") {
    REQUIRE(SqliteStore::restore(backup, folder.file("new.db"), Kind::laptop));
    store = open("new.db");
  }
  CHECK(store->record(kept));
  CHECK_FALSE(store->record(lost));
  CHECK(store->search("before").size() == 1);
  CHECK(store->search("after").empty());
  CHECK(store->check().problems.empty());
  Transaction transaction(*store);
  store->put_fact("who", "me");
  transaction.commit();
}

TEST_CASE_FIXTURE(Fixture, "a bad backup changes nothing") {
  const RecordId kept = note(1, "here");
  const std::string path = folder.file("a.db");
  const auto refused = [&](const std::string& backup, Kind kind, ErrorKind expected) {
    const auto restored = SqliteStore::restore(backup, path, kind);
    REQUIRE_FALSE(restored);
    CHECK(restored.error().kind == expected);
    CHECK(store->record(kept));
  };
  refused(folder.file("absent.db"), Kind::laptop, ErrorKind::not_found);
  testkit::write_file(folder.file("text.db"), std::string(9000, 'x'));
  refused(folder.file("text.db"), Kind::laptop, ErrorKind::corrupt);
  testkit::write_file(folder.file("empty.db"), "");
  refused(folder.file("empty.db"), Kind::laptop, ErrorKind::corrupt);
  REQUIRE(store->backup_to(folder.file("good.db")));
  refused(folder.file("good.db"), Kind::office, ErrorKind::refused);
  std::string bytes = testkit::bytes_of_file(folder.file("good.db"));
  for (std::size_t at = 4096 * 3; at < 4096 * 30; ++at) bytes[at] = 'x';
  testkit::write_file(folder.file("bad.db"), bytes);
  refused(folder.file("bad.db"), Kind::laptop, ErrorKind::corrupt);
}

}  // namespace satchel
