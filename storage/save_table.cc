// SqliteStore: saves, and which of them lie above the base of a record.
#include "storage/sqlite_store.h"

#include "sync/codec.h"

namespace satchel {

namespace {

constexpr std::string_view kColumns =
    "SELECT s.node, s.first, s.last, c.subject, c.kind, s.raw, s.received_ms, s.state, s.position, "
    "s.chain, s.late, s.reason, s.waits, s.waits_for, s.inbox_position, s.inbox_state, s.author, "
    "s.substitutions, s.sealed ";
constexpr std::string_view kFromSaves = "FROM saves s JOIN scopes c ON c.number = s.scope ";
constexpr std::string_view kFromScope = "FROM scopes c CROSS JOIN saves s ON s.scope = c.number ";

constexpr std::string_view kInsert =
    "INSERT INTO saves (node, first, last, scope, raw, received_ms, state, position, chain, late, reason, waits, "
    "waits_for, inbox_position, inbox_state, author, substitutions, sealed) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

// Of a save that is there. A column that refers to another table is not set to what it is already: SQLite then begins a
// savepoint of its own, and the search index writes with each of those what it would write once a transaction.
std::string update(std::string_view scope) {
  return std::string("UPDATE saves SET ").append(scope) +
         "last = ?3, raw = coalesce(?5, raw), received_ms = ?6, state = ?7, position = ?8, chain = ?9, late = ?10, "
         "reason = ?11, waits = ?12, waits_for = ?13, inbox_position = ?14, inbox_state = ?15, author = ?16, "
         "substitutions = ?17, sealed = ?18 WHERE node = ?1 AND first = ?2";
}

std::string select(std::string_view from, std::string_view rest) {
  std::string sql(kColumns);
  return sql.append(from).append(rest);
}

Dot read_dot(std::string_view text) {
  return Dot::parse(text).value_or(Dot{});
}

StoredSave read_save(const Statement& row, SavePacker& packer) {
  StoredSave save;
  save.node = row.as<NodeNumber>(0);
  save.first = row.as<std::uint64_t>(1);
  save.last = row.as<std::uint64_t>(2);
  save.scope = {row.uuid(3), row.as<ScopeKind>(4)};
  save.raw = packer.unpack_or_fail(row.blob(5));
  save.received_ms = row.integer(6);
  save.state = row.as<SaveState>(7);
  save.position = row.as<Position>(8);
  save.chain = row.hash(9);
  save.late = row.integer(10) != 0;
  save.reason = row.text(11);
  save.waits = row.integer(12) != 0;
  save.waits_for = read_dot(row.text(13));
  save.inbox_position = row.as<Position>(14);
  save.inbox_state = row.as<SaveState>(15);
  save.author = row.uuid(16);
  if (!row.is_null(17)) {
    auto substitutions = decode_substitutions(row.blob(17));
    if (!substitutions) throw StoreFailure(substitutions.error());
    save.substitutions = std::move(*substitutions);
  }
  save.sealed = row.integer(18) != 0;
  return save;
}

void each(Statement& rows, SavePacker& packer, const std::function<bool(const StoredSave&)>& take) {
  while (rows.step() && take(read_save(rows, packer))) {
  }
}

std::vector<StoredSave> read_saves(Statement& rows, SavePacker& packer) {
  std::vector<StoredSave> saves;
  while (rows.step()) saves.push_back(read_save(rows, packer));
  return saves;
}

}  // namespace

// The bytes of a save never change under the rules of sync/; should they, records that name its
// values get them first.
void SqliteStore::put_save(const StoredSave& row) {
  Atomically change(*database_);
  bool is_known = false;
  bool is_other = false;
  bool stays = false;  // in its scope
  const std::int64_t scope = scope_number(row.scope);
  if (latest_save_ && latest_save_->dot() == row.dot() && latest_save_->raw == row.raw) {
    is_known = true;
    stays = latest_save_->scope == row.scope;
  } else {
    auto known = database_->prepare("SELECT raw, scope FROM saves WHERE node = ?1 AND first = ?2");
    is_known = known.bind(row.node, row.first).step();
    if (is_known) {
      stays = known.integer(1) == scope;
      const std::string raw = packer_.unpack_or_fail(known.blob(0));
      is_other = raw != row.raw;
      if (is_other) spell_out_values_of(row.dot(), raw);
    }
  }
  const std::string raw = is_known && !is_other ? std::string() : packer_.pack(row.raw);
  const std::string waits_for = row.waits_for == Dot{} ? "" : row.waits_for.to_string();
  const std::string substitutions =
      row.substitutions.empty() ? "" : encode_substitutions(row.substitutions);
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
  };
  static const std::string kStay = update(""), kMove = update("scope = ?4, ");
  auto put = database_->prepare(!is_known ? kInsert : stays ? std::string_view(kStay) : std::string_view(kMove));
  put.bind(row.node, row.first, row.last, scope, unless_empty(raw), unless_default(row.received_ms),
           row.state, unless_default(row.position), unless_zero(row.chain),
           unless_default(row.late), text_or_null(row.reason), unless_default(row.waits),
           text_or_null(waits_for), unless_default(row.inbox_position),
           unless_default(row.inbox_state), unless_default(row.author), unless_empty(substitutions),
           unless_default(row.sealed))
      .run();
  change.commit();
  latest_save_.reset();
  if (in_transaction_ && !row.sealed) latest_save_ = row;
}

void SqliteStore::remove_save(Dot dot) {
  latest_save_.reset();
  Atomically change(*database_);
  {
    auto known = database_->prepare("SELECT raw FROM saves WHERE node = ?1 AND first = ?2");
    if (!known.bind(dot.node, dot.counter).step()) return;
    spell_out_values_of(dot, packer_.unpack_or_fail(known.blob(0)));
  }
  database_->prepare("DELETE FROM saves WHERE node = ?1 AND first = ?2")
      .bind(dot.node, dot.counter)
      .run();
  change.commit();
}

std::optional<StoredSave> SqliteStore::save_with(Dot dot) {
  static const std::string kSql =
      select(kFromSaves, "WHERE s.node = ?1 AND s.first <= ?2 ORDER BY s.first DESC LIMIT 1");
  auto found = database_->prepare(kSql);
  found.bind(dot.node, dot.counter);
  if (!found.step() || found.as<std::uint64_t>(2) < dot.counter) return std::nullopt;
  auto row = read_save(found, packer_);
  if (in_transaction_ && !row.sealed) latest_save_ = row;
  return row;
}

void SqliteStore::each_save_of(NodeNumber node, std::uint64_t after,
                               const std::function<bool(const StoredSave&)>& take) {
  static const std::string kSql =
      select(kFromSaves, "WHERE s.node = ?1 AND s.first > ?2 ORDER BY s.first");
  auto rows = database_->prepare(kSql);
  rows.bind(node, after);
  each(rows, packer_, take);
}

void SqliteStore::each_placed(const ScopeId& scope, Position after,
                              const std::function<bool(const StoredSave&)>& take) {
  static const std::string kSql = select(
      kFromScope, "WHERE c.subject = ?1 AND c.kind = ?2 AND s.position > ?3 ORDER BY s.position");
  auto rows = database_->prepare(kSql);
  rows.bind(scope.subject, scope.kind, after);
  each(rows, packer_, take);
}

// On a laptop all entries of one page have the same position: the dot decides between them.
void SqliteStore::each_in_inbox(const Uuid& user, Position after,
                                const std::function<bool(const StoredSave&)>& take) {
  static const std::string kSql = select(kFromSaves,
                                         "WHERE s.author IS ?1 AND s.inbox_position > ?2 "
                                         "ORDER BY s.inbox_position, s.node, s.first");
  auto rows = database_->prepare(kSql);
  rows.bind(unless_default(user), after);
  each(rows, packer_, take);
}

void SqliteStore::each_save_in(const ScopeId& scope,
                               const std::function<void(const StoredSave&)>& take) {
  static const std::string kSql = select(kFromScope, "WHERE c.subject = ?1 AND c.kind = ?2");
  auto rows = database_->prepare(kSql);
  rows.bind(scope.subject, scope.kind);
  while (rows.step()) take(read_save(rows, packer_));
}

std::vector<StoredSave> SqliteStore::saves_in_state(SaveState state) {
  // The number stands in the statement itself: for a parameter SQLite would not know that an index has just these, and
  // would compile the statement again whenever it is bound.
  const std::string condition = "WHERE s.state = " + std::to_string(static_cast<int>(state));
  auto rows = database_->prepare(select(kFromSaves, condition + " ORDER BY s.node, s.first"));
  return read_saves(rows, packer_);
}

std::uint64_t SqliteStore::count_saves_after(NodeNumber node, std::uint64_t counter) {
  auto count = database_->prepare("SELECT count(*) FROM saves WHERE node = ?1 AND first > ?2");
  count.bind(node, counter).step();
  return count.as<std::uint64_t>(0);
}

std::vector<StoredSave> SqliteStore::sealed_saves() {
  static const std::string kSql =
      select(kFromSaves, "WHERE s.sealed IS NOT NULL ORDER BY s.node, s.first");
  auto rows = database_->prepare(kSql);
  return read_saves(rows, packer_);
}

// ---- the overlay --------------------------------------------------------------------------------

void SqliteStore::add_overlay(const RecordId& record, Dot save) {
  database_->prepare("INSERT OR IGNORE INTO overlay VALUES (?1, ?2, ?3)")
      .bind(record.uuid, save.node, save.counter)
      .run();
}

void SqliteStore::remove_overlay(Dot save) {
  database_->prepare("DELETE FROM overlay WHERE node = ?1 AND first = ?2")
      .bind(save.node, save.counter)
      .run();
}

std::vector<Dot> SqliteStore::overlay(const RecordId& record) {
  auto rows =
      database_->prepare("SELECT node, first FROM overlay WHERE record = ?1 ORDER BY node, first");
  rows.bind(record.uuid);
  std::vector<Dot> dots;
  while (rows.step()) dots.push_back({rows.as<NodeNumber>(0), rows.as<std::uint64_t>(1)});
  return dots;
}

}  // namespace satchel
