// The invariants: after each step on the laptop that moved, and at the end on everything.
#include <algorithm>
#include <cstdio>
#include <utility>

#include "sync/codec.h"
#include "sync/laptop_session.h"
#include "sync/policy.h"
#include "sync/sealed_box.h"
#include "tests/sim/world.h"

namespace satchel::sim {

namespace {

std::string name_of(const RecordId& id, FieldId field) {
  return id.to_string().substr(0, 8) + "/" + std::to_string(field);
}

std::string list_of(const Oracle& oracle, const std::set<EventId>& events) {
  std::string text;
  for (const EventId id : events) {
    text += " " + std::to_string(id) + " (save " + std::to_string(oracle.event(id).save) + ")";
  }
  return text;
}

const char* text_of(Fate fate) {
  switch (fate) {
    case Fate::applied: return "applied";
    case Fate::parked: return "parked";
    case Fate::declined: return "declined";
    case Fate::unknown: return "nowhere";
  }
  return "";
}

FieldId field_of_bodies() { return core_type("note")->field("body")->id; }

bool is_long_text(const Record& record, FieldId field) {
  const TypeDef* type = core_type(record.type);
  const FieldDef* definition = type == nullptr ? nullptr : type->field(field);
  return definition != nullptr && definition->kind == FieldKind::long_text;
}

// A restored office replays what laptops have in another order: which replaced values never came may then differ.
std::string values_in(Record record, bool without_orphans) {
  for (auto& [field, state] : record.fields()) {
    if (without_orphans) state.orphans.clear();
  }
  return encode_fields(record);
}

// Which nobody who voided the record has seen: it is "voided and edited" then, whatever the oracle knows.
bool has_forged(const Record& record) {
  for (const auto& [field, state] : record.fields()) {
    for (const Sibling& sibling : state.siblings) {
      const auto* text = std::get_if<std::string>(&sibling.value);
      if (text != nullptr && *text == kForgedValue) return true;
    }
  }
  return false;
}

bool has_automatic(const Record& record) {
  for (const auto& [field, state] : record.fields()) {
    for (const Sibling& sibling : state.siblings) {
      if (sibling.automatic) return true;
    }
  }
  return false;
}

}  // namespace

void World::learn_fates() {
  for (SaveId save = 1; save <= saves_; ++save) oracle_.set_fate(save, Fate::unknown);
  // By state, not by node: a restored office keeps saves of laptops that it has forgotten.
  const std::pair<SaveState, Fate> states[] = {{SaveState::applied, Fate::applied},
                                               {SaveState::accepted, Fate::applied},
                                               {SaveState::parked, Fate::parked},
                                               {SaveState::declined, Fate::declined}};
  for (const auto& [state, fate] : states) {
    for (const StoredSave& row : office_store_->saves_in_state(state)) {
      const auto save = decode_save(row);
      const SaveId id = save ? static_cast<SaveId>(save->clock_offset_ms) : 0;
      if (id == 0) continue;
      if (oracle_.fate_of(id) != Fate::unknown) {
        violation("save " + std::to_string(id) + " is at the office twice");
      }
      if (fate != Fate::applied || row.is_applied()) oracle_.set_fate(id, fate);
    }
  }
}

// ---- following one save through a seed ------------------------------------------------------------------------

std::string World::places_of(OfficeStore& store, SaveId id) {
  std::string text;
  for (const SaveState state : {SaveState::pending, SaveState::applied, SaveState::parked, SaveState::accepted,
                                SaveState::declined, SaveState::duplicate, SaveState::rescued}) {
    for (const StoredSave& row : store.saves_in_state(state)) {
      const auto save = decode_save(bytes_of(row));
      if (!save || static_cast<SaveId>(save->clock_offset_ms) != id) continue;
      text += "  " + row.dot().to_string() + " " + std::string(to_string(state)) + (row.sealed ? " sealed" : "");
      if (row.position != 0) text += " at " + std::to_string(row.position);
      if (row.inbox_position != 0) text += " inbox " + std::to_string(row.inbox_position);
      if (!row.waits_for.is_none()) text += " for " + row.waits_for.to_string();
      if (save->origin) text += " was " + save->origin->to_string();
      for (const Dot name : save->former) text += " had " + name.to_string();
      if (row.chain.is_zero()) text += " unchained";
      for (const Op& op : save->ops) {
        for (const Dot dot : op.predecessors) text += " -" + dot.to_string();
      }
      for (const Substitution& item : row.substitutions) text += " --" + item.also_replaces.to_string();
      if (!row.reason.empty()) text += " (" + row.reason + ")";
    }
  }
  return text;
}

void World::tell(const std::string& when) {
  if (options_.follow == 0) return;
  const auto say = [&](const std::string& who, const std::string& places) {
    if (std::exchange(told_[who], places) != places) std::printf("%s, %s:%s\n", when.c_str(), who.c_str(), places.c_str());
  };
  say("office " + std::to_string(office_->identity()->epoch), places_of(*office_store_, options_.follow));
  for (std::size_t i = 0; i < machines_.size(); ++i) {
    const auto who = machines_[i]->laptop->identity();
    say("laptop " + std::to_string(i) + " as " + std::to_string(who->node), places_of(*machines_[i]->store, options_.follow));
  }
}

// Then the record leaves the view; what depends on it stays, listed as parked.
bool World::creation_was_declined(Machine& machine, const Record& record) {
  bool declined = false;
  machine.store->each_save_in(record.scope, [&](const StoredSave& row) {
    const auto save = decode_save(row);
    if (row.state != SaveState::declined || !save) return;
    declined = declined || std::any_of(save->ops.begin(), save->ops.end(), [&](const Op& op) {
                 return op.kind == OpKind::create && op.record == record.id;
               });
  });
  return declined;
}

// What a sealed row was before its file was wiped.
std::string World::bytes_of(const StoredSave& row) {
  return row.sealed ? open_sealed(office_->identity()->secret_key, row.raw).value_or("no box") : row.raw;
}

void World::check_step(Machine& machine) {
  learn_fates();
  // Acknowledged means: it is at the office (T4), in one state.
  const LaptopProgress progress = machine.laptop->progress();
  const LaptopIdentity who = *machine.laptop->identity();
  const bool knows_this_office = who.office_epoch == office_->identity()->epoch;
  const auto check_acknowledged = [&](const StoredSave& row) {
    const bool is_old_name = row.state == SaveState::duplicate && row.inbox_position == 0;  // stamped anew
    if (!knows_this_office || went_back_once_ || row.state == SaveState::rescued || is_old_name) return true;
    if (row.node == who.node && row.last > progress.acked) return false;
    const auto there = office_store_->save_with(row.dot());
    if (!there || (!row.raw.empty() && there->raw != bytes_of(row))) {
      violation(machine.user + ": save " + row.dot().to_string() +
                " is acknowledged, but the office does not have it");
    }
    return true;
  };
  std::vector<NodeNumber> nodes = who.earlier;
  nodes.push_back(who.node);
  for (const NodeNumber node : nodes) machine.store->each_save_of(node, 0, check_acknowledged);
  // What this laptop shows.
  // Copies of one save may stand side by side until a restored office has told which of them it knows.
  const auto is_stamped_again = [](const StoredSave& row) {
    const auto save = decode_save(row);
    return save && save->origin;
  };
  // ... and until a log that is read again from its beginning has come to the other of them.
  const auto is_ahead_of_its_log = [&](const StoredSave& row) { return !machine.store->save_with(row.waits_for); };
  const auto copies = machine.store->saves_in_state(SaveState::duplicate);
  const auto pending = machine.store->saves_in_state(SaveState::pending);
  // ... or until this copy has heard that the office knows what it sent as what another copy had sent.
  std::set<Dot> told_of;
  for (const StoredSave& row : machine.store->saves_in_state(SaveState::parked)) {
    const auto save = decode_save(row);
    if (save && save->origin) told_of.insert(*save->origin);
  }
  const auto is_known_otherwise = [&](const StoredSave& row) {
    const auto save = decode_save(row);
    return save && save->origin && told_of.count(*save->origin) != 0;
  };
  const bool recovers = !knows_this_office || std::any_of(pending.begin(), pending.end(), is_known_otherwise) || !machine.store->saves_in_state(SaveState::rescued).empty() ||
                        std::any_of(copies.begin(), copies.end(), is_ahead_of_its_log) ||
                        (tally_.office_restores != 0 &&
                         std::any_of(pending.begin(), pending.end(), is_stamped_again));
  std::set<EventId> visible;
  for (const ScopeRow& scope : machine.store->scopes()) {
    if (!scope.id.is_case_file() || !scope.is_held()) continue;
    machine.store->each_record(scope.id, [&](const StoredRecord& row) {
      const Record& record = row.shown();
      if (!record.exists()) return;  // its creation was declined; what depends on it is listed as parked
      for (const auto& [field, state] : record.fields()) {
        if (field == kFieldCreated) continue;
        const auto shown_here = events_in(record, field, false);
        visible.insert(shown_here.begin(), shown_here.end());
        for (const EventId id : shown_here) {
          const auto superseded = oracle_.superseded_by(oracle_.event(id));
          for (const EventId other : shown_here) {
            if (superseded.count(other) != 0 && !recovers) {
              violation(machine.user + ": value" + list_of(oracle_, {id}) + " is shown beside its own predecessor" +
                        list_of(oracle_, {other}) + " in " +
                        name_of(record.id, field));
            }
          }
        }
      }
    });
  }
  // The worker's own latest words are on the screen while the file is here. Words that were wiped with a file
  // that was given back come back with its log, page by page.
  std::set<SaveId> kept;
  for (const NodeNumber node : nodes) {
    machine.store->each_save_of(node, 0, [&](const StoredSave& row) {
      const auto save = decode_save(row);
      if (row.state == SaveState::duplicate && machine.store->save_with(row.waits_for)) return true;  // that one counts
      // What the laptop was told was declined, though a restored office has forgotten that, is not demanded.
      if (save && row.state != SaveState::declined) kept.insert(static_cast<SaveId>(save->clock_offset_ms));
      return true;
    });
  }
  for (const EventId id : machine.own_events) {
    const Event& event = oracle_.event(id);
    if (event.value.empty() || visible.count(id) != 0 || oracle_.ever_replaced().count(id) != 0) {
      continue;
    }
    const Fate fate = oracle_.fate_of(event);
    if (fate == Fate::declined || kept.count(event.save) == 0) continue;
    const auto record = machine.store->record(event.record);
    if (!record) continue;  // its file was given back
    if (!record->shown().exists()) {
      if (!creation_was_declined(machine, record->base)) {
        violation(machine.user + ": a record with own values left the screen");
      }
      continue;
    }
    const auto scope = machine.store->scope(record->base.scope);
    if (!scope || !scope->is_held() || scope->withdrawn != 0) continue;
    if (has_automatic(record->shown())) continue;  // merged into another text
    const FieldDef* field = event.field == kFieldVoid
                                ? nullptr
                                : core_type(record->shown().type)->field(event.field);
    if (field != nullptr && field->kind == FieldKind::long_text) continue;
    violation(machine.user + ": own value " + std::to_string(id) + " of save " + std::to_string(event.save) + " left the screen (" +
              text_of(fate) + ") in " + name_of(event.record, event.field));
  }
}

void World::check_office(
    const std::map<std::pair<RecordId, FieldId>, std::set<EventId>>& alive) {
  std::map<std::pair<RecordId, FieldId>, std::set<EventId>> have;
  std::map<RecordId, Record> records;
  for (const ScopeRow& scope : office_store_->scopes()) {
    Hash256 digest;
    if (scope.id.kind == ScopeKind::inbox) continue;
    office_store_->each_record(scope.id, [&](const StoredRecord& row) {
      digest += record_digest(row.base);
      if (!row.base.exists()) {
        violation("office: a record exists without its creation");
        return;
      }
      records[row.base.id] = row.base;
      for (const auto& [field, state] : row.base.fields()) {
        if (field == kFieldCreated) continue;
        const auto events = events_in(row.base, field, false);
        if (!events.empty()) have[{row.base.id, field}] = events;
      }
    });
    if (digest != scope.digest) violation("the office's digest of a scope is not its records'");
  }
  std::set<std::pair<RecordId, FieldId>> keys;
  for (const auto& item : alive) keys.insert(item.first);
  for (const auto& item : have) keys.insert(item.first);
  for (const auto& key : keys) {
    const auto wanted = alive.count(key) ? alive.at(key) : std::set<EventId>{};
    const auto found = have.count(key) ? have.at(key) : std::set<EventId>{};
    const auto record = records.find(key.first);
    if (record != records.end() && key.second != kFieldVoid &&
        is_long_text(record->second, key.second)) {
      check_text(record->second, key.second, wanted);
      continue;
    }
    if (wanted != found) {
      violation("office: " + name_of(key.first, key.second) + " wants" + list_of(oracle_, wanted) +
                ", has" + list_of(oracle_, found));
    }
  }
  for (const auto& [id, record] : records) {
    if (!core_type(record.type) || has_automatic(record) || has_merged_.count(id) || has_forged(record)) continue;
    if (is_void(record) != oracle_.should_be_void(id)) {
      violation("office: whether " + id.to_string().substr(0, 8) +
                " is void differs from what people saw");
    }
  }
}

namespace {

std::set<Dot> predecessors_of(OfficeStore& store, Dot dot) {
  const auto row = store.save_with(dot);
  const auto save = row ? decode_save(*row) : Result<Save>(Error{});
  if (!save) return {};
  const Op& op = save->ops[static_cast<std::size_t>(dot.counter - row->first)];
  return {op.predecessors.begin(), op.predecessors.end()};
}

// Whether somebody replaced all that the program's merge replaced, and both are alive.
bool stands_beside_its_decision(OfficeStore& store, const FieldState& state) {
  const auto merge = std::find_if(state.siblings.begin(), state.siblings.end(),
                                  [](const Sibling& sibling) { return sibling.automatic; });
  const auto joined = predecessors_of(store, merge->dot);
  return std::any_of(state.siblings.begin(), state.siblings.end(), [&](const Sibling& sibling) {
    if (sibling.automatic) return false;
    const auto replaced = predecessors_of(store, sibling.dot);
    return std::includes(replaced.begin(), replaced.end(), joined.begin(), joined.end());
  });
}

}  // namespace

// Texts may have been merged by the office: then each wanted text's own mark is inside a sibling that is alive.
void World::check_text(const Record& record, FieldId field, const std::set<EventId>& wanted) {
  const FieldState* state = record.field(field);
  std::size_t automatic = 0;
  for (const Sibling& sibling : state->siblings) automatic += sibling.automatic ? 1 : 0;
  tally_.merged += automatic;
  if (automatic > 1) violation("office: a text was merged twice at the same time");
  if (automatic == 1 && stands_beside_its_decision(*office_store_, *state)) {
    violation("office: a merge stands beside a person's choice among the same texts");
  }
  for (const EventId id : wanted) {
    const std::string& text = oracle_.event(id).value;
    const std::string mark = mark_of(id);
    const bool there = std::any_of(
        state->siblings.begin(), state->siblings.end(), [&](const Sibling& sibling) {
          const auto* value = std::get_if<std::string>(&sibling.value);
          return value != nullptr && (*value == text || value->find(mark) != std::string::npos);
        });
    if (!there) {
      violation("office: the text " + std::to_string(id) + " is in no living text of " +
                name_of(record.id, field));
    }
  }
  for (const EventId id : events_in(record, field, false)) {
    if (wanted.count(id) == 0) {
      violation("office: the text" + list_of(oracle_, {id}) + " should have been replaced in " +
                name_of(record.id, field));
    }
  }
}

void World::check_machine(Machine& machine) {
  const LaptopProgress progress = machine.laptop->progress();
  if (machine.laptop->pending_count() != 0) {
    violation(machine.user + ": pending never drained (" +
              std::to_string(machine.laptop->pending_count()) + ")");
  }
  if (!progress.proven_equal) violation(machine.user + ": never proved to be equal");
  const Uuid user = machine.user_id;
  std::map<RecordId, std::string> wanted;
  std::set<ScopeId> granted;
  for (const GrantRow& grant : office_store_->grants_of(user)) {
    if (grant.withdrawn || grant.scope.kind == ScopeKind::inbox) continue;
    granted.insert(grant.scope);
    office_store_->each_record(grant.scope, [&](const StoredRecord& row) {
      wanted[row.base.id] = values_in(row.base, tally_.office_restores != 0);
    });
  }
  std::map<RecordId, std::string> have;
  for (const ScopeRow& scope : machine.store->scopes()) {
    if (!scope.is_held() || scope.id.kind == ScopeKind::inbox) continue;
    if (scope.provisional) {  // entered here, and parked at the office for a person
      if (office_store_->scope(scope.id)) violation(machine.user + ": file " + scope.id.to_string() + " was opened and is provisional");;
      continue;
    }
    if (granted.count(scope.id) == 0) {
      violation(machine.user + ": still holds a scope that was withdrawn");
    }
    Hash256 digest;
    machine.store->each_record(scope.id, [&](const StoredRecord& row) {
      if (!row.base.exists()) return;
      have[row.base.id] = values_in(row.base, tally_.office_restores != 0);
      digest += record_digest(row.base);
    });
    if (digest != scope.digest) violation(machine.user + ": a digest is not its records'");
  }
  if (wanted != have) {
    std::string which;
    for (const auto& [id, fields] : wanted) {
      if (!have.count(id)) which += " lacks " + id.to_string().substr(0, 8);
      else if (have[id] != fields) which += " differs " + id.to_string().substr(0, 8);
    }
    for (const auto& item : have) {
      if (!wanted.count(item.first)) which += " extra " + item.first.to_string().substr(0, 8);
    }
    violation(machine.user + ": the copy differs from the caseload:" + which);
  }
  check_parked(machine);
}

// The office's list of a user's parked and settled saves is the laptop's list.
void World::check_parked(Machine& machine) {
  std::map<Dot, SaveState> office_list;
  std::map<Dot, SaveState> laptop_list;
  office_store_->each_in_inbox(machine.user_id, 0, [&](const StoredSave& row) {
    office_list[row.dot()] = row.inbox_state;
    return true;
  });
  machine.store->each_in_inbox(machine.user_id, 0, [&](const StoredSave& row) {
    laptop_list[row.dot()] = row.inbox_state;
    return true;
  });
  if (office_list != laptop_list) violation(machine.user + ": the lists of parked saves differ");
  // Every save that the office has not applied is on that list.
  machine.store->each_save_of(machine.laptop->identity()->node, 0, [&](const StoredSave& row) {
    const auto there = office_store_->save_with(row.dot());
    const bool settled = there && (there->is_applied() || office_list.count(row.dot()) != 0);
    const auto save = decode_save(bytes_of(row));
    const bool is_release = save && save->ops[0].kind == OpKind::release;
    if (!settled && !is_release) {
      violation(machine.user + ": save " + row.dot().to_string() + " is neither applied nor listed");
    }
    return true;
  });
}

// Written under a grant that reached the laptop, and not after the file was given back: taken late, never refused.
void World::check_not_refused(const StoredSave& row) {
  const auto save = decode_save(row);
  if (tally_.office_restores != 0 || row.reason != "out of scope" || !save || is_forged(row)) return;
  const auto holding = office_store_->holding(row.node, save->scope);
  if (!holding || holding->delivered == 0 || save->epoch == 0 || save->epoch > holding->delivered) return;
  const bool after_release = holding->released >= save->epoch && holding->released_at < row.first;
  if (!after_release) violation("office: an honest late save " + row.dot().to_string() + " is refused");
}

// What waits for something that is there would wait for ever.
void World::check_waiting(const StoredSave& row) {
  const auto save = decode_save(row);
  if (!row.waits || !save) return;
  const auto exists = [this](const RecordId& id) {
    const auto record = office_store_->record(id);
    return record && record->base.exists();
  };
  if (!row.waits_for.is_none() && office_store_->save_with(row.waits_for)) {
    violation("office: save " + std::to_string(save->clock_offset_ms) + " waits for another that is there");
  }
  const bool record_missing = std::any_of(save->ops.begin(), save->ops.end(), [&](const Op& op) {
    return op.is_field_op() && !exists(op.record);
  });
  if (row.waits_for.is_none() && !record_missing && office_store_->scope(save->scope)) {
    violation("office: save " + std::to_string(save->clock_offset_ms) + " waits for a record that is there");
  }
}

void World::check_end() {
  learn_fates();
  for (const Event& event : oracle_.events()) {
    const Fate fate = oracle_.fate_of(event);
    if (fate == Fate::unknown && perhaps_lost_.count(event.save) == 0) {
      violation("event " + std::to_string(event.id) + " of save " + std::to_string(event.save) + " is lost without a trace");
    }
    tally_.parked += fate == Fate::parked || fate == Fate::declined ? 1 : 0;
  }
  for (const StoredSave& row : office_store_->saves_in_state(SaveState::applied)) {
    tally_.late += row.late ? 1 : 0;
  }
  for (const Event& event : oracle_.events()) {
    if (event.field == field_of_bodies() && oracle_.fate_of(event) == Fate::applied) {
      has_merged_.insert(event.record);
    }
  }
  tally_.duplicates = office_store_->saves_in_state(SaveState::duplicate).size();
  for (const StoredSave& row : office_store_->saves_in_state(SaveState::parked)) check_waiting(row);
  for (const StoredSave& row : office_store_->saves_in_state(SaveState::parked)) check_not_refused(row);
  check_office(oracle_.alive());
  for (auto& machine : machines_) {
    if (!machine->hostile) check_machine(*machine);
  }
}

}  // namespace satchel::sim
