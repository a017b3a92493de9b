// Extra fields: what an office or an import records beyond the core schema.
//
// Each is a `schema_field` record in the directory scope, with an id derived from type and name
// (schema.h), so that two laptops that invent the same field offline mean the same.
// Thread rule: the store's. Failure rule: StoreFailure only.
#pragma once

#include <string_view>
#include <vector>

#include "sync/compose.h"
#include "sync/schema.h"
#include "sync/store.h"

namespace satchel {

// The core schema plus the extra fields that this database knows.
Schema load_schema(Store& store);

// The edits that declare an extra field; to be saved into directory_scope().
std::vector<Edit> declare_extra_field(const TypeDef& type, std::string_view name);

// Whether a laptop may write this record type into the directory.
bool is_open_directory_type(TypeId type);

}  // namespace satchel
