// What the office has: the state in one glance, what is only here, what waits for a decision, receipts, the month.
#include <algorithm>

#include "node/laptop/app/desk.h"
#include "node/laptop/app/views.h"
#include "node/laptop/note_drafts.h"
#include "node/laptop/sync_round.h"
#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/describe.h"
#include "node/shared/month.h"
#include "sync/codec.h"
#include "sync/receipts.h"

namespace satchel {

namespace {

constexpr std::size_t kUnsentMax = 500;

json::object to_json(const Error& error) {
  return {{"kind", error.kind == ErrorKind::offline ? "offline" : "problem"},
          {"message", error.message},
          {"hint", error.hint}};
}

json::object to_json(const SaveCounts& counts) {
  return {{"applied", counts.applied},   {"late", counts.late},         {"parked", counts.parked},
          {"accepted", counts.accepted}, {"declined", counts.declined}, {"duplicate", counts.duplicate}};
}

json::value receipt_json(const std::string& bytes, const std::string& office_key) {
  const auto receipt = open_receipt(bytes, office_key);
  if (!receipt) return nullptr;
  return json::object{{"receipt", receipt_name(bytes)},
                      {"at", instant_text(receipt->time_ms)},
                      {"counter", receipt->counter},
                      {"node", receipt->node},
                      {"counts", to_json(receipt->counts)}};
}

Reply show_state(Desk& desk, LaptopWorkspace& workspace, const ApiRequest&) {
  Laptop& laptop = workspace.laptop();
  const LaptopProgress progress = laptop.progress();
  const std::uint64_t here = laptop.pending_count();
  const std::uint64_t drafts = NoteDrafts(workspace).count_unsent();
  const SyncStatus::Now now = desk.sync().now();
  json::value receipt = nullptr;
  if (const auto latest = ReceiptBook(workspace.store()).latest()) {
    receipt = receipt_json(*latest, laptop.identity()->office_key);
  }
  json::value moving = nullptr;
  if (now.syncing) {
    moving = json::object{{"sent", now.sent}, {"to_send", here + now.sent}, {"received", now.received}};
  }
  return json::object{{"revision", desk.revision()},
                      {"here", here},
                      {"drafts", drafts},
                      {"office_has_all", here + drafts == 0 && progress.last_sync_ms != 0},
                      {"last_sync_at", instant_or_null(progress.last_sync_ms)},
                      {"syncing", now.syncing},
                      {"progress", moving},
                      {"problem", now.problem ? json::value(to_json(*now.problem)) : json::value()},
                      {"next_try_at", instant_or_null(now.next_try_ms)},
                      {"conflicts", count_conflicts(workspace)},
                      {"parked", parked_count(workspace)},
                      {"receipt", receipt},
                      {"clock_offset_ms", progress.clock_offset_ms}};
}

Reply sync_now(Desk& desk, const ApiRequest&, const std::string&) {
  desk.sync().ask();
  return json::object{};
}

// ---- saves in words ---------------------------------------------------------------------------------------

// The record that a save is about first of all.
const Op* first_change(const Save& save) {
  const auto found =
      std::find_if(save.ops.begin(), save.ops.end(), [](const Op& op) { return op.changes_record(); });
  return found == save.ops.end() ? nullptr : &*found;
}

json::object save_json(LaptopWorkspace& workspace, Views& views, const StoredSave& row) {
  const auto save = row.sealed ? Result<Save>(Error{}) : decode_save(row);
  json::object object{{"save", row.dot().to_string()},
                      {"what", describe_save(workspace, row)},
                      {"type", ""},
                      {"record_id", nullptr},
                      {"client_id", nullptr},
                      {"client_name", ""},
                      {"at", instant_or_null(save ? save->wall_ms : 0)}};
  if (!save) return object;
  if (const Op* op = first_change(*save)) {
    object["record_id"] = op->record.to_string();
    const auto record = workspace.shown(op->record);
    object["type"] = type_name(record ? record->type : op->type);
  }
  if (save->scope.is_case_file()) {
    object["client_id"] = save->scope.subject.to_string();
    object["client_name"] = views.client_name(save->scope.subject);
  }
  return object;
}

Reply list_unsent(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  Views views(workspace);
  json::array list;
  const auto who = workspace.laptop().identity();
  workspace.store().each_save_of(who->node, workspace.laptop().progress().acked, [&](const StoredSave& row) {
    list.push_back(save_json(workspace, views, row));
    return list.size() < kUnsentMax;
  });
  return json::object{{"unsent", std::move(list)}};
}

Reply list_parked(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  Views views(workspace);
  json::array list;
  workspace.store().each_in_inbox(workspace.laptop().identity()->user, 0, [&](const StoredSave& row) {
    json::object object = save_json(workspace, views, row);
    object["state"] = to_string(row.inbox_state);
    object["reason"] = row.reason;
    list.push_back(std::move(object));
    return true;
  });
  return json::object{{"parked", std::move(list)}};
}

Reply list_receipts(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  json::array list;
  const std::string key = workspace.laptop().identity()->office_key;
  for (const std::string& bytes : ReceiptBook(workspace.store()).kept()) list.push_back(receipt_json(bytes, key));
  return json::object{{"receipts", std::move(list)}};
}

// ---- the month --------------------------------------------------------------------------------------------

json::value number_or_null(const std::optional<double>& number) { return number ? json::value(*number) : json::value(); }

// What two counts of one visit differ in.
json::array what_differs(const VisitFigures* here, const VisitFigures* office) {
  json::array what;
  const auto say = [&](const char* word) { what.push_back(json::value(word)); };
  if (here == nullptr) return {"only_office"};
  if (office == nullptr) return {"only_here"};
  if (here->status != office->status) say("status");
  if (here->at != office->at) say("planned_start");
  if (here->minutes != office->minutes) say("minutes");
  if (here->units != office->units) say("units");
  if (here->mileage_km != office->mileage_km) say("mileage_km");
  if (here->has_signed_note != office->has_signed_note) say("note");
  return what;
}

class MonthView {
 public:
  MonthView(LaptopWorkspace& workspace, std::vector<VisitFigures> here, std::vector<VisitFigures> office)
      : views_(workspace), here_(std::move(here)), office_(std::move(office)) {}

  json::array differences() {
    json::array list;
    for (const VisitFigures& visit : here_) add_difference(list, &visit, find(office_, visit.visit));
    for (const VisitFigures& visit : office_) {
      if (find(here_, visit.visit) == nullptr) add_difference(list, nullptr, &visit);
    }
    return list;
  }

  json::array visits() {
    json::array list;
    for (const VisitFigures& visit : here_) {
      json::object object = named(visit);
      object["status"] = visit.status;
      object["minutes"] = number_or_null(visit.minutes);
      object["units"] = number_or_null(visit.units);
      object["mileage_km"] = number_or_null(visit.mileage_km);
      object["mark"] = json::string(views_.mark_of(visit.visit));
      list.push_back(std::move(object));
    }
    return list;
  }

 private:
  static const VisitFigures* find(const std::vector<VisitFigures>& visits, const RecordId& id) {
    const auto found =
        std::find_if(visits.begin(), visits.end(), [&](const VisitFigures& visit) { return visit.visit == id; });
    return found == visits.end() ? nullptr : &*found;
  }

  json::object named(const VisitFigures& visit) {
    return {{"visit_id", visit.visit.to_string()},
            {"client_id", visit.client ? json::value(visit.client->to_string()) : json::value()},
            {"client_name", views_.client_name(visit.client)},
            {"at", visit.at.empty() ? json::value() : json::value(visit.at)}};
  }

  void add_difference(json::array& list, const VisitFigures* here, const VisitFigures* office) {
    json::array what = what_differs(here, office);
    if (what.empty()) return;
    json::object object = named(here != nullptr ? *here : *office);
    object["what"] = std::move(what);
    list.push_back(std::move(object));
  }

  Views views_;
  std::vector<VisitFigures> here_;
  std::vector<VisitFigures> office_;
};

Reply show_month(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto month = request.query.find("month");
  const auto who = workspace.laptop().identity();
  const auto visits = [&](Side side) {
    return visits_of_month(workspace, month == request.query.end() ? "" : month->second, who->user.to_string(),
                           who->user_name, side);
  };
  const auto here = visits(Side::shown_here), office = visits(Side::at_office);
  if (!here) return here.error();
  if (!office) return office.error();
  const auto notes = [&](Side side) {
    return signed_notes_of_month(workspace, month->second, who->user.to_string(), side);
  };
  const auto notes_here = notes(Side::shown_here), notes_office = notes(Side::at_office);
  if (!notes_here) return notes_here.error();
  if (!notes_office) return notes_office.error();
  const LaptopProgress progress = workspace.laptop().progress();
  MonthView view(workspace, *here, *office);
  return json::object{{"month", month->second},
                      {"worker", who->user_name},
                      {"here", month_json(sum_of(*here, *notes_here))},
                      {"office", month_json(sum_of(*office, *notes_office))},
                      {"proven_at", instant_or_null(progress.proven_equal ? progress.last_sync_ms : 0)},
                      {"differences", view.differences()},
                      {"visits", view.visits()}};
}

}  // namespace

std::vector<Route> sync_routes() {
  Route asking{"POST", "/api/sync"};
  asking.handle_door = sync_now;
  return {{"GET", "/api/state", show_state},     {"GET", "/api/unsent", list_unsent},
          {"GET", "/api/parked", list_parked},   {"GET", "/api/receipts", list_receipts},
          {"GET", "/api/month", show_month},     std::move(asking)};
}

}  // namespace satchel
