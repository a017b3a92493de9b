// What comes from the operating system: time and randomness. The only place that asks for them.
//
// Thread rule: any thread. Failure rule: none; a machine without randomness ends the program.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "sync/ids.h"

namespace satchel {

std::int64_t wall_clock_ms();      // UTC, ms since 1970; may jump
std::int64_t steady_clock_ms();    // never jumps; for waiting and measuring
std::int64_t awake_or_not_ms();    // never jumps, and goes on while the machine sleeps
std::int32_t zone_minutes_now();   // of this machine's time zone, east of UTC
std::string local_time_text(std::int64_t ms);    // for people: 2026-11-23 14:05
std::string instant_text(std::int64_t ms);       // for machines: 2026-11-23T14:05:09.120Z

// The time of such an instant, with or without fractions of a second; nothing where it is none.
std::optional<std::int64_t> ms_of_instant(const std::string& instant);

// What a person types as a time, in UTC as records keep it: 2026-11-23T14:05 is of this machine's zone,
// 2026-11-23T14:05+02:00 of another. A blank may stand for the T, seconds may be left out. Nothing where it is no time.
std::optional<std::string> utc_text_from(const std::string& typed);

void random_bytes(void* data, std::size_t size);
template <std::size_t N>
std::array<std::uint8_t, N> random_array() {
  std::array<std::uint8_t, N> bytes{};
  random_bytes(bytes.data(), bytes.size());
  return bytes;
}
inline Uuid random_uuid() { return Uuid::from_random(random_array<16>()); }

}  // namespace satchel
