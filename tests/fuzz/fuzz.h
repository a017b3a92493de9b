// What all fuzz targets share: the entry that libFuzzer and replay_main.cc call, a reader of the input's bytes, and
// `demand`, which ends the process where something is not as it must be.
//
// Purpose: a target says in one file what hostile bytes may not do. Each input is judged by itself: a target keeps
// nothing from one to the next, or a finding could not be replayed.
// Thread rule: one thread. Failure rule: whatever a target does not allow aborts, so that both mains notice it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace satchel::fuzz {

inline void demand(bool so, std::string_view what) {
  if (so) return;
  std::fprintf(stderr, "FOUND: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

// Where the input ends early, numbers are 0 and texts are shorter: no input is of no use.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(size == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char*>(data), size)) {}

  bool is_empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    const std::string_view one = bytes(1);
    return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
  }
  std::size_t number16() {
    const std::size_t low = byte();
    return low | static_cast<std::size_t>(byte()) << 8;
  }
  std::string_view bytes(std::size_t count) {
    const std::string_view taken = rest_.substr(0, std::min(count, rest_.size()));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() { return bytes(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace satchel::fuzz
