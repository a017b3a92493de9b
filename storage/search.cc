#include "storage/search.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <set>

#include "storage/fold.h"
#include "storage/json_text.h"
#include "storage/spelling.h"
#include "sync/schema.h"

namespace satchel {

namespace {

// To be raised when words_of changes.
constexpr int kRules = 2;

// Characters for private use, which no folded text contains (fold.h takes them for blanks).
constexpr std::string_view kVoidMark = "\xee\x80\x80";
constexpr std::string_view kClientMark = "\xee\x80\x81";

// A longer query is looked for by its longest words and then checked: FTS5 limits the depth of a
// query.
constexpr std::size_t kWordsMax = 16;

bool is_searchable(const TypeDef* type, FieldId id) {
  if (id >= kExtraFieldMin) return true;
  const FieldDef* field = type == nullptr ? nullptr : type->field(id);
  return field != nullptr && field->searchable;
}

// 2024-05-01T07:14:13Z and ids: nobody types them, and each would be a word of its own.
bool is_machine_text(std::string_view text) {
  if (text.size() == 36 && Uuid::parse(text)) return true;
  return text.size() >= 20 && text.size() <= 30 && text[4] == '-' && text[7] == '-' &&
         text[10] == 'T' && text[13] == ':' && text.back() == 'Z' &&
         text.find(' ') == std::string_view::npos;
}

void each_text(const Value& value, const std::function<void(std::string_view)>& take) {
  if (const auto* text = std::get_if<std::string>(&value)) take(*text);
  if (const auto* json = std::get_if<JsonText>(&value)) each_text_in_json(json->text, take);
}

// The digits of a telephone number in one piece, as people type it; empty for any other text. Ten and seven of them too:
// few people type the country and the area.
std::vector<std::string> phone_words(std::string_view text) {
  constexpr std::size_t kDigitsMin = 7, kDigitsMax = 15, kWithArea = 10;
  if (text.size() > 2 * kDigitsMax || text.find_first_not_of("0123456789 +()-./") != text.npos) return {};
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() < kDigitsMin || digits.size() > kDigitsMax) return {};
  std::vector<std::string> words{digits};
  for (const std::size_t length : {kWithArea, kDigitsMin}) {
    if (digits.size() > length) words.push_back(digits.substr(digits.size() - length));
  }
  return words;
}

void append_word(std::string& words, std::string_view more) {
  if (more.empty()) return;
  if (!words.empty()) words.push_back(' ');
  words.append(more);
}

std::string quoted(std::string_view word) {
  std::string text = "\"";
  return text.append(word).append("\"");  // folded: there is no quote in it
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    if (at > start) parts.push_back(text.substr(start, at - start));
    while (at < text.size() && is_blank(text[at])) ++at;
  }
  return parts;
}

bool contains_from_word_start(std::string_view words, std::string_view wanted) {
  for (auto at = words.find(wanted); at != std::string_view::npos;
       at = words.find(wanted, at + 1)) {
    if (at == 0 || words[at - 1] == ' ') return true;
  }
  return false;
}

}  // namespace

std::string words_of(const Record& record) {
  const TypeDef* type = core_type(record.type);
  std::string words;
  for (const auto& [id, state] : record.fields()) {
    if (!is_searchable(type, id)) continue;
    for (const Sibling& sibling : state.siblings) {
      each_text(sibling.value, [&](std::string_view text) {
        if (is_machine_text(text)) return;
        append_word(words, fold_words_for_index(text));
        for (const std::string& word : phone_words(text)) append_word(words, word);
      });
    }
  }
  if (words.empty()) return words;
  if (type != nullptr && type->name == kTypeClient) append_word(words, kClientMark);
  if (record.field(kFieldVoid) != nullptr && is_void(record)) append_word(words, kVoidMark);
  return words;
}

bool holds_literally(const Record& record, std::string_view text) {
  const TypeDef* type = core_type(record.type);
  const std::string folded = fold_literally(text);
  bool found = false;
  for (const auto& [id, state] : record.fields()) {
    if (!is_searchable(type, id)) continue;
    for (const Sibling& sibling : state.siblings) {
      each_text(sibling.value, [&](std::string_view value) {
        // What folds away altogether (invisible characters) is looked for as it is.
        found = found || (folded.empty() ? value.find(text) != std::string_view::npos
                                         : fold_literally(value).find(folded) != std::string::npos);
      });
    }
  }
  return found;
}

// ---- what a person typed ------------------------------------------------------------------------

SearchQuery::SearchQuery(std::string_view typed) {
  for (const std::string_view part : split(typed)) {
    std::string folded = fold_words(part);
    if (folded.empty()) continue;
    needs_check_ = needs_check_ || folded.find(' ') != std::string::npos;
    words_.push_back(std::move(folded));
  }
}

bool SearchQuery::matches(const std::string& words_of_record) const {
  return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
    return contains_from_word_start(words_of_record, word);
  });
}

std::vector<std::string> SearchQuery::single_words() const {
  std::vector<std::string> single;
  std::copy_if(words_.begin(), words_.end(), std::back_inserter(single),
               [](const std::string& word) { return word.find(' ') == std::string::npos; });
  return single;
}

void SearchQuery::also_spell(const std::string& word, std::vector<std::string> others) {
  other_spellings_[word] = std::move(others);
  needs_check_ = false;  // what is found need not hold the words as they were typed
}

std::string SearchQuery::term(std::string_view piece, bool as_beginning) const {
  const auto others = other_spellings_.find(piece);
  if (others == other_spellings_.end()) return quoted(piece) + (as_beginning ? "*" : "");
  std::string any;
  for (const std::string& word : others->second) any += (any.empty() ? "(" : " OR ") + quoted(word);
  return any + ")";
}

std::string SearchQuery::expression(Part part) const {
  std::set<std::string> terms;
  for (const std::string& word : words_) {
    const auto pieces = split(word);
    for (const std::string_view piece : pieces) {
      const bool is_last = piece.data() == pieces.back().data();
      terms.insert(term(piece, part == Part::beginning && is_last));
    }
  }
  std::vector<std::string> longest(terms.begin(), terms.end());
  std::stable_sort(longest.begin(), longest.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  if (longest.size() > kWordsMax) longest.resize(kWordsMax);
  std::string all;
  for (const std::string& term : longest) all += (all.empty() ? "" : " AND ") + term;
  return all;
}

// ---- the index ----------------------------------------------------------------------------------

std::string SearchIndex::fingerprint() {
  return std::to_string(kRules) + " fold " + fold_version();
}

void SearchIndex::create() {
  database_.execute(
      "CREATE VIRTUAL TABLE search_index USING fts5(words, content='', columnsize=0, detail=none, "
      "tokenize='ascii')");
}

void SearchIndex::drop() {
  due_.clear();
  database_.execute("DROP TABLE IF EXISTS search_index");
}

// Without contents of its own the index has to be told which words go.
void SearchIndex::put(std::int64_t number, const std::string& words, const std::string& before) {
  if (words == before) return;
  if (!before.empty()) {
    database_
        .prepare("INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', ?1, ?2)")
        .bind(number, before)
        .run();
  }
  if (!words.empty()) {
    database_.prepare("INSERT INTO search_index (rowid, words) VALUES (?1, ?2)")
        .bind(number, words)
        .run();
  }
}

void SearchIndex::put_later(std::int64_t number, std::string words, std::string before) {
  constexpr std::size_t kDueMax = 2000;  // records; a few MB
  const auto due = due_.find(number);
  if (due != due_.end()) {
    due->second.words = std::move(words);
  } else if (words != before) {
    due_.emplace(number, Due{std::move(words), std::move(before)});
  }
  if (due_.size() >= kDueMax) write();
}

void SearchIndex::write() {
  for (const auto& [number, due] : due_) put(number, due.words, due.before);
  due_.clear();
}

namespace {

constexpr std::string_view kMatch =
    "SELECT rowid FROM search_index WHERE search_index MATCH ?1 ORDER BY rowid DESC LIMIT ?2";
constexpr int kNoLimit = -1;

// So few matches are fetched at once and put in order afterwards.
constexpr std::size_t kFewMax = 400;

struct Match {
  std::int64_t number = 0;
  bool is_client = false;
};

// Lets each number pass once, until `take` has enough.
class Passage {
 public:
  explicit Passage(const std::function<bool(std::int64_t)>& take) : take_(take) {}
  bool pass(std::int64_t number) {
    if (wants_more_ && seen_.insert(number).second) wants_more_ = take_(number);
    return wants_more_;
  }
  bool pass(const std::vector<Match>& matches, bool clients_only) {
    for (const Match& match : matches) {
      if (!clients_only || match.is_client) pass(match.number);
    }
    return wants_more_;
  }

 private:
  const std::function<bool(std::int64_t)>& take_;
  std::set<std::int64_t> seen_;
  bool wants_more_ = true;
};

std::string expression_of(const SearchQuery& query, SearchQuery::Part part, std::string_view filter,
                          bool with_void) {
  std::string text = "(" + query.expression(part) + ")";
  if (!filter.empty()) text = "(" + text.append(filter) + quoted(kClientMark) + ")";
  return with_void ? text : text + " NOT " + quoted(kVoidMark);
}

// The newest first; nothing when there are many.
std::optional<std::vector<Match>> few_matches(Database& database, const std::string& expression) {
  static const TypeId kClient = core_type(kTypeClient)->id;
  std::vector<Match> matches;
  auto rows = database.prepare(kMatch);
  rows.bind(expression, kFewMax + 1);
  while (rows.step()) matches.push_back({rows.integer(0), false});
  if (matches.size() > kFewMax) return std::nullopt;
  for (Match& match : matches) {
    auto type = database.prepare("SELECT type FROM records WHERE number = ?1");
    match.is_client = type.bind(match.number).step() && type.as<TypeId>(0) == kClient;
  }
  return matches;
}

}  // namespace

// Intersecting a rare word with the mark of 100,000 clients takes 7 ms, looking up the types of a
// few matches 0.2 ms. With frequent words it is the other way round: enough marked ones are found
// at once.
void SearchIndex::each_match(const SearchQuery& query, bool with_void,
                             const std::function<bool(std::int64_t)>& take) {
  using Part = SearchQuery::Part;
  if (!query.has_words()) return;
  Passage passage(take);
  const auto whole = few_matches(database_, expression_of(query, Part::whole, "", with_void));
  if (whole && !passage.pass(*whole, true)) return;
  const auto all =
      whole ? few_matches(database_, expression_of(query, Part::beginning, "", with_void))
            : std::nullopt;
  if (all) {
    for (const auto& [list, clients_only] :
         {std::pair(&*all, true), {&*whole, false}, {&*all, false}}) {
      if (!passage.pass(*list, clients_only)) return;
    }
    return;
  }
  for (const std::string_view filter : {" AND ", " NOT "}) {
    for (const Part part : {Part::whole, Part::beginning}) {
      const std::string expression = expression_of(query, part, filter, with_void);
      auto rows = database_.prepare(kMatch);
      rows.bind(expression, kNoLimit);
      while (rows.step()) {
        if (!passage.pass(rows.integer(0))) return;
      }
    }
  }
}

// ---- other spellings ----------------------------------------------------------------------------

bool SearchIndex::is_beginning(const std::string& word) {
  auto rows = database_.prepare(kMatch);
  const std::string expression = quoted(word) + "*";
  return rows.bind(expression, 1).step();
}

// The nearest ones, at most so many. Who misspells a word mostly has its first letter right, or has swapped the first
// two: only words that begin so are looked at, some thousands.
std::vector<std::string> SearchIndex::words_like(const std::string& word) {
  constexpr std::size_t kWordsLikeMax = 12;
  const std::size_t most = slips_allowed(word.size());
  std::vector<std::pair<std::size_t, std::string>> found;
  if (most == 0) return {};
  for (const std::string& letter : std::set{word.substr(0, 1), word.substr(1, 1)}) {
    auto rows = database_.prepare("SELECT term FROM temp.search_words WHERE term >= ?1 AND term < ?2");
    const std::string behind = letter + '\xff';
    rows.bind(letter, behind);
    while (rows.step()) {
      const std::string_view term = rows.text(0);
      const std::size_t distance = edit_distance(word, term, most);
      if (distance <= most) found.emplace_back(distance, term);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<std::string> words;
  for (auto& [distance, like] : found) {
    if (words.size() < kWordsLikeMax) words.push_back(std::move(like));
  }
  return words;
}

std::optional<SearchQuery> SearchIndex::with_other_spellings(SearchQuery query) {
  if (!has_vocabulary_) {
    database_.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search_index', 'row')");
    has_vocabulary_ = true;
  }
  bool has_changed = false;
  for (const std::string& word : query.single_words()) {
    if (is_beginning(word)) continue;
    auto others = words_like(word);
    if (others.empty()) return std::nullopt;
    query.also_spell(word, std::move(others));
    has_changed = true;
  }
  return has_changed ? std::optional(std::move(query)) : std::nullopt;
}

}  // namespace satchel
