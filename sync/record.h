// Record: field -> ordered siblings, and the one line that merges them.
//
//   siblings' = (siblings - predecessors) + {dot: value}
//
// The order of siblings is the order in which the office applied them. A predecessor that has not been
// applied yet goes to the orphan set, so that it does not come back to life when it arrives late. The
// join knows nothing of the schema: old and new programs merge alike.
// Thread rule: plain values. Failure rule: none; applying is total.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sync/hash.h"
#include "sync/ids.h"
#include "sync/op.h"

namespace satchel {

struct Sibling {
  Dot dot;
  Value value;
  bool automatic = false;                // merged by the office's program, waiting for a person's glance
  std::optional<std::vector<Dot>> seen;  // of the field `void`
};

struct FieldState {
  std::vector<Sibling> siblings;
  std::vector<Dot> orphans;

  const Sibling* find(Dot dot) const;
};

class Record {
 public:
  RecordId id;
  TypeId type = 0;
  ScopeId scope;

  bool exists() const { return type != 0; }
  const FieldState* field(FieldId id) const;
  FieldState& field_or_insert(FieldId id);
  const std::vector<std::pair<FieldId, FieldState>>& fields() const { return fields_; }
  std::vector<std::pair<FieldId, FieldState>>& fields() { return fields_; }  // sorted by id

 private:
  std::vector<std::pair<FieldId, FieldState>> fields_;
};

// Where among the siblings a new value goes. An accepted save counts as the oldest.
enum class Place { newest, oldest };

// Applies one field op or `create`. `replaces` are the effective predecessors: the op's own plus
// substitutions. `is_applied` tells whether a dot has been applied to this copy before; it is asked only for
// predecessors that are not live. Other ops change no record.
void apply_op(Record& record, const Op& op, Dot dot, std::span<const Dot> replaces, Place place,
              const std::function<bool(Dot)>& is_applied);

// Void, not delete: every live dot is on the list of a live void. An edit made at the same time keeps the
// whole record alive, and so does somebody who lifted a void without knowing of another one.
bool is_void(const Record& record);
// Voided by one and edited or kept by another at the same time: needs a person.
bool is_voided_and_edited(const Record& record);

// Sum of the leaves of one field: SHA-256(uuid, field, dot, value, order, list of a void).
Hash256 field_digest(const RecordId& record, FieldId field, const FieldState& state);
Hash256 record_digest(const Record& record);

// Every dot of the record that this copy holds, `void` itself left out; sorted.
std::vector<Dot> live_dots(const Record& record);

}  // namespace satchel
