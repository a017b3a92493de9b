// Oracle: what must be true, told from what people saw and did, never from dots.
//
// Each value that a simulated person writes is unique, so that a value names its event. An event remembers
// the values that its author saw and replaced. From these the oracle knows which values have to be alive
// everywhere once all is quiet.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/ids.h"
#include "sync/op.h"

namespace satchel::sim {

using EventId = std::uint64_t;
using SaveId = std::uint64_t;

struct Event {
  EventId id = 0;
  SaveId save = 0;
  RecordId record;
  FieldId field = 0;
  std::string value;           // empty: it only takes values away
  std::set<EventId> replaces;  // what its author saw and replaced
  std::set<EventId> seen;      // a void: the values of the record that its author saw
  bool lifts = false;          // lifts a void
};

enum class Fate { unknown, applied, parked, declined };

class Oracle {
 public:
  EventId add(Event event);
  const std::vector<Event>& events() const { return events_; }
  const Event& event(EventId id) const { return events_[id - 1]; }
  // The event that wrote this value; 0: none (a text that the office merged).
  EventId writer_of(const std::string& value) const;

  void set_fate(SaveId save, Fate fate) { fates_[save] = fate; }
  Fate fate_of(SaveId save) const;
  Fate fate_of(const Event& event) const { return fate_of(event.save); }

  // What an event supersedes: what it replaces, and what those replaced that were never applied.
  std::set<EventId> superseded_by(const Event& event) const;
  // The values that must be alive, by record and field, given the fates.
  std::map<std::pair<RecordId, FieldId>, std::set<EventId>> alive() const;
  // Events that some event names as replaced, whatever its fate.
  const std::set<EventId>& ever_replaced() const { return ever_replaced_; }
  // The event by which that save lifted a void of that record; 0: none.
  EventId lift_of(SaveId save, const RecordId& record) const;
  bool should_be_void(const RecordId& record) const;

 private:
  std::set<EventId> gone() const;

  std::vector<Event> events_;
  std::map<std::string, EventId> by_value_;
  std::map<SaveId, Fate> fates_;
  std::set<EventId> ever_replaced_;
};

}  // namespace satchel::sim
