// Browse: looking records up and reading them: `show`, `list`, `search`.
//
// Thread rule: the workspace's. Failure rule: an Error for the person; StoreFailure passes through.
#pragma once

#include <string>
#include <vector>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

Result<ExitCode> run_show(const Output& out, Workspace& workspace, const std::string& type,
                          const std::string& id);

struct ListWords {
  std::string type;
  std::vector<std::string>
      filters;       // FIELD=VALUE: a value that is shown is this text; all must hold
  bool all = false;  // voided records too
};
Result<ExitCode> run_list(const Output& out, Workspace& workspace, const ListWords& words);

struct SearchWords {
  std::vector<std::string> words;
  std::size_t limit = 50;
  bool all = false;  // voided records too
};
Result<ExitCode> run_search(const Output& out, Workspace& workspace, const SearchWords& words);

// ---- what the reading commands share ------------------------------------------------------------

Result<RecordId> record_id_from(const std::string& text);
Error no_record(const RecordId& id);

// Rows with aligned columns; a cell of several lines goes on below itself.
class Columns {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;  // without a line end behind the last row

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace satchel
