#include "node/shared/form_edits.h"

#include <algorithm>

#include "node/shared/field_words.h"
#include "sync/form.h"

namespace satchel {

namespace {

bool is_among(const std::vector<Dot>& dots, Dot dot) {
  return std::find(dots.begin(), dots.end(), dot) != dots.end();
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
      replaced_by_form(workspace.store(), id, *field, record->field(*field), *form.seen, own);
  const Record known = as_seen(*record, *field, replaced);
  std::vector<Edit> edits = edits_from_json(def, *field, id, &known, form.value);
  for (Edit& edit : edits) {
    if (edit.kind == EditKind::set) edit.seen = replaced;
  }
  return edits;
}

}  // namespace satchel
