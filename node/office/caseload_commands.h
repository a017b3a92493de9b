// assign and unassign: who has which clients.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_caseload_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
