#include "sync/schema_roles.h"

#include <algorithm>
#include <iterator>

#include "sync/schema.h"

namespace satchel {

namespace {

constexpr std::string_view kWords[] = {"care_manager", "case_manager", "supervisor", "administrator"};

// What is prescribed and diagnosed. Care managers are clinicians (nurses), case managers are not.
constexpr std::string_view kClinicalTypes[] = {"condition", "medication", "allergy"};

bool is_clinical(const TypeDef& type) {
  return std::find(std::begin(kClinicalTypes), std::end(kClinicalTypes), type.name) != std::end(kClinicalTypes);
}

}  // namespace

std::span<const std::string_view> role_words() { return kWords; }

Role role_of(std::string_view word) {
  const auto found = std::find(std::begin(kWords), std::end(kWords), word);
  if (found == std::end(kWords)) return Role::unknown;
  return static_cast<Role>(1 + std::distance(std::begin(kWords), found));
}

Recording may_record(Role role, TypeId id) {
  if (id == 0) return Recording::never;  // nobody looked it up
  const TypeDef* type = core_type(id);
  if (type != nullptr && !ScopeId{Uuid{}, type->default_compartment}.is_case_file()) return Recording::never;
  switch (role) {
    case Role::care_manager:
    case Role::supervisor: return Recording::allowed;
    case Role::case_manager:
      return type != nullptr && !is_clinical(*type) ? Recording::allowed : Recording::needs_clinician;
    case Role::administrator:
    case Role::unknown: break;
  }
  return Recording::never;
}

bool may_open_case_files(Role role) {
  return role == Role::care_manager || role == Role::case_manager || role == Role::supervisor;
}

bool may_be_given(Role role, ScopeKind compartment) {
  switch (compartment) {
    case ScopeKind::general: return role != Role::unknown;
    case ScopeKind::behavioural:
    case ScopeKind::substance_use:
    case ScopeKind::protection: return may_open_case_files(role);
    default: return false;
  }
}

}  // namespace satchel
