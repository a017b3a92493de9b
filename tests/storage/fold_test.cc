#include "storage/fold.h"
#include "tests/testkit/skip.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdlib>
#include <sstream>
#include <vector>

namespace satchel {

namespace {

std::string shared_data() {
  if (const char* path = std::getenv("SATCHEL_SHARED_DATA")) return path;
#ifdef SATCHEL_SOURCE_DIR
  return SATCHEL_SOURCE_DIR "/../shared/data";
#else
  return "shared/data";
#endif
}

// Empty when it is not there; says so loudly.
std::vector<std::string> lines_of_gz(const std::string& name) {
  std::vector<std::string> lines;
  gzFile file = gzopen((shared_data() + "/hostile/" + name).c_str(), "rb");
  if (file == nullptr) {
    testkit::skip(std::string(name) + " is not there");
    return lines;
  }
  std::string text;
  char buffer[1 << 16];
  for (int size = 0; (size = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  gzclose(file);
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string utf8(unsigned long point) {
  std::string out;
  const auto push = [&](unsigned long byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xc0 | point >> 6);
    push(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    push(0xe0 | point >> 12);
    push(0x80 | (point >> 6 & 0x3f));
    push(0x80 | (point & 0x3f));
  } else {
    push(0xf0 | point >> 18);
    push(0x80 | (point >> 12 & 0x3f));
    push(0x80 | (point >> 6 & 0x3f));
    push(0x80 | (point & 0x3f));
  }
  return out;
}

std::string from_points(const std::string& hexadecimal) {
  std::istringstream stream(hexadecimal);
  std::string text;
  for (std::string point; stream >> point;) text += utf8(std::stoul(point, nullptr, 16));
  return text;
}

std::vector<std::string> split(const std::string& line, char by) {
  std::vector<std::string> parts;
  std::istringstream stream(line);
  for (std::string part; std::getline(stream, part, by);) parts.push_back(part);
  return parts;
}

}  // namespace

TEST_CASE("case and accents do not matter") {
  for (const char* name : {"Zoë", "ZOË", "zoe", "Zoe\xcc\x88"}) CHECK(fold_words(name) == "zoe");
  CHECK(fold_words("Frazão Łukasz Sørensen Đorđe YILDIZ Yıldız İpek") ==
        "frazao lukasz sorensen dorde yildiz yildiz ipek");
  CHECK(fold_words("Straße Œuvre Æsir Þór ﬁt Ⅷ ５") == "strasse oeuvre aesir thor fit viii 5");
  CHECK(fold_words("ΌΣΟΣ όσος") == "οσοσ οσοσ");
  CHECK(fold_words("Ёлка Й") == "елка и");
  CHECK(fold_words("שָׁלוֹם مُحَمَّد") == "שלום محمد");
}

TEST_CASE("marks that make another letter stay") {
  CHECK(fold_words("が") != fold_words("か"));
  CHECK(fold_words("किताब") != fold_words("कताब"));
}

TEST_CASE("words are runs of letters and digits") {
  CHECK(fold_words("") == "");
  CHECK(fold_words("  a-b,c;  d_e\nf\t2024-05-01 ") == "a b c d e f 2024 05 01");
  CHECK(fold_words("-- '\"; DROP TABLE—“quoted”…") == "drop table quoted");
  CHECK(fold_words("caf\xe9 au lait") == "caf \xef\xbf\xbd au lait");  // not UTF-8
  CHECK(fold_words(std::string_view("a\0b", 3)) == "a b");
}

TEST_CASE("symbols, and characters of scripts without blanks, are words of their own") {
  CHECK(fold_words("ok👍👍🏽great") == "ok 👍 👍 🏽 great");
  CHECK(fold_words("田中さんabc") == "田 中 さ ん abc");
  CHECK(fold_words("5€") == "5 €");
}

TEST_CASE("words that an apostrophe divides are found whole too") {
  CHECK(fold_words("Sean O'Brien") == "sean o brien");
  CHECK(fold_words_for_index("Sean O'Brien") == "sean o brien obrien");
  CHECK(fold_words_for_index("O\u2019Neill, N'Diaye") == "o neill n diaye oneill ndiaye");
  CHECK(fold_words_for_index("nothing here") == "nothing here");
  CHECK(fold_words_for_index("'") == "");
}

TEST_CASE("a literal fold keeps blanks and punctuation") {
  CHECK(fold_literally("A-- \"É\"") == "a-- \"e\"");
  CHECK(fold_literally("\u200b").empty());  // invisible
}

TEST_CASE("all forms of a text fold to the same words") {
  std::size_t cases = 0;
  for (const std::string& line : lines_of_gz("NormalizationTest-15.0.0.txt.gz")) {
    if (line.empty() || line[0] == '#' || line[0] == '@') continue;
    const auto columns = split(line, ';');
    REQUIRE(columns.size() >= 5);
    const std::string first = fold_words(from_points(columns[0]));
    for (std::size_t i = 1; i < 5; ++i) {
      if (fold_words(from_points(columns[i])) != first) FAIL_CHECK("forms differ: ", line);
    }
    ++cases;
  }
  MESSAGE(cases, " forms");
}

TEST_CASE("upper and lower case fold to the same words") {
  std::size_t cases = 0;
  for (const std::string& line : lines_of_gz("CaseFolding-15.0.0.txt.gz")) {
    const auto columns = split(line, ';');
    if (line.empty() || line[0] == '#' || columns.size() < 3) continue;
    if (columns[1] != " C" && columns[1] != " F") continue;
    if (fold_words(from_points(columns[0])) != fold_words(from_points(columns[2]))) {
      FAIL_CHECK("cases differ: ", line);
    }
    ++cases;
  }
  MESSAGE(cases, " letters");
}

TEST_CASE("folding a folded text changes nothing") {
  for (const char* text : {"Zoë O’Brien-Łuk", "田中 👍 5€", "ǅ ﬀ ŉ ẞ", "किताब שָׁלוֹם"}) {
    CHECK(fold_words(fold_words(text)) == fold_words(text));
  }
}

}  // namespace satchel
