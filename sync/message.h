// The messages of one exchange, `POST /v1/sync`. PROTOCOL.md tells their story one by one.
//
// One struct a message; codec.h turns them into bytes, frame.h puts those on the wire.
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/hash.h"
#include "sync/ids.h"
#include "sync/op.h"

namespace satchel {

inline constexpr std::uint32_t kWireVersion = 1;

enum class FrameType : std::uint8_t {
  // request
  hello = 1,
  vector = 2,
  saves = 3,
  incarnation = 4,  // in place of a hello
  recovery = 5,     // in place of a hello
  rescue = 6,
  // answer
  welcome = 16,
  withdrawals = 17,
  pages = 18,
  farewell = 19,
  refusal = 20,
  incarnated = 21,
  recovered = 22,
  fates = 23,
  certificate = 24,
  checks = 25,
};

// How far a copy has read the log of a scope under a grant. Logs are append-only and positions are
// dense, so one number says both what was read and what is missing: an entry never moves to the end
// between two pages, and no second number ("last position with no page open") is needed to filter
// fields by.
struct Cursor {
  Epoch epoch = 0;
  Position position = 0;
  auto operator<=>(const Cursor&) const = default;
};

// Sum over the scopes held of SHA-256(scope, epoch, position): what `vector_hash` is a sum of.
Hash256 vector_leaf(const ScopeId& scope, const Cursor& cursor);
// A laptop only says what it holds itself, and gains nothing by a forged sum: half of it is enough.
inline constexpr std::size_t kVectorHashBytes = 16;
bool same_vector(const Hash256& one, const Hash256& other);
// Sum over the scopes held of SHA-256(scope, epoch, digest): the caseload digest.
Hash256 caseload_leaf(const ScopeId& scope, Epoch epoch, const Hash256& digest);
// SHA-256 over the scopes one after another, each as in a message.
Hash256 hash_of_ids(std::span<const ScopeId> scopes);
// What the digest of an inbox is a sum of: SHA-256("inbox", dot, state).
Hash256 inbox_leaf(Dot dot, SaveState state);

// A place in the chain of a node: the end of one of its saves.
struct Have {
  std::uint64_t counter = 0;
  Hash256 chain;
  auto operator<=>(const Have&) const = default;
};

// ---- request -------------------------------------------------------------------------------------

struct Hello {
  std::uint32_t version = kWireVersion;
  Uuid office;
  Epoch office_epoch = 0;
  NodeNumber node = kNoNode;
  std::uint64_t request_number = 0;  // grows with every request of a node; a replay is refused
  std::uint64_t last = 0;            // this node's last counter, sent or not
  Hash256 chain_at_last;
  std::uint64_t first = 0;  // counter of the first save in this request; last + 1 when there is none
  std::optional<Hash256> chain_before_first;  // left out when there is none: then it is chain_at_last
  bool asks_have = false;  // the exchange before was cut: say how far you came
  Hash256 vector_hash;     // of the whole cursor vector as it is now; its first kVectorHashBytes travel
  bool vector_is_whole = false;  // the vector frames name every scope held, not only the touched ones
  std::uint32_t answer_bytes_max = 0;  // before compression; 0: limits::kAnswerBytesDefault
  std::uint32_t frame_bytes = 0;       // wished size of the answer's frames; 0: limits::kFrameBytesMax
  std::int64_t wall_ms = 0;            // the laptop's clock, for the office's list of wrong clocks
  std::uint64_t bytes_from = 0;  // pages need not bring the bytes of this node's saves from this counter on
  std::uint64_t answered = 0;    // the last request of this node that the office answered; it must know of it
  bool rescue_follows = false;  // there is more to bring back than fits this request: no pages before it is there
  bool asks_checks = false;     // the caseloads differ: which scopes do?
  bool spell_out = false;  // no brief saves in the answer: one could not be read
  std::uint64_t took = 0;  // the answer to this request was taken to its end: the cursors that it led to are not named
};

struct VectorEntry {
  ScopeId scope;
  std::optional<Cursor> cursor;  // nothing: no longer held
};
struct VectorFrame {
  std::vector<VectorEntry> entries;
};

// The first bytes of a running hash over the canonical bytes of a frame's brief saves (brief.h).
struct BriefCheck {
  std::array<std::uint8_t, 8> bytes{};
  bool operator==(const BriefCheck&) const = default;
};
BriefCheck brief_check_of(const Hash256& running);

struct SentSave {
  std::uint64_t op_count = 0;  // beside the bytes, so that a save that cannot be read keeps its counters
  std::string raw;
  bool sealed = false;  // `raw` is a box that holds the bytes (sealed_box.h)
  bool brief = false;   // `raw` is without what the office can look up (brief.h); never both
};
struct SavesFrame {
  std::uint64_t first = 0;      // counter of the first op of the first save; each save follows the one before
  std::vector<SentSave> saves;
  std::optional<BriefCheck> check = std::nullopt;  // where some are brief
};

// ---- a copy that the office does not know --------------------------------------------------------------------

// Who asks. A hello begins with the same fields.
struct Greeting {
  std::uint32_t version = kWireVersion;
  Uuid office;
  Epoch office_epoch = 0;
  NodeNumber node = kNoNode;
  std::uint64_t request_number = 0;
  std::uint64_t answered = 0;  // as in a hello
};

// This database was restored from an older copy, or is used on two machines: it asks to go on as a node of its own.
struct IncarnationRequest {
  Greeting from;               // of the node that it was until now
  Uuid node_id;                // of the new one, random: asked twice with the same id, the answer is the same
  std::vector<Have> points;    // places in its own chain, so that the office can tell what it has of it
};

struct IncarnationAnswer {
  NodeNumber node = kNoNode;
  Have common;                 // the last of the points that the office has, too; counter 0: none of the saves
  std::int64_t office_ms = 0;
  std::string credential;      // encoded SignedCredential
};

// ---- an office that was restored from a backup ----------------------------------------------------------------

// A node that the database of another one was before.
struct Ancestor {
  NodeNumber node = kNoNode;
  bool ended = false;  // with a restore of the office; else a copy may still speak under this number
};

// The office's statement about a node, for the day on which the office has forgotten it.
struct NodeCredential {
  Uuid office;
  NodeNumber node = kNoNode;
  Uuid node_id;
  std::vector<Ancestor> lineage;  // newest first
  std::string device_key;
  Uuid user;
  std::string user_name;
  std::string role;
};

// Asks an office of a new epoch how much of this copy it still has. Vector frames follow, naming every scope held.
// The laptop goes on as another node: what the lost time knew by the numbers of this one stays what it was.
struct RecoveryRequest {
  Greeting from;           // with the epoch that this laptop knows
  std::string credential;  // encoded SignedCredential
  Uuid node_id;                // of the new node, and ...
  std::vector<Have> points;    // ... places in the chain of the old one, as in an IncarnationRequest
};

// How the office stands to a scope of the vector now, where that differs from what the laptop holds.
struct ScopeState {
  ScopeId scope;
  Epoch epoch = 0;        // of the grant; 0: it knows of none
  Position position = 0;  // up to here both logs are the same
};

// How far the office has the chain of a node.
struct NodeEnd {
  NodeNumber node = kNoNode;
  Have have;
};

struct RecoveryAnswer {  // as many frames as it takes; only `scopes` counts in those behind the first
  Epoch office_epoch = 0;
  NodeNumber node = kNoNode;  // that the laptop is from now on; kNoNode: it has recovered already
  std::string credential;     // of that node: encoded SignedCredential
  std::vector<NodeEnd> ends;  // of the node that asked and those that it was before
  std::int64_t office_ms = 0;
  std::vector<ScopeState> scopes;
};

// A save of another author, or of an earlier node of this laptop, which the office may have lost.
struct RescueEntry {
  Dot dot;
  std::uint64_t op_count = 0;
  std::optional<std::string> raw;  // nothing: offered before; what became of it?
  bool sealed = false;
  std::int64_t received_ms = 0;
  std::vector<Substitution> substitutions;  // what the office had said that it stands for
};
struct RescueFrame {
  std::vector<RescueEntry> entries;
};

struct Fate {
  Dot dot;
  SaveState state = SaveState::parked;
  Dot known_as;  // of a duplicate
};
struct FatesFrame {
  std::vector<Fate> fates;  // of rescued saves that are no longer parked
};

// ---- answer --------------------------------------------------------------------------------------

struct SaveCounts {
  std::uint64_t applied = 0;
  std::uint64_t late = 0;
  std::uint64_t parked = 0;
  std::uint64_t accepted = 0;
  std::uint64_t declined = 0;
  std::uint64_t duplicate = 0;
  auto operator<=>(const SaveCounts&) const = default;
};

// The office's statement that a node's saves are with it, up to a counter and the chain there.
struct Receipt {
  Uuid office;
  Epoch office_epoch = 0;
  NodeNumber node = kNoNode;
  std::uint64_t counter = 0;
  Hash256 chain;
  SaveCounts counts;  // of all saves of that node
  Hash256 inbox_digest;
  std::int64_t time_ms = 0;
};

struct SignedReceipt {
  std::string body;       // encoded Receipt
  std::string signature;  // of the office's key over "satchel receipt 1 " and the body
};


// The first frame of every answer, committed by the laptop as one transaction.
struct Welcome {
  std::uint64_t ack = 0;  // the end of the last save that is committed and proven by this request
  std::optional<Have> have;
  bool vector_accepted = false;  // the touched entries are stored; false: nothing of the vector is
  bool send_vector = false;      // the vector hashes differ: name every scope next time
  bool pages_follow = false;     // the whole queue is proven, so pages and withdrawals were looked for
  std::int64_t office_ms = 0;
  std::string receipt;  // encoded SignedReceipt; only when `ack` advanced
  std::uint64_t rescued = 0;  // entries of this request's rescue frames that are stored
  bool spell_out = false;     // a brief save could not be read: none is to be sent for now
  std::uint64_t slow_ms = 0;  // not 0: the laptop has brought much lately; for so long the office takes no more
};

struct SignedCredential {
  std::string body;       // encoded NodeCredential
  std::string signature;  // of the office's key over "satchel node 1 " and the body
};

struct Withdrawal {
  ScopeId scope;
  Epoch epoch = 0;
};
struct WithdrawalsFrame {
  std::vector<Withdrawal> withdrawn;
};

// About the certificate that the laptop showed on this link; behind the welcome. The key in it stays the same, so
// an answer that is lost does no harm: the next one brings it again.
struct CertificateFrame {
  bool ran_out = false;  // it had run out by the office's clock: what was sent is parked, and no pages follow
  std::string renewed;   // the new one, X.509 in DER; empty when it had run out
};

// One placed save in the log of a scope.
struct LogEntry {
  Dot dot;  // its first op
  std::uint64_t op_count = 0;
  std::optional<std::string> raw;  // left out when this very request brought it
  std::int64_t received_ms = 0;
  bool late = false;
  bool accepted = false;  // by a person's verdict: counts as oldest
  bool brief = false;     // `raw` is without what the laptop can look up (brief.h)
  std::vector<Substitution> substitutions;
};

// One parked or settled save in a user's inbox, in its present state.
struct InboxEntry {
  Dot dot;
  std::uint64_t op_count = 0;
  std::optional<std::string> raw;  // left out when this very request brought it
  std::int64_t received_ms = 0;
  SaveState state = SaveState::parked;
  std::string reason;
  bool waits = false;
  Dot waits_for;
  std::vector<Substitution> substitutions;  // what it stands for, though not all of it may be here yet
};

// The first bytes of a scope's digest: enough to tell at once which file differs. That nothing differs is proved by the
// whole digest of the caseload.
struct ScopeCheck {
  std::array<std::uint8_t, 4> bytes{};
  bool operator==(const ScopeCheck&) const = default;
};
ScopeCheck check_of(const Hash256& digest);

// The checks of all scopes that the office gives this laptop, in the order of their ids; only when they were asked for and
// all pages are told. A list that is longer than a frame goes on in the next one.
struct ChecksFrame {
  std::uint64_t first = 0;  // so many scopes come before
  Hash256 of;               // hash_of_ids: both sides speak of the same scopes
  std::vector<ScopeCheck> checks;
};

// A run of a scope's log. A chunk is committed together with the cursor that it leads to.
struct Chunk {
  ScopeId scope;
  bool scope_in_entry = false;  // on the wire: the bytes of its first entry tell it
  Epoch epoch = 0;              // of the grant; 0: that of the cursor here
  Position from = 0;  // the position before the first entry; 0 starts a snapshot
  Position to = 0;    // the position after this chunk
  std::vector<LogEntry> entries;        // a case file or shared scope
  std::vector<InboxEntry> inbox;        // an inbox
  std::optional<ScopeCheck> check_at_end;  // present when `to` is the head: of the scope's digest there
};
struct PagesFrame {
  std::vector<Chunk> chunks;
  std::optional<BriefCheck> check = std::nullopt;  // where some saves are brief
};

// The last frame. Without it an answer is not complete.
struct Farewell {
  bool more = false;  // there is more to fetch or to prove
  Hash256 caseload_digest;
  std::uint64_t scopes = 0;
  bool remembers = false;  // the office knows what cursors this answer leads to, until the next request
};

enum class RefusalKind : std::uint8_t {
  unknown_node = 1,
  not_signed = 2,
  replayed = 3,
  other_office = 4,   // the office id or epoch is not the one of this office
  fork = 5,           // this copy's chain is not the one that the office knows
  gap = 6,            // the first save sent does not follow what the office has
  bad_frame = 7,
  too_new = 8,
  too_large = 9,
  office_fault = 10,  // the office's disk or database failed
  revoked = 11,       // the office has shut this laptop out; nothing is taken and nothing is sent
  office_restored = 12,  // this office, in another epoch: ask it how much of this copy it still has
  office_went_back = 13,  // this office, with an older database and no new epoch: nothing may be taken from it
};
struct Refusal {
  RefusalKind kind = RefusalKind::bad_frame;
  std::string message;
  std::optional<Have> have;  // with `gap` and `fork`
  Epoch office_epoch = 0;    // with `other_office`
  std::uint64_t request_number = 0;  // with `replayed`: the greatest one that the office has received
};

}  // namespace satchel
