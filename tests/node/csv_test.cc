// CSV files as other systems write them: the csv-spectrum cases, and every way to be broken.
#include <doctest/doctest.h>

#include <zlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "node/office/csv.h"
#include "tests/testkit/skip.h"

namespace satchel {
namespace {

using Cells = std::vector<std::string>;

// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "satchel_csv_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, const std::string& bytes) const {
    const std::string path = (path_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string write_gz(const std::string& name, const std::string& bytes) const {
    const std::string path = (path_ / name).string();
    gzFile file = gzopen(path.c_str(), "wb");
    REQUIRE(file != nullptr);
    REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) ==
            static_cast<int>(bytes.size()));
    REQUIRE(gzclose(file) == Z_OK);
    return path;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct Parsed {
  Cells header;
  std::vector<Cells> rows;
  std::vector<std::uint64_t> lines;
  std::vector<std::string> problems;  // "LINE: REASON"
  std::uint64_t bad_rows = 0;
  bool broke_off = false;
};

Parsed parse(const std::string& path) {
  Parsed parsed;
  auto file = CsvFile::open(path, [&](const CsvProblem& problem) {
    parsed.problems.push_back(std::to_string(problem.line) + ": " + problem.reason);
  });
  REQUIRE_MESSAGE(file, path);
  parsed.header = file->header();
  while (auto row = file->next()) {
    parsed.rows.push_back(row->cells());
    parsed.lines.push_back(row->line());
  }
  CHECK_FALSE(file->next());
  parsed.bad_rows = file->bad_rows();
  parsed.broke_off = file->broke_off();
  return parsed;
}

Parsed parse_text(const std::string& text) {
  const TempFolder folder;
  return parse(folder.write("text.csv", text));
}

std::string shared_data() {
  if (const char* path = std::getenv("SATCHEL_SHARED_DATA")) return path;
#ifdef SATCHEL_SOURCE_DIR
  return SATCHEL_SOURCE_DIR "/../shared/data";
#else
  return "";
#endif
}

}  // namespace

TEST_CASE("csv-spectrum files are read as their authors meant them") {
  const std::string folder = shared_data() + "/hostile/csv-spectrum/csvs/";
  if (!std::filesystem::exists(folder)) {
    testkit::skip(std::string("real data not found at ") + folder);
    return;
  }
  struct Case {
    const char* file;
    Cells header;
    std::vector<Cells> rows;
  };
  const std::vector<Case> cases = {
      {"comma_in_quotes",
       {"first", "last", "address", "city", "zip"},
       {{"John", "Doe", "120 any st.", "Anytown, WW", "08123"}}},
      {"empty", {"a", "b", "c"}, {{"1", "", ""}, {"2", "3", "4"}}},
      {"empty_crlf", {"a", "b", "c"}, {{"1", "", ""}, {"2", "3", "4"}}},
      {"escaped_quotes", {"a", "b"}, {{"1", "ha \"ha\" ha"}, {"3", "4"}}},
      {"json", {"key", "val"}, {{"1", R"({"type": "Point", "coordinates": [102.0, 0.5]})"}}},
      {"location_coordinates",
       {"Contact Phone Number", "Location Coordinates", "Cities", "Counties"},
       {{"2095257564",
         "37\xEF\xBF\xBD"
         "36'37.8\"N 121\xEF\xBF\xBD"
         "2'17.9\"W",
         "Modesto", "Stanislaus"}}},
      {"newlines",
       {"a", "b", "c"},
       {{"1", "2", "3"}, {"Once upon \na time", "5", "6"}, {"7", "8", "9"}}},
      {"newlines_crlf",
       {"a", "b", "c"},
       {{"1", "2", "3"}, {"Once upon \r\na time", "5", "6"}, {"7", "8", "9"}}},
      {"quotes_and_newlines", {"a", "b"}, {{"1", "ha \n\"ha\" \nha"}, {"3", "4"}}},
      {"simple", {"a", "b", "c"}, {{"1", "2", "3"}}},
      {"simple_crlf", {"a", "b", "c"}, {{"1", "2", "3"}}},
      {"utf8", {"a", "b", "c"}, {{"1", "2", "3"}, {"4", "5", "\xCA\xA4"}}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.file);
    const Parsed parsed = parse(folder + each.file + ".csv");
    CHECK(parsed.header == each.header);
    CHECK(parsed.rows == each.rows);
    CHECK(parsed.problems.empty());
  }
}

TEST_CASE("cells are found by column name, and an absent column is empty") {
  const TempFolder folder;
  auto file =
      CsvFile::open(folder.write("a.csv", " Id , BirthDate,\"First\"\n7,1950-01-02,Zo\xC3\xAB\n"));
  REQUIRE(file);
  CHECK(file->header() == Cells{"Id", "BirthDate", "First"});
  CHECK(file->has("BIRTHDATE"));
  CHECK_FALSE(file->has("LAST"));
  const auto row = file->next();
  REQUIRE(row);
  CHECK((*row)["ID"] == "7");
  CHECK((*row)[" birthdate "] == "1950-01-02");
  CHECK((*row)["FIRST"] == "Zo\xC3\xAB");
  CHECK((*row)["LAST"].empty());
}

TEST_CASE("blanks in cells are data, blanks around column names are not") {
  const Parsed parsed = parse_text("a, b\n x ,\ty\n");
  CHECK(parsed.header == Cells{"a", "b"});
  CHECK(parsed.rows == std::vector<Cells>{{" x ", "\ty"}});
}

TEST_CASE("a byte order mark is not part of the first column name") {
  CHECK(parse_text("\xEF\xBB\xBF"
                   "a,b\n1,2\n")
            .header == Cells{"a", "b"});
  CHECK(parse_text("\xEF\xBB\xBF\"a\",b\n1,2\n").header == Cells{"a", "b"});
}

TEST_CASE("gzip files read like plain ones") {
  const TempFolder folder;
  std::string text =
      "\xEF\xBB\xBF"
      "a,b\r\n";
  for (int i = 0; i < 50'000; ++i)
    text += std::to_string(i) + ",\"line\r\n" + std::to_string(i) + "\"\r\n";
  const Parsed plain = parse(folder.write("a.csv", text));
  const Parsed packed = parse(folder.write_gz("a.csv.gz", text));
  REQUIRE(plain.rows.size() == 50'000);
  CHECK(plain.rows[49'999] == Cells{"49999", "line\r\n49999"});
  CHECK(plain.rows == packed.rows);
  CHECK(plain.lines == packed.lines);
  CHECK(plain.lines[49'999] == 2 + 2 * 49'999);
}

TEST_CASE("a row knows its first line in the file") {
  SUBCASE("LF, with blank lines and line breaks in quotes") {
    const Parsed parsed = parse_text("\na,b\n\n1,2\n\"x\ny\n\",4\n\n\n5,6");
    CHECK(parsed.lines == std::vector<std::uint64_t>{4, 5, 10});
  }
  SUBCASE("CRLF") {
    CHECK(parse_text("a\r\n\r\n1\r\n\"x\r\ny\"\r\n5\r\n").lines ==
          std::vector<std::uint64_t>{3, 4, 6});
  }
  SUBCASE("CR alone") {
    CHECK(parse_text("a\r1\r\r2").lines == std::vector<std::uint64_t>{2, 4});
  }
}

TEST_CASE("bad rows are reported with their line and skipped") {
  const Parsed parsed = parse_text(
      "a,b\n1,2\n3\n4,5,6\n7,\xC3(\n8,\xED\xA0\x80\n9,\xC0\xAF\n10,\xF0\x9F\x98\n11,12\n");
  CHECK(parsed.rows == std::vector<Cells>{{"1", "2"}, {"11", "12"}});
  CHECK(parsed.bad_rows == 6);
  CHECK_FALSE(parsed.broke_off);
  CHECK(parsed.problems ==
        Cells{"3: the row has 1 cells, the header has 2",
              "4: the row has 3 cells, the header has 2", "5: b: the cell is not valid UTF-8",
              "6: b: the cell is not valid UTF-8", "7: b: the cell is not valid UTF-8",
              "8: b: the cell is not valid UTF-8"});
}

TEST_CASE("a zero byte in a cell makes the row bad") {
  const Parsed parsed = parse_text(std::string("a,b\n1,x\0y\n3,4\n", 14));
  CHECK(parsed.rows == std::vector<Cells>{{"3", "4"}});
  CHECK(parsed.problems == Cells{"2: b: the cell holds a zero byte"});
}

TEST_CASE("a cell may have the greatest length and not a byte more") {
  const std::string longest(kCsvCellBytesMax, 'x');
  const Parsed parsed = parse_text("a,b\n1," + longest + "\n2,y" + longest + "\n3,4\n");
  REQUIRE(parsed.rows.size() == 2);
  CHECK(parsed.rows[0][1] == longest);
  CHECK(parsed.rows[1] == Cells{"3", "4"});
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems[0] == "3: b: the cell is longer than 49152 bytes");
}

TEST_CASE("a row with very many cells is one bad row") {
  const Parsed parsed = parse_text("a,b\n" + std::string(500'000, ',') + "\n3,4\n");
  CHECK(parsed.rows == std::vector<Cells>{{"3", "4"}});
  CHECK(parsed.problems == Cells{"2: the row has 500001 cells, the header has 2"});
}

TEST_CASE("a quote that is never closed ends the reading, loudly") {
  SUBCASE("in a small file") {
    const Parsed parsed = parse_text("a,b\n1,2\n3,\"4\n5,6\n");
    CHECK(parsed.rows == std::vector<Cells>{{"1", "2"}});
    CHECK(parsed.broke_off);
    CHECK(parsed.problems == Cells{"3: a quote that is opened in this row is never closed"});
  }
  SUBCASE("in a large file, without reading all of it into memory") {
    std::string text = "a,b\n1,2\n3,\"4\n";
    for (int i = 0; i < 400'000; ++i) text += "5,6\n";
    const Parsed parsed = parse_text(text + "\"");
    CHECK(parsed.rows == std::vector<Cells>{{"1", "2"}});
    CHECK(parsed.broke_off);
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].starts_with("3: the row is longer than 1048576 bytes"));
  }
}

TEST_CASE("a compressed file that is cut short is reported, and its torn last row is no row") {
  const TempFolder folder;
  std::string text = "a,b\n";
  for (int i = 0; i < 30'000; ++i) text += std::to_string(i * 7919) + ",end\n";
  const std::string path = folder.write_gz("a.csv.gz", text);
  const Parsed whole = parse(path);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const Parsed cut = parse(path);
  CHECK(cut.broke_off);
  REQUIRE(cut.rows.size() > 1000);
  CHECK(cut.rows.size() < whole.rows.size());
  CHECK(std::equal(cut.rows.begin(), cut.rows.end(), whole.rows.begin()));
  REQUIRE(cut.problems.size() == 1);
  CHECK(cut.problems[0].find("the file is cut short") != std::string::npos);
}

TEST_CASE("a compressed file with a damaged byte is reported") {
  const TempFolder folder;
  std::string text = "a,b\n";
  for (int i = 0; i < 30'000; ++i) text += std::to_string(i * 7919) + ",end\n";
  const std::string path = folder.write_gz("a.csv.gz", text);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(-6, std::ios::end);  // inside the checksum
  file.put('!');
  file.close();
  const Parsed parsed = parse(path);
  CHECK(parsed.broke_off);
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems[0].find("damaged") != std::string::npos);
}

TEST_CASE("what is no CSV file at all is an error that says what to do") {
  const TempFolder folder;
  const auto kind = [](const std::string& path) {
    const auto file = CsvFile::open(path);
    REQUIRE_FALSE(file);
    CHECK(file.error().message.find(path) != std::string::npos);
    CHECK_FALSE(file.error().hint.empty());
    return file.error().kind;
  };
  CHECK(kind(folder.path() + "/absent.csv") == ErrorKind::not_found);
  CHECK(kind(folder.path()) != ErrorKind::not_found);  // a folder
  CHECK(kind(folder.write("empty.csv", "")) == ErrorKind::bad_input);
  CHECK(kind(folder.write("blank.csv", "\n\r\n\n")) == ErrorKind::bad_input);
  CHECK(kind(folder.write("utf16.csv", std::string("\xFF\xFE"
                                                   "a\0,\0b\0\n\0",
                                                   10))) == ErrorKind::bad_input);
  CHECK(kind(folder.write("twice.csv", "a,B,b \n1,2,3\n")) == ErrorKind::bad_input);
  CHECK(kind(folder.write("wide.csv", std::string(2000, ',') + "\n")) == ErrorKind::over_limit);
  const std::string gz = folder.write_gz("a.csv.gz", std::string(10, 'a'));
  std::filesystem::resize_file(gz, 14);
  CHECK(kind(gz) == ErrorKind::corrupt);
}

TEST_CASE("a header without rows is a file without rows") {
  const Parsed parsed = parse_text("a,b");
  CHECK(parsed.header == Cells{"a", "b"});
  CHECK(parsed.rows.empty());
  CHECK(parsed.problems.empty());
}

}  // namespace satchel
