#include "sync/schema.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

#include "sync/schema_types.h"

namespace satchel {

namespace {

// 41 bits and the offset fit the 42 bits of a varint of six bytes.
constexpr int kExtraFieldBits = 41;

std::vector<std::string> split_words(std::string_view words) {
  std::vector<std::string> list;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) list.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

FieldDef to_field(const tables::FieldSpec& spec) {
  FieldDef field;
  field.id = spec.id;
  field.name = spec.name;
  field.label = spec.label;
  field.kind = spec.kind;
  field.policy = spec.policy;
  field.searchable = spec.is_searchable;
  field.retired = spec.is_retired;
  field.codes = split_words(spec.code_words);
  field.target = spec.target_type;
  field.exits = split_words(spec.exit_words);
  return field;
}

TypeDef to_type(const tables::TypeSpec& spec) {
  TypeDef type{spec.id, std::string(spec.name), std::string(spec.label), spec.compartment, {}};
  type.fields.reserve(spec.fields.size());
  for (const auto& field : spec.fields) type.fields.push_back(to_field(field));
  return type;
}

// The tables and their indexes, built once, on first use. Imports and the typed tables look up
// every field of every record, so a lookup by id is one array access and one by name one hash.
class Registry {
 public:
  Registry() {
    for (const auto group :
         {tables::person_types(), tables::health_types(), tables::contact_types(),
          tables::plan_types(), tables::services_types(), tables::shared_types()}) {
      for (const auto& spec : group) types_.push_back(to_type(spec));
    }
    for (const auto& type : types_) index(type);
  }

  // The indexes point into the registry itself.
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  std::span<const TypeDef> types() const { return types_; }

  const TypeDef* type(TypeId id) const { return id < by_id_.size() ? by_id_[id].type : nullptr; }

  const TypeDef* type(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  const FieldDef* field(TypeId type, FieldId id) const {
    if (type >= by_id_.size()) return nullptr;
    const auto& fields = by_id_[type].by_id;
    return id < fields.size() ? fields[id] : nullptr;
  }

  const FieldDef* field(TypeId type, std::string_view name) const {
    if (type >= by_id_.size()) return nullptr;
    const auto& fields = by_id_[type].by_name;
    const auto found = fields.find(name);
    return found == fields.end() ? nullptr : found->second;
  }

 private:
  struct TypeIndex {
    const TypeDef* type = nullptr;
    std::vector<const FieldDef*> by_id;  // null where there is no field
    std::unordered_map<std::string_view, const FieldDef*> by_name;

    void add(const FieldDef& field) {
      if (field.id >= by_id.size()) by_id.resize(field.id + 1);
      assert(by_id[field.id] == nullptr && "a field id is used twice");
      by_id[field.id] = &field;
      [[maybe_unused]] const bool is_new = by_name.emplace(field.name, &field).second;
      assert(is_new && "a field name is used twice");
    }
  };

  void index(const TypeDef& type) {
    if (type.id >= by_id_.size()) by_id_.resize(type.id + 1);
    auto& entry = by_id_[type.id];
    assert(entry.type == nullptr && "a type id is used twice");
    entry.type = &type;
    [[maybe_unused]] const bool is_new = by_name_.emplace(type.name, &type).second;
    assert(is_new && "a type name is used twice");

    entry.add(void_field_);
    const bool in_case_file = ScopeId{Uuid{}, type.default_compartment}.is_case_file();
    if (in_case_file && type.name != kTypeClient) entry.add(client_field_);
    for (const auto& field : type.fields) entry.add(field);
  }

  const FieldDef void_field_ = to_field(tables::text(kFieldVoid, "void", "Voided"));
  const FieldDef client_field_ =
      to_field(tables::reference(kFieldClient, "client_id", "Client", kTypeClient));
  std::vector<TypeDef> types_;
  std::vector<TypeIndex> by_id_;  // by type id; the few gaps cost nothing
  std::unordered_map<std::string_view, const TypeDef*> by_name_;
};

const Registry& registry() {
  static const Registry instance;
  return instance;
}

// Joined by a zero byte, which no name contains: "ab" + "c" and "a" + "bc" stay apart.
std::string extra_field_name(std::string_view type, std::string_view field) {
  std::string name(type);
  name.push_back('\0');
  name.append(field);
  return name;
}

}  // namespace

const FieldDef* TypeDef::field(FieldId field_id) const {
  return registry().field(id, field_id);
}

const FieldDef* TypeDef::field(std::string_view field_name) const {
  return registry().field(id, field_name);
}

std::span<const TypeDef> core_types() {
  return registry().types();
}
const TypeDef* core_type(TypeId id) {
  return registry().type(id);
}
const TypeDef* core_type(std::string_view name) {
  return registry().type(name);
}

FieldId extra_field_id(std::string_view type, std::string_view field) {
  // The first 48 bits of a name-based id are those of the hash, untouched by version and variant.
  const auto id = Uuid::from_name(extra_field_name(type, field));
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 6; ++i) bits = bits << 8 | id.bytes[i];
  return kExtraFieldMin + (bits >> (48 - kExtraFieldBits));
}

RecordId extra_field_record(std::string_view type, std::string_view field) {
  return {Uuid::from_name(extra_field_name(kTypeSchemaField, extra_field_name(type, field)))};
}

const FieldDef* Schema::field(TypeId type, FieldId id) const {
  if (id < kExtraFieldMin) return registry().field(type, id);
  const auto found = extra_.find({type, id});
  return found == extra_.end() ? nullptr : &found->second;
}

const FieldDef* Schema::field(TypeId type, std::string_view name) const {
  if (const auto* core = registry().field(type, name)) return core;
  const auto names = extra_by_name_.find(type);
  if (names == extra_by_name_.end()) return nullptr;
  const auto found = names->second.find(name);
  return found == names->second.end() ? nullptr : field(type, found->second);
}

// A field that an office invented and a later version made a core field is added as well: what was
// written under the derived id stays readable by id, while its name means the core field from then
// on.
void Schema::add_extra(TypeId type, std::string_view name, std::string_view label) {
  const auto* owner = core_type(type);
  if (owner == nullptr || !is_field_name(name)) return;
  const auto id = extra_field_id(owner->name, name);
  auto& field = extra_[{type, id}];
  // Two names with one id (1 in 10^12) would be two meanings of one field: the first one stays.
  if (!field.name.empty() && field.name != name) return;
  field.id = id;
  field.name = name;
  field.label = label.empty() ? name : label;
  field.kind = FieldKind::any;
  // Imported files keep names and addresses in fields of their own; people look for clients by
  // them.
  field.searchable = true;
  extra_by_name_[type].emplace(name, id);
}

Value canonical_value(const FieldDef* field, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (field == nullptr || field->kind != FieldKind::reference || text == nullptr) return value;
  const auto id = Uuid::parse(*text);
  return id ? Value(id->to_string()) : value;
}

bool is_known_code(const FieldDef& field, std::string_view word) {
  const auto is_in = [&](const std::vector<std::string>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return is_in(field.codes) || is_in(field.exits);
}

bool is_field_name(std::string_view name) {
  constexpr std::size_t kNameBytesMax = 64;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
  };
  // What stands beside the fields in the JSON of a record.
  for (const std::string_view taken : {"id", "type", "void"}) {
    if (name == taken) return false;
  }
  return !name.empty() && name.size() <= kNameBytesMax && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

}  // namespace satchel
