// How much a database is made to do: statements, rows read and written, pages, commits. The same on every machine, so a test
// may demand it.
//
// Counts from construction on; one at a time per database. Thread rule: the database's. Failure rule: none.
#pragma once

#include <sqlite3.h>

#include <cstdint>

#include "storage/sqlite.h"

namespace satchel::testkit {

struct Work {
  std::uint64_t statements = 0;
  std::uint64_t rows_read = 0;     // that statements gave to the program
  std::uint64_t rows_written = 0;  // inserted, changed or deleted, in tables
  std::uint64_t pages_written = 0;  // to the log; a page that is changed ten times in a transaction counts once
  std::uint64_t commits = 0;
};

class WorkCounter {
 public:
  explicit WorkCounter(Database& database) : handle_(database.handle()), changes_before_(sqlite3_total_changes64(handle_)), pages_before_(pages_so_far()) {
    sqlite3_trace_v2(handle_, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW, &WorkCounter::on_trace, this);
    sqlite3_commit_hook(handle_, &WorkCounter::on_commit, this);
  }
  ~WorkCounter() {
    sqlite3_trace_v2(handle_, 0, nullptr, nullptr);
    sqlite3_commit_hook(handle_, nullptr, nullptr);
  }
  WorkCounter(const WorkCounter&) = delete;
  WorkCounter& operator=(const WorkCounter&) = delete;

  Work done() const {
    Work work = work_;
    work.rows_written = static_cast<std::uint64_t>(sqlite3_total_changes64(handle_) - changes_before_);
    work.pages_written = pages_so_far() - pages_before_;
    return work;
  }

 private:
  static int on_trace(unsigned what, void* self, void*, void*) {
    Work& work = static_cast<WorkCounter*>(self)->work_;
    ++(what == SQLITE_TRACE_ROW ? work.rows_read : work.statements);
    return 0;
  }
  static int on_commit(void* self) {
    ++static_cast<WorkCounter*>(self)->work_.commits;
    return 0;  // go on
  }

  std::uint64_t pages_so_far() const {
    int pages = 0, unused = 0;
    sqlite3_db_status(handle_, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &unused, 0);
    return static_cast<std::uint64_t>(pages);
  }

  sqlite3* handle_;
  sqlite3_int64 changes_before_;
  std::uint64_t pages_before_;
  Work work_;
};

}  // namespace satchel::testkit
