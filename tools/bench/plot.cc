#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tools/bench/report.h"

namespace satchel::bench {

namespace {

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

// ---- one bar a row, on a logarithmic scale ------------------------------------------------------------------

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

// ---- cost against the size of the office's database: one line a cost ----------------------------------------

constexpr double kLinesHigh = 300, kLinesLeft = 80, kLinesRight = 220;
constexpr const char* kColours[] = {"#1f4e6b", "#c2693d", "#5b8c3a", "#7b5ea7"};

using Points = std::map<std::uint64_t, double>;  // records -> ms

std::map<std::string, Points> lines_of(const std::vector<Row>& rows) {
  std::map<std::string, Points> lines;
  for (const Row& row : rows) {
    if (!row.line.empty()) lines[row.line][row.records] = row.cost.wall_ms;
  }
  return lines;
}

class Field {
 public:
  Field(const std::map<std::string, Points>& lines, double top) : top_(top) {
    for (const auto& [name, points] : lines) {
      for (const auto& [records, ms] : points) {
        sizes_.insert(records);
        ms_max_ = std::max(ms_max_, ms);
      }
    }
  }
  const std::set<std::uint64_t>& sizes() const { return sizes_; }
  double ms_max() const { return ms_max_; }
  double x_of(std::uint64_t records) const {
    const double first = std::log10(*sizes_.begin()), last = std::log10(*sizes_.rbegin());
    const double part = last > first ? (std::log10(records) - first) / (last - first) : 0;
    return kLinesLeft + (kWide - kLinesLeft - kLinesRight) * part;
  }
  double y_of(double ms) const { return top_ + kLinesHigh * (1 - ms / ms_max_); }

 private:
  double top_;
  std::set<std::uint64_t> sizes_;
  double ms_max_ = 1;
};

void write_lines(std::ostream& out, const std::map<std::string, Points>& lines, double top) {
  const Field field(lines, top);
  for (const std::uint64_t records : field.sizes()) {
    const double x = field.x_of(records);
    out << "<line x1='" << x << "' x2='" << x << "' y1='" << top << "' y2='" << top + kLinesHigh << "' stroke='#ccc'/>\n"
        << text_at(x, top + kLinesHigh + 18, "middle", std::to_string(records) + " records");
  }
  for (const double part : {0.0, 0.5, 1.0}) {
    out << text_at(kLinesLeft - 8, field.y_of(part * field.ms_max()) + 4, "end", shown(std::round(part * field.ms_max())) + " ms");
  }
  std::size_t colour = 0;
  for (const auto& [name, points] : lines) {
    const char* stroke = kColours[colour++ % std::size(kColours)];
    out << "<polyline fill='none' stroke-width='2' stroke='" << stroke << "' points='";
    for (const auto& [records, ms] : points) out << field.x_of(records) << "," << field.y_of(ms) << " ";
    out << "'/>\n";
    for (const auto& [records, ms] : points) {
      out << "<circle r='3' fill='" << stroke << "' cx='" << field.x_of(records) << "' cy='" << field.y_of(ms) << "'/>\n";
    }
    const auto& [records, ms] = *points.rbegin();
    out << text_at(field.x_of(records) + 10, field.y_of(ms) + 4, "start", name + ": " + shown(ms) + " ms");
  }
}

void write_svg(std::ostream& out, std::vector<Row> rows) {
  std::erase_if(rows, [](const Row& row) { return row.cost.wall_ms <= 0; });
  const Scale scale(rows);
  const auto lines = lines_of(rows);
  const double bars_high = 40 + kLine * static_cast<double>(rows.size());
  const double height = bars_high + (lines.empty() ? 0 : kLinesHigh + 60);
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << kWide << "' height='" << height
      << "' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n";
  write_axis(out, scale, bars_high);
  double y = 36;
  for (const Row& row : rows) {
    out << text_at(kLeft - 8, y + kBar - 2, "end", row.workload) << bar(y, scale.x_of(row.cost.wall_ms), "#7aa6c2");
    if (row.floor_ms > 0) out << bar(y, scale.x_of(row.floor_ms), "#1f4e6b");
    const std::string ratio = row.floor_ms > 0 ? ", " + shown(times_the_floor(row)) + " x limit" : "";
    out << text_at(scale.x_of(row.cost.wall_ms) + 6, y + kBar - 2, "start", shown(row.cost.wall_ms) + ratio);
    y += kLine;
  }
  if (!lines.empty()) write_lines(out, lines, bars_high + 20);
  out << "</svg>\n";
}

}  // namespace

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
