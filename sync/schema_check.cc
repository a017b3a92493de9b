// check_value: whether a value fits its field.
//
// A message names the field and shows a good value. It never repeats the bad one: it may be about a
// person's health, and messages end up in logs.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include "sync/limits.h"
#include "sync/schema.h"

namespace satchel {

namespace {

constexpr std::size_t kCodeBytesMax = 64;
constexpr std::string_view kUuidExample = "6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11";

// Length of the UTF-8 sequence at the start of `text`, 0 when it is none (Unicode 15, table 3-7: no
// overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xc2   ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  const unsigned char second_min = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char second_max = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < second_min || byte(1) > second_max) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  while (!text.empty()) {
    // Most of what people write is ASCII: eight bytes at a time.
    if (text.size() >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data(), 8);
      if ((word & kHighBits) == 0) {
        text.remove_prefix(8);
        continue;
      }
    }
    const auto length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// C0, delete, and C1 as UTF-8 writes it.
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      return true;
    }
  }
  return false;
}

// Takes exactly `digits` decimal digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
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

// 0 for what is no month.
int days_in_month(int year, int month) {
  if (month < 1 || month > 12) return 0;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || *year == 0 || !take(text, '-')) return false;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return false;
  const auto day = take_number(text, 2);
  if (!day) return false;
  return *day >= 1 && *day <= days_in_month(*year, *month);
}

bool take_time(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return false;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return false;
  const auto second = take_number(text, 2);
  return second && *second <= 59;
}

bool take_fraction(std::string_view& text) {
  constexpr std::size_t kDigitsMax = 9;
  if (!take(text, '.')) return true;
  std::size_t digits = 0;
  while (take_number(text, 1)) ++digits;
  return digits >= 1 && digits <= kDigitsMax;
}

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}

bool is_instant(std::string_view text) {
  return take_date(text) && take(text, 'T') && take_time(text) && take_fraction(text) &&
         take(text, 'Z') && text.empty();
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= kCodeBytesMax && !has_control_character(text);
}

// The text of a value that has one, plain or structured.
const std::string* text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text;
  if (const auto* json = std::get_if<JsonText>(&value)) return &json->text;
  return nullptr;
}

bool fits_kind(FieldKind kind, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  switch (kind) {
    case FieldKind::text:
    case FieldKind::long_text:
      return text != nullptr;
    case FieldKind::code:
      return text != nullptr && is_code(*text);
    case FieldKind::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldKind::real: {
      const auto* real = std::get_if<double>(&value);
      return real != nullptr ? std::isfinite(*real) : std::holds_alternative<std::int64_t>(value);
    }
    case FieldKind::boolean:
      return std::holds_alternative<bool>(value);
    case FieldKind::date:
      return text != nullptr && is_date(*text);
    case FieldKind::instant:
      return text != nullptr && is_instant(*text);
    // Either case of the digits: whoever follows a reference parses it, texts are not compared.
    case FieldKind::reference:
      return text != nullptr && Uuid::parse(*text).has_value();
    case FieldKind::json:
    case FieldKind::any:
      return true;
  }
  return false;
}

std::string expectation(const FieldDef& field) {
  switch (field.kind) {
    case FieldKind::text:
      return "text, for example \"two flights of stairs\"";
    case FieldKind::long_text:
      return "text, for example \"Slept well. Walks to the door again.\"";
    case FieldKind::code:
      return "one word of at most " + std::to_string(kCodeBytesMax) + " bytes, for example " +
             (field.codes.empty() ? std::string("other") : field.codes.front());
    case FieldKind::integer:
      return "a whole number, for example 12";
    case FieldKind::real:
      return "a number, for example 12.5";
    case FieldKind::boolean:
      return "true or false, for example true";
    case FieldKind::date:
      return "a day of the calendar as year-month-day, for example 2024-02-29";
    case FieldKind::instant:
      return "a time in UTC with seconds and a Z, for example 2024-02-29T08:30:00Z";
    case FieldKind::reference:
      return "the id of a record, for example " + std::string(kUuidExample);
    case FieldKind::json:
    case FieldKind::any:
      break;
  }
  return "a value, for example \"two flights of stairs\"";
}

}  // namespace

Status check_value(const FieldDef& field, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return Done{};
  if (const auto* text = text_of(value)) {
    if (text->size() > limits::kValueBytesMax) {
      return Error{ErrorKind::over_limit,
                   field.label + " is too long: " + std::to_string(text->size()) +
                       " bytes, at most " + std::to_string(limits::kValueBytesMax),
                   "Write it in parts, for example as two notes."};
    }
    if (!is_utf8(*text)) {
      return Error{ErrorKind::bad_input, field.label + " must be " + expectation(field),
                   "It holds bytes that are not UTF-8. Save the file as UTF-8 and try again."};
    }
  }
  if (!fits_kind(field.kind, value)) {
    return Error{ErrorKind::bad_input, field.label + " must be " + expectation(field), ""};
  }
  return Done{};
}

}  // namespace satchel
