#include "node/office/synthea_values.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <system_error>

#include "node/office/csv.h"

namespace satchel::synthea {
namespace {

using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// Exactly `digits` decimal digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || *year == 0 || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<std::chrono::seconds> take_time(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  return std::chrono::hours(*hour) + minutes(*minute) + std::chrono::seconds(*second);
}

// The point and its digits, as they are written; empty when there are none.
std::optional<std::string_view> take_fraction(std::string_view& text) {
  constexpr std::size_t kDigitsMax = 9;
  if (text.empty() || text.front() != '.') return std::string_view{};
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  if (end < 2 || end > 1 + kDigitsMax) return std::nullopt;
  const std::string_view fraction = text.substr(0, end);
  text.remove_prefix(end);
  return fraction;
}

// Z, +HH:MM or +HHMM: what has to be subtracted to get UTC.
std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return minutes{0};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23) return std::nullopt;
  take(text, ':');
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset = std::chrono::hours(*hour) + minutes(*minute);
  return east ? offset : -offset;
}

std::string date_text(const std::chrono::year_month_day& date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

// Nothing when the offset moves the time out of the years that have four digits.
std::optional<std::string> instant_text(sys_seconds time, std::string_view fraction) {
  const sys_days day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  if (static_cast<int>(date.year()) < 1 || static_cast<int>(date.year()) > 9999) {
    return std::nullopt;
  }
  const auto second = (time - day).count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return date_text(date) + text.data() + std::string(fraction) + "Z";
}

// RFC 8785: the short escapes where JSON has them, \u00xx for the other control characters.
void append_quoted(std::string& json, std::string_view text) {
  constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t";
  constexpr std::string_view kEscape = "\"\\bfnrt";
  json.push_back('"');
  for (const char c : text) {
    const std::size_t place = kSpecial.find(c);
    if (place != std::string_view::npos) {
      json.push_back('\\');
      json.push_back(kEscape[place]);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      json += escape.data();
    } else {
      json.push_back(c);
    }
  }
  json.push_back('"');
}

}  // namespace

std::optional<std::string> to_date(std::string_view cell) {
  std::string_view text = trim_blanks(cell);
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (!text.empty() && !to_instant(cell)) return std::nullopt;
  return date_text(*date);
}

std::optional<std::string> to_instant(std::string_view cell) {
  std::string_view text = trim_blanks(cell);
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return instant_text(sys_days{*date}, {});
  if (!take(text, 'T')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return instant_text(sys_days{*date} + *time - *offset, *fraction);
}

std::optional<double> to_number(std::string_view cell) {
  const std::string_view text = trim_blanks(cell);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

std::string to_code_word(std::string_view cell) {
  std::string word;
  for (const char c : trim_blanks(cell)) {
    if (c >= 'A' && c <= 'Z') {
      word.push_back(static_cast<char>(c - 'A' + 'a'));
    } else {
      word.push_back(c == '-' || c == ' ' ? '_' : c);
    }
  }
  return word;
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  std::string json;
  append_quoted(json, value);
  members_.insert_or_assign(std::string(key), std::move(json));
  return *this;
}

JsonObject& JsonObject::number(std::string_view key, double value) {
  std::array<char, 64> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  members_.insert_or_assign(std::string(key), std::string(text.data(), written.ptr));
  return *this;
}

JsonText JsonObject::done() const {
  std::string json = "{";
  for (const auto& [key, value] : members_) {
    if (json.size() > 1) json.push_back(',');
    append_quoted(json, key);
    json.push_back(':');
    json += value;
  }
  return {json + "}"};
}

}  // namespace satchel::synthea
