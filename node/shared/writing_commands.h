// The commands of both programs that write records.
#pragma once

#include <functional>
#include <memory>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

using OpenWorkspace = std::function<Result<std::unique_ptr<Workspace>>()>;

// new, set, void, apply
void add_writing_commands(CLI::App& app, CommonOptions& options, OpenWorkspace open);
// `import jsonl`, below a group named import
void add_import_jsonl(CLI::App& import_group, CommonOptions& options, OpenWorkspace open);

}  // namespace satchel
