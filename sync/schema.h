// The schema registry: every record type, its fields, and how each field is shown.
//
// Field ids are permanent: they are hashed, chained and archived. A field is never renumbered or
// reused; a field that went out of use stays in the table, marked retired. The merge rule knows nothing of the schema
// (see record.h); the schema only names, checks and shows.
//
// Extra fields: what the core schema lacks is a `schema_field` record in the directory scope. Its
// field id is derived from type and name (`extra_field_id`), so that two laptops that invent the same
// extra field offline mean the same field.
//
// Thread rule: the core registry is immutable; a Schema value belongs to one thread.
// Failure rule: unknown names give nullptr or nullopt; `check_value` returns an Error for a person.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/ids.h"
#include "sync/result.h"
#include "sync/value.h"

namespace satchel {

// What a value must look like. `any` is the kind of extra fields: every JSON value.
enum class FieldKind {
  text,       // one line or a few; two concurrent texts are two siblings
  long_text,  // narrative; merged three-way at the office when the edits do not overlap
  code,       // a short word of an open list; `FieldDef::codes` are the known ones, others are accepted
  integer,
  real,
  boolean,
  date,       // local date, YYYY-MM-DD
  instant,    // UTC, ISO 8601 with Z; fractions of a second allowed
  reference,  // uuid of a record
  json,       // structured
  any,
};

// Which siblings are shown; nothing is ever removed by a policy (policy.h).
enum class Policy { newest_received, max, min, unite, further, manual };

struct FieldDef {
  FieldId id = 0;
  std::string name;   // snake_case; unique within its type
  std::string label;  // for people, in English
  FieldKind kind = FieldKind::any;
  Policy policy = Policy::newest_received;
  bool searchable = false;
  bool retired = false;
  std::vector<std::string> codes;   // known values of a `code`; for `further` in order of progress
  std::string target;               // for `reference`: the type it points to, empty when several
  // For `further`: known values that leave the order of progress (cancelled, declined, denied).
  // Like an unknown word, such a value has no place in the order; beside anything else a person decides.
  std::vector<std::string> exits;
};

struct TypeDef {
  TypeId id = 0;
  std::string name;
  std::string label;
  ScopeKind default_compartment = ScopeKind::general;  // `directory` for the shared types
  std::vector<FieldDef> fields;                        // ordered as people read them

  const FieldDef* field(FieldId id) const;
  const FieldDef* field(std::string_view name) const;
};

// Fields that every record has. Ids below 16 belong to the merge rule, type fields start at 16.
inline constexpr FieldId kFieldCreated = 0;  // one sibling: the dot of `create`, its value is the type id
inline constexpr FieldId kFieldVoid = 1;     // the reason; its siblings carry the list of dots seen
inline constexpr FieldId kFieldClient = 2;   // client_id: the case file that the record belongs to
inline constexpr FieldId kExtraFieldMin = FieldId{1} << 20;

// All record types of version 1 (node/, storage/ and the browser read them from here only).
std::span<const TypeDef> core_types();
const TypeDef* core_type(TypeId id);
const TypeDef* core_type(std::string_view name);
inline constexpr std::string_view kTypeClient = "client";
inline constexpr std::string_view kTypeSchemaField = "schema_field";

// Derived from SHA-256(type name, 0, field name): 41 bits above kExtraFieldMin.
FieldId extra_field_id(std::string_view type, std::string_view field);
// Deterministic id of the `schema_field` record that declares it.
RecordId extra_field_record(std::string_view type, std::string_view field);

// The core registry plus the extra fields that a database knows.
class Schema {
 public:
  const TypeDef* type(TypeId id) const { return core_type(id); }
  const TypeDef* type(std::string_view name) const { return core_type(name); }
  // Core fields, the common fields (void, client_id), and extra fields. Null when unknown.
  const FieldDef* field(TypeId type, FieldId id) const;
  const FieldDef* field(TypeId type, std::string_view name) const;
  void add_extra(TypeId type, std::string_view name, std::string_view label);

 private:
  std::map<std::pair<TypeId, FieldId>, FieldDef> extra_;
  std::map<TypeId, std::map<std::string, FieldId, std::less<>>> extra_by_name_;
};

// A name that may become an extra field: 1-64 bytes of a-z, 0-9 and _, starting with a letter.
// An id is compared as text by whoever looks for it, so references are kept in one form: small letters. Other values
// stay as they are.
Value canonical_value(const FieldDef* field, const Value& value);
// Whether the word is one of a code's known ones; unknown ones are taken, too.
bool is_known_code(const FieldDef& field, std::string_view word);
bool is_field_name(std::string_view name);

// Whether the value fits the field. The error names the field and an example of a good value.
Status check_value(const FieldDef& field, const Value& value);

}  // namespace satchel
