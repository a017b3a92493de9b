// parked list, parked accept, parked decline: saves that wait for a person's decision.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_parked_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
