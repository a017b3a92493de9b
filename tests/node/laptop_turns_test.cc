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
  turns.begin_work(&broken, kNode);
  std::atomic<bool> ended = false;
  std::latch begun(1);
  auto seen = std::async(std::launch::async, [&] {
    begun.count_down();
    turns.await_others(&next, kNode);
    return ended.load();
  });
  begun.wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // one piece of it takes long
  for (int i = 0; i < 10; ++i) {
    turns.end_work(&broken, kNode);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    turns.begin_work(&broken, kNode);
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
  turns.begin_work(&own, kNode);
  turns.begin_work(&other, kOther);
  turns.end_work(&dead, kNode);  // and never again
  turns.await_others(&own, kNode);
  CHECK(true);  // it returned, although `dead` never ends
}

TEST_CASE("the wait is bounded, however long the other request goes on") {
  LaptopTurns turns;
  const int endless = 0;
  const int next = 0;
  turns.begin_work(&endless, kNode);
  turns.await_others(&next, kNode);
  CHECK(true);  // it returned
}
