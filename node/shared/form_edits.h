// Form edits: what a person's form says, held against what it displayed (sync/form.h), as edits.
//
// Thread rule: the workspace's; inside a Transaction. Failure rule: an Error that names the field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

struct FormField {
  std::string name;
  json::value value;                     // for a list: all that is in it
  std::optional<std::vector<Dot>> seen;  // the values that the form displayed; nothing: what is here now
};

// Edits that make the field hold what the form says; none when it does already. `record`: as it is here now, null for
// one that this save creates. `own`: the numbers under which this copy writes, and wrote before.
Result<std::vector<Edit>> edits_of_form(Workspace& workspace, const TypeDef& type, const RecordId& id,
                                        const Record* record, const std::vector<NodeNumber>& own,
                                        const FormField& field);

}  // namespace satchel
