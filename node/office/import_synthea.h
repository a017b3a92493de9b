// `import synthea`: a folder of Synthea files becomes clients, workers and organisations of this
// office.
//
// Thread rule: one thread; other programs may use the database meanwhile.
// Failure rule: an Error when the folder cannot be read; smaller things are problems in words.
// After a crash the same import goes on where it was: what is here already is not written again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "node/office/import_writer.h"
#include "node/office/synthea.h"
#include "node/office/worker_caseloads.h"
#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

struct SyntheaImportOptions {
  std::string folder;
  std::size_t workers = 0;  // 0: nobody is given the clients
  std::function<void(std::size_t done, std::size_t clients)> progress;
};

struct SyntheaImportResult {
  std::uint64_t clients = 0;
  std::uint64_t saves = 0;
  std::map<std::string, ImportCounts> records;  // by type
  std::vector<WorkerCaseload> workers;
  std::vector<std::string> problems;  // the first ones
  std::uint64_t problem_count = 0;
  SyntheaReport report;
};

// Writes as kImportUser, whoever the workspace wrote as before.
Result<SyntheaImportResult> import_synthea(OfficeWorkspace& workspace,
                                           const SyntheaImportOptions& options);

// `synthea`, below the group `import`.
void add_import_synthea(CLI::App& import_group, CommonOptions& options);

}  // namespace satchel
