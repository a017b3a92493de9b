#include <doctest/doctest.h>

#include "storage/spelling.h"

using namespace satchel;

TEST_CASE("a slip is a byte put in, left out, changed, or swapped with its neighbour") {
  CHECK(edit_distance("maria", "maria", 2) == 0);
  CHECK(edit_distance("maria", "mariaa", 2) == 1);
  CHECK(edit_distance("maria", "mria", 2) == 1);
  CHECK(edit_distance("maria", "mario", 2) == 1);
  CHECK(edit_distance("maria", "maira", 2) == 1);
  CHECK(edit_distance("fernandez", "fernadnes", 2) == 2);
  CHECK(edit_distance("", "ab", 2) == 2);
}

TEST_CASE("what is further away than asked is not measured") {
  CHECK(edit_distance("maria", "susanna", 2) == 3);
  CHECK(edit_distance("ab", "abcdefgh", 1) == 2);
  CHECK(edit_distance("maria", "marta", 0) == 1);
}

TEST_CASE("short words are taken as they are written") {
  CHECK(slips_allowed(3) == 0);
  CHECK(slips_allowed(4) == 1);
  CHECK(slips_allowed(7) == 1);
  CHECK(slips_allowed(8) == 2);
}
