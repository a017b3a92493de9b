// SyncStatus: what the background sync is doing, for the eyes of the person.
//
// Thread rule: any thread. Failure rule: none.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "node/laptop/sync_loop.h"

namespace satchel {

class SyncStatus {
 public:
  struct Now {
    bool syncing = false;
    std::uint64_t sent = 0;      // of the sync that is running
    std::uint64_t received = 0;
    std::optional<Error> problem;    // why the last try failed
    std::int64_t next_try_ms = 0;    // wall clock; 0: not planned
  };
  Now now();

  // What a SyncLoop calls.
  SyncListener listener();
  // Who carries a person's wish to sync to the loop.
  void on_ask(std::function<void()> ask);
  void ask();

 private:
  template <class Change>
  void change(Change body) {
    const std::scoped_lock lock(turn_);
    body(now_);
  }
  std::mutex turn_;
  Now now_;
  std::function<void()> ask_;
};

}  // namespace satchel
