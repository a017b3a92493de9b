// Restore note: what an office that is restored writes down about its backup, so that people can be told later how
// old it was, and what each laptop has brought since.
//
// Kept as the fact "restores". Thread rule: the store's. Failure rule: a note that cannot be read is none; it explains,
// and decides nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/office.h"

namespace satchel {

// A laptop's database that `restore` has put in place, and that has not spoken with the office since.
inline constexpr std::string_view kRestoredFact = "restored copy";

struct RestoreNote {
  std::int64_t at_ms = 0;
  std::int64_t known_until_ms = 0;  // the last moment of which the backup knew anything: a sync, an enrolment, a save
  std::map<NodeNumber, std::uint64_t> counters;  // how far it had each laptop; empty for all but the last restore
  NodeNumber last_node = kNoNode;                // numbers up to here were, or may have been, issued before the restore
};

// The new epoch of an office that was restored, and the note. Inside a Transaction.
void begin_new_epoch(Office& office, const Office::Restart& restart);
// Of this office, oldest first; as many as are kept.
std::vector<RestoreNote> restore_notes(Store& store);

}  // namespace satchel
