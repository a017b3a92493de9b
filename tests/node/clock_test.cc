#include "node/shared/clock.h"

#include <doctest/doctest.h>

namespace satchel {

TEST_CASE("a time with a zone is read as people write it, and as nothing else") {
  CHECK(utc_text_from("2026-11-23T14:05+02:00") == "2026-11-23T12:05:00Z");
  CHECK(utc_text_from("2026-11-23 14:05:09-3:30") == "2026-11-23T17:35:09Z");
  // Found by fuzz_texts: these were read as offsets, and a year before the first one came out.
  for (const char* typed : {"2026-11-23T14:05+-9:-5", "2026-11-23T14:05+ 2: 0", "2026-11-23T14:05++2:+0",
                            "0000-01-01T00:00+02:00", "9999-12-31T23:59-02:00"}) {
    CHECK_MESSAGE(utc_text_from(typed) == std::nullopt, typed);
  }
}

}  // namespace satchel
