// `dump`: every live record as one line of JSON, sorted by id, keys sorted.
//
// Nothing of this machine is in it, so that the dumps of two holders of the same case files, and
// the office's of the same caseload, are the same bytes once they are synced. Saves that only this
// laptop has (pending, parked) are in it: a dump leaves out nothing that its owner sees.
// Thread rule: the workspace's; another program may write meanwhile, the dump is of one moment.
// Failure rule: an Error for the person; StoreFailure passes through.
#pragma once

#include <ostream>
#include <string>

#include "node/shared/workspace.h"

namespace satchel {

struct DumpOptions {
  bool shared = false;   // the directory's records too
  std::string caseload;  // office: only what this user's grants give
};

Status write_dump(Workspace& workspace, const DumpOptions& options, std::ostream& out);

}  // namespace satchel
