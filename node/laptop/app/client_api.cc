// Clients and their files: lists, search, the whole of one file, what others changed in it.
#include <algorithm>
#include <map>

#include "node/laptop/app/desk.h"
#include "node/laptop/app/duplicates.h"
#include "node/laptop/app/note_view.h"
#include "node/laptop/app/views.h"
#include "node/shared/browse.h"
#include "node/shared/clock.h"
#include "node/shared/history.h"
#include "storage/lookup.h"
#include "sync/codec.h"

namespace satchel {

namespace {

constexpr std::uint64_t kClientsMax = 500;
constexpr std::size_t kFoundMax = 50;

constexpr ScopeKind kCompartments[] = {ScopeKind::general, ScopeKind::behavioural, ScopeKind::substance_use,
                                       ScopeKind::protection};

Result<Record> client_named(LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  auto record = workspace.shown(*id);
  if (!record || type_name(record->type) != kTypeClient) {
    return Error{ErrorKind::not_found, "this client is not on this laptop",
                 "the file may have been given to somebody else; ask the office"};
  }
  return std::move(*record);
}

Reply list_clients(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  Views views(workspace);
  Lookup lookup(workspace.store().database());
  json::array clients;
  const auto ids = lookup.clients_by_name(request.number("offset", 0, UINT64_MAX),
                                          request.number("limit", kClientsMax, kClientsMax));
  for (const RecordId& id : ids) {
    if (const auto record = workspace.shown(id)) clients.push_back(views.card(*record));
  }
  return json::object{{"clients", std::move(clients)}, {"total", lookup.client_count()}};
}

// ---- one file ---------------------------------------------------------------------------------------------

json::object why_here(LaptopWorkspace& workspace, const Uuid& client) {
  json::array compartments;
  bool provisional = false, withdrawn = false;
  for (const ScopeKind kind : kCompartments) {
    const auto scope = workspace.store().scope(case_file(client, kind));
    if (!scope || !scope->is_held()) continue;
    compartments.push_back(json::value(name_of(kind)));
    provisional = provisional || scope->provisional;
    withdrawn = withdrawn || scope->withdrawn != 0;
  }
  return {{"compartments", std::move(compartments)},
          {"cause", provisional ? "opened_here" : "granted"},
          {"withdrawn", withdrawn}};
}

Reply show_case_file(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto client = client_named(workspace, request);
  if (!client) return client.error();
  Views views(workspace);
  json::array records;
  for (const ScopeKind kind : kCompartments) {
    workspace.store().each_record(case_file(client->id.uuid, kind), [&](const StoredRecord& row) {
      const Record& record = row.shown();
      if (record.exists() && record.id != client->id) records.push_back(views.record(record));
    });
  }
  json::array drafts;
  for (const NoteDraft& draft : NoteDrafts(workspace).all()) {
    if (draft.client == client->id.uuid) drafts.push_back(view_of(draft));
  }
  return json::object{{"client", views.record(*client)},
                      {"card", views.card(*client)},
                      {"records", std::move(records)},
                      {"drafts", std::move(drafts)},
                      {"why", why_here(workspace, client->id.uuid)}};
}

// What others did to one record since a time, in one line.
struct Change {
  std::vector<std::string> fields;
  bool created = false;
  std::string by;
  std::int64_t at_ms = 0;
  std::int64_t received_ms = 0;
};

class ChangesOfOthers {
 public:
  ChangesOfOthers(LaptopWorkspace& workspace, std::string since)
      : workspace_(workspace), views_(workspace), since_(std::move(since)) {}

  json::array in(const Uuid& client) {
    for (const ScopeKind kind : kCompartments) {
      workspace_.store().each_save_in(case_file(client, kind), [&](const StoredSave& row) { take(row); });
    }
    std::vector<std::pair<RecordId, Change>> newest(changes_.begin(), changes_.end());
    std::sort(newest.begin(), newest.end(), [](const auto& a, const auto& b) {
      return std::max(a.second.at_ms, a.second.received_ms) > std::max(b.second.at_ms, b.second.received_ms);
    });
    json::array list;
    for (const auto& [id, change] : newest) list.push_back(to_json(id, change));
    return list;
  }

 private:
  // A late arrival is news, too, whenever it was written.
  bool is_news(const StoredSave& row, const Save& save) const {
    if (!row.is_applied() || save.user == views_.user()) return false;
    return instant_text(save.wall_ms) >= since_ || (row.received_ms != 0 && instant_text(row.received_ms) >= since_);
  }

  void take(const StoredSave& row) {
    const auto save = row.sealed ? Result<Save>(Error{}) : decode_save(row);
    if (!save || !is_news(row, *save)) return;
    for (const Op& op : save->ops) {
      if (!op.changes_record()) continue;
      const auto record = workspace_.shown(op.record);
      if (!record) continue;
      Change& change = changes_[op.record];
      change.created = change.created || op.kind == OpKind::create;
      if (save->wall_ms >= change.at_ms) change.by = save->user;
      change.at_ms = std::max(change.at_ms, save->wall_ms);
      change.received_ms = std::max(change.received_ms, row.received_ms);
      if (op.is_field_op()) add_field(change, field_name(views_.schema(), record->type, op.field));
    }
  }

  static void add_field(Change& change, std::string name) {
    const bool is_known = std::find(change.fields.begin(), change.fields.end(), name) != change.fields.end();
    if (!is_known && name != "client_id") change.fields.push_back(std::move(name));
  }

  json::object to_json(const RecordId& id, const Change& change) {
    const auto record = workspace_.shown(id);
    json::array fields;
    for (const std::string& name : change.fields) fields.push_back(json::value(name));
    return {{"record_id", id.to_string()},
            {"type", type_name(record->type)},
            {"label", label_of(*record, views_.schema())},
            {"fields", std::move(fields)},
            {"created", change.created},
            {"by", change.by},
            {"at", instant_or_null(change.at_ms)},
            {"received_at", instant_or_null(change.received_ms)}};
  }

  LaptopWorkspace& workspace_;
  Views views_;
  std::string since_;
  std::map<RecordId, Change> changes_;
};

Reply show_changes(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto client = client_named(workspace, request);
  if (!client) return client.error();
  const auto since = request.instant("since");
  if (!since) return since.error();
  return json::object{{"changes", ChangesOfOthers(workspace, *since).in(client->id.uuid)}};
}

// ---- any record -------------------------------------------------------------------------------------------

Reply show_record(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  const auto record = workspace.shown(*id);
  if (!record) return no_record(*id);
  return Views(workspace).record(*record);
}

Reply show_history(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  const auto entries = history_of(workspace, *id);
  if (!entries) return entries.error();
  const auto record = workspace.shown(*id);
  json::array list;
  for (const HistoryEntry& entry : *entries) {
    json::object object = history_json(entry);
    const FieldDef* field =
        record && entry.field ? workspace.schema().field(record->type, *entry.field) : nullptr;
    object["label"] = field == nullptr ? entry.field_name : field->label;
    object["automatic"] = entry.automatic;
    object["reason"] = entry.reason;
    list.push_back(std::move(object));
  }
  return json::object{{"history", std::move(list)}};
}

Reply search(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  Views views(workspace);
  SearchOptions options;
  const json::value* limit = request.body.if_contains("limit");
  options.limit = limit != nullptr && limit->is_int64() && limit->get_int64() > 0
                      ? std::min<std::size_t>(static_cast<std::size_t>(limit->get_int64()), kFoundMax)
                      : kFoundMax;
  const std::string words = request.text("words");
  std::vector<RecordId> ids = workspace.store().search(words, options);
  if (const auto id = Uuid::parse(words)) ids.insert(ids.begin(), RecordId{*id});
  json::array found;
  for (const RecordId& id : ids) {
    const auto record = workspace.shown(id);
    if (!record) continue;
    found.push_back(json::object{{"id", id.to_string()},
                                 {"type", type_name(record->type)},
                                 {"label", label_of(*record, views.schema())},
                                 {"client", views.card_of(client_of(*record))}});
  }
  return json::object{{"found", std::move(found)}};
}

Reply hint_at_duplicates(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  Views views(workspace);
  json::array hints;
  for (const DuplicateHint& hint : likely_duplicates(workspace, new_client_from(request.body))) {
    const auto record = workspace.shown(hint.client);
    if (!record) continue;
    json::array because;
    for (const std::string_view reason : hint.because) because.push_back(json::string(reason));
    hints.push_back(json::object{{"client", views.card(*record)}, {"because", std::move(because)}});
  }
  return json::object{{"hints", std::move(hints)}};
}

// ---- what all files share ---------------------------------------------------------------------------------

Reply list_workers(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  Views views(workspace);
  json::array workers;
  for (const RecordId& id : Lookup(workspace.store().database()).workers()) {
    const auto record = workspace.shown(id);
    if (!record) continue;
    workers.push_back(json::object{{"id", id.to_string()},
                                   {"name", label_of(*record, views.schema())},
                                   {"roles", shown_elements(*record, views.schema(), "roles")},
                                   {"credential", views.text(*record, "credential")},
                                   {"is_me", id.to_string() == views.worker()}});
  }
  return json::object{{"workers", std::move(workers)}};
}

Reply list_organizations(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  json::array organizations;
  for (const RecordId& id : Lookup(workspace.store().database()).organizations()) {
    const auto record = workspace.shown(id);
    if (!record) continue;
    organizations.push_back(json::object{{"id", id.to_string()},
                                         {"name", label_of(*record, workspace.schema())},
                                         {"kind", shown_text(*record, workspace.schema(), "kind")}});
  }
  return json::object{{"organizations", std::move(organizations)}};
}

std::string_view policy_word(Policy policy) {
  constexpr std::string_view kWords[] = {"newest_received", "max", "min", "unite", "further", "manual"};
  return kWords[static_cast<std::size_t>(policy)];
}

json::object to_json(const FieldDef& field) {
  json::array codes, exits;
  for (const std::string& code : field.codes) codes.push_back(json::value(code));
  for (const std::string& exit : field.exits) exits.push_back(json::value(exit));
  return {{"name", field.name},
          {"label", field.label},
          {"kind", json::string(kind_word(field.kind))},
          {"policy", json::string(policy_word(field.policy))},
          {"codes", std::move(codes)},
          {"exits", std::move(exits)},
          {"target", field.target}};
}

Reply show_schema(Desk&, LaptopWorkspace&, const ApiRequest&) {
  json::array types;
  for (const TypeDef& type : core_types()) {
    json::array fields;
    for (const FieldDef& field : type.fields) {
      if (!field.retired) fields.push_back(to_json(field));
    }
    types.push_back(json::object{{"name", type.name}, {"label", type.label}, {"fields", std::move(fields)}});
  }
  return json::object{{"types", std::move(types)}};
}

}  // namespace

std::vector<Route> client_routes() {
  return {{"GET", "/api/clients", list_clients},
          {"GET", "/api/clients/{id}", show_case_file},
          {"GET", "/api/clients/{id}/changes", show_changes},
          {"GET", "/api/records/{id}", show_record},
          {"GET", "/api/records/{id}/history", show_history},
          {"POST", "/api/search", search},
          {"POST", "/api/duplicates", hint_at_duplicates},
          {"GET", "/api/workers", list_workers},
          {"GET", "/api/organizations", list_organizations},
          {"GET", "/api/schema", show_schema}};
}

}  // namespace satchel
