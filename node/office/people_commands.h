// user add, user list, user disable, enroll, node list, node revoke.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_people_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
