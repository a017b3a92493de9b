// The small worlds that the session targets begin from, and what must be so in a store at any time.
//
// Worlds are made once; each input works on a copy of what it changes, so that it can be replayed alone. Their ids, keys
// and clocks never change: the corpus holds requests that fit them.
// Thread rule: one thread. Failure rule: see fuzz.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel::fuzz {

// An office, the laptops of ana, ben and a second one of ana's, two clients, a restricted compartment, and saves that
// are applied, parked, waiting and not sent yet.
struct Scene {
  testkit::SmallWorld world;
  testkit::Worker ana = world.hire("ana");
  testkit::Worker ben = world.hire("ben");
  testkit::Worker ana_again = world.hire("ana");

  testkit::Worker& worker(std::size_t number) { return number % 3 == 0 ? ana : number % 3 == 1 ? ben : ana_again; }
};

enum class SceneKind : std::uint8_t {
  ordinary = 0,
  restored = 1,   // the office is yesterday's backup, and nobody has recovered yet
  recovering = 2, // ... and ben has
  withdrawn = 3,  // ana's file has been withdrawn, which her laptop does not know
};
inline constexpr std::size_t kSceneKinds = 4;

// The same one each time: to be copied, or looked at.
Scene& scene(SceneKind kind);

// The digests and counts that an office keeps with every change are what they are when they are made anew: of each
// scope, of each inbox, of each user's caseload; logs are dense; chains fit the bytes.
void check_office(testkit::MemoryStore& store);
// The same of a laptop.
void check_laptop(testkit::Worker& worker);

}  // namespace satchel::fuzz
