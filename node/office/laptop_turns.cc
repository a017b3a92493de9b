#include "node/office/laptop_turns.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "node/shared/clock.h"

namespace satchel {

namespace {

// A request that nobody has worked on for so long waits for its laptop, and not for us: its link is dead.
constexpr std::int64_t kAtWorkMs = 300;
constexpr std::int64_t kWaitMsMax = 5'000;
constexpr std::int64_t kLookAgainMs = 10;

}  // namespace

void LaptopTurns::begin_work(const void* request, NodeNumber node) {
  const std::scoped_lock lock(mutex_);
  requests_[request] = {node, true, 0};
}

void LaptopTurns::end_work(const void* request, NodeNumber node) {
  const std::scoped_lock lock(mutex_);
  requests_[request] = {node, false, steady_clock_ms()};
}

void LaptopTurns::ended(const void* request) {
  const std::scoped_lock lock(mutex_);
  requests_.erase(request);
}

void LaptopTurns::await_others(const void* request, NodeNumber node) {
  const std::int64_t until_ms = steady_clock_ms() + kWaitMsMax;
  while (others_at_work(request, node) && steady_clock_ms() < until_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kLookAgainMs));
  }
}

bool LaptopTurns::others_at_work(const void* request, NodeNumber node) {
  const std::scoped_lock lock(mutex_);
  const std::int64_t since_ms = steady_clock_ms() - kAtWorkMs;
  return std::any_of(requests_.begin(), requests_.end(), [&](const auto& entry) {
    const Work& work = entry.second;
    return entry.first != request && work.node == node && (work.busy || work.last_ms >= since_ms);
  });
}

}  // namespace satchel
