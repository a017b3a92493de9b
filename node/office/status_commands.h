// status and digest: how the office is.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_status_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
