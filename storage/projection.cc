#include "storage/projection.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "storage/json_text.h"
#include "sync/hash.h"
#include "sync/policy.h"

namespace satchel {

namespace {

// To be raised when rows are written otherwise than before.
constexpr int kRules = 2;

// For the questions that screens ask (lookup.h). "By client" needs none: the records of a case file are found
// through records_by_scope. Rows outside of the condition cost nothing, so what is open is found among all
// that was done over the years.
struct Index {
  std::string_view name;
  std::string_view type;
  std::string_view columns;
  std::string_view condition;
};
constexpr std::array kIndexes{
    Index{"client_by_family_name", "client", "family_name, given_name", "family_name IS NOT NULL"},
    Index{"visit_by_planned_start", "visit", "planned_start", "planned_start IS NOT NULL"},
    Index{"visit_planned", "visit", "planned_start, worker_id", "status = 'planned'"},
    Index{"visit_in_progress", "visit", "planned_start, worker_id", "status = 'in_progress'"},
    Index{"visit_documented", "visit", "worker_id, planned_start, id", kVisitDocumented},
    Index{"communication_by_call_back_by", "communication", "call_back_by", "call_back_by IS NOT NULL"},
    Index{"note_by_visit_id", "note", "visit_id", "visit_id IS NOT NULL"},
    Index{"note_draft", "note", "author_id", "status = 'draft'"},
    Index{"incident_by_report_deadline", "incident", "report_deadline", "report_deadline IS NOT NULL"},
    Index{"task_by_due_date", "task", "due_date", "due_date IS NOT NULL"},
    Index{"authorization_by_appeal_deadline", "authorization", "appeal_deadline", "appeal_deadline IS NOT NULL"},
};

std::string name_in_quotes(std::string_view name) {
  std::string text = "\"";
  return text.append(name).append("\"");
}

const char* affinity(const FieldDef& field) {
  if (field.policy == Policy::unite) return "TEXT";
  switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::boolean:
      return "INTEGER";
    case FieldKind::real:
      return "REAL";
    default:
      return "TEXT";
  }
}

// One typed table: its columns in order, and the statements that write it.
struct Table {
  const TypeDef* type = nullptr;
  std::vector<const FieldDef*> fields;        // the columns from the third on
  std::map<FieldId, int> parameter_of;        // ?n of a field
  int extra = 0, is_void = 0, conflicts = 0;  // their ?n
  std::string create, drop, insert, remove;

  explicit Table(const TypeDef& def) : type(&def) {
    if (const FieldDef* client = def.field(kFieldClient)) fields.push_back(client);
    for (const FieldDef& field : def.fields) fields.push_back(&field);
    const std::string name = name_in_quotes(def.name);
    std::string columns = "number INTEGER PRIMARY KEY, id TEXT NOT NULL";
    std::string names = "number, id";
    std::string parameters = "?1, ?2";
    int last = 2;
    const auto add = [&](const std::string& column, const char* declared) {
      columns += ", " + name_in_quotes(column) + " " + declared;
      names += ", " + name_in_quotes(column);
      parameters += ", ?" + std::to_string(++last);
      return last;
    };
    for (const FieldDef* field : fields)
      parameter_of[field->id] = add(field->name, affinity(*field));
    extra = add("extra", "TEXT");
    is_void = add("is_void", "INTEGER NOT NULL");
    conflicts = add("conflicts", "TEXT");
    create = "CREATE TABLE " + name + " (" + columns + ");" + create_indexes();
    drop = "DROP TABLE IF EXISTS " + name;
    insert = "INSERT INTO " + name + " (" + names + ") VALUES (" + parameters + ")";
    remove = "DELETE FROM " + name + " WHERE number = ?1";
  }

  std::string create_indexes() const {
    std::string sql;
    for (const Index& index : kIndexes) {
      if (index.type != type->name) continue;
      sql.append("CREATE INDEX ").append(name_in_quotes(index.name));
      sql.append(" ON ").append(name_in_quotes(type->name)).append(" (").append(index.columns);
      sql.append(") WHERE ").append(index.condition).append(";");
    }
    return sql;
  }
};

// By type id, made once: the registry is a constant of the program.
const std::map<TypeId, Table>& tables() {
  static const std::map<TypeId, Table> all = [] {
    std::map<TypeId, Table> made;
    for (const TypeDef& type : core_types()) made.emplace(type.id, Table(type));
    return made;
  }();
  return all;
}

const Table* table_of(TypeId type) {
  const auto found = tables().find(type);
  return found == tables().end() ? nullptr : &found->second;
}

struct ValueBinder {
  Statement& statement;
  int at;
  void operator()(std::monostate) const {}
  void operator()(bool value) const { statement.put(at, value); }
  void operator()(std::int64_t value) const { statement.put(at, value); }
  void operator()(double value) const { statement.put(at, value); }
  void operator()(const std::string& value) const { statement.put(at, value); }
  void operator()(const JsonText& value) const { statement.put(at, value.text); }
};

std::string json_array(const std::vector<const Sibling*>& siblings) {
  std::string json = "[";
  for (const Sibling* sibling : siblings) {
    if (json.size() > 1) json.push_back(',');
    append_json(json, sibling->value);
  }
  return json + "]";
}

// Writes one row: one pass over the fields that the record has.
class RowWriter {
 public:
  RowWriter(Statement& statement, const Table& table, const Schema& schema)
      : statement_(statement), table_(table), schema_(schema) {}

  void write(std::int64_t number, const Record& record) {
    const std::string id = record.id.to_string();
    statement_.bind(number, id);
    texts_.reserve(record.fields().size());  // bound texts must not move
    for (const auto& [field, state] : record.fields()) {
      take(record.type, field, state);
      has_merges_ = has_merges_ || std::any_of(state.siblings.begin(), state.siblings.end(),
                                               [](const Sibling& sibling) { return sibling.automatic; });
    }
    if (is_voided_and_edited(record)) add_name(conflicts_, "void");
    if (!extra_.empty()) extra_.push_back('}');
    if (!conflicts_.empty()) conflicts_.push_back(']');
    if (!extra_.empty()) statement_.put(table_.extra, extra_);
    if (!conflicts_.empty()) statement_.put(table_.conflicts, conflicts_);
    statement_.put(table_.is_void, is_void(record));
    statement_.run();
  }

  bool has_conflicts() const { return !conflicts_.empty(); }
  bool has_merges() const { return has_merges_; }
  const std::vector<FieldId>& unnamed() const { return unnamed_; }

 private:
  void take(TypeId type, FieldId id, const FieldState& state) {
    if (id >= kExtraFieldMin) return take_extra(type, id, state);
    const auto column = table_.parameter_of.find(id);
    if (column == table_.parameter_of.end()) return;  // created, void, fields of later versions
    const FieldDef* field = table_.type->field(id);
    const Shown display = shown(state, field);
    if (display.conflict) add_name(conflicts_, field->name);
    if (display.siblings.empty()) return;
    if (field->policy == Policy::unite) {
      statement_.put(column->second, texts_.emplace_back(json_array(display.siblings)));
    } else {
      std::visit(ValueBinder{statement_, column->second}, *display.value());
    }
  }

  void take_extra(TypeId type, FieldId id, const FieldState& state) {
    const Shown display = shown(state, nullptr);
    const FieldDef* field = schema_.field(type, id);
    const std::string name = field == nullptr ? std::to_string(id) : field->name;
    if (field == nullptr) unnamed_.push_back(id);
    if (display.conflict) add_name(conflicts_, name);
    if (display.siblings.empty()) return;
    extra_.push_back(extra_.empty() ? '{' : ',');
    append_json_string(extra_, name);
    extra_.push_back(':');
    append_json(extra_, *display.value());
  }

  static void add_name(std::string& list, std::string_view name) {
    list.push_back(list.empty() ? '[' : ',');
    append_json_string(list, name);
  }

  Statement& statement_;
  const Table& table_;
  const Schema& schema_;
  std::vector<std::string> texts_;
  std::string extra_;
  std::string conflicts_;
  std::vector<FieldId> unnamed_;
  bool has_merges_ = false;
};

}  // namespace

std::string Projection::fingerprint() {
  static const std::string text = [] {
    std::string all;
    for (const auto& [id, table] : tables()) all += table.create + table.insert;
    return std::to_string(kRules) + " " + sha256(all).to_hex().substr(0, 16);
  }();
  return text;
}

void Projection::create() {
  for (const auto& [id, table] : tables()) database_.execute(table.create);
  database_.execute(
      "CREATE TABLE conflicts (number INTEGER PRIMARY KEY);"
      "CREATE TABLE merges (number INTEGER PRIMARY KEY);"
      "CREATE TABLE unnamed_fields (type INTEGER NOT NULL, field INTEGER NOT NULL, "
      "PRIMARY KEY (type, field)) WITHOUT ROWID");
}

void Projection::drop() {
  for (const auto& [id, table] : tables()) database_.execute(table.drop);
  database_.execute("DROP TABLE IF EXISTS conflicts; DROP TABLE IF EXISTS merges; DROP TABLE IF EXISTS unnamed_fields");
}

void Projection::put(std::int64_t number, const Record& record, TypeId before,
                     const Schema& schema) {
  // Not REPLACE: it keeps a journal of the pages that it touches, which takes longer than both
  // together.
  if (before != 0) remove(number, before);
  const Table* table = table_of(record.type);
  if (table == nullptr) return;
  Statement statement = database_.prepare(table->insert);
  RowWriter writer(statement, *table, schema);
  writer.write(number, record);
  if (writer.has_conflicts()) {
    database_.prepare("INSERT OR IGNORE INTO conflicts VALUES (?1)").bind(number).run();
  }
  if (writer.has_merges()) database_.prepare("INSERT OR IGNORE INTO merges VALUES (?1)").bind(number).run();
  for (const FieldId field : writer.unnamed()) {
    database_.prepare("INSERT OR IGNORE INTO unnamed_fields VALUES (?1, ?2)")
        .bind(record.type, field)
        .run();
  }
}

void Projection::remove(std::int64_t number, TypeId before) {
  const Table* table = table_of(before);
  if (table == nullptr) return;
  database_.prepare(table->remove).bind(number).run();
  database_.prepare("DELETE FROM conflicts WHERE number = ?1").bind(number).run();
  database_.prepare("DELETE FROM merges WHERE number = ?1").bind(number).run();
}

std::vector<std::int64_t> Projection::rows_with_unnamed(TypeId type, FieldId field) {
  std::vector<std::int64_t> numbers;
  const Table* table = table_of(type);
  auto known = database_.prepare("DELETE FROM unnamed_fields WHERE type = ?1 AND field = ?2");
  known.bind(type, field).run();
  if (table == nullptr || database_.changed_rows() == 0) return numbers;
  const std::string key = "\"" + std::to_string(field) + "\":";
  auto rows = database_.prepare("SELECT number FROM " + name_in_quotes(table->type->name) +
                                " WHERE instr(extra, ?1) > 0");
  rows.bind(key);
  while (rows.step()) numbers.push_back(rows.integer(0));
  return numbers;
}

}  // namespace satchel
