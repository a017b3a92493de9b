#include "node/shared/field_words.h"

#include <algorithm>
#include <charconv>

#include "node/shared/clock.h"
#include "sync/policy.h"

namespace satchel {

namespace {

Error unreadable(const FieldDef& field, const std::string& example) {
  return {ErrorKind::bad_input, field.label + " cannot be read", "write it like " + field.name + "=" + example};
}

Result<Value> integer_from(const FieldDef& field, const std::string& text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return unreadable(field, "3");
  return Value(number);
}

Result<Value> real_from(const FieldDef& field, const std::string& text) {
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return unreadable(field, "3.5");
  return Value(number);
}

Result<Value> boolean_from(const FieldDef& field, const std::string& text) {
  if (text == "true" || text == "yes") return Value(true);
  if (text == "false" || text == "no") return Value(false);
  return unreadable(field, "yes");
}

const FieldState* state_of(const Record* record, FieldId id) {
  return record == nullptr ? nullptr : record->field(id);
}

bool holds(const FieldState* state, const Value& value) {
  return state != nullptr &&
         std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
           return same_value(sibling.value, value);
         });
}

bool is_among(const std::vector<Value>& values, const Value& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& other) { return same_value(other, value); });
}

Edit field_edit(EditKind kind, const RecordId& record, FieldId field, Value value) {
  Edit edit;
  edit.kind = kind;
  edit.record = record;
  edit.field = field;
  edit.value = std::move(value);
  return edit;
}

}  // namespace

Result<FieldWord> parse_field_word(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error{ErrorKind::usage, "\"" + word + "\" is not FIELD=VALUE",
                 "write it like preferred_name=Ana (quote values with blanks)"};
  }
  FieldWord parsed;
  std::size_t name_end = equals;
  if (word[equals - 1] == '+') parsed.sign = FieldWord::Sign::add;
  if (word[equals - 1] == '-') parsed.sign = FieldWord::Sign::remove;
  if (parsed.sign != FieldWord::Sign::set) --name_end;
  parsed.name = word.substr(0, name_end);
  parsed.text = word.substr(equals + 1);
  return parsed;
}

Result<Value> value_from_text(const FieldDef& field, const std::string& text) {
  if (text.empty()) return Value(std::monostate{});
  switch (field.kind) {
    case FieldKind::integer: return integer_from(field, text);
    case FieldKind::real: return real_from(field, text);
    case FieldKind::boolean: return boolean_from(field, text);
    case FieldKind::json: {
      auto parsed = parse_json(text);
      if (!parsed) return parsed.error();
      return from_json(*parsed);
    }
    case FieldKind::instant: return Value(utc_text_from(text).value_or(text));
    default: return Value(text);
  }
}

Result<std::vector<Edit>> edits_from_words(Workspace& workspace, const TypeDef& type,
                                           const RecordId& record,
                                           const std::vector<FieldWord>& words) {
  std::vector<Edit> edits;
  for (const FieldWord& word : words) {
    const auto id = workspace.field_named(type, word.name, false);
    if (!id) return id.error();
    const FieldDef* field = workspace.schema().field(type.id, *id);
    auto value = value_from_text(*field, word.text);
    if (!value) return value.error();
    const bool is_set_of = field->policy == Policy::unite;
    if (is_set_of && field->kind == FieldKind::json && word.text.starts_with('[')) {
      return Error{ErrorKind::bad_input, field->label + " takes one element at a time",
                   "write " + word.name + "+={...} for each of them"};
    }
    if (word.sign != FieldWord::Sign::set && !is_set_of) {
      return Error{ErrorKind::bad_input, field->label + " holds one value",
                   "write " + word.name + "=VALUE"};
    }
    const EditKind kind = word.sign == FieldWord::Sign::add      ? EditKind::add
                          : word.sign == FieldWord::Sign::remove ? EditKind::remove
                                                                 : EditKind::set;
    edits.push_back(field_edit(kind, record, *id, std::move(*value)));
  }
  return edits;
}

std::vector<Edit> edits_from_json(const FieldDef* field, FieldId id, const RecordId& record,
                                  const Record* before, const json::value& value) {
  std::vector<Edit> edits;
  const FieldState* state = state_of(before, id);
  if (field != nullptr && field->policy == Policy::unite && value.is_array()) {
    std::vector<Value> wanted;
    for (const auto& element : value.get_array()) {
      Value item = canonical_value(field, from_json(element));
      if (!holds(state, item)) edits.push_back(field_edit(EditKind::add, record, id, item));
      wanted.push_back(std::move(item));
    }
    if (state == nullptr) return edits;
    std::vector<Value> gone;  // a list says all that is in it
    for (const Sibling& sibling : state->siblings) {
      if (!is_among(wanted, sibling.value) && !is_among(gone, sibling.value)) gone.push_back(sibling.value);
    }
    for (Value& item : gone) edits.push_back(field_edit(EditKind::remove, record, id, std::move(item)));
    return edits;
  }
  Value item = canonical_value(field, from_json(value));
  const bool empty = state == nullptr || state->siblings.empty();
  if (std::holds_alternative<std::monostate>(item) && empty) return edits;
  if (!empty) {
    const Shown now = shown(*state, field);
    if (!now.conflict && now.value() != nullptr && same_value(*now.value(), item)) return edits;
  }
  edits.push_back(field_edit(EditKind::set, record, id, std::move(item)));
  return edits;
}

}  // namespace satchel
