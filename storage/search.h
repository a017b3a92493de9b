// SearchIndex: which records hold which words.
//
// Every value of every searchable field is in it, also those of siblings that are not shown, so
// that people find a record by what was overruled too. It can be dropped and rebuilt from the
// records.
//
// An FTS5 table without contents: the words are folded here (fold.h) and handed over separated by
// blanks, so that FTS5's `ascii` tokenizer, which takes every character beyond ASCII for part of a
// word, splits them again in the same places. `detail=none` keeps which record holds a word, not
// where in it: half the bytes. What needs the place, a search word that folds into several, is
// checked in the record itself.
// Thread rule: the database's. Failure rule: StoreFailure only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite.h"
#include "sync/record.h"

namespace satchel {

// The folded words of all searchable values, and marks for what a search filters by. Empty: not
// searchable.
std::string words_of(const Record& record);

// Whether a text of the record, searchable or not by words, holds the very string.
bool holds_literally(const Record& record, std::string_view text);

// What a person typed, ready to be looked for.
class SearchQuery {
 public:
  explicit SearchQuery(std::string_view typed);

  bool has_words() const { return !words_.empty(); }
  // The index alone cannot tell: the words of the record have to be asked as well.
  bool needs_check() const { return needs_check_; }
  bool matches(const std::string& words_of_record) const;

  enum class Part { whole, beginning };
  std::string expression(Part part) const;  // in FTS5's language

  // Words that may be misspelled, and what stands for one of them from now on.
  std::vector<std::string> single_words() const;
  void also_spell(const std::string& word, std::vector<std::string> others);

 private:
  std::string term(std::string_view piece, bool as_beginning) const;

  std::vector<std::string> words_;  // one per word typed: what it folds into, separated by blanks
  std::map<std::string, std::vector<std::string>, std::less<>> other_spellings_;
  bool needs_check_ = false;
};

class SearchIndex {
 public:
  explicit SearchIndex(Database& database) : database_(database) {}

  // Another one means that the index has to be built again.
  static std::string fingerprint();
  void create();
  void drop();

  // `before` is what was put last for this row of `records`, empty at first.
  void put(std::int64_t number, const std::string& words, const std::string& before);
  // The same, but only with `write`, which is to be called before the index is read and before the transaction ends:
  // then all are put in the order of their numbers. FTS5 writes to the disk whenever a number is less than the last one.
  void put_later(std::int64_t number, std::string words, std::string before);
  void write();
  void forget() noexcept { due_.clear(); }

  // Rows whose records hold every word typed, or a word that begins with it: first clients, then
  // others; among these first those that hold every word as it was typed; among these the newest.
  // Until `take` returns false.
  void each_match(const SearchQuery& query, bool with_void,
                  const std::function<bool(std::int64_t)>& take);

  // The query with words of the index in the place of those that nobody has written so, as far as there are words like
  // them; nothing when that changes nothing.
  std::optional<SearchQuery> with_other_spellings(SearchQuery query);

 private:
  bool is_beginning(const std::string& word);
  std::vector<std::string> words_like(const std::string& word);

  struct Due {
    std::string words;
    std::string before;
  };

  Database& database_;
  bool has_vocabulary_ = false;
  std::map<std::int64_t, Due> due_;
};

}  // namespace satchel
