// LaptopTurns: a laptop that calls again while what has arrived of its last request is still being worked on waits for that.
//
// A link that breaks leaves saves here that have arrived and are not stored yet. A laptop that calls at once and asks what
// the office has would be told too little, and would send the same again. The wait is short and bounded: nothing depends
// on it but bytes.
//
// Thread rule: any thread. Failure rule: none.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "sync/ids.h"

namespace satchel {

class LaptopTurns {
 public:
  // `request` stands for one request: where it lies. `node` is not known before the first piece of it was worked on.
  void begin_work(const void* request, NodeNumber node);
  void end_work(const void* request, NodeNumber node);
  void ended(const void* request);
  // Until no other request of this laptop is being worked on.
  void await_others(const void* request, NodeNumber node);

 private:
  struct Work {
    NodeNumber node = kNoNode;
    bool busy = false;
    std::int64_t last_ms = 0;
  };
  bool others_at_work(const void* request, NodeNumber node);

  std::mutex mutex_;
  std::map<const void*, Work> requests_;
};

}  // namespace satchel
