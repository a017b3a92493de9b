// What the ordinary things allocate, ours and SQLite's together. Allocating and freeing is a fifth of the work of a sync:
// a change that makes it more fails here on every machine.
#include <doctest/doctest.h>

#include "tests/memory/allocator.h"
#include "tests/storage/temporary_folder.h"
#include "tests/storage/world.h"

namespace satchel {

namespace {

using testkit::edit;
using testkit::numbered_uuid;
using testkit::World;

constexpr std::size_t kAnna = 0, kBert = 1;

struct Cost {
  std::uint64_t laptop = 0;
  std::uint64_t office = 0;
};

template <class Work>
std::uint64_t allocations_of(Work work) {
  const std::uint64_t before = testkit::allocations();
  work();
  return testkit::allocations() - before;
}

class Scene {
 public:
  explicit Scene(int files)
      : world_([this](Kind kind) -> std::unique_ptr<OfficeStore> {
          auto store = SqliteStore::open(folder_.file(std::to_string(++databases_)), kind, true);
          REQUIRE(store);
          return std::move(*store);
        }) {
    for (int i = 0; i < files; ++i) {
      const ScopeId file = case_file(numbered_uuid(100 + i));
      Edit create = edit(EditKind::create, {file.subject});
      create.type = core_type("client")->id;
      world_.save(kAnna, file, {create});
      sync();
      world_.grant(kBert, file, true);
    }
    // What is done for the first time is dearer: statements are prepared.
    save_note();
    for (int i = 0; i < 3; ++i) sync();
  }

  void sync() {
    REQUIRE(world_.sync(kAnna).ends_with("equal"));
    REQUIRE(world_.sync(kBert).ends_with("equal"));
  }

  void save_note() {
    const RecordId id{numbered_uuid(10'000 + ++notes_)};
    const std::string body = "She slept well. note " + std::to_string(notes_);
    world_.save(kAnna, file_, {edit(EditKind::create, id), edit(EditKind::set, id, "title", "morning"), edit(EditKind::set, id, "body", body)});
  }

  // One request and its answer.
  Cost exchange(std::size_t laptop) {
    Cost cost;
    LaptopSession session(world_.laptop(laptop), {.wall_ms = World::kNow});
    OfficeSession office(world_.office(), {.now_ms = World::kNow});
    std::string request, answer;
    cost.laptop = allocations_of([&] { request = *session.request(); });
    cost.office = allocations_of([&] {
      office.receive(request);
      answer = office.finish();
    });
    cost.laptop += allocations_of([&] {
      REQUIRE(session.receive(answer));
      REQUIRE(session.finish());
    });
    return cost;
  }

 private:
  testkit::TemporaryFolder folder_;
  int databases_ = 0;
  int notes_ = 0;
  const ScopeId file_ = case_file(numbered_uuid(100));
  World world_;
};

struct Sync {
  Cost push;
  Cost pull;
};

Sync sync_of(int notes) {
  Scene scene(1);
  for (int i = 0; i < notes; ++i) scene.save_note();
  const Cost push = scene.exchange(kAnna);
  return {push, scene.exchange(kBert)};
}

}  // namespace

TEST_CASE("what a save allocates, in a small database and in a larger one alike") {
  testkit::count_allocations_of_sqlite();
  const auto cost = [](int notes_before) {
    Scene scene(1);
    for (int i = 0; i < notes_before; ++i) scene.save_note();
    return allocations_of([&] { scene.save_note(); });
  };
  const std::uint64_t small = cost(1), larger = cost(200);
  MESSAGE("a save: ", small, " allocations; after 200 others: ", larger);
  CHECK(small <= 190);
  CHECK(larger <= small + small / 4);
}

TEST_CASE("what one record more allocates in a push and in a pull") {
  testkit::count_allocations_of_sqlite();
  const Sync less = sync_of(50), more = sync_of(150);
  const auto a_record = [](std::uint64_t of_less, std::uint64_t of_more) { return (of_more - of_less) / 100; };
  const std::uint64_t push_laptop = a_record(less.push.laptop, more.push.laptop);
  const std::uint64_t push_office = a_record(less.push.office, more.push.office);
  const std::uint64_t pull_laptop = a_record(less.pull.laptop, more.pull.laptop);
  const std::uint64_t pull_office = a_record(less.pull.office, more.pull.office);
  MESSAGE("allocations a record: push ", push_laptop, " laptop, ", push_office, " office; pull ", pull_laptop, " laptop, ",
          pull_office, " office");
  CHECK(push_laptop <= 130);
  CHECK(push_office <= 155);
  CHECK(pull_laptop <= 105);
  CHECK(pull_office <= 15);
}

TEST_CASE("a sync with nothing to do allocates the same for one case file and for sixty") {
  testkit::count_allocations_of_sqlite();
  const Cost one = Scene(1).exchange(kAnna);
  const Cost sixty = Scene(60).exchange(kAnna);
  MESSAGE("no-op: ", one.laptop, " allocations at the laptop, ", one.office, " at the office");
  CHECK(sixty.laptop <= one.laptop + 10);
  CHECK(sixty.office <= one.office + 10);
}

}  // namespace satchel
