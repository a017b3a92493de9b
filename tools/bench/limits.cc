// limits: what this machine does at best. Every other figure is set against these, from the same run.
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <stdexcept>

#include "tests/testkit/loopback.h"
#include "tools/bench/bench.h"
#include "tools/bench/plain_sqlite.h"
#include "tools/bench/workload_data.h"

namespace satchel::bench {

namespace {

constexpr int kZstdLevel = 6;
constexpr int kCompressRounds = 3;
constexpr std::size_t kAppendBytes = 4096;
constexpr std::uint64_t kAppends = 500;
constexpr std::uint64_t kRoundTrips = 2'000;

Row row_of(const std::string& what, double wall_ms, std::uint64_t count, const std::string& unit) {
  Row row;
  row.workload = "limits: " + what;
  row.cost.wall_ms = wall_ms;
  row.rate = per_second(count, wall_ms);
  row.unit = unit;
  return row;
}

void insert_at_once(Bench& bench, const std::string& file, const std::vector<json::value>& records) {
  PlainSqlite database(file, PlainSqlite::Access::create);
  database.make_tables(records);
  const Stopwatch watch;
  database.execute("BEGIN");
  for (const json::value& record : records) database.insert(record.get_object());
  database.execute("COMMIT");
  const double ms = watch.ms();
  bench.floors.row_at_once = ms / static_cast<double>(records.size());
  bench.add(row_of("SQLite, one transaction", ms, records.size(), "rows/s"));
}

void insert_one_by_one(Bench& bench, const std::string& file, const std::vector<json::value>& records) {
  PlainSqlite database(file, PlainSqlite::Access::create);
  database.make_tables(records);
  const std::size_t count = std::min<std::size_t>(records.size(), bench.options.saves);
  const Stopwatch watch;
  for (std::size_t i = 0; i < count; ++i) database.insert(records[i].get_object());
  const double ms = watch.ms();
  bench.floors.row_one_by_one = ms / static_cast<double>(count);
  bench.add(row_of("SQLite, one each", ms, count, "rows/s"));
}

double ms_of_durable_appends(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(kAppendBytes, 'x');
  const Stopwatch watch;
  bool good = descriptor >= 0;
  for (std::uint64_t i = 0; i < kAppends && good; ++i) {
    good = ::write(descriptor, block.data(), block.size()) == static_cast<ssize_t>(block.size()) &&
           ::fdatasync(descriptor) == 0;
  }
  const double ms = watch.ms();
  if (descriptor >= 0) ::close(descriptor);
  if (!good) throw std::runtime_error("a file cannot be made durable");
  return ms;
}

void append_durably(Bench& bench, const std::string& file) {
  const double ms = ms_of_durable_appends(file);
  bench.floors.append = ms / kAppends;
  bench.add(row_of("4 KiB and fdatasync", ms, kAppends, "appends/s"));
}

// One answer on a kept connection: its head says how long the rest is.
void receive_answer(const testkit::Socket& socket) {
  constexpr std::string_view kLength = "Content-Length: ";
  std::string answer;
  std::size_t whole = std::string::npos;
  while (answer.size() < whole) {
    const std::string bytes = socket.receive();
    if (bytes.empty()) throw std::runtime_error("the office has hung up");
    answer += bytes;
    const std::size_t head = answer.find("\r\n\r\n"), length = answer.find(kLength);
    if (head == std::string::npos) continue;
    whole = head + 4 + (length < head ? std::stoul(answer.substr(length + kLength.size())) : 0);
  }
}

void round_trips(Bench& bench) {
  testkit::Town town;
  town.start_office();
  const testkit::Socket socket = testkit::Socket::call(town.port());
  const std::string request = "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(town.port()) + "\r\n\r\n";
  const ProcessMeter office(town.server().pid());
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < kRoundTrips; ++i) {
    socket.send(request);
    receive_answer(socket);
  }
  const double ms = watch.ms();
  bench.floors.round_trip = ms / kRoundTrips;
  Row row = row_of("HTTP round trips", ms, kRoundTrips, "requests/s");
  row.cost.office = office.cost();
  bench.add(std::move(row));
}

void start_program(Bench& bench) {
  std::vector<double> walls;
  Measured last;
  for (std::uint64_t i = 0; i < bench.options.rounds; ++i) {
    last = measured_run({SATCHEL_PROGRAM, "--version"});
    walls.push_back(last.wall_ms);
  }
  bench.floors.program = median(walls);
  Row row = row_of("a program's start", bench.floors.program, 1, "starts/s");
  row.cost.client = last.client;
  bench.add(std::move(row));
}

void compress(Bench& bench, const std::string& lines) {
  std::string room(ZSTD_compressBound(lines.size()), '\0');
  double best_ms = 0;
  for (int i = 0; i < kCompressRounds; ++i) {
    const Stopwatch watch;
    bench.floors.compressed = ZSTD_compress(room.data(), room.size(), lines.data(), lines.size(), kZstdLevel);
    best_ms = i == 0 ? watch.ms() : std::min(best_ms, watch.ms());
  }
  bench.floors.compress = best_ms;
  Row row = row_of("zstd -6 of the import file", best_ms, bench.options.records, "records/s");
  row.more = {{"bytes", static_cast<double>(lines.size())},
              {"compressed bytes", static_cast<double>(bench.floors.compressed)}};
  bench.add(std::move(row));
}

}  // namespace

void run_limits(Bench& bench) {
  const testkit::TempFolder folder;
  {
    const Caseload caseload = make_caseload(bench.options.records, bench.options.seed);
    compress(bench, caseload.lines);
    const std::vector<json::value> records = testkit::parsed_lines(caseload.lines);
    insert_at_once(bench, folder.path("at_once.db"), records);
    insert_one_by_one(bench, folder.path("one_by_one.db"), records);
  }
  // A program that is started counts what this one holds as its own at first.
  ::malloc_trim(0);
  append_durably(bench, folder.path("appended"));
  round_trips(bench);
  start_program(bench);
}

void run_limits_again(Bench& bench) {
  const testkit::TempFolder folder;
  const double ms = ms_of_durable_appends(folder.path("appended"));
  Row row = row_of("4 KiB and fdatasync, at the end", ms, kAppends, "appends/s");
  if (bench.floors.append > 0) row.more = {{"time to the beginning", ms / kAppends / bench.floors.append}};
  bench.add(std::move(row));
}

}  // namespace satchel::bench
