#include "sync/record.h"

#include <algorithm>

#include "sync/codec.h"
#include "sync/mutant.h"
#include "sync/schema.h"

namespace satchel {

namespace {

auto position_of(auto& fields, FieldId id) {
  return std::lower_bound(fields.begin(), fields.end(), id,
                          [](const auto& entry, FieldId wanted) { return entry.first < wanted; });
}

bool erase_dot(std::vector<Sibling>& siblings, Dot dot) {
  const auto found = std::find_if(siblings.begin(), siblings.end(),
                                  [dot](const Sibling& sibling) { return sibling.dot == dot; });
  if (found == siblings.end()) return false;
  siblings.erase(found);
  return true;
}

void replace_predecessors(FieldState& state, Dot own, std::span<const Dot> replaces,
                          const std::function<bool(Dot)>& is_applied) {
  for (const Dot dot : replaces) {
    if (dot == own || erase_dot(state.siblings, dot) || is_applied(dot)) continue;
    if (mutated(Mutant::no_orphans)) continue;
    if (std::find(state.orphans.begin(), state.orphans.end(), dot) == state.orphans.end()) {
      state.orphans.push_back(dot);
    }
  }
}

void put_sibling(FieldState& state, Sibling sibling, Place place) {
  const auto orphan = std::find(state.orphans.begin(), state.orphans.end(), sibling.dot);
  if (orphan != state.orphans.end()) {
    state.orphans.erase(orphan);  // replaced before it arrived
    return;
  }
  if (state.find(sibling.dot) != nullptr) return;
  const auto where = place == Place::oldest ? state.siblings.begin() : state.siblings.end();
  state.siblings.insert(where, std::move(sibling));
}

void clear_values(Record& record, const std::vector<Dot>& dots) {  // only for a mutant
  for (auto& [id, state] : record.fields()) {
    if (id == kFieldVoid || id == kFieldCreated) continue;
    for (const Dot dot : dots) erase_dot(state.siblings, dot);
  }
}

// Dots that the live voids have seen; nullopt when no live void carries a list.
std::optional<std::vector<Dot>> dots_seen_by_voids(const Record& record) {
  const FieldState* voids = record.field(kFieldVoid);
  if (voids == nullptr) return std::nullopt;
  std::optional<std::vector<Dot>> seen;
  for (const Sibling& sibling : voids->siblings) {
    if (!sibling.seen) continue;
    if (!seen) seen.emplace();
    seen->insert(seen->end(), sibling.seen->begin(), sibling.seen->end());
  }
  if (seen) std::sort(seen->begin(), seen->end());
  return seen;
}

}  // namespace

const char* to_string(SaveState state) {
  switch (state) {
    case SaveState::pending: return "pending";
    case SaveState::applied: return "applied";
    case SaveState::parked: return "parked";
    case SaveState::accepted: return "accepted";
    case SaveState::declined: return "declined";
    case SaveState::duplicate: return "duplicate";
    case SaveState::rescued: return "rescued";
  }
  return "unknown";
}

const Sibling* FieldState::find(Dot dot) const {
  const auto found = std::find_if(siblings.begin(), siblings.end(),
                                  [dot](const Sibling& sibling) { return sibling.dot == dot; });
  return found == siblings.end() ? nullptr : &*found;
}

const FieldState* Record::field(FieldId wanted) const {
  const auto found = position_of(fields_, wanted);
  return found != fields_.end() && found->first == wanted ? &found->second : nullptr;
}

FieldState& Record::field_or_insert(FieldId wanted) {
  const auto found = position_of(fields_, wanted);
  if (found != fields_.end() && found->first == wanted) return found->second;
  return fields_.insert(found, {wanted, FieldState{}})->second;
}

void apply_op(Record& record, const Op& op, Dot dot, std::span<const Dot> replaces, Place place,
              const std::function<bool(Dot)>& is_applied) {
  if (op.unknown_kind != 0) return;
  if (op.kind == OpKind::create) {
    record.type = op.type;
    put_sibling(record.field_or_insert(kFieldCreated),
                {dot, static_cast<std::int64_t>(op.type), false, std::nullopt}, place);
    return;
  }
  if (!op.is_field_op()) return;
  FieldState& state = record.field_or_insert(op.field);
  if (mutated(Mutant::last_writer_wins) && op.kind == OpKind::set) state.siblings.clear();
  replace_predecessors(state, dot, replaces, is_applied);
  if (mutated(Mutant::void_clears) && op.seen) clear_values(record, *op.seen);
  if (op.puts_value()) put_sibling(state, {dot, op.value, op.automatic, op.seen}, place);
}

bool is_void(const Record& record) {
  const auto seen = dots_seen_by_voids(record);
  if (!seen) return false;
  if (mutated(Mutant::void_any)) return true;
  const auto& voids = record.field(kFieldVoid)->siblings;
  const bool is_kept = std::any_of(voids.begin(), voids.end(),
                                   [](const Sibling& sibling) { return !sibling.seen; });
  if (is_kept) return false;
  const auto live = live_dots(record);
  return std::includes(seen->begin(), seen->end(), live.begin(), live.end());
}

bool is_voided_and_edited(const Record& record) {
  return dots_seen_by_voids(record).has_value() && !is_void(record);
}

Hash256 field_digest(const RecordId& record, FieldId field, const FieldState& state) {
  Hash256 sum;
  std::string leaf;
  for (std::size_t order = 0; order < state.siblings.size(); ++order) {
    leaf.assign(record.uuid.view());
    append_leaf(leaf, field, order, state.siblings[order]);
    sum += sha256(leaf);
  }
  return sum;
}

Hash256 record_digest(const Record& record) {
  Hash256 sum;
  for (const auto& [id, state] : record.fields()) sum += field_digest(record.id, id, state);
  return sum;
}

std::vector<Dot> live_dots(const Record& record) {
  std::vector<Dot> dots;
  for (const auto& [id, state] : record.fields()) {
    if (id == kFieldVoid) continue;
    for (const Sibling& sibling : state.siblings) dots.push_back(sibling.dot);
  }
  std::sort(dots.begin(), dots.end());
  return dots;
}

}  // namespace satchel
