#include "node/shared/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

#include "sync/limits.h"

namespace satchel {

namespace {

// Boost.JSON takes the last of repeated keys and accepts NUL; both would lose or cut what somebody wrote. And it reads
// some numbers as a neighbour of the nearest double (1.81: more than 15 digits, great exponents), so that what is written
// and read again is another one. This handler runs over the same bytes and only looks.
struct Inspector {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  std::vector<std::set<std::string>> keys;
  std::string key;
  std::string number;         // its text so far
  std::vector<double> reals;  // the nearest ones, in the order of the text
  const char* problem = nullptr;

  bool look(json::string_view text, json::error_code& error) {
    if (text.find('\0') == json::string_view::npos) return true;
    return fail("a text holds a NUL character", error);
  }
  bool fail(const char* what, json::error_code& error) {
    problem = what;
    error = json::error::syntax;
    return false;
  }
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    keys.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code& error) {
    key.append(part.data(), part.size());
    return look(part, error);
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    key.append(part.data(), part.size());
    const bool fresh = keys.back().insert(key).second;
    key.clear();
    return fresh ? look(part, error) : fail("a key stands twice in one object", error);
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code& error) {
    return look(part, error);
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& error) {
    return look(part, error);
  }
  bool on_number_part(json::string_view part, json::error_code&) {
    number.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) {
    number.clear();
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) {
    number.clear();
    return true;
  }
  bool on_double(double value, json::string_view part, json::error_code& error) {
    if (!std::isfinite(value)) return fail("a number is too large", error);
    number.append(part.data(), part.size());
    if (number.find_first_of(".eE") == std::string::npos) {
      return fail("a whole number has more digits than are kept; write it as a text", error);
    }
    std::from_chars(number.data(), number.data() + number.size(), value);  // stays where it is too small for a double
    reals.push_back(value);
    number.clear();
    return true;
  }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

// In the order of the text, which objects and arrays keep.
void put_reals(json::value& value, std::vector<double>::const_iterator& next) {
  if (value.is_double()) value = *next++;
  if (auto* array = value.if_array()) {
    for (json::value& item : *array) put_reals(item, next);
  }
  if (auto* object = value.if_object()) {
    for (auto& pair : *object) put_reals(pair.value(), next);
  }
}

void write_number(std::string& out, double value) {
  if (!std::isfinite(value)) {  // not JSON; never comes from a parser
    out += "null";
    return;
  }
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value);
  const std::string_view written(text, static_cast<std::size_t>(end.ptr - text));
  out += written;
  // 1.0 must not come back as the integer 1.
  if (written.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void write(std::string& out, const json::value& value, bool sorted) {
  switch (value.kind()) {
    case json::kind::object: {
      std::vector<const json::key_value_pair*> pairs;
      for (const auto& pair : value.get_object()) pairs.push_back(&pair);
      if (sorted) {
        std::sort(pairs.begin(), pairs.end(),
                  [](const auto* a, const auto* b) { return a->key() < b->key(); });
      }
      out += '{';
      for (const auto* pair : pairs) {
        if (out.back() != '{') out += ',';
        out += json::serialize(json::string_view(pair->key()));
        out += ':';
        write(out, pair->value(), sorted);
      }
      out += '}';
      return;
    }
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!first) out += ',';
        first = false;
        write(out, item, sorted);
      }
      out += ']';
      return;
    }
    case json::kind::double_: write_number(out, value.get_double()); return;
    default: out += json::serialize(value);
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  json::error_code error;
  json::basic_parser<Inspector> inspector(options);
  const std::size_t read = inspector.write_some(false, text.data(), text.size(), error);
  if (!error && read == text.size()) {
    json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
    if (!error) {
      auto next = inspector.handler().reals.cbegin();
      put_reals(value, next);
      return value;
    }
  }
  const char* problem = inspector.handler().problem;
  return Error{ErrorKind::bad_input,
               std::string("this is not JSON that can be taken: ") +
                   (problem != nullptr ? std::string(problem)
                                       : "at byte " + std::to_string(read + 1) + ": " + error.message()),
               ""};
}

std::string write_json(const json::value& value, bool sorted) {
  std::string out;
  write(out, value, sorted);
  return out;
}

json::value to_json(const Value& value) {
  struct Visitor {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(bool item) const { return item; }
    json::value operator()(std::int64_t item) const { return item; }
    json::value operator()(double item) const { return item; }
    json::value operator()(const std::string& item) const { return json::value(item); }
    json::value operator()(const JsonText& item) const {
      auto parsed = parse_json(item.text);
      return parsed ? std::move(*parsed) : json::value(item.text);
    }
  };
  return std::visit(Visitor{}, value);
}

Value from_json(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return std::monostate{};
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return value.get_int64();
    case json::kind::double_: return value.get_double();
    case json::kind::string: return std::string(value.get_string().c_str(), value.get_string().size());
    default: return JsonText{write_json(value, true)};
  }
}

std::string text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace satchel
