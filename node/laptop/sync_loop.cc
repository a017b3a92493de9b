#include "node/laptop/sync_loop.h"

#include <algorithm>

#include "node/laptop/connectivity.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

// While connected, the office is asked this often for what others did.
constexpr std::int64_t kCalmMs = 60'000;

}  // namespace

SyncLoop::SyncLoop(LaptopWorkspace& workspace, std::string address, SyncListener listener)
    : workspace_(workspace),
      address_(std::move(address)),
      listener_(std::move(listener)),
      exchanger_(workspace.laptop(), address_.empty() ? workspace.laptop().identity()->office_url : address_) {}

void SyncLoop::run(const std::function<bool()>& is_stopping) {
  while (!is_stopping()) {
    const HandIn what = is_asked_.exchange(false) ? HandIn::all : HandIn::what_has_rested;
    if (listener_.begins) listener_.begins();
    const auto report = sync_once(what);
    const std::int64_t pause_ms = tell(report);
    wait(pause_ms, static_cast<bool>(report), is_stopping);
  }
}

Result<SyncReport> SyncLoop::sync_once(HandIn what) {
  try {
    auto report = sync_round(workspace_, exchanger_, what, listener_.progress);
    if (report) keep_address(workspace_, address_);
    return report;
  } catch (const StoreFailure& failure) {
    return failure.error();  // a full disk may have room again at the next try
  }
}

std::int64_t SyncLoop::tell(const Result<SyncReport>& report) {
  if (report) {
    failures_ = 0;
    if (listener_.done) listener_.done(*report);
    return kCalmMs;
  }
  ++failures_;
  const std::int64_t pause_ms =
      std::max(backoff_ms(failures_, random_array<1>()[0] * 7919ULL), exchanger_.wait_ms());
  if (listener_.failed) listener_.failed(report.error(), pause_ms);
  return pause_ms;
}

bool SyncLoop::has_work() {
  return workspace_.laptop().pending_count() > 0 || NoteDrafts(workspace_).has_signed_one(wall_clock_ms());
}

void SyncLoop::wait(std::int64_t pause_ms, bool is_calm, const std::function<bool()>& is_stopping) {
  Connectivity connectivity;
  // Who was asked to wait does so, whatever the network and the person do.
  const std::int64_t not_before_ms = steady_clock_ms() + (is_calm ? 0 : exchanger_.wait_ms());
  do {
    connectivity.wait(pause_ms, [&] {
      return is_stopping() || is_asked_ || (is_calm && has_work());
    });
    pause_ms = not_before_ms - steady_clock_ms();
  } while (pause_ms > 0 && !is_stopping());
}

}  // namespace satchel
