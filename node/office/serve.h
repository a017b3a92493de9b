// serve: the office's sync endpoint.
#pragma once

#include "node/shared/command.h"

namespace satchel {

void add_serve_command(CLI::App& app, CommonOptions& options);

}  // namespace satchel
