#include "tools/bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "node/shared/json.h"

namespace satchel::bench {

namespace {

constexpr int kNameWidth = 38;
constexpr int kWidth = 11;
constexpr const char* kColumns[] = {"wall ms",   "client CPU", "office CPU", "client MB", "office MB", "requests",
                                    "body up",   "body down",  "wire up",    "wire down", "x limit"};

double times_the_floor(const Row& row) { return row.floor_ms > 0 ? row.cost.wall_ms / row.floor_ms : 0; }
double megabytes(std::uint64_t kilobytes) { return static_cast<double>(kilobytes) / 1024; }

// In the order of kColumns; 0: there is none.
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

std::ofstream open_for_writing(const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) throw std::runtime_error("the file " + path + " cannot be written");
  return file;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

void write_csv(std::ostream& out, const std::vector<Row>& rows) {
  out << "workload";
  for (const char* column : kColumns) out << "," << column;
  out << ",rate,unit,limit ms,limit,more\n";
  for (const Row& row : rows) {
    out << quoted(row.workload);
    for (const double figure : figures_of(row)) out << "," << figure;
    out << "," << row.rate << "," << quoted(row.unit) << "," << row.floor_ms << "," << quoted(row.floor) << ",\"";
    for (const auto& [name, value] : row.more) out << name << "=" << value << ";";
    out << "\"\n";
  }
}

// ---- the picture: one bar a row, on a logarithmic scale -----------------------------------------------------

constexpr double kLeft = 260, kRight = 120, kWide = 900, kLine = 22, kBar = 14;

class Scale {
 public:
  explicit Scale(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      for (const double ms : {row.cost.wall_ms, row.floor_ms}) {
        if (ms <= 0) continue;
        first_ = std::min(first_, std::floor(std::log10(ms)));
        last_ = std::max(last_, std::ceil(std::log10(ms)));
      }
    }
  }
  double x_of(double ms) const {
    const double part = (std::log10(std::max(ms, 1e-6)) - first_) / (last_ - first_);
    return kLeft + (kWide - kLeft - kRight) * std::clamp(part, 0.0, 1.0);
  }
  int first() const { return static_cast<int>(first_); }
  int last() const { return static_cast<int>(last_); }

 private:
  double first_ = 0;
  double last_ = 1;
};

std::string text_at(double x, double y, const std::string& anchor, const std::string& text) {
  std::ostringstream out;
  out << "<text x='" << x << "' y='" << y << "' text-anchor='" << anchor << "'>" << text << "</text>\n";
  return out.str();
}

std::string bar(double y, double to, const std::string& colour) {
  std::ostringstream out;
  out << "<rect x='" << kLeft << "' y='" << y << "' width='" << std::max(1.0, to - kLeft) << "' height='" << kBar
      << "' fill='" << colour << "'/>\n";
  return out.str();
}

void write_axis(std::ostream& out, const Scale& scale, double height) {
  for (int power = scale.first(); power <= scale.last(); ++power) {
    const double x = scale.x_of(std::pow(10, power));
    out << "<line x1='" << x << "' x2='" << x << "' y1='30' y2='" << height << "' stroke='#ccc'/>\n"
        << text_at(x, 24, "middle", shown(std::pow(10, power)) + " ms");
  }
}

void write_svg(std::ostream& out, std::vector<Row> rows) {
  std::erase_if(rows, [](const Row& row) { return row.cost.wall_ms <= 0; });
  const Scale scale(rows);
  const double height = 40 + kLine * static_cast<double>(rows.size());
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << kWide << "' height='" << height
      << "' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n";
  write_axis(out, scale, height);
  double y = 36;
  for (const Row& row : rows) {
    out << text_at(kLeft - 8, y + kBar - 2, "end", row.workload) << bar(y, scale.x_of(row.cost.wall_ms), "#7aa6c2");
    if (row.floor_ms > 0) out << bar(y, scale.x_of(row.floor_ms), "#1f4e6b");
    const std::string ratio = row.floor_ms > 0 ? ", " + shown(times_the_floor(row)) + " x limit" : "";
    out << text_at(scale.x_of(row.cost.wall_ms) + 6, y + kBar - 2, "start", shown(row.cost.wall_ms) + ratio);
    y += kLine;
  }
  out << "</svg>\n";
}

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

void write_plot(const std::string& path, const std::vector<Row>& rows) {
  std::ofstream file = open_for_writing(path);
  if (path.ends_with(".csv")) {
    write_csv(file, rows);
  } else {
    write_svg(file, rows);
  }
  file.close();
  if (!file) throw std::runtime_error("the file " + path + " cannot be written");
}

}  // namespace satchel::bench
