// satchel_bench: what the programs cost, beside what this machine can do at best; README.md tells what a figure means.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <iterator>

#include "tools/bench/bench.h"
#include "tools/bench/report.h"

namespace {

using namespace satchel::bench;

constexpr int kExitBroken = 1, kExitUsage = 2;
constexpr std::uint64_t kSizeMin = 1, kSizeMax = 10'000'000;
// A caseload with at least one client, visit and note.
constexpr std::uint64_t kRecordsMin = 10;

// The limits come first: the others are set against them.
const std::vector<Workloads> kWorkloads{
    {{"limits"}, run_limits},
    {{"saves"}, run_saves},
    {{"import", "push", "pull", "size", "noop", "edits_up", "edits_down", "conflicts", "cut_pull", "repair", "wipe"},
     run_one_caseload},
    {{"cut_push"}, run_cut_push},
    {{"fleet"}, run_fleet},
    {{"office_noops"}, run_office_noops},
    {{"scale"}, run_scale},
    {{"search"}, run_search},
    {{"bad_link"}, run_bad_link},
};

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Workloads& workloads : kWorkloads) {
    names.insert(names.end(), workloads.names.begin(), workloads.names.end());
  }
  return names;
}

// The least with which every workload still does what it is for.
void make_tiny(Options& options) {
  options.records = 200;
  options.saves = options.conflicts = options.edits = 20;
  options.rounds = options.laptops = options.syncing = options.caseloads = 2;
  options.caseload = 50;
  options.seconds = 1;
  options.clients = 100;
  options.searches = 10;
  options.visits = 2;
  options.link_records = 20;
}

void add_sizes(CLI::App& app, Options& options) {
  const auto size = [&](const char* name, std::uint64_t& value, const char* meaning) {
    app.add_option(name, value, meaning)->capture_default_str()->check(CLI::Range(kSizeMin, kSizeMax));
  };
  size("--records", options.records, "Records of the one caseload, at least 10");
  size("--saves", options.saves, "saves: of so many records");
  size("--edits", options.edits, "edits_up, edits_down, scale: so many");
  size("--conflicts", options.conflicts, "conflicts: so many disputes");
  size("--rounds", options.rounds, "noop, scale: the middle one of so many");
  size("--laptops", options.laptops, "fleet: so many at once");
  size("--caseload", options.caseload, "fleet, office_noops, scale: records of each laptop");
  size("--syncing", options.syncing, "office_noops: so many laptops");
  size("--seconds", options.seconds, "office_noops: for so long");
  size("--caseloads", options.caseloads, "scale: in the large office");
  size("--clients", options.clients, "search: over so many");
  size("--searches", options.searches, "search: so many of each kind");
  size("--visits", options.visits, "bad_link: of a day");
  size("--link-records", options.link_records, "bad_link: of the laptop's caseload");
  size("--seed", options.seed, "Other data of the same kind");
}

bool gives_a_figure(const std::vector<Row>& rows, const std::string& workload) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.workload.starts_with(workload) && (row.cost.wall_ms > 0 || !row.more.empty());
  });
}

// False: something is broken, and was said.
bool run_one(Bench& bench, const Workloads& workloads) {
  try {
    workloads.run(bench);
  } catch (const std::exception& problem) {
    std::cerr << workloads.names.front() << ": " << problem.what() << "\n";
    return false;
  }
  bool good = true;
  for (const std::string& name : workloads.names) {
    if (!bench.wants(name) || gives_a_figure(bench.rows, name)) continue;
    std::cerr << name << " gave no figure\n";
    good = false;
  }
  return good;
}

bool run_all(Bench& bench) {
  bool good = true;
  for (const Workloads& workloads : kWorkloads) {
    const bool wanted = workloads.run == run_limits ||
                        std::any_of(workloads.names.begin(), workloads.names.end(),
                                    [&](const std::string& name) { return bench.wants(name); });
    if (wanted) good = run_one(bench, workloads) && good;
  }
  run_limits_again(bench);
  return good && std::none_of(bench.rows.begin(), bench.rows.end(), [](const Row& row) { return !row.broken.empty(); });
}

int run(const Options& options) {
  if (!options.json) print_head(std::cout, options);
  Bench bench(options, [&](const Row& row) {
    if (!options.json) print_row(std::cout, row);
  });
  const bool good = run_all(bench);
  if (options.json) std::cout << json_of(bench) << "\n";
  if (!options.plot.empty()) write_plot(options.plot, bench.rows);
  return good ? 0 : kExitBroken;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What the programs cost, beside what this machine can do at best");
  Options options;
  std::vector<std::string> workloads;
  bool tiny = false;
  app.add_option("--workloads", workloads, "These only, as a,b,c")->delimiter(',')->check(CLI::IsMember(all_names()));
  app.add_flag("--json", options.json, "JSON for programs");
  app.add_flag("--tls", options.tls, "The office opens with TLS");
  app.add_option("--plot", options.plot, "Also write FILE.svg or FILE.csv")->check([](const std::string& path) {
    return path.ends_with(".svg") || path.ends_with(".csv") ? "" : "it is neither .svg nor .csv";
  });
  app.add_flag("--tiny", tiny, "The smallest sizes, whatever else is given: only to see that everything runs");
  add_sizes(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : kExitUsage;
  }
  if (tiny) make_tiny(options);
  options.workloads = {workloads.begin(), workloads.end()};
  for (auto Options::*size : {&Options::records, &Options::caseload, &Options::link_records, &Options::saves}) {
    options.*size = std::max(options.*size, kRecordsMin);
  }
  try {
    return run(options);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << "\n";
    return kExitBroken;
  }
}
