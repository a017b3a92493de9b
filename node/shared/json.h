// JSON in and out: Boost.JSON for parsing and for trees, our own spelling of numbers.
//
// Purpose: every JSON value that is imported comes out as the same JSON value: integers stay integers, reals
// are written in the shortest form that reads back the same (Boost writes 12.3 as 1.23E1).
// Thread rule: pure. Failure rule: parsing returns an Error with the place; limits::kJsonDepthMax levels.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

#include "sync/result.h"
#include "sync/value.h"

namespace satchel {

namespace json = boost::json;

// One JSON text, nothing after it. Refuses invalid UTF-8, repeated keys and NUL characters.
Result<json::value> parse_json(std::string_view text);

// No blanks. `sorted`: keys in byte order at every level.
std::string write_json(const json::value& value, bool sorted = false);

// The text of that key; empty where there is none, or something else.
std::string text_in(const json::object& object, std::string_view key);

// What a field holds, as JSON and back. Objects and arrays become JsonText in canonical form.
json::value to_json(const Value& value);
Value from_json(const json::value& value);

}  // namespace satchel
