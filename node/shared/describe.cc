#include "node/shared/describe.h"

#include <map>

#include "sync/codec.h"

namespace satchel {

std::string describe_save(Workspace& workspace, const StoredSave& row) {
  if (row.sealed) return "a save in a file that is not on this laptop";
  const auto save = decode_save(row);
  if (!save) return "a save that this version cannot read";
  std::map<RecordId, std::string> parts;
  std::map<RecordId, TypeId> types;
  for (const Op& op : save->ops) {
    if (op.unknown_kind != 0) continue;
    if (op.kind == OpKind::create) {
      types[op.record] = op.type;
      const TypeDef* type = core_type(op.type);
      parts[op.record] = "new " + (type == nullptr ? std::string("record") : type->name);
      continue;
    }
    if (!op.is_field_op()) continue;
    if (!types.count(op.record)) {
      const auto stored = workspace.store().record(op.record);
      types[op.record] = stored ? stored->shown().type : 0;
      const TypeDef* type = core_type(types[op.record]);
      parts[op.record] = type == nullptr ? "a record" : type->name;
    }
    const FieldDef* field = workspace.schema().field(types[op.record], op.field);
    std::string& text = parts[op.record];
    text += text.find(':') == std::string::npos ? ": " : ", ";
    text += field == nullptr ? "field " + std::to_string(op.field) : field->name;
  }
  std::string all;
  for (const auto& [id, text] : parts) all += (all.empty() ? "" : "; ") + text;
  return all.empty() ? "nothing to see" : all;
}

}  // namespace satchel
