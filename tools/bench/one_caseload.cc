// One office with one caseload: brought in, sent, read by a second laptop, changed, disputed, damaged, taken away.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "node/shared/clock.h"
#include "node/shared/workspace.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "tests/testkit/proxy.h"
#include "tools/bench/bench.h"
#include "tools/bench/disputes.h"
#include "tools/bench/links.h"
#include "tools/bench/plain_sqlite.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

namespace {

using testkit::Proxy;
using testkit::Town;

constexpr const char* kWriter = "ana";   // brings the caseload in
constexpr const char* kReader = "ben";   // reads all of it
constexpr const char* kCutOff = "cleo";  // reads all of it, over a link that is cut

// The request's number, the hello at the office, its answer, the welcome and the farewell at the laptop.
constexpr int kCommitsOfNoop = 5;

class OneCaseload {
 public:
  explicit OneCaseload(Bench& bench)
      : bench_(bench), caseload_(make_caseload(bench.options.records, bench.options.seed)) {
    testkit::write_file(town_.path("caseload.jsonl"), caseload_.lines);
    caseload_.lines = {};
    ::malloc_trim(0);
    bench.open(town_, {kWriter, kReader});
  }

  void import();
  void push();
  void pull();
  void size();
  void noop();
  void noop_in_memory();
  void edits_up();
  void edits_down();
  void conflicts();
  void cut_pull();
  void repair();
  void wipe();

 private:
  // The floor of what goes through a laptop's program, so many requests and so many rows.
  double floor_ms(std::uint64_t requests, std::size_t rows) const {
    const Floors& floors = bench_.floors;
    return floors.program + static_cast<double>(requests) * floors.round_trip +
           static_cast<double>(rows) * floors.row_at_once;
  }
  void add(const std::string& workload, const Measured& cost, std::uint64_t count, const std::string& unit,
           std::size_t rows, std::vector<std::pair<std::string, double>> more = {});
  void add_row(Row row) {
    if (bench_.wants(row.workload.substr(0, row.workload.find(' ')))) bench_.add(std::move(row));
  }
  void add_size(const std::string& whose, const std::string& file, std::uint64_t records);
  void add_size_of_twenty_fields();
  void add_conflicts(const Disputes& disputes, const Measured& cost);
  void damage(std::uint64_t files);
  std::size_t rows_of(std::uint64_t files) const { return files * caseload_.size() / caseload_.clients.size(); }
  std::string file_of(const std::string& user) const { return town_.path("laptop-" + user + "/" + kLaptopFile); }

  Bench& bench_;
  Town town_;
  Caseload caseload_;
  Traffic pulled_;
};

void OneCaseload::add(const std::string& workload, const Measured& cost, std::uint64_t count, const std::string& unit,
                      std::size_t rows, std::vector<std::pair<std::string, double>> more) {
  Row row;
  row.workload = workload;
  row.cost = cost;
  row.rate = per_second(count, cost.wall_ms);
  row.unit = unit;
  row.floor_ms = floor_ms(cost.traffic.requests, rows);
  row.floor = rows > 0 ? "a program, its round trips, the rows in one transaction" : "a program and its round trips";
  row.more = std::move(more);
  add_row(std::move(row));
}

void OneCaseload::import() {
  const Measured cost = measured_run(town_.laptop_words(kWriter, {"import", "jsonl", town_.path("caseload.jsonl")}));
  const auto saved = testkit::parsed(cost.out).at("saved").to_number<std::uint64_t>();
  if (saved != caseload_.size()) throw std::runtime_error("import: " + cost.out);
  add("import", cost, caseload_.size(), "records/s", caseload_.size());
}

void OneCaseload::push() {
  Row row;
  row.workload = "push";
  row.cost = measured_sync(town_, kWriter);
  row.rate = per_second(caseload_.size(), row.cost.wall_ms);
  row.unit = "records/s";
  row.floor_ms = floor_ms(row.cost.traffic.requests, caseload_.size()) + bench_.floors.compress;
  row.floor = "a program, its round trips, zstd -6, the rows in one transaction";
  row.more = {{"bytes up to zstd -6 of the file",
               static_cast<double>(row.cost.traffic.body_up) / static_cast<double>(bench_.floors.compressed)}};
  add_row(std::move(row));
}

void OneCaseload::pull() {
  if (town_.office({"assign", "--all", "--to", kReader}).exit_code != 0) throw std::runtime_error("assign");
  const Measured cost = measured_sync(town_, kReader);
  pulled_ = cost.traffic;
  const double compressed = static_cast<double>(bench_.floors.compressed);
  add("pull", cost, caseload_.size(), "records/s", caseload_.size(),
      {{"bytes down to zstd -6 of the file", static_cast<double>(pulled_.body_down) / compressed}});
}

// Everything else is neither what people read (the typed tables), nor what travels (the bytes of the saves), nor the
// words of the search.
void OneCaseload::add_size(const std::string& whose, const std::string& file, std::uint64_t count) {
  PlainSqlite database(file, PlainSqlite::Access::write);
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  double whole = 0;
  std::map<std::string, double> parts;
  const std::string kinds =
      "SELECT CASE WHEN m.tbl_name LIKE 'search_index%' THEN 'search' WHEN m.type = 'index' THEN 'indexes' "
      "WHEN EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'is_void') THEN 'typed tables' "
      "ELSE coalesce(m.name, d.name) END, sum(d.pgsize) "
      "FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name GROUP BY 1";
  for (const auto& [part, bytes] : database.pairs_of(kinds)) {
    parts[part] += static_cast<double>(bytes);
    whole += static_cast<double>(bytes);
  }
  const auto raw = static_cast<double>(database.number_of("SELECT sum(length(raw)) FROM saves"));
  const auto records = static_cast<double>(count);
  Row row;
  row.workload = "size " + whose;
  row.more.emplace_back("bytes a record", whole / records);
  for (const char* part : {"typed tables", "saves", "records", "search", "indexes"}) {
    row.more.emplace_back(part, parts[part] / records);
  }
  if (whole <= 0) throw std::runtime_error("SQLite's dbstat is missing: the size of " + file + " cannot be told apart");
  const double metadata = whole - parts["typed tables"] - parts["search"] - raw;
  // What a database without sync would not have, without the room that pages leave free: the saves beside their bytes,
  // the records (not their ids), and the indexes of both but that of the ids.
  const auto of_sync = static_cast<double>(database.number_of(
      "SELECT sum(d.payload) FROM dbstat d JOIN sqlite_schema m ON m.name = d.name "
      "WHERE m.tbl_name IN ('saves', 'records') AND m.name <> 'records_by_uuid'"));
  constexpr double kIdBytes = 16;
  row.more.emplace_back("metadata %", 100 * metadata / whole);
  row.more.emplace_back("of sync", (of_sync - raw) / records - kIdBytes);
  add_row(std::move(row));
}

// In a town of its own: the others' caseload stays what it is.
void OneCaseload::add_size_of_twenty_fields() {
  const std::uint64_t visits = caseload_.size() / 5;
  Town town;
  bench_.open(town, {kWriter, kReader});
  town.import_lines(kWriter, lines_of_twenty_fields(visits, bench_.options.seed));
  town.sync(kWriter);
  if (town.office({"assign", "--all", "--to", kReader}).exit_code != 0) throw std::runtime_error("assign");
  town.sync(kReader);
  for (const auto& [whose, user] : {std::pair("of who wrote 20 fields", kWriter), std::pair("of who read 20 fields", kReader)}) {
    add_size(whose, town.path(std::string("laptop-") + user + "/" + kLaptopFile), visits);
  }
}

void OneCaseload::size() {
  add_size("of who wrote", file_of(kWriter), caseload_.size());
  add_size("of who read", file_of(kReader), caseload_.size());
  add_size("of the office", town_.path(std::string("office/") + kOfficeFile), caseload_.size());
  add_size_of_twenty_fields();
}

void OneCaseload::noop() {
  add("noop", typical_sync(town_, kReader, bench_.options.rounds), 1, "syncs/s", 0);
  noop_in_memory();
}

// The same by both sides in this process: what the protocol and the databases take, without programs and a network.
void OneCaseload::noop_in_memory() {
  const auto laptop = LaptopWorkspace::open(town_.path(std::string("laptop-") + kReader), false);
  const auto office = OfficeWorkspace::open(town_.path("office"), false);
  if (!laptop || !office) throw std::runtime_error("the databases cannot be opened");
  std::vector<double> walls;
  Row row;
  row.workload = "noop in memory";
  const ProcessMeter self(::getpid());
  for (std::uint64_t i = 0; i < bench_.options.rounds; ++i) {
    const Stopwatch watch;
    LaptopSession at_laptop((*laptop)->laptop(), {wall_clock_ms()});
    OfficeSession at_office((*office)->office(), {wall_clock_ms()});
    const auto request = at_laptop.request();
    if (!request) throw std::runtime_error(request.error().message);
    at_office.receive(*request);
    const std::string answer = at_office.finish();
    const bool taken = static_cast<bool>(at_laptop.receive(answer));
    const auto outcome = at_laptop.finish();
    if (!taken || !outcome || outcome->more || !outcome->digest_equal) throw std::runtime_error("the two sides are not equal");
    walls.push_back(watch.ms());
    row.cost.traffic = {1, request->size(), answer.size(), 0, 0};
  }
  row.cost.client = self.cost();
  row.cost.client.cpu_ms /= static_cast<double>(bench_.options.rounds);
  row.cost.wall_ms = median(walls);
  row.rate = per_second(std::uint64_t{1}, row.cost.wall_ms);
  row.unit = "syncs/s";
  row.floor_ms = kCommitsOfNoop * bench_.floors.append;
  row.floor = "its commits on the disk";
  add_row(std::move(row));
}

void OneCaseload::edits_up() {
  const std::string file = town_.path("edits.jsonl");
  testkit::write_file(file, lines_of_edits(caseload_, bench_.options.edits, bench_.options.seed + 1));
  const Measured applied = measured_run(town_.laptop_words(kWriter, {"apply", file}));
  add("edits_up", measured_sync(town_, kWriter), bench_.options.edits, "edits/s", bench_.options.edits,
      {{"ms to apply them", applied.wall_ms}});
}

void OneCaseload::edits_down() {
  add("edits_down", measured_sync(town_, kReader), bench_.options.edits, "edits/s", bench_.options.edits);
}

void OneCaseload::add_conflicts(const Disputes& disputes, const Measured& cost) {
  const std::string dump = town_.office({"dump"}).out;
  const Verdict verdict = judge(disputes, dump);
  Row row;
  row.workload = "conflicts";
  row.cost = cost;
  row.rate = per_second(disputes.all.size(), cost.wall_ms);
  row.unit = "disputes/s";
  row.floor_ms = 4 * bench_.floors.program + static_cast<double>(cost.traffic.requests) * bench_.floors.round_trip +
                 static_cast<double>(2 * disputes.all.size()) * bench_.floors.row_at_once;
  row.floor = "four programs, their round trips, the rows in one transaction";
  row.more = {{"disputes", static_cast<double>(disputes.all.size())},
              {"conflicts for a person", static_cast<double>(verdict.true_conflicts)},
              {"values lost", static_cast<double>(verdict.lost)},
              {"false conflicts", static_cast<double>(verdict.false_conflicts)}};
  if (verdict.lost > 0) row.broken.push_back("values were lost");
  if (verdict.false_conflicts > 0) row.broken.push_back("a person is asked about what only one person changed");
  for (const char* user : {kWriter, kReader}) {
    if (town_.laptop(user, {"dump"}).out != dump) row.broken.push_back(std::string("the copy differs of ") + user);
  }
  add_row(std::move(row));
}

void OneCaseload::conflicts() {
  const Disputes disputes = make_disputes(caseload_, bench_.options.conflicts, bench_.options.seed + 2);
  for (const auto& [user, lines] :
       {std::pair(kWriter, disputes.lines_of_first), std::pair(kReader, disputes.lines_of_second)}) {
    measured_sync(town_, user);
    testkit::write_file(town_.path("disputes.jsonl"), lines);
    measured_run(town_.laptop_words(user, {"apply", town_.path("disputes.jsonl")}));
  }
  Measured sum;
  for (const char* user : {kWriter, kReader, kWriter, kReader}) add_cost(sum, measured_sync(town_, user));
  add_conflicts(disputes, sum);
  ::malloc_trim(0);
}

void OneCaseload::cut_pull() {
  town_.add_user(kCutOff);
  if (town_.office({"assign", "--all", "--to", kCutOff}).exit_code != 0) throw std::runtime_error("assign");
  Proxy proxy(town_.port());
  town_.enrol(kCutOff, url_through(bench_, proxy));
  add_row(cut_in_half(town_, kCutOff, proxy, Direction::down, pulled_.wire_down));
}

// As a fault in a program or a disk would: the file's digest is not that of its records, and the sums go with it.
void OneCaseload::damage(std::uint64_t files) {
  {
    PlainSqlite database(file_of(kReader), PlainSqlite::Access::write);
    database.execute(
        "UPDATE scopes SET digest = randomblob(32) WHERE number IN (SELECT number FROM scopes WHERE kind = 0 AND "
        "head IS NOT NULL AND digest IS NOT NULL ORDER BY number LIMIT " + std::to_string(files) + ")");
  }
  const auto workspace = LaptopWorkspace::open(town_.path(std::string("laptop-") + kReader), false);
  if (!workspace) throw std::runtime_error(workspace.error().message);
  Transaction transaction((*workspace)->store());
  (*workspace)->laptop().sum_up_again();
  transaction.commit();
}

void OneCaseload::repair() {
  measured_sync(town_, kReader);
  for (const std::uint64_t files : {1, 10, 100}) {
    if (files > caseload_.clients.size()) break;
    damage(files);
    ::malloc_trim(0);
    add("repair " + std::to_string(files), measured_sync(town_, kReader), files, "files/s", rows_of(files));
  }
}

void OneCaseload::wipe() {
  measured_sync(town_, kReader);
  if (town_.office({"unassign", caseload_.clients.front().id, "--from", kReader}).exit_code != 0) {
    throw std::runtime_error("unassign");
  }
  add("wipe", measured_sync(town_, kReader), 1, "files/s", 0);
}

struct Step {
  const char* name;
  const char* after;  // what has to be done before
  void (OneCaseload::*run)();
};

constexpr Step kSteps[] = {
    {"import", "", &OneCaseload::import},          {"push", "import", &OneCaseload::push},
    {"pull", "push", &OneCaseload::pull},          {"size", "pull", &OneCaseload::size},
    {"noop", "pull", &OneCaseload::noop},          {"edits_up", "pull", &OneCaseload::edits_up},
    {"edits_down", "edits_up", &OneCaseload::edits_down}, {"conflicts", "pull", &OneCaseload::conflicts},
    {"cut_pull", "pull", &OneCaseload::cut_pull},  {"repair", "pull", &OneCaseload::repair},
    {"wipe", "pull", &OneCaseload::wipe},
};

bool is_needed(const Bench& bench, const std::string& name) {
  if (bench.wants(name)) return true;
  return std::any_of(std::begin(kSteps), std::end(kSteps),
                     [&](const Step& step) { return step.after == name && is_needed(bench, step.name); });
}

}  // namespace

void run_one_caseload(Bench& bench) {
  OneCaseload scene(bench);
  for (const Step& step : kSteps) {
    if (is_needed(bench, step.name)) (scene.*step.run)();
  }
}

}  // namespace satchel::bench
