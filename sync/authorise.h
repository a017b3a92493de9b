// Authorise: who may do what. The one place that decides it; everything that it does not name is denied.
//
// Pure: the office looks the facts up (office_judge.cc), this says what follows from them. Roles and standings are
// those of the moment in which the save is judged, never those in which it was written. What is denied is parked
// with the reason, never lost, and a person at the office may accept it after all, within what no person may do
// either (a laptop's verdicts, opening a restricted compartment, changes in an inbox).
// PROTOCOL.md, section 6.8, says the same in a table.
// Thread rule: pure. Failure rule: none; a denial is a value.
#pragma once

#include <string_view>

#include "sync/ids.h"
#include "sync/op.h"
#include "sync/schema_roles.h"

namespace satchel {

// How the actor's laptop stands to the scope of a save.
enum class Standing {
  held,           // granted now
  late,           // granted once, delivered to this laptop, and not given back below this counter
  released,       // granted once, and given back before this save
  never_held,     // never granted, or never delivered to this laptop
  forgotten,      // held here under a grant that the office has lost: it was restored, and nobody has looked yet
  unknown_scope,  // there is no such scope at the office
};

// Where the record of an op lies.
enum class RecordPlace {
  none,       // the op is about no record
  is_new,     // it comes into being with this very save
  here,       // in the scope of the save
  elsewhere,  // in another scope
  unknown,    // not at the office; such an op waits, and is asked about again when the record is there
};

struct Asking {
  Role role = Role::unknown;
  bool disabled = false;
  bool decided = false;  // a person at the office accepts it: role and standing no longer matter
  bool of_office = false;  // with `decided`: the office's own people wrote it, and a restore lost it
  Standing standing = Standing::never_held;
  ScopeKind scope = ScopeKind::general;
  OpKind op = OpKind::set;
  bool is_later_kind = false;  // an op of a kind that this version does not know; `op` says nothing then
  RecordPlace record = RecordPlace::none;
  TypeId type = 0;  // of the record, where it is known
};

enum class Ruling { allow, allow_late, deny, wait };

struct Authorisation {
  Ruling ruling = Ruling::deny;
  std::string_view reason;  // the exact text of PROTOCOL.md when it is not allowed

  bool is_allowed() const { return ruling == Ruling::allow || ruling == Ruling::allow_late; }
};

Authorisation authorise(const Asking& asking);

}  // namespace satchel
