// What the office's commands have in common: the opened office, its people by name, who writes.
//
// Thread rule: one thread. Failure rule: Errors for the person.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

// The user name under which files are imported. It marks values that nobody here has touched yet,
// so no person may have it.
inline constexpr const char* kImportUser = "import";

using OfficeBody = std::function<Result<ExitCode>(OfficeWorkspace&, const Output&)>;

// A subcommand that runs over the opened office.
CLI::App* add_office_command(CLI::App& app, CommonOptions& options, const std::string& name,
                             const std::string& description, OfficeBody body);

// A noun with subcommands of its own: `user`, `parked` ...
CLI::App* add_group(CLI::App& app, const std::string& name, const std::string& description);

Result<UserRow> user_named(OfficeStore& store, const std::string& name);

// A laptop of today. The office itself is a node, too, and so are laptops as they were called before the office was
// restored, and the holder of saves that lost their number to others.
bool is_laptop(const NodeRow& node);
// What a laptop was called before the office was restored the last time it met that; kNoNode: it was not known before.
NodeNumber former_number(OfficeStore& store, const NodeRow& node);
// "(was laptop 2 before the office was restored) ", "(copy of laptop 2) ", or nothing.
std::string lineage_words(OfficeStore& store, const NodeRow& node);

// Whether a person may write or be known under this name.
Status check_person_name(const std::string& name);

}  // namespace satchel
