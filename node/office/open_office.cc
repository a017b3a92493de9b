#include "node/office/open_office.h"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "node/shared/clock.h"
#include "sync/limits.h"

namespace satchel {

CLI::App* add_office_command(CLI::App& app, CommonOptions& options, const std::string& name,
                             const std::string& description, OfficeBody body) {
  return add_command(app, options, name, description,
                     [&options, body = std::move(body)](const Output& out) -> Result<ExitCode> {
                       auto workspace = OfficeWorkspace::open(options.folder, false);
                       if (!workspace) return workspace.error();
                       return body(**workspace, out);
                     });
}

CLI::App* add_group(CLI::App& app, const std::string& name, const std::string& description) {
  CLI::App* group = app.add_subcommand(name, description);
  group->require_subcommand(1);
  return group;
}

Result<UserRow> user_named(OfficeStore& store, const std::string& name) {
  auto user = store.user_named(name);
  if (user) return std::move(*user);
  return Error{ErrorKind::not_found, "there is no user named " + name,
               "see `user list`, or add one with `user add NAME --role ROLE`"};
}

bool is_laptop(const NodeRow& node) {
  return node.number != kOfficeNode && !node.key.empty() && node.goes_on_as == kNoNode;
}

NodeNumber former_number(OfficeStore& store, const NodeRow& node) {
  const auto parent = store.node(node.parent);
  return parent && parent->goes_on_as != kNoNode ? parent->number : kNoNode;
}

std::string lineage_words(OfficeStore& store, const NodeRow& node) {
  if (node.parent == kNoNode) return "";
  const bool was = former_number(store, node) != kNoNode;
  return (was ? "(was laptop " : "(copy of laptop ") + std::to_string(node.parent) +
         (was ? " before the office was restored) " : ") ");
}

Status check_person_name(const std::string& name) {
  if (name.empty() || name.size() > limits::kUserNameBytesMax) {
    return Error{ErrorKind::bad_input, "a user name has 1 to 64 bytes", "choose another name"};
  }
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7f; };
  if (!std::all_of(name.begin(), name.end(), is_plain) || name.front() == ' ' || name.back() == ' ') {
    return Error{ErrorKind::bad_input,
                 "a user name has no control characters, and no blanks at its ends",
                 "write it like ana.silva"};
  }
  if (name == kImportUser || name == kProgramName) {
    return Error{ErrorKind::bad_input,
                 "the name \"" + name + "\" stands for what the office's program does by itself",
                 "choose another name"};
  }
  return Done{};
}

}  // namespace satchel
