// What the test binary allocates, counted by its own operator new (codec_test.cc): shows that
// hostile bytes cannot make a program allocate more than a small multiple of their own size.
//
// Thread rule: one thread. Failure rule: none.
#pragma once

#include <cstddef>

namespace satchel::testkit {

class Allocations {
 public:
  // Counts from now on.
  Allocations();
  // The greatest number of bytes that were held at one time since then, above what was held before.
  std::size_t peak_bytes() const;

 private:
  std::size_t held_before_ = 0;
};

}  // namespace satchel::testkit
