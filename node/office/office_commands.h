// The commands by which an office is set up and run: init, user, enroll, node, assign, unassign,
// status, parked and digest.
#pragma once

#include "node/shared/command.h"

namespace satchel {

// The group `import` is put together in main.cc, from this program's part and the shared one.
void add_office_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
