// Settings of the web app, kept in the laptop's database: `Settings` of API.md.
//
// Thread rule: the store's. Failure rule: StoreFailure only; what cannot be read is as on the first day.
#pragma once

#include "node/shared/json.h"
#include "sync/store.h"

namespace satchel {

json::object settings_of(Store& store);

}  // namespace satchel
