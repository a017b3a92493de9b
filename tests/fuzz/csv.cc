// Fuzz target: CSV files, plain or gzip, as other systems write them.
//
// Thread rule: one thread. Failure rule: see fuzz.h.
#include "node/office/csv.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  using fuzz::demand;
  const fuzz::MemoryFile file(fuzz::Input(data, size).rest());
  std::uint64_t problems = 0;
  auto opened = CsvFile::open(file.path(), [&](const CsvProblem& problem) {
    ++problems;
    demand(!problem.reason.empty(), "a problem without a reason");
  });
  if (!opened) return 0;
  const auto header = opened->header();
  demand(!header.empty() && header.size() <= kCsvColumnsMax, "a header of no or too many columns");
  std::uint64_t line = 0;
  while (const auto row = opened->next()) {
    demand(row->cells().size() == header.size(), "a row of another length than the header");
    demand(row->line() > line, "lines do not grow");
    line = row->line();
    std::size_t bytes = 0;
    for (const std::string& cell : row->cells()) {
      demand(cell.size() <= kCsvCellBytesMax, "a cell is longer than allowed");
      demand(cell.find('\0') == std::string::npos, "a cell holds a zero byte");
      bytes += cell.size();
    }
    demand(bytes <= kCsvRowBytesMax, "a row is longer than allowed");
    for (const std::string& name : header) {
      if (!name.empty()) (void)(*row)[name];
    }
  }
  demand(opened->bad_rows() <= problems, "a bad row was not reported");
  return 0;
}
