// How the office judges a save: PROTOCOL.md, section 6.
#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/office.h"
#include "sync/rules.h"

namespace satchel {

// As what a database speaks today.
NodeNumber Office::present_number(NodeNumber number) {
  for (auto node = store_.node(number); node && node->goes_on_as != kNoNode; node = store_.node(number)) {
    number = node->goes_on_as;
  }
  return number;
}

// Judged by the order of the laptop's own chain, never by a clock.
Standing Office::standing_of(const StoredSave& row, const Save& save, const UserRow& user) {
  const NodeNumber speaker = present_number(row.node);
  const auto holding = store_.holding(speaker, save.scope);
  const bool forgotten = holding && holding->claimed != 0;
  if (!store_.scope(save.scope)) {  // a restricted compartment is answered alike whether it is there or not
    return forgotten && save.scope.kind != ScopeKind::general ? Standing::forgotten : Standing::unknown_scope;
  }
  const auto grant = store_.grant(user.id, save.scope);
  if (grant && !grant->withdrawn) return Standing::held;
  if (forgotten) return Standing::forgotten;
  if (mutated(Mutant::late_by_vector) && holding && !holding->confirmed) return Standing::never_held;
  if (!grant || !holding || holding->delivered == 0 || save.epoch > holding->delivered) return Standing::never_held;
  const bool given_back = speaker == row.node && holding->released != 0 && holding->released >= save.epoch &&
                          holding->released_at < row.first;
  return given_back ? Standing::released : Standing::late;
}

// Of a compartment that its user never had, a laptop learns nothing: what lies there is absent to it.
bool Office::is_hidden(const ScopeId& scope, const Uuid& user) {
  return scope.is_case_file() && scope.kind != ScopeKind::general && !store_.grant(user, scope);
}

const std::optional<Record>& Office::known(const RecordId& id, Bench& bench) {
  const auto found = bench.known.find(id);
  return found != bench.known.end() ? found->second : bench.known.emplace(id, shown(id)).first->second;
}

// The scope of a record is looked up here, never believed from the op.
Authorisation Office::ask(const Save& save, const Op& op, Bench& bench) {
  Asking& asking = bench.asking;
  asking.op = op.kind;
  asking.is_later_kind = op.unknown_kind != 0;
  asking.record = RecordPlace::none;
  asking.type = 0;
  const auto made = bench.created.find(op.record);
  if (op.changes_record() && (op.kind == OpKind::create || made != bench.created.end())) {
    asking.record = RecordPlace::is_new;
    asking.type = op.kind == OpKind::create ? op.type : made->second;
  } else if (op.changes_record()) {
    const auto& record = known(op.record, bench);
    const bool seen = record && !is_hidden(record->scope, bench.user);
    asking.record = !seen ? RecordPlace::unknown
                    : record->scope == save.scope || mutated(Mutant::scope_by_claim) ? RecordPlace::here
                                                                                     : RecordPlace::elsewhere;
    if (seen) asking.type = record->type;
  }
  return authorise(asking);
}

// Others' changes reach a laptop through the office alone, so an honest save names none that the office has not seen,
// unless the office has forgotten it. What is guessed must not swallow the change when it comes: a person looks at it.
Office::Judgement Office::unknown_predecessor(const StoredSave& row, Dot dot) {
  const Uuid author = user_of(row.node).id;
  const bool own = !author.is_nil() && user_of(dot.node).id == author;
  const bool waits = own || !speaks(dot.node) || mutated(Mutant::guesses_wait);
  return {"unknown predecessor " + dot.to_string(), waits, waits ? dot : Dot{}};
}

// Perhaps for good, with a restore: no save that names it can wait for it, once a person has decided.
bool Office::is_lost(Dot dot) { return !speaks(dot.node) && !store_.save_with(dot); }

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
    judgement = unknown_predecessor(row, dot);
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
                                                            const Record& record, bool decided) {
  const FieldState* state = record.field(op.field);
  for (const Dot dot : op.predecessors) {
    if (state != nullptr && state->find(dot) != nullptr) continue;
    if (decided && is_lost(dot)) continue;
    Judgement judgement{"invalid: a predecessor belongs to another field", false, {}};
    if (!names_known_dot(row, save, op, dot, judgement)) return judgement;
  }
  return std::nullopt;
}

// A void knows only what is there: a list with dots of the future would hide what others write later.
std::optional<Office::Judgement> Office::judge_void_list(const StoredSave& row, const Op& op,
                                                         std::size_t index, bool decided) {
  if (!op.seen) return std::nullopt;
  for (const Dot dot : *op.seen) {
    if (decided && is_lost(dot)) continue;
    if (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) {
      if (dot.counter < row.first + index) continue;
      return Judgement{"invalid: a void lists a change that comes after it", false, {}};
    }
    if (store_.save_with(dot)) continue;
    return unknown_predecessor(row, dot);
  }
  return std::nullopt;
}

bool Office::grows_too_large(const Op& op, const FieldState* state, Bench& bench) {
  Bench::Growth& growth = bench.growth[{op.record, op.field}];
  for (const Dot dot : op.predecessors) {
    if (state != nullptr && state->find(dot) != nullptr) growth.replaced.insert(dot);
  }
  if (!op.puts_value()) return false;
  const std::size_t before = state == nullptr ? 0 : state->siblings.size();
  return before - growth.replaced.size() + ++growth.added > limits::kSiblingsMax;
}

std::optional<Office::Judgement> Office::judge_op(const StoredSave& row, const Save& save,
                                                  std::size_t index, Bench& bench) {
  const Op& op = save.ops[index];
  const bool opens = op.unknown_kind == 0 && op.kind == OpKind::open;
  if (opens && index != 0) return Judgement{"invalid: a scope is opened first", false, {}};
  const Authorisation may = ask(save, op, bench);
  if (!may.is_allowed()) return Judgement{std::string(may.reason), may.ruling == Ruling::wait, {}};
  if (may.ruling == Ruling::allow_late) bench.late = true;
  if (opens) bench.asking.standing = Standing::held;  // by this very save, from here on
  if (op.unknown_kind != 0) return std::nullopt;      // kept and forwarded
  switch (op.kind) {
    case OpKind::open: return std::nullopt;
    case OpKind::release: return Judgement{"invalid: a file is given back in a save of its own", false, {}};
    default: break;
  }
  const auto& record = known(op.record, bench);
  const bool exists = record.has_value();
  const bool is_new = bench.created.contains(op.record);
  if (op.kind == OpKind::create) {
    // Two laptops that declare the same extra field say the same.
    const bool declared_twice = exists && !is_new && save.scope == directory_scope() &&
                                record->type == op.type;
    if ((exists || is_new) && !declared_twice) {
      return Judgement{"invalid: the record exists already", false, {}};
    }
    bench.created.emplace(op.record, op.type);
    return std::nullopt;
  }
  if (auto judgement = judge_void_list(row, op, index, bench.asking.decided)) return judgement;
  if (grows_too_large(op, record ? record->field(op.field) : nullptr, bench)) {
    return Judgement{"invalid: a field holds at most 1,000 values at once", false, {}};
  }
  if (is_new && exists) {
    // Declared twice: whoever says the same again changes nothing, and nobody may say anything else.
    const FieldState* state = record->field(op.field);
    const bool says_the_same =
        op.kind == OpKind::set && op.predecessors.empty() && state != nullptr &&
        std::any_of(state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
          return same_value(sibling.value, op.value);
        });
    if (!says_the_same) return Judgement{"out of scope", false, {}};
    return std::nullopt;
  }
  if (is_new) return judge_predecessors(row, save, op, Record{}, bench.asking.decided);
  if (bench.asking.record == RecordPlace::unknown) {
    if (mutated(Mutant::implicit_create)) return std::nullopt;
    auto judgement = judge_predecessors(row, save, op, Record{}, bench.asking.decided);
    if (judgement && !judgement->waits) return judgement;
    return Judgement{"waits for the record " + op.record.to_string(), true, {}};
  }
  return judge_predecessors(row, save, op, *record, bench.asking.decided);
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
  Bench bench;
  bench.user = user.id;
  bench.asking.role = role_of(user.role);
  bench.asking.disabled = user.disabled;
  bench.asking.scope = save.scope.kind;
  bench.asking.standing = standing_of(row, save, user);
  // What waits is judged again, by what is there by then: a guess must not hide behind an op that waits.
  std::optional<Judgement> waits;
  for (std::size_t i = 0; i < save.ops.size(); ++i) {
    auto judgement = judge_op(row, save, i, bench);
    if (judgement && !judgement->waits) return judgement;
    if (judgement && !waits) waits = std::move(judgement);
  }
  if (waits) return waits;
  late = bench.late;
  if (substitutions_of(store_, save, row.substitutions).size() > limits::kSubstitutionsMax) {
    return Judgement{"invalid: it replaces too many parked values at once", false, {}};
  }
  const auto had_seen = [&](Dot dot) {
    if (dot.node == row.node) return dot.counter < row.first;
    const auto seen = store_.save_with(dot);
    return seen && seen->is_applied() && seen->position <= save.read_to;
  };
  const auto broken = broken_rule(save, row.dot(), now_ms, schema(),
                                  {[&](const RecordId& id) { return known(id, bench); }, had_seen});
  if (broken) return Judgement{*broken, false, {}};
  return std::nullopt;
}

}  // namespace satchel
