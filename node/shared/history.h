// `history`: every op of a record, what was overruled, merged or declined included.
//
// Thread rule: the workspace's. Failure rule: an Error for the person; StoreFailure passes through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/shared/command.h"
#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

struct HistoryEntry {
  Dot dot;
  std::string user;
  std::int64_t wall_ms = 0;  // the author's clock
  std::int64_t received_ms =
      0;              // the office's clock; 0: not there yet, as far as this machine knows
  std::string state;  // pending, received (acknowledged, its page has not come), applied, accepted,
                      // parked, declined
  bool late = false;
  OpKind kind = OpKind::set;
  std::optional<FieldId> field;  // none for `create`
  std::string field_name;
  Value value;
  std::vector<Dot> replaces;  // what the op named, and what those stood for
  bool automatic = false;
  std::string reason;     // why parked or declined
  Position position = 0;  // in the scope's log; 0: not placed
};

// Oldest first: placed ones as the office placed them, then the others by dot. Also of a record
// that only parked or declined saves know.
Result<std::vector<HistoryEntry>> history_of(Workspace& workspace, const RecordId& id);

json::object history_json(const HistoryEntry& entry);

Result<ExitCode> run_history(const Output& out, Workspace& workspace, const std::string& id);

}  // namespace satchel
