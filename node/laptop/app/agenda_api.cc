// The day: visits, and what is left to do before the lid is closed.
#include <algorithm>

#include "node/laptop/app/desk.h"
#include "node/laptop/app/views.h"
#include "node/laptop/kept_forms.h"
#include "node/laptop/note_drafts.h"
#include "node/shared/clock.h"
#include "storage/lookup.h"

namespace satchel {

namespace {

// A visit without a worker is of whoever planned it here.
bool is_mine(Views& views, const Record& visit) {
  const std::string worker = views.text(visit, "worker_id");
  if (!worker.empty()) return worker == views.worker();
  const Written* created = views.created(visit);
  return created != nullptr && created->by == views.user();
}

class Agenda {
 public:
  explicit Agenda(LaptopWorkspace& workspace)
      : workspace_(workspace),
        views_(workspace),
        lookup_(workspace.store().database()),
        drafts_(NoteDrafts(workspace).all()) {}

  Views& views() { return views_; }
  Lookup& lookup() { return lookup_; }
  LaptopWorkspace& workspace() { return workspace_; }
  const std::vector<NoteDraft>& drafts() const { return drafts_; }

  // Those that are not void.
  std::vector<Record> records(const std::vector<RecordId>& ids) {
    std::vector<Record> records;
    for (const RecordId& id : ids) {
      auto record = workspace_.shown(id);
      if (record && !is_void(*record)) records.push_back(std::move(*record));
    }
    return records;
  }

  json::value note_of(const Record& visit) {
    for (const NoteDraft& draft : drafts_) {
      if (!draft.visit || *draft.visit != visit.id.uuid) continue;
      return json::object{{"id", draft.id.to_string()},
                          {"status", draft.is_signed() ? "signed" : "draft"},
                          {"is_local", true}};
    }
    json::value found = nullptr;
    for (const Record& note : records(lookup_.notes_of_visit(visit.id))) {
      if (!views_.text(note, "amends").empty()) continue;  // an addendum is no note of its own
      const std::string status = views_.text(note, "status");
      found = json::object{{"id", note.id.to_string()},
                           {"status", status.empty() ? "draft" : status},
                           {"is_local", false}};
      if (status == "signed" || status == "co_signed") break;
    }
    return found;
  }

  json::array visits(const std::vector<RecordId>& ids, bool only_mine) {
    json::array list;
    for (const Record& visit : records(ids)) {
      const bool mine = is_mine(views_, visit);
      if (only_mine && !mine) continue;
      json::value client = views_.card_of(client_of(visit));
      if (client.is_null()) continue;
      json::object view = views_.record(visit);
      view["client"] = std::move(client);
      view["mine"] = mine;
      view["note"] = note_of(visit);
      view["jots"] = shown_elements(visit, views_.schema(), "jots").size();
      list.push_back(std::move(view));
    }
    return list;
  }

  // Whether the office has the visit, and all that was written about it.
  bool is_at_office(const Record& visit) {
    if (views_.mark_of(visit.id) == "here") return false;
    const bool has_draft = std::any_of(drafts_.begin(), drafts_.end(), [&](const NoteDraft& draft) {
      return draft.visit && *draft.visit == visit.id.uuid;
    });
    const auto notes = lookup_.notes_of_visit(visit.id);
    return !has_draft && std::none_of(notes.begin(), notes.end(),
                                      [&](const RecordId& note) { return views_.mark_of(note) == "here"; });
  }

 private:
  LaptopWorkspace& workspace_;
  Views views_;
  Lookup lookup_;
  std::vector<NoteDraft> drafts_;
};

Reply show_visits(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto from = request.instant("from"), to = request.instant("to");
  if (!from) return from.error();
  if (!to) return to.error();
  Agenda agenda(workspace);
  Lookup& lookup = agenda.lookup();
  const std::string& worker = agenda.views().worker();
  return json::object{{"visits", agenda.visits(lookup.visits_between(*from, *to, worker), false)},
                      {"overdue", agenda.visits(lookup.visits_not_begun_before(*from, worker), true)},
                      {"unfinished", agenda.visits(lookup.visits_in_progress(*from, worker), true)}};
}

// ---- loose ends -------------------------------------------------------------------------------------------

// Nobody walks through more in an evening.
constexpr std::size_t kItemsMax = 200;
constexpr std::string_view kEver = "9999";  // later than any instant

class LooseEnds {
 public:
  LooseEnds(LaptopWorkspace& workspace, std::string from, std::string to)
      : agenda_(workspace), from_(std::move(from)), to_(std::move(to)) {}

  json::object all() {
    visits_not_ended();
    visits_not_begun();
    visits_without_note();
    notes_not_signed();
    forms_not_saved();
    values_to_decide();
    call_backs();
    std::uint64_t today = 0, at_office = 0;
    for (const Record& visit : agenda_.records(agenda_.lookup().visits_between(from_, to_, worker()))) {
      if (!is_mine(agenda_.views(), visit) || !took_place(visit)) continue;
      ++today;
      at_office += agenda_.is_at_office(visit) ? 1 : 0;
    }
    return {{"items", std::move(items_)}, {"visits_today", today}, {"visits_at_office", at_office}};
  }

 private:
  std::string text(const Record& record, std::string_view field) { return agenda_.views().text(record, field); }
  const std::string& worker() { return agenda_.views().worker(); }

  // Somebody went there, whatever came of it.
  bool took_place(const Record& visit) {
    const std::string status = text(visit, "status");
    return status == "completed" || status == "attempted" || status == "no_show" || status == "refused" ||
           status == "in_progress";
  }

  void add(std::string_view kind, const std::optional<Uuid>& client, const Uuid& record, const std::string& at,
           const std::string& words, const std::string& visit, const std::string& note) {
    const auto or_null = [](const std::string& value) { return value.empty() ? json::value() : json::value(value); };
    items_.push_back(json::object{{"kind", json::string(kind)},
                                  {"client", agenda_.views().card_of(client)},
                                  {"visit_id", or_null(visit)},
                                  {"note_id", or_null(note)},
                                  {"record_id", record.is_nil() ? std::string() : record.to_string()},
                                  {"at", or_null(at)},
                                  {"text", words}});
  }

  void add_visit(std::string_view kind, const Record& visit, const std::string& words) {
    add(kind, client_of(visit), visit.id.uuid, text(visit, "planned_start"), words, visit.id.to_string(), "");
  }

  void visits_not_ended() {
    for (const Record& visit : agenda_.records(agenda_.lookup().visits_in_progress(kEver, worker()))) {
      if (is_mine(agenda_.views(), visit)) add_visit("visit_not_ended", visit, text(visit, "reason"));
    }
  }

  void visits_not_begun() {
    const std::string now = std::min(to_, instant_text(wall_clock_ms()));
    for (const Record& visit : agenda_.records(agenda_.lookup().visits_not_begun_before(now, worker()))) {
      if (is_mine(agenda_.views(), visit)) add_visit("visit_not_begun", visit, text(visit, "reason"));
    }
  }

  void visits_without_note() {
    for (const Record& visit : agenda_.records(agenda_.lookup().visits_without_note(worker()))) {
      if (!is_mine(agenda_.views(), visit) || !agenda_.note_of(visit).is_null()) continue;
      const json::array jots = shown_elements(visit, agenda_.views().schema(), "jots");
      add_visit(jots.empty() ? "visit_without_note" : "jot_without_note", visit,
                jots.empty() ? text(visit, "reason") : words_of_jot(jots.front()));
    }
  }

  static std::string words_of_jot(const json::value& jot) {
    return jot.is_object() ? text_in(jot.get_object(), "text") : std::string();
  }

  void notes_not_signed() {
    std::vector<Uuid> local;
    for (const NoteDraft& draft : agenda_.drafts()) {
      local.push_back(draft.id);
      const bool is_left_over = !draft.problem.empty() || agenda_.views().card_of(draft.client).is_null();
      if (draft.is_signed() && !is_left_over) continue;
      const json::value* title = draft.fields.if_contains("title");
      const json::value* body = draft.fields.if_contains("body");
      const json::value* words = title != nullptr && title->is_string() && !title->get_string().empty() ? title : body;
      add(is_left_over ? "left_over_draft" : "note_not_signed", draft.client, draft.id,
          instant_text(draft.saved_ms), words != nullptr && words->is_string() ? std::string(words->get_string()) : "",
          draft.visit ? draft.visit->to_string() : "", draft.id.to_string());
    }
    for (const Record& note : agenda_.records(agenda_.lookup().notes_in_draft_of(worker()))) {
      if (std::find(local.begin(), local.end(), note.id.uuid) != local.end()) continue;
      add("note_not_signed", client_of(note), note.id.uuid, text(note, "happened_at"),
          label_of(note, agenda_.views().schema()), text(note, "visit_id"), note.id.to_string());
    }
  }

  // Words in a form that nobody has saved: they are kept, and the office does not get them.
  void forms_not_saved() {
    for (const KeptForm& form : KeptForms(agenda_.workspace()).all()) {
      const auto about = form.record();
      const auto record = about ? agenda_.workspace().shown(RecordId{*about}) : std::nullopt;
      const bool is_visit = record && record->type == core_type("visit")->id;
      add("form_not_saved", record ? client_of(*record) : std::nullopt, about.value_or(Uuid{}), form.saved_at, form.key,
          is_visit ? about->to_string() : "", "");
    }
  }

  // Of visits that this worker makes: which of the values holds decides whether somebody is waited for.
  void values_to_decide() {
    for (const Record& visit : agenda_.records(agenda_.lookup().visits_in_conflict(worker()))) {
      add_visit("visit_to_decide", visit, text(visit, "reason"));
    }
  }

  // Who is to be called, and about what.
  std::string words_of_call(const Record& call) {
    std::string words = text(call, "person_name");
    for (const char* field : {"subject", "outcome_remarks", "body"}) {
      const std::string more = text(call, field);
      if (more.empty()) continue;
      return words.empty() ? more : words + ": " + more;
    }
    return words;
  }

  void call_backs() {
    constexpr std::size_t kDateLength = 10;
    const std::string today = local_time_text(wall_clock_ms()).substr(0, kDateLength);
    for (const Record& call : agenda_.records(agenda_.lookup().call_backs_due(today))) {
      if (items_.size() >= kItemsMax) return;
      add("call_back_due", client_of(call), call.id.uuid, text(call, "call_back_by"), words_of_call(call), "", "");
    }
  }

  Agenda agenda_;
  std::string from_;
  std::string to_;
  json::array items_;
};

Reply show_loose_ends(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto from = request.instant("from"), to = request.instant("to");
  if (!from) return from.error();
  if (!to) return to.error();
  return LooseEnds(workspace, *from, *to).all();
}

}  // namespace

std::vector<Route> agenda_routes() {
  return {{"GET", "/api/visits", show_visits}, {"GET", "/api/loose-ends", show_loose_ends}};
}

}  // namespace satchel
