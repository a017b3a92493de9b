// SqliteStore: what only an office keeps. People, laptops, grants and what each laptop holds.
#include "storage/sqlite_store.h"

namespace satchel {

namespace {

template <class Row>
std::vector<Row> all_rows(Statement& rows, Row (*read)(const Statement&)) {
  std::vector<Row> list;
  while (rows.step()) list.push_back(read(rows));
  return list;
}

template <class Row>
std::optional<Row> one_row(Statement& rows, Row (*read)(const Statement&)) {
  if (!rows.step()) return std::nullopt;
  return read(rows);
}

// ---- rows ---------------------------------------------------------------------------------------

UserRow read_user(const Statement& row) {
  UserRow user;
  user.id = row.uuid(0);
  user.name = row.text(1);
  user.role = row.text(2);
  user.disabled = row.integer(3) != 0;
  user.caseload_digest = row.hash(4);
  user.scope_count = row.as<std::uint64_t>(5);
  return user;
}

constexpr std::string_view kNodeColumns =
    "number, id, user, key, counter, chain, request_number, vector_hash, acked, applied, late, parked, "
    "accepted, declined, enrolled_ms, last_seen_ms, clock_offset_ms, parent, duplicate, expired, "
    "allowance, allowance_at_ms, revoked, revoked_reason, announced, receipt_due, goes_on_as";

std::string select_nodes(std::string_view rest) {
  return std::string("SELECT ").append(kNodeColumns).append(" FROM nodes ").append(rest);
}

NodeRow read_node(const Statement& row) {
  NodeRow node;
  node.number = row.as<NodeNumber>(0);
  node.id = row.uuid(1);
  node.user = row.uuid(2);
  node.key = row.blob(3);
  node.counter = row.as<std::uint64_t>(4);
  node.chain = row.hash(5);
  node.request_number = row.as<std::uint64_t>(6);
  node.vector_hash = row.hash(7);
  node.acked = row.as<std::uint64_t>(8);
  node.counts = {row.as<std::uint64_t>(9), row.as<std::uint64_t>(10), row.as<std::uint64_t>(11),
                 row.as<std::uint64_t>(12), row.as<std::uint64_t>(13), row.as<std::uint64_t>(18)};
  node.enrolled_ms = row.integer(14);
  node.last_seen_ms = row.integer(15);
  node.clock_offset_ms = row.integer(16);
  node.parent = row.as<NodeNumber>(17);
  node.expired = row.integer(19) != 0;
  node.allowance = row.as<std::uint64_t>(20);
  node.allowance_at_ms = row.integer(21);
  node.revoked = row.integer(22) != 0;
  node.revoked_reason = row.text(23);
  node.announced = row.as<std::uint64_t>(24);
  node.receipt_due = row.integer(25) != 0;
  node.goes_on_as = row.as<NodeNumber>(26);
  return node;
}

GrantRow read_grant(const Statement& row) {
  return {row.uuid(0), {row.uuid(1), row.as<ScopeKind>(2)}, row.as<Epoch>(3), row.integer(4) != 0};
}

HoldingRow read_holding(const Statement& row) {
  HoldingRow holding;
  holding.node = row.as<NodeNumber>(0);
  holding.scope = {row.uuid(1), row.as<ScopeKind>(2)};
  if (!row.is_null(3)) holding.confirmed = Cursor{row.as<Epoch>(3), row.as<Position>(4)};
  holding.delivered = row.as<Epoch>(5);
  holding.released = row.as<Epoch>(6);
  holding.released_at = row.as<std::uint64_t>(7);
  holding.claimed = row.as<Epoch>(8);
  return holding;
}

EnrolmentRow read_enrolment(const Statement& row) {
  return {std::string(row.text(0)), row.uuid(1), row.integer(2), row.integer(3) != 0};
}

}  // namespace

// ---- users --------------------------------------------------------------------------------------

std::optional<UserRow> SqliteStore::user(const Uuid& id) {
  const auto read = [&] {
    auto found = database_->prepare("SELECT * FROM users WHERE id = ?1");
    return one_row(found.bind(id), read_user);
  };
  return in_transaction_ ? users_.get(id, read) : read();
}

std::optional<UserRow> SqliteStore::user_named(std::string_view name) {
  users_.write();
  auto found = database_->prepare("SELECT * FROM users WHERE name = ?1 ORDER BY id LIMIT 1");
  return one_row(found.bind(name), read_user);
}

std::vector<UserRow> SqliteStore::users() {
  users_.write();
  auto rows = database_->prepare("SELECT * FROM users ORDER BY name, id");
  return all_rows(rows, read_user);
}

void SqliteStore::put_user(const UserRow& row) {
  in_transaction_ ? users_.put(row.id, row) : write_user(row);
}

void SqliteStore::write_user(const UserRow& row) {
  database_
      ->prepare(
          "INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET "
          "name = excluded.name, role = excluded.role, disabled = excluded.disabled, "
          "caseload_digest = excluded.caseload_digest, scope_count = excluded.scope_count")
      .bind(row.id, row.name, row.role, unless_default(row.disabled),
            unless_zero(row.caseload_digest), row.scope_count)
      .run();
}

// ---- nodes --------------------------------------------------------------------------------------

std::optional<NodeRow> SqliteStore::node(NodeNumber number) {
  const auto read = [&] {
    auto found = database_->prepare(select_nodes("WHERE number = ?1"));
    return one_row(found.bind(number), read_node);
  };
  return in_transaction_ ? nodes_.get(number, read) : read();
}

std::vector<NodeRow> SqliteStore::nodes() {
  nodes_.write();
  auto rows = database_->prepare(select_nodes("ORDER BY number"));
  return all_rows(rows, read_node);
}

std::vector<NodeRow> SqliteStore::nodes_of(const Uuid& user) {
  if (const auto found = nodes_of_.find(user); found != nodes_of_.end()) return found->second;
  nodes_.write();
  auto rows = database_->prepare(select_nodes("WHERE user = ?1 ORDER BY number"));
  auto all = all_rows(rows.bind(user), read_node);
  if (in_transaction_) nodes_of_[user] = all;
  return all;
}

void SqliteStore::put_node(const NodeRow& row) {
  nodes_of_.clear();
  in_transaction_ ? nodes_.put(row.number, row) : write_node(row);
}

void SqliteStore::write_node(const NodeRow& row) {
  const std::string put = std::string("INSERT OR REPLACE INTO nodes (").append(kNodeColumns) +
                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
                          "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)";
  database_->prepare(put)
      .bind(row.number, row.id, row.user, unless_empty(row.key), row.counter,
            unless_zero(row.chain), row.request_number, unless_zero(row.vector_hash), row.acked,
            row.counts.applied, row.counts.late, row.counts.parked, row.counts.accepted,
            row.counts.declined, row.enrolled_ms, row.last_seen_ms, row.clock_offset_ms,
            unless_default(row.parent), unless_default(row.counts.duplicate), unless_default(row.expired),
            unless_default(row.allowance), unless_default(row.allowance_at_ms),
            unless_default(row.revoked), unless_default(row.revoked_reason),
            unless_default(row.announced), unless_default(row.receipt_due),
            unless_default(row.goes_on_as))
      .run();
}

// ---- grants -------------------------------------------------------------------------------------

std::optional<GrantRow> SqliteStore::grant(const Uuid& user, const ScopeId& scope) {
  auto found = database_->prepare(
      "SELECT g.user, c.subject, c.kind, g.epoch, g.withdrawn FROM scopes c CROSS JOIN grants g "
      "ON g.scope = c.number WHERE g.user = ?1 AND c.subject = ?2 AND c.kind = ?3");
  return one_row(found.bind(user, scope.subject, scope.kind), read_grant);
}

std::vector<GrantRow> SqliteStore::grants_of(const Uuid& user) {
  auto rows = database_->prepare(
      "SELECT g.user, c.subject, c.kind, g.epoch, g.withdrawn FROM grants g CROSS JOIN scopes c "
      "ON c.number = g.scope WHERE g.user = ?1 ORDER BY c.subject, c.kind");
  return all_rows(rows.bind(user), read_grant);
}

std::vector<GrantRow> SqliteStore::grants_on(const ScopeId& scope) {
  auto rows = database_->prepare(
      "SELECT g.user, c.subject, c.kind, g.epoch, g.withdrawn FROM scopes c CROSS JOIN grants g "
      "ON g.scope = c.number WHERE c.subject = ?1 AND c.kind = ?2 ORDER BY g.user");
  return all_rows(rows.bind(scope.subject, scope.kind), read_grant);
}

void SqliteStore::put_grant(const GrantRow& row) {
  Atomically change(*database_);
  database_
      ->prepare(
          "INSERT INTO grants VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
          "epoch = excluded.epoch, withdrawn = excluded.withdrawn")
      .bind(row.user, scope_number(row.scope), row.epoch, unless_default(row.withdrawn))
      .run();
  change.commit();
}

void SqliteStore::remove_grant(const Uuid& user, const ScopeId& scope) {
  const auto number = known_scope_number(scope);
  if (!number) return;
  database_->prepare("DELETE FROM grants WHERE user = ?1 AND scope = ?2").bind(user, *number).run();
}

// ---- holdings -----------------------------------------------------------------------------------

std::optional<HoldingRow> SqliteStore::holding(NodeNumber node, const ScopeId& scope) {
  auto found = database_->prepare(
      "SELECT h.node, c.subject, c.kind, h.confirmed_epoch, h.confirmed_position, h.delivered, "
      "h.released, h.released_at, h.claimed FROM scopes c CROSS JOIN holdings h ON h.scope = c.number "
      "WHERE h.node = ?1 AND c.subject = ?2 AND c.kind = ?3");
  return one_row(found.bind(node, scope.subject, scope.kind), read_holding);
}

std::vector<HoldingRow> SqliteStore::holdings_of(NodeNumber node) {
  auto rows = database_->prepare(
      "SELECT h.node, c.subject, c.kind, h.confirmed_epoch, h.confirmed_position, h.delivered, "
      "h.released, h.released_at, h.claimed FROM holdings h CROSS JOIN scopes c ON c.number = h.scope "
      "WHERE h.node = ?1 ORDER BY c.subject, c.kind");
  return all_rows(rows.bind(node), read_holding);
}

void SqliteStore::put_holding(const HoldingRow& row) {
  Atomically change(*database_);
  const auto epoch = row.confirmed ? std::optional(row.confirmed->epoch) : std::nullopt;
  const auto position = row.confirmed ? std::optional(row.confirmed->position) : std::nullopt;
  // Not REPLACE: it may have to be taken back half done, and before each such statement FTS5 writes out what it has.
  database_
      ->prepare(
          "INSERT INTO holdings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET "
          "confirmed_epoch = excluded.confirmed_epoch, confirmed_position = excluded.confirmed_position, "
          "delivered = excluded.delivered, released = excluded.released, released_at = excluded.released_at, "
          "claimed = excluded.claimed")
      .bind(row.node, scope_number(row.scope), epoch, position, unless_default(row.delivered),
            unless_default(row.released), unless_default(row.released_at), unless_default(row.claimed))
      .run();
  change.commit();
}

void SqliteStore::remove_holding(NodeNumber node, const ScopeId& scope) {
  const auto number = known_scope_number(scope);
  if (!number) return;
  database_->prepare("DELETE FROM holdings WHERE node = ?1 AND scope = ?2").bind(node, *number).run();
}

void SqliteStore::mark_changed(NodeNumber node, const ScopeId& scope) {
  Atomically change(*database_);
  database_->prepare("INSERT OR IGNORE INTO changed VALUES (?1, ?2)")
      .bind(node, scope_number(scope))
      .run();
  change.commit();
}

void SqliteStore::unmark_changed(NodeNumber node, const ScopeId& scope) {
  const auto number = known_scope_number(scope);
  if (!number) return;
  database_->prepare("DELETE FROM changed WHERE node = ?1 AND scope = ?2")
      .bind(node, *number)
      .run();
}

std::vector<ScopeId> SqliteStore::changed(NodeNumber node) {
  auto rows = database_->prepare(
      "SELECT c.subject, c.kind FROM changed h CROSS JOIN scopes c ON c.number = h.scope "
      "WHERE h.node = ?1 ORDER BY c.subject, c.kind");
  rows.bind(node);
  std::vector<ScopeId> scopes;
  while (rows.step()) scopes.push_back({rows.uuid(0), rows.as<ScopeKind>(1)});
  return scopes;
}

// ---- copies and restores -------------------------------------------------------------------------

void SqliteStore::put_origin(const Origin& origin, Dot save) {
  database_->prepare("INSERT OR REPLACE INTO origins VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(origin.dot.node, origin.dot.counter, origin.words, save.node, save.counter)
      .run();
}

bool SqliteStore::knows_origin(Dot first) {
  return database_->prepare("SELECT 1 FROM origins WHERE node = ?1 AND counter = ?2")
      .bind(first.node, first.counter)
      .step();
}

std::optional<Dot> SqliteStore::save_of_origin(const Origin& origin) {
  auto found = database_->prepare(
      "SELECT save_node, save_first FROM origins WHERE node = ?1 AND counter = ?2 AND words = ?3");
  if (!found.bind(origin.dot.node, origin.dot.counter, origin.words).step()) return std::nullopt;
  return Dot{found.as<NodeNumber>(0), found.as<std::uint64_t>(1)};
}

void SqliteStore::put_restored_head(const ScopeId& scope, const RestoredHead& head) {
  Atomically change(*database_);
  database_->prepare("INSERT OR REPLACE INTO restored_heads VALUES (?1, ?2, ?3)")
      .bind(scope_number(scope), head.office_epoch, head.head)
      .run();
  change.commit();
}

std::vector<RestoredHead> SqliteStore::restored_heads(const ScopeId& scope) {
  auto rows = database_->prepare(
      "SELECT h.epoch, h.head FROM scopes c CROSS JOIN restored_heads h ON h.scope = c.number "
      "WHERE c.subject = ?1 AND c.kind = ?2 ORDER BY h.epoch");
  rows.bind(scope.subject, scope.kind);
  std::vector<RestoredHead> heads;
  while (rows.step()) heads.push_back({rows.as<Epoch>(0), rows.as<Position>(1)});
  return heads;
}

// ---- enrolments and merge candidates ------------------------------------------------------------

std::optional<EnrolmentRow> SqliteStore::enrolment(std::string_view code_hash) {
  auto found = database_->prepare("SELECT * FROM enrolments WHERE code_hash = ?1");
  return one_row(found.bind(code_hash), read_enrolment);
}

void SqliteStore::put_enrolment(const EnrolmentRow& row) {
  database_->prepare("INSERT OR REPLACE INTO enrolments VALUES (?1, ?2, ?3, ?4)")
      .bind(row.code_hash, row.user, row.expires_ms, unless_default(row.used))
      .run();
}

std::uint64_t SqliteStore::remove_enrolments_before(std::int64_t expires_ms) {
  database_->prepare("DELETE FROM enrolments WHERE expires_ms < ?1").bind(expires_ms).run();
  auto count = database_->prepare("SELECT changes()");
  count.step();
  return count.as<std::uint64_t>(0);
}

void SqliteStore::add_merge_candidate(const MergeCandidate& candidate) {
  database_->prepare("INSERT OR IGNORE INTO merge_candidates VALUES (?1, ?2, ?3)")
      .bind(candidate.node, candidate.record.uuid, candidate.field)
      .run();
}

void SqliteStore::remove_merge_candidate(const MergeCandidate& candidate) {
  database_->prepare("DELETE FROM merge_candidates WHERE node = ?1 AND record = ?2 AND field = ?3")
      .bind(candidate.node, candidate.record.uuid, candidate.field)
      .run();
}

std::vector<MergeCandidate> SqliteStore::merge_candidates(NodeNumber node) {
  auto rows = database_->prepare(
      "SELECT node, record, field FROM merge_candidates WHERE node = ?1 ORDER BY record, field");
  rows.bind(node);
  std::vector<MergeCandidate> list;
  while (rows.step()) {
    list.push_back({rows.as<NodeNumber>(0), {rows.uuid(1)}, rows.as<FieldId>(2)});
  }
  return list;
}

}  // namespace satchel
