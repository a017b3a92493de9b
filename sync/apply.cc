#include "sync/apply.h"

#include <algorithm>
#include <map>
#include <set>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/schema.h"

namespace satchel {

namespace {

std::optional<Op> op_with(Store& store, Dot dot) {
  const auto row = store.save_with(dot);
  const auto save = row ? decode_save(*row) : Result<Save>(Error{});
  const std::size_t index = row ? static_cast<std::size_t>(dot.counter - row->first) : 0;
  if (!save || index >= save->ops.size()) return std::nullopt;
  return save->ops[index];
}

// Whether this copy has an op with that dot, and it is about that field of that record.
bool writes_field(Store& store, Dot dot, FieldId field, const RecordId& record) {
  const auto op = op_with(store, dot);
  return op && op->is_field_op() && op->field == field && op->record == record;
}

// The dot under which a copy's dot is known.
std::optional<Dot> known_name(Store& store, Dot dot) {
  const auto row = store.save_with(dot);
  if (!row || row->state != SaveState::duplicate) return std::nullopt;
  return row->same_as(dot);
}

// The predecessors of a parked or declined dot, and of a copy of a save that is not here; else nothing.
std::vector<Dot> hidden_behind(Store& store, Dot dot, FieldId field, const RecordId& record) {
  const auto row = store.save_with(dot);
  if (!row) return {};
  const bool is_copy = row->state == SaveState::duplicate;
  if (is_copy && store.save_with(row->same_as(dot))) return {};
  if (!is_copy && row->state != SaveState::parked && row->state != SaveState::declined) return {};
  auto save = decode_save(*row);
  if (!save) return {};
  const std::size_t index = static_cast<std::size_t>(dot.counter - row->first);
  if (index >= save->ops.size()) return {};
  Op& op = save->ops[index];
  if (!op.is_field_op() || op.field != field || op.record != record) return {};
  for (const Substitution& item : row->substitutions) {
    if (item.op == index) op.predecessors.push_back(item.also_replaces);
  }
  return std::move(op.predecessors);
}

// An op's own predecessors plus its substitutions.
std::vector<Dot> effective_predecessors(const Op& op, std::uint32_t index,
                                        const std::vector<Substitution>& substitutions) {
  std::vector<Dot> dots = op.predecessors;
  for (const Substitution& item : substitutions) {
    if (item.op == index) dots.push_back(item.also_replaces);
  }
  return dots;
}

// The list of a void names what its author's copy held; what is known under other dots is on it under those, too.
Op with_known_dots(const Op& op, std::uint32_t index, const std::vector<Substitution>& substitutions) {
  Op listed = op;
  if (!op.seen) return listed;
  for (const Substitution& item : substitutions) {
    if (item.op == index) listed.seen->push_back(item.also_replaces);
  }
  return listed;
}

}  // namespace

bool is_applied(Store& store, Dot dot) {
  const auto row = store.save_with(dot);
  return row && (row->is_applied() || mutated(Mutant::orphans_ignore_parked));
}

std::vector<Dot> stand_ins_of(Store& store, const Op& op, const Record* record) {
  if (!op.is_field_op() || op.predecessors.empty()) return {};
  const FieldState* state = record == nullptr ? nullptr : record->field(op.field);
  std::vector<Dot> open;
  for (const Dot dot : op.predecessors) {
    if (state == nullptr || state->find(dot) == nullptr) open.push_back(dot);
  }
  std::set<Dot> found;
  while (!open.empty()) {
    const Dot dot = open.back();
    open.pop_back();
    const auto name = known_name(store, dot);
    if (name && writes_field(store, dot, op.field, op.record) && found.insert(*name).second) open.push_back(*name);
    for (const Dot predecessor : hidden_behind(store, dot, op.field, op.record)) {
      // A dot that nobody has seen yet may one day be another author's: naming it must not swallow that.
      if (found.count(predecessor) != 0 || !writes_field(store, predecessor, op.field, op.record)) continue;
      found.insert(predecessor);
      open.push_back(predecessor);
    }
  }
  for (const Dot dot : op.predecessors) found.erase(dot);
  return {found.begin(), found.end()};
}

std::vector<Dot> stand_ins_of_list(Store& store, const std::vector<Dot>& seen) {
  std::set<Dot> found;
  std::vector<Dot> open = seen;
  const auto add = [&](Dot dot) {
    if (found.insert(dot).second) open.push_back(dot);
  };
  while (!open.empty()) {
    const Dot dot = open.back();
    open.pop_back();
    if (const auto name = known_name(store, dot)) add(*name);
    const auto op = op_with(store, dot);
    if (!op || !op->is_field_op() || mutated(Mutant::void_list_shown_only)) continue;
    for (const Dot hidden : hidden_behind(store, dot, op->field, op->record)) {
      if (writes_field(store, hidden, op->field, op->record)) add(hidden);
    }
  }
  for (const Dot dot : seen) found.erase(dot);
  return {found.begin(), found.end()};
}

Save with_substitutions(Store& store, Save save, const std::vector<Substitution>& substitutions) {
  const auto add = [](std::vector<Dot>& dots, Dot dot, std::size_t dots_max) {
    if (dots.size() < dots_max && std::find(dots.begin(), dots.end(), dot) == dots.end()) dots.push_back(dot);
  };
  for (const auto& [index, dot] : substitutions) {
    if (index >= save.ops.size()) continue;
    Op& op = save.ops[index];
    if (op.seen && store.save_with(dot)) add(*op.seen, dot, limits::kVoidListMax);
    const bool same_field = op.is_field_op() && writes_field(store, dot, op.field, op.record);
    if (same_field) add(op.predecessors, dot, limits::kPredecessorsMax);
  }
  return save;
}

std::vector<Substitution> substitutions_of(Store& store, const Save& save, const std::vector<Substitution>& told) {
  if (!told.empty()) {
    auto all = substitutions_of(store, with_substitutions(store, save, told));
    for (const Substitution& item : told) {
      const bool names_it = item.op < save.ops.size() && store.save_with(item.also_replaces);
      if (names_it && std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
    }
    return all;
  }
  std::vector<Substitution> all;
  for (std::uint32_t i = 0; i < save.ops.size(); ++i) {
    const Op& op = save.ops[i];
    if (op.seen) {
      for (const Dot dot : stand_ins_of_list(store, *op.seen)) all.push_back({i, dot});
    }
    if (!op.is_field_op() || op.predecessors.empty()) continue;
    const auto record = store.record(op.record);
    for (const Dot dot : stand_ins_of(store, op, record ? &record->base : nullptr)) {
      all.push_back({i, dot});
    }
  }
  return all;
}

void apply_to_base(Store& store, const StoredSave& row, const Save& save, ScopeRow& scope,
                   const std::function<void(StoredRecord&)>& before_put) {
  struct Touched {
    std::optional<StoredRecord> before;
    StoredRecord after;
    std::set<FieldId> fields;  // each is hashed once, however many ops of the save are about it
  };
  std::map<RecordId, Touched> touched;
  const Place place = row.state == SaveState::accepted ? Place::oldest : Place::newest;
  const auto applied = [&](Dot dot) {
    return (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) ||
           is_applied(store, dot);
  };
  for (std::uint32_t i = 0; i < save.ops.size(); ++i) {
    const Op& op = save.ops[i];
    if (!op.changes_record()) continue;
    auto found = touched.find(op.record);
    if (found == touched.end()) {
      Touched fresh{store.record(op.record), {}, {}};
      if (fresh.before) fresh.after = *fresh.before;
      fresh.after.base.id = op.record;
      fresh.after.base.scope = save.scope;
      found = touched.emplace(op.record, std::move(fresh)).first;
    }
    Record& base = found->second.after.base;
    const FieldId field = op.kind == OpKind::create ? kFieldCreated : op.field;
    const bool is_first = found->second.fields.insert(field).second;
    if (const FieldState* state = base.field(field); is_first && state != nullptr) {
      scope.digest -= field_digest(base.id, field, *state);
    }
    apply_op(base, with_known_dots(op, i, row.substitutions), row.dot_of(i),
             effective_predecessors(op, i, row.substitutions), place, applied);
  }
  for (auto& [id, item] : touched) {
    for (const FieldId field : item.fields) {
      const FieldState* state = item.after.base.field(field);
      if (state != nullptr) scope.digest += field_digest(id, field, *state);
    }
    before_put(item.after);
    store.put_record(item.after, item.before ? &*item.before : nullptr);
  }
}

}  // namespace satchel
