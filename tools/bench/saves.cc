// saves: each on the disk before the next one begins, as a person saves.
#include <malloc.h>

#include <algorithm>

#include "tools/bench/bench.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

void run_saves(Bench& bench) {
  testkit::Town town;
  bench.open(town, {"ana"});
  const std::uint64_t count = std::min(bench.options.saves, bench.options.records);
  testkit::write_file(town.path("saves.jsonl"), make_caseload(count, bench.options.seed).lines);
  ::malloc_trim(0);
  Row row;
  row.workload = "saves";
  row.cost = measured_run(town.laptop_words("ana", {"import", "jsonl", "--each", town.path("saves.jsonl")}));
  row.rate = per_second(count, row.cost.wall_ms);
  row.unit = "saves/s";
  row.floor_ms = bench.floors.program + static_cast<double>(count) * bench.floors.row_one_by_one;
  row.floor = "SQLite, one transaction each";
  bench.add(std::move(row));
}

}  // namespace satchel::bench
