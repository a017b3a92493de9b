// Recovery state: how far an office that was restored from a backup has got its laptops' work back.
//
// Purpose: what `recovery`, `status` and the report tell, as plain values. Read inside one Transaction or none: the
// figures are of one moment only in a Transaction.
// Thread rule: the store's. Failure rule: StoreFailure passes through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

// A laptop that nobody heard of for longer before the restore is not waited for.
inline constexpr std::int64_t kWaitedForMs = 90LL * 24 * 3600 * 1000;

struct LaptopReturn {
  NodeRow node;
  std::string user;
  bool is_back = false;        // it has synced since the restore
  bool was_forgotten = false;  // the backup did not know it; it proved itself with what the office once signed
  bool is_waited_for = false;  // not back, and worth waiting for
  NodeNumber was = kNoNode;    // what it was called before the restore
  NodeNumber gone_on_as = kNoNode;  // its database is another node by now, and this one was not seen since
  std::optional<std::uint64_t> saves_since;  // that it has brought since the restore; nothing: not known
};

struct ClaimedFile {
  Office::Claim claim;
  std::string client;                // as people know it; empty when the record is not here
  std::vector<std::string> held_by;  // who has the file by the office's own list
  bool may_be_granted = false;       // it is here, the user is not disabled, and the role may have it
};

struct RecoveryState {
  OfficeIdentity office;
  std::int64_t known_until_ms = 0;  // the last moment that the backup knew of; 0: not known
  std::vector<std::int64_t> restored_at_ms;  // all restores that are known, the last one last
  std::vector<LaptopReturn> laptops;         // ordered by node
  std::vector<ClaimedFile> claims;           // case files only
  std::vector<ParkedSave> rescued;           // wait for a person

  bool was_restored() const { return office.restored_ms != 0; }
  // A laptop that comes when the recovery is over may still hold files under grants that the office has lost.
  bool waits_for_person() const { return office.recovering || !claims.empty(); }
  std::vector<const LaptopReturn*> waited_for() const;
};

RecoveryState recovery_state(OfficeWorkspace& workspace);

json::object to_json(const LaptopReturn& laptop);
json::object to_json(const ClaimedFile& file);

}  // namespace satchel
