#include "storage/sqlite_store.h"

#include <doctest/doctest.h>

#include "tests/storage/record_builder.h"
#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

using testkit::RecordBuilder;
using testkit::TemporaryFolder;

std::unique_ptr<SqliteStore> open_store(const std::string& path, Kind kind = Kind::laptop) {
  auto store = SqliteStore::open(path, kind, true);
  REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
  return std::move(*store);
}

void put(SqliteStore& store, const RecordBuilder& builder) {
  const auto before = store.record(builder.record().id);
  store.put_record({builder.record(), std::nullopt}, before ? &*before : nullptr);
}

}  // namespace

TEST_CASE("what was committed is there after opening again") {
  const TemporaryFolder folder;
  RecordBuilder note("note", 1);
  note.set("body", "Slept well.");
  {
    const auto store = open_store(folder.file("a.db"));
    Transaction transaction(*store);
    put(*store, note);
    transaction.commit();
  }
  const auto store = open_store(folder.file("a.db"));
  CHECK(store->record(note.record().id));
  CHECK(store->search("slept").size() == 1);
}

TEST_CASE("two programs on one file see each other's commits") {
  const TemporaryFolder folder;
  const auto one = open_store(folder.file("a.db"));
  const auto other = open_store(folder.file("a.db"));
  Hash256 digest;
  for (int turn = 1; turn <= 5; ++turn) {
    SqliteStore& writer = turn % 2 == 0 ? *one : *other;
    SqliteStore& reader = turn % 2 == 0 ? *other : *one;
    RecordBuilder note("note", turn);
    note.set("body", "turn " + std::to_string(turn));
    ScopeRow scope;
    scope.id = note.record().scope;
    scope.head = static_cast<Position>(turn);
    digest += record_digest(note.record());
    scope.digest = digest;
    {
      Transaction transaction(writer);
      put(writer, note);
      writer.put_scope(scope);
      CHECK_FALSE(reader.record(note.record().id));  // not before the commit
      transaction.commit();
    }
    CHECK(reader.record(note.record().id));
    CHECK(reader.scope(scope.id)->head == scope.head);
    CHECK(reader.search("turn " + std::to_string(turn)).size() == 1);
  }
  CHECK(one->check().problems.empty());
}

TEST_CASE("names of extra fields that another program brought are used") {
  const TemporaryFolder folder;
  const auto one = open_store(folder.file("a.db"));
  const auto other = open_store(folder.file("a.db"));
  RecordBuilder client("client", 1);
  client.extra("shoe_size", std::int64_t{41});
  {
    Transaction transaction(*one);  // reads the names, of which there are none yet
    put(*one, client);
    transaction.commit();
  }
  {
    Transaction transaction(*other);
    put(*other, RecordBuilder::schema_field("client", "shoe_size"));
    transaction.commit();
  }
  RecordBuilder second("client", 2);
  second.extra("shoe_size", std::int64_t{38});
  {
    Transaction transaction(*one);
    put(*one, second);
    transaction.commit();
  }
  auto rows = one->database().prepare("SELECT extra FROM client ORDER BY number");
  REQUIRE(rows.step());
  CHECK(rows.text(0) == "{\"shoe_size\":41}");
  REQUIRE(rows.step());
  CHECK(rows.text(0) == "{\"shoe_size\":38}");
}

TEST_CASE("a program that another version has overtaken stops writing") {
  const TemporaryFolder folder;
  const auto old = open_store(folder.file("a.db"));
  const auto newer = open_store(folder.file("a.db"));
  SUBCASE("by a migration") {
    newer->database().execute("PRAGMA user_version=" + std::to_string(newest_version() + 1));
  }
  SUBCASE("by other typed tables") {
    newer->database().execute("UPDATE built SET fingerprint = 'another'");
  }
  try {
    old->begin();
    FAIL("it wrote");
  } catch (const StoreFailure& failure) {
    CHECK(failure.error().kind == ErrorKind::too_new);
  }
  CHECK_FALSE(old->database().in_transaction());
}

TEST_CASE("a full disk in the middle of a transaction undoes all of it") {
  const TemporaryFolder folder;
  const auto store = open_store(folder.file("a.db"));
  RecordBuilder kept("note", 1);
  kept.set("body", "kept");
  put(*store, kept);
  const auto pages = store->database().number_of("PRAGMA page_count");
  store->database().execute("PRAGMA max_page_count=" + std::to_string(pages + 20));
  bool is_full = false;
  try {
    Transaction transaction(*store);
    for (int n = 2; n < 500; ++n) {
      RecordBuilder note("note", n);
      note.set("body", "word" + std::to_string(n) + std::string(2000, 'x'));
      put(*store, note);
    }
    transaction.commit();
  } catch (const StoreFailure& failure) {
    is_full = true;
    CHECK(failure.error().message.find("the disk is full") == 0);
  }
  REQUIRE(is_full);
  CHECK(store->record(kept.record().id));
  CHECK_FALSE(store->record(RecordBuilder("note", 2).record().id));
  CHECK(store->search("word2").empty());
  CHECK(store->check().problems.empty());
  store->database().execute("PRAGMA max_page_count=100000");
  RecordBuilder later("note", 2);
  later.set("body", "later");
  Transaction transaction(*store);
  put(*store, later);
  transaction.commit();
  CHECK(store->search("later").size() == 1);
}

TEST_CASE("a laptop keeps nothing of what only an office keeps") {
  const TemporaryFolder folder;
  const auto store = open_store(folder.file("a.db"));
  CHECK_THROWS_AS(store->users(), StoreFailure);
  CHECK(store->database().number_of(
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('users', 'grants', 'nodes')") == 0);
}

TEST_CASE("a scope that nothing names any more leaves no trace") {
  const TemporaryFolder folder;
  const auto store = open_store(folder.file("a.db"));
  RecordBuilder note("note", 1);
  put(*store, note);
  ScopeRow scope;
  scope.id = note.record().scope;
  store->put_scope(scope);
  store->remove_scope(scope.id);
  CHECK(store->database().number_of("SELECT count(*) FROM scopes") == 1);
  store->remove_record(note.record().id);
  store->put_scope(scope);
  store->remove_scope(scope.id);
  CHECK(store->database().number_of("SELECT count(*) FROM scopes") == 0);
}

}  // namespace satchel
