#include "node/laptop/app/views.h"

#include <algorithm>

#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "sync/codec.h"
#include "sync/policy.h"

namespace satchel {

namespace {

constexpr std::size_t kDateLength = 10;

void add_records_of(const StoredSave& row, std::set<RecordId>& records) {
  const auto save = row.sealed ? Result<Save>(Error{}) : decode_save(row);
  if (!save) return;
  for (const Op& op : save->ops) {
    if (op.changes_record()) records.insert(op.record);
  }
}

// Full years between two local dates; nothing where the first is no date.
json::value years_between(const std::string& from, const std::string& to) {
  if (from.size() != kDateLength || to.size() < kDateLength || from > to) return nullptr;
  const int years = std::stoi(to.substr(0, 4)) - std::stoi(from.substr(0, 4));
  return to.substr(5, 5) < from.substr(5, 5) ? years - 1 : years;
}

json::object seen_of(const std::vector<ShownField>& fields) {
  json::object seen;
  for (const ShownField& field : fields) {
    json::array dots;
    for (const Dot dot : replaced_by_edit(*field.state, field.def)) dots.push_back(json::value(dot.to_string()));
    seen[field.name] = std::move(dots);
  }
  return seen;
}

json::array names_of(const std::vector<Conflict>& conflicts) {
  json::array names;
  for (const Conflict& conflict : conflicts) names.push_back(json::value(conflict.field));
  return names;
}

}  // namespace

std::string_view kind_word(FieldKind kind) {
  constexpr std::string_view kWords[] = {"text", "long_text", "code",      "integer", "real", "boolean",
                                         "date", "instant",   "reference", "json",    "any"};
  return kWords[static_cast<std::size_t>(kind)];
}

Views::Views(LaptopWorkspace& workspace)
    : workspace_(workspace),
      schema_(workspace.schema()),
      authors_(workspace.store()),
      today_(local_time_text(wall_clock_ms()).substr(0, kDateLength)) {
  const auto who = workspace.laptop().identity();
  user_ = who->user_name;
  worker_ = who->user.to_string();
  workspace.store().each_save_of(who->node, workspace.laptop().progress().acked, [&](const StoredSave& row) {
    add_records_of(row, here_);
    return true;
  });
  for (const StoredSave& row : workspace.store().saves_in_state(SaveState::parked)) {
    if (workspace.laptop().is_own(row.node)) add_records_of(row, parked_);
  }
}

std::string_view Views::mark_of(const RecordId& id) const {
  if (here_.count(id) != 0) return "here";
  return parked_.count(id) != 0 ? "parked" : "office";
}

const Written* Views::created(const Record& record) {
  const FieldState* created = record.field(kFieldCreated);
  return created == nullptr || created->siblings.empty() ? nullptr : authors_.of(created->siblings.front().dot);
}

json::object Views::record(const Record& record) {
  const auto fields = shown_fields(record, schema());
  const Written* first = created(record);
  const Written* latest = first;
  for (const auto& field : record.fields()) {
    for (const Sibling& sibling : field.second.siblings) {
      const Written* written = authors_.of(sibling.dot);
      if (written != nullptr && (latest == nullptr || written->wall_ms > latest->wall_ms)) latest = written;
    }
  }
  const auto by = [](const Written* written) { return written == nullptr ? std::string() : written->by; };
  const auto at = [](const Written* written) { return instant_or_null(written == nullptr ? 0 : written->wall_ms); };
  return {{"record", record_json(record, schema(), authors_, {true, true})},
          {"seen", seen_of(fields)},
          {"mark", json::string(mark_of(record.id))},
          {"created_by", by(first)},
          {"created_at", at(first)},
          {"received_at", instant_or_null(first == nullptr ? 0 : first->received_ms)},
          {"changed_by", by(latest)},
          {"changed_at", at(latest)},
          {"conflicts", names_of(conflicts_of(record, schema()))},
          {"merged", names_of(merges_of(record, schema()))},
          {"is_void", is_void(record)},
          {"compartment", compartment_of(record)}};
}

json::object Views::card(const Record& client) {
  const std::string preferred = text(client, "preferred_name");
  const std::string given = text(client, "given_name");
  const std::string family = text(client, "family_name");
  std::string name = preferred.empty() ? given : preferred;
  if (!family.empty()) name += (name.empty() ? "" : " ") + family;
  if (name.empty()) name = label_of(client, schema());
  if (name.empty()) name = client.id.to_string().substr(0, 8);
  const std::string birth = text(client, "birth_date");
  const std::string death = text(client, "death_date");
  const std::string status = text(client, "status");
  const Value* interpreter = shown_value(client, schema(), "interpreter_needed");
  return {{"id", client.id.to_string()},
          {"name", name},
          {"given_name", given},
          {"family_name", family},
          {"preferred_name", preferred},
          {"birth_date", birth},
          {"age", years_between(birth, death.empty() ? today_ : death)},
          {"sex", text(client, "sex")},
          {"status", status},
          {"language", text(client, "language")},
          {"interpreter_needed", interpreter != nullptr && *interpreter == Value(true)},
          {"risk_level", text(client, "risk_level")},
          {"safety_alerts", shown_elements(client, schema(), "safety_alerts")},
          {"access_instructions", text(client, "access_instructions")},
          {"phones", shown_elements(client, schema(), "phones")},
          {"addresses", shown_elements(client, schema(), "addresses")},
          {"mark", json::string(mark_of(client.id))},
          {"conflicts", conflicts_of(client, schema()).size()},
          {"is_inactive", status == "closed" || status == "deceased" || !death.empty()}};
}

json::value Views::card_of(const std::optional<Uuid>& client) {
  if (!client) return nullptr;
  const auto known = cards_.find(*client);
  if (known != cards_.end()) return known->second;
  const auto record = workspace_.shown(RecordId{*client});
  return cards_[*client] = record ? json::value(card(*record)) : json::value();
}

std::string Views::client_name(const std::optional<Uuid>& client) {
  const json::value found = card_of(client);
  return found.is_object() ? std::string(found.get_object().at("name").get_string()) : std::string();
}

}  // namespace satchel
