// search: in this process, over the database that the office's program wrote.
#include <malloc.h>
#include <unistd.h>

#include <stdexcept>

#include "node/shared/workspace.h"
#include "tools/bench/bench.h"
#include "tools/bench/plain_sqlite.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

namespace {

// As somebody types who looks for Josephine Underwood: "Jose Und".
std::string beginnings(Random& random) {
  std::string words = given_name(random).substr(0, 4) + " ";
  return words + family_name(random).substr(0, 3);
}

// One letter that is not the right one, never the first.
std::string misspelt(Random& random) {
  std::string name = family_name(random);
  name[random.between(2, name.size() - 2)] = 'q';
  return name;
}

Row measure(const Bench& bench, SqliteStore& store, const std::string& what, std::string (*words)(Random&)) {
  Random random(bench.options.seed + 5);
  std::vector<double> walls;
  std::uint64_t without_result = 0;
  const ProcessMeter self(::getpid());
  for (std::uint64_t i = 0; i < bench.options.searches; ++i) {
    const std::string text = words(random);
    const Stopwatch watch;
    without_result += store.search(text).empty() ? 1 : 0;
    walls.push_back(watch.ms());
  }
  Row row;
  row.workload = "search: " + what;
  for (const double ms : walls) row.cost.wall_ms += ms;
  row.cost.client = self.cost();
  row.rate = per_second(walls.size(), row.cost.wall_ms);
  row.unit = "searches/s";
  row.more = {{"p50 ms", median(walls)}, {"p95 ms", percentile(walls, 0.95)},
              {"without a result", static_cast<double>(without_result)}};
  return row;
}

// Every name looked at, without an index: what a search has to be quicker than.
double ms_of_a_scan(const std::string& file) {
  PlainSqlite database(file, PlainSqlite::Access::read);
  const std::string scan = "SELECT count(*) FROM client WHERE family_name LIKE '%nderw%' OR given_name LIKE '%nderw%'";
  std::vector<double> walls;
  for (int i = 0; i < 5; ++i) {
    const Stopwatch watch;
    database.number_of(scan);
    walls.push_back(watch.ms());
  }
  return median(walls);
}

}  // namespace

void run_search(Bench& bench) {
  testkit::Town town;
  testkit::write_file(town.path("clients.jsonl"), lines_of_named_clients(bench.options.clients, bench.options.seed));
  town.office_json({"import", "jsonl", town.path("clients.jsonl")});
  ::malloc_trim(0);
  const std::string file = town.path(std::string("office/") + kOfficeFile);
  const auto store = SqliteStore::open(file, Kind::office, false);
  if (!store) throw std::runtime_error(store.error().message);
  const double scan_ms = ms_of_a_scan(file);
  for (Row row : {measure(bench, **store, "beginnings", beginnings), measure(bench, **store, "misspelt", misspelt)}) {
    row.more.emplace_back("ms of a scan of all names", scan_ms);
    bench.add(std::move(row));
  }
}

}  // namespace satchel::bench
