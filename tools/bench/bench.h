// What all workloads have: the sizes, the floors of this machine, and the rows of the table.
//
// Thread rule: one thread. Failure rule: a workload that cannot go on throws; the others run all the same.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/testkit/town.h"
#include "tools/bench/measure.h"

namespace satchel::bench {

struct Options {
  std::set<std::string> workloads;  // empty: all
  bool json = false;
  bool tls = false;
  std::string plot;
  std::uint64_t seed = 1;
  std::uint64_t records = 10'000;
  std::uint64_t saves = 2'000;
  std::uint64_t edits = 1'000;
  std::uint64_t conflicts = 250;
  std::uint64_t rounds = 20;
  std::uint64_t laptops = 30;
  std::uint64_t caseload = 1'000;
  std::uint64_t syncing = 8;
  std::uint64_t seconds = 3;
  std::uint64_t clients = 10'000;
  std::uint64_t searches = 200;
  std::uint64_t visits = 8;
  std::uint64_t link_records = 500;
  std::uint64_t caseloads = 30;
};

// What this machine does at best of what a workload cannot do without, in ms each.
struct Floors {
  double row_at_once = 0;    // inserted among others in one transaction
  double row_one_by_one = 0;  // inserted in a transaction of its own, on the disk when it ends
  double append = 0;         // 4 KiB and fdatasync
  double round_trip = 0;     // of HTTP on a kept connection, the office's own 404
  double program = 0;        // started and ended, with nothing done
  double compress = 0;       // the whole import file, zstd level 6
  std::uint64_t compressed = 0;  // bytes of it
};

struct Row {
  std::string workload;
  Measured cost;
  double rate = 0;   // a second; 0: none
  std::string unit;  // of the rate
  double floor_ms = 0;  // 0: none is known
  std::string floor;    // what it is made of
  std::vector<std::pair<std::string, double>> more;
  std::vector<std::string> broken;  // what must not be so, and is
  // A point of a line that shows what becomes of a cost when the office's database grows.
  std::string line;                 // its name; empty: none
  std::uint64_t records = 0;        // in that database
};

class Bench {
 public:
  using Listener = std::function<void(const Row&)>;

  Bench(Options given, Listener listener) : options(std::move(given)), listener_(std::move(listener)) {}

  bool wants(const std::string& workload) const {
    return options.workloads.empty() || options.workloads.count(workload) == 1;
  }
  void add(Row row) {
    if (listener_) listener_(row);
    rows.push_back(std::move(row));
  }
  // With TLS where that was asked for.
  void open(testkit::Town& town, const testkit::Words& users) const {
    testkit::Serving how;
    how.tls = options.tls;
    how.more = {"--laptop-mb", "1000"};  // a caseload of any size from one laptop
    town.start_office(how);
    for (const std::string& user : users) {
      town.add_user(user);
      town.enrol(user);
    }
  }

  const Options options;
  Floors floors;
  std::vector<Row> rows;

 private:
  Listener listener_;
};

inline double per_second(double count, double ms) { return ms > 0 ? count * 1e3 / ms : 0; }
inline double per_second(std::uint64_t count, double ms) { return per_second(static_cast<double>(count), ms); }
inline double percent_more(std::uint64_t used, std::uint64_t needed) {
  return needed == 0 ? 0 : (static_cast<double>(used) / static_cast<double>(needed) - 1) * 100;
}

// A workload or several that share what they prepare.
struct Workloads {
  std::vector<std::string> names;
  void (*run)(Bench&);
};

void run_limits(Bench& bench);        // limits.cc
// Disks of virtual machines change their speed by an order of magnitude within minutes.
void run_limits_again(Bench& bench);
void run_saves(Bench& bench);         // saves.cc
void run_one_caseload(Bench& bench);  // one_caseload.cc
void run_cut_push(Bench& bench);      // links.cc
void run_bad_link(Bench& bench);
void run_fleet(Bench& bench);         // many_caseloads.cc
void run_office_noops(Bench& bench);
void run_scale(Bench& bench);
void run_search(Bench& bench);        // search.cc

}  // namespace satchel::bench
