// SqliteStore: scopes.
#include "storage/sqlite_store.h"

namespace satchel {

namespace {

// `head` is NULL where a scope is only named by records, saves or grants.
constexpr std::string_view kColumns =
    "SELECT subject, kind, head, epoch, digest, touched, provisional, withdrawn, released ";

std::string select(std::string_view from, std::string_view rest) {
  std::string sql(kColumns);
  return sql.append("FROM ").append(from).append(" WHERE head IS NOT NULL ").append(rest);
}

ScopeRow read_scope(const Statement& row) {
  ScopeRow scope;
  scope.id = {row.uuid(0), row.as<ScopeKind>(1)};
  scope.head = row.as<Position>(2);
  scope.epoch = row.as<Epoch>(3);
  scope.digest = row.hash(4);
  scope.touched = row.as<std::uint64_t>(5);
  scope.provisional = row.integer(6) != 0;
  scope.withdrawn = row.as<Epoch>(7);
  scope.released = row.integer(8) != 0;
  return scope;
}

std::vector<ScopeRow> read_scopes(Statement& rows) {
  std::vector<ScopeRow> scopes;
  while (rows.step()) scopes.push_back(read_scope(rows));
  return scopes;
}

}  // namespace

std::optional<std::int64_t> SqliteStore::known_scope_number(const ScopeId& id) {
  auto found = database_->prepare("SELECT number FROM scopes WHERE subject = ?1 AND kind = ?2");
  if (!found.bind(id.subject, id.kind).step()) return std::nullopt;
  return found.integer(0);
}

std::int64_t SqliteStore::scope_number(const ScopeId& id) {
  if (latest_scope_ && latest_scope_->first == id) return latest_scope_->second;
  std::optional<std::int64_t> number = known_scope_number(id);
  if (!number) {
    database_->prepare("INSERT INTO scopes (subject, kind) VALUES (?1, ?2)")
        .bind(id.subject, id.kind)
        .run();
    number = database_->last_inserted();
  }
  if (in_transaction_) latest_scope_ = {id, *number};
  return *number;
}

std::optional<ScopeRow> SqliteStore::scope(const ScopeId& id) {
  const auto read = [&]() -> std::optional<ScopeRow> {
    static const std::string kSql = select("scopes", "AND subject = ?1 AND kind = ?2");
    auto found = database_->prepare(kSql);
    if (!found.bind(id.subject, id.kind).step()) return std::nullopt;
    return read_scope(found);
  };
  return in_transaction_ ? scopes_.get(id, read) : read();
}

void SqliteStore::put_scope(const ScopeRow& row) {
  in_transaction_ ? scopes_.put(row.id, row) : write_scope(row);
}

void SqliteStore::write_scope(const ScopeRow& row) {
  database_
      ->prepare(
          "INSERT INTO scopes (subject, kind, head, epoch, digest, touched, provisional, "
          "withdrawn, "
          "released) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
          "ON CONFLICT DO UPDATE SET head = excluded.head, epoch = excluded.epoch, "
          "digest = excluded.digest, touched = excluded.touched, provisional = "
          "excluded.provisional, "
          "withdrawn = excluded.withdrawn, released = excluded.released")
      .bind(row.id.subject, row.id.kind, row.head, unless_default(row.epoch),
            unless_zero(row.digest), unless_default(row.touched), unless_default(row.provisional),
            unless_default(row.withdrawn), unless_default(row.released))
      .run();
}

// The number stays while records, saves or grants name it.
void SqliteStore::remove_scope(const ScopeId& id) {
  const auto number = known_scope_number(id);
  if (!number) return;
  write_what_was_put();
  forget_what_was_kept();
  Atomically change(*database_);
  database_
      ->prepare(
          "UPDATE scopes SET head = NULL, epoch = NULL, digest = NULL, touched = NULL, "
          "provisional = NULL, withdrawn = NULL, released = NULL WHERE number = ?1")
      .bind(*number)
      .run();
  database_
      ->prepare(kind_ == Kind::laptop ? "DELETE FROM scopes WHERE number = ?1 "
                                        "AND NOT EXISTS (SELECT 1 FROM records WHERE scope = ?1) "
                                        "AND NOT EXISTS (SELECT 1 FROM saves WHERE scope = ?1)"
                                      : "DELETE FROM scopes WHERE number = ?1 "
                                        "AND NOT EXISTS (SELECT 1 FROM records WHERE scope = ?1) "
                                        "AND NOT EXISTS (SELECT 1 FROM saves WHERE scope = ?1) "
                                        "AND NOT EXISTS (SELECT 1 FROM grants WHERE scope = ?1) "
                                        "AND NOT EXISTS (SELECT 1 FROM holdings WHERE scope = ?1) "
                                        "AND NOT EXISTS (SELECT 1 FROM changed WHERE scope = ?1)")
      .bind(*number)
      .run();
  change.commit();
}

std::vector<ScopeRow> SqliteStore::scopes() {
  scopes_.write();
  static const std::string kSql = select("scopes", "ORDER BY subject, kind");
  auto rows = database_->prepare(kSql);
  return read_scopes(rows);
}

// Left alone, SQLite walks through all scopes in their order to save the sorting of a few.
std::vector<ScopeRow> SqliteStore::scopes_touched_after(std::uint64_t serial) {
  scopes_.write();
  static const std::string kSql =
      select("scopes INDEXED BY scopes_touched", "AND touched > ?1 ORDER BY subject, kind");
  auto rows = database_->prepare(kSql);
  rows.bind(serial);
  return read_scopes(rows);
}

std::vector<ScopeRow> SqliteStore::withdrawn_scopes() {
  scopes_.write();
  static const std::string kSql =
      select("scopes INDEXED BY scopes_withdrawn", "AND withdrawn IS NOT NULL AND released IS NULL ORDER BY subject, kind");
  auto rows = database_->prepare(kSql);
  return read_scopes(rows);
}

}  // namespace satchel
