// Laptop: one worker's copy of a caseload, and the rules by which it changes.
//
//   view = base + own saves that the office has not placed yet
//
// `base` is what the office has said, entry by entry, in the order of each scope's log; own saves lie above
// it as an overlay until the log brings them. Nothing leaves the overlay before that, so a worker's own
// words never disappear from the screen.
// Thread rule: the store's. Failure rule: Errors for the person; StoreFailure when the database fails. Methods
// that write are called inside a Transaction.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sync/compose.h"
#include "sync/facts.h"
#include "sync/result.h"
#include "sync/schema.h"
#include "sync/store.h"

namespace satchel {

// The office's statement about this laptop, for the day on which the office has forgotten it.
inline constexpr std::string_view kCredentialFact = "node credential";

class Laptop {
 public:
  explicit Laptop(Store& store) : store_(store) {}

  Store& store() { return store_; }

  // ---- being somebody -------------------------------------------------------------------------------
  void enrol(const LaptopIdentity& identity, const EnrolmentAnswer& answer);
  std::optional<LaptopIdentity> identity();
  void move_office(const std::string& url);
  // Whether an answer that makes this database another node can be: nobody's saves are here under that number, or they
  // would be written over, and `common` is a place in this node's own chain.
  Status check_going_on(NodeNumber node, const Have& common);
  // This database is another node from now on: it was restored, or is used twice (laptop_incarnation.h). `common`:
  // how far the office has what the earlier node did; what lies behind it is stamped anew. Returns how many saves.
  std::uint64_t go_on_as(NodeNumber node, const Uuid& node_id, const Have& common);
  // The office was restored (laptop_recovery.h): this database goes on as the node that the answer names. What the
  // office may have lost is stamped anew (own saves) or brought back (others') from now on; nothing leaves the screen.
  void take_recovery(const RecoveryAnswer& answer, const Uuid& node_id);
  // What became of a save that was brought back for another author.
  void take_fate(const Fate& fate);
  // Of this database, under its present node or an earlier one.
  bool is_own(NodeNumber node);
  std::vector<NodeNumber> own_numbers();  // the present one first
  // This laptop's certificate for TLS, X.509 in DER; empty: it has none.
  std::string certificate();
  void put_certificate(const std::string& der);
  LaptopProgress progress();
  void put_progress(const LaptopProgress& progress);

  // ---- reading --------------------------------------------------------------------------------------
  std::optional<Record> shown(const RecordId& id);
  const Schema& schema();  // with the extra fields of the directory
  std::uint64_t pending_count();
  bool can_write(const ScopeId& scope);

  // ---- writing --------------------------------------------------------------------------------------
  // One save, durable with the transaction. A scope that is not here yet is opened when the first edit creates
  // its client. Returns the dot of the save.
  Result<Dot> save(const ScopeId& scope, std::span<const Edit> edits, const Author& author);

  // ---- what the office says (laptop_session.cc) -----------------------------------------------------
  // Takes one chunk of a log, and its cursor. After an Error the transaction has to be rolled back and the
  // scope read again.
  Status take_chunk(const Chunk& chunk);
  void take_withdrawal(const Withdrawal& withdrawal);
  // (laptop_wipe.cc) Wipes withdrawn scopes whose saves are all with the office, and gives them back. True while
  // there were any: then this copy and the office's list of its caseload are not meant to be equal yet. Own saves stay,
  // sealed to the office; the store gets a scrub to-do.
  bool release_withdrawn(const Author& author);
  // Drops what was sealed and is with the office for longer than limits::kSealedSaveMsKept; `office_ms`: its clock.
  void forget_old_boxes(std::int64_t office_ms);
  // A file came back that sealed saves of the inbox may be about: the inbox is read again. True when it is.
  bool read_sealed_verdicts();
  // Forgets how far a scope (every scope) was read, so that the next exchange brings a snapshot.
  void read_again(const ScopeId& scope);
  void read_everything_again();
  // Reads again the scopes whose checks differ; how many. None where the list is of other scopes than are here.
  std::size_t read_again_what_differs(const ChecksFrame& frame);
  // Makes the hash of the cursor vector and the digest of the caseload anew from the scopes.
  void sum_up_again();
  LaptopProgress summed_up();  // the progress, with those sums
  // Keeps what went wrong, for `status` and the office's support.
  void note_incident(const ScopeId& scope, const Error& problem);
  void drop_overlay_up_to(std::uint64_t counter);  // only for a mutant
  // The office has the cursor changes up to this serial.
  void confirm_vector(std::uint64_t touched);
  // Both sides are equal, and saves that were read anew are not in the office's logs: it may have lost them.
  void offer_what_did_not_come_again(LaptopProgress& progress);
  // Own saves from this counter on are here with their bytes: no page need bring them.
  std::uint64_t first_with_bytes(const LaptopProgress& progress);

 private:
  void put_sealed(StoredSave row);
  bool unseal(StoredSave& row, const std::string& raw);
  bool is_of_unopened_file(const Save& parked);
  void note_sealed_verdicts();
  bool wipe(const ScopeRow& scope, const LaptopProgress& progress);
  void wipe_save(StoredSave row);
  void forget_facts_of(const ScopeId& scope, const std::set<RecordId>& records);
  void put_scope(const std::optional<ScopeRow>& before, ScopeRow after, LaptopProgress& progress);
  void put_identity(const LaptopIdentity& identity);
  std::optional<ScopeRow> held_scope(const ScopeId& scope);
  std::vector<Dot> held_dots(const RecordId& id);
  using Stale = std::set<RecordId>;  // records whose view has to be made anew
  void refresh_view(StoredRecord& row);
  void refresh(const Stale& stale);
  void add_to_overlay(const StoredSave& row, const Save& save, Stale& stale);
  void take_out_of_overlay(const StoredSave& row, const Save& save, Stale& stale);
  void forget_unopened(const Save& declined);
  void know_own_copies(const Chunk& chunk);
  void forget_known_copies(Stale& stale);
  void rewind(const ScopeRow& before, const ScopeState& state);
  std::map<NodeNumber, std::uint64_t> what_the_office_has(const std::vector<NodeEnd>& ends);
  struct Queued {
    StoredSave row;
    bool office_had_it = false;  // under this dot, so that others may name it
  };
  std::vector<Queued> doubt_what_is_not_placed(const std::map<NodeNumber, std::uint64_t>& known);
  void stamp_anew(const std::vector<Queued>& queue, NodeNumber node, const Uuid& node_id);
  void empty_for_snapshot(ScopeRow& scope);
  void show_parked_again(const ScopeId& scope, Stale& stale);
  Status take_log_entry(const LogEntry& entry, Position position, ScopeRow& scope, Stale& stale);
  Status take_inbox_entry(const InboxEntry& entry, Position position, ScopeRow& inbox, Stale& stale);
  Result<StoredSave> row_of(Dot dot, std::uint64_t op_count, const std::optional<std::string>& raw,
                            Stale& stale);
  void append_own(NodeNumber node, const Save& save, std::string raw, LaptopProgress& progress);

  Store& store_;
  Schema schema_;
  std::optional<Hash256> schema_digest_;  // of the directory that schema_ was read from
};

}  // namespace satchel
