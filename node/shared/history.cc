#include "node/shared/history.h"

#include <algorithm>
#include <tuple>

#include "node/shared/browse.h"
#include "node/shared/clock.h"
#include "node/shared/record_json.h"
#include "sync/codec.h"

namespace satchel {

namespace {

const char* kind_name(OpKind kind) {
  switch (kind) {
    case OpKind::create:
      return "create";
    case OpKind::set:
      return "set";
    case OpKind::add:
      return "add";
    case OpKind::remove:
      return "remove";
    case OpKind::resolve:
      return "resolve";
    case OpKind::retract:
      return "retract";
    default:
      return "other";
  }
}

// What the office proved to have of this laptop's own saves.
struct Acknowledged {
  NodeNumber node = kNoNode;
  std::uint64_t counter = 0;
};

Acknowledged acknowledged(Workspace& workspace) {
  if (workspace.is_office()) return {};
  Laptop laptop(workspace.store());
  const auto who = laptop.identity();
  return {who ? who->node : kNoNode, laptop.progress().acked};
}

std::string state_of(const StoredSave& row, const Acknowledged& acked) {
  if (row.is_applied()) return to_string(row.state);
  if (row.state == SaveState::pending) {
    return row.node == acked.node && row.last <= acked.counter ? "received" : "pending";
  }
  // Accepted by the office; this laptop keeps it above its base until the log brings it.
  if (row.inbox_state == SaveState::accepted) return to_string(SaveState::accepted);
  return to_string(row.state);
}

bool touches(const Op& op, const RecordId& id) {
  return op.unknown_kind == 0 && op.record == id && (op.is_field_op() || op.kind == OpKind::create);
}

class Collector {
 public:
  Collector(Workspace& workspace, const RecordId& id)
      : store_(workspace.store()), schema_(workspace.schema()), id_(id), acked_(acknowledged(workspace)) {
    if (const auto row = workspace.store().record(id)) type_ = row->shown().type;
  }

  void take(const StoredSave& row) {
    // Another name of a save that is here, too.
    if (row.state == SaveState::duplicate && store_.save_with(row.waits_for)) return;
    const auto save = decode_save(row);
    if (!save) return;  // of a later version; kept, and not readable here
    for (std::size_t i = 0; i < save->ops.size(); ++i) {
      if (touches(save->ops[i], id_)) take_op(row, *save, i);
    }
  }

  std::vector<HistoryEntry> finish() {
    for (HistoryEntry& entry : entries_) {
      if (entry.field) entry.field_name = field_name(schema_, type_, *entry.field);
    }
    std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      const bool a_waits = a.position == 0, b_waits = b.position == 0;
      return std::tie(a_waits, a.position, a.dot) < std::tie(b_waits, b.position, b.dot);
    });
    return std::move(entries_);
  }

 private:
  void take_op(const StoredSave& row, const Save& save, std::size_t index) {
    const Op& op = save.ops[index];
    if (op.kind == OpKind::create && type_ == 0) type_ = op.type;
    HistoryEntry entry;
    entry.dot = row.dot_of(index);
    entry.user = save.user;
    entry.wall_ms = save.wall_ms;
    entry.received_ms = row.received_ms;
    entry.state = state_of(row, acked_);
    entry.late = row.late;
    entry.kind = op.kind;
    entry.value = op.value;
    entry.automatic = op.automatic;
    entry.position = row.position;
    if (entry.state == "parked" || entry.state == "declined") entry.reason = row.reason;
    if (op.kind != OpKind::create) {
      entry.field = op.field;
      entry.replaces = replaced_by(op, row, index);
    }
    entries_.push_back(std::move(entry));
  }

  static std::vector<Dot> replaced_by(const Op& op, const StoredSave& row, std::size_t index) {
    std::vector<Dot> dots = op.predecessors;
    for (const Substitution& other : row.substitutions) {
      if (other.op == index) dots.push_back(other.also_replaces);
    }
    return dots;
  }

  Store& store_;
  const Schema& schema_;
  RecordId id_;
  TypeId type_ = 0;
  Acknowledged acked_;
  std::vector<HistoryEntry> entries_;
};

// ---- for people ---------------------------------------------------------------------------------

std::string label_in(const Schema& schema, TypeId type, const HistoryEntry& entry) {
  const FieldDef* field = schema.field(type, *entry.field);
  return field == nullptr ? entry.field_name : field->label;
}

std::string what_happened(const HistoryEntry& entry, const std::string& label) {
  const bool cleared = std::holds_alternative<std::monostate>(entry.value);
  switch (entry.kind) {
    case OpKind::create:
      return "created";
    case OpKind::add:
      return label + ": + " + value_in_words(entry.value);
    case OpKind::remove:
      return label + ": took out an element";
    case OpKind::retract:
      return label + ": took a value back";
    default:
      break;
  }
  if (*entry.field == kFieldVoid) {
    return cleared ? "lifted the void" : "voided: " + value_in_words(entry.value);
  }
  const std::string verb =
      entry.kind == OpKind::resolve ? (entry.automatic ? ": merged into " : ": decided ") : ": ";
  return label + verb + (cleared ? "(nothing)" : value_in_words(entry.value));
}

std::string entry_in_words(const HistoryEntry& entry, const std::string& label) {
  std::string words = what_happened(entry, label);
  std::string replaced;
  for (const Dot dot : entry.replaces) replaced += (replaced.empty() ? "" : ", ") + dot.to_string();
  if (!replaced.empty()) words += "\n(in place of " + replaced + ")";
  if (!entry.reason.empty()) words += "\n(" + entry.state + ": " + entry.reason + ")";
  return words;
}

}  // namespace

Result<std::vector<HistoryEntry>> history_of(Workspace& workspace, const RecordId& id) {
  Store& store = workspace.store();
  Collector collector(workspace, id);
  std::optional<ScopeId> scope;
  if (const auto row = store.record(id)) scope = row->base.scope;
  if (scope) store.each_save_in(*scope, [&](const StoredSave& row) { collector.take(row); });
  // Saves that were never applied may name a record that is unknown here, or another case file than
  // its own.
  for (const SaveState state : {SaveState::parked, SaveState::declined}) {
    if (scope && state == SaveState::declined) break;
    for (const StoredSave& row : store.saves_in_state(state)) {
      if (!scope || row.scope != *scope) collector.take(row);
    }
  }
  auto entries = collector.finish();
  if (entries.empty()) return no_record(id);
  return entries;
}

json::object history_json(const HistoryEntry& entry) {
  json::array replaces;
  for (const Dot dot : entry.replaces) replaces.push_back(json::value(dot.to_string()));
  json::object object{
      {"at", instant_text(entry.wall_ms)},
      {"received_at",
       entry.received_ms == 0 ? json::value() : json::value(instant_text(entry.received_ms))},
      {"user", entry.user},
      {"node", entry.dot.node},
      {"state", entry.state},
      {"late", entry.late},
      {"kind", kind_name(entry.kind)},
      {"field", entry.field ? json::value(entry.field_name) : json::value()},
      {"value", to_json(entry.value)},
      {"replaces", std::move(replaces)},
      {"dot", entry.dot.to_string()},
  };
  if (entry.automatic) object["automatic"] = true;
  if (!entry.reason.empty()) object["reason"] = entry.reason;
  return object;
}

Result<ExitCode> run_history(const Output& out, Workspace& workspace, const std::string& id) {
  const auto record = record_id_from(id);
  if (!record) return record.error();
  const auto entries = history_of(workspace, *record);
  if (!entries) return entries.error();
  if (out.is_json()) {
    for (const HistoryEntry& entry : *entries) out.item(history_json(entry), "");
    return kDone;
  }
  const auto shown = workspace.shown(*record);
  const Schema& schema = workspace.schema();
  if (shown) out.say(heading_of(*shown, schema) + "\n");
  Columns rows;
  for (const HistoryEntry& entry : *entries) {
    const std::string label =
        entry.field ? label_in(schema, shown ? shown->type : 0, entry) : std::string();
    rows.add({entry.dot.to_string(), local_time_text(entry.wall_ms), entry.user,
              entry.state + (entry.late ? ", late" : ""), entry_in_words(entry, label)});
  }
  out.say(rows.text());
  return kDone;
}

}  // namespace satchel
