#include "node/laptop/app/sync_status.h"

#include "node/shared/clock.h"

namespace satchel {

SyncStatus::Now SyncStatus::now() {
  const std::scoped_lock lock(turn_);
  return now_;
}

SyncListener SyncStatus::listener() {
  SyncListener listener;
  listener.begins = [this] {
    change([](Now& now) {
      now.syncing = true;
      now.sent = now.received = 0;
      now.next_try_ms = 0;
    });
  };
  listener.progress = [this](const SyncReport& report) {
    change([&](Now& now) {
      now.sent = report.pushed;
      now.received = report.pulled;
    });
  };
  listener.done = [this](const SyncReport&) {
    change([](Now& now) {
      now.syncing = false;
      now.problem.reset();
    });
  };
  listener.failed = [this](const Error& problem, std::int64_t pause_ms) {
    change([&](Now& now) {
      now.syncing = false;
      now.problem = problem;
      now.next_try_ms = wall_clock_ms() + pause_ms;
    });
  };
  return listener;
}

void SyncStatus::on_ask(std::function<void()> ask) {
  const std::scoped_lock lock(turn_);
  ask_ = std::move(ask);
}

void SyncStatus::ask() {
  const std::scoped_lock lock(turn_);
  if (ask_) ask_();
}

}  // namespace satchel
