// Conflicts: what needs a person, with what both sides began from, and the person's decision.
#include <algorithm>
#include <set>

#include "node/laptop/app/desk.h"
#include "node/laptop/app/views.h"
#include "node/shared/conflicts.h"
#include "sync/codec.h"

namespace satchel {

namespace {

class ConflictList {
 public:
  explicit ConflictList(LaptopWorkspace& workspace) : workspace_(workspace), views_(workspace) {}

  json::array all() {
    workspace_.store().each_in_conflict([&](const StoredRecord& row) {
      for (const Conflict& conflict : conflicts_of(row.shown(), views_.schema())) {
        add(row.shown(), conflict, conflict.id == kFieldVoid ? "void" : "values");
      }
    });
    for (const Record& record : records_with_merges(workspace_)) {
      for (const Conflict& merge : merges_of(record, views_.schema())) add(record, merge, "merged");
    }
    return std::move(list_);
  }

 private:
  void add(const Record& record, const Conflict& conflict, std::string_view kind) {
    const FieldDef* field = views_.schema().field(record.type, conflict.id);
    json::array values, edited, seen, codes;
    for (const Sibling* sibling : conflict.siblings) values.push_back(value_of(*sibling, record));
    for (const EditedValue& edit : conflict.edited) {
      json::object item = written(*edit.sibling);
      item["field"] = edit.field;
      item["label"] = edit.label;
      edited.push_back(std::move(item));
    }
    for (const Dot dot : conflict.dots()) seen.push_back(json::value(dot.to_string()));
    if (field != nullptr) {
      for (const std::string& code : field->codes) codes.push_back(json::value(code));
    }
    list_.push_back(json::object{{"kind", json::string(kind)},
                                 {"record_id", record.id.to_string()},
                                 {"type", type_name(record.type)},
                                 {"record_label", label_of(record, views_.schema())},
                                 {"client", views_.card_of(client_of(record))},
                                 {"field", conflict.field},
                                 {"label", conflict.label},
                                 {"value_kind", json::string(field == nullptr ? "any" : kind_word(field->kind))},
                                 {"codes", std::move(codes)},
                                 {"base", base_of(conflict)},
                                 {"values", std::move(values)},
                                 {"edited", std::move(edited)},
                                 {"seen", std::move(seen)}});
  }

  json::object written(const Sibling& sibling) {
    json::object object = sibling_json(sibling, views_.authors(), true);
    const Written* by = views_.authors().of(sibling.dot);
    object["mine"] = by != nullptr && by->by == views_.user();
    return object;
  }

  json::object value_of(const Sibling& sibling, const Record& record) {
    json::object object = written(sibling);
    object["mark"] = object["mine"].as_bool() ? json::string(views_.mark_of(record.id)) : json::string("office");
    return object;
  }

  std::optional<Op> op_of(Dot dot) {
    const auto row = workspace_.store().save_with(dot);
    const auto save = row && !row->sealed ? decode_save(*row) : Result<Save>(Error{});
    if (!save || dot.counter - row->first >= save->ops.size()) return std::nullopt;
    return save->ops[dot.counter - row->first];
  }

  // What was written first: by the two whose texts the office joined, where it is such a text.
  std::vector<Dot> written_by_people(const Conflict& conflict) {
    std::vector<Dot> dots;
    for (const Sibling* sibling : conflict.siblings) {
      const auto op = sibling->automatic ? op_of(sibling->dot) : std::nullopt;
      if (op) dots.insert(dots.end(), op->predecessors.begin(), op->predecessors.end());
      if (!op) dots.push_back(sibling->dot);
    }
    return dots;
  }

  // The value that all of them replaced, while it is still here.
  json::value base_of(const Conflict& conflict) {
    std::optional<std::set<Dot>> common;
    for (const Dot dot : written_by_people(conflict)) {
      const auto op = op_of(dot);
      std::set<Dot> replaced;
      if (op) replaced.insert(op->predecessors.begin(), op->predecessors.end());
      if (common) std::erase_if(*common, [&](Dot other) { return replaced.count(other) == 0; });
      if (!common) common = std::move(replaced);
    }
    if (conflict.id == kFieldVoid || !common || common->empty()) return nullptr;
    const Dot dot = *common->rbegin();
    const auto op = op_of(dot);
    const Written* by = views_.authors().of(dot);
    if (!op || !op->puts_value() || by == nullptr) return nullptr;
    return json::object{{"value", to_json(op->value)}, {"by", by->by}, {"at", instant_or_null(by->wall_ms)}};
  }

  LaptopWorkspace& workspace_;
  Views views_;
  json::array list_;
};

Reply list_conflicts(Desk&, LaptopWorkspace& workspace, const ApiRequest&) {
  return json::object{{"conflicts", ConflictList(workspace).all()}};
}

Reply decide(Desk&, LaptopWorkspace& workspace, const ApiRequest& request) {
  Decision decision;
  const auto id = Uuid::parse(request.text("record_id"));
  decision.field = request.text("field");
  const json::value* seen = request.body.if_contains("seen");
  if (!id || decision.field.empty() || seen == nullptr || !seen->is_array()) {
    return Error{ErrorKind::usage, "record_id, field and seen are needed", ""};
  }
  decision.record = {*id};
  decision.seen = dots_in(seen->get_array());
  const std::string keep = request.text("keep");
  if (!keep.empty()) decision.keep = Dot::parse(keep);
  const json::value* value = request.body.if_contains("value");
  if (!decision.keep && value == nullptr) return Error{ErrorKind::usage, "keep or value is needed", ""};
  if (value != nullptr) decision.value = from_json(*value);
  const auto decided = decide_conflict(workspace, decision);
  if (!decided) return decided.error();
  return json::object{};
}

}  // namespace

std::vector<Route> conflict_routes() {
  return {{"GET", "/api/conflicts", list_conflicts}, changing_route("/api/conflicts/decide", decide)};
}

}  // namespace satchel
