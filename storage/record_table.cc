// SqliteStore: records.
#include "storage/sqlite_store.h"

#include <set>

#include "sync/codec.h"

namespace satchel {

namespace {

constexpr std::string_view kSelect =
    "SELECT r.uuid, s.subject, s.kind, r.type, r.base_type, r.base, r.view, r.number "
    "FROM records r JOIN scopes s ON s.number = r.scope ";
constexpr int kNumberColumn = 7;

// Types from here on live in the directory and have an index of their own (records_shared): they
// are few, and the names of extra fields are among them.
constexpr TypeId kSharedTypeMin = 80;

std::string select(std::string_view rest) {
  std::string sql(kSelect);
  return sql.append(rest);
}

// Reads records, and the saves that they name: one is remembered, because the records of a case
// file were often made by one save.
class RecordReader {
 public:
  RecordReader(Database& database, SavePacker& packer) : database_(database), packer_(packer) {}

  StoredRecord read(const Statement& row) {
    StoredRecord stored;
    Record& base = stored.base;
    base.id = {row.uuid(0)};
    base.scope = {row.uuid(1), row.as<ScopeKind>(2)};
    const auto type = row.as<TypeId>(3);
    base.type = row.is_null(4) ? type : row.as<TypeId>(4);
    read_fields(row.blob(5), base);
    if (!row.is_null(6)) {
      Record view;
      view.id = base.id;
      view.scope = base.scope;
      view.type = type;
      read_fields(row.blob(6), view);
      stored.view = std::move(view);
    }
    return stored;
  }

 private:
  void read_fields(std::string_view blob, Record& record) {
    const auto read = unpack_fields(blob, record, [this](Dot first) { return find(first); });
    if (!read) throw StoreFailure(read.error());
  }

  const Save* find(Dot first) {
    if (latest_ && latest_->first == first) return &latest_->save;
    auto found = database_.prepare("SELECT raw FROM saves WHERE node = ?1 AND first = ?2 AND sealed IS NULL");
    if (!found.bind(first.node, first.counter).step()) return nullptr;
    auto save = decode_save(packer_.unpack_or_fail(found.blob(0)));
    if (!save) return nullptr;
    latest_ = NamedSave{first, std::move(*save)};
    return &latest_->save;
  }

  Database& database_;
  SavePacker& packer_;
  std::optional<NamedSave> latest_;
};

}  // namespace

std::optional<StoredRecord> SqliteStore::record(const RecordId& id) {
  return in_transaction_ ? records_.get(id, [&] { return read_record(id); }) : read_record(id);
}

std::optional<StoredRecord> SqliteStore::read_record(const RecordId& id) {
  static const std::string kSql = select("WHERE r.uuid = ?1");
  auto found = database_->prepare(kSql);
  if (!found.bind(id.uuid).step()) return std::nullopt;
  return RecordReader(*database_, packer_).read(found);
}

std::optional<StoredRecord> SqliteStore::record_at(std::int64_t number) {
  static const std::string kSql = select("WHERE r.number = ?1");
  auto found = database_->prepare(kSql);
  if (!found.bind(number).step()) return std::nullopt;
  return RecordReader(*database_, packer_).read(found);
}

void SqliteStore::put_record(const StoredRecord& row, const StoredRecord* before) {
  Atomically change(*database_);
  const std::int64_t scope = scope_number(row.base.scope);
  const TypeId type = row.shown().type;
  const auto save = naming_save(row.shown());
  const std::string base = pack_fields(row.base, save ? &*save : nullptr);
  std::string view;
  bool has_view = false;
  if (row.view) {
    view = pack_fields(*row.view, save ? &*save : nullptr);
    has_view = view != base || type != row.base.type;
  }
  // Not an upsert with RETURNING: that opens a table in memory each time and takes as long as all
  // the rest.
  const auto known = record_number(row.base.id);
  std::optional<StoredRecord> unsaid;  // what was there, should the caller not say it
  if (known && before == nullptr) {
    unsaid = record_at(*known);
    before = &*unsaid;
  }
  if (known && before->base.scope != row.base.scope) {  // not with the rest: see put_save
    database_->prepare("UPDATE records SET scope = ?2 WHERE number = ?1").bind(*known, scope).run();
  }
  {
    auto put = database_->prepare(
        known ? "UPDATE records SET type = ?2, base_type = ?4, base = ?5, view = ?6 WHERE uuid = ?1"
              : "INSERT INTO records (uuid, type, scope, base_type, base, view) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    put.bind(row.base.id.uuid, type, scope,
             row.base.type == type ? std::nullopt : std::optional<TypeId>(row.base.type),
             unless_empty(base), has_view ? std::optional<Bytes>(Bytes{view}) : std::nullopt)
        .run();
  }
  put_derived(known ? *known : database_->last_inserted(), row, known ? before : nullptr);
  change.commit();
  records_.drop(row.base.id);
  if (!in_transaction_ || !known) return;  // a new record is seldom looked at again
  StoredRecord as_read = row;
  if (!has_view) as_read.view.reset();
  records_.know(row.base.id, std::move(as_read));
}

std::optional<std::int64_t> SqliteStore::record_number(const RecordId& id) {
  auto found = database_->prepare("SELECT number FROM records WHERE uuid = ?1");
  if (!found.bind(id.uuid).step()) return std::nullopt;
  return found.integer(0);
}

std::optional<NamedSave> SqliteStore::naming_save(const Record& record) {
  const auto dot = creating_dot(record);
  if (!dot) return std::nullopt;
  const auto named = [&](std::uint64_t first, const std::string& raw) -> std::optional<NamedSave> {
    auto save = is_worth_naming(record, raw.size()) ? decode_save(raw) : Result<Save>(Error{});
    if (!save) return std::nullopt;
    return NamedSave{{dot->node, first}, std::move(*save)};
  };
  if (latest_save_ && latest_save_->node == dot->node && latest_save_->first <= dot->counter &&
      dot->counter <= latest_save_->last) {
    return named(latest_save_->first, latest_save_->raw);
  }
  auto found = database_->prepare(
      "SELECT first, last, raw FROM saves WHERE node = ?1 AND first <= ?2 AND sealed IS NULL "
      "ORDER BY first DESC LIMIT 1");
  if (!found.bind(dot->node, dot->counter).step()) return std::nullopt;
  if (found.as<std::uint64_t>(1) < dot->counter) return std::nullopt;
  return named(found.as<std::uint64_t>(0), packer_.unpack_or_fail(found.blob(2)));
}

// Before a save goes or its bytes change: the records that name it get its values back.
void SqliteStore::spell_out_values_of(Dot first, const std::string& raw) {
  static const std::string kSql = select("WHERE r.uuid = ?1");
  const auto save = decode_save(raw);
  if (!save) return;
  std::set<RecordId> records;
  for (const Op& op : save->ops) records.insert(op.record);
  for (const RecordId& id : records) {
    auto found = database_->prepare(kSql);
    if (!found.bind(id.uuid).step()) continue;
    const bool base_names = named_save(found.blob(5)) == first;
    const bool view_names = named_save(found.blob(6)) == first;
    if (!base_names && !view_names) continue;
    const StoredRecord row = RecordReader(*database_, packer_).read(found);
    const std::string base = pack_fields(row.base, nullptr);
    const std::string view = row.view ? pack_fields(*row.view, nullptr) : std::string();
    database_->prepare("UPDATE records SET base = ?2, view = ?3 WHERE number = ?1")
        .bind(found.integer(kNumberColumn), unless_empty(base),
              row.view ? std::optional<Bytes>(Bytes{view}) : std::nullopt)
        .run();
  }
}

void SqliteStore::remove_record(const RecordId& id) {
  static const std::string kSql = select("WHERE r.uuid = ?1");
  Atomically change(*database_);
  std::int64_t number = 0;
  {
    auto found = database_->prepare(kSql);
    if (!found.bind(id.uuid).step()) return;
    number = found.integer(kNumberColumn);
    remove_derived(number, RecordReader(*database_, packer_).read(found));
  }
  database_->prepare("DELETE FROM records WHERE number = ?1").bind(number).run();
  change.commit();
  records_.know(id, std::nullopt);
}

void SqliteStore::each_record(const ScopeId& scope,
                              const std::function<void(const StoredRecord&)>& take) {
  static const std::string kSql = select("WHERE s.subject = ?1 AND s.kind = ?2");
  auto rows = database_->prepare(kSql);
  rows.bind(scope.subject, scope.kind);
  RecordReader reader(*database_, packer_);
  while (rows.step()) take(reader.read(rows));
}

// All of `records`, but for the types of the directory: with its values named elsewhere it is the
// smallest table, 41 bytes a record, so that an index by type would cost more than it gives.
void SqliteStore::each_record_of_type(TypeId type,
                                      const std::function<void(const StoredRecord&)>& take) {
  static const std::string kAny = select("WHERE r.type = ?1");
  static const std::string kShared = kAny + " AND r.type >= " + std::to_string(kSharedTypeMin);
  auto rows = database_->prepare(type >= kSharedTypeMin ? kShared : kAny);
  rows.bind(type);
  RecordReader reader(*database_, packer_);
  while (rows.step()) take(reader.read(rows));
}

void SqliteStore::each_record_where(
    std::string_view condition, std::int64_t value,
    const std::function<void(std::int64_t, const StoredRecord&)>& take) {
  auto rows = database_->prepare(select(condition));
  rows.bind(value);
  RecordReader reader(*database_, packer_);
  while (rows.step()) take(rows.integer(kNumberColumn), reader.read(rows));
}

}  // namespace satchel
