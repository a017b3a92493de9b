// MemoryStore: the Store port in maps, with real transactions (an undo journal) and crashes on demand.
//
// Purpose: volume for the simulator, and the plainest implementation for the contract suite to agree with.
// Thread rule: one thread. Failure rule: a crash that was asked for throws `Crash`; nothing else throws.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

#include "sync/store.h"

namespace satchel::testkit {

// The process died here: what was committed stays, the open transaction is gone.
struct Crash : std::runtime_error {
  Crash() : std::runtime_error("crash") {}
};

class MemoryStore : public OfficeStore {
 public:
  // Called at the two moments around a commit; may throw Crash.
  std::function<void()> before_commit;
  std::function<void()> after_commit;

  // The same rows in a store of its own, as a copied file would hold them. Not inside a transaction.
  std::unique_ptr<MemoryStore> copy() const;

  void begin() override;
  void commit() override;
  void rollback() noexcept override;

  std::optional<std::string> fact(std::string_view name) override;
  void put_fact(std::string_view name, std::string_view bytes) override;
  void remove_fact(std::string_view name) override;
  void remove_facts(std::string_view prefix) override;
  void note_wiped() override { put_fact("scrub due", "1"); }  // nothing to scrub: memory forgets
  bool is_scrub_due() override { return fact("scrub due").has_value(); }

  std::optional<ScopeRow> scope(const ScopeId& id) override;
  void put_scope(const ScopeRow& row) override;
  void remove_scope(const ScopeId& id) override;
  std::vector<ScopeRow> scopes() override;
  std::vector<ScopeRow> scopes_touched_after(std::uint64_t serial) override;
  std::vector<ScopeRow> withdrawn_scopes() override;

  std::optional<StoredRecord> record(const RecordId& id) override;
  void put_record(const StoredRecord& row, const StoredRecord* before) override;
  void remove_record(const RecordId& id) override;
  void each_record(const ScopeId& scope,
                   const std::function<void(const StoredRecord&)>& take) override;
  void each_record_of_type(TypeId type,
                           const std::function<void(const StoredRecord&)>& take) override;

  void put_save(const StoredSave& row) override;
  void remove_save(Dot dot) override;
  std::optional<StoredSave> save_with(Dot dot) override;
  void each_save_of(NodeNumber node, std::uint64_t after,
                    const std::function<bool(const StoredSave&)>& take) override;
  void each_placed(const ScopeId& scope, Position after,
                   const std::function<bool(const StoredSave&)>& take) override;
  void each_in_inbox(const Uuid& user, Position after,
                     const std::function<bool(const StoredSave&)>& take) override;
  void each_save_in(const ScopeId& scope,
                    const std::function<void(const StoredSave&)>& take) override;
  std::vector<StoredSave> saves_in_state(SaveState state) override;
  std::uint64_t count_saves_after(NodeNumber node, std::uint64_t counter) override;
  std::vector<StoredSave> sealed_saves() override;

  void add_overlay(const RecordId& record, Dot save) override;
  void remove_overlay(Dot save) override;
  std::vector<Dot> overlay(const RecordId& record) override;

  std::optional<UserRow> user(const Uuid& id) override;
  std::optional<UserRow> user_named(std::string_view name) override;
  std::vector<UserRow> users() override;
  void put_user(const UserRow& row) override;
  std::optional<NodeRow> node(NodeNumber number) override;
  std::vector<NodeRow> nodes() override;
  std::vector<NodeRow> nodes_of(const Uuid& user) override;
  void put_node(const NodeRow& row) override;
  std::optional<GrantRow> grant(const Uuid& user, const ScopeId& scope) override;
  std::vector<GrantRow> grants_of(const Uuid& user) override;
  std::vector<GrantRow> grants_on(const ScopeId& scope) override;
  void put_grant(const GrantRow& row) override;
  void remove_grant(const Uuid& user, const ScopeId& scope) override;
  std::optional<HoldingRow> holding(NodeNumber node, const ScopeId& scope) override;
  std::vector<HoldingRow> holdings_of(NodeNumber node) override;
  void put_holding(const HoldingRow& row) override;
  void remove_holding(NodeNumber node, const ScopeId& scope) override;
  void mark_changed(NodeNumber node, const ScopeId& scope) override;
  void unmark_changed(NodeNumber node, const ScopeId& scope) override;
  std::vector<ScopeId> changed(NodeNumber node) override;
  void put_origin(const Origin& origin, Dot save) override;
  bool knows_origin(Dot first) override;
  std::optional<Dot> save_of_origin(const Origin& origin) override;
  void put_restored_head(const ScopeId& scope, const RestoredHead& head) override;
  std::vector<RestoredHead> restored_heads(const ScopeId& scope) override;
  std::optional<EnrolmentRow> enrolment(std::string_view code_hash) override;
  void put_enrolment(const EnrolmentRow& row) override;
  std::uint64_t remove_enrolments_before(std::int64_t expires_ms) override;
  void add_merge_candidate(const MergeCandidate& candidate) override;
  void remove_merge_candidate(const MergeCandidate& candidate) override;
  std::vector<MergeCandidate> merge_candidates(NodeNumber node) override;

 private:
  // Every change goes through these three, so that it can be undone.
  template <class Key, class Row>
  void put(std::map<Key, Row>& table, const Key& key, const Row& row);
  template <class Key, class Row>
  void erase(std::map<Key, Row>& table, const Key& key);

  template <class Key>
  void insert(std::set<Key>& table, const Key& key);
  template <class Key>
  void erase(std::set<Key>& table, const Key& key);

  bool open_ = false;
  std::vector<std::function<void()>> undo_;

  std::map<std::string, std::string> facts_;
  std::map<ScopeId, ScopeRow> scopes_;
  std::map<RecordId, StoredRecord> records_;
  std::set<std::pair<ScopeId, RecordId>> records_by_scope_;
  std::map<Dot, StoredSave> saves_;
  std::map<std::pair<ScopeId, Position>, Dot> placed_;
  std::set<std::pair<RecordId, Dot>> overlay_;
  std::map<Uuid, UserRow> users_;
  std::map<NodeNumber, NodeRow> nodes_;
  std::map<std::pair<Uuid, ScopeId>, GrantRow> grants_;
  std::map<std::pair<NodeNumber, ScopeId>, HoldingRow> holdings_;
  std::set<std::pair<NodeNumber, ScopeId>> changed_;
  std::map<Origin, Dot> origins_;
  std::map<std::pair<ScopeId, Epoch>, RestoredHead> restored_heads_;
  std::map<std::string, EnrolmentRow> enrolments_;
  std::set<MergeCandidate> merge_candidates_;
};

}  // namespace satchel::testkit
