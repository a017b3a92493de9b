// Short words for saves and records, for lists that people read.
#pragma once

#include <string>

#include "node/shared/workspace.h"

namespace satchel {

// What a save does: "new visit; client: birth_date, phones".
std::string describe_save(Workspace& workspace, const StoredSave& row);

}  // namespace satchel
