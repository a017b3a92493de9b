// SqliteStore: what is derived from the records and written with them, and how it is made anew.
#include "storage/sqlite_store.h"

#include <algorithm>

#include "sync/extra_fields.h"

namespace satchel {

namespace {

constexpr std::string_view kTypedTables = "typed tables";
constexpr std::string_view kSearch = "search index";

bool is_built(Database& database, std::string_view name, const std::string& fingerprint) {
  auto built = database.prepare("SELECT 1 FROM built WHERE name = ?1 AND fingerprint = ?2");
  return built.bind(name, fingerprint).step();
}

void note_built(Database& database, std::string_view name, const std::string& fingerprint) {
  database.prepare("REPLACE INTO built VALUES (?1, ?2)").bind(name, fingerprint).run();
}

// Fields are sorted by id, extra fields have the greatest ids.
bool has_extra_fields(const Record& record) {
  return !record.fields().empty() && record.fields().back().first >= kExtraFieldMin;
}

bool are_equal(const Sibling& a, const Sibling& b) {
  return a.dot == b.dot && a.automatic == b.automatic && a.seen == b.seen &&
         same_value(a.value, b.value);
}

bool show_the_same(const Record& a, const Record& b) {
  return a.type == b.type && std::equal(a.fields().begin(), a.fields().end(), b.fields().begin(),
                                        b.fields().end(), [](const auto& left, const auto& right) {
                                          const auto& one = left.second.siblings;
                                          const auto& other = right.second.siblings;
                                          return left.first == right.first &&
                                                 std::equal(one.begin(), one.end(), other.begin(),
                                                            other.end(), are_equal);
                                        });
}

bool is_schema_field(TypeId type) {
  static const TypeId kType = core_type(kTypeSchemaField)->id;
  return type == kType;
}

}  // namespace

bool SqliteStore::is_derived_current() {
  return is_built(*database_, kTypedTables, Projection::fingerprint()) &&
         is_built(*database_, kSearch, SearchIndex::fingerprint());
}

void SqliteStore::finish_derived() {
  if (!is_derived_current()) {
    Atomically change(*database_);
    others_commits_ = database_->others_commits();
    if (!is_derived_current()) rebuild_projections();  // another program may have been faster
    change.commit();
  }
  others_commits_ = database_->others_commits();
}

void SqliteStore::rebuild_projections() {
  Atomically change(*database_);
  projection_.drop();
  search_index_.drop();
  projection_.create();
  search_index_.create();
  schema_.reset();
  each_record_where("WHERE r.number > ?1", 0, [&](std::int64_t number, const StoredRecord& row) {
    const Record& shown = row.shown();
    projection_.put(number, shown, 0, schema());
    search_index_.put(number, words_of(shown), "");
  });
  note_built(*database_, kTypedTables, Projection::fingerprint());
  note_built(*database_, kSearch, SearchIndex::fingerprint());
  change.commit();
}

// From the records alone: no word of a record that is gone is in it afterwards.
void SqliteStore::rebuild_search_index() {
  Atomically change(*database_);
  search_index_.drop();
  search_index_.create();
  each_record_where("WHERE r.number > ?1", 0, [&](std::int64_t number, const StoredRecord& row) {
    search_index_.put(number, words_of(row.shown()), "");
  });
  note_built(*database_, kSearch, SearchIndex::fingerprint());
  change.commit();
}

// Most of what a sync brings to the laptop that wrote it changes nothing that is shown.
void SqliteStore::put_derived(std::int64_t number, const StoredRecord& row,
                              const StoredRecord* before) {
  static const Schema kCoreOnly;
  const Record& shown = row.shown();
  if (before != nullptr && show_the_same(before->shown(), shown)) return;
  projection_.put(number, shown, before == nullptr ? 0 : before->shown().type,
                  has_extra_fields(shown) ? schema() : kCoreOnly);
  put_words(number, words_of(shown), before == nullptr ? std::string() : words_of(before->shown()));
  if (is_schema_field(shown.type)) name_extra_fields();
}

void SqliteStore::put_words(std::int64_t number, std::string words, std::string before) {
  if (in_transaction_) return search_index_.put_later(number, std::move(words), std::move(before));
  search_index_.put(number, words, before);
}

void SqliteStore::remove_derived(std::int64_t number, const StoredRecord& before) {
  projection_.remove(number, before.shown().type);
  put_words(number, "", words_of(before.shown()));
  if (is_schema_field(before.shown().type)) schema_.reset();
}

// A field may be in use before its name arrives: rows that were written meanwhile are written
// again.
void SqliteStore::name_extra_fields() {
  schema_.reset();
  std::vector<std::pair<TypeId, FieldId>> unnamed;
  {
    auto rows = database_->prepare("SELECT type, field FROM unnamed_fields");
    while (rows.step()) unnamed.emplace_back(rows.as<TypeId>(0), rows.as<FieldId>(1));
  }
  for (const auto& [type, field] : unnamed) {
    if (schema().field(type, field) == nullptr) continue;
    for (const std::int64_t number : projection_.rows_with_unnamed(type, field)) {
      if (const auto row = record_at(number)) projection_.put(number, row->shown(), type, schema());
    }
  }
}

const Schema& SqliteStore::schema() {
  if (!in_transaction_) look_at_what_others_did();
  if (!schema_) schema_ = load_schema(*this);
  return *schema_;
}

}  // namespace satchel
