#include "tools/bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "node/shared/json.h"

namespace satchel::bench {

namespace {

constexpr int kNameWidth = 38;
constexpr int kWidth = 11;

double megabytes(std::uint64_t kilobytes) { return static_cast<double>(kilobytes) / 1024; }

}  // namespace

double times_the_floor(const Row& row) { return row.floor_ms > 0 ? row.cost.wall_ms / row.floor_ms : 0; }

std::vector<double> figures_of(const Row& row) {
  const Measured& cost = row.cost;
  const Traffic& traffic = cost.traffic;
  std::vector<double> figures{cost.wall_ms, cost.client.cpu_ms, cost.office.cpu_ms, megabytes(cost.client.peak_kb),
                              megabytes(cost.office.peak_kb)};
  for (const std::uint64_t count :
       {traffic.requests, traffic.body_up, traffic.body_down, traffic.wire_up, traffic.wire_down}) {
    figures.push_back(static_cast<double>(count));
  }
  figures.push_back(times_the_floor(row));
  return figures;
}

std::string shown(double figure) {
  char text[32];
  const bool whole = figure == std::floor(figure) || std::abs(figure) >= 1000;
  std::snprintf(text, sizeof text, whole ? "%.0f" : std::abs(figure) < 10 ? "%.3f" : "%.1f", figure);
  return text;
}

namespace {

json::value object_of(const Row& row) {
  json::object figures, more;
  const std::vector<double> values = figures_of(row);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) figures[kColumns[i]] = values[i];
  }
  for (const auto& [name, value] : row.more) more[name] = value;
  json::array broken;
  for (const std::string& words : row.broken) broken.emplace_back(words);
  return json::object{{"workload", row.workload}, {"figures", figures}, {"rate", row.rate}, {"unit", row.unit},
                      {"limit_ms", row.floor_ms}, {"limit", row.floor}, {"more", more},     {"broken", broken}};
}

}  // namespace

void print_head(std::ostream& out, const Options& options) {
  out << options.records << " records, " << (options.tls ? "with TLS" : "without TLS") << ", "
      << std::thread::hardware_concurrency() << " cores\n";
  out << std::left << std::setw(kNameWidth) << "workload" << std::right;
  for (const char* column : kColumns) out << std::setw(kWidth) << column;
  out << "  rate\n" << std::flush;
}

void print_row(std::ostream& out, const Row& row) {
  out << std::left << std::setw(kNameWidth) << row.workload << std::right;
  for (const double figure : figures_of(row)) out << std::setw(kWidth) << (figure > 0 ? shown(figure) : "-");
  if (row.rate > 0) out << "  " << shown(row.rate) << " " << row.unit;
  out << "\n";
  std::string separator = "    ";
  for (const auto& [name, value] : row.more) {
    out << separator << name << " " << shown(value);
    separator = ", ";
  }
  if (!row.more.empty()) out << "\n";
  for (const std::string& words : row.broken) out << "    BROKEN: " << words << "\n";
  out << std::flush;
}

std::string json_of(const Bench& bench) {
  json::array rows;
  for (const Row& row : bench.rows) rows.push_back(object_of(row));
  return write_json(json::object{{"version", SATCHEL_VERSION},
                                 {"records", bench.options.records},
                                 {"seed", bench.options.seed},
                                 {"tls", bench.options.tls},
                                 {"cores", std::thread::hardware_concurrency()},
                                 {"rows", rows}});
}

}  // namespace satchel::bench
