#include "storage/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace satchel {

namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20) {
    out.push_back(c);
    return;
  }
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u00";
  out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
  out.push_back(kDigits[c & 15]);
}

// The shortest digits that read back as the same number; with a point or an exponent, so that it
// stays a real. JSON has no words for infinite and undefined numbers.
void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

struct JsonWriter {
  std::string& out;
  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(double value) const { append_real(out, value); }
  void operator()(const std::string& value) const { append_json_string(out, value); }
  void operator()(const JsonText& value) const { out += value.text; }
};

void append_utf8(std::string& out, std::uint32_t point) {
  const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return push(point);
  if (point < 0x800) {
    push(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      push(0xe0 | point >> 12);
    } else {
      push(0xf0 | point >> 18);
      push(0x80 | (point >> 12 & 0x3f));
    }
    push(0x80 | (point >> 6 & 0x3f));
  }
  push(0x80 | (point & 0x3f));
}

// Reads one string, from behind its opening quote.
class StringReader {
 public:
  StringReader(std::string_view json, std::size_t& at) : json_(json), at_(at) {}

  std::string read() {
    std::string text;
    while (at_ < json_.size() && json_[at_] != '"') {
      if (json_[at_] != '\\') {
        text.push_back(json_[at_++]);
      } else if (++at_ < json_.size()) {
        read_escape(text);
      }
    }
    ++at_;
    return text;
  }

 private:
  void read_escape(std::string& text) {
    const char c = json_[at_++];
    switch (c) {
      case 'n':
        text.push_back('\n');
        return;
      case 'r':
        text.push_back('\r');
        return;
      case 't':
        text.push_back('\t');
        return;
      case 'b':
        text.push_back('\b');
        return;
      case 'f':
        text.push_back('\f');
        return;
      case 'u':
        read_point(text);
        return;
      default:
        text.push_back(c);
    }
  }

  void read_point(std::string& text) {
    std::uint32_t point = four_digits();
    const bool is_high = point >= 0xd800 && point < 0xdc00;
    if (is_high && json_.substr(at_, 2) == "\\u") {
      at_ += 2;
      point = 0x10000 + ((point - 0xd800) << 10) + ((four_digits() - 0xdc00) & 0x3ff);
    }
    append_utf8(text, point);
  }

  std::uint32_t four_digits() {
    std::uint32_t value = 0;
    const auto digits = json_.substr(std::min(at_, json_.size()), 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    at_ += digits.size();
    return value;
  }

  std::string_view json_;
  std::size_t& at_;
};

bool names_a_member(std::string_view json, std::size_t at) {
  while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t')) ++at;
  return at < json.size() && json[at] == ':';
}

}  // namespace

void append_json(std::string& out, const Value& value) {
  std::visit(JsonWriter{out}, value);
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) append_escaped(out, c);
  out.push_back('"');
}

void each_text_in_json(std::string_view json, const std::function<void(std::string_view)>& take) {
  for (std::size_t at = 0; at < json.size();) {
    if (json[at++] != '"') continue;
    const std::string text = StringReader(json, at).read();
    if (!names_a_member(json, at)) take(text);
  }
}

}  // namespace satchel
