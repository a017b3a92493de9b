// SqliteStore: what was wiped leaves the bytes of the files, too.
//
// Deleting is not enough, whatever `secure_delete` says. It overwrites the cells and pages that SQLite frees, but
// not the copies that stay behind in the gap of a page when a tree is balanced; the search index keeps the words of
// deleted records in its segments until they are merged; and the write-ahead log holds whole pages as they were
// before. So the search index is made anew from the records that are left, VACUUM writes every page anew from
// its live contents (0.3 s for 30 MB), and the log is folded into the file and cut to nothing.
//
// The to-do names nobody: it is a fact with a number that grows with every wipe. It goes last, in a transaction whose
// log holds nothing but that; a kill at any moment before leaves it for the next open. Its number tells whether
// another program has wiped more meanwhile.
#include "storage/sqlite_store.h"

namespace satchel {

namespace {

constexpr std::string_view kScrubDue = "scrub due";

std::uint64_t number_in(const std::optional<std::string>& fact) {
  std::uint64_t number = 0;
  for (const char digit : fact.value_or("")) {
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

}  // namespace

void SqliteStore::note_wiped() {
  put_fact(kScrubDue, std::to_string(number_in(fact(kScrubDue)) + 1));
}

bool SqliteStore::is_scrub_due() {
  return fact(kScrubDue).has_value();
}

Result<bool> SqliteStore::scrub() {
  try {
    const auto due = fact(kScrubDue);
    if (!due) return true;
    if (!database_->empty_log()) return false;  // before the work, which would be in vain
    rebuild_search_index();
    database_->vacuum();
    if (!database_->empty_log()) return false;
    Atomically change(*database_);
    if (fact(kScrubDue) == due) remove_fact(kScrubDue);
    const bool is_done = !is_scrub_due();
    change.commit();
    return is_done;
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
}

}  // namespace satchel
