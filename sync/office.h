// Office: the authoritative copy, and the rules by which saves become part of it.
//
// Every save that arrives is kept, whatever is thought of it: applied to the log of its scope, or parked in its
// author's inbox with the reason, until a person decides or what it waits for is there. Writes by the office's
// own people and programs are ops of the office's own node and take the same path.
// Thread rule: the store's. Failure rule: Errors for the person; StoreFailure when the database fails. Methods
// that write are called inside a Transaction.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sync/authorise.h"
#include "sync/compose.h"
#include "sync/facts.h"
#include "sync/result.h"
#include "sync/schema.h"
#include "sync/store.h"

namespace satchel {

// The author's name of what the office's program does by itself.
inline constexpr const char* kProgramName = "office";

struct ParkedSave {
  StoredSave row;
  std::string user;   // whose it is
};

class Office {
 public:
  explicit Office(OfficeStore& store) : store_(store) {}

  OfficeStore& store() { return store_; }

  // ---- being an office ------------------------------------------------------------------------------
  struct Seeds {
    Uuid id;
    Uuid own_node_id;
    std::array<std::uint8_t, 32> key{};
  };
  Status init(const std::string& name, const Seeds& seeds, std::int64_t now_ms);
  std::optional<OfficeIdentity> identity();
  // After a restore from a backup taken at any time: another epoch, numbers that were never issued, and recovery:
  // laptops are asked what they hold that the office has lost, and nothing is withdrawn from them meanwhile.
  struct Restart {
    std::int64_t now_ms = 0;
    // Of the database that the backup replaces, if it can be read: its numbers were issued, whatever the clock says.
    std::optional<OfficeIdentity> replaced = std::nullopt;
    std::uint64_t replaced_counter = 0;  // of its own saves
    bool logs_are_in_doubt = false;      // since when this database is an older one is not known
  };
  void begin_new_epoch(const Restart& restart);
  // Goes on counting where `replaced` was.
  void keep_numbers_of(const Restart& restart);
  // A laptop has met a later state of this database. 0: none has, since the present epoch began.
  void note_went_back(std::int64_t now_ms);
  std::int64_t went_back_ms();

  // ---- people and laptops ---------------------------------------------------------------------------
  Result<UserRow> add_user(const std::string& name, const std::string& role, const Uuid& id);
  Status disable_user(const std::string& name);
  // The secret part of a code; only its hash is kept.
  Result<Done> allow_enrolment(const std::string& user, const std::string& code, std::int64_t now_ms,
                               std::int64_t expires_ms);
  // A laptop that is known already (its id and key) and brings a code for its own user stays the node that it is.
  Result<EnrolmentAnswer> enrol(const EnrolmentRequest& request, std::int64_t now_ms);
  // Shuts a lost laptop out, and every other node with the same key; returns all of them.
  Result<std::vector<NodeNumber>> revoke(NodeNumber node, const std::string& reason);

  // A database that was restored from an older copy, or is used twice, goes on as a node of its own. The same
  // node id gets the same answer again.
  Result<IncarnationAnswer> incarnate(const NodeRow& parent, const IncarnationRequest& request,
                                      std::int64_t now_ms);

  // ---- after a restore (office_recovery.cc) -----------------------------------------------------------
  // A laptop that the office has forgotten, known again by what the office once signed.
  Result<NodeRow> readmit(const SignedCredential& credential, std::int64_t now_ms);
  // Whether a node belongs to the present epoch. All others have to recover first: what the lost time knew by their
  // numbers is still on laptops, so that nobody may use these again.
  bool speaks(NodeNumber node);
  // How the office stands to what a node of a former epoch holds, and as which one it goes on.
  Result<RecoveryAnswer> recover(const NodeRow& node, const RecoveryRequest& request,
                                 const std::vector<VectorEntry>& held, std::int64_t now_ms);
  enum class Rescued { unwanted, known, stored };
  // Takes a save that a laptop brings back for another author, where it is wanted and readable.
  Rescued take_rescued(const NodeRow& giver, const RescueEntry& entry, std::int64_t now_ms);
  // Kept for a person, brought back by another laptop than its author's.
  static bool is_rescued(const StoredSave& row);
  // ... and neither its author's laptop has brought it nor a person decided.
  static bool waits_for_its_author(const StoredSave& row);
  struct Claim {
    NodeNumber node = kNoNode;
    UserRow user;
    ScopeId scope;
    Epoch epoch = 0;
    bool scope_is_here = false;
  };
  // What laptops hold under grants that the office has lost.
  std::vector<Claim> claims();
  // An administrator has looked: what is still claimed and not granted by now is withdrawn.
  void end_recovery(std::int64_t now_ms);

  // ---- what needs no account any more (office_collection.cc) --------------------------------------------
  struct Collected {
    std::vector<NodeNumber> expired;  // silent for so long that what they read is not kept
    std::uint64_t withdrawals = 0;    // files that were given back long ago
    std::uint64_t codes = 0;          // of enrolments, ended
  };
  // Once a day. Nothing while the office is recovering from a restore.
  Collected collect(std::int64_t now_ms);
  // An expired laptop speaks again. Updates `node`, which the caller puts.
  void come_back(NodeRow& node);

  // ---- grants ---------------------------------------------------------------------------------------
  void grant(const UserRow& user, const ScopeId& scope);
  void withdraw(const UserRow& user, const ScopeId& scope);
  // A restricted compartment of a client's file comes into being here only, never by a laptop's save.
  void make_compartment(const ScopeId& scope);

  // ---- reading --------------------------------------------------------------------------------------
  std::optional<Record> shown(const RecordId& id);
  const Schema& schema();
  std::vector<ParkedSave> parked();

  // ---- writing --------------------------------------------------------------------------------------
  Result<Dot> save(const ScopeId& scope, std::span<const Edit> edits, const Author& author);
  // Verdicts cover the whole save; what waited for it is judged again.
  Status accept(Dot save, const Author& author);
  Status decline(Dot save, const std::string& reason, const Author& author);

  // ---- what laptops bring (office_session.cc) ---------------------------------------------------------
  // Takes the next save of a node's chain: applies or parks it (always, where `park_because` says why). Updates
  // `node`, which the caller puts.
  void receive(NodeRow& node, std::uint64_t op_count, const std::string& raw, std::int64_t now_ms,
               const std::string& park_because = "");
  // Judges parked saves again that waited for something; call once after a batch of `receive`.
  void settle_waiting(std::int64_t now_ms);
  // The chain of a node at the end of one of its saves; nothing where no save ends that is here.
  std::optional<Hash256> chain_of(const NodeRow& node, std::uint64_t counter);
  // Joins texts whose author's queue is in; see text_merge.h.
  void merge_texts(NodeNumber node, std::int64_t now_ms);

 private:
  void put_identity(const OfficeIdentity& who);
  EnrolmentAnswer answer_to(const NodeRow& node, const UserRow& user, std::int64_t now_ms);
  Result<std::optional<NodeRow>> known_laptop(const EnrolmentRequest& request, const UserRow& user);

  struct Judgement {
    std::string reason;
    bool waits = false;
    Dot waits_for;
  };
  std::optional<Judgement> judge(const StoredSave& row, const Save& save, const UserRow& user,
                                 std::int64_t now_ms, bool& late);
  // What is asked of authorise.h for each op of a save, and what its ops before did.
  struct Bench {
    Asking asking;
    Uuid user;
    std::map<RecordId, TypeId> created;
    std::map<RecordId, std::optional<Record>> known;  // as they are before the save; nothing: it is not here
    struct Growth {
      std::size_t added = 0;
      std::set<Dot> replaced;  // of the values that are there
    };
    std::map<std::pair<RecordId, FieldId>, Growth> growth;
    bool late = false;
  };
  Standing standing_of(const StoredSave& row, const Save& save, const UserRow& user);
  bool is_hidden(const ScopeId& scope, const Uuid& user);
  const std::optional<Record>& known(const RecordId& id, Bench& bench);
  Authorisation ask(const Save& save, const Op& op, Bench& bench);
  std::optional<Judgement> judge_op(const StoredSave& row, const Save& save, std::size_t index,
                                    Bench& bench);
  static bool grows_too_large(const Op& op, const FieldState* state, Bench& bench);
  std::optional<Judgement> judge_void_list(const StoredSave& row, const Op& op, std::size_t index,
                                           bool decided);
  bool is_lost(Dot dot);
  std::optional<Judgement> judge_predecessors(const StoredSave& row, const Save& save,
                                              const Op& op, const Record& record, bool decided);
  Judgement unknown_predecessor(const StoredSave& row, Dot dot);
  bool names_known_dot(const StoredSave& row, const Save& save, const Op& op, Dot dot,
                       Judgement& judgement);
  void place(StoredSave& row, const Save& save, const UserRow& user);
  void park(StoredSave& row, const Judgement& judgement, const UserRow& user);
  void put_in_inbox(StoredSave& row, const Uuid& user);
  void take_out_of_inbox(StoredSave& row);
  bool names_are_own(NodeNumber node, const Save& save);
  void remember_names(const StoredSave& row, const Save& save, Dot dot);
  std::optional<Dot> known_as(const StoredSave& row, const Save& save);
  void take_back(const NodeRow& giver, StoredSave& row, const Save& save, std::int64_t now_ms);
  void admit_ancestors(const NodeRow& node, const std::vector<Ancestor>& lineage);
  NodeNumber present_number(NodeNumber node);
  std::vector<NodeEnd> ends_of(const NodeRow& node);
  std::vector<ScopeState> states_for(NodeRow& node, Epoch known_epoch, const std::vector<VectorEntry>& held);
  void give_inbox_to(const NodeRow& node);
  void settle_rescued(Dot dot, const Save& said_again, std::int64_t now_ms);
  bool set_aside(const StoredSave& row);
  void expire(NodeRow& node);
  void mark_changed_for(const Uuid& user, const ScopeId& scope);
  bool is_given_back(const GrantRow& grant, std::int64_t now_ms);
  std::uint64_t forget_withdrawal(const GrantRow& grant);
  NodeRow node_aside(const StoredSave& row);
  Position common_position(const ScopeId& scope, Epoch known_epoch);
  std::string sign_credential(const NodeRow& node);
  bool is_of_lineage(NodeNumber node, NodeNumber ancestor);
  void inherit_holdings(const NodeRow& parent, const NodeRow& child, std::uint64_t common);
  void scope_changed(const ScopeRow& before, const ScopeRow& after);
  void after_placing(const StoredSave& row, const Save& save);
  void retract_own_merge(const Op& op, const StoredSave& row);
  void merge_text_of(const MergeCandidate& candidate, std::int64_t now_ms);
  void count_verdict(const StoredSave& row, std::uint64_t SaveCounts::*verdict);
  void take_release(StoredSave& row, const Save& save);
  void withdraw_what_was_given_back(NodeNumber node, const Save& release);
  Status accept_parked(StoredSave row, const Author& author);
  Result<Dot> append_own(Save save, bool place_it);
  UserRow user_of(NodeNumber node);
  Epoch next_epoch();

  OfficeStore& store_;
  Schema schema_;
  std::optional<Hash256> schema_digest_;
};

// The greatest epoch of a withdrawn grant that was collected; 0: none.
Epoch collected_epoch(OfficeStore& store);

}  // namespace satchel
