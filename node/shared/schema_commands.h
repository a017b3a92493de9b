// `fields`: which record types there are, and what can be said of each.
#pragma once

#include "node/shared/writing_commands.h"

namespace satchel {

void add_schema_commands(CLI::App& app, CommonOptions& options, OpenWorkspace open);

}  // namespace satchel
