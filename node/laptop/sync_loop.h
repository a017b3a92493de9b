// SyncLoop: syncs whenever something was saved here, whenever the network comes back, when asked, and now and then.
//
// Thread rule: `run` on one thread, over a workspace of its own; `ask` from any thread.
// Failure rule: none of its own: a sync that failed is told to the listener and tried again, with growing pauses.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "node/laptop/sync_round.h"

namespace satchel {

struct SyncListener {
  std::function<void()> begins = nullptr;
  std::function<void(const SyncReport&)> progress = nullptr;
  std::function<void(const SyncReport&)> done = nullptr;
  // The next try is in `pause_ms`, or earlier when the network comes back.
  std::function<void(const Error&, std::int64_t pause_ms)> failed = nullptr;
};

class SyncLoop {
 public:
  // `address`: of the office, in place of the one that is known; kept once it answered. Empty: the known one.
  SyncLoop(LaptopWorkspace& workspace, std::string address, SyncListener listener);

  // Until `is_stopping` says so, which is asked at least every second.
  void run(const std::function<bool()>& is_stopping);
  // A person wants it now. Only an office that asked for a pause is left alone until that is over.
  void ask() { is_asked_ = true; }

 private:
  Result<SyncReport> sync_once(HandIn what);
  bool has_work();
  std::int64_t tell(const Result<SyncReport>& report);
  void wait(std::int64_t pause_ms, bool is_calm, const std::function<bool()>& is_stopping);

  LaptopWorkspace& workspace_;
  std::string address_;
  SyncListener listener_;
  Exchanger exchanger_;
  int failures_ = 0;
  std::atomic<bool> is_asked_ = false;
};

}  // namespace satchel
