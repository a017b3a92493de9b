// What the sample caseload is written with: chance, days, JSON and templates.
//
// Everything is the same on every machine and with every compiler: no clock, no locale, and no two
// draws of chance in one expression whose order the language leaves open.
//
// Thread rule: plain values. Failure rule: a broken template is a programmer error (assert).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satchel::caseload {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  int between(int lo, int hi);  // both included
  bool chance(int percent) { return between(1, 100) <= percent; }
  std::string uuid();
  template <class List>
  const auto& pick(const List& list) {
    return list[static_cast<std::size_t>(between(0, static_cast<int>(list.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

using Day = std::chrono::sys_days;

std::optional<Day> parse_day(std::string_view text);  // YYYY-MM-DD
std::string date_text(Day day);                       // 2026-11-23
std::string short_text(Day day);                      // Nov 23
bool is_workday(Day day);
// The working day that is `count` away; 0 is the day itself, or the Monday after a weekend.
Day workday(Day from, int count);
// Of the place where the sample clients live: eastern time of the United States.
inline constexpr std::string_view kTimeZone = "America/New_York";
int utc_offset_minutes(Day day);
// UTC, of `minutes` after midnight local time.
std::string instant_text(Day day, int minutes);

// One JSON value as text.
class Json {
 public:
  Json(std::string_view text);
  Json(const std::string& text) : Json(std::string_view(text)) {}
  Json(const char* text) : Json(std::string_view(text)) {}
  Json(bool value) : text_(value ? "true" : "false") {}
  Json(int value) : text_(std::to_string(value)) {}
  Json(double value);
  Json(const std::vector<Json>& elements);
  Json(const std::vector<std::string>& elements);
  using Member = std::pair<std::string_view, Json>;
  // Empty members are left out.
  static Json object(const std::vector<Member>& members);

  const std::string& text() const { return text_; }
  bool is_empty() const { return text_ == "\"\"" || text_ == "[]" || text_ == "{}"; }

 private:
  std::string text_;
};

// One line of a file. Empty values are left out.
class Record {
 public:
  Record(std::string_view type, std::string_view id);
  Record& add(std::string_view field, const Json& value);
  std::string line() const { return text_ + "}"; }

 private:
  std::string text_;
};

// Fills templates (caseload_story.h).
class Teller {
 public:
  Teller(Random& random, Day today) : random_(random), today_(today) {}
  void define(std::string_view name, std::string value);
  std::string say(std::string_view text) { return say(text, today_); }
  std::string say(std::string_view text, Day day);
  std::vector<std::string> say_each(const std::vector<std::string_view>& texts, Day day);
  std::vector<std::string> say_each(const std::vector<std::string_view>& texts) {
    return say_each(texts, today_);
  }

 private:
  std::string choose(std::string_view text);
  std::string value_of(std::string_view name, Day day) const;

  Random& random_;
  Day today_;
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace satchel::caseload
