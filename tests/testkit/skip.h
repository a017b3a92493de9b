// Skip: a test that cannot run here says so, loudly, and the binary is counted as skipped where it is one file's
// (tests/end_to_end); the others have hundreds of cases, and tools/check lists what they left out.
//
// Thread rule: one thread. Failure rule: none.
#pragma once

#include <string>

namespace satchel::testkit {

// Writes "SKIPPED: why" and counts it; the caller returns.
void skip(const std::string& why);

}  // namespace satchel::testkit
