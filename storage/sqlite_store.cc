#include "storage/sqlite_store.h"

namespace satchel {

SqliteStore::SqliteStore(std::unique_ptr<Database> database, Kind kind)
    : database_(std::move(database)),
      kind_(kind),
      projection_(*database_),
      search_index_(*database_) {}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, Kind kind,
                                                       bool create) {
  auto database =
      Database::open(path, create ? Database::Access::create : Database::Access::existing);
  if (!database) return database.error();
  try {
    if (const auto ready = bring_up_to_date(**database, kind); !ready) return ready.error();
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*database), kind));
    store->finish_derived();
    return store;
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
}

void SqliteStore::begin() {
  database_->begin();
  try {
    look_at_what_others_did();
  } catch (...) {
    database_->rollback();
    throw;
  }
  in_transaction_ = true;
}

void SqliteStore::commit() {
  in_transaction_ = false;
  forget_what_was_read();
  database_->commit();
}

void SqliteStore::rollback() noexcept {
  in_transaction_ = false;
  forget_what_was_read();
  schema_.reset();  // it may have been read within
  database_->rollback();
}

void SqliteStore::forget_what_was_read() noexcept {
  latest_scope_.reset();
  latest_save_.reset();
  scopes_read_.clear();
  nodes_read_.clear();
  nodes_of_read_.clear();
  users_read_.clear();
}

// A program that was updated while this one was running may have brought the file to a form that
// this one does not know. Looked at only when somebody else has committed.
void SqliteStore::look_at_what_others_did() {
  const std::int64_t now = database_->others_commits();
  if (now == others_commits_) return;
  schema_.reset();
  if (const auto ours = check_identity(*database_, kind_); !ours) throw StoreFailure(ours.error());
  if (!is_derived_current()) {
    throw StoreFailure({ErrorKind::too_new, "another version of Satchel has changed this database",
                        "close this program and start it again; nothing is lost"});
  }
  others_commits_ = now;
}

std::optional<std::string> SqliteStore::fact(std::string_view name) {
  auto found = database_->prepare("SELECT bytes FROM facts WHERE name = ?1");
  if (!found.bind(name).step()) return std::nullopt;
  return std::string(found.blob(0));
}

void SqliteStore::put_fact(std::string_view name, std::string_view bytes) {
  database_
      ->prepare(
          "INSERT INTO facts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = excluded.bytes")
      .bind(name, Bytes{bytes})
      .run();
}

namespace {

std::string behind_all(std::string_view prefix) {
  return std::string(prefix) + '\xff';  // greater than any byte of UTF-8
}

}  // namespace

void SqliteStore::remove_fact(std::string_view name) {
  database_->prepare("DELETE FROM facts WHERE name = ?1").bind(name).run();
}

void SqliteStore::remove_facts(std::string_view prefix) {
  const std::string behind = behind_all(prefix);
  database_->prepare("DELETE FROM facts WHERE name >= ?1 AND name < ?2").bind(prefix, behind).run();
}

void SqliteStore::each_fact(std::string_view prefix,
                            const std::function<void(std::string_view, std::string_view)>& take) {
  const std::string behind = behind_all(prefix);
  auto rows = database_->prepare("SELECT name, bytes FROM facts WHERE name >= ?1 AND name < ?2 ORDER BY name");
  rows.bind(prefix, behind);
  while (rows.step()) take(rows.text(0), rows.blob(1));
}

}  // namespace satchel
