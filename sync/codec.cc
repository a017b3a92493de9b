#include "sync/codec.h"

#include <algorithm>
#include <array>

#include "sync/archive.h"
#include "sync/facts.h"
#include "sync/limits.h"

namespace satchel {

namespace {

constexpr std::uint8_t kSaveFormat = 1;
constexpr std::uint8_t kFieldsFormat = 1;

// ---- small types ----------------------------------------------------------------------------------

void put_uuid(WireOutput& ar, const Uuid& id) { ar.raw(id.bytes.data(), id.bytes.size()); }
Uuid get_uuid(WireInput& ar) {
  Uuid id;
  ar.raw(id.bytes.data(), id.bytes.size());
  return id;
}

void put_dots(WireOutput& ar, const std::vector<Dot>& dots) {
  ar.varint(dots.size());
  for (const Dot dot : dots) {
    ar.varint(dot.node);
    ar.varint(dot.counter);
  }
}

NodeNumber get_node(WireInput& ar) {
  const std::uint64_t node = ar.varint();
  if (node > kNodeNumberMax) throw cereal::Exception("node number out of range");
  return node;
}

std::vector<Dot> get_dots(WireInput& ar, std::size_t count_max) {
  const std::size_t count = ar.size();
  if (count > count_max) throw cereal::Exception("too many dots");
  std::vector<Dot> dots(count);
  for (Dot& dot : dots) {
    dot.node = get_node(ar);
    dot.counter = ar.varint();
  }
  return dots;
}

// ---- values ---------------------------------------------------------------------------------------
// One tag byte, then the payload. Ids written as text take 16 bytes; texts up to kShortTextMax bytes
// have their length in the tag.

enum ValueTag : std::uint8_t {
  kNull = 0,
  kFalse = 1,
  kTrue = 2,
  kInteger = 3,
  kReal = 4,
  kText = 5,
  kJson = 6,
  kUuidText = 7,
  kShortText = 32,
};
constexpr std::size_t kShortTextMax = 255 - kShortText;

void put_text(WireOutput& ar, const std::string& text) {
  if (text.size() == 36) {
    const auto id = Uuid::parse(text);
    if (id && id->to_string() == text) {
      ar.byte(kUuidText);
      put_uuid(ar, *id);
      return;
    }
  }
  if (text.size() <= kShortTextMax) {
    ar.byte(static_cast<std::uint8_t>(kShortText + text.size()));
    ar.raw(text.data(), text.size());
    return;
  }
  ar.byte(kText);
  ar.sized(text);
}

struct ValueWriter {
  WireOutput& ar;
  void operator()(std::monostate) const { ar.byte(kNull); }
  void operator()(bool value) const { ar.byte(value ? kTrue : kFalse); }
  void operator()(std::int64_t value) const {
    ar.byte(kInteger);
    ar.zigzag(value);
  }
  void operator()(double value) const {
    ar.byte(kReal);
    ar(value);
  }
  void operator()(const std::string& value) const { put_text(ar, value); }
  void operator()(const JsonText& value) const {
    ar.byte(kJson);
    ar.sized(value.text);
  }
};

void put_value(WireOutput& ar, const Value& value) { std::visit(ValueWriter{ar}, value); }

Value get_value(WireInput& ar) {
  const std::uint8_t tag = ar.byte();
  if (tag >= kShortText) return std::string(ar.bytes(tag - kShortText));
  switch (tag) {
    case kNull: return std::monostate{};
    case kFalse: return false;
    case kTrue: return true;
    case kInteger: return ar.zigzag();
    case kReal: {
      double real = 0;
      ar(real);
      return real;
    }
    case kText: return std::string(ar.sized());
    case kJson: return JsonText{std::string(ar.sized())};
    case kUuidText: return get_uuid(ar).to_string();
    default: throw cereal::Exception("unknown kind of value");
  }
}

// ---- ops ------------------------------------------------------------------------------------------
// One head byte: the kind in the low four bits, flags above. kSameRecord saves the 16 bytes of an id.

constexpr std::uint8_t kKindMask = 0x0f;
constexpr std::uint8_t kSameRecord = 0x10;
constexpr std::uint8_t kHasPredecessors = 0x20;
constexpr std::uint8_t kHasSeen = 0x40;
constexpr std::uint8_t kLong = 0x80;       // kinds from 16 on: a varint kind and sized bytes follow
constexpr std::uint8_t kAutomaticBit = 1;  // a byte of its own, in resolve and retract only

void put_record_ref(WireOutput& ar, const Op& op, const RecordId* previous) {
  if (previous == nullptr || *previous != op.record) put_uuid(ar, op.record.uuid);
}

std::uint8_t head_of(const Op& op, const RecordId* previous) {
  auto head = static_cast<std::uint8_t>(op.kind);
  if ((op.is_field_op() || op.kind == OpKind::create) && previous != nullptr &&
      *previous == op.record) {
    head = static_cast<std::uint8_t>(head | kSameRecord);
  }
  if (!op.predecessors.empty()) head = static_cast<std::uint8_t>(head | kHasPredecessors);
  if (op.seen) head = static_cast<std::uint8_t>(head | kHasSeen);
  return head;
}

void put_field_op(WireOutput& ar, const Op& op) {
  ar.varint(op.field);
  if (!op.predecessors.empty()) put_dots(ar, op.predecessors);
  if (op.kind == OpKind::resolve || op.kind == OpKind::retract) {
    ar.byte(op.automatic ? kAutomaticBit : 0);
  }
  if (op.seen) put_dots(ar, *op.seen);
  if (op.puts_value()) put_value(ar, op.value);
}

void put_op(WireOutput& ar, const Op& op, const RecordId* previous) {
  if (op.unknown_kind != 0) {
    ar.byte(kLong);
    ar.varint(op.unknown_kind);
    ar.sized(op.unknown);
    return;
  }
  ar.byte(head_of(op, previous));
  switch (op.kind) {
    case OpKind::open: return;
    case OpKind::create:
      put_record_ref(ar, op, previous);
      ar.varint(op.type);
      return;
    case OpKind::release: ar.varint(op.epoch); return;
    case OpKind::accept:
    case OpKind::decline:
      put_dots(ar, {op.save});
      ar.sized(op.reason);
      return;
    default:
      put_record_ref(ar, op, previous);
      put_field_op(ar, op);
  }
}

void get_field_op(WireInput& ar, Op& op, std::uint8_t head) {
  op.field = ar.varint();
  if (head & kHasPredecessors) op.predecessors = get_dots(ar, limits::kPredecessorsMax);
  if (op.kind == OpKind::resolve || op.kind == OpKind::retract) op.automatic = ar.byte() == 1;
  if (head & kHasSeen) op.seen = get_dots(ar, limits::kVoidListMax);
  if (op.puts_value()) op.value = get_value(ar);
}

RecordId get_record_ref(WireInput& ar, std::uint8_t head, const RecordId* previous) {
  if ((head & kSameRecord) == 0) return {get_uuid(ar)};
  if (previous == nullptr) throw cereal::Exception("the first op names no record");
  return *previous;
}

Op get_op(WireInput& ar, const RecordId* previous) {
  Op op;
  const std::uint8_t head = ar.byte();
  if (head == kLong) {
    const std::uint64_t kind = ar.varint();
    if (kind < 16 || kind > UINT32_MAX) throw cereal::Exception("unknown kind of op");
    op.unknown_kind = static_cast<std::uint32_t>(kind);
    op.unknown = ar.sized();
    return op;
  }
  if ((head & kLong) != 0 || (head & kKindMask) > static_cast<std::uint8_t>(OpKind::decline)) {
    throw cereal::Exception("unknown kind of op");
  }
  op.kind = static_cast<OpKind>(head & kKindMask);
  switch (op.kind) {
    case OpKind::open: return op;
    case OpKind::create: {
      op.record = get_record_ref(ar, head, previous);
      const std::uint64_t type = ar.varint();
      if (type == 0 || type > UINT32_MAX) throw cereal::Exception("record type out of range");
      op.type = static_cast<TypeId>(type);
      return op;
    }
    case OpKind::release: op.epoch = ar.varint(); return op;
    case OpKind::accept:
    case OpKind::decline: {
      const auto dots = get_dots(ar, 1);
      if (dots.size() != 1) throw cereal::Exception("a verdict names one save");
      op.save = dots[0];
      op.reason = ar.sized();
      return op;
    }
    default:
      op.record = get_record_ref(ar, head, previous);
      get_field_op(ar, op, head);
      return op;
  }
}

void put_scope(WireOutput& ar, const ScopeId& scope) {
  ar.byte(static_cast<std::uint8_t>(scope.kind));
  put_uuid(ar, scope.subject);
}
ScopeId get_scope(WireInput& ar) {
  ScopeId scope;
  scope.kind = static_cast<ScopeKind>(ar.byte());
  scope.subject = get_uuid(ar);
  return scope;
}

void put_hash(WireOutput& ar, const Hash256& hash) { ar.raw(hash.bytes.data(), hash.bytes.size()); }
Hash256 get_hash(WireInput& ar) {
  Hash256 hash;
  ar.raw(hash.bytes.data(), hash.bytes.size());
  return hash;
}

template <class Write>
std::string written(Write write) {
  std::string out;
  WireOutput ar(out);
  write(ar);
  return out;
}

// Runs a reader over all the bytes; what it throws becomes an Error. A lack of memory says nothing about the bytes: a good
// save must not be parked for it.
template <class Read>
Status read_whole(std::string_view bytes, const char* what, Read read) {
  try {
    WireInput ar(bytes);
    read(ar);
    ar.finish();
    return Done{};
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& problem) {
    return Error{ErrorKind::corrupt, std::string(what) + " cannot be read: " + problem.what(), ""};
  }
}

}  // namespace

// ---- cereal: the types inside messages ---------------------------------------------------------------

static void save(WireOutput& ar, const Uuid& id) { put_uuid(ar, id); }
static void load(WireInput& ar, Uuid& id) { id = get_uuid(ar); }
static void save(WireOutput& ar, const Hash256& hash) { put_hash(ar, hash); }
static void load(WireInput& ar, Hash256& hash) { hash = get_hash(ar); }
static void save(WireOutput& ar, const ScopeId& scope) { put_scope(ar, scope); }
static void load(WireInput& ar, ScopeId& scope) { scope = get_scope(ar); }

static void save(WireOutput& ar, const ScopeCheck& check) { ar.raw(check.bytes.data(), check.bytes.size()); }
static void load(WireInput& ar, ScopeCheck& check) { ar.raw(check.bytes.data(), check.bytes.size()); }

static void save(WireOutput& ar, const BriefCheck& check) { ar.raw(check.bytes.data(), check.bytes.size()); }
static void load(WireInput& ar, BriefCheck& check) { ar.raw(check.bytes.data(), check.bytes.size()); }

// A node number within a message: what lies over the greatest one is no node, as it is none in a save.
struct NodeOnWire {
  NodeNumber& number;
};
static void save(WireOutput& ar, const NodeOnWire& node) { ar.varint(node.number); }
static void load(WireInput& ar, NodeOnWire& node) { node.number = get_node(ar); }

// Several truths in one byte, the first one in its lowest bit. A bit without a meaning is an error.
struct FlagsOnWire {
  std::array<bool*, 8> flags;  // as many as there are, then nothing
};
static void save(WireOutput& ar, const FlagsOnWire& item) {
  unsigned byte = 0;
  for (std::size_t bit = 0; bit < item.flags.size(); ++bit) {
    if (item.flags[bit] != nullptr && *item.flags[bit]) byte |= 1U << bit;
  }
  ar.byte(static_cast<std::uint8_t>(byte));
}
static void load(WireInput& ar, FlagsOnWire& item) {
  const unsigned byte = ar.byte();
  for (std::size_t bit = 0; bit < item.flags.size(); ++bit) {
    const bool is_set = (byte >> bit & 1U) != 0;
    if (item.flags[bit] != nullptr) {
      *item.flags[bit] = is_set;
    } else if (is_set) {
      throw cereal::Exception("unknown flags");
    }
  }
}

template <class Archive>
void serialize(Archive& ar, Dot& dot) {
  ar(NodeOnWire{dot.node}, dot.counter);
}
template <class Archive>
void serialize(Archive& ar, Substitution& item) {
  ar(item.op, item.also_replaces);
}
template <class Archive>
void serialize(Archive& ar, Cursor& cursor) {
  ar(cursor.epoch, cursor.position);
}
struct VectorHashOnWire {
  Hash256& hash;
};
static void save(WireOutput& ar, const VectorHashOnWire& item) { ar.raw(item.hash.bytes.data(), kVectorHashBytes); }
static void load(WireInput& ar, VectorHashOnWire& item) {
  item.hash = Hash256{};
  ar.raw(item.hash.bytes.data(), kVectorHashBytes);
}

template <class Archive>
void serialize(Archive& ar, Hello& m) {
  ar(m.version, m.office, m.office_epoch, NodeOnWire{m.node}, m.request_number,
     FlagsOnWire{{&m.asks_have, &m.vector_is_whole, &m.rescue_follows, &m.asks_checks, &m.spell_out}}, m.last, m.chain_at_last,
     m.first, m.chain_before_first, VectorHashOnWire{m.vector_hash}, m.answer_bytes_max,
     m.frame_bytes, m.wall_ms, m.bytes_from, m.answered, m.took);
}
template <class Archive>
void serialize(Archive& ar, VectorEntry& entry) {
  ar(entry.scope, entry.cursor);
}
template <class Archive>
void serialize(Archive& ar, VectorFrame& m) {
  ar(m.entries);
}
constexpr std::uint64_t kSentSealed = 1;
constexpr std::uint64_t kSentBrief = 2;
template <class Archive>
void serialize(Archive& ar, SentSave& item) {
  // One number: a queue of a thousand small saves should not grow by a byte each for what is rare.
  std::uint64_t head = item.op_count * 4 + (item.sealed ? kSentSealed : 0) + (item.brief ? kSentBrief : 0);
  ar(head, item.raw);
  item.op_count = head / 4;
  item.sealed = (head & kSentSealed) != 0;
  item.brief = (head & kSentBrief) != 0;
  if (item.sealed && item.brief) throw cereal::Exception("a box is never brief");
}
template <class Archive>
void serialize(Archive& ar, SavesFrame& m) {
  ar(m.first, m.saves, m.check);
}
template <class Archive>
void serialize(Archive& ar, SaveCounts& counts) {
  ar(counts.applied, counts.late, counts.parked, counts.accepted, counts.declined, counts.duplicate);
}
template <class Archive>
void serialize(Archive& ar, Receipt& m) {
  ar(m.office, m.office_epoch, NodeOnWire{m.node}, m.counter, m.chain, m.counts, m.inbox_digest, m.time_ms);
}
template <class Archive>
void serialize(Archive& ar, SignedReceipt& m) {
  ar(m.body, m.signature);
}
template <class Archive>
void serialize(Archive& ar, Have& m) {
  ar(m.counter, m.chain);
}
template <class Archive>
void serialize(Archive& ar, Greeting& m) {
  ar(m.version, m.office, m.office_epoch, NodeOnWire{m.node}, m.request_number, m.answered);
}
template <class Archive>
void serialize(Archive& ar, IncarnationRequest& m) {
  ar(m.from, m.node_id, m.points);
}
template <class Archive>
void serialize(Archive& ar, IncarnationAnswer& m) {
  ar(NodeOnWire{m.node}, m.common, m.office_ms, m.credential);
}
template <class Archive>
void serialize(Archive& ar, Ancestor& m) {
  ar(NodeOnWire{m.node}, m.ended);
}
template <class Archive>
void serialize(Archive& ar, NodeCredential& m) {
  ar(m.office, NodeOnWire{m.node}, m.node_id, m.lineage, m.device_key, m.user, m.user_name, m.role);
}
template <class Archive>
void serialize(Archive& ar, SignedCredential& m) {
  ar(m.body, m.signature);
}
template <class Archive>
void serialize(Archive& ar, RecoveryRequest& m) {
  ar(m.from, m.credential, m.node_id, m.points);
}
template <class Archive>
void serialize(Archive& ar, NodeEnd& m) {
  ar(NodeOnWire{m.node}, m.have);
}
template <class Archive>
void serialize(Archive& ar, ScopeState& m) {
  ar(m.scope, m.epoch, m.position);
}
template <class Archive>
void serialize(Archive& ar, RecoveryAnswer& m) {
  ar(m.office_epoch, NodeOnWire{m.node}, m.credential, m.ends, m.office_ms, m.scopes);
}
template <class Archive>
void serialize(Archive& ar, RescueEntry& m) {
  ar(m.dot, m.op_count, m.raw, m.sealed, m.received_ms, m.substitutions);
}
template <class Archive>
void serialize(Archive& ar, RescueFrame& m) {
  ar(m.entries);
}
template <class Archive>
void serialize(Archive& ar, Fate& m) {
  ar(m.dot, m.state, m.known_as);
}
template <class Archive>
void serialize(Archive& ar, FatesFrame& m) {
  ar(m.fates);
}
template <class Archive>
void serialize(Archive& ar, Welcome& m) {
  ar(m.ack, m.have, FlagsOnWire{{&m.vector_accepted, &m.send_vector, &m.pages_follow, &m.spell_out}}, m.office_ms,
     m.receipt, m.rescued, m.slow_ms);
}
template <class Archive>
void serialize(Archive& ar, Withdrawal& m) {
  ar(m.scope, m.epoch);
}
template <class Archive>
void serialize(Archive& ar, WithdrawalsFrame& m) {
  ar(m.withdrawn);
}

template <class Archive>
void serialize(Archive& ar, LogEntry& entry) {
  ar(entry.dot, entry.op_count, entry.raw, entry.received_ms, FlagsOnWire{{&entry.late, &entry.accepted, &entry.brief}},
     entry.substitutions);
}
template <class Archive>
void serialize(Archive& ar, InboxEntry& entry) {
  ar(entry.dot, entry.op_count, entry.raw, entry.received_ms, entry.state, entry.reason, entry.waits,
     entry.waits_for, entry.substitutions);
}

// In place of a kind of scope.
constexpr std::uint8_t kScopeInEntry = 255;
struct ChunkScopeOnWire {
  Chunk& chunk;
};
static void save(WireOutput& ar, const ChunkScopeOnWire& item) {
  if (item.chunk.scope_in_entry) {
    ar.byte(kScopeInEntry);
  } else {
    put_scope(ar, item.chunk.scope);
  }
}
static void load(WireInput& ar, ChunkScopeOnWire& item) {
  const std::uint8_t kind = ar.byte();
  item.chunk.scope_in_entry = kind == kScopeInEntry;
  if (item.chunk.scope_in_entry) return;
  item.chunk.scope.kind = static_cast<ScopeKind>(kind);
  item.chunk.scope.subject = get_uuid(ar);
}
template <class Archive>
void serialize(Archive& ar, Chunk& chunk) {
  ar(ChunkScopeOnWire{chunk}, chunk.epoch, chunk.from, chunk.to, chunk.entries, chunk.inbox, chunk.check_at_end);
}
template <class Archive>
void serialize(Archive& ar, PagesFrame& m) {
  ar(m.chunks, m.check);
}
template <class Archive>
void serialize(Archive& ar, ChecksFrame& m) {
  ar(m.first, m.of, m.checks);
}
template <class Archive>
void serialize(Archive& ar, Farewell& m) {
  ar(m.more, m.caseload_digest, m.scopes, m.remembers);
}
template <class Archive>
void serialize(Archive& ar, Refusal& m) {
  ar(m.kind, m.message, m.have, m.office_epoch, m.request_number);
}
template <class Archive>
void serialize(Archive& ar, CertificateFrame& m) {
  ar(m.ran_out, m.renewed);
}
template <class Archive>
void serialize(Archive& ar, EnrolmentRequest& m) {
  ar(m.version, m.code, m.fingerprint, m.device_key, m.node_id);
}
template <class Archive>
void serialize(Archive& ar, EnrolmentAnswer& m) {
  ar(m.office, m.office_epoch, m.office_name, m.office_key, NodeOnWire{m.node}, m.user, m.user_name, m.role,
     m.directory_epoch, m.inbox_epoch, m.office_ms, m.certificate, m.credential);
}
template <class Archive>
void serialize(Archive& ar, LaptopIdentity& m) {
  ar(m.office_url, m.office, m.office_epoch, m.office_name, m.office_key, NodeOnWire{m.node}, m.node_id, m.user,
     m.user_name, m.role, m.device_secret, m.earlier);
}
template <class Archive>
void serialize(Archive& ar, LaptopProgress& m) {
  ar(m.counter, m.chain, m.acked, m.chain_at_acked, m.request_number, m.cut, m.touched, m.confirmed,
     m.send_whole_vector, m.vector_hash, m.caseload_digest, m.scope_count, m.clock_offset_ms,
     m.last_sync_ms, m.frame_bytes, m.proven_equal, m.rescued_to, m.rescue_due, m.rescue_waits, m.settled, m.answered,
     m.took, m.took_after, m.took_to, m.comparing, m.spell_out);
}
template <class Archive>
void serialize(Archive& ar, OfficeIdentity& m) {
  ar(m.id, m.epoch, m.name, m.secret_key, m.public_key, m.last_grant_epoch, NodeOnWire{m.last_node},
     NodeOnWire{m.first_node}, m.former_epochs, m.restored_ms, m.recovering);
}

template <class Archive>
void serialize(Archive& ar, ToldCursors& m) {
  ar(m.request_number, m.entries);
}

// ---- saves --------------------------------------------------------------------------------------------

namespace {

// The first name, then those under which an office had it; whether the first one is one of these.
void put_names(WireOutput& ar, const Save& item) {
  const bool had_first = item.origin && !item.former.empty() && item.former.front() == *item.origin;
  std::vector<Dot> names;
  if (item.origin) names.push_back(*item.origin);
  names.insert(names.end(), item.former.begin() + (had_first ? 1 : 0), item.former.end());
  put_dots(ar, names);
  if (!names.empty()) ar.byte(had_first ? 1 : 0);
}

void get_names(WireInput& ar, Save& item) {
  item.former = get_dots(ar, limits::kFormerNamesMax + 1);
  if (item.former.empty()) return;
  item.origin = item.former.front();
  const std::uint8_t had_first = ar.byte();
  if (had_first > 1) throw cereal::Exception("unknown flags");
  if (had_first == 0) item.former.erase(item.former.begin());
}

void put_save(WireOutput& ar, const Save& item) {
  ar.byte(kSaveFormat);
  put_scope(ar, item.scope);
  ar.varint(item.epoch);
  ar.varint(item.read_to);
  ar.sized(item.user);
  ar.zigzag(item.wall_ms);
  ar.zigzag(item.clock_offset_ms);
  ar.zigzag(item.zone_minutes);
  put_names(ar, item);
  ar.varint(item.ops.size());
  const RecordId* previous = nullptr;
  for (const Op& op : item.ops) {
    put_op(ar, op, previous);
    if (op.changes_record()) previous = &op.record;
  }
}

void get_save_head(WireInput& ar, Save& item) {
  if (ar.byte() != kSaveFormat) throw cereal::Exception("a save of a later version");
  item.scope = get_scope(ar);
  item.epoch = ar.varint();
  item.read_to = ar.varint();
  item.user = ar.sized();
  item.wall_ms = ar.zigzag();
  item.clock_offset_ms = ar.zigzag();
  const std::int64_t zone = ar.zigzag();
  if (zone < -24 * 60 || zone > 24 * 60) throw cereal::Exception("time zone out of range");
  item.zone_minutes = static_cast<std::int32_t>(zone);
  get_names(ar, item);
}

void get_save(WireInput& ar, Save& item) {
  get_save_head(ar, item);
  const std::size_t count = ar.size();
  if (count == 0 || count > limits::kSaveOpsMax) throw cereal::Exception("number of ops");
  item.ops.reserve(count);
  const RecordId* previous = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    item.ops.push_back(get_op(ar, previous));
    const Op& op = item.ops.back();
    if (op.changes_record()) previous = &op.record;
  }
}

}  // namespace

std::string encode_save(const Save& item) {
  return written([&](WireOutput& ar) { put_save(ar, item); });
}

Result<Save> decode_save(std::string_view raw) {
  Save item;
  const auto read = read_whole(raw, "the save", [&](WireInput& ar) { get_save(ar, item); });
  if (!read) return read.error();
  return item;
}

Result<Save> decode_save(const StoredSave& row) {
  if (!row.sealed) return decode_save(row.raw);
  return Error{ErrorKind::refused, "this save is sealed: its file is not on this laptop", ""};
}

// ---- records ------------------------------------------------------------------------------------------

namespace {

constexpr std::uint8_t kSiblingAutomatic = 1;
constexpr std::uint8_t kSiblingSeen = 2;

void put_sibling(WireOutput& ar, const Sibling& sibling) {
  ar.varint(sibling.dot.node);
  ar.varint(sibling.dot.counter);
  ar.byte(static_cast<std::uint8_t>((sibling.automatic ? kSiblingAutomatic : 0) |
                                    (sibling.seen ? kSiblingSeen : 0)));
  if (sibling.seen) put_dots(ar, *sibling.seen);
  put_value(ar, sibling.value);
}

Sibling get_sibling(WireInput& ar) {
  Sibling sibling;
  sibling.dot.node = get_node(ar);
  sibling.dot.counter = ar.varint();
  const std::uint8_t flags = ar.byte();
  sibling.automatic = (flags & kSiblingAutomatic) != 0;
  if (flags & kSiblingSeen) sibling.seen = get_dots(ar, SIZE_MAX);
  sibling.value = get_value(ar);
  return sibling;
}

}  // namespace

std::string encode_fields(const Record& record) {
  return written([&](WireOutput& ar) {
    ar.byte(kFieldsFormat);
    ar.varint(record.fields().size());
    for (const auto& [id, state] : record.fields()) {
      ar.varint(id);
      ar.varint(state.siblings.size());
      for (const Sibling& sibling : state.siblings) put_sibling(ar, sibling);
      put_dots(ar, state.orphans);
    }
  });
}

Status decode_fields(std::string_view blob, Record& record) {
  return read_whole(blob, "the record", [&](WireInput& ar) {
    if (ar.byte() != kFieldsFormat) throw cereal::Exception("a record of a later version");
    const std::size_t count = ar.size();
    record.fields().clear();
    record.fields().reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      auto& [id, state] = record.fields().emplace_back();
      id = ar.varint();
      state.siblings.resize(ar.size());
      for (Sibling& sibling : state.siblings) sibling = get_sibling(ar);
      state.orphans = get_dots(ar, SIZE_MAX);
    }
  });
}

std::string encode_value(const Value& value) {
  return written([&](WireOutput& ar) { put_value(ar, value); });
}

Result<Value> decode_value(std::string_view bytes) {
  Value value;
  const auto read = read_whole(bytes, "the value", [&](WireInput& ar) { value = get_value(ar); });
  if (!read) return read.error();
  return value;
}

std::string encode_substitutions(const std::vector<Substitution>& substitutions) {
  return written([&](WireOutput& ar) { ar(substitutions); });
}

Result<std::vector<Substitution>> decode_substitutions(std::string_view bytes) {
  std::vector<Substitution> substitutions;
  const auto read = read_whole(bytes, "substitutions", [&](WireInput& ar) { ar(substitutions); });
  if (!read) return read.error();
  return substitutions;
}

void append_leaf(std::string& leaf, FieldId field, std::size_t order, const Sibling& sibling) {
  WireOutput ar(leaf);
  ar.varint(field);
  ar.varint(order);
  put_sibling(ar, sibling);
}

// ---- messages -----------------------------------------------------------------------------------------

namespace {
template <class Message>
std::string encode_message(const Message& message) {
  return written([&](WireOutput& ar) { ar(message); });
}
template <class Message>
Status decode_message(std::string_view bytes, const char* what, Message& message) {
  return read_whole(bytes, what, [&](WireInput& ar) { ar(message); });
}
}  // namespace

std::string encode(const Hello& m) { return encode_message(m); }
std::string encode(const VectorFrame& m) { return encode_message(m); }
std::string encode(const SavesFrame& m) { return encode_message(m); }
std::string encode(const Welcome& m) { return encode_message(m); }
std::string encode(const WithdrawalsFrame& m) { return encode_message(m); }
std::string encode(const PagesFrame& m) { return encode_message(m); }
std::string encode(const ChecksFrame& m) { return encode_message(m); }
std::string encode(const Farewell& m) { return encode_message(m); }
std::string encode(const Refusal& m) { return encode_message(m); }
std::string encode(const IncarnationRequest& m) { return encode_message(m); }
std::string encode(const IncarnationAnswer& m) { return encode_message(m); }
std::string encode(const CertificateFrame& m) { return encode_message(m); }
std::string encode(const NodeCredential& m) { return encode_message(m); }
std::string encode(const SignedCredential& m) { return encode_message(m); }
std::string encode(const RecoveryRequest& m) { return encode_message(m); }
std::string encode(const RecoveryAnswer& m) { return encode_message(m); }
std::string encode(const RescueFrame& m) { return encode_message(m); }
std::string encode(const FatesFrame& m) { return encode_message(m); }
std::string encode(const Receipt& m) { return encode_message(m); }
std::string encode(const SignedReceipt& m) { return encode_message(m); }
std::string encode(const EnrolmentRequest& m) { return encode_message(m); }
std::string encode(const EnrolmentAnswer& m) { return encode_message(m); }
std::string encode(const LaptopIdentity& m) { return encode_message(m); }
std::string encode(const LaptopProgress& m) { return encode_message(m); }
std::string encode(const ToldCursors& m) { return encode_message(m); }
std::string encode(const OfficeIdentity& m) { return encode_message(m); }

Status decode(std::string_view bytes, Hello& m) { return decode_message(bytes, "the hello", m); }
Status decode(std::string_view bytes, VectorFrame& m) {
  return decode_message(bytes, "the cursor vector", m);
}
Status decode(std::string_view bytes, SavesFrame& m) { return decode_message(bytes, "the saves", m); }
Status decode(std::string_view bytes, Welcome& m) { return decode_message(bytes, "the welcome", m); }
Status decode(std::string_view bytes, WithdrawalsFrame& m) {
  return decode_message(bytes, "the withdrawals", m);
}
Status decode(std::string_view bytes, PagesFrame& m) { return decode_message(bytes, "the pages", m); }
Status decode(std::string_view bytes, ChecksFrame& m) { return decode_message(bytes, "the checks", m); }
Status decode(std::string_view bytes, Farewell& m) {
  return decode_message(bytes, "the farewell", m);
}
Status decode(std::string_view bytes, Refusal& m) { return decode_message(bytes, "the refusal", m); }
Status decode(std::string_view bytes, IncarnationRequest& m) {
  return decode_message(bytes, "the request for a node of its own", m);
}
Status decode(std::string_view bytes, IncarnationAnswer& m) {
  return decode_message(bytes, "the new node", m);
}
Status decode(std::string_view bytes, CertificateFrame& m) {
  return decode_message(bytes, "the certificate", m);
}
Status decode(std::string_view bytes, NodeCredential& m) {
  return decode_message(bytes, "the credential", m);
}
Status decode(std::string_view bytes, SignedCredential& m) {
  return decode_message(bytes, "the credential", m);
}
Status decode(std::string_view bytes, RecoveryRequest& m) {
  return decode_message(bytes, "the request of a recovery", m);
}
Status decode(std::string_view bytes, RecoveryAnswer& m) {
  return decode_message(bytes, "the answer to a recovery", m);
}
Status decode(std::string_view bytes, RescueFrame& m) {
  return decode_message(bytes, "the rescued saves", m);
}
Status decode(std::string_view bytes, FatesFrame& m) {
  return decode_message(bytes, "the fates of rescued saves", m);
}
Status decode(std::string_view bytes, Receipt& m) { return decode_message(bytes, "the receipt", m); }
Status decode(std::string_view bytes, SignedReceipt& m) {
  return decode_message(bytes, "the receipt", m);
}
Status decode(std::string_view bytes, EnrolmentRequest& m) {
  return decode_message(bytes, "the enrolment request", m);
}
Status decode(std::string_view bytes, EnrolmentAnswer& m) {
  return decode_message(bytes, "the enrolment answer", m);
}
Status decode(std::string_view bytes, LaptopIdentity& m) {
  return decode_message(bytes, "the laptop's identity", m);
}
Status decode(std::string_view bytes, LaptopProgress& m) {
  return decode_message(bytes, "the laptop's progress", m);
}
Status decode(std::string_view bytes, OfficeIdentity& m) {
  return decode_message(bytes, "the office's identity", m);
}
Status decode(std::string_view bytes, ToldCursors& m) {
  return decode_message(bytes, "what a laptop was told", m);
}

ScopeCheck check_of(const Hash256& digest) {
  ScopeCheck check;
  std::copy_n(digest.bytes.begin(), check.bytes.size(), check.bytes.begin());
  return check;
}

BriefCheck brief_check_of(const Hash256& running) {
  BriefCheck check;
  std::copy_n(running.bytes.begin(), check.bytes.size(), check.bytes.begin());
  return check;
}

bool same_vector(const Hash256& one, const Hash256& other) {
  return std::equal(one.bytes.begin(), one.bytes.begin() + kVectorHashBytes, other.bytes.begin());
}

Hash256 vector_leaf(const ScopeId& scope, const Cursor& cursor) {
  return sha256(written([&](WireOutput& ar) {
    put_scope(ar, scope);
    ar.varint(cursor.epoch);
    ar.varint(cursor.position);
  }));
}

Hash256 inbox_leaf(Dot dot, SaveState state) {
  return sha256(written([&](WireOutput& ar) {
    ar.sized("inbox");
    ar.varint(dot.node);
    ar.varint(dot.counter);
    ar.byte(static_cast<std::uint8_t>(state));
  }));
}

Hash256 hash_of_ids(std::span<const ScopeId> scopes) {
  return sha256(written([&](WireOutput& ar) {
    for (const ScopeId& scope : scopes) put_scope(ar, scope);
  }));
}

Hash256 caseload_leaf(const ScopeId& scope, Epoch epoch, const Hash256& digest) {
  return sha256(written([&](WireOutput& ar) {
    put_scope(ar, scope);
    ar.varint(epoch);
    put_hash(ar, digest);
  }));
}

}  // namespace satchel
