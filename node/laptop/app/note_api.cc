// Notes while they are written: autosave, sign, take back.
#include "node/laptop/app/desk.h"
#include "node/laptop/app/note_view.h"
#include "node/laptop/app/settings.h"
#include "node/laptop/app/views.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

json::object object_of(const ApiRequest& request, std::string_view name) {
  const json::value* value = request.body.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : json::object();
}

// When the state was saved that the editor shows; 0: none was.
std::int64_t base_of(const ApiRequest& request) { return ms_of_instant(request.text("base")).value_or(0); }

Reply view_or(const Result<NoteDraft>& draft) {
  if (!draft) return draft.error();
  return view_of(*draft);
}

Reply keep(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  const auto client = Uuid::parse(request.text("client_id"));
  if (!client) return Error{ErrorKind::usage, "client_id is missing", "a note belongs to a client"};
  NoteDraft draft;
  draft.id = id->uuid;
  draft.client = *client;
  draft.visit = Uuid::parse(request.text("visit_id"));
  draft.compartment = request.text("compartment");
  draft.fields = object_of(request, "fields");
  draft.sections = object_of(request, "sections");
  return view_or(NoteDrafts(workspace).keep(std::move(draft), base_of(request), wall_clock_ms()));
}

Reply sign(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  std::string credential = request.text("credential");
  if (credential.empty()) credential = text_in(settings_of(workspace.store()), "credential");
  return view_or(NoteDrafts(workspace).sign(id->uuid, base_of(request), credential, wall_clock_ms()));
}

Reply take_back(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  return view_or(NoteDrafts(workspace).take_back_signature(id->uuid));
}

Reply discard(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = request.id();
  if (!id) return id.error();
  const auto done = NoteDrafts(workspace).discard(id->uuid);
  if (!done) return done.error();
  return json::object{};
}

Reply list_drafts(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  json::array notes;
  for (const NoteDraft& draft : NoteDrafts(workspace).all()) notes.push_back(view_of(draft));
  return json::object{{"notes", std::move(notes)}};
}

}  // namespace

json::object view_of(const NoteDraft& draft) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? json::value() : json::value(text); };
  return {{"id", draft.id.to_string()},
          {"client_id", draft.client.to_string()},
          {"visit_id", draft.visit ? json::value(draft.visit->to_string()) : json::value()},
          {"fields", draft.fields},
          {"sections", draft.sections},
          {"saved_at", instant_text(draft.saved_ms)},
          {"signed_at", instant_or_null(draft.signed_ms)},
          {"handed_in", !draft.handed_in.empty()},
          {"problem", text_or_null(draft.problem)}};
}

std::vector<Route> note_routes() {
  return {{"GET", "/api/drafts", list_drafts},
          changing_route("/api/notes/{id}/draft", keep),
          changing_route("/api/notes/{id}/sign", sign),
          changing_route("/api/notes/{id}/unsign", take_back),
          changing_route("/api/notes/{id}/discard", discard)};
}

}  // namespace satchel
