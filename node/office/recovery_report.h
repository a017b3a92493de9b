// Recovery report: what happened to a restored office, in plain words, for the administrator and the file.
//
// Thread rule: none. Failure rule: none.
#pragma once

#include <string>

#include "node/office/recovery_state.h"

namespace satchel {

std::string in_words(const LaptopReturn& laptop);
std::string in_words(const ClaimedFile& file);
// A few lines: whether the office is recovering, and what waits for whom.
std::string recovery_summary(const RecoveryState& state);
// What waits for people besides: saves that are parked for other reasons, fields with several values.
struct WaitingElsewhere {
  std::uint64_t parked = 0;
  std::uint64_t conflicts = 0;
};
// All of it.
std::string recovery_report(OfficeWorkspace& workspace, const RecoveryState& state, const WaitingElsewhere& waiting);

}  // namespace satchel
