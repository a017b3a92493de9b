// Compose: what a person entered, as the ops of one save.
//
// Purpose: laptop and office write through this one door: it looks up what the person saw, names it as
// predecessors, and checks values and limits before anybody is told "saved".
// Thread rule: the store's. Failure rule: an Error for the person; nothing was written.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/result.h"
#include "sync/schema.h"

namespace satchel {

struct Author {
  std::string user;
  std::int64_t wall_ms = 0;
  std::int64_t clock_offset_ms = 0;
  std::int32_t zone_minutes = 0;
};

enum class EditKind {
  create,       // record, type
  set,          // field, value: replaces what the form displayed
  add,          // field, value: one more element of a `unite` field
  remove,       // field, value: takes out the elements equal to it
  resolve,      // field, value: replaces every sibling
  retract,      // field: takes back the dots in `dots`
  void_record,  // value: the reason
  lift_void,
};

struct Edit {
  EditKind kind = EditKind::set;
  RecordId record;
  TypeId type = 0;
  FieldId field = 0;
  Value value;
  std::vector<Dot> dots;    // retract; resolve: exactly these siblings (refused if they are others now)
  // set: exactly what it replaces, where the form that the person filled displayed something else than what is here by
  // now: what came meanwhile stays beside the new value. Each is a dot that this copy has, or had, of the field.
  std::optional<std::vector<Dot>> seen = std::nullopt;
  bool automatic = false;   // by the office's program
};

// How compose sees the database: the record as shown, and every dot of it that the copy holds.
struct Sight {
  std::function<std::optional<Record>(const RecordId&)> record;
  std::function<std::vector<Dot>(const RecordId&)> held_dots;
};

// Where a save begins.
struct SaveHead {
  ScopeId scope;
  bool opens = false;    // the save opens the scope
  Epoch epoch = 0;       // of the grant; 0: none yet, or the office's own
  Position read_to = 0;  // how far this copy has read the scope's log
  Dot first;             // that the save's first op will get
};

// The ops of one save. Later edits see the effect of earlier ones.
Result<Save> compose(const Sight& sight, const Schema& schema, const SaveHead& head,
                     std::span<const Edit> edits, const Author& author);

}  // namespace satchel
