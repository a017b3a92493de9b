#include "node/shared/form_edits.h"

#include <algorithm>

#include "node/shared/field_words.h"
#include "sync/codec.h"

namespace satchel {

namespace {

bool is_among(const std::vector<Dot>& dots, Dot dot) {
  return std::find(dots.begin(), dots.end(), dot) != dots.end();
}

// Whether this copy has that value of the field, or had it before it was replaced.
bool is_known(Store& store, const FieldState* state, const RecordId& id, FieldId field, Dot dot) {
  if (state != nullptr && state->find(dot) != nullptr) return true;
  const auto row = store.save_with(dot);
  const auto save = row ? decode_save(*row) : Result<Save>(Error{});
  if (!save || dot.counter < row->first || dot.counter - row->first >= save->ops.size()) return false;
  const Op& op = save->ops[dot.counter - row->first];
  return op.is_field_op() && op.record == id && op.field == field;
}

// What the form displayed, as far as this copy knows it, and what the copy itself wrote since.
std::vector<Dot> replaced_by_form(Store& store, const FieldState* state, const RecordId& id, FieldId field,
                                  std::vector<Dot> seen, const std::vector<NodeNumber>& own) {
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  std::erase_if(seen, [&](Dot dot) { return !is_known(store, state, id, field, dot); });
  if (state == nullptr) return seen;
  for (const Sibling& sibling : state->siblings) {
    const bool is_own = std::find(own.begin(), own.end(), sibling.dot.node) != own.end();
    if (is_own && !is_among(seen, sibling.dot)) seen.push_back(sibling.dot);
  }
  return seen;
}

// The record as the form knew the field.
Record as_seen(Record record, FieldId field, const std::vector<Dot>& seen) {
  std::erase_if(record.field_or_insert(field).siblings,
                [&](const Sibling& sibling) { return !is_among(seen, sibling.dot); });
  return record;
}

}  // namespace

Result<std::vector<Edit>> edits_of_form(Workspace& workspace, const TypeDef& type, const RecordId& id,
                                        const Record* record, const std::vector<NodeNumber>& own,
                                        const FormField& form) {
  const auto field = workspace.field_named(type, form.name, false);
  if (!field) return field.error();
  const FieldDef* def = workspace.schema().field(type.id, *field);
  if (!form.seen || record == nullptr) return edits_from_json(def, *field, id, record, form.value);
  const auto replaced =
      replaced_by_form(workspace.store(), record->field(*field), id, *field, *form.seen, own);
  const Record known = as_seen(*record, *field, replaced);
  std::vector<Edit> edits = edits_from_json(def, *field, id, &known, form.value);
  for (Edit& edit : edits) {
    if (edit.kind == EditKind::set) edit.seen = replaced;
  }
  return edits;
}

}  // namespace satchel
