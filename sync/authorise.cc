#include "sync/authorise.h"

#include "sync/extra_fields.h"

namespace satchel {

namespace {

constexpr Authorisation kAllow{Ruling::allow, ""};
constexpr Authorisation kAllowLate{Ruling::allow_late, ""};
// Denied and absent look alike: whoever has no grant learns nothing from this reason.
constexpr Authorisation kOutOfScope{Ruling::deny, "out of scope"};
constexpr Authorisation kNotOpened{Ruling::deny, "this kind of scope is not opened"};
constexpr Authorisation kExistsAlready{Ruling::deny, "this case file exists already"};
constexpr Authorisation kRoleOpensNone{Ruling::deny, "this role does not open case files"};
constexpr Authorisation kRoleWritesNone{Ruling::deny, "this role does not write in case files"};
constexpr Authorisation kNeedsClinician{
    Ruling::deny, "case managers do not record this: a care manager or supervisor decides"};
constexpr Authorisation kNoVerdicts{Ruling::deny, "only the office gives verdicts"};
constexpr Authorisation kWaitsForReview{Ruling::wait, "waits until the office has looked at what it lost"};
constexpr Authorisation kWaitsForFile{Ruling::wait, "waits for its case file"};

// Restricted compartments come into being at the office; a laptop's wish for one is answered alike whether it is
// there or not.
Authorisation to_open(const Asking& asking) {
  if (asking.disabled && !asking.decided) return kOutOfScope;
  if (asking.role == Role::unknown && !asking.decided) return kOutOfScope;
  switch (asking.scope) {
    case ScopeKind::general: break;
    case ScopeKind::directory:
    case ScopeKind::team:
    case ScopeKind::inbox: return kNotOpened;
    default: return kOutOfScope;
  }
  if (!asking.decided && !may_open_case_files(asking.role)) return kRoleOpensNone;
  return asking.standing == Standing::unknown_scope ? kAllow : kExistsAlready;
}

Authorisation in_case_file(const Asking& asking) {
  if (asking.decided) return asking.standing == Standing::unknown_scope ? kOutOfScope : kAllow;
  if (asking.role == Role::administrator) return kRoleWritesNone;
  switch (asking.standing) {
    case Standing::held: return asking.disabled ? kOutOfScope : kAllow;
    case Standing::late: return kAllowLate;
    case Standing::unknown_scope: return asking.scope != ScopeKind::general ? kOutOfScope : kWaitsForFile;
    case Standing::forgotten: return kWaitsForReview;
    case Standing::released:
    case Standing::never_held: break;
  }
  return kOutOfScope;
}

// Whether this laptop may write in this scope at all.
Authorisation in_scope(const Asking& asking) {
  if (asking.role == Role::unknown && !asking.decided) return kOutOfScope;
  switch (asking.scope) {
    case ScopeKind::general:
    case ScopeKind::behavioural:
    case ScopeKind::substance_use:
    case ScopeKind::protection: return in_case_file(asking);
    case ScopeKind::directory:
      return asking.standing == Standing::held || asking.decided ? kAllow : kOutOfScope;
    case ScopeKind::team:
    case ScopeKind::inbox: break;
  }
  return kOutOfScope;
}

// In the directory: only to declare extra fields, which change nothing that is there. What the office wrote itself comes
// back after a restore, if a person says that it is what was written.
bool may_change_directory(const Asking& asking) {
  if (asking.decided && asking.of_office) return true;
  if (asking.record == RecordPlace::unknown) return true;
  return asking.record == RecordPlace::is_new && is_open_directory_type(asking.type);
}

Authorisation to_change_record(const Asking& asking) {
  if (asking.record == RecordPlace::none || asking.record == RecordPlace::elsewhere) return kOutOfScope;
  if (asking.scope == ScopeKind::directory) return may_change_directory(asking) ? kAllow : kOutOfScope;
  if (asking.record == RecordPlace::unknown) return kAllow;  // its type is not known yet
  const Role role = asking.decided ? Role::supervisor : asking.role;
  switch (may_record(role, asking.type)) {
    case Recording::allowed: return kAllow;
    case Recording::needs_clinician: return kNeedsClinician;
    case Recording::never: break;
  }
  return kOutOfScope;
}

Authorisation to_do(const Asking& asking) {
  if (asking.is_later_kind) return kAllow;  // kept and forwarded; it changes no record
  switch (asking.op) {
    case OpKind::accept:
    case OpKind::decline: return kNoVerdicts;
    case OpKind::create:
    case OpKind::set:
    case OpKind::add:
    case OpKind::remove:
    case OpKind::resolve:
    case OpKind::retract: return to_change_record(asking);
    case OpKind::open:
    case OpKind::release: break;  // decided before
  }
  return kOutOfScope;
}

}  // namespace

Authorisation authorise(const Asking& asking) {
  if (!asking.is_later_kind) {
    if (asking.op == OpKind::release) return kAllow;  // whoever gives something back needs no right to it
    if (asking.op == OpKind::open) return to_open(asking);
  }
  const Authorisation scope = in_scope(asking);
  if (!scope.is_allowed()) return scope;
  const Authorisation op = to_do(asking);
  return op.is_allowed() ? scope : op;
}

}  // namespace satchel
