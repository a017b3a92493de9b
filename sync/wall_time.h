// Wall time: milliseconds since 1970 by clocks that somebody else reads, and may have set to anything.
//
// Thread rule: pure. Failure rule: none.
#pragma once

#include <cstdint>
#include <limits>

namespace satchel {

// `later` minus `earlier`, held within -(2^63 - 1) and 2^63 - 1: a hello or a welcome may name any time, a difference
// over the end of the numbers is undefined, and so is what people are shown of the least number: its opposite.
constexpr std::int64_t ms_between(std::int64_t earlier, std::int64_t later) {
  std::int64_t difference = 0;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!__builtin_sub_overflow(later, earlier, &difference)) return difference < -kMost ? -kMost : difference;
  return later < earlier ? -kMost : kMost;
}

}  // namespace satchel
