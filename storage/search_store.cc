// SqliteStore: search, and the records that wait for a person.
#include "storage/sqlite_store.h"

namespace satchel {

std::vector<RecordId> SqliteStore::search(std::string_view words, const SearchOptions& options) {
  if (options.limit == 0 || words.empty()) return {};
  search_index_.write();
  const SearchQuery query(words);
  if (!query.has_words()) return search_literally(words, options);
  auto found = search_for(query, options);
  if (!found.empty()) return found;
  const auto other = search_index_.with_other_spellings(query);
  return other ? search_for(*other, options) : found;
}

std::vector<RecordId> SqliteStore::search_for(const SearchQuery& query, const SearchOptions& options) {
  std::vector<RecordId> found;
  search_index_.each_match(query, options.with_void, [&](std::int64_t number) {
    if (query.needs_check() || options.type != 0) {
      const auto row = record_at(number);
      if (!row || (options.type != 0 && row->shown().type != options.type)) return true;
      if (query.needs_check() && !query.matches(words_of(row->shown()))) return true;
      found.push_back(row->base.id);
    } else {
      auto id = database_->prepare("SELECT uuid FROM records WHERE number = ?1");
      if (id.bind(number).step()) found.push_back({id.uuid(0)});
    }
    return found.size() < options.limit;
  });
  return found;
}

// Nothing in the string is a word: every record is looked at, the newest first. 10,000 records take
// about 0.1 s.
std::vector<RecordId> SqliteStore::search_literally(std::string_view text,
                                                    const SearchOptions& options) {
  std::vector<RecordId> found;
  auto numbers = database_->prepare("SELECT number FROM records ORDER BY number DESC");
  while (found.size() < options.limit && numbers.step()) {
    const auto row = record_at(numbers.integer(0));
    const Record& record = row->shown();
    if (!record.exists() || (options.type != 0 && record.type != options.type)) continue;
    if (!options.with_void && is_void(record)) continue;
    if (holds_literally(record, text)) found.push_back(record.id);
  }
  return found;
}

void SqliteStore::each_in_conflict(const std::function<void(const StoredRecord&)>& take) {
  auto numbers = database_->prepare("SELECT number FROM conflicts ORDER BY number");
  while (numbers.step()) {
    if (const auto row = record_at(numbers.integer(0))) take(*row);
  }
}

void SqliteStore::each_merged(const std::function<void(const StoredRecord&)>& take) {
  auto numbers = database_->prepare("SELECT number FROM merges ORDER BY number");
  while (numbers.step()) {
    if (const auto row = record_at(numbers.integer(0))) take(*row);
  }
}

}  // namespace satchel
