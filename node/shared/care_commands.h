// The commands of both programs that look after the database: backup, restore, doctor.
#pragma once

#include "node/shared/command.h"
#include "node/shared/writing_commands.h"
#include "storage/migrate.h"

namespace satchel {

// `kind` says which file lies in the folder; `open` opens it (not used by `restore`, which also
// works where the database cannot be opened any more).
void add_care_commands(CLI::App& app, CommonOptions& options, Kind kind, OpenWorkspace open);

}  // namespace satchel
