// The same work on laptops and an office over memory and over SQLite: the same answers, the same
// records.
#include <doctest/doctest.h>

#include <sstream>

#include "tests/storage/temporary_folder.h"
#include "tests/storage/world.h"
#include "tests/testkit/memory_store.h"

namespace satchel {

namespace {

using testkit::edit;
using testkit::MemoryStore;
using testkit::numbered_uuid;
using testkit::World;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
  int below(int bound) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<int>((state_ * 0x2545f4914f6cdd1d >> 11) % static_cast<unsigned>(bound));
  }

 private:
  std::uint64_t state_;
};

std::string first_difference(const std::string& one, const std::string& other) {
  std::istringstream lines(one);
  std::istringstream other_lines(other);
  std::string line;
  std::string other_line;
  while (std::getline(lines, line)) {
    if (!std::getline(other_lines, other_line) || line != other_line) {
      return line + " != " + other_line;
    }
  }
  return std::getline(other_lines, other_line) ? "more: " + other_line : "";
}

// Several clients, each with notes; one save may touch several records.
class RandomWork {
 public:
  explicit RandomWork(std::uint64_t seed) : dice_(seed) {}

  std::string step(World& world) {
    const auto laptop = static_cast<std::size_t>(dice_.below(2));
    const ScopeId scope = case_file(numbered_uuid(100 + dice_.below(3)));
    switch (dice_.below(12)) {
      case 0:
        return open_file(world, laptop, scope);
      case 1:
      case 2:
      case 3:
        return write(world, laptop, scope, true);
      case 4:
      case 5:
      case 6:
        return write(world, laptop, scope, false);
      case 7:
        return change_state(world, laptop, scope);
      case 8:
        world.grant(laptop, scope, true);
        return "granted";
      case 9:
        if (dice_.below(3) == 0) world.grant(laptop, scope, false);
        return "withdrawn";
      case 10:
        if (dice_.below(4) == 0) world.read_again(laptop);
        return "read again";
      default:
        return world.sync(laptop);
    }
  }

 private:
  // Each case file has notes of its own.
  RecordId note(const ScopeId& scope) {
    return {numbered_uuid(200 + 20 * scope.subject.bytes[1] + dice_.below(6))};
  }

  std::string text() {
    std::string words = "text " + std::to_string(dice_.below(1000));
    if (dice_.below(3) == 0) words += std::string(static_cast<std::size_t>(dice_.below(300)), 'x');
    return words;
  }

  std::string open_file(World& world, std::size_t laptop, const ScopeId& scope) {
    Edit create = edit(EditKind::create, {scope.subject});
    create.type = core_type("client")->id;
    Edit name = edit(EditKind::set, {scope.subject}, "", text());
    name.field = core_type("client")->field("given_name")->id;
    return world.save(laptop, scope, {create, name});
  }

  std::string write(World& world, std::size_t laptop, const ScopeId& scope, bool is_new) {
    std::vector<Edit> edits;
    for (int records = 1 + dice_.below(3); records > 0; --records) {
      const RecordId id = note(scope);
      if (is_new) edits.push_back(edit(EditKind::create, id));
      for (const char* field : {"title", "body", "place", "language"}) {
        if (is_new || dice_.below(2) == 0) {
          edits.push_back(edit(EditKind::set, id, field, text()));
        }
      }
      if (dice_.below(3) == 0) edits.push_back(edit(EditKind::add, id, "present", text()));
    }
    return edits.empty() ? "nothing" : world.save(laptop, scope, edits);
  }

  std::string change_state(World& world, std::size_t laptop, const ScopeId& scope) {
    const RecordId id = note(scope);
    if (dice_.below(2) == 0) return world.save(laptop, scope, {edit(EditKind::lift_void, id)});
    return world.save(laptop, scope, {edit(EditKind::void_record, id, "", text())});
  }

  Dice dice_;
};

}  // namespace

TEST_CASE("the same work gives the same records over memory and over SQLite") {
  std::size_t named = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const testkit::TemporaryFolder folder;
    int files = 0;
    World memory([](Kind) { return std::make_unique<MemoryStore>(); });
    World sqlite([&](Kind kind) -> std::unique_ptr<OfficeStore> {
      auto store = SqliteStore::open(folder.file(std::to_string(++files)), kind, true);
      REQUIRE(store);
      (*store)->database().execute("PRAGMA synchronous=OFF");  // nothing crashes here
      return std::move(*store);
    });
    RandomWork for_memory(seed);
    RandomWork for_sqlite(seed);
    for (int step = 0; step < 80; ++step) {
      INFO("seed ", seed, ", step ", step);
      REQUIRE(for_memory.step(memory) == for_sqlite.step(sqlite));
      REQUIRE(first_difference(memory.everything(), sqlite.everything()) == "");
    }
    sqlite.each_store([&](OfficeStore& store) {
      auto& opened = static_cast<SqliteStore&>(store);
      for (const std::string& problem : opened.check().problems) FAIL_CHECK(problem);
      named += static_cast<std::size_t>(opened.database().number_of(
          "SELECT count(*) FROM records WHERE substr(base, 1, 1) = x'80' "
          "OR substr(view, 1, 1) = x'80'"));
    });
  }
  CHECK(named > 100);  // the records that name their values took part
}

}  // namespace satchel
