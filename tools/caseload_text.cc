#include "tools/caseload_text.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <functional>

namespace satchel::caseload {
namespace {

using namespace std::chrono_literals;

std::string padded(int number, int digits) {
  std::string text = std::to_string(number);
  return std::string(static_cast<std::size_t>(digits) -
                         std::min(text.size(), static_cast<std::size_t>(digits)),
                     '0') +
         text;
}

int weekday_of(Day day) {
  return static_cast<int>(std::chrono::weekday(day).c_encoding());
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else {
      assert(static_cast<unsigned char>(c) >= 0x20 && "no other control characters in the stories");
      result += c;
    }
  }
  return result + '"';
}

}  // namespace

// splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

int Random::between(int lo, int hi) {
  assert(lo <= hi);
  const auto count = static_cast<std::uint64_t>(hi - lo) + 1;
  return lo + static_cast<int>((next() >> 16) % count);
}

std::string Random::uuid() {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  std::uint64_t bits = 0;
  for (int i = 0; i < 32; ++i) {
    if (i % 16 == 0) bits = next();
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    const auto digit = static_cast<std::size_t>(bits & 15);
    bits >>= 4;
    // Version 4, variant 10 (RFC 9562).
    text += i == 12 ? '4' : i == 16 ? kDigits[8 + digit % 4] : kDigits[digit];
  }
  return text;
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stop == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string date_text(Day day) {
  const std::chrono::year_month_day date(day);
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::string short_text(Day day) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(day);
  return std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<unsigned>(date.day()));
}

bool is_workday(Day day) {
  return weekday_of(day) != 0 && weekday_of(day) != 6;
}

Day workday(Day from, int count) {
  while (!is_workday(from)) from += std::chrono::days(1);
  for (; count != 0; count += count < 0 ? 1 : -1) {
    do {
      from += std::chrono::days(count < 0 ? -1 : 1);
    } while (!is_workday(from));
  }
  return from;
}

// Daylight saving from the second Sunday of March to the first Sunday of November (since 2007).
int utc_offset_minutes(Day day) {
  const auto year = std::chrono::year_month_day(day).year();
  const Day begin(year / std::chrono::March / std::chrono::Sunday[2]);
  const Day end(year / std::chrono::November / std::chrono::Sunday[1]);
  return begin <= day && day < end ? -240 : -300;
}

std::string instant_text(Day day, int minutes) {
  int utc = minutes - utc_offset_minutes(day);
  while (utc >= 1440) {
    utc -= 1440;
    day += std::chrono::days(1);
  }
  return date_text(day) + "T" + padded(utc / 60, 2) + ":" + padded(utc % 60, 2) + ":00Z";
}

Json::Json(std::string_view text) : text_(quoted(text)) {}

Json::Json(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  text_.assign(buffer.data(), end);
}

Json::Json(const std::vector<Json>& elements) {
  for (const Json& element : elements) text_ += (text_.empty() ? "" : ",") + element.text();
  text_ = "[" + text_ + "]";
}

Json::Json(const std::vector<std::string>& elements)
    : Json(std::vector<Json>(elements.begin(), elements.end())) {}

Json Json::object(const std::vector<Member>& members) {
  std::string text;
  for (const auto& [name, value] : members) {
    if (value.is_empty()) continue;
    text += (text.empty() ? "" : ",") + quoted(name) + ":" + value.text();
  }
  Json json(true);
  json.text_ = "{" + text + "}";
  return json;
}

Record::Record(std::string_view type, std::string_view id)
    : text_("{\"type\":" + quoted(type) + ",\"id\":" + quoted(id)) {}

Record& Record::add(std::string_view field, const Json& value) {
  if (!value.is_empty()) text_ += "," + quoted(field) + ":" + value.text();
  return *this;
}

void Teller::define(std::string_view name, std::string value) {
  variables_.insert_or_assign(std::string(name), std::move(value));
}

std::string Teller::choose(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == text.npos) break;
    const std::size_t close = text.find('}', open);
    assert(close != text.npos && "an alternative that is not closed");
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    std::vector<std::string_view> choices(1);
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= inside.size(); ++i) {
      if (i < inside.size() && inside[i] != '|') continue;
      choices.back() = inside.substr(begin, i - begin);
      if (i < inside.size()) choices.emplace_back();
      begin = i + 1;
    }
    result += random_.pick(choices);
    text.remove_prefix(close + 1);
  }
  return result;
}

std::string Teller::value_of(std::string_view name, Day day) const {
  if (name.starts_with('+') || name.starts_with('-')) {
    int days = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), days);
    // Appointments are on working days.
    return name.front() == '-' ? short_text(day - std::chrono::days(days))
                               : short_text(workday(day + std::chrono::days(days), 0));
  }
  const auto found = variables_.find(name);
  assert(found != variables_.end() && "a variable that nobody defined");
  return found->second;
}

std::string Teller::say(std::string_view text, Day day) {
  const std::string chosen = choose(text);
  std::string result;
  for (std::size_t at = 0; at < chosen.size();) {
    const std::size_t open = chosen.find('[', at);
    result += chosen.substr(at, open - at);
    if (open == chosen.npos) break;
    const std::size_t close = chosen.find(']', open);
    assert(close != chosen.npos && "a variable that is not closed");
    result += value_of(std::string_view(chosen).substr(open + 1, close - open - 1), day);
    at = close + 1;
  }
  return result;
}

std::vector<std::string> Teller::say_each(const std::vector<std::string_view>& texts, Day day) {
  std::vector<std::string> result;
  for (const std::string_view text : texts) result.push_back(say(text, day));
  return result;
}

}  // namespace satchel::caseload
