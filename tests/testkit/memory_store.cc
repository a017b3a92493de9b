#include "tests/testkit/memory_store.h"

#include <algorithm>
#include <cassert>

namespace satchel::testkit {

template <class Key, class Row>
void MemoryStore::put(std::map<Key, Row>& table, const Key& key, const Row& row) {
  const auto found = table.find(key);
  if (found == table.end()) {
    table.emplace(key, row);
    if (open_) undo_.push_back([&table, key] { table.erase(key); });
    return;
  }
  if (open_) undo_.push_back([&table, key, old = found->second] { table.at(key) = old; });
  found->second = row;
}

template <class Key, class Row>
void MemoryStore::erase(std::map<Key, Row>& table, const Key& key) {
  const auto found = table.find(key);
  if (found == table.end()) return;
  if (open_) undo_.push_back([&table, key, old = found->second] { table.emplace(key, old); });
  table.erase(found);
}

template <class Key>
void MemoryStore::insert(std::set<Key>& table, const Key& key) {
  if (table.insert(key).second && open_) undo_.push_back([&table, key] { table.erase(key); });
}

template <class Key>
void MemoryStore::erase(std::set<Key>& table, const Key& key) {
  if (table.erase(key) != 0 && open_) undo_.push_back([&table, key] { table.insert(key); });
}

std::unique_ptr<MemoryStore> MemoryStore::copy() const {
  assert(!open_);
  auto copy = std::make_unique<MemoryStore>(*this);
  copy->before_commit = copy->after_commit = nullptr;
  return copy;
}

void MemoryStore::begin() {
  assert(!open_);
  open_ = true;
}

void MemoryStore::commit() {
  assert(open_);
  if (before_commit) before_commit();
  undo_.clear();
  open_ = false;
  if (after_commit) after_commit();
}

void MemoryStore::rollback() noexcept {
  open_ = false;
  while (!undo_.empty()) {
    undo_.back()();
    undo_.pop_back();
  }
}

std::optional<std::string> MemoryStore::fact(std::string_view name) {
  const auto found = facts_.find(std::string(name));
  if (found == facts_.end()) return std::nullopt;
  return found->second;
}
void MemoryStore::put_fact(std::string_view name, std::string_view bytes) {
  put(facts_, std::string(name), std::string(bytes));
}
void MemoryStore::remove_fact(std::string_view name) { erase(facts_, std::string(name)); }
void MemoryStore::remove_facts(std::string_view prefix) {
  for (auto at = facts_.lower_bound(std::string(prefix));
       at != facts_.end() && at->first.substr(0, prefix.size()) == prefix;) {
    const std::string name = at->first;
    ++at;
    erase(facts_, name);
  }
}

namespace {
template <class Key, class Row>
std::optional<Row> find(const std::map<Key, Row>& table, const Key& key) {
  const auto found = table.find(key);
  if (found == table.end()) return std::nullopt;
  return found->second;
}
template <class Key, class Row, class Wanted>
std::vector<Row> rows_where(const std::map<Key, Row>& table, Wanted wanted) {
  std::vector<Row> rows;
  for (const auto& [key, row] : table) {
    if (wanted(row)) rows.push_back(row);
  }
  return rows;
}
}  // namespace

std::optional<ScopeRow> MemoryStore::scope(const ScopeId& id) { return find(scopes_, id); }
void MemoryStore::put_scope(const ScopeRow& row) { put(scopes_, row.id, row); }
void MemoryStore::remove_scope(const ScopeId& id) { erase(scopes_, id); }
std::vector<ScopeRow> MemoryStore::scopes() {
  return rows_where(scopes_, [](const ScopeRow&) { return true; });
}
std::vector<ScopeRow> MemoryStore::scopes_touched_after(std::uint64_t serial) {
  return rows_where(scopes_, [&](const ScopeRow& row) { return row.touched > serial; });
}
std::vector<ScopeRow> MemoryStore::withdrawn_scopes() {
  return rows_where(scopes_, [](const ScopeRow& row) { return row.withdrawn != 0 && !row.released; });
}

std::optional<StoredRecord> MemoryStore::record(const RecordId& id) { return find(records_, id); }
void MemoryStore::put_record(const StoredRecord& row, const StoredRecord*) {
  if (const auto before = record(row.base.id)) erase(records_by_scope_, {before->base.scope, row.base.id});
  put(records_, row.base.id, row);
  insert(records_by_scope_, {row.base.scope, row.base.id});
}
void MemoryStore::remove_record(const RecordId& id) {
  const auto row = record(id);
  if (!row) return;
  erase(records_by_scope_, {row->base.scope, id});
  erase(records_, id);
}
void MemoryStore::each_record(const ScopeId& scope,
                              const std::function<void(const StoredRecord&)>& take) {
  for (auto at = records_by_scope_.lower_bound({scope, RecordId{}});
       at != records_by_scope_.end() && at->first == scope; ++at) {
    take(records_.at(at->second));
  }
}
void MemoryStore::each_record_of_type(TypeId type,
                                      const std::function<void(const StoredRecord&)>& take) {
  for (const auto& [id, row] : records_) {
    if (row.shown().type == type) take(row);
  }
}

void MemoryStore::put_save(const StoredSave& row) {
  if (const auto old = find(saves_, row.dot()); old && old->position != 0) {
    erase(placed_, {old->scope, old->position});
  }
  put(saves_, row.dot(), row);
  if (row.position != 0) put(placed_, {row.scope, row.position}, row.dot());
}
void MemoryStore::remove_save(Dot dot) {
  if (const auto old = find(saves_, dot); old && old->position != 0) {
    erase(placed_, {old->scope, old->position});
  }
  erase(saves_, dot);
}
std::optional<StoredSave> MemoryStore::save_with(Dot dot) {
  auto after = saves_.upper_bound(dot);
  if (after == saves_.begin()) return std::nullopt;
  const StoredSave& row = std::prev(after)->second;
  if (row.node != dot.node || dot.counter > row.last) return std::nullopt;
  return row;
}
void MemoryStore::each_save_of(NodeNumber node, std::uint64_t after,
                               const std::function<bool(const StoredSave&)>& take) {
  for (auto at = saves_.lower_bound({node, after + 1}); at != saves_.end(); ++at) {
    if (at->first.node != node || !take(at->second)) return;
  }
}
void MemoryStore::each_placed(const ScopeId& scope, Position after,
                              const std::function<bool(const StoredSave&)>& take) {
  for (auto at = placed_.lower_bound({scope, after + 1}); at != placed_.end(); ++at) {
    if (at->first.first != scope || !take(saves_.at(at->second))) return;
  }
}
void MemoryStore::each_in_inbox(const Uuid& user, Position after,
                                const std::function<bool(const StoredSave&)>& take) {
  auto rows = rows_where(saves_, [&](const StoredSave& row) {
    return row.inbox_position > after && row.author == user;
  });
  std::stable_sort(rows.begin(), rows.end(), [](const StoredSave& a, const StoredSave& b) {
    return a.inbox_position < b.inbox_position;
  });
  for (const StoredSave& row : rows) {
    if (!take(row)) return;
  }
}
void MemoryStore::each_save_in(const ScopeId& scope,
                               const std::function<void(const StoredSave&)>& take) {
  for (const auto& row : rows_where(saves_, [&](const auto& r) { return r.scope == scope; })) {
    take(row);
  }
}
std::vector<StoredSave> MemoryStore::saves_in_state(SaveState state) {
  return rows_where(saves_, [&](const StoredSave& row) { return row.state == state; });
}
std::uint64_t MemoryStore::count_saves_after(NodeNumber node, std::uint64_t counter) {
  std::uint64_t count = 0;
  each_save_of(node, counter, [&](const StoredSave&) {
    ++count;
    return true;
  });
  return count;
}
std::vector<StoredSave> MemoryStore::sealed_saves() {
  return rows_where(saves_, [](const StoredSave& row) { return row.sealed; });
}

void MemoryStore::add_overlay(const RecordId& record, Dot save) {
  insert(overlay_, {record, save});
}
void MemoryStore::remove_overlay(Dot save) {
  std::vector<std::pair<RecordId, Dot>> keys;
  for (const auto& key : overlay_) {
    if (key.second == save) keys.push_back(key);
  }
  for (const auto& key : keys) erase(overlay_, key);
}
std::vector<Dot> MemoryStore::overlay(const RecordId& record) {
  std::vector<Dot> dots;
  for (auto at = overlay_.lower_bound({record, Dot{}});
       at != overlay_.end() && at->first == record; ++at) {
    dots.push_back(at->second);
  }
  return dots;
}

std::optional<UserRow> MemoryStore::user(const Uuid& id) { return find(users_, id); }
std::optional<UserRow> MemoryStore::user_named(std::string_view name) {
  const auto rows = rows_where(users_, [&](const UserRow& row) { return row.name == name; });
  if (rows.empty()) return std::nullopt;
  return rows.front();
}
std::vector<UserRow> MemoryStore::users() {
  auto rows = rows_where(users_, [](const UserRow&) { return true; });
  std::sort(rows.begin(), rows.end(),
            [](const UserRow& a, const UserRow& b) { return a.name < b.name; });
  return rows;
}
void MemoryStore::put_user(const UserRow& row) { put(users_, row.id, row); }

std::optional<NodeRow> MemoryStore::node(NodeNumber number) { return find(nodes_, number); }
std::vector<NodeRow> MemoryStore::nodes() {
  return rows_where(nodes_, [](const NodeRow&) { return true; });
}
std::vector<NodeRow> MemoryStore::nodes_of(const Uuid& user) {
  return rows_where(nodes_, [&](const NodeRow& row) { return row.user == user; });
}
void MemoryStore::put_node(const NodeRow& row) { put(nodes_, row.number, row); }

std::optional<GrantRow> MemoryStore::grant(const Uuid& user, const ScopeId& scope) {
  return find(grants_, {user, scope});
}
std::vector<GrantRow> MemoryStore::grants_of(const Uuid& user) {
  return rows_where(grants_, [&](const GrantRow& row) { return row.user == user; });
}
std::vector<GrantRow> MemoryStore::grants_on(const ScopeId& scope) {
  return rows_where(grants_, [&](const GrantRow& row) { return row.scope == scope; });
}
void MemoryStore::put_grant(const GrantRow& row) { put(grants_, {row.user, row.scope}, row); }
void MemoryStore::remove_grant(const Uuid& user, const ScopeId& scope) { erase(grants_, {user, scope}); }

std::optional<HoldingRow> MemoryStore::holding(NodeNumber node, const ScopeId& scope) {
  return find(holdings_, {node, scope});
}
std::vector<HoldingRow> MemoryStore::holdings_of(NodeNumber node) {
  return rows_where(holdings_, [&](const HoldingRow& row) { return row.node == node; });
}
void MemoryStore::put_holding(const HoldingRow& row) { put(holdings_, {row.node, row.scope}, row); }
void MemoryStore::remove_holding(NodeNumber node, const ScopeId& scope) { erase(holdings_, {node, scope}); }

void MemoryStore::mark_changed(NodeNumber node, const ScopeId& scope) {
  insert(changed_, {node, scope});
}
void MemoryStore::unmark_changed(NodeNumber node, const ScopeId& scope) {
  erase(changed_, {node, scope});
}
std::vector<ScopeId> MemoryStore::changed(NodeNumber node) {
  std::vector<ScopeId> scopes;
  for (const auto& [number, scope] : changed_) {
    if (number == node) scopes.push_back(scope);
  }
  return scopes;
}

void MemoryStore::put_origin(const Origin& origin, Dot save) { put(origins_, origin, save); }
bool MemoryStore::knows_origin(Dot first) {
  const auto next = origins_.lower_bound({first, Hash256{}});
  return next != origins_.end() && next->first.dot == first;
}
std::optional<Dot> MemoryStore::save_of_origin(const Origin& origin) { return find(origins_, origin); }

void MemoryStore::put_restored_head(const ScopeId& scope, const RestoredHead& head) {
  put(restored_heads_, {scope, head.office_epoch}, head);
}
std::vector<RestoredHead> MemoryStore::restored_heads(const ScopeId& scope) {
  std::vector<RestoredHead> heads;
  for (const auto& [key, head] : restored_heads_) {
    if (key.first == scope) heads.push_back(head);
  }
  return heads;
}

std::optional<EnrolmentRow> MemoryStore::enrolment(std::string_view code_hash) {
  return find(enrolments_, std::string(code_hash));
}
void MemoryStore::put_enrolment(const EnrolmentRow& row) { put(enrolments_, row.code_hash, row); }
std::uint64_t MemoryStore::remove_enrolments_before(std::int64_t expires_ms) {
  std::vector<std::string> old;
  for (const auto& [hash, row] : enrolments_) {
    if (row.expires_ms < expires_ms) old.push_back(hash);
  }
  for (const std::string& hash : old) erase(enrolments_, hash);
  return old.size();
}

void MemoryStore::add_merge_candidate(const MergeCandidate& candidate) {
  insert(merge_candidates_, candidate);
}
void MemoryStore::remove_merge_candidate(const MergeCandidate& candidate) {
  erase(merge_candidates_, candidate);
}
std::vector<MergeCandidate> MemoryStore::merge_candidates(NodeNumber node) {
  std::vector<MergeCandidate> rows;
  for (const auto& row : merge_candidates_) {
    if (row.node == node) rows.push_back(row);
  }
  return rows;
}

}  // namespace satchel::testkit
