// Receipt commands: what the office signed for, whether it holds, and whether both sides count the same.
//
// Thread rule: one thread. Failure rule: Errors for the person.
#pragma once

#include "node/shared/command.h"
#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

void add_receipt_commands(CLI::App& app, CommonOptions& options);

// The saves of this laptop by state: as known here, as the latest receipt counts them, and where the two differ.
json::object totals_of(LaptopWorkspace& workspace);
// Lines that name the differences, each with a line end; empty when there are none.
std::string differences_in_words(const json::object& totals);

}  // namespace satchel
