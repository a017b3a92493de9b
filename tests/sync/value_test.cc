#include "sync/value.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace satchel {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTwoTo53 = 9007199254740992.0;
constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr std::int64_t kIntegerMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kIntegerMax = std::numeric_limits<std::int64_t>::max();

Value integer(std::int64_t number) {
  return number;
}
Value text(const char* words) {
  return std::string(words);
}
Value json(const char* words) {
  return JsonText{words};
}

// Every kind and every edge, in the order that compare_values promises.
std::vector<Value> sorted_values() {
  return {
      Value{},
      false,
      true,
      std::copysign(kNan, -1.0),
      -kInfinity,
      -1e300,
      integer(kIntegerMin),
      -kTwoTo63,
      integer(-2),
      -1.5,
      integer(-1),
      -1.0,
      -0.5,
      integer(0),
      -0.0,
      0.0,
      5e-324,
      integer(1),
      1.0,
      1.5,
      integer(2),
      integer(9007199254740992),
      kTwoTo53,
      integer(9007199254740993),
      kTwoTo53 + 2,
      integer(kIntegerMax),
      kTwoTo63,
      kInfinity,
      kNan,
      text(""),
      text("2024-02-28"),
      text("2024-02-29"),
      text("Z"),
      text("a"),
      text("a\x01"),
      text("\xc3\xa9"),  // bytes from 128 on come after ASCII
      json("[]"),
      json("{\"a\":1}"),
  };
}

}  // namespace

TEST_CASE("the order of values is total and agrees with sameness") {
  const auto values = sorted_values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      CAPTURE(i);
      CAPTURE(j);
      CHECK(compare_values(values[i], values[j]) == (i <=> j));
      CHECK(same_value(values[i], values[j]) == (i == j));
    }
  }
}

TEST_CASE("values that differ in kind differ") {
  CHECK_FALSE(same_value(integer(1), 1.0));
  CHECK_FALSE(same_value(integer(0), false));
  CHECK_FALSE(same_value(text("null"), Value{}));
  CHECK_FALSE(same_value(text("[]"), json("[]")));
}

TEST_CASE("reals are compared bit for bit") {
  CHECK(same_value(kNan, kNan));
  CHECK_FALSE(same_value(-0.0, 0.0));
  CHECK(same_value(0.1 + 0.2, 0.1 + 0.2));
  CHECK_FALSE(same_value(0.1 + 0.2, 0.3));
}

TEST_CASE("a text with a zero byte is not cut at it") {
  const Value longer = std::string("a\0b", 3);
  CHECK_FALSE(same_value(longer, text("a")));
  CHECK(compare_values(longer, text("a")) == std::strong_ordering::greater);
  CHECK(same_value(longer, std::string("a\0b", 3)));
}

}  // namespace satchel
