// Links that are slow or break, between real programs.
//
// Thread rule: one thread. Failure rule: throws when a sync does not come to its end at last.
#pragma once

#include <string>

#include "tests/testkit/proxy.h"
#include "tools/bench/bench.h"

namespace satchel::bench {

enum class Direction { up, down };

std::string url_through(const Bench& bench, const testkit::Proxy& proxy);

// A sync whose connection ends after half of `needed` bytes, and one that goes on: what both took together. The laptop
// is enrolled through the proxy.
Row cut_in_half(testkit::Town& town, const std::string& user, testkit::Proxy& proxy, Direction direction,
                std::uint64_t needed);

}  // namespace satchel::bench
