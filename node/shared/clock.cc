#include "node/shared/clock.h"

#include <sodium.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace satchel {

std::int64_t wall_clock_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_clock_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::int64_t awake_or_not_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

std::int32_t zone_minutes_now() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

std::string local_time_text(std::int64_t ms) {
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[64];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
  return text;
}

std::optional<std::string> utc_text_from(const std::string& typed) {
  std::string text = typed;
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  std::tm parts{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == ':') {
    const char* after = ::strptime(rest, ":%S", &parts);
    if (after == nullptr) return std::nullopt;
    rest = after;
  }
  const std::tm typed_parts = parts;
  std::time_t seconds = 0;
  int hours = 0;
  int minutes = 0;
  char end = 0;
  if (*rest == '\0') {
    parts.tm_isdst = -1;  // summer or winter: as the zone has it on that day
    seconds = std::mktime(&parts);
  } else if (std::sscanf(rest + 1, "%2d:%2d%c", &hours, &minutes, &end) == 2 && (*rest == '+' || *rest == '-')) {
    // A sign or a blank may stand before a number that sscanf reads, and none belongs there.
    const bool digits = std::string_view(rest + 1).find_first_not_of("0123456789:") == std::string_view::npos;
    if (!digits || hours > 14 || minutes > 59) return std::nullopt;  // no zone is further from UTC
    const int offset = (hours * 60 + minutes) * 60;
    seconds = ::timegm(&parts) - (*rest == '+' ? offset : -offset);
  } else {
    return std::nullopt;
  }
  // 31 February, or an hour that the change to summer time leaves out, became another day or hour.
  if (parts.tm_mday != typed_parts.tm_mday || parts.tm_hour != typed_parts.tm_hour ||
      parts.tm_min != typed_parts.tm_min) {
    return std::nullopt;
  }
  std::string utc = instant_text(static_cast<std::int64_t>(seconds) * 1000);
  if (utc.size() != std::string_view("2026-11-23T14:05:09.120Z").size()) return std::nullopt;  // years of four digits
  utc.erase(utc.find('.'), 4);  // people do not type milliseconds
  return utc;
}

std::string instant_text(std::int64_t ms) {
  std::int64_t seconds = ms / 1000;
  std::int64_t rest = ms % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  const std::time_t whole = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&whole, &utc);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + size, sizeof text - size, ".%03dZ", static_cast<int>(rest));
  return text;
}

std::optional<std::int64_t> ms_of_instant(const std::string& instant) {
  std::tm parts{};
  const char* rest = ::strptime(instant.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  std::int64_t ms = 0;
  if (*rest == '.') {
    std::int64_t place = 100;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, place /= 10) ms += (*rest - '0') * place;
  }
  if (std::string_view(rest) != "Z") return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000 + ms;
}

void random_bytes(void* data, std::size_t size) {
  if (sodium_init() < 0) std::abort();
  randombytes_buf(data, size);
}

}  // namespace satchel
