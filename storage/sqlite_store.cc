#include "storage/sqlite_store.h"

namespace satchel {

SqliteStore::SqliteStore(std::unique_ptr<Database> database, Kind kind)
    : database_(std::move(database)),
      kind_(kind),
      projection_(*database_),
      search_index_(*database_),
      facts_([this](const std::string& name, const std::string& bytes) { write_fact(name, bytes); }),
      scopes_([this](const ScopeId&, const ScopeRow& row) { write_scope(row); }),
      users_([this](const Uuid&, const UserRow& row) { write_user(row); }),
      nodes_([this](NodeNumber, const NodeRow& row) { write_node(row); }) {}

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
  write_what_was_put();
  in_transaction_ = false;
  forget_what_was_kept();
  database_->commit();
}

void SqliteStore::rollback() noexcept {
  in_transaction_ = false;
  forget_what_was_kept();
  schema_.reset();  // it may have been read within
  database_->rollback();
}

void SqliteStore::write_what_was_put() {
  facts_.write();
  scopes_.write();
  users_.write();
  nodes_.write();
  search_index_.write();
}

void SqliteStore::forget_what_was_kept() noexcept {
  latest_scope_.reset();
  latest_save_.reset();
  records_.forget();
  facts_.forget();
  scopes_.forget();
  users_.forget();
  nodes_.forget();
  nodes_of_.clear();
  search_index_.forget();
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
  const auto read = [&]() -> std::optional<std::string> {
    auto found = database_->prepare("SELECT bytes FROM facts WHERE name = ?1");
    if (!found.bind(name).step()) return std::nullopt;
    return std::string(found.blob(0));
  };
  return in_transaction_ ? facts_.get(std::string(name), read) : read();
}

void SqliteStore::put_fact(std::string_view name, std::string_view bytes) {
  in_transaction_ ? facts_.put(std::string(name), std::string(bytes)) : write_fact(name, bytes);
}

void SqliteStore::write_fact(std::string_view name, std::string_view bytes) {
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
  facts_.write();
  facts_.forget();
  database_->prepare("DELETE FROM facts WHERE name = ?1").bind(name).run();
}

void SqliteStore::remove_facts(std::string_view prefix) {
  facts_.write();
  facts_.forget();
  const std::string behind = behind_all(prefix);
  database_->prepare("DELETE FROM facts WHERE name >= ?1 AND name < ?2").bind(prefix, behind).run();
}

void SqliteStore::each_fact(std::string_view prefix,
                            const std::function<void(std::string_view, std::string_view)>& take) {
  facts_.write();
  const std::string behind = behind_all(prefix);
  auto rows = database_->prepare("SELECT name, bytes FROM facts WHERE name >= ?1 AND name < ?2 ORDER BY name");
  rows.bind(prefix, behind);
  while (rows.step()) take(rows.text(0), rows.blob(1));
}

}  // namespace satchel
