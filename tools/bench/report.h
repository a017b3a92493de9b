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

std::string json_of(const Bench& bench);
// By the end of its name: .csv has all figures, .svg a bar for each time and its floor.
void write_plot(const std::string& path, const std::vector<Row>& rows);

}  // namespace satchel::bench
