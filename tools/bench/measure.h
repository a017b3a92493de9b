// What a run of a program costs: time, CPU, memory, bytes.
//
// Thread rule: one thread per object. Failure rule: a program that has ended costs nothing more; no /proc, no figures.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/testkit/process.h"
#include "tests/testkit/town.h"

namespace satchel::bench {

class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

struct Cost {
  double cpu_ms = 0;
  std::uint64_t peak_kb = 0;  // 0: unknown
};

struct Traffic {
  std::uint64_t requests = 0;
  std::uint64_t body_up = 0, body_down = 0;
  std::uint64_t wire_up = 0, wire_down = 0;  // with the heads of HTTP, and with TLS its handshakes and records
};

struct Measured {
  double wall_ms = 0;
  Cost client, office;
  Traffic traffic;
  std::string out;  // of the client's program
};

// A program that goes on: what it uses from the moment at which the meter is made. One meter of a program at a time,
// because each begins the peak of its memory anew.
class ProcessMeter {
 public:
  explicit ProcessMeter(pid_t pid);
  Cost cost() const;

 private:
  double cpu_ms() const;

  pid_t pid_;
  double cpu_ms_before_ = 0;
};

// Throws what the program printed when it did not end well.
Measured measured_run(const std::vector<std::string>& words);
// One sync of that user, also what the office spent on it. Throws unless both copies are equal at the end.
Measured measured_sync(testkit::Town& town, const std::string& user);
// The one in the middle by its time, with the means of the CPU times: one is too short for the clocks.
Measured typical_sync(testkit::Town& town, const std::string& user, std::uint64_t rounds);

Traffic traffic_of(const std::string& sync_report);
// Of one after the other: the sums, and the greater peaks.
void add_cost(Measured& sum, const Measured& more);

// p from 0 to 1; 0 of nothing.
double percentile(std::vector<double> values, double p);
inline double median(const std::vector<double>& values) { return percentile(values, 0.5); }

}  // namespace satchel::bench
