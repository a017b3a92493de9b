// What the office does after its restore from a backup: `recovery`, `recovery grant`, `recovery end`, `recovery report`.
//
// Thread rule: one thread. Failure rule: Errors for the person.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_recovery_commands(CLI::App& app, CommonOptions& options);

}  // namespace satchel
