#include "sync/signed_note.h"

#include <algorithm>

namespace satchel {

namespace {

bool is_note(const Record& record) { return record.type == core_type("note")->id; }

const FieldState* state_of(const Record& record, const Schema& schema, const char* name) {
  const FieldDef* field = schema.field(record.type, name);
  return field == nullptr ? nullptr : record.field(field->id);
}

}  // namespace

bool is_signed_note(const Record& record, const Schema& schema,
                    const std::function<bool(Dot)>& counts) {
  if (!is_note(record)) return false;
  for (const char* name : {"signature", "co_signature"}) {
    const FieldState* state = state_of(record, schema, name);
    if (state == nullptr) continue;
    const bool is_signed =
        std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
          return !std::holds_alternative<std::monostate>(sibling.value) && counts(sibling.dot);
        });
    if (is_signed) return true;
  }
  return false;
}

bool changes_note_body(const Record& record, const Schema& schema, const Op& op) {
  if (!is_note(record) || !op.is_field_op() || !op.puts_value()) return false;
  const FieldDef* body = schema.field(record.type, "body");
  if (body == nullptr || op.field != body->id) return false;
  if (op.kind != OpKind::resolve) return true;
  const FieldState* state = record.field(op.field);
  return state == nullptr ||
         std::none_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
           return same_value(sibling.value, op.value);
         });
}

}  // namespace satchel
