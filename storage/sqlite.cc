#include "storage/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

namespace satchel {

namespace {

// 8 MB of log before it is folded into the file: a bulk import of 1,000 records a transaction
// writes about 2 MB each, and every fold costs two more fsyncs.
constexpr int kCheckpointPages = 2000;
constexpr int kLogBytesKept = 16 << 20;
// Random inserts into the index of record ids touch all of it: 100,000 records need about 4 MB of
// index pages; SQLite's own 2 MB of cache would read them again and again.
constexpr int kCacheKilobytes = 16 << 10;

Error error_for(int code, const std::string& detail) {
  const auto text = [&](const char* words) {
    return std::string(words) + " (SQLite " + std::to_string(code) + ": " + detail + ")";
  };
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::storage, text("the disk is full"),
              "free some space; nothing that was saved is lost"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::storage, text("another program is using the database"),
              "wait until it is done, or stop it, and try again"};
    case SQLITE_CORRUPT:
      return {ErrorKind::corrupt, text("the database file is damaged"),
              "run `doctor`; keep the file, and restore the latest backup beside it"};
    case SQLITE_NOTADB:
      return {ErrorKind::corrupt, text("this file is not a Satchel database"),
              "check the path given with --data"};
    case SQLITE_IOERR:
      return {ErrorKind::storage, text("the disk failed while the database was read or written"),
              "check the disk; what was saved before stays saved"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::storage, text("the database cannot be written to"),
              "check that you may write to its folder and its files"};
    case SQLITE_CANTOPEN:
      return {ErrorKind::storage, text("the database cannot be opened"),
              "check that its folder exists and that you may write there"};
    case SQLITE_NOMEM:
      return {ErrorKind::storage, text("there is not enough memory"),
              "close other programs and try again"};
    case SQLITE_SCHEMA:
      return {ErrorKind::storage, text("the database was changed by another version of Satchel"),
              "close this program and start it again"};
    default:
      return {ErrorKind::storage, text("the database failed"), "run `doctor`"};
  }
}

Error error_of(sqlite3* database, int code) {
  return error_for(code, database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
}

[[noreturn]] void fail(sqlite3* database, int code) {
  throw StoreFailure(error_of(database, code));
}

void require(sqlite3* database, int code) {
  if (code != SQLITE_OK) fail(database, code);
}

// Statement journals stay in memory: temporary files would hold health data outside the database.
// SQLite's count of its memory, which nobody reads, takes a mutex at each allocation: 4 % of a bulk
// import. Both take effect before SQLite's first use in the process only; later they are refused,
// which is fine.
void configure_library_once() {
  static const int configured =
      sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1) | sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);
}

// The file exists, empty, before SQLite writes to it, so that nobody else may read it at any
// moment. The -wal and -shm files inherit these rights.
void create_private(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::exists(path, ignored)) return;
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(path.c_str(), &handle, flags, nullptr) == SQLITE_OK) {
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
  }
  sqlite3_close(handle);
}

int length_of(std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    fail(nullptr, SQLITE_TOOBIG);
  }
  return static_cast<int>(bytes.size());
}

}  // namespace

// ---- statements ---------------------------------------------------------------------------------

Statement::~Statement() {
  if (handle_ == nullptr) return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  try {
    idle_->push_back(handle_);
  } catch (const std::bad_alloc&) {
    sqlite3_finalize(handle_);
  }
}

void Statement::put(int at, std::nullopt_t) {
  require(database_, sqlite3_bind_null(handle_, at));
}
void Statement::put(int at, std::int64_t value) {
  require(database_, sqlite3_bind_int64(handle_, at, value));
}
void Statement::put(int at, double value) {
  require(database_, sqlite3_bind_double(handle_, at, value));
}
// An empty view may have a null pointer, which SQLite takes for NULL.
void Statement::put(int at, std::string_view text) {
  require(database_, sqlite3_bind_text(handle_, at, text.data() == nullptr ? "" : text.data(),
                                       length_of(text), SQLITE_STATIC));
}
void Statement::put(int at, Bytes bytes) {
  require(database_,
          sqlite3_bind_blob(handle_, at, bytes.view.data() == nullptr ? "" : bytes.view.data(),
                            length_of(bytes.view), SQLITE_STATIC));
}
void Statement::put_copy(int at, Bytes bytes) {
  require(database_, sqlite3_bind_blob(handle_, at, bytes.view.data(), length_of(bytes.view),
                                       SQLITE_TRANSIENT));
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(database_, code);
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

int Statement::column_count() const {
  return sqlite3_column_count(handle_);
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(handle_, column);
}

std::string_view Statement::text(int column) const {
  const auto* data = sqlite3_column_text(handle_, column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* data = sqlite3_column_blob(handle_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Uuid Statement::uuid(int column) const {
  Uuid id;
  const auto bytes = blob(column);
  std::copy_n(bytes.data(), std::min(bytes.size(), id.bytes.size()),
              reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

Hash256 Statement::hash(int column) const {
  Hash256 hash;
  const auto bytes = blob(column);
  std::copy_n(bytes.data(), std::min(bytes.size(), hash.bytes.size()),
              reinterpret_cast<char*>(hash.bytes.data()));
  return hash;
}

// ---- the database -------------------------------------------------------------------------------

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Access access) {
  configure_library_once();
  std::error_code ignored;
  if (access == Access::existing && !std::filesystem::exists(path, ignored)) {
    return Error{ErrorKind::not_found, "there is no database at " + path,
                 "check the path given with --data"};
  }
  if (access == Access::create) create_private(path);
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return error_of(handle, code);
  try {
    database->harden();
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
  return database;
}

Database::~Database() {
  sqlite3_finalize(rollback_);
  for (auto& [sql, handles] : idle_) {
    for (sqlite3_stmt* handle : handles) sqlite3_finalize(handle);
  }
  sqlite3_close_v2(handle_);
}

// A database file is input like any other: a crafted schema must not run functions, reach other
// files or write to the tables that full-text search keeps for itself.
void Database::harden() {
  sqlite3_busy_timeout(handle_, kBusyMsMax);
  for (const auto& [option, value] :
       {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1), std::pair(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        std::pair(SQLITE_DBCONFIG_DQS_DDL, 0), std::pair(SQLITE_DBCONFIG_DQS_DML, 0)}) {
    require(handle_, sqlite3_db_config(handle_, option, value, nullptr));
  }
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  execute(
      "PRAGMA trusted_schema=OFF;"
      "PRAGMA cell_size_check=ON;"
      "PRAGMA secure_delete=ON;"
      "PRAGMA temp_store=MEMORY;"
      "PRAGMA foreign_keys=ON;"
      "PRAGMA cache_size=-" +
      std::to_string(kCacheKilobytes));
  require(handle_, sqlite3_prepare_v3(handle_, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &rollback_, nullptr));
}

void Database::use_write_ahead_log() {
  if (sqlite3_db_readonly(handle_, "main") == 1) fail(nullptr, SQLITE_READONLY);
  // Where two programs create the same file at once, SQLite answers "busy" here without waiting.
  constexpr int kStepMs = 10;
  int code = SQLITE_BUSY;
  for (int waited = 0; code == SQLITE_BUSY && waited <= kBusyMsMax; waited += kStepMs) {
    if (waited > 0) sqlite3_sleep(kStepMs);
    code = sqlite3_exec(handle_, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr) & 0xff;
  }
  require(handle_, code);
  {
    Statement mode = prepare("PRAGMA journal_mode");
    if (!mode.step() || mode.text(0) != "wal") fail(nullptr, SQLITE_CANTOPEN);
  }
  execute(
      "PRAGMA synchronous=FULL;"
      "PRAGMA wal_autocheckpoint=" +
      std::to_string(kCheckpointPages) +
      ";"
      "PRAGMA journal_size_limit=" +
      std::to_string(kLogBytesKept));
}

// Most SQL lies at one place in the program: comparing it with what was there before is faster than hashing it.
std::vector<sqlite3_stmt*>& Database::idle_of(std::string_view sql) {
  constexpr std::size_t kPlacesMax = 1000;  // SQL that is put together lies wherever there was room for it
  if (const auto known = places_.find(sql.data()); known != places_.end() && known->second->first == sql) {
    return known->second->second;
  }
  auto found = idle_.find(sql);
  if (found == idle_.end()) found = idle_.try_emplace(std::string(sql)).first;
  if (places_.size() >= kPlacesMax) places_.clear();
  places_[sql.data()] = &*found;
  return found->second;
}

Statement Database::prepare(std::string_view sql) {
  end_what_was_left();
  auto& idle = idle_of(sql);
  if (!idle.empty()) {
    sqlite3_stmt* handle = idle.back();
    idle.pop_back();
    return {handle_, handle, &idle};
  }
  sqlite3_stmt* handle = nullptr;
  require(handle_, sqlite3_prepare_v3(handle_, sql.data(), length_of(sql),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr));
  return {handle_, handle, &idle};
}

void Database::execute(const std::string& script) {
  end_what_was_left();
  require(handle_, sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::number_of(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_inserted() const {
  return sqlite3_last_insert_rowid(handle_);
}
std::int64_t Database::changed_rows() const {
  return sqlite3_changes64(handle_);
}
std::int64_t Database::others_commits() {
  return number_of("PRAGMA data_version");
}

void Database::begin() {
  prepare("BEGIN IMMEDIATE").run();
}

// After an I/O error the rows of a failed COMMIT have been seen to be there: 14 commits reported,
// 15 rows found. So the transaction is ended either way, and nobody may conclude "not saved".
void Database::commit() {
  try {
    prepare("COMMIT").run();
  } catch (const StoreFailure& failure) {
    Error error = failure.error();
    rollback();
    error.message =
        "it is not known whether the last change was stored, look before you repeat it: " +
        error.message;
    throw StoreFailure(error);
  }
}

void Database::rollback() noexcept {
  if (sqlite3_get_autocommit(handle_) != 0) return;
  sqlite3_step(rollback_);
  sqlite3_reset(rollback_);
  is_left_open_ = sqlite3_get_autocommit(handle_) == 0;
}

// Without memory even a rollback can fail. Then nothing is read or written before one has worked: what is half done must
// neither be seen nor be committed with the next change.
void Database::end_what_was_left() {
  if (!is_left_open_) return;
  rollback();
  if (is_left_open_) fail(nullptr, SQLITE_NOMEM);
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0 && !is_left_open_;
}

// VACUUM attaches a database of its own, in memory (temp_store).
void Database::vacuum() {
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 1);
  const int code = sqlite3_exec(handle_, "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  require(handle_, code);
}

bool Database::empty_log() {
  // Readers are done in milliseconds; one that is not should not hold up a person's command.
  constexpr int kWaitMs = 500;
  sqlite3_busy_timeout(handle_, kWaitMs);
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, kBusyMsMax);
  if ((code & 0xff) == SQLITE_BUSY) return false;
  require(handle_, code);
  return true;
}

Status Database::copy_to(const std::string& target, Copy kind) {
  constexpr int kAllPages = -1;
  create_private(target);
  sqlite3* copy = nullptr;
  int code =
      sqlite3_open_v2(target.c_str(), &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(copy, kBusyMsMax);
    sqlite3_backup* backup = sqlite3_backup_init(copy, "main", handle_, "main");
    if (backup == nullptr) {
      code = sqlite3_errcode(copy);
    } else {
      sqlite3_backup_step(backup, kAllPages);
      code = sqlite3_backup_finish(backup);
    }
  }
  // A file in WAL mode wants files beside it, which read-only media cannot give.
  if (code == SQLITE_OK && kind == Copy::alone) {
    code = sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  }
  const Error error = error_of(copy, code);
  sqlite3_close(copy);
  if (code != SQLITE_OK) return error;
  return Done{};
}

}  // namespace satchel
