// The one contract of the Store port, over both stores.
#include <doctest/doctest.h>

#include <string>

#include "storage/sqlite_store.h"
#include "tests/storage/temporary_folder.h"
#include "tests/testkit/concurrent_writers.h"
#include "tests/testkit/memory_store.h"
#include "tests/testkit/store_contract.h"

namespace satchel {

namespace {

std::unique_ptr<OfficeStore> sqlite_store(const testkit::TemporaryFolder& folder) {
  static int count = 0;
  auto store = SqliteStore::open(folder.file("office" + std::to_string(++count) + ".db"),
                                 Kind::office, true);
  REQUIRE(store);
  return std::move(*store);
}

std::unique_ptr<OfficeStore> memory_store() {
  return std::make_unique<testkit::MemoryStore>();
}

void run_contract(const testkit::StoreFactory& make) {
  for (const testkit::ContractCase& item : testkit::store_contract()) {
    INFO(item.sentence);
    const auto store = make();
    item.check(*store);
  }
}

}  // namespace

TEST_CASE("the memory store keeps the contract") {
  run_contract(memory_store);
}

TEST_CASE("the SQLite store keeps the contract") {
  const testkit::TemporaryFolder folder;
  run_contract([&] { return sqlite_store(folder); });
}

TEST_CASE("no save appears at or below a cursor that was issued, however many write at once") {
  for (const int writers : {8, 32}) {
    const testkit::TemporaryFolder folder;
    const std::string file = folder.file("office.db");
    const auto connect = [&]() -> std::unique_ptr<OfficeStore> {
      auto store = SqliteStore::open(file, Kind::office, true);
      if (!store) throw StoreFailure(store.error());
      return std::move(*store);
    };
    const auto broken = testkit::broken_by_concurrent_writers(connect, {.writers = writers});
    INFO(writers, " writers");
    for (const std::string& sentence : broken) FAIL_CHECK(sentence);
  }
}

TEST_CASE("both stores answer random calls alike") {
  const testkit::TemporaryFolder folder;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto memory = memory_store();
    const auto sqlite = sqlite_store(folder);
    testkit::check_same_answers(*memory, *sqlite, seed, 25);
  }
}

}  // namespace satchel
