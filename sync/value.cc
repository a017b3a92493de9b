#include "sync/value.h"

#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <type_traits>

namespace satchel {

namespace {

// IEEE 754 totalOrder: the bits sort as an integer once the magnitude of negative numbers is turned
// over. -NaN < -inf < -0.0 < 0.0 < inf < NaN, and only equal bits are equal.
std::strong_ordering compare_reals(double a, double b) {
  const auto key = [](double number) {
    const auto bits = std::bit_cast<std::int64_t>(number);
    return bits < 0 ? bits ^ std::numeric_limits<std::int64_t>::max() : bits;
  };
  return key(a) <=> key(b);
}

// By size, exactly: 2^53 + 1 is not rounded to the real 2^53. Equal in size, the integer comes
// first, so that the order is total and agrees with same_value.
std::strong_ordering compare_mixed(std::int64_t integer, double real) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::isnan(real)) {
    return std::signbit(real) ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  if (real >= kTwoTo63) return std::strong_ordering::less;
  if (real < -kTwoTo63) return std::strong_ordering::greater;
  const double whole = std::trunc(real);
  const auto order = integer <=> static_cast<std::int64_t>(whole);
  if (order != 0) return order;
  return real < whole ? std::strong_ordering::greater : std::strong_ordering::less;
}

std::strong_ordering reversed(std::strong_ordering order) {
  return 0 <=> order;
}

// Integers and reals are one kind here: a mileage of 12 and one of 7.5 sort by size.
int rank(const Value& value) {
  constexpr int kRanks[] = {0, 1, 2, 2, 3, 4};
  static_assert(std::size(kRanks) == std::variant_size_v<Value>);
  return kRanks[value.index()];
}

}  // namespace

bool same_value(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* real = std::get_if<double>(&a)) {
    return std::bit_cast<std::uint64_t>(*real) == std::bit_cast<std::uint64_t>(std::get<double>(b));
  }
  return a == b;
}

std::strong_ordering compare_values(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) <=> rank(b);
  return std::visit(
      [](const auto& left, const auto& right) -> std::strong_ordering {
        using Left = std::decay_t<decltype(left)>;
        using Right = std::decay_t<decltype(right)>;
        if constexpr (std::is_same_v<Left, double> && std::is_same_v<Right, double>) {
          return compare_reals(left, right);
        } else if constexpr (std::is_same_v<Left, Right>) {
          return left <=> right;
        } else if constexpr (std::is_same_v<Left, std::int64_t> && std::is_same_v<Right, double>) {
          return compare_mixed(left, right);
        } else if constexpr (std::is_same_v<Left, double> && std::is_same_v<Right, std::int64_t>) {
          return reversed(compare_mixed(right, left));
        } else {
          return std::strong_ordering::equal;  // not reached: the ranks differ
        }
      },
      a, b);
}

}  // namespace satchel
