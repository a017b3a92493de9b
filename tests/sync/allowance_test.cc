// How much a laptop may bring: one that floods the office waits, and nobody else does.
#include "sync/allowance.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::client_of;
using testkit::Exchange;
using testkit::set;
using testkit::SmallWorld;
using testkit::Worker;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr AllowanceRates kSmall{30'000, 10'000};

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});

  Scene() {
    world.sync(ana);
    world.sync(ben);
    world.allowance = kSmall;
  }
  // 4,000 bytes of text each.
  std::vector<Dot> write(Worker& worker, int count) {
    std::vector<Dot> dots;
    for (int i = 0; i < count; ++i) {
      const std::string words = std::to_string(i) + std::string(4000, 'x');
      dots.push_back(worker.save(mia, {set(client_of(mia), "client.access_instructions", words.c_str())}));
    }
    return dots;
  }
};

}  // namespace

TEST_SUITE("what a laptop may bring") {
  TEST_CASE("covers ninety days offline and a first import of ten thousand records without a pause") {
    constexpr std::uint64_t ninety_days = 90 * 60 * cost_of_save(2048);
    constexpr std::uint64_t import = 10'000 * cost_of_save(1024);
    CHECK(ninety_days < limits::kAllowanceBytesMax);
    CHECK(import < limits::kAllowanceBytesMax);
    CHECK(limits::kAllowanceBytesToResume <= limits::kAllowanceBytesMax);
    // Who has to wait for room waits no longer than between two attempts.
    constexpr std::uint64_t wait_ms = limits::kAllowanceBytesToResume * kHourMs / limits::kAllowanceBytesPerHour;
    CHECK(wait_ms <= static_cast<std::uint64_t>(limits::kBackoffMsMax));
    CHECK(limits::kAllowanceBytesMax > limits::kRequestBytesMax);
  }

  TEST_CASE("ends at a save boundary; what was taken is acknowledged, and the rest follows after the wait") {
    Scene scene;
    const auto dots = scene.write(scene.ana, 10);
    const Exchange first = scene.world.exchange(scene.ana);
    REQUIRE(first.outcome);
    CHECK(first.report.saves == 5);  // 5 of about 5,100 bytes
    CHECK(first.outcome->saves_proven == 5);
    CHECK(first.outcome->more);
    CHECK(first.outcome->entries_taken == 0);  // no pages before the queue is in
    CHECK(scene.ana.pending() == 5);
    CHECK(scene.world.desk.row(dots[4])->state == SaveState::applied);
    CHECK_FALSE(scene.world.desk.row(dots[5]));
    const std::uint64_t wait_ms = first.outcome->slow_ms;
    CHECK(wait_ms > 0);
    CHECK(wait_ms <= 3 * kHourMs);
    CHECK(first.report.problem == "the laptop has brought more than it may for now");
    // Who does not wait gets nothing more, and loses nothing.
    const Exchange again = scene.world.exchange(scene.ana);
    REQUIRE(again.outcome);
    CHECK(again.outcome->slow_ms > 0);
    CHECK(again.outcome->saves_proven == 0);
    CHECK(scene.ana.pending() == 5);
    scene.world.now_ms += static_cast<std::int64_t>(wait_ms);
    const Exchange rest = scene.world.exchange(scene.ana);
    REQUIRE(rest.outcome);
    CHECK(rest.outcome->slow_ms == 0);
    CHECK(scene.ana.pending() == 0);
    scene.world.sync(scene.ana);
    for (const Dot dot : dots) CHECK(scene.world.desk.row(dot)->state == SaveState::applied);
  }

  TEST_CASE("is its own: while one floods the office, another's sync goes through") {
    Scene scene;
    scene.write(scene.ana, 40);
    for (int i = 0; i < 5; ++i) {
      const Exchange flood = scene.world.exchange(scene.ana);
      REQUIRE(flood.outcome);
      CHECK(flood.outcome->slow_ms > 0);
      scene.write(scene.ben, 1);
      CHECK(scene.world.sync(scene.ben) <= 2);
      CHECK(scene.ben.pending() == 0);
    }
    CHECK(scene.ana.pending() == 35);
  }

  TEST_CASE("is not used up by saves that the office has already") {
    Scene scene;
    const auto dots = scene.write(scene.ana, 5);
    testkit::Link lost;
    lost.answer_bytes = 0;
    (void)scene.world.exchange(scene.ana, lost);
    const std::uint64_t left = scene.world.desk.node(scene.ana).allowance;
    CHECK(left < kSmall.bytes_max);
    LaptopProgress progress = scene.ana.laptop.progress();
    progress.cut = false;  // sends all of it again instead of asking first
    scene.ana.laptop.put_progress(progress);
    const Exchange again = scene.world.exchange(scene.ana);
    CHECK(again.report.repeated == 5);
    CHECK(scene.world.desk.node(scene.ana).allowance == left);
    CHECK(scene.ana.pending() == 0);
    CHECK(scene.world.desk.row(dots[4]));
  }

  TEST_CASE("is one for all nodes of a device") {
    Scene scene;
    Transaction transaction(scene.world.desk.store);
    NodeRow child = scene.world.desk.node(scene.ana);
    child.parent = child.number;
    child.number = 90;
    child.allowance = 0;
    child.allowance_at_ms = 0;
    scene.world.desk.store.put_node(child);
    Allowance of_child(scene.world.desk.store, child, scene.world.now_ms, kSmall);
    CHECK(of_child.spend(kSmall.bytes_max));
    of_child.keep(child);
    CHECK(child.allowance_at_ms == 0);
    Allowance of_parent(scene.world.desk.store, scene.world.desk.node(scene.ana), scene.world.now_ms, kSmall);
    CHECK_FALSE(of_parent.spend(1));
    // A node of another key is another laptop, whatever it was before.
    child.key = std::string(32, 'x');
    Allowance of_other(scene.world.desk.store, child, scene.world.now_ms, kSmall);
    CHECK(of_other.spend(kSmall.bytes_max));
    transaction.commit();
  }

  TEST_CASE("grows back with the office's clock, up to its maximum, and a clock that goes back changes nothing") {
    testkit::MemoryStore store;
    NodeRow node;
    node.number = 7;
    const std::int64_t begin = 1'795'000'000'000;
    const auto left_at = [&](std::int64_t now_ms) {
      Allowance allowance(store, node, now_ms, kSmall);
      allowance.keep(node);
      return node.allowance;
    };
    CHECK(left_at(begin) == 30'000);
    Allowance allowance(store, node, begin, kSmall);
    CHECK(allowance.spend(29'000));
    CHECK_FALSE(allowance.spend(1'001));
    CHECK(allowance.wait_ms() == 29 * kHourMs / 10);
    allowance.keep(node);
    CHECK(left_at(begin + kHourMs / 2) == 6'000);
    CHECK(left_at(begin - 1000 * kHourMs) == 6'000);           // back by weeks
    CHECK(left_at(begin - 1000 * kHourMs + kHourMs) == 16'000);  // and on from there
    CHECK(left_at(begin + 9000 * kHourMs) == 30'000);
    CHECK(left_at(INT64_MAX) == 30'000);
    CHECK(left_at(-5) == 30'000);
    // Asked every millisecond it grows as fast as when it is asked once an hour.
    Allowance empty(store, node, begin, kSmall);
    CHECK(empty.spend(30'000));
    empty.keep(node);
    std::uint64_t left = 0;
    for (int ms = 1; ms <= 3600; ++ms) left = left_at(begin + ms);
    CHECK(left == 10);
  }
}

}  // namespace satchel
