#include "tools/bench/links.h"

#include <malloc.h>
#include <poll.h>

#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>

#include "node/shared/workspace.h"
#include "tools/bench/plain_sqlite.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

namespace {

using testkit::Proxy;
using testkit::Town;

constexpr std::uint64_t kBadLinkBytesPerSecond = 256'000 / 8;
constexpr std::chrono::milliseconds kBadLinkOneWay{300};
constexpr std::chrono::milliseconds kBadLinkLasts{20'000};
constexpr int kTriesMax = 100;
constexpr int kLookMs = 20;

void sleep_ms(int ms) { ::poll(nullptr, 0, ms); }

// Until the office has taken in what had arrived when the link broke.
void wait_until_idle(Town& town) {
  constexpr int kCalmLooks = 5;
  for (int calm = 0; calm < kCalmLooks;) {
    const ProcessMeter office(town.server().pid());
    sleep_ms(2 * kLookMs);
    calm = office.cost().cpu_ms < 1 ? calm + 1 : 0;
  }
}

std::uint64_t carried(const Proxy& proxy, Direction direction) {
  return direction == Direction::up ? proxy.bytes_up() : proxy.bytes_down();
}

// Again and again until a whole one succeeds; how often it was cut.
std::uint64_t sync_in_spite_of_cuts(Town& town, const std::string& user, Measured& sum) {
  for (std::uint64_t tries = 0; tries < kTriesMax; ++tries) {
    const Stopwatch watch;
    const ProcessMeter office(town.server().pid());
    const testkit::Finished finished = town.laptop(user, {"sync"});
    Measured one;
    one.wall_ms = watch.ms();
    one.client = {finished.cpu_ms, finished.peak_kb};
    one.office = office.cost();
    if (finished.exit_code == 0) one.traffic = traffic_of(finished.out);
    add_cost(sum, one);
    if (finished.exit_code == 0) return tries;
  }
  throw std::runtime_error("no sync of " + user + " came to its end over the bad link");
}

// What crossed the link, also in tries that failed; bodies are known of the last try only.
void count_by_link(Measured& cost, const Proxy& proxy, std::uint64_t up_before, std::uint64_t down_before) {
  cost.traffic.wire_up = proxy.bytes_up() - up_before;
  cost.traffic.wire_down = proxy.bytes_down() - down_before;
}

void make_bad(Proxy& proxy) {
  proxy.pace(kBadLinkBytesPerSecond, kBadLinkOneWay);
  proxy.cut_when_old(kBadLinkLasts);
}

// The line itself: its bytes one after the other, and one round trip.
double floor_of_bad_link(std::uint64_t bytes) {
  return static_cast<double>(bytes) * 1e3 / kBadLinkBytesPerSecond + 2.0 * static_cast<double>(kBadLinkOneWay.count());
}

Row row_of_bad_link(const std::string& what, const Measured& cost, std::uint64_t bytes) {
  Row row;
  row.workload = "bad_link: " + what;
  row.cost = cost;
  row.floor_ms = floor_of_bad_link(bytes);
  row.floor = "the bytes at 256 kbit/s, and one round trip";
  return row;
}

// A laptop that has its caseload, and has been away for a day.
void upload_of_a_day(Bench& bench, Town& town, const Caseload& caseload) {
  constexpr const char* kUser = "ana";
  Proxy proxy(town.port());
  town.add_user(kUser);
  town.enrol(kUser, url_through(bench, proxy));
  town.office_json({"assign", "--all", "--to", kUser});
  measured_sync(town, kUser);
  town.import_lines(kUser, lines_of_a_day(caseload, bench.options.visits, bench.options.seed + 3));
  make_bad(proxy);
  const std::uint64_t up = proxy.bytes_up(), down = proxy.bytes_down();
  Measured cost;
  const std::uint64_t cuts = sync_in_spite_of_cuts(town, kUser, cost);
  count_by_link(cost, proxy, up, down);
  Row row = row_of_bad_link("a day up", cost, cost.traffic.wire_up);
  row.rate = per_second(bench.options.visits, cost.wall_ms);
  row.unit = "visits/s";
  row.more = {{"cuts", static_cast<double>(cuts)}};
  bench.add(std::move(row));
}

// In ms, once the first client can be read on the laptop.
double wait_for_first_file(const std::string& database, const Stopwatch& watch, const std::atomic<bool>& stop) {
  PlainSqlite laptop(database, PlainSqlite::Access::read);
  while (!stop && laptop.number_of("SELECT count(*) FROM client") == 0) sleep_ms(kLookMs);
  return watch.ms();
}

void caseload_of_an_empty_laptop(Bench& bench, Town& town) {
  constexpr const char* kUser = "ben";
  Proxy proxy(town.port());
  town.add_user(kUser);
  town.enrol(kUser, url_through(bench, proxy));
  town.office_json({"assign", "--all", "--to", kUser});
  make_bad(proxy);
  const std::uint64_t up = proxy.bytes_up(), down = proxy.bytes_down();
  const Stopwatch watch;
  std::atomic<bool> stop = false;
  double first_ms = 0;
  std::thread looking([&] {
    first_ms = wait_for_first_file(town.path(std::string("laptop-") + kUser + "/" + kLaptopFile), watch, stop);
  });
  Measured cost;
  std::uint64_t cuts = 0;
  std::exception_ptr problem;
  try {
    cuts = sync_in_spite_of_cuts(town, kUser, cost);
  } catch (...) {
    problem = std::current_exception();
  }
  stop = true;
  looking.join();
  if (problem) std::rethrow_exception(problem);
  count_by_link(cost, proxy, up, down);
  Row row = row_of_bad_link("a caseload down", cost, cost.traffic.wire_down);
  row.rate = per_second(bench.options.link_records, cost.wall_ms);
  row.unit = "records/s";
  row.more = {{"ms to the first case files", first_ms}, {"cuts", static_cast<double>(cuts)}};
  bench.add(std::move(row));
}

}  // namespace

std::string url_through(const Bench& bench, const Proxy& proxy) {
  return (bench.options.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(proxy.port());
}

Row cut_in_half(Town& town, const std::string& user, Proxy& proxy, Direction direction, std::uint64_t needed) {
  const std::uint64_t up = proxy.bytes_up(), down = proxy.bytes_down(), before = carried(proxy, direction);
  const std::uint64_t half = needed / 2;
  // An orderly end: a reset would also throw away what has arrived and was not read yet.
  proxy.cut(direction == Direction::up ? half : Proxy::kNever, direction == Direction::down ? half : Proxy::kNever,
            Proxy::Cut::fin);
  Row row;
  row.workload = direction == Direction::up ? "cut_push" : "cut_pull";
  const Stopwatch watch;
  const testkit::Finished cut = town.laptop(user, {"sync"});
  row.cost.wall_ms = watch.ms();
  row.cost.client = {cut.cpu_ms, cut.peak_kb};
  if (cut.exit_code == 0) row.broken.push_back("the sync that was to be cut was not");
  wait_until_idle(town);
  proxy.heal();
  add_cost(row.cost, measured_sync(town, user));
  count_by_link(row.cost, proxy, up, down);
  const std::uint64_t used = carried(proxy, direction) - before;
  row.more = {{"bytes without a cut", static_cast<double>(needed)},
              {"bytes with it", static_cast<double>(used)},
              {"extra bytes %", percent_more(used, needed)}};
  return row;
}

void run_cut_push(Bench& bench) {
  constexpr const char* kUser = "ana";
  Town whole, town;
  const std::string file = town.path("caseload.jsonl");
  testkit::write_file(file, make_caseload(bench.options.records, bench.options.seed).lines);
  ::malloc_trim(0);
  bench.open(whole, {kUser});
  measured_run(whole.laptop_words(kUser, {"import", "jsonl", file}));
  const std::uint64_t needed = measured_sync(whole, kUser).traffic.wire_up;
  bench.open(town, {});
  town.add_user(kUser);
  Proxy proxy(town.port());
  town.enrol(kUser, url_through(bench, proxy));
  measured_run(town.laptop_words(kUser, {"import", "jsonl", file}));
  bench.add(cut_in_half(town, kUser, proxy, Direction::up, needed));
}

void run_bad_link(Bench& bench) {
  Town town;
  bench.open(town, {});
  Caseload caseload = make_caseload(bench.options.link_records, bench.options.seed);
  testkit::write_file(town.path("caseload.jsonl"), caseload.lines);
  town.office_json({"import", "jsonl", town.path("caseload.jsonl")});
  upload_of_a_day(bench, town, caseload);
  caseload_of_an_empty_laptop(bench, town);
}

}  // namespace satchel::bench
