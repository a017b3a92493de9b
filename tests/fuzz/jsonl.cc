// Fuzz target: JSON lines into an office's database: records (`import jsonl`) and changes (`apply`). Bit 0 of the first
// byte chooses; with bit 1 each line is a transaction of its own, with bit 2 the file is taken twice.
//
// The database is a real one: its tables, search and projections see whatever the lines say. Each input gets a copy of
// one that was made once.
// Thread rule: one thread. Failure rule: see fuzz.h.
#include <filesystem>
#include <memory>

#include "node/shared/jsonl.h"
#include "node/shared/workspace.h"
#include "sync/limits.h"
#include "sync/record.h"
#include "tests/fuzz/memory_file.h"
#include "tests/testkit/process.h"

namespace satchel::fuzz {
namespace {

namespace fs = std::filesystem;

// In memory, where the machine has such a folder: a copy for each input costs little there.
const char* kFolder = "/dev/shm";

const std::string& first_database() {
  static const testkit::TempFolder folder(kFolder);
  static const std::string path = [] {
    auto office = OfficeWorkspace::open(folder.path("first"), true);
    demand(static_cast<bool>(office), "the database cannot be made");
    Office::Seeds seeds;
    seeds.id = Uuid::from_name("the office");
    seeds.own_node_id = Uuid::from_name("the office's node");
    seeds.key.fill(1);
    {
      Transaction transaction((*office)->store());
      demand(static_cast<bool>((*office)->office().init("District 4", seeds, 1'795'000'000'000)), "init");
      transaction.commit();
    }
    // What lines may be about.
    const MemoryFile lines(
        R"({"type":"client","id":"6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11","given_name":"Mia","language":"it"}
{"type":"note","id":"6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c12","client_id":"6f1c2a34-9b1e-4c57-8d02-3f5a7e9b0c11","body":"quiet"}
)");
    const auto report = import_jsonl(**office, lines.path(), {});
    demand(report && report->bad == 0 && report->saved == 2, "the first records cannot be imported");
    return folder.path("first");
  }();
  return path;
}

void check_digests(SqliteStore& store) {
  for (const ScopeRow& scope : store.scopes()) {
    if (scope.id.kind == ScopeKind::inbox) continue;
    Hash256 sum;
    store.each_record(scope.id, [&](const StoredRecord& row) { sum += record_digest(row.base); });
    demand(sum == scope.digest, "the digest of a scope is not the sum of its records");
  }
}

}  // namespace
}  // namespace satchel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  using fuzz::demand;
  fuzz::Input input(data, size);
  const std::uint8_t flags = input.byte();
  const fuzz::MemoryFile file(input.rest());
  const testkit::TempFolder folder(fuzz::kFolder);
  fuzz::fs::copy(fuzz::first_database(), folder.path("office"), fuzz::fs::copy_options::recursive);
  auto office = OfficeWorkspace::open(folder.path("office"), false);
  demand(static_cast<bool>(office), "the copy of the database cannot be opened");
  JsonlOptions options;
  options.each = (flags & 2) != 0;
  std::uint64_t told = 0;
  options.durable = [&](const std::string&) { ++told; };
  const auto run = [&] {
    return (flags & 1) != 0 ? apply_jsonl(**office, file.path(), options) : import_jsonl(**office, file.path(), options);
  };
  const auto report = run();
  demand(static_cast<bool>(report), "a file of lines ends the run");
  demand(report->saved + report->unchanged + report->bad == report->lines, "lines are counted wrongly");
  demand(report->problems.size() <= kProblemsMax, "more problems are told than may be");
  demand(!options.each || told == report->saved + report->unchanged, "a line is not told to be durable");
  fuzz::check_digests((*office)->store());
  if ((flags & 4) == 0) return 0;
  const auto again = run();
  demand(again && again->lines == report->lines, "a second run finds other lines");
  fuzz::check_digests((*office)->store());
  return 0;
}
