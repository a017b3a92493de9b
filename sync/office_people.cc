// Whom the office knows: people, their laptops, and which case files they are granted.
#include <algorithm>

#include "sync/limits.h"
#include "sync/office.h"

namespace satchel {

namespace {

// Alike but for small and capital letters of ASCII: people would take one for the other.
bool is_same_word(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return small(x) == small(y); });
}

}  // namespace

// ---- people and laptops -----------------------------------------------------------------------------------

Result<UserRow> Office::add_user(const std::string& name, const std::string& role, const Uuid& id) {
  if (name.empty() || name.size() > limits::kUserNameBytesMax) {
    return Error{ErrorKind::bad_input, "a user name has 1 to 64 bytes", ""};
  }
  if (role_of(role) == Role::unknown) {
    return Error{ErrorKind::bad_input, "unknown role " + role,
                 "one of care_manager, case_manager, supervisor, administrator"};
  }
  if (name == kProgramName) {
    return Error{ErrorKind::bad_input, "the name \"office\" stands for the office's own program",
                 "choose another name"};
  }
  const auto alike = [&](const UserRow& other) { return is_same_word(other.name, name); };
  const auto users = store_.users();
  if (const auto other = std::find_if(users.begin(), users.end(), alike); other != users.end()) {
    return Error{ErrorKind::refused, "there is a user named " + other->name + " already",
                 "choose another name; names are never used twice"};
  }
  UserRow user;
  user.id = id;
  user.name = name;
  user.role = role;
  store_.put_user(user);
  ScopeRow inbox;
  inbox.id = inbox_scope(id);
  store_.put_scope(inbox);
  grant(user, directory_scope());
  grant(user, inbox.id);
  return *store_.user(id);
}

Status Office::disable_user(const std::string& name) {
  auto user = store_.user_named(name);
  if (!user) return Error{ErrorKind::not_found, "there is no user named " + name, "see `user list`"};
  user->disabled = true;
  store_.put_user(*user);
  for (const GrantRow& row : store_.grants_of(user->id)) {
    if (!row.withdrawn && row.scope.is_case_file()) withdraw(*user, row.scope);
  }
  return Done{};
}

Result<Done> Office::allow_enrolment(const std::string& user, const std::string& code,
                                     std::int64_t now_ms, std::int64_t expires_ms) {
  const auto found = store_.user_named(user);
  if (!found) {
    return Error{ErrorKind::not_found, "there is no user named " + user,
                 "add one with `user add NAME --role ROLE`"};
  }
  if (found->disabled) return Error{ErrorKind::refused, user + " is disabled", ""};
  if (expires_ms <= now_ms || expires_ms > now_ms + limits::kEnrolmentCodeMsMax) {
    return Error{ErrorKind::bad_input, "a code lives at most 24 hours", ""};
  }
  EnrolmentRow row;
  row.code_hash = sha256(code).to_hex();
  row.user = found->id;
  row.expires_ms = expires_ms;
  store_.put_enrolment(row);
  return Done{};
}

Result<EnrolmentAnswer> Office::enrol(const EnrolmentRequest& request, std::int64_t now_ms) {
  const std::string hint = "ask the office for a new code: each one works once, for 24 hours";
  auto code = store_.enrolment(sha256(request.code).to_hex());
  if (!code || code->expires_ms < now_ms || request.device_key.size() != 32) {
    return Error{ErrorKind::refused, "this code is not valid, was used, or is too old", hint};
  }
  const auto user = store_.user(code->user);
  if (!user || user->disabled) return Error{ErrorKind::refused, "the user is disabled", ""};
  // Known already: its certificate ran out, or the answer to this very code was lost on the way.
  const auto known = known_laptop(request, *user);
  if (!known) return known.error();
  if (!*known && code->used) {
    return Error{ErrorKind::refused, "this code is not valid, was used, or is too old", hint};
  }
  code->used = true;
  store_.put_enrolment(*code);
  if (*known) return answer_to(**known, *user, now_ms);
  OfficeIdentity who = *identity();
  ++who.last_node;
  put_identity(who);

  NodeRow node;
  node.number = who.last_node;
  node.id = request.node_id;
  node.user = user->id;
  node.key = request.device_key;
  node.chain = chain_start(node.id.view());
  node.enrolled_ms = now_ms;
  store_.put_node(node);
  return answer_to(node, *user, now_ms);
}

// The node that this laptop is already, if it is one and may stay it.
Result<std::optional<NodeRow>> Office::known_laptop(const EnrolmentRequest& request, const UserRow& user) {
  std::optional<NodeRow> known;
  for (const NodeRow& node : store_.nodes()) {
    if (node.key != request.device_key) continue;
    if (node.revoked) {
      return Error{ErrorKind::refused, "the office has shut this laptop out",
                   "if it is in the right hands, enrol it with another --data folder"};
    }
    if (node.id != request.node_id) continue;
    if (node.user != user.id) {
      return Error{ErrorKind::refused, "this folder belongs to another user than the code",
                   "use another --data folder for another user; the code stays good"};
    }
    known = node;
  }
  return known;
}

Result<std::vector<NodeNumber>> Office::revoke(NodeNumber number, const std::string& reason) {
  const auto lost = store_.node(number);
  if (!lost || number == kOfficeNode) {
    return Error{ErrorKind::not_found, "there is no laptop " + std::to_string(number),
                 "see `node list`"};
  }
  std::vector<NodeNumber> revoked;
  for (NodeRow node : store_.nodes()) {
    if (node.number == kOfficeNode || node.key != lost->key) continue;
    node.revoked = true;
    node.revoked_reason = reason;
    store_.put_node(node);
    revoked.push_back(node.number);
  }
  return revoked;
}

EnrolmentAnswer Office::answer_to(const NodeRow& node, const UserRow& user, std::int64_t now_ms) {
  EnrolmentAnswer answer;
  for (const GrantRow& row : store_.grants_of(user.id)) {
    if (row.withdrawn) continue;
    store_.mark_changed(node.number, row.scope);
    if (row.scope == directory_scope()) answer.directory_epoch = row.epoch;
    if (row.scope == inbox_scope(user.id)) answer.inbox_epoch = row.epoch;
  }
  const OfficeIdentity who = *identity();
  answer.office = who.id;
  answer.office_epoch = who.epoch;
  answer.office_name = who.name;
  answer.office_key = who.public_key;
  answer.node = node.number;
  answer.user = user.id;
  answer.user_name = user.name;
  answer.role = user.role;
  answer.office_ms = now_ms;
  answer.credential = sign_credential(node);
  return answer;
}

// ---- grants: the caseload digest of each user is kept with every change -------------------------------------

void Office::grant(const UserRow& to, const ScopeId& scope) {
  const auto known = store_.grant(to.id, scope);
  if (known && !known->withdrawn) return;
  GrantRow row{to.id, scope, next_epoch(), false};
  store_.put_grant(row);
  UserRow user = *store_.user(to.id);
  user.caseload_digest += caseload_leaf(scope, row.epoch, store_.scope(scope)->digest);
  ++user.scope_count;
  store_.put_user(user);
  mark_changed_for(user.id, scope);
}

void Office::withdraw(const UserRow& from, const ScopeId& scope) {
  auto row = store_.grant(from.id, scope);
  if (!row || row->withdrawn) return;
  UserRow user = *store_.user(from.id);
  user.caseload_digest -= caseload_leaf(scope, row->epoch, store_.scope(scope)->digest);
  --user.scope_count;
  store_.put_user(user);
  row->withdrawn = true;
  store_.put_grant(*row);
  mark_changed_for(user.id, scope);
}

void Office::make_compartment(const ScopeId& scope) {
  if (store_.scope(scope)) return;
  ScopeRow row;
  row.id = scope;
  store_.put_scope(row);
}

void Office::scope_changed(const ScopeRow& before, const ScopeRow& after) {
  store_.put_scope(after);
  for (const GrantRow& row : store_.grants_on(after.id)) {
    if (row.withdrawn) continue;
    if (before.digest != after.digest) {
      UserRow user = *store_.user(row.user);
      user.caseload_digest -= caseload_leaf(after.id, row.epoch, before.digest);
      user.caseload_digest += caseload_leaf(after.id, row.epoch, after.digest);
      store_.put_user(user);
    }
    mark_changed_for(row.user, after.id);
  }
}

UserRow Office::user_of(NodeNumber number) {
  const auto node = store_.node(number);
  const auto user = node ? store_.user(node->user) : std::nullopt;
  return user.value_or(UserRow{});
}

}  // namespace satchel
