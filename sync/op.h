// Op and Save: what people did, as immutable bytes.
//
// An op is one change by one author; a save is the ops of one press of "save": one scope, one frame,
// atomic everywhere. The raw bytes of a save (codec.h) are what is hashed, chained, archived and
// forwarded; nobody ever re-encodes another's save.
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/hash.h"
#include "sync/ids.h"
#include "sync/value.h"

namespace satchel {

// The numbers are permanent. Kinds 12-15 are free; kinds from 16 on carry their length, so that older
// programs keep and forward what they do not understand.
enum class OpKind : std::uint8_t {
  open = 0,     // a scope: the first op of a new case file
  create = 1,   // a record: type and scope
  set = 2,      // a field's value in place of its predecessors
  add = 3,      // an element of a `unite` field
  remove = 4,   // takes elements out of a `unite` field: its predecessors
  resolve = 5,  // a person's (or the office's automatic) choice among siblings: a set that names them all
  retract = 6,  // takes back the values named as predecessors, puts nothing in their place
  release = 7,  // gives a scope back after its wipe
  accept = 8,   // office only: verdict on a parked save
  decline = 9,  // office only
};

struct Op {
  OpKind kind = OpKind::set;
  RecordId record;                // field ops and create
  TypeId type = 0;                // create
  FieldId field = 0;              // field ops
  std::vector<Dot> predecessors;  // field ops: dots of the same field that the author saw and replaces
  Value value;                    // set, add, resolve
  bool automatic = false;         // resolve, retract: made by the office's program, not by a person
  // A set of `void`: every dot of the record that the author's database held. A set of `void` without
  // a list lifts a void.
  std::optional<std::vector<Dot>> seen;
  Epoch epoch = 0;      // release: the grant that ends
  Dot save;             // accept, decline: the first dot of the save
  std::string reason;   // decline
  std::string unknown;  // kinds of later versions: the bytes of the op, kept as they are
  std::uint32_t unknown_kind = 0;

  bool puts_value() const {
    return kind == OpKind::set || kind == OpKind::add || kind == OpKind::resolve;
  }
  bool is_field_op() const {
    return unknown_kind == 0 && kind >= OpKind::set && kind <= OpKind::retract;
  }
  bool changes_record() const {
    return is_field_op() || (unknown_kind == 0 && kind == OpKind::create);
  }
};

// What tells a save from every other one, under whatever dots it is known by now: its first dot, and what it says
// (words_of in restamp.h). Neither alone does: two copies of a database give one name to different saves.
struct Origin {
  Dot dot;
  Hash256 words;
  auto operator<=>(const Origin&) const = default;
};

struct Save {
  ScopeId scope;
  Epoch epoch = 0;  // of the grant under which it was written; 0: a scope that this save opens
  Position read_to = 0;  // how far the author's copy had read the scope's log: what could be known
  std::string user;
  std::int64_t wall_ms = 0;          // the author's clock, ms since 1970 UTC; decides nothing
  std::int64_t clock_offset_ms = 0;  // office clock minus author's clock at the last sync
  std::int32_t zone_minutes = 0;     // the author's offset from UTC
  std::optional<Dot> origin;         // its first dot before it was ever stamped anew: its name for good
  std::vector<Dot> former;           // first dots under which an office had it once
  std::vector<Op> ops;

  // Whether it opens its scope: the first op says so.
  bool opens() const {
    return !ops.empty() && ops[0].unknown_kind == 0 && ops[0].kind == OpKind::open;
  }
  // Whether it gives a file back: that is all it does.
  bool is_release() const {
    return ops.size() == 1 && ops[0].unknown_kind == 0 && ops[0].kind == OpKind::release;
  }
};

// The states of a save. `pending` exists on laptops only: not yet placed in a log by the office.
// `duplicate`: a re-stamped copy of a save that the office has under another dot (StoredSave::waits_for names it).
// `rescued`: of another author, read here before the office was restored to a time before it; laptops only.
enum class SaveState : std::uint8_t {
  pending = 0,
  applied = 1,
  parked = 2,
  accepted = 3,
  declined = 4,
  duplicate = 5,
  rescued = 6,
};
const char* to_string(SaveState state);

// What an op named, besides its own predecessors, because a predecessor was parked or declined: such a
// dot stands for its own predecessors. Decided by the office when it applied the save, told to every
// holder, because holders do not have each other's parked saves.
struct Substitution {
  std::uint32_t op = 0;  // index within the save
  Dot also_replaces;
  auto operator<=>(const Substitution&) const = default;
};

// A save as a database keeps it.
struct StoredSave {
  NodeNumber node = kNoNode;
  std::uint64_t first = 0;  // counters of its first and last op
  std::uint64_t last = 0;
  ScopeId scope;
  std::string raw;
  // A laptop's: its file was wiped. `raw` is then a box for the office (sealed_box.h), empty once nobody needs it
  // any more, and `scope` is nobody's: the row does not tell whose file it was.
  bool sealed = false;
  Hash256 chain;  // of the author's node after this save; zero where it is not known
  std::int64_t received_ms = 0;  // the office's clock; 0 while pending
  SaveState state = SaveState::pending;
  bool late = false;     // applied although the scope was no longer granted on arrival
  std::string reason;    // why parked; after a verdict: the reason of the verdict
  bool waits = false;    // parked, and judged again by itself when what it waits for is there
  Dot waits_for;         // the dot that it waits for, where that is known; of a duplicate: the save that it is
  Position position = 0;        // in the scope's log; 0: not applied
  Position inbox_position = 0;  // in the author's inbox; 0: never parked
  SaveState inbox_state = SaveState::pending;  // what the inbox said last
  Uuid author;                  // office: the user whose inbox it is in; nil when never parked
  std::vector<Substitution> substitutions;

  Dot dot() const { return {node, first}; }
  Dot dot_of(std::size_t op_index) const { return {node, first + op_index}; }
  bool is_applied() const { return position != 0; }
  // Of a duplicate: the dot under which the op with that dot of this save is known.
  Dot same_as(Dot own) const { return {waits_for.node, waits_for.counter + (own.counter - first)}; }
};

}  // namespace satchel
