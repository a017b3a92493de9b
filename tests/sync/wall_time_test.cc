#include "sync/wall_time.h"

#include <doctest/doctest.h>

#include "tests/sync/small_world.h"

namespace satchel {

TEST_CASE("the time between two clocks is a number, whatever they say") {
  CHECK(ms_between(1, 3) == 2);
  CHECK(ms_between(3, 1) == -2);
  CHECK(ms_between(INT64_MIN, INT64_MAX) == INT64_MAX);
  CHECK(ms_between(INT64_MAX, INT64_MIN) == -INT64_MAX);
  CHECK(ms_between(0, INT64_MIN) == -INT64_MAX);  // has an opposite: people are told how far off a clock is
  CHECK(ms_between(INT64_MIN, 0) == INT64_MAX);
}

// Found by fuzz_office_session and fuzz_laptop_session: a signed number ran over.
TEST_CASE("a laptop and an office whose clocks stand at the ends of time exchange saves") {
  for (const std::int64_t clock_ms : {INT64_MIN, INT64_MAX / 2}) {
    testkit::SmallWorld world;
    testkit::Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    ana.save(mia, {testkit::set(testkit::client_of(mia), "client.language", "it")});
    ana.clock_ms = clock_ms;
    world.sync(ana);
    const std::int64_t at_office = world.desk.node(ana).clock_offset_ms;
    CHECK((clock_ms < 0 ? at_office == INT64_MAX : at_office < 0));
    CHECK(ana.laptop.progress().clock_offset_ms == at_office);
    CHECK(world.desk.values(testkit::client_of(mia), "client.language") == testkit::Values{"it"});
  }
}

}  // namespace satchel
