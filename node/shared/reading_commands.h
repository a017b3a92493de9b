// The commands of both programs that read records, and `resolve`.
#pragma once

#include <functional>
#include <memory>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

// show, list, search, history, conflicts, resolve, dump
void add_reading_commands(CLI::App& app, CommonOptions& options,
                          std::function<Result<std::unique_ptr<Workspace>>()> open);

}  // namespace satchel
