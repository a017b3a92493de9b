#include "node/shared/conflicts.h"

#include <algorithm>
#include <utility>

#include "node/shared/browse.h"
#include "node/shared/field_words.h"
#include "node/shared/record_json.h"

namespace satchel {

namespace {

constexpr const char* kVoidName = "void";

std::vector<const Sibling*> all_siblings(const FieldState& state) {
  std::vector<const Sibling*> siblings;
  for (const Sibling& sibling : state.siblings) siblings.push_back(&sibling);
  return siblings;
}

// ---- voided and edited --------------------------------------------------------------------------

// The values that no void's author had seen.
std::vector<EditedValue> unseen_values(const Record& record, const Schema& schema) {
  std::vector<Dot> seen;
  for (const Sibling& sibling : record.field(kFieldVoid)->siblings) {
    if (sibling.seen) seen.insert(seen.end(), sibling.seen->begin(), sibling.seen->end());
  }
  std::sort(seen.begin(), seen.end());
  std::vector<EditedValue> unseen;
  for (const auto& [id, state] : record.fields()) {
    if (id == kFieldVoid || id == kFieldCreated) continue;
    for (const Sibling& sibling : state.siblings) {
      if (std::binary_search(seen.begin(), seen.end(), sibling.dot)) continue;
      const std::string name = field_name(schema, record.type, id);
      const FieldDef* def = schema.field(record.type, id);
      unseen.push_back({name, def == nullptr ? name : def->label, &sibling});
    }
  }
  return unseen;
}

Conflict void_conflict(const Record& record, const Schema& schema) {
  Conflict conflict;
  conflict.id = kFieldVoid;
  conflict.field = kVoidName;
  conflict.label = "Voided";
  conflict.siblings = all_siblings(*record.field(kFieldVoid));
  conflict.edited = unseen_values(record, schema);
  return conflict;
}

template <class Wanted>
std::vector<Conflict> fields_that(const Record& record, const Schema& schema, Wanted wanted) {
  std::vector<Conflict> found;
  for (const ShownField& field : shown_fields(record, schema)) {
    if (!wanted(field)) continue;
    found.push_back({field.id, field.name, field.label(), all_siblings(*field.state), {}});
  }
  return found;
}

// ---- what was shown -----------------------------------------------------------------------------

std::string fact_name(const RecordId& record, const std::string& field) {
  return record_fact_prefix(record) + "shown " + field;
}

std::string dots_text(std::vector<Dot> dots) {
  std::sort(dots.begin(), dots.end());
  std::string text;
  for (const Dot dot : dots) text += (text.empty() ? "" : " ") + dot.to_string();
  return text;
}

using Facts = std::vector<std::pair<std::string, std::string>>;

void remember(Store& store, Facts facts) {
  try {
    std::erase_if(facts, [&](const auto& fact) { return store.fact(fact.first) == fact.second; });
    if (facts.empty()) return;
    Transaction transaction(store);
    for (const auto& [name, dots] : facts) store.put_fact(name, dots);
    transaction.commit();
  } catch (const StoreFailure&) {
    // Looking must work where nothing can be written; the current values count then.
  }
}

void append_facts(Facts& facts, const RecordId& record, const std::vector<Conflict>& conflicts) {
  for (const Conflict& conflict : conflicts) {
    facts.emplace_back(fact_name(record, conflict.field), dots_text(conflict.dots()));
  }
}

// ---- listing ------------------------------------------------------------------------------------

json::object conflict_json(const Record& record, const Conflict& conflict, Authors& authors) {
  const auto client = client_of(record);
  json::array siblings;
  for (const Sibling* sibling : conflict.siblings) {
    siblings.push_back(sibling_json(*sibling, authors, true));
  }
  json::object object{
      {"type", type_name(record.type)},
      {"id", record.id.to_string()},
      {"client_id", client ? json::value(client->to_string()) : json::value()},
      {"field", conflict.field},
      {"siblings", std::move(siblings)},
  };
  if (conflict.id != kFieldVoid) return object;
  object["void"] = void_json(*newest_void(record), authors);
  json::array edited;
  for (const EditedValue& value : conflict.edited) {
    json::object item{{"field", value.field}};
    for (const auto& pair : sibling_json(*value.sibling, authors, true)) item.insert(pair);
    edited.push_back(std::move(item));
  }
  object["edited"] = std::move(edited);
  return object;
}

std::string conflict_in_words(const Record& record, const Conflict& conflict, Authors& authors) {
  Columns rows;
  for (const Sibling* sibling : conflict.siblings) {
    const std::string value = value_in_words(sibling->value);
    const bool is_about_void = conflict.id == kFieldVoid;
    const std::string words = !is_about_void ? value : sibling->seen ? "voided: " + value : "kept";
    rows.add({"    " + sibling->dot.to_string(), author_in_words(*sibling, authors), words});
  }
  for (const EditedValue& edited : conflict.edited) {
    rows.add({"    " + edited.sibling->dot.to_string(), author_in_words(*edited.sibling, authors),
              in_words(edited.label) + ": " + value_in_words(edited.sibling->value)});
  }
  const std::string choice = conflict.id == kFieldVoid
                                 ? "--value keep|void"
                                 : "--keep ID | --value TEXT";
  return "  " + in_words(conflict.label) + "\n" + rows.text() + "\n    -> resolve " +
         record.id.to_string() + " " + conflict.field + " " + choice;
}

std::vector<Record> records_with_conflicts(Workspace& workspace) {
  std::vector<Record> records;
  workspace.store().each_in_conflict(
      [&](const StoredRecord& row) { records.push_back(row.shown()); });
  return records;
}

// ---- deciding -----------------------------------------------------------------------------------

Error changed_since_shown(const std::string& label) {
  return {ErrorKind::changed,
          "the values of " + label + " have changed since they were shown",
          "look at it again with `conflicts` or `show`, and choose anew"};
}

std::string siblings_in_words(const Conflict& conflict) {
  std::string words;
  for (const Sibling* sibling : conflict.siblings) {
    words += "\n  " + sibling->dot.to_string() + "  " + value_in_words(sibling->value);
  }
  return words;
}

Result<Value> chosen_value(Workspace& workspace, const Record& record, const Conflict& conflict,
                           const ResolveWords& words) {
  if (words.keep) {
    for (const Sibling* sibling : conflict.siblings) {
      if (sibling->dot.to_string() == *words.keep) return sibling->value;
    }
    return Error{ErrorKind::not_found,
                 in_words(*words.keep) + " is none of the values of " + conflict.label + " now",
                 "they are:" + siblings_in_words(conflict)};
  }
  // What reads like one of the values is that value: an imported number stays a number.
  for (const Sibling* sibling : conflict.siblings) {
    if (text_of(sibling->value) == *words.value) return sibling->value;
  }
  const FieldDef* field = workspace.schema().field(record.type, conflict.id);
  return field == nullptr ? Result<Value>(*words.value) : value_from_text(*field, *words.value);
}

Result<Edit> decided_void(const Record& record, const Conflict* conflict,
                          const std::optional<std::string>& choice) {
  const Sibling* voided = newest_void(record);
  if (voided == nullptr) {
    return Error{ErrorKind::refused, "the record is not voided", "void it with `void`"};
  }
  Edit edit;
  edit.record = record.id;
  if (choice == "keep") {
    edit.kind = EditKind::lift_void;
  } else if (choice == kVoidName) {
    if (conflict == nullptr) {
      return Error{ErrorKind::refused, "the record is voided already", ""};
    }
    edit.kind = EditKind::void_record;
    edit.value = voided->value;
  } else {
    return Error{ErrorKind::bad_input, "a voided record is kept or voided again",
                 "write --value keep, or --value void"};
  }
  return edit;
}

Edit edit_that_decides(const Record& record, const Conflict& conflict, Value value) {
  Edit edit;
  edit.kind = EditKind::resolve;
  edit.record = record.id;
  edit.field = conflict.id;
  edit.value = std::move(value);
  edit.dots = conflict.dots();
  return edit;
}

// What waits in that field of the record for a decision, or for a glance; points into the record.
std::optional<Conflict> open_in(const Record& record, const Schema& schema, const std::string& field) {
  for (auto list : {conflicts_of(record, schema), merges_of(record, schema)}) {
    for (Conflict& conflict : list) {
      if (conflict.field == field) return std::move(conflict);
    }
  }
  return std::nullopt;
}

Error nothing_to_decide(Workspace& workspace, const Record& record, const std::string& name) {
  const TypeDef* type = core_type(record.type);
  if (type != nullptr) {
    if (const auto known = workspace.field_named(*type, name, false); !known) return known.error();
  }
  if (is_void(record)) {
    return {ErrorKind::refused, "the record is voided",
            "bring it back first: resolve " + record.id.to_string() + " void --value keep"};
  }
  return {ErrorKind::refused, name + " has one value, so there is nothing to decide",
          "change it with `set`"};
}

Result<Edit> decide(Workspace& workspace, const Record& record, const ResolveWords& words) {
  const auto found = open_in(record, workspace.schema(), words.field);
  const Conflict* conflict = found ? &*found : nullptr;
  const auto shown = workspace.store().fact(fact_name(record.id, words.field));
  if (shown && !shown->empty()) {
    const std::string now = conflict == nullptr ? "" : dots_text(conflict->dots());
    if (conflict != nullptr && *shown != now) return changed_since_shown(conflict->label);
    if (conflict == nullptr && words.field == kVoidName) return changed_since_shown("Voided");
  }
  if (words.field == kVoidName) return decided_void(record, conflict, words.value);
  if (conflict == nullptr) return nothing_to_decide(workspace, record, words.field);
  auto value = chosen_value(workspace, record, *conflict, words);
  if (!value) return value.error();
  return edit_that_decides(record, *conflict, std::move(*value));
}

std::string decision_in_words(const Edit& edit, const std::string& label) {
  if (edit.kind == EditKind::lift_void) return "the record is kept";
  if (edit.kind == EditKind::void_record) return "the record is voided";
  return label + " is now " + value_in_words(edit.value);
}

}  // namespace

std::vector<Dot> Conflict::dots() const {
  std::vector<Dot> all;
  for (const Sibling* sibling : siblings) all.push_back(sibling->dot);
  for (const EditedValue& value : edited) all.push_back(value.sibling->dot);
  return all;
}

std::vector<Conflict> conflicts_of(const Record& record, const Schema& schema) {
  if (is_void(record)) return {};
  auto conflicts =
      fields_that(record, schema, [](const ShownField& field) { return field.shown.conflict; });
  if (is_voided_and_edited(record)) conflicts.push_back(void_conflict(record, schema));
  return conflicts;
}

std::vector<Conflict> merges_of(const Record& record, const Schema& schema) {
  if (is_void(record)) return {};
  return fields_that(record, schema, [](const ShownField& field) { return field.is_merged(); });
}

std::vector<Record> records_with_merges(Workspace& workspace) {
  std::vector<Record> records;
  workspace.store().each_merged([&](const StoredRecord& row) { records.push_back(row.shown()); });
  return records;
}

std::uint64_t count_conflicts(Workspace& workspace) {
  const Schema& schema = workspace.schema();
  std::uint64_t count = 0;
  workspace.store().each_in_conflict(
      [&](const StoredRecord& row) { count += conflicts_of(row.shown(), schema).size(); });
  return count;
}

void remember_shown(Workspace& workspace, const Record& record) {
  Facts facts;
  append_facts(facts, record.id, conflicts_of(record, workspace.schema()));
  append_facts(facts, record.id, merges_of(record, workspace.schema()));
  // Shown as it is now: what was shown of an earlier void counts no more.
  const std::string about_void = fact_name(record.id, kVoidName);
  const bool is_open = std::any_of(facts.begin(), facts.end(),
                                   [&](const auto& fact) { return fact.first == about_void; });
  if (!is_open && workspace.store().fact(about_void)) facts.emplace_back(about_void, "");
  remember(workspace.store(), std::move(facts));
}

Result<ExitCode> run_conflicts(const Output& out, Workspace& workspace, bool merged) {
  std::vector<Record> records =
      merged ? records_with_merges(workspace) : records_with_conflicts(workspace);
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.id < b.id; });
  const Schema& schema = workspace.schema();
  Authors authors(workspace.store());
  Facts facts;
  std::size_t count = 0;
  for (const Record& record : records) {
    const auto conflicts = merged ? merges_of(record, schema) : conflicts_of(record, schema);
    if (!conflicts.empty()) out.say(heading_of(record, schema));
    for (const Conflict& conflict : conflicts) {
      out.item(conflict_json(record, conflict, authors),
               out.is_json() ? "" : conflict_in_words(record, conflict, authors));
    }
    count += conflicts.size();
    append_facts(facts, record.id, conflicts);
  }
  out.say(count == 0 ? std::string("nothing to decide")
                     : std::to_string(count) + (merged ? " merged" : " to decide"));
  remember(workspace.store(), std::move(facts));
  return kDone;
}

namespace {

Result<Edit> decided(const Record& record, const Conflict& conflict, const Decision& decision) {
  if (conflict.id == kFieldVoid) return decided_void(record, &conflict, text_of(decision.value));
  if (!decision.keep) return edit_that_decides(record, conflict, decision.value);
  for (const Sibling* sibling : conflict.siblings) {
    if (sibling->dot == *decision.keep) return edit_that_decides(record, conflict, sibling->value);
  }
  return changed_since_shown(conflict.label);
}

}  // namespace

Status decide_conflict(Workspace& workspace, const Decision& decision) {
  Transaction transaction(workspace.store());
  const auto record = workspace.shown(decision.record);
  if (!record) return no_record(decision.record);
  const auto conflict = open_in(*record, workspace.schema(), decision.field);
  if (!conflict || dots_text(conflict->dots()) != dots_text(decision.seen)) {
    return changed_since_shown(conflict ? conflict->label : decision.field);
  }
  const auto edit = decided(*record, *conflict, decision);
  if (!edit) return edit.error();
  const auto saved = workspace.save(record->scope, std::vector<Edit>{*edit});
  if (!saved) return saved.error();
  transaction.commit();
  return Done{};
}

Result<ExitCode> run_resolve(const Output& out, Workspace& workspace, const ResolveWords& words) {
  const auto id = record_id_from(words.id);
  if (!id) return id.error();
  Transaction transaction(workspace.store());
  const auto record = workspace.shown(*id);
  if (!record) return no_record(*id);
  auto edit = decide(workspace, *record, words);
  if (!edit) return edit.error();
  const std::vector<Edit> edits{*edit};
  const auto saved = workspace.save(record->scope, edits);
  if (!saved) return saved.error();
  const std::string fact = fact_name(*id, words.field);
  if (workspace.store().fact(fact)) workspace.store().put_fact(fact, "");
  const FieldDef* field = workspace.schema().field(record->type, edit->field);
  const std::string label = field == nullptr ? words.field : field->label;
  transaction.commit();
  out.result(
      json::object{{"id", id->to_string()}, {"field", words.field}, {"save", saved->to_string()}},
      decision_in_words(*edit, label) + (workspace.is_office() ? "" : "\nsaved on this laptop"));
  return kDone;
}

}  // namespace satchel
