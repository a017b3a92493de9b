#include "sync/office.h"

#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/extra_fields.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/rules.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr std::string_view kIdentityFact = "office identity";

std::string bytes_of(const Uuid& id) {
  return std::string(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

// Alike but for small and capital letters of ASCII: people would take one for the other.
bool is_same_word(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return small(x) == small(y); });
}

constexpr std::string_view kRoles[] = {"care_manager", "case_manager", "supervisor",
                                       "administrator"};

}  // namespace

// ---- being an office --------------------------------------------------------------------------------------

Status Office::init(const std::string& name, const Seeds& seeds, std::int64_t now_ms) {
  if (identity()) return Error{ErrorKind::refused, "there is an office here already", ""};
  OfficeIdentity who;
  who.id = seeds.id;
  who.name = name;
  const KeyPair keys = make_key_pair(seeds.key);
  who.secret_key = keys.secret;
  who.public_key = keys.open;
  store_.put_fact(kIdentityFact, encode(who));
  NodeRow own;
  own.number = kOfficeNode;
  own.id = seeds.own_node_id;
  own.chain = chain_start(bytes_of(own.id));
  own.enrolled_ms = now_ms;
  store_.put_node(own);
  ScopeRow directory;
  directory.id = directory_scope();
  store_.put_scope(directory);
  return Done{};
}

std::optional<OfficeIdentity> Office::identity() {
  const auto bytes = store_.fact(kIdentityFact);
  if (!bytes) return std::nullopt;
  OfficeIdentity who;
  if (const auto read = decode(*bytes, who); !read) throw StoreFailure(read.error());
  return who;
}

void Office::begin_new_epoch() {
  constexpr NodeNumber kNodesSkipped = 1000;       // more than are enrolled between two backups
  constexpr Epoch kGrantEpochsSkipped = 1'000'000;
  OfficeIdentity who = *identity();
  ++who.epoch;
  who.last_node += kNodesSkipped;
  who.last_grant_epoch += kGrantEpochsSkipped;
  store_.put_fact(kIdentityFact, encode(who));
}

Epoch Office::next_epoch() {
  OfficeIdentity who = *identity();
  ++who.last_grant_epoch;
  store_.put_fact(kIdentityFact, encode(who));
  return who.last_grant_epoch;
}

// ---- people and laptops -----------------------------------------------------------------------------------

Result<UserRow> Office::add_user(const std::string& name, const std::string& role, const Uuid& id) {
  if (name.empty() || name.size() > limits::kUserNameBytesMax) {
    return Error{ErrorKind::bad_input, "a user name has 1 to 64 bytes", ""};
  }
  if (std::find(std::begin(kRoles), std::end(kRoles), role) == std::end(kRoles)) {
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
  if (code->used) {
    // The answer was lost on the way, and the same laptop asks again: it gets the same answer.
    for (const NodeRow& node : store_.nodes_of(user->id)) {
      const bool same = node.id == request.node_id && node.key == request.device_key;
      if (same && node.counter == 0) return answer_to(node, *user, now_ms);
    }
    return Error{ErrorKind::refused, "this code is not valid, was used, or is too old", hint};
  }
  code->used = true;
  store_.put_enrolment(*code);
  OfficeIdentity who = *identity();
  ++who.last_node;
  store_.put_fact(kIdentityFact, encode(who));

  NodeRow node;
  node.number = who.last_node;
  node.id = request.node_id;
  node.user = user->id;
  node.key = request.device_key;
  node.chain = chain_start(bytes_of(node.id));
  node.enrolled_ms = now_ms;
  store_.put_node(node);
  return answer_to(node, *user, now_ms);
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
  for (const NodeRow& node : store_.nodes_of(user.id)) store_.mark_changed(node.number, scope);
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
  for (const NodeRow& node : store_.nodes_of(user.id)) store_.mark_changed(node.number, scope);
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
    for (const NodeRow& node : store_.nodes_of(row.user)) {
      store_.mark_changed(node.number, after.id);
    }
  }
}

UserRow Office::user_of(NodeNumber number) {
  const auto node = store_.node(number);
  const auto user = node ? store_.user(node->user) : std::nullopt;
  return user.value_or(UserRow{});
}

// ---- reading ----------------------------------------------------------------------------------------------

std::optional<Record> Office::shown(const RecordId& id) {
  auto row = store_.record(id);
  if (!row || !row->base.exists()) return std::nullopt;
  return std::move(row->base);
}

const Schema& Office::schema() {
  const auto directory = store_.scope(directory_scope());
  const Hash256 digest = directory ? directory->digest : Hash256{};
  if (schema_digest_ != digest) {
    schema_ = load_schema(store_);
    schema_digest_ = digest;
  }
  return schema_;
}

// ---- judging ----------------------------------------------------------------------------------------------

std::optional<Office::Judgement> Office::judge_scope(const StoredSave& row, const Save& save,
                                                     const UserRow& user, bool& late) {
  const bool opens = save.ops[0].unknown_kind == 0 && save.ops[0].kind == OpKind::open;
  const auto scope = store_.scope(save.scope);
  if (opens && user.disabled) return Judgement{"out of scope", false, {}};
  if (opens) {
    if (scope) return Judgement{"this case file exists already", false, {}};
    if (!save.scope.is_case_file()) return Judgement{"this kind of scope is not opened", false, {}};
    return std::nullopt;
  }
  if (save.scope.kind == ScopeKind::inbox) return Judgement{"out of scope", false, {}};
  if (!scope) return Judgement{"waits for its case file", true, {}};
  const auto grant = store_.grant(user.id, save.scope);
  if (grant && !grant->withdrawn) return std::nullopt;
  // A late save: written under a grant that was delivered to this laptop and not given back below this counter.
  // Judged by the order of the laptop's own chain, never by a clock.
  const auto holding = store_.holding(row.node, save.scope);
  const bool delivered = holding && holding->delivered != 0 && save.epoch <= holding->delivered;
  const bool given_back =
      holding && holding->released >= save.epoch && holding->released_at != 0 &&
      holding->released_at < row.first;
  if (grant && delivered && !given_back) {
    late = true;
    return std::nullopt;
  }
  return Judgement{"out of scope", false, {}};
}

bool Office::names_known_dot(const StoredSave& row, const Save& save, const Op& op, Dot dot,
                             Judgement& judgement) {
  if (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) {
    const std::size_t index = static_cast<std::size_t>(dot.counter - row.first);
    const Op& other = save.ops[index];
    return dot.counter < row.first + static_cast<std::uint64_t>(&op - save.ops.data()) &&
           other.is_field_op() && other.record == op.record && other.field == op.field;
  }
  const auto known = store_.save_with(dot);
  if (!known) {
    judgement = {"unknown predecessor " + dot.to_string(), true, dot};
    return false;
  }
  const auto other = decode_save(known->raw);
  const std::size_t index = static_cast<std::size_t>(dot.counter - known->first);
  if (!other || index >= other->ops.size()) return false;
  const Op& named = other->ops[index];
  return named.is_field_op() && named.record == op.record && named.field == op.field;
}

std::optional<Office::Judgement> Office::judge_predecessors(const StoredSave& row,
                                                            const Save& save, const Op& op,
                                                            const Record& record) {
  const FieldState* state = record.field(op.field);
  for (const Dot dot : op.predecessors) {
    if (state != nullptr && state->find(dot) != nullptr) continue;
    Judgement judgement{"invalid: a predecessor belongs to another field", false, {}};
    if (!names_known_dot(row, save, op, dot, judgement)) return judgement;
  }
  return std::nullopt;
}

// A void knows only what is there: a list with dots of the future would hide what others write later.
std::optional<Office::Judgement> Office::judge_void_list(const StoredSave& row, const Op& op,
                                                         std::size_t index) {
  if (!op.seen) return std::nullopt;
  for (const Dot dot : *op.seen) {
    if (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) {
      if (dot.counter < row.first + index) continue;
      return Judgement{"invalid: a void lists a change that comes after it", false, {}};
    }
    if (store_.save_with(dot)) continue;
    return Judgement{"unknown predecessor " + dot.to_string(), true, dot};
  }
  return std::nullopt;
}

std::optional<Office::Judgement> Office::judge_op(const StoredSave& row, const Save& save,
                                                  std::size_t index,
                                                  std::vector<RecordId>& created) {
  const Op& op = save.ops[index];
  if (op.unknown_kind != 0) return std::nullopt;  // kept and forwarded
  switch (op.kind) {
    case OpKind::accept:
    case OpKind::decline: return Judgement{"only the office gives verdicts", false, {}};
    case OpKind::open:
      if (index != 0) return Judgement{"invalid: a scope is opened first", false, {}};
      return std::nullopt;
    case OpKind::release: return Judgement{"invalid: a file is given back in a save of its own", false, {}};
    default: break;
  }
  const auto known = store_.record(op.record);
  const bool exists = known && known->base.exists();
  const bool is_new = std::find(created.begin(), created.end(), op.record) != created.end();
  if (op.kind == OpKind::create) {
    // Two laptops that declare the same extra field say the same.
    const bool declared_twice = exists && !is_new && save.scope == directory_scope() &&
                                is_open_directory_type(op.type) && known->base.type == op.type;
    if (declared_twice) {
      created.push_back(op.record);
      return std::nullopt;
    }
    if (exists || is_new) return Judgement{"invalid: the record exists already", false, {}};
    if (save.scope == directory_scope() && !is_open_directory_type(op.type)) {
      return Judgement{"out of scope", false, {}};
    }
    created.push_back(op.record);
    return std::nullopt;
  }
  if (auto judgement = judge_void_list(row, op, index)) return judgement;
  if (is_new && exists) {
    // Declared twice: whoever says the same again changes nothing, and nobody may say anything else.
    const FieldState* state = known->base.field(op.field);
    const bool says_the_same =
        op.kind == OpKind::set && op.predecessors.empty() && state != nullptr &&
        std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
          return same_value(sibling.value, op.value);
        });
    if (!says_the_same) return Judgement{"out of scope", false, {}};
    return std::nullopt;
  }
  if (is_new) return judge_predecessors(row, save, op, Record{});
  if (!exists) {
    if (mutated(Mutant::implicit_create)) return std::nullopt;
    return Judgement{"waits for the record " + op.record.to_string(), true, {}};
  }
  // The scope of a record is looked up here, never believed from the op.
  if (known->base.scope != save.scope || save.scope == directory_scope()) {
    return Judgement{"out of scope", false, {}};
  }
  return judge_predecessors(row, save, op, known->base);
}

std::optional<Office::Judgement> Office::judge(const StoredSave& row, const Save& save,
                                               const UserRow& user, std::int64_t now_ms,
                                               bool& late) {
  if (save.user != user.name) {
    return Judgement{"invalid: the save names another author than its laptop's user", false, {}};
  }
  if (mutated(Mutant::clock_refuses) && save.wall_ms + 86'400'000 < now_ms) {
    return Judgement{"the laptop's clock is wrong", false, {}};
  }
  if (auto judgement = judge_scope(row, save, user, late)) return judgement;
  std::vector<RecordId> created;
  for (std::size_t i = 0; i < save.ops.size(); ++i) {
    if (auto judgement = judge_op(row, save, i, created)) return judgement;
  }
  if (substitutions_of(store_, save).size() > limits::kSubstitutionsMax) {
    return Judgement{"invalid: it replaces too many parked values at once", false, {}};
  }
  const auto had_seen = [&](Dot dot) {
    if (dot.node == row.node) return dot.counter < row.first;
    const auto seen = store_.save_with(dot);
    return seen && seen->is_applied() && seen->position <= save.read_to;
  };
  const auto broken = broken_rule(save, row.dot(), now_ms, schema(),
                                  {[this](const RecordId& id) { return shown(id); }, had_seen});
  if (broken) return Judgement{*broken, false, {}};
  return std::nullopt;
}

// ---- what laptops bring -------------------------------------------------------------------------------------

void Office::receive(NodeRow& node, std::uint64_t op_count, const std::string& raw,
                     std::int64_t now_ms) {
  StoredSave row;
  row.node = node.number;
  row.first = node.counter + 1;
  row.last = node.counter + op_count;
  row.raw = raw;
  row.chain = chain_next(node.chain, row.first, raw);
  row.received_ms = now_ms;
  node.counter = row.last;
  node.chain = row.chain;
  const UserRow user = store_.user(node.user).value_or(UserRow{});
  const auto save = decode_save(raw);
  if (!save || save->ops.size() != op_count) {
    park(row, {"invalid: it cannot be read; perhaps it was made by another version", false, {}},
         user);
    ++node.counts.parked;
    return;
  }
  row.scope = save->scope;
  if (save->ops.size() == 1 && save->ops[0].unknown_kind == 0 &&
      save->ops[0].kind == OpKind::release) {
    take_release(row, *save);
    return;
  }
  const auto judgement = judge(row, *save, user, now_ms, row.late);
  if (judgement) {
    ++node.counts.parked;
    row.late = false;
    park(row, *judgement, user);
    return;
  }
  ++(row.late ? node.counts.late : node.counts.applied);
  row.state = SaveState::applied;
  place(row, *save, user);
}

void Office::take_release(StoredSave& row, const Save& save) {
  row.state = SaveState::applied;  // has no place in a log: nobody but the office needs it
  store_.put_save(row);
  auto holding = store_.holding(row.node, save.scope);
  if (!holding) return;
  holding->released = std::max(holding->released, save.ops[0].epoch);
  holding->released_at = row.first;
  store_.put_holding(*holding);
  store_.mark_changed(row.node, save.scope);
}

void Office::place(StoredSave& row, const Save& save, const UserRow& user) {
  if (save.ops[0].unknown_kind == 0 && save.ops[0].kind == OpKind::open &&
      !store_.scope(save.scope)) {
    ScopeRow opened;
    opened.id = save.scope;
    store_.put_scope(opened);
    if (!user.id.is_nil()) {
      grant(user, save.scope);
      HoldingRow holding;
      holding.node = row.node;
      holding.scope = save.scope;
      holding.delivered = store_.grant(user.id, save.scope)->epoch;
      store_.put_holding(holding);
      // Accepted for somebody who has left meanwhile: the laptop learns that the file is not its own any more.
      if (user.disabled) withdraw(user, save.scope);
    }
  }
  const ScopeRow before = *store_.scope(save.scope);
  ScopeRow after = before;
  row.position = ++after.head;
  if (!mutated(Mutant::no_stand_in)) row.substitutions = substitutions_of(store_, save);
  store_.put_save(row);
  if (mutated(Mutant::torn_save)) {
    store_.commit();
    store_.begin();
  }
  apply_to_base(store_, row, save, after, [](StoredRecord&) {});
  scope_changed(before, after);
  after_placing(row, save);
}

void Office::park(StoredSave& row, const Judgement& judgement, const UserRow& user) {
  if (mutated(Mutant::refused_thrown_away)) return;
  row.state = SaveState::parked;
  row.reason = judgement.reason;
  row.waits = judgement.waits;
  row.waits_for = judgement.waits_for;
  put_in_inbox(row, user.id);
}

void Office::put_in_inbox(StoredSave& row, const Uuid& user) {
  if (mutated(Mutant::inbox_not_told)) {
    store_.put_save(row);
    return;
  }
  ScopeRow before = store_.scope(inbox_scope(user)).value_or(ScopeRow{});
  before.id = inbox_scope(user);
  ScopeRow after = before;
  if (row.inbox_position != 0) after.digest -= inbox_leaf(row.dot(), row.inbox_state);
  row.author = user;
  row.inbox_position = ++after.head;
  row.inbox_state = row.state;
  after.digest += inbox_leaf(row.dot(), row.inbox_state);
  store_.put_save(row);
  scope_changed(before, after);
}

void Office::settle_waiting(std::int64_t now_ms) {
  if (mutated(Mutant::waiting_never_settled)) return;
  for (bool again = true; again;) {
    again = false;
    for (StoredSave row : store_.saves_in_state(SaveState::parked)) {
      if (!row.waits) continue;
      const auto save = decode_save(row.raw);
      if (!save) continue;
      const UserRow user = store_.user(row.author).value_or(UserRow{});
      bool late = false;
      const auto judgement = judge(row, *save, user, now_ms, late);
      if (!judgement) {
        row.late = late;
        row.state = SaveState::accepted;
        row.reason = "what it waited for is there";
        place(row, *save, user);
        put_in_inbox(row, user.id);
        count_accepted(row.node);
        again = true;
      } else if (judgement->reason != row.reason) {
        row.reason = judgement->reason;
        row.waits = judgement->waits;
        row.waits_for = judgement->waits_for;
        put_in_inbox(row, user.id);
      }
    }
  }
}

// ---- verdicts ---------------------------------------------------------------------------------------------

Status Office::accept_parked(StoredSave row, const Author& author) {
  const auto save = decode_save(row.raw);
  if (!save) {
    return Error{ErrorKind::refused, "this version of the program cannot read the save",
                 "update the office, or decline it"};
  }
  if (row.waits) {
    return Error{ErrorKind::refused, "the save " + row.reason,
                 "decide on that one first; this one follows by itself"};
  }
  // The log of an inbox is a list of saves: a record placed in it would part its digest from every laptop's.
  if (!save->scope.is_case_file() && save->scope != directory_scope()) {
    return Error{ErrorKind::refused, "it cannot be applied: this kind of scope takes no records",
                 "decline it with a reason; its text stays readable"};
  }
  std::vector<RecordId> created;
  for (std::size_t i = 0; i < save->ops.size(); ++i) {
    const auto judgement = judge_op(row, *save, i, created);
    if (judgement) {
      return Error{ErrorKind::refused, "it cannot be applied: " + judgement->reason,
                   "decline it with a reason; its text stays readable"};
    }
  }
  if (substitutions_of(store_, *save).size() > limits::kSubstitutionsMax) {
    return Error{ErrorKind::refused, "it cannot be applied: it replaces too many parked values at once",
                 "decide on those first"};
  }
  const bool opens = save->ops[0].unknown_kind == 0 && save->ops[0].kind == OpKind::open;
  if (opens == store_.scope(save->scope).has_value()) {
    return Error{ErrorKind::refused,
                 opens ? "the case file exists already" : "the case file does not exist", ""};
  }
  const UserRow user = store_.user(row.author).value_or(UserRow{});
  row.state = SaveState::accepted;
  row.reason = "accepted by " + author.user;
  place(row, *save, user);
  put_in_inbox(row, user.id);
  count_accepted(row.node);
  return Done{};
}

void Office::count_accepted(NodeNumber number) {
  NodeRow node = *store_.node(number);
  ++node.counts.accepted;
  --node.counts.parked;
  store_.put_node(node);
}

namespace {

Save verdict_save(OpKind kind, const StoredSave& row, const std::string& reason,
                  const Author& author) {
  Save save;
  save.scope = inbox_scope(row.author);
  save.user = author.user;
  save.wall_ms = author.wall_ms;
  save.zone_minutes = author.zone_minutes;
  Op op;
  op.kind = kind;
  op.save = row.dot();
  op.reason = reason;
  save.ops.push_back(op);
  return save;
}

Result<StoredSave> parked_row(Store& store, Dot dot) {
  auto row = store.save_with(dot);
  if (!row || row->state != SaveState::parked) {
    return Error{ErrorKind::not_found, "no parked save has the id " + dot.to_string(),
                 "see `parked list`"};
  }
  return std::move(*row);
}

}  // namespace

Status Office::accept(Dot dot, const Author& author) {
  auto row = parked_row(store_, dot);
  if (!row) return row.error();
  if (const auto done = accept_parked(*row, author); !done) return done.error();
  const auto appended = append_own(verdict_save(OpKind::accept, *row, "", author), false);
  if (!appended) return appended.error();
  settle_waiting(author.wall_ms);
  return Done{};
}

Status Office::decline(Dot dot, const std::string& reason, const Author& author) {
  if (reason.empty() || reason.size() > limits::kReasonBytesMax) {
    return Error{ErrorKind::bad_input, "declining takes a reason of 1 to 2,000 bytes",
                 "the author reads it; say why with --reason"};
  }
  auto row = parked_row(store_, dot);
  if (!row) return row.error();
  row->state = SaveState::declined;
  row->reason = reason;
  row->waits = false;
  put_in_inbox(*row, row->author);
  NodeRow node = *store_.node(row->node);
  ++node.counts.declined;
  --node.counts.parked;
  store_.put_node(node);
  const auto appended = append_own(verdict_save(OpKind::decline, *row, reason, author), false);
  if (!appended) return appended.error();
  return Done{};
}

std::vector<ParkedSave> Office::parked() {
  std::vector<ParkedSave> list;
  for (StoredSave& row : store_.saves_in_state(SaveState::parked)) {
    ParkedSave item;
    item.user = store_.user(row.author).value_or(UserRow{}).name;
    item.row = std::move(row);
    list.push_back(std::move(item));
  }
  return list;
}

// ---- own writes ---------------------------------------------------------------------------------------------

Result<Dot> Office::save(const ScopeId& scope, std::span<const Edit> edits, const Author& author) {
  const auto known = store_.scope(scope);
  const bool opens = !known && !edits.empty() && edits[0].kind == EditKind::create &&
                     scope.is_case_file() && edits[0].record.uuid == scope.subject;
  if (!known && !opens) {
    return Error{ErrorKind::not_found, "there is no such case file", "create the client first"};
  }
  const Sight sight{
      [this](const RecordId& id) { return shown(id); },
      [this](const RecordId& id) {
        const auto row = store_.record(id);
        return row ? live_dots(row->base) : std::vector<Dot>{};
      },
  };
  SaveHead head{scope, opens, 0, 0, {kOfficeNode, store_.node(kOfficeNode)->counter + 1}};
  if (known) head.read_to = known->head;
  auto save = compose(sight, schema(), head, edits, author);
  if (!save) return save.error();
  if (scope == directory_scope()) schema_digest_.reset();
  const auto saved = append_own(std::move(*save), true);
  if (saved) {
    merge_texts(kOfficeNode, author.wall_ms);
    settle_waiting(author.wall_ms);
  }
  return saved;
}

Result<Dot> Office::append_own(Save save, bool place_it) {
  StoredSave row;
  row.raw = encode_save(save);
  if (row.raw.size() > limits::kSaveBytesMax) {
    return Error{ErrorKind::over_limit, "this is too much for one save (60 KB)",
                 "save in smaller steps"};
  }
  NodeRow own = *store_.node(kOfficeNode);
  row.node = kOfficeNode;
  row.first = own.counter + 1;
  row.last = own.counter + save.ops.size();
  row.scope = save.scope;
  row.chain = chain_next(own.chain, row.first, row.raw);
  row.received_ms = save.wall_ms;
  row.state = SaveState::applied;
  own.counter = row.last;
  own.chain = row.chain;
  store_.put_node(own);
  const Dot dot = row.dot();
  if (place_it) {
    place(row, save, UserRow{});
  } else {
    store_.put_save(row);
  }
  return dot;
}

}  // namespace satchel
