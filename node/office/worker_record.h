// The directory's record of a user, so that visits, notes and tasks can name who did them: a `worker` with the id of
// the user.
//
// Thread rule: the workspace's; inside a Transaction. Failure rule: an Error for the person.
#pragma once

#include "node/shared/workspace.h"

namespace satchel {

// Nothing to do where it is there already.
Status put_worker_record(OfficeWorkspace& workspace, const UserRow& user);

}  // namespace satchel
