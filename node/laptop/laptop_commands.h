// The laptop's own commands: enroll, sync, status, digest.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_laptop_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
