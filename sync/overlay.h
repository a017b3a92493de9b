// Overlay: saves that lie above the base of a record on a laptop, because no log has brought them yet.
//
// Thread rule: the store's. Failure rule: StoreFailure where a kept save cannot be read.
#pragma once

#include <set>

#include "sync/op.h"
#include "sync/record.h"
#include "sync/store.h"

namespace satchel {

bool touches(const Op& op, const RecordId& record);
// The records that a save creates or changes.
std::set<RecordId> records_of(const Save& save);

// Applies those ops of a save that touch the record, on top of it.
void apply_above(Store& store, Record& record, const StoredSave& row, const Save& save);

// A copy of a save that is not here yet is shown under the dot that others know: they replace it under that.
StoredSave as_the_office_names_it(StoredSave row);

// A save that this laptop has shown before, and can therefore read.
Save decode_kept(const StoredSave& row);

}  // namespace satchel
