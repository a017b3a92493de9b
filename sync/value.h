// Value: what a field holds. A small closed set of kinds, chosen so that every JSON value that people
// import comes back as the same JSON value.
//
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

namespace satchel {

// JSON text in canonical form (keys sorted, no blanks), for values with an inner structure:
// a phone with its safety flags, a medication dose, a list of answers.
struct JsonText {
  std::string text;
  auto operator<=>(const JsonText&) const = default;
};

// null, boolean, integer, real, text (UTF-8), structured. A null value clears a field: it is a value
// like any other, with a dot, so that clearing and editing at the same time is a conflict.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, JsonText>;

// Equality of what is stored, bit for bit: -0.0 and 0.0 differ, a NaN equals itself. Two values that
// differ in kind (1 and 1.0) differ.
bool same_value(const Value& a, const Value& b);

// Order for the policies `max` and `min`: by kind, then numbers by size, texts by bytes. ISO 8601
// dates and instants in UTC sort by time as texts.
std::strong_ordering compare_values(const Value& a, const Value& b);

}  // namespace satchel
