// The words in which the tables of record types are written; only schema*.cc includes this.
//
// The tables are constants of the program: no constructor runs for them, `schema.cc` turns them
// into the registry once. A line reads: kind(permanent id, "name", "Label for people", known codes
// or target), then how siblings are shown, if not the newest received.
//
// How to add a field: take the next free id of its type, wherever the line stands; add the line to
// tests/golden/schema_v1.txt. Never renumber, rename or remove: what went out of use is
// `.retired()`.
//
// Naming: `_date` is a local date, `_at` (and planned_start, planned_end) an instant in UTC, `_id`
// one reference, `_ids` a set of references. Facts that must never mix two authors (adjusted start
// and end and reason; a signature) are ONE json field. Facts that only ever add up are a set
// (`unite`).
//
// Thread rule: constants. Failure rule: none.
#pragma once

#include <span>
#include <string_view>

#include "sync/schema.h"

namespace satchel::tables {

struct FieldSpec {
  FieldId id = 0;
  std::string_view name;
  std::string_view label;
  FieldKind kind = FieldKind::any;
  std::string_view code_words = {};   // separated by blanks
  std::string_view target_type = {};  // of a reference
  std::string_view exit_words = {};   // FieldDef::exits
  Policy policy = Policy::newest_received;
  bool is_searchable = false;
  bool is_retired = false;

  constexpr FieldSpec searchable() const {
    FieldSpec spec = *this;
    spec.is_searchable = true;
    return spec;
  }
  constexpr FieldSpec retired() const {
    FieldSpec spec = *this;
    spec.is_retired = true;
    return spec;
  }
  constexpr FieldSpec unite() const { return with(Policy::unite); }
  constexpr FieldSpec manual() const { return with(Policy::manual); }
  constexpr FieldSpec max() const { return with(Policy::max); }
  // The codes are in order of progress; `words` leave that order.
  constexpr FieldSpec further(std::string_view words = {}) const {
    FieldSpec spec = with(Policy::further);
    spec.exit_words = words;
    return spec;
  }

 private:
  constexpr FieldSpec with(Policy chosen) const {
    FieldSpec spec = *this;
    spec.policy = chosen;
    return spec;
  }
};

using Words = std::string_view;

constexpr FieldSpec text(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::text};
}
constexpr FieldSpec long_text(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::long_text};
}
constexpr FieldSpec code(FieldId id, Words name, Words label, Words codes = {}) {
  return {id, name, label, FieldKind::code, codes};
}
constexpr FieldSpec integer(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::integer};
}
constexpr FieldSpec real(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::real};
}
constexpr FieldSpec boolean(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::boolean};
}
constexpr FieldSpec date(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::date};
}
constexpr FieldSpec instant(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::instant};
}
constexpr FieldSpec reference(FieldId id, Words name, Words label, Words target = {}) {
  return {id, name, label, FieldKind::reference, {}, target};
}
constexpr FieldSpec json(FieldId id, Words name, Words label) {
  return {id, name, label, FieldKind::json};
}

struct TypeSpec {
  TypeId id = 0;
  std::string_view name;
  std::string_view label;
  ScopeKind compartment = ScopeKind::general;
  std::span<const FieldSpec> fields;
};

// Type ids are grouped with gaps: 1 person, 20 health, 30 contact, 50 plan, 60 services, 80 shared.
std::span<const TypeSpec> person_types();
std::span<const TypeSpec> health_types();
std::span<const TypeSpec> contact_types();
std::span<const TypeSpec> plan_types();
std::span<const TypeSpec> services_types();
std::span<const TypeSpec> shared_types();

}  // namespace satchel::tables
