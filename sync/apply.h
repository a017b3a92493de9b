// Applying a placed save to the base of its scope: the one path by which the truth changes, on the
// office and on every laptop alike.
//
// Thread rule: the store's; inside a transaction. Failure rule: StoreFailure only; applying is total.
#pragma once

#include <functional>
#include <vector>

#include "sync/op.h"
#include "sync/store.h"

namespace satchel {

// Whether this copy has applied the op with this dot.
bool is_applied(Store& store, Dot dot);

// What the save's ops supersede besides their own predecessors: a parked or declined dot stands for its own
// predecessors, recursively, in the same field.
// `told`: what is known of that already, by an office that has lost some of it since.
std::vector<Substitution> substitutions_of(Store& store, const Save& save, const std::vector<Substitution>& told = {});
// The save as if its author had named these dots, too, where they are here and of the same field.
Save with_substitutions(Store& store, Save save, const std::vector<Substitution>& substitutions);
// What the dots of a void's list stand for besides: of copies the dots that the office knows, of parked and declined
// ones what they replaced.
std::vector<Dot> stand_ins_of_list(Store& store, const std::vector<Dot>& seen);
// The same for one op, over the record as it stands: a dot that is alive there stands for nothing else.
std::vector<Dot> stand_ins_of(Store& store, const Op& op, const Record* record);

// Applies `save`, which `row` keeps, to the base of its records; updates `scope.digest`. Does not put the
// scope or the row. `unhandled_kinds` of later versions change nothing and are kept in the raw bytes.
// `before_put` sees each touched record before it is put (a laptop renews its view there).
void apply_to_base(Store& store, const StoredSave& row, const Save& save, ScopeRow& scope,
                   const std::function<void(StoredRecord&)>& before_put);

}  // namespace satchel
