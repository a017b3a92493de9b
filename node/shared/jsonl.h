// JSON lines in: records (`import jsonl`) and changes (`apply`).
//
// One save a line. How far a file was taken is committed with the saves, under the SHA-256 of its contents, so that
// running the same command again after a crash repeats nothing and leaves nothing out.
// Thread rule: the workspace's. Failure rule: bad lines are reported with their number and skipped; a file that
// cannot be read, or a database that fails, ends the run with an Error; what was committed stays.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "node/shared/workspace.h"

namespace satchel {

struct JsonlOptions {
  // One transaction, and after it is durable one call of `durable`, for each save; otherwise up to
  // kSavesPerTransaction saves share a transaction.
  bool each = false;
  bool again = false;  // also the lines that an earlier run has taken of a file with these bytes
  std::function<void(const std::string& id)> durable;
  std::function<void(std::uint64_t lines)> progress;
};

struct JsonlReport {
  std::uint64_t lines = 0;      // in the file, empty ones left out
  std::uint64_t saved = 0;      // saves made now
  std::uint64_t unchanged = 0;  // lines that said what is so already
  std::uint64_t earlier = 0;    // lines that an earlier run took
  std::uint64_t bad = 0;
  std::vector<std::string> problems;  // "line N: reason", at most kProblemsMax
};

inline constexpr std::size_t kSavesPerTransaction = 1000;
inline constexpr std::size_t kProblemsMax = 1000;

Result<JsonlReport> import_jsonl(Workspace& workspace, const std::string& file,
                                 const JsonlOptions& options);
Result<JsonlReport> apply_jsonl(Workspace& workspace, const std::string& file,
                                const JsonlOptions& options);

}  // namespace satchel
