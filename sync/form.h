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

// Of the dots that the form displayed, those that this copy has of the field, or had before they were replaced; and what
// it wrote into the field itself, under any of the numbers `own`. `state`: the field as it is now; null: empty.
std::vector<Dot> replaced_by_form(Store& store, const RecordId& record, FieldId field, const FieldState* state,
                                  std::vector<Dot> displayed, const std::vector<NodeNumber>& own);

}  // namespace satchel
