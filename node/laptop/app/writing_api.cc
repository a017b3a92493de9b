// Saves, and forms that are half filled.
#include <algorithm>
#include <deque>

#include "node/laptop/app/desk.h"
#include "node/laptop/kept_forms.h"
#include "node/shared/clock.h"
#include "node/shared/form_edits.h"

namespace satchel {

namespace {

constexpr std::string_view kRequestsFact = "app requests";  // those that were answered, newest last
constexpr std::size_t kRequestsKept = 50;
constexpr std::size_t kSavesMax = 100;
constexpr std::size_t kSeenMax = 1000;

Error lacks(const std::string& what) { return {ErrorKind::usage, "the request lacks " + what, ""}; }

Result<RecordId> id_in(const json::object& object) {
  const auto id = Uuid::parse(text_in(object, "id"));
  if (!id || id->is_nil()) return lacks("the id of a record");
  return RecordId{*id};
}

// What the form displayed; nothing where the edit does not say it.
Result<std::optional<std::vector<Dot>>> seen_in(const json::object& edit) {
  const json::value* list = edit.if_contains("seen");
  if (list == nullptr) return std::optional<std::vector<Dot>>();
  if (!list->is_array() || list->get_array().size() > kSeenMax) return lacks("a list of at most 1,000 values that were seen");
  return std::optional(dots_in(list->get_array()));
}

// ---- one save ---------------------------------------------------------------------------------------------

// From the edits of a form to those of one save; the first edit decides in whose file it lies.
class SaveMaker {
 public:
  SaveMaker(LaptopWorkspace& workspace, const json::object& save)
      : workspace_(workspace), save_(save), own_(workspace.laptop().own_numbers()) {}

  Status make() {
    const json::value* edits = save_.if_contains("edits");
    if (edits == nullptr || !edits->is_array() || edits->get_array().empty()) return lacks("edits");
    for (const json::value& edit : edits->get_array()) {
      if (!edit.is_object()) return lacks("edits");
      if (const auto done = take(edit.get_object()); !done) return done;
    }
    if (edits_.empty()) return Done{};
    const auto saved = workspace_.save(*scope_, edits_);
    if (!saved) return saved.error();
    dot_ = *saved;
    return Done{};
  }

  json::object answer() const {
    json::array ids;
    for (const RecordId& id : touched_) ids.push_back(json::value(id.to_string()));
    return {{"save", dot_.is_none() ? json::value() : json::value(dot_.to_string())}, {"ids", std::move(ids)}};
  }

 private:
  Status take(const json::object& edit) {
    const auto id = id_in(edit);
    if (!id) return id.error();
    if (std::find(touched_.begin(), touched_.end(), *id) == touched_.end()) touched_.push_back(*id);
    const std::string what = text_in(edit, "do");
    if (what == "create") return create(*id, edit);
    const auto record = created_.count(*id) != 0 ? std::nullopt : workspace_.shown(*id);
    if (!record && created_.count(*id) == 0) {
      return Error{ErrorKind::not_found, "this record is not on this laptop any more",
                   "its file may have been given to somebody else; what you typed is still in the form"};
    }
    const TypeDef* type = created_.count(*id) != 0 ? created_.at(*id) : core_type(record->type);
    if (record && !scope_) scope_ = record->scope;
    if (what == "void" || what == "unvoid") return change_void(*id, what, edit);
    if (type == nullptr) return Error{ErrorKind::too_new, "this record is of a later version", "update the program"};
    return change_field(*id, *type, record ? &*record : nullptr, what, edit);
  }

  Status create(const RecordId& id, const json::object& edit) {
    const auto type = type_named(text_in(edit, "type"));
    if (!type) return type.error();
    const auto client = Uuid::parse(text_in(save_, "client_id"));
    const std::string word = text_in(save_, "compartment");
    const auto compartment = restricted_compartment(word);
    if (!word.empty() && !compartment) return Error{ErrorKind::bad_input, "there is no compartment " + word, ""};
    const auto scope = workspace_.scope_for(**type, id, client, compartment.value_or(ScopeKind::general));
    if (!scope) return scope.error();
    if (!scope_) scope_ = *scope;
    created_[id] = *type;
    Edit made;
    made.kind = EditKind::create;
    made.record = id;
    made.type = (*type)->id;
    edits_.push_back(made);
    const bool is_client = (*type)->name == kTypeClient || !scope->is_case_file();
    if (client && !is_client) {
      if (const auto done = set(id, **type, nullptr, {"client_id", json::value(client->to_string()), std::nullopt}); !done) return done;
    }
    const json::value* fields = edit.if_contains("fields");
    if (fields == nullptr || !fields->is_object()) return Done{};
    for (const auto& field : fields->get_object()) {
      const auto done = set(id, **type, nullptr, {field.key(), field.value(), std::nullopt});
      if (!done) return done;
    }
    return Done{};
  }

  Status set(const RecordId& id, const TypeDef& type, const Record* record, const FormField& field) {
    const auto edits = edits_of_form(workspace_, type, id, record, own_, field);
    if (!edits) return edits.error();
    edits_.insert(edits_.end(), edits->begin(), edits->end());
    return Done{};
  }

  Status change_field(const RecordId& id, const TypeDef& type, const Record* record, const std::string& what,
                      const json::object& edit) {
    const std::string name = text_in(edit, "field");
    const json::value* value = edit.if_contains("value");
    if (name.empty() || value == nullptr) return lacks("a field and its value");
    if (what == "set") {
      const auto seen = seen_in(edit);
      return seen ? set(id, type, record, {name, *value, *seen}) : Status(seen.error());
    }
    if (what != "add" && what != "remove") return lacks("what to do: set, add, remove, create, void or unvoid");
    const auto field = workspace_.field_named(type, name, false);
    if (!field) return field.error();
    const FieldDef* def = workspace_.schema().field(type.id, *field);
    if (def == nullptr || def->policy != Policy::unite) {
      return Error{ErrorKind::bad_input, name + " is no list", "use set"};
    }
    Edit made;
    made.kind = what == "add" ? EditKind::add : EditKind::remove;
    made.record = id;
    made.field = *field;
    made.value = from_json(*value);
    edits_.push_back(made);
    return Done{};
  }

  Status change_void(const RecordId& id, const std::string& what, const json::object& edit) {
    Edit made;
    made.kind = what == "void" ? EditKind::void_record : EditKind::lift_void;
    made.record = id;
    if (what == "void") made.value = text_in(edit, "reason");
    edits_.push_back(made);
    return Done{};
  }

  LaptopWorkspace& workspace_;
  const json::object& save_;
  std::vector<NodeNumber> own_;
  std::optional<ScopeId> scope_;
  std::vector<Edit> edits_;
  std::vector<RecordId> touched_;
  std::map<RecordId, const TypeDef*> created_;
  Dot dot_;
};

// ---- requests that were answered, and whose answer was perhaps lost -------------------------------------------

class AnsweredRequests {
 public:
  explicit AnsweredRequests(Store& store) : store_(store) {
    const auto kept = store.fact(kRequestsFact);
    const auto parsed = kept ? parse_json(*kept) : Result<json::value>(json::array());
    if (parsed && parsed->is_array()) list_ = parsed->get_array();
  }

  // Null: it was not answered yet. An Error: the same number stood for something else.
  Result<json::value> answer_of(const std::string& request, const std::string& digest) const {
    for (const json::value& item : list_) {
      if (!item.is_object() || text_in(item.get_object(), "request") != request) continue;
      if (text_in(item.get_object(), "digest") == digest) return item.get_object().at("answer");
      return Error{ErrorKind::changed, "this request was answered, and said something else then", "send it anew"};
    }
    return json::value();
  }

  void add(const std::string& request, const std::string& digest, const json::value& answer) {
    list_.push_back(json::object{{"request", request}, {"digest", digest}, {"answer", answer}});
    while (list_.size() > kRequestsKept) list_.erase(list_.begin());
    store_.put_fact(kRequestsFact, write_json(list_));
  }

 private:
  Store& store_;
  json::array list_;
};

Reply save(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  const auto id = Uuid::parse(request.text("request"));
  const json::value* saves = request.body.if_contains("saves");
  if (!id) return lacks("its own id");
  if (saves == nullptr || !saves->is_array() || saves->get_array().empty()) return lacks("saves");
  if (saves->get_array().size() > kSavesMax) {
    return Error{ErrorKind::over_limit, "that is more than 100 saves in one request", "send them in parts"};
  }
  Transaction transaction(workspace.store());
  AnsweredRequests answered(workspace.store());
  const std::string digest = sha256(write_json(*saves)).to_hex();
  const auto before = answered.answer_of(id->to_string(), digest);
  if (!before) return before.error();
  if (!before->is_null()) return *before;
  json::array done;
  for (const json::value& item : saves->get_array()) {
    if (!item.is_object()) return lacks("saves");
    SaveMaker maker(workspace, item.get_object());
    if (const auto made = maker.make(); !made) return made.error();
    done.push_back(maker.answer());
  }
  json::value answer = json::object{{"saved", std::move(done)}, {"at", instant_text(wall_clock_ms())}};
  answered.add(id->to_string(), digest, answer);
  // The half-filled form has become this save: both are durable, or neither.
  if (const std::string form = request.text("form"); !form.empty()) {
    if (const auto good = KeptForms::check_key(form); !good) return good.error();
    KeptForms(workspace).drop(form);
  }
  transaction.commit();
  return answer;
}

// ---- half-filled forms ----------------------------------------------------------------------------------------

Reply keep_form(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  KeptForm form{request.parts.front(), {}, instant_text(wall_clock_ms())};
  if (const auto good = KeptForms::check_key(form.key); !good) return good.error();
  const json::value* fields = request.body.if_contains("fields");
  if (fields == nullptr || !fields->is_object()) return lacks("fields");
  form.fields = fields->get_object();
  Transaction transaction(workspace.store());
  KeptForms(workspace).put(form);
  transaction.commit();
  return json::object{{"saved_at", form.saved_at}};
}

Reply show_form(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  if (const auto good = KeptForms::check_key(request.parts.front()); !good) return good.error();
  const auto kept = KeptForms(workspace).find(request.parts.front());
  if (!kept) return json::object{{"fields", nullptr}, {"saved_at", nullptr}};
  return json::object{{"fields", kept->fields}, {"saved_at", kept->saved_at}};
}

Reply discard_form(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  if (const auto good = KeptForms::check_key(request.parts.front()); !good) return good.error();
  Transaction transaction(workspace.store());
  KeptForms(workspace).drop(request.parts.front());
  transaction.commit();
  return json::object{};
}

}  // namespace

std::vector<Route> writing_routes() {
  return {changing_route("/api/saves", save), changing_route("/api/forms/{key}", keep_form),
          {"GET", "/api/forms/{key}", show_form}, changing_route("/api/forms/{key}/discard", discard_form)};
}

}  // namespace satchel
