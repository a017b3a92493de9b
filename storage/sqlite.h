// Database and Statement: SQLite behind two small owners. sqlite.cc is the only place with
// <sqlite3.h>.
//
// Thread rule: one thread at a time per Database; several processes may open the same file.
// Failure rule: opening returns an Error; everything else throws StoreFailure with words for a
// person and a hint. A failed COMMIT means "unknown: look" (the rows may be there or not), and says
// so.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "sync/hash.h"
#include "sync/ids.h"
#include "sync/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace satchel {

// A parameter or column of kind BLOB; a string_view alone is TEXT.
struct Bytes {
  std::string_view view;
};
inline Bytes bytes_of(const Uuid& id) {
  return {{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}};
}
inline Bytes bytes_of(const Hash256& hash) {
  return {hash.view()};
}

// Defaults are stored as NULL, which costs one byte of the row's header and nothing else.
template <class T>
std::optional<T> unless_default(const T& value) {
  return value == T{} ? std::nullopt : std::optional<T>(value);
}
inline std::optional<Bytes> unless_empty(std::string_view bytes) {
  return bytes.empty() ? std::nullopt : std::optional<Bytes>(Bytes{bytes});
}
inline std::optional<Bytes> unless_zero(const Hash256& hash) {
  return hash.is_zero() ? std::nullopt : std::optional<Bytes>(bytes_of(hash));
}

// A prepared statement on loan from its Database: reset, unbound and given back when it goes out of
// scope, also in the middle of its rows. The same SQL may be on loan several times at once.
class Statement {
 public:
  Statement(sqlite3* database, sqlite3_stmt* handle, std::vector<sqlite3_stmt*>* idle)
      : database_(database), handle_(handle), idle_(idle) {}
  Statement(Statement&& other) noexcept
      : database_(other.database_), handle_(other.handle_), idle_(other.idle_) {
    other.handle_ = nullptr;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds the parameters from ?1 on. Texts and Bytes are not copied: they must live until the last
  // step. Ids and hashes are.
  template <class... Values>
  Statement& bind(const Values&... values) {
    int at = 0;
    (put(++at, values), ...);
    return *this;
  }

  void put(int at, std::nullopt_t);
  void put(int at, std::int64_t value);
  void put(int at, double value);
  void put(int at, std::string_view text);
  void put(int at, Bytes bytes);
  void put(int at, const char* text) { put(at, std::string_view(text)); }
  void put(int at, const std::string& text) { put(at, std::string_view(text)); }
  void put(int at, const Uuid& id) { put_copy(at, bytes_of(id)); }
  void put(int at, const Hash256& hash) { put_copy(at, bytes_of(hash)); }
  void put_copy(int at, Bytes bytes);
  // 64 unsigned bits are kept as the same 64 bits: what is compared in SQL stays below 2^63.
  template <class Integer>
  requires(std::integral<Integer> || std::is_enum_v<Integer>) void put(int at, Integer value) {
    put(at, static_cast<std::int64_t>(value));
  }
  template <class T>
  void put(int at, const std::optional<T>& value) {
    if (value) {
      put(at, *value);
    } else {
      put(at, std::nullopt);
    }
  }

  bool step();   // true: there is a row
  void run();    // to the end
  void reset();  // to be bound and stepped again

  // Columns of the row, from 0. Views are good until the next step.
  int column_count() const;
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  template <class Integer>
  Integer as(int column) const {
    return static_cast<Integer>(integer(column));
  }
  double real(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;  // empty for NULL
  Uuid uuid(int column) const;              // nil for NULL
  Hash256 hash(int column) const;           // zero for NULL

 private:
  sqlite3* database_;
  sqlite3_stmt* handle_;
  std::vector<sqlite3_stmt*>* idle_;
};

class Database {
 public:
  enum class Access { existing, create };

  // Opens the connection and makes it safe; reads and writes nothing in the file yet.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Write-ahead log, one fsync a commit. To be called once it is known that the file is ours.
  void use_write_ahead_log();

  Statement prepare(std::string_view sql);       // cached by its text
  void execute(const std::string& script);       // any number of statements, no parameters, no rows
  std::int64_t number_of(std::string_view sql);  // the first column of the only row
  std::int64_t last_inserted() const;
  std::int64_t changed_rows() const;
  // A number that differs when another connection has committed since it was asked last.
  std::int64_t others_commits();

  void begin();  // takes the write lock, waits for it up to kBusyMsMax
  void commit();
  void rollback() noexcept;
  bool in_transaction() const;

  // Writes every page anew, from what is live in it: free pages and the gaps in pages hold nothing afterwards.
  // Outside a transaction; takes the write lock, and as much memory as the file has bytes.
  void vacuum();
  // Folds the write-ahead log into the file and cuts it to nothing. False: another program reads an older state.
  bool empty_log();

  // Copies the last committed state into `target`, while other connections may go on writing. The
  // target is then complete, or as it was before with an Error. `alone`: it is left without a -wal
  // file beside it, as a single file to be carried away; `in_place`: it stays as it is, other
  // programs may have it open.
  enum class Copy { alone, in_place };
  Status copy_to(const std::string& target, Copy kind);

  sqlite3* handle() { return handle_; }

  static constexpr int kBusyMsMax = 10'000;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  void harden();
  void end_what_was_left();
  std::vector<sqlite3_stmt*>& idle_of(std::string_view sql);

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  sqlite3* handle_;
  sqlite3_stmt* rollback_ = nullptr;  // compiled beforehand: that needs memory
  bool is_left_open_ = false;         // a rollback failed
  using Idle = std::unordered_map<std::string, std::vector<sqlite3_stmt*>, TextHash, std::equal_to<>>;
  Idle idle_;
  std::unordered_map<const char*, Idle::value_type*> places_;
};

// All or nothing for a call that takes several statements, inside an open transaction or without
// one.
class Atomically {
 public:
  explicit Atomically(Database& database)
      : database_(database), is_ours_(!database.in_transaction()) {
    if (is_ours_) database_.begin();
  }
  ~Atomically() {
    if (is_ours_) database_.rollback();
  }
  Atomically(const Atomically&) = delete;
  Atomically& operator=(const Atomically&) = delete;
  void commit() {
    if (is_ours_) database_.commit();
    is_ours_ = false;
  }

 private:
  Database& database_;
  bool is_ours_;
};

}  // namespace satchel
