// Reading CSV files by the names in their header line, plain or gzip, one row at a time.
//
// Purpose: what offices get from other systems. Columns are found by name, never by position: the
// versions of one export add and move columns. Accepted: a byte order mark, CRLF, LF or CR, line
// breaks and commas inside quotes, blank lines, a last line without an end. Cells come as they are
// written: no blank is trimmed, no quote of another style is interpreted.
// Memory: one row and one read buffer, whatever the size of the file.
// Thread rule: one reader belongs to one thread. Failure rule: a file that cannot be read as CSV at
// all is an Error of `open`; a bad row is reported with its line to the sink and skipped; a file
// that breaks off is reported to the sink and ends there, without its torn last row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/limits.h"
#include "sync/result.h"

namespace satchel {

inline constexpr std::size_t kCsvCellBytesMax = limits::kValueBytesMax;
inline constexpr std::size_t kCsvRowBytesMax = 1024 * 1024;
inline constexpr std::size_t kCsvColumnsMax = 1024;

struct CsvProblem {
  std::uint64_t line = 0;  // the first line of the row, counted from 1; 0: the file as a whole
  std::string reason;      // for a person
};
using CsvProblemSink = std::function<void(const CsvProblem&)>;

// One row. A view into its reader: valid until the next call of `next`.
class CsvRow {
 public:
  std::uint64_t line() const { return line_; }
  // The cell below that column name (capitals and outer blanks do not matter); empty when the file
  // has no such column.
  std::string_view operator[](std::string_view column) const;
  // In the order of the header, as many as the header has names.
  const std::vector<std::string>& cells() const { return *cells_; }

 private:
  friend class CsvFile;
  CsvRow(std::uint64_t line, const std::vector<std::string>& names,
         const std::vector<std::string>& cells)
      : line_(line), names_(&names), cells_(&cells) {}

  std::uint64_t line_;
  const std::vector<std::string>* names_;
  const std::vector<std::string>* cells_;
};

class CsvFile {
 public:
  // Opens the file and reads its header. The sink may be empty.
  static Result<CsvFile> open(const std::string& path, CsvProblemSink sink = {});
  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;
  ~CsvFile();

  // The column names without outer blanks, otherwise as written.
  const std::vector<std::string>& header() const;
  bool has(std::string_view column) const;
  // The next good row; nothing at the end.
  std::optional<CsvRow> next();
  std::uint64_t bad_rows() const;  // reported and skipped so far
  bool broke_off() const;          // the end of the file is missing or unreadable

 private:
  struct Impl;
  explicit CsvFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The place of a column name in a header, by the rule of CsvRow::operator[].
std::optional<std::size_t> csv_column(const std::vector<std::string>& header,
                                      std::string_view name);

// Without spaces, tabs and line ends at both ends.
std::string_view trim_blanks(std::string_view text);

}  // namespace satchel
