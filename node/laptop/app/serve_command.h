// `satchel serve`: the worker's program in the browser, and the sync behind it; `satchel passphrase`.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_serve_command(CLI::App& app, CommonOptions& options);

}  // namespace satchel
