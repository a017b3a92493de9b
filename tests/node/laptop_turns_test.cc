#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <thread>

#include "node/office/laptop_turns.h"

using namespace satchel;

namespace {

constexpr NodeNumber kNode = 7;
constexpr NodeNumber kOther = 8;

}  // namespace

TEST_CASE("a laptop that calls again waits until its broken request is worked up") {
  LaptopTurns turns;
  const int broken = 0;
  const int next = 0;
  turns.worked_on(&broken, kNode);
  std::atomic<bool> ended = false;
  std::latch begun(1);
  auto seen = std::async(std::launch::async, [&] {
    begun.count_down();
    turns.await_others(&next, kNode);
    return ended.load();
  });
  begun.wait();
  for (int i = 0; i < 10; ++i) {
    turns.worked_on(&broken, kNode);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ended = true;
  turns.ended(&broken);
  CHECK(seen.get());
}

TEST_CASE("nobody waits for another laptop's request, for the own one, or for a dead link") {
  LaptopTurns turns;
  const int own = 0;
  const int other = 0;
  const int dead = 0;
  turns.worked_on(&own, kNode);
  turns.worked_on(&other, kOther);
  turns.worked_on(&dead, kNode);  // and never again
  turns.await_others(&own, kNode);
  CHECK(true);  // it returned, although `dead` never ends
}

TEST_CASE("the wait is bounded, however long the other request goes on") {
  LaptopTurns turns;
  const int endless = 0;
  const int next = 0;
  std::atomic<bool> stop = false;
  std::thread work([&] {
    while (!stop) turns.worked_on(&endless, kNode);
  });
  turns.await_others(&next, kNode);
  stop = true;
  work.join();
  CHECK(true);  // it returned
}
