// No memory at the n-th allocation, ours or SQLite's, of a save, of what a laptop takes from a page, and of what the
// office takes from a push: for every n, once and from then on, until none fails. The caller is told, nothing is there by
// half, and the same program goes on when there is memory again.
//
// SATCHEL_LONG tries every n; else the later ones are thinned out.
#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <new>
#include <optional>

#include "tests/memory/allocator.h"
#include "tests/storage/temporary_folder.h"
#include "tests/storage/world.h"

namespace satchel {

namespace {

using testkit::edit;
using testkit::numbered_uuid;
using testkit::World;

constexpr long kOneByOne = 400;
constexpr long kLongStride = 13;

long next(long n) { return n < kOneByOne || std::getenv("SATCHEL_LONG") != nullptr ? n + 1 : n + kLongStride; }

enum class Outcome { done, refused };

// With the n-th allocation failing. Nothing of doctest's runs meanwhile: it allocates, too.
Outcome attempt(long n, bool from_then_on, const std::function<Status()>& work) {
  testkit::let_allocation_fail(n, from_then_on);
  Outcome outcome = Outcome::refused;
  try {
    if (work()) outcome = Outcome::done;
  } catch (const std::bad_alloc&) {
  } catch (const StoreFailure&) {
  }
  testkit::let_allocations_succeed();
  return outcome;
}

class Scene {
 public:
  Scene()
      : world([this](Kind kind) -> std::unique_ptr<OfficeStore> {
          auto store = SqliteStore::open(folder.file(std::to_string(++files)), kind, true);
          REQUIRE(store);
          (*store)->database().execute("PRAGMA synchronous=OFF");  // nothing crashes here
          return std::move(*store);
        }) {
    Edit create = edit(EditKind::create, {file.subject});
    create.type = core_type("client")->id;
    world.save(0, file, {create});
    CHECK(world.sync(0).ends_with("equal"));
    world.grant(1, file, true);
    CHECK(world.sync(1).ends_with("equal"));
  }

  std::vector<Edit> note(const std::string& text) {
    const RecordId id{numbered_uuid(1000 + ++notes)};
    return {edit(EditKind::create, id), edit(EditKind::set, id, "body", text), edit(EditKind::set, id, "title", "title of " + text)};
  }
  Status save(std::size_t laptop, const std::vector<Edit>& edits) {
    Transaction transaction(world.laptop_store(laptop));
    const auto dot = world.laptop(laptop).save(file, edits, {laptop == 0 ? "anna" : "bert", World::kNow, 0, 60});
    if (!dot) return dot.error();
    transaction.commit();
    return Done{};
  }
  std::size_t count(OfficeStore& store) {
    std::size_t found = 0;
    store.each_record_of_type(core_type("note")->id, [&](const StoredRecord&) { ++found; });
    return found;
  }
  void check_whole() {
    CHECK(world.sync(0).ends_with(" equal"));
    CHECK(world.sync(1).ends_with(" equal"));
    CHECK(world.sync(0).ends_with(" equal"));
    world.each_store([&](OfficeStore& store) {
      CHECK(count(store) == count(world.office_store()));
      for (const std::string& problem : static_cast<SqliteStore&>(store).check().problems) FAIL_CHECK(problem);
    });
  }

  testkit::TemporaryFolder folder;
  int files = 0;
  int notes = 0;
  const ScopeId file = case_file(numbered_uuid(100));
  World world;
};

}  // namespace

TEST_CASE("a save without memory is refused or there, and the next one works") {
  testkit::count_allocations_of_sqlite();
  for (const bool from_then_on : {false, true}) {
    Scene scene;
    OfficeStore& store = scene.world.laptop_store(0);
    long n = 1;
    int refused = 0;
    for (;; n = next(n)) {
      INFO("allocation ", n, from_then_on ? " and all after it" : "");
      const std::size_t before = scene.count(store);
      const auto edits = scene.note("note " + std::to_string(n));
      const Outcome outcome = attempt(n, from_then_on, [&] { return scene.save(0, edits); });
      const bool short_of_memory = testkit::was_short_of_memory();
      CHECK(scene.count(store) == before + (outcome == Outcome::done ? 1 : 0));
      refused += outcome == Outcome::refused ? 1 : 0;
      REQUIRE(scene.save(0, scene.note("afterwards")));
      if (!short_of_memory) break;
    }
    MESSAGE(n, " allocations of a save, ", refused, " refused");
    CHECK(refused > 50);
    scene.check_whole();
  }
}

TEST_CASE("a page that comes without memory is taken whole or not at all, and comes again") {
  testkit::count_allocations_of_sqlite();
  for (const bool from_then_on : {false, true}) {
    Scene scene;
    OfficeStore& store = scene.world.laptop_store(1);
    long n = 1;
    int refused = 0;
    for (;; n = next(n)) {
      INFO("allocation ", n, from_then_on ? " and all after it" : "");
      REQUIRE(scene.save(0, scene.note("note " + std::to_string(n))));
      REQUIRE(scene.world.sync(0).ends_with("equal"));
      LaptopSession session(scene.world.laptop(1), {.wall_ms = World::kNow});
      const auto request = session.request();
      REQUIRE(request);
      OfficeSession office(scene.world.office(), {.now_ms = World::kNow});
      office.receive(*request);
      const std::string answer = office.finish();
      const Outcome outcome = attempt(n, from_then_on, [&]() -> Status {
        if (const auto taken = session.receive(answer); !taken) return taken.error();
        const auto finished = session.finish();
        if (!finished) return finished.error();
        return Done{};
      });
      const bool short_of_memory = testkit::was_short_of_memory();
      refused += outcome == Outcome::refused ? 1 : 0;
      if (outcome == Outcome::done) CHECK(scene.count(store) == scene.count(scene.world.office_store()));
      REQUIRE(scene.world.sync(1).ends_with(" equal"));
      REQUIRE(scene.count(store) == scene.count(scene.world.office_store()));
      if (!short_of_memory) break;
    }
    MESSAGE(n, " allocations of a page, ", refused, " refused");
    CHECK(refused > 50);
    scene.check_whole();
  }
}

TEST_CASE("an office without memory for a push takes it whole or not at all, and answers the next one") {
  testkit::count_allocations_of_sqlite();
  for (const bool from_then_on : {false, true}) {
    Scene scene;
    long n = 1;
    int refused = 0;
    for (;; n = next(n)) {
      INFO("allocation ", n, from_then_on ? " and all after it" : "");
      REQUIRE(scene.save(0, scene.note("note " + std::to_string(n))));
      LaptopSession session(scene.world.laptop(0), {.wall_ms = World::kNow});
      const auto request = session.request();
      REQUIRE(request);
      std::optional<OfficeSession> office;
      office.emplace(scene.world.office(), OfficeSessionOptions{.now_ms = World::kNow});
      std::string answer;
      const Outcome outcome = attempt(n, from_then_on, [&]() -> Status {
        office->receive(*request);
        answer = office->finish();
        return Done{};
      });
      office.reset();
      const bool short_of_memory = testkit::was_short_of_memory();
      refused += outcome == Outcome::refused ? 1 : 0;
      // Whatever was answered, the laptop may read; what it is told must be so.
      if (outcome == Outcome::done && session.receive(answer)) (void)session.finish();
      REQUIRE(scene.world.sync(0).ends_with(" equal"));
      for (const StoredSave& row : scene.world.office_store().saves_in_state(SaveState::parked)) {
        FAIL_CHECK(row.dot().to_string(), " is parked: ", row.reason);
      }
      REQUIRE(scene.count(scene.world.office_store()) == scene.count(scene.world.laptop_store(0)));
      if (!short_of_memory) break;
    }
    MESSAGE(n, " allocations of a push, ", refused, " refused");
    CHECK(refused > 50);
    scene.check_whole();
  }
}

}  // namespace satchel
