// What is left of words in the files of a folder: in the clear, folded, in UTF-16, and inside packed saves.
//
// Thread rule: none. Failure rule: what cannot be read fails the test.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "storage/packed_save.h"
#include "storage/sqlite.h"
#include "sync/ids.h"

namespace satchel::testkit {

// A word that occurs nowhere else: letters of both cases, made of a name and a number.
inline std::string distinctive_word(const std::string& name, int number) {
  std::string word = "Qx";
  const std::string hex = Uuid::from_name(name + std::to_string(number)).to_string();
  for (const char c : hex.substr(0, 8)) word.push_back(static_cast<char>(c <= '9' ? 'g' + (c - '0') : c - 'a' + 'R'));
  return word;
}

inline std::string in_lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

inline std::string in_utf16(const std::string& ascii) {
  std::string wide;
  for (const char c : ascii) wide += {c, '\0'};
  return wide;
}

// In every spelling that a program of ours, or a library under it, may have stored.
inline bool holds_word(const std::string& bytes, const std::string& word) {
  const std::string folded = in_lower_case(word);
  for (const std::string& spelling : {word, folded, in_utf16(word), in_utf16(folded)}) {
    if (bytes.find(spelling) != std::string::npos) return true;
  }
  return false;
}

inline bool holds_id(const std::string& bytes, const Uuid& id) {
  const std::string raw(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  return bytes.find(raw) != std::string::npos || bytes.find(id.to_string()) != std::string::npos;
}

inline std::string all_bytes_below(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    REQUIRE(file);
    all.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    all += "|" + entry.path().filename().string() + "|";
  }
  return all;
}

// The saves of a database that are not sealed, unpacked. Read last: it opens the database.
inline std::string unpacked_saves(const std::string& path) {
  std::string all;
  auto database = Database::open(path, Database::Access::existing);
  REQUIRE(database);
  SavePacker packer;
  auto rows = (*database)->prepare("SELECT raw FROM saves WHERE sealed IS NULL");
  while (rows.step()) all += packer.unpack_or_fail(rows.blob(0)) + "|";
  return all;
}

}  // namespace satchel::testkit
