#include "sync/signed_note.h"

#include <algorithm>

namespace satchel {

namespace {

constexpr const char* kSignatures[] = {"signature", "co_signature"};

bool is_note(const Record& record) { return record.type == core_type("note")->id; }

bool is_field(const Record& record, const Schema& schema, FieldId id, const char* name) {
  const FieldDef* field = schema.field(record.type, name);
  return field != nullptr && field->id == id;
}

bool holds_signature(const Record& record, const Schema& schema, const char* name,
                     const std::function<bool(Dot)>& counts) {
  const FieldDef* field = schema.field(record.type, name);
  const FieldState* state = field == nullptr ? nullptr : record.field(field->id);
  return state != nullptr &&
         std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
           return !std::holds_alternative<std::monostate>(sibling.value) && counts(sibling.dot);
         });
}

// Takes one of the values that are there, or takes back some and leaves others (a choice among very many is written
// so; compose.cc).
bool is_choice(const Record& record, const Op& op) {
  const FieldState* state = record.field(op.field);
  if (op.kind == OpKind::retract) {
    return state != nullptr &&
           std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
             return std::find(op.predecessors.begin(), op.predecessors.end(), sibling.dot) ==
                    op.predecessors.end();
           });
  }
  if (op.kind != OpKind::resolve) return false;
  return state != nullptr &&
         std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
           return same_value(sibling.value, op.value);
         });
}

}  // namespace

bool is_signed_note(const Record& record, const Schema& schema) {
  if (!is_note(record)) return false;
  return std::any_of(std::begin(kSignatures), std::end(kSignatures), [&](const char* name) {
    return holds_signature(record, schema, name, [](Dot) { return true; });
  });
}

bool breaks_signature(const Record& record, const Schema& schema, const Op& op,
                      const std::function<bool(Dot)>& had_seen) {
  if (!is_note(record) || !op.is_field_op() || is_choice(record, op)) return false;
  const bool is_body = is_field(record, schema, op.field, "body");
  return std::any_of(std::begin(kSignatures), std::end(kSignatures), [&](const char* name) {
    // A signature protects the text and itself; a co-signature comes beside it later.
    return (is_body || is_field(record, schema, op.field, name)) &&
           holds_signature(record, schema, name, had_seen);
  });
}

}  // namespace satchel
