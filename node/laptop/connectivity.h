// Connectivity: waits until it is worth trying again.
//
// Listens to the kernel's news of addresses and routes (rtnetlink(7)), so that a connection that comes back is noticed
// at once; otherwise waits with doubling pauses and jitter, at most limits::kBackoffMsMax.
// Thread rule: one thread. Failure rule: without rtnetlink it only waits.
#pragma once

#include <cstdint>
#include <functional>

namespace satchel {

// The pause after so many failures in a row: doubling from kBackoffMsMin to kBackoffMsMax, times 0.5 to 1 by
// `random` (any number), so that three hundred laptops do not come back in the same second.
std::int64_t backoff_ms(int failures, std::uint64_t random);

class Connectivity {
 public:
  Connectivity();
  ~Connectivity();
  Connectivity(const Connectivity&) = delete;
  Connectivity& operator=(const Connectivity&) = delete;

  enum class Woken { by_time, by_network, by_work, by_signal };
  // Waits at most `ms`; looks every second whether `has_work` (may be empty) says so.
  Woken wait(std::int64_t ms, const std::function<bool()>& has_work);

 private:
  bool network_changed();
  int socket_ = -1;
};

}  // namespace satchel
