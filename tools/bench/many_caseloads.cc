// One office with many caseloads: all laptops at once, no-ops by several, and whether others' files make a sync slower.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include "node/laptop/exchange.h"
#include "node/shared/workspace.h"
#include "tools/bench/bench.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

namespace {

using testkit::Town;

// An office that has a caseload for each of so many users.
class ManyCaseloads {
 public:
  ManyCaseloads(Bench& bench, std::uint64_t count) : bench_(bench), count_(count) {
    {
      std::ofstream all(town_.path("caseloads.jsonl"), std::ios::binary);
      for (std::uint64_t i = 0; i < count; ++i) all << caseload(i).lines;
    }
    ::malloc_trim(0);
    town_.office_json({"import", "jsonl", town_.path("caseloads.jsonl")});
    ::sync();  // what was written just now does not hold up what is measured
    bench.open(town_, {});
  }

  Town& town() { return town_; }
  static std::string user(std::uint64_t number) { return "worker" + std::to_string(number); }
  Caseload caseload(std::uint64_t number) const {
    return make_caseload(bench_.options.caseload, bench_.options.seed + 100 + number);
  }
  // With a laptop that has never synced.
  void employ(std::uint64_t number) {
    const std::string name = user(number);
    town_.add_user(name);
    town_.enrol(name);
    std::string ids;
    for (const Made& client : caseload(number).clients) ids += client.id + "\n";
    testkit::write_file(town_.path("ids"), ids);
    town_.office_json({"assign", "--from-file", town_.path("ids"), "--to", name});
  }
  void employ_all() {
    for (std::uint64_t i = 0; i < count_; ++i) employ(i);
  }

 private:
  Bench& bench_;
  std::uint64_t count_;
  Town town_;
};

// Syncs of several laptops side by side, each by a thread of its own. `through`: words before the program's.
class SideBySide {
 public:
  explicit SideBySide(Town& town, testkit::Words through = {}) : town_(town), through_(std::move(through)) {}
  ~SideBySide() { join(); }
  SideBySide(const SideBySide&) = delete;
  SideBySide& operator=(const SideBySide&) = delete;

  // While `again` says so, and once at least.
  void start(const std::string& user, std::function<bool()> again) {
    ++running_;
    threads_.emplace_back([this, user, again = std::move(again)] {
      do {
        sync_once(user);
      } while (again());
      --running_;
    });
  }
  bool is_running() const { return running_ > 0; }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  // To be asked when all have ended.
  const std::vector<double>& walls() const { return walls_; }
  const Measured& sum() const { return sum_; }
  std::uint64_t failures() const { return failures_; }

 private:
  void sync_once(const std::string& user) {
    const Stopwatch watch;
    testkit::Words words = through_;
    const testkit::Words sync = town_.laptop_words(user, {"sync"});
    words.insert(words.end(), sync.begin(), sync.end());
    const testkit::Finished finished = testkit::run(words);
    const double ms = watch.ms();
    const std::scoped_lock lock(guard_);
    walls_.push_back(ms);
    Measured one;
    one.client = {finished.cpu_ms, finished.peak_kb};
    if (finished.exit_code == 0) one.traffic = traffic_of(finished.out);
    failures_ += finished.exit_code == 0 ? 0 : 1;
    add_cost(sum_, one);
  }

  Town& town_;
  const testkit::Words through_;
  std::vector<std::thread> threads_;
  std::atomic<int> running_{0};
  std::mutex guard_;
  std::vector<double> walls_;  // under guard_, and what follows
  Measured sum_;
  std::uint64_t failures_ = 0;
};

constexpr std::chrono::milliseconds kRestOfOther{20};

double cores() { return std::max(1.0, static_cast<double>(std::thread::hardware_concurrency())); }

// The no-ops of one who has nothing to bring, while the others read their caseloads; each on a link of its own. In this
// process: to start a program among 300 that only run when nobody else does takes a second of the kernel's locks, and no
// office's.
std::vector<double> noops_meanwhile(Town& town, const std::string& user, const SideBySide& others) {
  const auto workspace = LaptopWorkspace::open(town.path("laptop-" + user), false);
  if (!workspace) throw std::runtime_error(workspace.error().message);
  Laptop& laptop = (*workspace)->laptop();
  std::vector<double> walls;
  while (others.is_running()) {
    const Stopwatch watch;
    const auto synced = Exchanger(laptop, laptop.identity()->office_url).sync();
    if (!synced || !synced->digest_equal) throw std::runtime_error("a no-op failed meanwhile");
    walls.push_back(watch.ms());
    std::this_thread::sleep_for(kRestOfOther);
  }
  return walls;
}

Row row_of_fleet(const Bench& bench, const SideBySide& fleet, double wall_ms, const Cost& office,
                 const Measured& alone) {
  const auto laptops = static_cast<double>(bench.options.laptops);
  const auto records = static_cast<double>(bench.options.caseload);
  Row row;
  row.workload = "fleet";
  row.cost = fleet.sum();
  row.cost.wall_ms = wall_ms;
  row.cost.office = office;
  row.rate = per_second(laptops * records, wall_ms);
  row.unit = "records/s";
  row.floor_ms = laptops * (alone.client.cpu_ms + alone.office.cpu_ms) / cores();
  row.floor = "the CPU of as many single ones on all cores";
  row.more = {{"records/s of one alone", per_second(records, alone.wall_ms)},
              {"rate to one alone", row.rate / per_second(records, alone.wall_ms)},
              {"median ms", median(fleet.walls())},
              {"slowest ms", percentile(fleet.walls(), 1)},
              {"slowest to median", percentile(fleet.walls(), 1) / median(fleet.walls())}};
  if (fleet.failures() > 0) row.broken.push_back(std::to_string(fleet.failures()) + " first syncs failed");
  return row;
}

constexpr std::uint64_t kRoundsOfEdits = 5;

// What a laptop's first sync, a no-op of it and its edits cost in an office with so many caseloads.
struct CostsOfOne {
  Measured first, noop, edits;
};

CostsOfOne costs_of_one(Bench& bench, std::uint64_t caseloads) {
  ManyCaseloads scene(bench, caseloads);
  scene.employ(0);
  const std::string user = ManyCaseloads::user(0), file = scene.town().path("edits.jsonl");
  CostsOfOne costs;
  costs.first = measured_sync(scene.town(), user);
  costs.noop = typical_sync(scene.town(), user, bench.options.rounds);
  Caseload caseload = scene.caseload(0);
  std::vector<Measured> edits;
  for (std::uint64_t i = 0; i < kRoundsOfEdits; ++i) {
    testkit::write_file(file, lines_of_edits(caseload, bench.options.edits, bench.options.seed + 4 + i));
    measured_run(scene.town().laptop_words(user, {"apply", file}));
    edits.push_back(measured_sync(scene.town(), user));
  }
  std::sort(edits.begin(), edits.end(), [](const Measured& a, const Measured& b) { return a.wall_ms < b.wall_ms; });
  costs.edits = edits[edits.size() / 2];
  return costs;
}

void add_scaled(Bench& bench, const std::string& what, std::uint64_t caseloads, const Measured& here, const Measured& small,
                std::uint64_t rows) {
  Row row;
  row.workload = "scale: " + what + (caseloads == 1 ? " alone" : " among " + std::to_string(caseloads));
  row.line = what;
  row.records = caseloads * bench.options.caseload;
  row.cost = here;
  row.rate = per_second(std::max<std::uint64_t>(rows, 1), here.wall_ms);
  row.unit = rows == 0 ? "syncs/s" : "rows/s";
  row.floor_ms = bench.floors.program + static_cast<double>(here.traffic.requests) * bench.floors.round_trip +
                 static_cast<double>(rows) * bench.floors.row_at_once;
  row.floor = "a program, its round trips, the rows in one transaction";
  row.more = {{"time to the small office", here.wall_ms / small.wall_ms},
              {"office's CPU to the small office", here.office.cpu_ms / small.office.cpu_ms}};
  bench.add(std::move(row));
}

// One, ten, a hundred ... and as many as were asked for.
std::vector<std::uint64_t> sizes_up_to(std::uint64_t most) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = 1; size < most; size *= 10) sizes.push_back(size);
  sizes.push_back(most);
  return sizes;
}

}  // namespace

void run_fleet(Bench& bench) {
  ManyCaseloads scene(bench, bench.options.laptops + 1);
  scene.employ_all();
  Town& town = scene.town();
  const std::string first = ManyCaseloads::user(0);
  const Measured alone = measured_sync(town, first);
  const Measured calm = typical_sync(town, first, bench.options.rounds);
  const ProcessMeter office(town.server().pid());
  const Stopwatch watch;
  // Only when nothing else has work: theirs is done by 300 other computers. (nice: 300 of the nicest still take most.)
  SideBySide fleet(town, {"chrt", "--idle", "0"});
  for (std::uint64_t i = 1; i <= bench.options.laptops; ++i) fleet.start(ManyCaseloads::user(i), [] { return false; });
  const std::vector<double> meanwhile = noops_meanwhile(town, first, fleet);
  fleet.join();
  const double wall_ms = watch.ms();
  Row row = row_of_fleet(bench, fleet, wall_ms, office.cost(), alone);
  row.more.emplace_back("ms of a no-op before", calm.wall_ms);
  row.more.emplace_back("ms of a no-op meanwhile", median(meanwhile));
  row.more.emplace_back("slowest of those", percentile(meanwhile, 1));
  bench.add(std::move(row));
}

void run_office_noops(Bench& bench) {
  ManyCaseloads scene(bench, bench.options.syncing);
  scene.employ_all();
  Town& town = scene.town();
  for (std::uint64_t i = 0; i < bench.options.syncing; ++i) measured_sync(town, ManyCaseloads::user(i));
  const ProcessMeter office(town.server().pid());
  const Stopwatch watch;
  const double until_ms = static_cast<double>(bench.options.seconds) * 1e3;
  SideBySide syncing(town);
  for (std::uint64_t i = 0; i < bench.options.syncing; ++i) {
    syncing.start(ManyCaseloads::user(i), [&] { return watch.ms() < until_ms; });
  }
  syncing.join();
  Row row;
  row.workload = "office_noops";
  row.cost = syncing.sum();
  row.cost.wall_ms = watch.ms();
  row.cost.office = office.cost();
  const auto count = static_cast<double>(syncing.walls().size());
  row.rate = per_second(count, row.cost.wall_ms);
  row.unit = "syncs/s";
  row.floor_ms = count * bench.floors.round_trip;
  row.floor = "as many round trips, one after the other";
  row.more = {{"office's CPU ms each", row.cost.office.cpu_ms / count},
              {"syncs/s that the office could do on a core", per_second(count, row.cost.office.cpu_ms)},
              {"median ms", median(syncing.walls())}};
  if (syncing.failures() > 0) row.broken.push_back(std::to_string(syncing.failures()) + " no-ops failed");
  bench.add(std::move(row));
}

void run_scale(Bench& bench) {
  std::optional<CostsOfOne> small;
  for (const std::uint64_t size : sizes_up_to(bench.options.caseloads)) {
    const CostsOfOne here = costs_of_one(bench, size);
    if (!small) small = here;
    add_scaled(bench, "first sync", size, here.first, small->first, bench.options.caseload);
    add_scaled(bench, "noop", size, here.noop, small->noop, 0);
    add_scaled(bench, "edits", size, here.edits, small->edits, bench.options.edits);
  }
}

}  // namespace satchel::bench
