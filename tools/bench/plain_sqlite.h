// SQLite without anything of ours in between: the floor under every save, and a look into the programs' files.
//
// Thread rule: one thread per object. Failure rule: throws SQLite's own words.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/shared/json.h"

namespace satchel::bench {

class PlainSqlite {
 public:
  enum class Access { create, write, read };

  PlainSqlite(const std::string& path, Access access);
  ~PlainSqlite();
  PlainSqlite(const PlainSqlite&) = delete;
  PlainSqlite& operator=(const PlainSqlite&) = delete;

  void execute(const std::string& script);
  // The first column of the only row; 0 where there is no row or no such table yet.
  std::int64_t number_of(const std::string& sql);
  // Rows of a text and a number.
  std::vector<std::pair<std::string, std::int64_t>> pairs_of(const std::string& sql);

  // A table for each type, with the record's keys as its columns.
  void make_tables(const std::vector<json::value>& records);
  void insert(const json::object& record);

 private:
  sqlite3_stmt* inserting(const json::object& record);
  void must(bool so) const;

  sqlite3* database_ = nullptr;
  std::map<std::string, sqlite3_stmt*, std::less<>> inserting_;  // by type
};

}  // namespace satchel::bench
