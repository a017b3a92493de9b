// Form: what a save replaces whose author looked at a form for a while.
//
// A form stays open for minutes; meanwhile a sync may bring what somebody else wrote into the same field. Such a value
// was not seen and is not replaced: it stays beside the new one, as a conflict. What the same copy wrote since, in
// another window, is replaced.
// Thread rule: the store's. Failure rule: StoreFailure only.
#pragma once

#include <vector>

#include "sync/record.h"
#include "sync/store.h"

namespace satchel {

// Whether this very copy wrote the value. `own`: its numbers, the present one first. Under an earlier one another copy of
// the same database may have gone on; what that one wrote came by a page, without its place in a chain.
bool wrote_here(Store& store, Dot dot, const std::vector<NodeNumber>& own);

// Of the dots that the form displayed, those that this copy has of the field, or had before they were replaced; and what
// it wrote into the field itself. `state`: the field as it is now; null: empty.
std::vector<Dot> replaced_by_form(Store& store, const RecordId& record, FieldId field, const FieldState* state,
                                  std::vector<Dot> displayed, const std::vector<NodeNumber>& own);

}  // namespace satchel
