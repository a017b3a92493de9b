// The laptop's own commands: enroll, sync, status, digest.
#pragma once

#include <memory>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

// The database of --data; an Error that says what to do where nobody was enrolled in it.
Result<std::unique_ptr<LaptopWorkspace>> open_enrolled(const CommonOptions& options);

void add_laptop_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
