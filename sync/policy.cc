#include "sync/policy.h"

#include <algorithm>

namespace satchel {

namespace {

bool all_same(const std::vector<Sibling>& siblings) {
  return std::all_of(siblings.begin(), siblings.end(), [&](const Sibling& sibling) {
    return same_value(sibling.value, siblings.front().value);
  });
}

Shown newest(const FieldState& state) {
  return {{&state.siblings.back()}, !all_same(state.siblings)};
}

template <class Before>
Shown extreme(const FieldState& state, Before before) {
  const Sibling* best = &state.siblings.front();
  for (const Sibling& sibling : state.siblings) {
    if (before(compare_values(best->value, sibling.value))) best = &sibling;
  }
  return {{best}, false};
}

Shown united(const FieldState& state) {
  Shown result;
  for (const Sibling& sibling : state.siblings) {
    if (std::holds_alternative<std::monostate>(sibling.value)) continue;
    const bool known = std::any_of(
        result.siblings.begin(), result.siblings.end(),
        [&](const Sibling* other) { return same_value(other->value, sibling.value); });
    if (!known) result.siblings.push_back(&sibling);
  }
  return result;
}

// Place in the order of progress; -1 for what has no place in it.
long rank_of(const Sibling& sibling, const FieldDef& field) {
  const auto* code = std::get_if<std::string>(&sibling.value);
  const auto& exits = field.exits;
  if (code == nullptr || std::find(exits.begin(), exits.end(), *code) != exits.end()) return -1;
  const auto found = std::find(field.codes.begin(), field.codes.end(), *code);
  return found == field.codes.end() ? -1 : found - field.codes.begin();
}

Shown furthest(const FieldState& state, const FieldDef& field) {
  const Sibling* best = nullptr;
  for (const Sibling& sibling : state.siblings) {
    if (rank_of(sibling, field) < 0) return newest(state);
    if (best == nullptr || rank_of(sibling, field) > rank_of(*best, field)) best = &sibling;
  }
  return {{best}, false};
}

}  // namespace

Shown shown(const FieldState& state, const FieldDef* field) {
  if (state.siblings.empty()) return {};
  switch (field == nullptr ? Policy::newest_received : field->policy) {
    case Policy::max: return extreme(state, [](auto order) { return order < 0; });
    case Policy::min: return extreme(state, [](auto order) { return order > 0; });
    case Policy::unite: return united(state);
    case Policy::further: return furthest(state, *field);
    case Policy::newest_received:
    case Policy::manual: return newest(state);
  }
  return newest(state);
}

std::vector<Dot> replaced_by_edit(const FieldState& state, const FieldDef* field) {
  std::vector<Dot> dots;
  const Policy policy = field == nullptr ? Policy::newest_received : field->policy;
  const bool by_display = policy == Policy::newest_received || policy == Policy::manual;
  const Shown display = shown(state, field);
  for (const Sibling& sibling : state.siblings) {
    if (by_display && !same_value(sibling.value, *display.value())) continue;
    dots.push_back(sibling.dot);
  }
  return dots;
}

}  // namespace satchel
