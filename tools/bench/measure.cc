#include "tools/bench/measure.h"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "tests/testkit/memory_use.h"

namespace satchel::bench {

using testkit::Finished;

ProcessMeter::ProcessMeter(pid_t pid) : pid_(pid), cpu_ms_before_(cpu_ms()) {
  std::ofstream("/proc/" + std::to_string(pid) + "/clear_refs") << "5";
}

// The process's own clock: /proc/PID/stat counts in hundredths of a second, and a no-op takes less.
double ProcessMeter::cpu_ms() const {
  clockid_t clock = 0;
  timespec now{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &now) != 0) return cpu_ms_before_;
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Cost ProcessMeter::cost() const { return {cpu_ms() - cpu_ms_before_, testkit::peak_kilobytes(pid_)}; }

Measured measured_run(const std::vector<std::string>& words) {
  const Stopwatch watch;
  Finished finished = testkit::run(words);
  Measured measured;
  measured.wall_ms = watch.ms();
  if (finished.exit_code != 0) throw std::runtime_error(words[1] + ": " + finished.err + finished.out);
  measured.client = {finished.cpu_ms, finished.peak_kb};
  measured.out = std::move(finished.out);
  return measured;
}

Measured measured_sync(testkit::Town& town, const std::string& user) {
  const ProcessMeter office(town.server().pid());
  Measured measured = measured_run(town.laptop_words(user, {"sync"}));
  measured.office = office.cost();
  measured.traffic = traffic_of(measured.out);
  if (!testkit::parsed(measured.out).at("digest_equal").get_bool()) {
    throw std::runtime_error("the copies are not equal after the sync of " + user + ": " + measured.out);
  }
  return measured;
}

Measured typical_sync(testkit::Town& town, const std::string& user, std::uint64_t rounds) {
  std::vector<Measured> all;
  double client_cpu_ms = 0, office_cpu_ms = 0;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    all.push_back(measured_sync(town, user));
    client_cpu_ms += all.back().client.cpu_ms;
    office_cpu_ms += all.back().office.cpu_ms;
  }
  std::sort(all.begin(), all.end(), [](const Measured& a, const Measured& b) { return a.wall_ms < b.wall_ms; });
  Measured typical = all.at(all.size() / 2);
  typical.client.cpu_ms = client_cpu_ms / static_cast<double>(rounds);
  typical.office.cpu_ms = office_cpu_ms / static_cast<double>(rounds);
  return typical;
}

Traffic traffic_of(const std::string& sync_report) {
  const json::value report = testkit::parsed(sync_report);
  const auto number = [&](const char* name) { return report.at(name).to_number<std::uint64_t>(); };
  return {number("requests"), number("bytes_up"), number("bytes_down"), number("wire_up"), number("wire_down")};
}

void add_cost(Measured& sum, const Measured& more) {
  sum.wall_ms += more.wall_ms;
  for (auto Measured::*side : {&Measured::client, &Measured::office}) {
    (sum.*side).cpu_ms += (more.*side).cpu_ms;
    (sum.*side).peak_kb = std::max((sum.*side).peak_kb, (more.*side).peak_kb);
  }
  for (auto Traffic::*part :
       {&Traffic::requests, &Traffic::body_up, &Traffic::body_down, &Traffic::wire_up, &Traffic::wire_down}) {
    sum.traffic.*part += more.traffic.*part;
  }
}

double percentile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(std::lround(p * static_cast<double>(values.size() - 1)))];
}

}  // namespace satchel::bench
