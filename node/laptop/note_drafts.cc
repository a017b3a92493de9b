#include "node/laptop/note_drafts.h"

#include <algorithm>

#include "node/shared/clock.h"
#include "node/shared/form_edits.h"
#include "node/shared/record_json.h"
#include "sync/signed_note.h"

namespace satchel {

namespace {

constexpr std::string_view kPrefix = "draft note ";
constexpr const char* kDiscarded = "draft discarded";

std::string fact_name(const Uuid& id) { return std::string(kPrefix) + id.to_string(); }

std::int64_t number_in(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

json::object object_in(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : json::object();
}

std::string to_fact(const NoteDraft& draft) {
  return write_json(json::object{{"client", draft.client.to_string()},
                                 {"visit", draft.visit ? draft.visit->to_string() : std::string()},
                                 {"compartment", draft.compartment},
                                 {"fields", draft.fields},
                                 {"sections", draft.sections},
                                 {"saved_ms", draft.saved_ms},
                                 {"signed_ms", draft.signed_ms},
                                 {"credential", draft.credential},
                                 {"handed_in", draft.handed_in},
                                 {"problem", draft.problem}});
}

std::optional<NoteDraft> from_fact(std::string_view name, std::string_view bytes) {
  const auto id = Uuid::parse(name.substr(kPrefix.size()));
  const auto parsed = parse_json(bytes);
  if (!id || !parsed || !parsed->is_object()) return std::nullopt;
  const json::object& object = parsed->get_object();
  NoteDraft draft;
  draft.id = *id;
  draft.client = Uuid::parse(text_in(object, "client")).value_or(Uuid{});
  draft.visit = Uuid::parse(text_in(object, "visit"));
  draft.compartment = text_in(object, "compartment");
  draft.fields = object_in(object, "fields");
  draft.sections = object_in(object, "sections");
  draft.saved_ms = number_in(object, "saved_ms");
  draft.signed_ms = number_in(object, "signed_ms");
  draft.credential = text_in(object, "credential");
  draft.handed_in = text_in(object, "handed_in");
  draft.problem = text_in(object, "problem");
  return draft;
}

std::string digest_of(const json::object& fields) { return sha256(write_json(fields, true)).to_hex(); }

// Whether the office would get anything new.
bool has_news(const NoteDraft& draft) { return draft.is_signed() || digest_of(draft.fields) != draft.handed_in; }

const TypeDef& note_type() { return *core_type("note"); }

Error written_elsewhere() {
  return {ErrorKind::changed, "this note was written in another window meanwhile", "look at both texts"};
}

Error no_draft() {
  return {ErrorKind::not_found, "there is no such draft on this laptop", "it may have been handed in and signed"};
}

}  // namespace

// ---- the rows ---------------------------------------------------------------------------------------------

std::vector<NoteDraft> NoteDrafts::all() {
  std::vector<NoteDraft> drafts;
  workspace_.store().each_fact(kPrefix, [&](std::string_view name, std::string_view bytes) {
    if (auto draft = from_fact(name, bytes)) drafts.push_back(std::move(*draft));
  });
  return drafts;
}

std::optional<NoteDraft> NoteDrafts::find(const Uuid& id) {
  const std::string name = fact_name(id);
  const auto bytes = workspace_.store().fact(name);
  return bytes ? from_fact(name, *bytes) : std::nullopt;
}

void NoteDrafts::put(const NoteDraft& draft) { workspace_.store().put_fact(fact_name(draft.id), to_fact(draft)); }

void NoteDrafts::drop(const Uuid& id) { workspace_.store().remove_fact(fact_name(id)); }

std::uint64_t NoteDrafts::count_unsent() {
  std::uint64_t count = 0;
  for (const NoteDraft& draft : all()) count += has_news(draft) ? 1 : 0;
  return count;
}

// ---- writing ----------------------------------------------------------------------------------------------

// Whether a draft of this note can still become a part of it.
Status NoteDrafts::check_record(const Uuid& id) {
  const auto record = workspace_.shown(RecordId{id});
  if (!record) return Done{};
  if (record->type != note_type().id) {
    return Error{ErrorKind::bad_input, "there is another record with this id", "begin a new note"};
  }
  if (is_signed_note(*record, workspace_.schema())) {
    return Error{ErrorKind::changed, "the note is signed", "write an addendum"};
  }
  if (is_void(*record)) return Error{ErrorKind::changed, "the note was voided", "begin a new note"};
  return Done{};
}

Result<NoteDraft> NoteDrafts::keep(NoteDraft typed, std::int64_t base_ms, std::int64_t now_ms) {
  for (const auto& field : typed.fields) {
    const auto known = workspace_.field_named(note_type(), field.key(), false);
    if (!known) return known.error();
  }
  if (to_fact(typed).size() > kDraftBytesMax) {
    return Error{ErrorKind::over_limit, "the draft is longer than 2 MB", "write it as several notes"};
  }
  Transaction transaction(workspace_.store());
  const auto before = find(typed.id);
  if (before && before->is_signed()) {
    return Error{ErrorKind::changed, "the note is signed", "take the signature back to change the text"};
  }
  if (const auto good = check_record(typed.id); !good) return good.error();
  if (before && before->saved_ms != base_ms) return written_elsewhere();
  typed.saved_ms = before ? std::max(now_ms, before->saved_ms + 1) : now_ms;  // tells any two states apart
  typed.handed_in = before ? before->handed_in : "";
  put(typed);
  transaction.commit();
  return typed;
}

Result<NoteDraft> NoteDrafts::sign(const Uuid& id, std::int64_t base_ms, const std::string& credential,
                                   std::int64_t now_ms) {
  Transaction transaction(workspace_.store());
  auto draft = find(id);
  if (!draft) return no_draft();
  if (draft->is_signed()) return Error{ErrorKind::changed, "the note is signed already", ""};
  if (const auto good = check_record(id); !good) return good.error();
  if (draft->saved_ms != base_ms) return written_elsewhere();
  const std::string body = text_in(draft->fields, "body");
  if (body.empty()) return Error{ErrorKind::refused, "an empty note cannot be signed", "write something first"};
  if (body.size() > kNoteBytesMax) {
    return Error{ErrorKind::over_limit, "the note is too long to be signed: more than 40 KB",
                 "move a part of it into a second note"};
  }
  draft->signed_ms = now_ms;
  draft->credential = credential;
  put(*draft);
  transaction.commit();
  return std::move(*draft);
}

Result<NoteDraft> NoteDrafts::take_back_signature(const Uuid& id) {
  Transaction transaction(workspace_.store());
  auto draft = find(id);
  if (!draft) {
    return Error{ErrorKind::changed, "the signed note has left this laptop", "write an addendum"};
  }
  draft->signed_ms = 0;
  put(*draft);
  transaction.commit();
  return std::move(*draft);
}

Status NoteDrafts::discard(const Uuid& id) {
  Transaction transaction(workspace_.store());
  const auto draft = find(id);
  if (!draft) return no_draft();
  if (draft->is_signed()) {
    return Error{ErrorKind::refused, "the note is signed", "take the signature back first"};
  }
  drop(id);
  const auto record = workspace_.shown(RecordId{id});
  if (record && check_record(id)) {  // a note that was signed or voided meanwhile is left alone
    Edit edit;
    edit.kind = EditKind::void_record;
    edit.record = record->id;
    edit.value = std::string(kDiscarded);
    if (const auto saved = workspace_.save(record->scope, std::vector<Edit>{edit}); !saved) return saved.error();
  }
  transaction.commit();
  return Done{};
}

// ---- handing in -------------------------------------------------------------------------------------------

bool NoteDrafts::has_signed_one(std::int64_t now_ms) {
  const auto drafts = all();
  return std::any_of(drafts.begin(), drafts.end(), [&](const NoteDraft& draft) {
    return draft.is_signed() && draft.problem.empty() && !draft.rests(now_ms);
  });
}

void NoteDrafts::hand_in(HandIn what, std::int64_t now_ms) {
  for (const NoteDraft& draft : all()) {
    if (!has_news(draft)) continue;
    const auto done = hand_in_one(draft.id, what, now_ms);
    if (done || done.error().message == draft.problem) continue;
    Transaction transaction(workspace_.store());
    if (auto now = find(draft.id)) {
      now->problem = done.error().message;
      put(*now);
      transaction.commit();
    }
  }
}

// As it is in this very transaction: somebody may be typing, or has signed just now.
Status NoteDrafts::hand_in_one(const Uuid& id, HandIn what, std::int64_t now_ms) {
  Transaction transaction(workspace_.store());
  auto draft = find(id);
  if (!draft) return Done{};
  if (what == HandIn::what_has_rested && draft->is_signed() && draft->rests(now_ms)) return Done{};
  if (const auto good = check_record(id); !good) return good;
  if (const auto saved = save_fields(*draft); !saved) return saved;
  if (draft->is_signed()) {
    if (const auto saved = save_signature(*draft); !saved) return saved;
    drop(id);
  } else {
    draft->handed_in = digest_of(draft->fields);
    draft->problem.clear();
    put(*draft);
  }
  transaction.commit();
  return Done{};
}

Status NoteDrafts::save_fields(const NoteDraft& draft) {
  json::object fields = draft.fields;
  for (const char* of_the_signature : {"signature", "co_signature"}) fields.erase(of_the_signature);
  fields["client_id"] = draft.client.to_string();
  fields["author_id"] = workspace_.laptop().identity()->user.to_string();
  if (draft.visit) fields["visit_id"] = draft.visit->to_string();
  fields["status"] = "draft";
  return save_form(draft, fields);
}

// As the directory has it; the user's name where it has nothing.
std::string NoteDrafts::name_of_signer() {
  const auto who = workspace_.laptop().identity();
  const auto worker = workspace_.shown(RecordId{who->user});
  const std::string name = worker ? label_of(*worker, workspace_.schema()) : "";
  return name.empty() ? who->user_name : name;
}

// In a save of its own: the text is in it once more.
Status NoteDrafts::save_signature(const NoteDraft& draft) {
  const std::string body = text_in(draft.fields, "body");
  const std::string at = instant_text(draft.signed_ms);
  return save_form(draft, json::object{{"status", "signed"},
                                       {"written_at", at},
                                       {"signature", json::object{{"signer", workspace_.author().user},
                                                                  {"name", name_of_signer()},
                                                                  {"credential", draft.credential},
                                                                  {"at", at},
                                                                  {"text", body},
                                                                  {"sha256", sha256(body).to_hex()}}}});
}

// A draft shows what this laptop wrote, so nobody else's value was seen: it stays beside.
Status NoteDrafts::save_form(const NoteDraft& draft, const json::object& fields) {
  const RecordId id{draft.id};
  const auto own = workspace_.laptop().own_numbers();
  const auto record = workspace_.shown(id);
  const auto compartment = restricted_compartment(draft.compartment).value_or(ScopeKind::general);
  const auto scope = record ? Result<ScopeId>(record->scope)
                            : workspace_.scope_for(note_type(), id, draft.client, compartment);
  if (!scope) return scope.error();
  std::vector<Edit> edits;
  if (!record) {
    Edit create;
    create.kind = EditKind::create;
    create.record = id;
    create.type = note_type().id;
    edits.push_back(create);
  }
  for (const auto& field : fields) {
    const auto more = edits_of_form(workspace_, note_type(), id, record ? &*record : nullptr, own,
                                    {field.key(), field.value(), std::vector<Dot>{}});
    if (!more) return more.error();
    edits.insert(edits.end(), more->begin(), more->end());
  }
  if (edits.empty()) return Done{};
  const auto saved = workspace_.save(*scope, edits);
  if (!saved) return saved.error();
  return Done{};
}

}  // namespace satchel
