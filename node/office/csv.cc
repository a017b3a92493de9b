#include "node/office/csv.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <csv.h>
#include <zlib.h>

namespace satchel {
namespace {

constexpr std::size_t kCellGrowthBytes = 64 * 1024;

constexpr std::size_t kReadBytes = 64 * 1024;

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return lower_ascii(x) == lower_ascii(y);
         });
}

// How many bytes follow a leading byte; -1 when no character starts with it (RFC 3629).
int continuation_count(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return -1;
}

// The second byte has a narrower range after some leads: no overlong forms, surrogates, > U+10FFFF.
bool second_byte_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second <= 0x9F;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second <= 0x8F;
    default:
      return true;
  }
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int count = continuation_count(lead);
    if (count < 0 || text.size() - i <= static_cast<std::size_t>(count)) return false;
    for (int k = 1; k <= count; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((next & 0xC0) != 0x80 || (k == 1 && !second_byte_fits(lead, next))) return false;
    }
    i += static_cast<std::size_t>(count) + 1;
  }
  return true;
}

// libcsv trims what it takes for blanks around a cell; nothing is a blank here.
int never_blank(unsigned char) {
  return 0;
}

// The row that libcsv is delivering, cell by cell. Strings are reused: no allocation per row.
struct PartialRow {
  std::vector<std::string> cells;
  std::size_t count = 0;
  bool ended = false;

  void start() {
    count = 0;
    ended = false;
  }
  // Cells beyond the greatest number of columns are counted, not kept.
  void add(const char* text, std::size_t size) {
    const std::size_t place = count++;
    if (place > kCsvColumnsMax) return;
    if (place == cells.size()) cells.emplace_back();
    cells[place].assign(text, size);
  }
};

void on_cell(void* text, std::size_t size, void* row) {
  static_cast<PartialRow*>(row)->add(static_cast<const char*>(text), size);
}

void on_row_end(int, void* row) {
  static_cast<PartialRow*>(row)->ended = true;
}

Error cannot_open(const std::string& path, int code) {
  const bool absent = code == ENOENT || code == ENOTDIR;
  return {absent ? ErrorKind::not_found : ErrorKind::storage,
          path + ": " + (code == 0 ? "out of memory" : std::strerror(code)),
          absent ? "Check the name of the file." : "Check that the file can be read."};
}

}  // namespace

struct CsvFile::Impl {
  std::string path;
  CsvProblemSink sink;
  gzFile file = nullptr;
  csv_parser parser{};

  std::array<char, kReadBytes> buffer{};
  std::size_t buffer_at = 0;
  std::size_t buffer_end = 0;
  bool first_read = true;
  bool at_end = false;
  bool finished = false;
  bool broken = false;
  std::string end_reason;  // why the file broke off

  PartialRow row;
  std::uint64_t line = 1;      // of the next byte
  std::uint64_t row_line = 1;  // of the first byte of the row in progress
  std::size_t row_bytes = 0;
  bool last_was_return = false;
  std::uint64_t bad = 0;
  std::vector<std::string> names;

  Impl(const std::string& file_path, CsvProblemSink problem_sink)
      : path(file_path), sink(std::move(problem_sink)) {
    csv_init(&parser, 0);
    csv_set_space_func(&parser, never_blank);
    // By itself its buffer grows by 128 bytes at a time: a cell of a megabyte was copied 8,000 times.
    csv_set_blk_size(&parser, kCellGrowthBytes);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    csv_free(&parser);
    if (file != nullptr) gzclose(file);
  }

  void report(std::uint64_t at, std::string reason) {
    if (sink) sink({at, std::move(reason)});
  }
  void skip_row(std::string reason) {
    ++bad;
    report(row_line, std::move(reason));
  }

  // The first row: the column names. An Error when there is none.
  std::optional<Error> read_header();
  std::optional<Error> keep_header();
  // Moves on to the end of the next row, good or bad.
  bool read_row();
  bool fill();
  bool feed_line();
  void count_line_ends(std::string_view text);
  bool finish();
  void break_off(std::string reason);
  // What is wrong with the row, or nothing.
  std::optional<std::string> fault() const;
};

// A read that fails is remembered in `end_reason`: what was read before it is still delivered.
bool CsvFile::Impl::fill() {
  if (at_end) return false;
  const int count = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()));
  const int system_code = errno;
  int code = Z_OK;
  const char* text = gzerror(file, &code);
  if (count <= 0) {
    at_end = true;
    if (code == Z_BUF_ERROR) {
      end_reason = "the file is cut short: its compressed data ends too early";
    } else if (code == Z_ERRNO) {
      end_reason = std::string("the file cannot be read: ") + std::strerror(system_code);
    } else if (code != Z_OK && code != Z_STREAM_END) {
      end_reason = std::string("the compressed file is damaged: ") + text;
    }
    return false;
  }
  buffer_at = 0;
  buffer_end = static_cast<std::size_t>(count);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (std::exchange(first_read, false) &&
      std::string_view(buffer.data(), buffer_end).substr(0, 3) == kByteOrderMark) {
    buffer_at = kByteOrderMark.size();
  }
  return true;
}

void CsvFile::Impl::count_line_ends(std::string_view text) {
  for (const char c : text) {
    if (c == '\r' || (c == '\n' && !last_was_return)) ++line;
    last_was_return = c == '\r';
  }
}

// Hands libcsv the bytes up to the next line end: it then delivers one row at most, and the line of
// its first byte is known. False when the parser cannot go on.
bool CsvFile::Impl::feed_line() {
  const char* begin = buffer.data() + buffer_at;
  const char* const end = buffer.data() + buffer_end;
  const char* const line_end = std::find_if(begin, end, is_line_end);
  const auto size = static_cast<std::size_t>(line_end - begin) + (line_end == end ? 0u : 1u);
  if (row_bytes == 0) row_line = line;
  if (row_bytes != 0 || line_end != begin) row_bytes += size;
  buffer_at += size;
  const std::size_t done = csv_parse(&parser, begin, size, on_cell, on_row_end, &row);
  count_line_ends({begin, size});
  if (row.ended) row_bytes = 0;
  if (done == size && row_bytes <= kCsvRowBytesMax) return true;
  // Going on in the middle could take the inside of a long cell for rows.
  break_off(done != size ? csv_strerror(csv_error(&parser))
                         : "the row is longer than " + std::to_string(kCsvRowBytesMax) +
                               " bytes; probably a quote is never closed. The rest of the file was "
                               "not read");
  return false;
}

void CsvFile::Impl::break_off(std::string reason) {
  finished = true;
  broken = true;
  end_reason = reason;
  report(row_line, std::move(reason));
}

// The last row may lack its line end; a row torn by a broken file or an open quote is no row.
bool CsvFile::Impl::finish() {
  finished = true;
  if (!end_reason.empty()) {
    row_line = line;
    break_off(std::string(end_reason));
    return false;
  }
  csv_set_opts(&parser, CSV_STRICT | CSV_STRICT_FINI);
  if (csv_fini(&parser, on_cell, on_row_end, &row) != 0) {
    break_off("a quote that is opened in this row is never closed");
    return false;
  }
  return row.ended;
}

bool CsvFile::Impl::read_row() {
  row.start();
  while (!finished) {
    if (buffer_at == buffer_end && !fill()) return finish();
    if (!feed_line()) return false;
    if (row.ended) return true;
  }
  return false;
}

std::optional<std::string> CsvFile::Impl::fault() const {
  if (row.count != names.size()) {
    return "the row has " + std::to_string(row.count) + " cells, the header has " +
           std::to_string(names.size());
  }
  for (std::size_t i = 0; i < row.count; ++i) {
    const std::string& cell = row.cells[i];
    if (cell.size() > kCsvCellBytesMax) {
      return names[i] + ": the cell is longer than " + std::to_string(kCsvCellBytesMax) + " bytes";
    }
    if (cell.find('\0') != std::string::npos) return names[i] + ": the cell holds a zero byte";
    if (!is_valid_utf8(cell)) return names[i] + ": the cell is not valid UTF-8";
  }
  return std::nullopt;
}

std::optional<Error> CsvFile::Impl::read_header() {
  const CsvProblemSink later = std::exchange(sink, {});
  const bool read = read_row();
  sink = later;
  if (read) return keep_header();
  if (!end_reason.empty()) {
    return Error{ErrorKind::corrupt, path + ": " + end_reason,
                 "Check that the file can be read, or ask for it again."};
  }
  return Error{ErrorKind::bad_input, path + ": line 1: there is no header line with column names",
               "Export the file again, with a header."};
}

std::optional<Error> CsvFile::Impl::keep_header() {
  const std::string where = path + ": line " + std::to_string(row_line) + ": ";
  if (row.count > kCsvColumnsMax) {
    return Error{ErrorKind::over_limit,
                 where + "more than " + std::to_string(kCsvColumnsMax) + " columns",
                 "Check that the file is a table with one header line."};
  }
  for (std::size_t i = 0; i < row.count; ++i) {
    const std::string& cell = row.cells[i];
    if (cell.size() > kCsvCellBytesMax || cell.find('\0') != std::string::npos ||
        !is_valid_utf8(cell)) {
      return Error{ErrorKind::bad_input, where + "the header is not UTF-8 text",
                   "Save the file as CSV in UTF-8."};
    }
    const std::string name(trim_blanks(cell));
    // Which of two equal names is meant cannot be known; guessing would mix up people's data.
    if (!name.empty() && csv_column(names, name)) {
      return Error{ErrorKind::bad_input, where + "two columns are named " + name,
                   "Give each column its own name."};
    }
    names.push_back(name);
  }
  return std::nullopt;
}

Result<CsvFile> CsvFile::open(const std::string& path, CsvProblemSink sink) {
  auto impl = std::make_unique<Impl>(path, std::move(sink));
  errno = 0;
  impl->file = gzopen(path.c_str(), "rb");
  if (impl->file == nullptr) return cannot_open(path, errno);
  if (auto error = impl->read_header()) return *error;
  return CsvFile(std::move(impl));
}

CsvFile::CsvFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile& CsvFile::operator=(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;

const std::vector<std::string>& CsvFile::header() const {
  return impl_->names;
}
bool CsvFile::has(std::string_view column) const {
  return csv_column(impl_->names, column).has_value();
}
std::uint64_t CsvFile::bad_rows() const {
  return impl_->bad;
}
bool CsvFile::broke_off() const {
  return impl_->broken;
}

std::optional<CsvRow> CsvFile::next() {
  while (impl_->read_row()) {
    if (auto reason = impl_->fault()) {
      impl_->skip_row(std::move(*reason));
      continue;
    }
    impl_->row.cells.resize(impl_->names.size());
    return CsvRow(impl_->row_line, impl_->names, impl_->row.cells);
  }
  return std::nullopt;
}

std::string_view CsvRow::operator[](std::string_view column) const {
  const auto place = csv_column(*names_, column);
  return place ? std::string_view((*cells_)[*place]) : std::string_view{};
}

std::optional<std::size_t> csv_column(const std::vector<std::string>& header,
                                      std::string_view name) {
  name = trim_blanks(name);
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (same_name(header[i], name)) return i;
  }
  return std::nullopt;
}

std::string_view trim_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace satchel
