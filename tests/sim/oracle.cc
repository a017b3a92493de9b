#include "tests/sim/oracle.h"

#include <algorithm>

#include "sync/schema.h"

namespace satchel::sim {

EventId Oracle::add(Event event) {
  event.id = events_.size() + 1;
  if (!event.value.empty()) by_value_[event.value] = event.id;
  ever_replaced_.insert(event.replaces.begin(), event.replaces.end());
  events_.push_back(std::move(event));
  return events_.back().id;
}

EventId Oracle::writer_of(const std::string& value) const {
  const auto found = by_value_.find(value);
  return found == by_value_.end() ? 0 : found->second;
}

Fate Oracle::fate_of(SaveId save) const {
  const auto found = fates_.find(save);
  return found == fates_.end() ? Fate::unknown : found->second;
}

std::set<EventId> Oracle::superseded_by(const Event& event) const {
  std::set<EventId> all;
  std::vector<EventId> open(event.replaces.begin(), event.replaces.end());
  while (!open.empty()) {
    const EventId id = open.back();
    open.pop_back();
    if (!all.insert(id).second) continue;
    const Event& other = this->event(id);
    if (fate_of(other) != Fate::applied) {
      open.insert(open.end(), other.replaces.begin(), other.replaces.end());
    }
  }
  return all;
}

std::set<EventId> Oracle::gone() const {
  std::set<EventId> gone;
  for (const Event& event : events_) {
    if (fate_of(event) != Fate::applied) continue;
    const auto superseded = superseded_by(event);
    gone.insert(superseded.begin(), superseded.end());
  }
  return gone;
}

EventId Oracle::lift_of(SaveId save, const RecordId& record) const {
  for (const Event& event : events_) {
    if (event.lifts && event.save == save && event.record == record) return event.id;
  }
  return 0;
}

std::map<std::pair<RecordId, FieldId>, std::set<EventId>> Oracle::alive() const {
  const std::set<EventId> gone = this->gone();
  std::map<std::pair<RecordId, FieldId>, std::set<EventId>> result;
  for (const Event& event : events_) {
    if (event.value.empty() || fate_of(event) != Fate::applied || gone.count(event.id)) continue;
    result[{event.record, event.field}].insert(event.id);
  }
  return result;
}

bool Oracle::should_be_void(const RecordId& record) const {
  const auto live = alive();
  std::set<EventId> seen;
  bool voided = false;
  const auto voids = live.find({record, kFieldVoid});
  if (voids == live.end()) return false;
  for (const EventId id : voids->second) {
    const Event& event = this->event(id);
    if (event.lifts) continue;
    voided = true;
    for (const EventId known : event.seen) {
      seen.insert(known);
      if (fate_of(this->event(known)) == Fate::applied) continue;
      const auto hidden = superseded_by(this->event(known));
      seen.insert(hidden.begin(), hidden.end());
    }
  }
  if (!voided) return false;
  const auto gone = this->gone();
  for (const Event& event : events_) {
    const bool keeps = event.lifts && event.record == record && fate_of(event) == Fate::applied;
    if (keeps && gone.count(event.id) == 0) return false;
  }
  for (const auto& [where, values] : live) {
    if (where.first != record || where.second == kFieldVoid) continue;
    if (!std::includes(seen.begin(), seen.end(), values.begin(), values.end())) return false;
  }
  return true;
}

}  // namespace satchel::sim
