// Roles: what the people of each role record in case files, and which compartments they may be given.
//
// Two small tables beside the groups of record types (schema_*.cc). Who may read is no question of roles: that
// follows the grants alone. Who may write is judged at the office, by authorise.h, when the save is judged.
// Thread rule: constants. Failure rule: an unknown word is the role `unknown`, which may nothing.
#pragma once

#include <span>
#include <string_view>

#include "sync/ids.h"

namespace satchel {

enum class Role { unknown, care_manager, case_manager, supervisor, administrator };

// Every role but `unknown`, by its word.
std::span<const std::string_view> role_words();
Role role_of(std::string_view word);

enum class Recording {
  allowed,
  needs_clinician,  // a care manager or supervisor decides
  never,            // not in any case file, or nothing in case files
};
// Of records of this type in a case file. Types of later versions: whoever records every type records them too.
Recording may_record(Role role, TypeId type);

bool may_open_case_files(Role role);
// Whether the office gives this compartment to people of the role.
bool may_be_given(Role role, ScopeKind compartment);

}  // namespace satchel
