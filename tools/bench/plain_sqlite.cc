#include "tools/bench/plain_sqlite.h"

#include <set>
#include <stdexcept>

namespace satchel::bench {

namespace {

// Another program's transaction is waited for.
constexpr int kBusyMsMax = 5'000;

int flags_of(PlainSqlite::Access access) {
  switch (access) {
    case PlainSqlite::Access::create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case PlainSqlite::Access::write: return SQLITE_OPEN_READWRITE;
    case PlainSqlite::Access::read: break;
  }
  return SQLITE_OPEN_READONLY;
}

void bind(sqlite3_stmt* statement, int at, const json::value& value) {
  if (value.is_string()) {
    const auto& text = value.get_string();
    sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  } else if (value.is_double()) {
    sqlite3_bind_double(statement, at, value.get_double());
  } else {
    sqlite3_bind_int64(statement, at, value.to_number<std::int64_t>());
  }
}

std::string columns_of(const json::object& record) {
  std::string columns;
  for (const auto& pair : record) {
    if (pair.key() == "type") continue;
    columns += (columns.empty() ? "" : ", ") + std::string(pair.key()) + (pair.key() == "id" ? " PRIMARY KEY" : "");
  }
  return columns;
}

}  // namespace

PlainSqlite::PlainSqlite(const std::string& path, Access access) {
  must(sqlite3_open_v2(path.c_str(), &database_, flags_of(access), nullptr) == SQLITE_OK);
  sqlite3_busy_timeout(database_, kBusyMsMax);
  if (access == Access::create) execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

PlainSqlite::~PlainSqlite() {
  for (const auto& [type, statement] : inserting_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void PlainSqlite::must(bool so) const {
  if (!so) throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(database_));
}

void PlainSqlite::execute(const std::string& script) {
  must(sqlite3_exec(database_, script.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
}

std::int64_t PlainSqlite::number_of(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return 0;
  const std::int64_t number = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_finalize(statement);
  return number;
}

std::vector<std::pair<std::string, std::int64_t>> PlainSqlite::pairs_of(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  std::vector<std::pair<std::string, std::int64_t>> pairs;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    pairs.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                       sqlite3_column_int64(statement, 1));
  }
  sqlite3_finalize(statement);
  return pairs;
}

void PlainSqlite::make_tables(const std::vector<json::value>& records) {
  std::set<std::string> made;
  for (const json::value& record : records) {
    const std::string type(record.at("type").get_string());
    if (made.insert(type).second) execute("CREATE TABLE " + type + " (" + columns_of(record.get_object()) + ")");
  }
}

sqlite3_stmt* PlainSqlite::inserting(const json::object& record) {
  const std::string type(record.at("type").get_string());
  if (const auto found = inserting_.find(type); found != inserting_.end()) return found->second;
  std::string places = "?";
  for (std::size_t i = 2; i < record.size(); ++i) places += ", ?";
  const std::string sql = "INSERT INTO " + type + " VALUES (" + places + ")";
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  return inserting_[type] = statement;
}

void PlainSqlite::insert(const json::object& record) {
  sqlite3_stmt* statement = inserting(record);
  int at = 0;
  for (const auto& pair : record) {
    if (pair.key() != "type") bind(statement, ++at, pair.value());
  }
  must(sqlite3_step(statement) == SQLITE_DONE);
  sqlite3_reset(statement);
}

}  // namespace satchel::bench
