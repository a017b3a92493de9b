// What is shown: a table as the workloads go on, JSON for programs, and a picture.
//
// Thread rule: plain values. Failure rule: a file that cannot be written throws.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "tools/bench/bench.h"

namespace satchel::bench {

void print_head(std::ostream& out, const Options& options);
void print_row(std::ostream& out, const Row& row);

inline constexpr const char* kColumns[] = {"wall ms",   "client CPU", "office CPU", "client MB", "office MB", "requests",
                                           "body up",   "body down",  "wire up",    "wire down", "x limit"};
std::vector<double> figures_of(const Row& row);  // in the order of kColumns; 0: there is none
double times_the_floor(const Row& row);          // 0: none is known
std::string shown(double figure);

std::string json_of(const Bench& bench);
// By the end of its name: .csv has all figures, .svg a bar for each time and its floor, and below them lines of what was
// measured at several sizes of the office's database. (plot.cc)
void write_plot(const std::string& path, const std::vector<Row>& rows);

}  // namespace satchel::bench
