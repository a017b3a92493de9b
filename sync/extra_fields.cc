#include "sync/extra_fields.h"

#include "sync/policy.h"

namespace satchel {

namespace {

const TypeDef& schema_field_type() { return *core_type(kTypeSchemaField); }

std::string text_of(const Record& record, std::string_view name) {
  const FieldDef* field = schema_field_type().field(name);
  const FieldState* state = record.field(field->id);
  if (state == nullptr) return "";
  const Value* value = shown(*state, field).value();
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? "" : *text;
}

}  // namespace

Schema load_schema(Store& store) {
  Schema schema;
  store.each_record_of_type(schema_field_type().id, [&](const StoredRecord& row) {
    const Record& record = row.shown();
    const TypeDef* type = core_type(text_of(record, "type_name"));
    const std::string name = text_of(record, "field_name");
    if (type != nullptr && is_field_name(name)) {
      schema.add_extra(type->id, name, text_of(record, "label"));
    }
  });
  return schema;
}

std::vector<Edit> declare_extra_field(const TypeDef& type, std::string_view name) {
  const RecordId id = extra_field_record(type.name, name);
  const auto set = [&](std::string_view field, std::string value) {
    Edit edit;
    edit.kind = EditKind::set;
    edit.record = id;
    edit.field = schema_field_type().field(field)->id;
    edit.value = std::move(value);
    return edit;
  };
  Edit create;
  create.kind = EditKind::create;
  create.record = id;
  create.type = schema_field_type().id;
  return {create, set("type_name", type.name), set("field_name", std::string(name)),
          set("label", std::string(name))};
}

bool is_open_directory_type(TypeId type) { return type == schema_field_type().id; }

}  // namespace satchel
