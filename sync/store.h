// Store: the port through which sync/ keeps everything that must survive.
//
// Purpose: the rules (laptop.cc, office.cc, the sessions) are written once, over this port; SQLite,
// memory and later PostgreSQL implement it and pass one contract suite (tests/testkit/store_contract.h).
// A store keeps rows and enforces nothing but atomicity: the rules are above it.
// Thread rule: one thread at a time per object; several objects (processes) may share one database.
// Failure rule: any call may throw StoreFailure when the database itself fails; the transaction is then
// rolled back by its guard. "Not there" is an empty optional, never a failure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/ids.h"
#include "sync/message.h"
#include "sync/op.h"
#include "sync/record.h"

namespace satchel {

// A scope as this copy knows it.
struct ScopeRow {
  ScopeId id;
  Position head = 0;     // office: the last position of the log; laptop: the last position applied
  Epoch epoch = 0;       // laptop: of the grant under which it is held; 0 while provisional
  Hash256 digest;        // sum of the record digests (base: pending saves are not in it)
  std::uint64_t touched = 0;   // laptop: serial of the last change of its cursor
  bool provisional = false;    // laptop: opened here, no page yet; not in the vector
  Epoch withdrawn = 0;         // laptop: the epoch that the office withdrew; frozen until it is released
  bool released = false;       // laptop: given back and wiped; the row goes once the office knows it

  bool is_held() const { return !released; }
};

// A record: what the office has (base), and what this laptop shows where that differs (view).
struct StoredRecord {
  Record base;
  std::optional<Record> view;  // with the saves that the office has not placed yet; laptop only

  const Record& shown() const { return view ? *view : base; }
};

class Store {
 public:
  virtual ~Store() = default;

  // Transactions do not nest. `begin` takes the write lock and sees the newest committed state.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  // Small facts by name: identity, progress, keys.
  virtual std::optional<std::string> fact(std::string_view name) = 0;
  virtual void put_fact(std::string_view name, std::string_view bytes) = 0;
  virtual void remove_fact(std::string_view name) = 0;
  virtual void remove_facts(std::string_view prefix) = 0;  // all whose names begin so

  // A scrub to-do. What was removed in this transaction must not be readable in the database's files any more,
  // either: the store sees to it when the transaction is over, and begins again as often as it is interrupted.
  virtual void note_wiped() = 0;
  virtual bool is_scrub_due() = 0;

  virtual std::optional<ScopeRow> scope(const ScopeId& id) = 0;
  virtual void put_scope(const ScopeRow& row) = 0;
  virtual void remove_scope(const ScopeId& id) = 0;
  virtual std::vector<ScopeRow> scopes() = 0;  // ordered by id
  virtual std::vector<ScopeRow> scopes_touched_after(std::uint64_t serial) = 0;
  virtual std::vector<ScopeRow> withdrawn_scopes() = 0;  // and not given back yet

  virtual std::optional<StoredRecord> record(const RecordId& id) = 0;
  // `before` is what `record` returned, so that search and typed tables need not read it again.
  virtual void put_record(const StoredRecord& row, const StoredRecord* before) = 0;
  virtual void remove_record(const RecordId& id) = 0;
  virtual void each_record(const ScopeId& scope, const std::function<void(const StoredRecord&)>& take) = 0;
  virtual void each_record_of_type(TypeId type, const std::function<void(const StoredRecord&)>& take) = 0;

  // Saves, by their first dot. `put_save` replaces the row of the same dot.
  virtual void put_save(const StoredSave& row) = 0;
  virtual void remove_save(Dot dot) = 0;
  virtual std::optional<StoredSave> save_with(Dot dot) = 0;  // the save that this dot lies in
  // Saves of a node with first > after, in order of their counters, until `take` returns false.
  virtual void each_save_of(NodeNumber node, std::uint64_t after,
                            const std::function<bool(const StoredSave&)>& take) = 0;
  // The log of a scope after a position, in order, until `take` returns false.
  virtual void each_placed(const ScopeId& scope, Position after,
                           const std::function<bool(const StoredSave&)>& take) = 0;
  // The inbox of a user after an inbox position, in order, until `take` returns false.
  virtual void each_in_inbox(const Uuid& user, Position after,
                             const std::function<bool(const StoredSave&)>& take) = 0;
  // All saves of a scope in any state, in no particular order (history).
  virtual void each_save_in(const ScopeId& scope, const std::function<void(const StoredSave&)>& take) = 0;
  virtual std::vector<StoredSave> saves_in_state(SaveState state) = 0;
  virtual std::uint64_t count_saves_after(NodeNumber node, std::uint64_t counter) = 0;
  // Laptop: the saves of wiped files that are still kept, in order of their dots.
  virtual std::vector<StoredSave> sealed_saves() = 0;

  // Laptop: which saves lie above the base of a record (pending and parked ones), in order of their dots.
  virtual void add_overlay(const RecordId& record, Dot save) = 0;
  virtual void remove_overlay(Dot save) = 0;
  virtual std::vector<Dot> overlay(const RecordId& record) = 0;
};

// ---- what only an office keeps --------------------------------------------------------------------

struct UserRow {
  Uuid id;
  std::string name;
  std::string role;
  bool disabled = false;
  Hash256 caseload_digest;  // sum over the granted scopes, kept with every change
  std::uint64_t scope_count = 0;
};

struct NodeRow {
  NodeNumber number = kNoNode;
  Uuid id;
  Uuid user;
  std::string key;  // Ed25519 public key, 32 bytes
  NodeNumber parent = kNoNode;  // the node that this database was before it went on as this one
  NodeNumber goes_on_as = kNoNode;  // after a restore of the office: this one does not speak any more
  std::uint64_t counter = 0;
  Hash256 chain;
  std::uint64_t request_number = 0;
  Hash256 vector_hash;  // of the vector as the office has confirmed it
  std::uint64_t acked = 0;  // the greatest ack ever sent: what the last receipt covers
  SaveCounts counts;
  std::int64_t enrolled_ms = 0;
  std::int64_t last_seen_ms = 0;
  std::int64_t clock_offset_ms = 0;  // office minus laptop at the last request
  bool expired = false;  // silent for so long that its copy is not kept account of; it names all of it when it returns
  std::uint64_t allowance = 0;        // bytes that it may bring now ...
  std::int64_t allowance_at_ms = 0;   // ... as of then; it grows back with time
  bool revoked = false;              // lost or stolen: nothing is taken from it and nothing sent to it
  std::string revoked_reason;        // for the office's people
  std::uint64_t announced = 0;  // its last counter as it said itself; above `counter`: not sent yet
  bool receipt_due = false;     // a verdict changed the counts since the last receipt
};

struct GrantRow {
  Uuid user;
  ScopeId scope;
  Epoch epoch = 0;
  bool withdrawn = false;  // a withdrawal is a stored row, never an absence
};

// What the office knows of a node's copy of a scope.
struct HoldingRow {
  NodeNumber node = kNoNode;
  ScopeId scope;
  std::optional<Cursor> confirmed;  // as the node's vector said last
  Epoch delivered = 0;              // the newest grant epoch of which a page was sent
  Epoch released = 0;               // the newest epoch that the node gave back ...
  std::uint64_t released_at = 0;    // ... and the counter of that release in its chain; 0: before the chain began
  Epoch claimed = 0;  // held under this grant, which the office has forgotten (it was restored)
};

struct RestoredHead {
  Epoch office_epoch = 0;
  Position head = 0;
};

struct EnrolmentRow {
  std::string code_hash;  // SHA-256 of the secret part; the code itself is not kept
  Uuid user;
  std::int64_t expires_ms = 0;
  bool used = false;
};

struct MergeCandidate {
  NodeNumber node = kNoNode;  // whose queue must be in first
  RecordId record;
  FieldId field = 0;
  auto operator<=>(const MergeCandidate&) const = default;
};

class OfficeStore : public Store {
 public:
  virtual std::optional<UserRow> user(const Uuid& id) = 0;
  virtual std::optional<UserRow> user_named(std::string_view name) = 0;
  virtual std::vector<UserRow> users() = 0;  // ordered by name
  virtual void put_user(const UserRow& row) = 0;

  virtual std::optional<NodeRow> node(NodeNumber number) = 0;
  virtual std::vector<NodeRow> nodes() = 0;  // ordered by number
  virtual std::vector<NodeRow> nodes_of(const Uuid& user) = 0;
  virtual void put_node(const NodeRow& row) = 0;

  virtual std::optional<GrantRow> grant(const Uuid& user, const ScopeId& scope) = 0;
  virtual std::vector<GrantRow> grants_of(const Uuid& user) = 0;      // withdrawn ones included
  virtual std::vector<GrantRow> grants_on(const ScopeId& scope) = 0;  // withdrawn ones included
  virtual void put_grant(const GrantRow& row) = 0;
  virtual void remove_grant(const Uuid& user, const ScopeId& scope) = 0;

  virtual std::optional<HoldingRow> holding(NodeNumber node, const ScopeId& scope) = 0;
  virtual std::vector<HoldingRow> holdings_of(NodeNumber node) = 0;
  virtual void put_holding(const HoldingRow& row) = 0;
  virtual void remove_holding(NodeNumber node, const ScopeId& scope) = 0;

  // Scopes that a node has to hear of: kept incrementally, so that a no-op does not look at them all.
  virtual void mark_changed(NodeNumber node, const ScopeId& scope) = 0;
  virtual void unmark_changed(NodeNumber node, const ScopeId& scope) = 0;
  virtual std::vector<ScopeId> changed(NodeNumber node) = 0;  // in order of ScopeId

  // Where a re-stamped save came from, and under which dot it is here.
  virtual void put_origin(const Origin& origin, Dot save) = 0;
  virtual bool knows_origin(Dot first) = 0;  // whatever the save says
  virtual std::optional<Dot> save_of_origin(const Origin& origin) = 0;

  // How far the log of a scope reached when the office was restored and began that epoch.
  virtual void put_restored_head(const ScopeId& scope, const RestoredHead& head) = 0;
  virtual std::vector<RestoredHead> restored_heads(const ScopeId& scope) = 0;  // ordered by epoch

  virtual std::optional<EnrolmentRow> enrolment(std::string_view code_hash) = 0;
  virtual void put_enrolment(const EnrolmentRow& row) = 0;
  virtual std::uint64_t remove_enrolments_before(std::int64_t expires_ms) = 0;  // how many there were

  virtual void add_merge_candidate(const MergeCandidate& candidate) = 0;
  virtual void remove_merge_candidate(const MergeCandidate& candidate) = 0;
  virtual std::vector<MergeCandidate> merge_candidates(NodeNumber node) = 0;
};

// Begins on construction, rolls back on destruction unless committed.
class Transaction {
 public:
  explicit Transaction(Store& store) : store_(store) { store_.begin(); }
  ~Transaction() {
    if (open_) store_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    store_.commit();
    open_ = false;
  }

 private:
  Store& store_;
  bool open_ = true;
};

}  // namespace satchel
