// Policies: which siblings of a field are shown, and whether a person has to choose.
//
// They choose what is shown and remove nothing.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <vector>

#include "sync/record.h"
#include "sync/schema.h"

namespace satchel {

struct Shown {
  std::vector<const Sibling*> siblings;  // one, or for `unite` every distinct element; empty: no value
  bool conflict = false;                 // two or more distinct values that no rule orders

  const Value* value() const { return siblings.empty() ? nullptr : &siblings.front()->value; }
};

Shown shown(const FieldState& state, const FieldDef* field);

// The siblings that an edit of the field replaces: all of them under max, min, unite and further; under
// the others those that the form displayed, which is the shown one and those equal to it.
std::vector<Dot> replaced_by_edit(const FieldState& state, const FieldDef* field);

}  // namespace satchel
