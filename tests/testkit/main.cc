#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <iostream>

#include "tests/testkit/skip.h"

namespace {
int skipped = 0;
[[maybe_unused]] constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt
}  // namespace

namespace satchel::testkit {

void skip(const std::string& why) {
  ++skipped;
  std::cout << "SKIPPED: " << why << std::endl;
}

}  // namespace satchel::testkit

int main(int argc, char** argv) {
  const int failed = doctest::Context(argc, argv).run();
#ifdef SATCHEL_COUNTS_AS_SKIPPED
  if (failed == 0 && skipped > 0) return kSkipped;
#endif
  return failed;
}
