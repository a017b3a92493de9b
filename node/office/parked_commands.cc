#include "node/office/parked_commands.h"

#include <CLI/CLI.hpp>

#include <map>

#include "node/office/open_office.h"
#include "node/shared/clock.h"
#include "node/shared/describe.h"
#include "sync/codec.h"

namespace satchel {

namespace {

constexpr std::size_t kShownBytesMax = 100;

struct ParkedWords {
  std::string id;
  std::string reason;
  std::string author = "admin";
};

const char* name_of(const Op& op) {
  if (op.unknown_kind != 0) return "unknown";
  switch (op.kind) {
    case OpKind::open:
      return "open";
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
    case OpKind::release:
      return "release";
    case OpKind::accept:
      return "accept";
    case OpKind::decline:
      return "decline";
  }
  return "unknown";
}

// The ops of one save, with the names that the schema has for them.
class OpNames {
 public:
  explicit OpNames(OfficeWorkspace& workspace) : workspace_(workspace) {}

  json::object to_json(const Op& op) {
    json::object item{{"op", name_of(op)}};
    const bool is_create = op.unknown_kind == 0 && op.kind == OpKind::create;
    if (is_create) created_[op.record] = op.type;
    if (!is_create && !op.is_field_op()) return item;
    const TypeId type_id = type_of(op.record);
    const TypeDef* type = workspace_.schema().type(type_id);
    item["type"] = type == nullptr ? json::value(nullptr) : json::value(type->name);
    item["id"] = op.record.to_string();
    if (is_create) return item;
    const FieldDef* field = workspace_.schema().field(type_id, op.field);
    item["field"] = field == nullptr ? std::to_string(op.field) : field->name;
    if (op.puts_value()) item["value"] = satchel::to_json(op.value);
    return item;
  }

 private:
  // A parked save may be about a record that is not here: then it has no type yet.
  TypeId type_of(const RecordId& id) {
    const auto created = created_.find(id);
    if (created != created_.end()) return created->second;
    const auto record = workspace_.shown(id);
    return record ? record->type : 0;
  }

  OfficeWorkspace& workspace_;
  std::map<RecordId, TypeId> created_;
};

json::array ops_of(OfficeWorkspace& workspace, const StoredSave& row) {
  json::array ops;
  const auto save = decode_save(row.raw);
  if (!save) return ops;
  OpNames names(workspace);
  for (const Op& op : save->ops) ops.push_back(names.to_json(op));
  return ops;
}

json::object to_json(OfficeWorkspace& workspace, const ParkedSave& parked) {
  const StoredSave& row = parked.row;
  json::object item{{"id", row.dot().to_string()},
                    {"user", parked.user},
                    {"node", row.node},
                    {"received_at", instant_text(row.received_ms)},
                    {"reason", row.reason},
                    {"waits", row.waits},
                    {"scope", row.scope.to_string()}};
  item["client_id"] = row.scope.is_case_file() && !row.scope.subject.is_nil()
                          ? json::value(row.scope.subject.to_string())
                          : json::value(nullptr);
  item["what"] = describe_save(workspace, row);
  item["ops"] = ops_of(workspace, row);
  return item;
}

// Not cut within a character.
std::string shortened(std::string text) {
  if (text.size() <= kShownBytesMax) return text;
  std::size_t end = kShownBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string words_of(const ParkedSave& parked, const json::object& item) {
  std::string text = parked.row.dot().to_string() + "  " + parked.user + ", received " +
                     local_time_text(parked.row.received_ms) + ": " + parked.row.reason +
                     (parked.row.waits ? " (follows by itself)" : "") + "\n      " +
                     std::string(item.at("what").get_string());
  for (const json::value& op : item.at("ops").get_array()) {
    const auto* value = op.get_object().if_contains("value");
    if (value == nullptr) continue;
    text += "\n      " + std::string(op.at("field").get_string()) + ": " +
            shortened(write_json(*value));
  }
  return text;
}

Result<ExitCode> run_parked_list(OfficeWorkspace& workspace, const Output& out) {
  const auto parked = workspace.office().parked();
  for (const ParkedSave& save : parked) {
    const json::object item = to_json(workspace, save);
    out.item(item, words_of(save, item));
  }
  if (parked.empty()) out.say("nothing is parked");
  return kDone;
}

Result<Dot> dot_of(const std::string& id) {
  const auto dot = Dot::parse(id);
  if (dot) return *dot;
  return Error{ErrorKind::bad_input, "\"" + id + "\" is not the id of a parked save",
               "ids look like 7.12; see `parked list`"};
}

Result<ExitCode> said(OfficeWorkspace& workspace, const Output& out, const std::string& id,
                      SaveState state) {
  const std::uint64_t left = workspace.office().parked().size();
  out.result(json::object{{"id", id}, {"state", to_string(state)}, {"parked", left}},
             id + " is " + to_string(state) + "; " + std::to_string(left) +
                 " still parked. Its author sees it at the next sync");
  return kDone;
}

Result<ExitCode> run_accept(OfficeWorkspace& workspace, const Output& out,
                            const ParkedWords& words) {
  const auto dot = dot_of(words.id);
  if (!dot) return dot.error();
  if (const auto good = check_person_name(words.author); !good) return good.error();
  workspace.write_as(words.author);
  Transaction transaction(workspace.store());
  if (const auto done = workspace.office().accept(*dot, workspace.author()); !done) {
    return done.error();
  }
  transaction.commit();
  return said(workspace, out, words.id, SaveState::accepted);
}

Result<ExitCode> run_decline(OfficeWorkspace& workspace, const Output& out,
                             const ParkedWords& words) {
  const auto dot = dot_of(words.id);
  if (!dot) return dot.error();
  if (const auto good = check_person_name(words.author); !good) return good.error();
  workspace.write_as(words.author);
  Transaction transaction(workspace.store());
  if (const auto done = workspace.office().decline(*dot, words.reason, workspace.author()); !done) {
    return done.error();
  }
  transaction.commit();
  return said(workspace, out, words.id, SaveState::declined);
}

}  // namespace

void add_parked_commands(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<ParkedWords>();
  CLI::App* group = add_group(app, "parked", "Saves that wait for a decision");
  add_office_command(*group, options, "list", "List them", run_parked_list);

  auto* accept = add_office_command(*group, options, "accept", "Apply one",
                                    [words](OfficeWorkspace& workspace, const Output& out) {
                                      return run_accept(workspace, out, *words);
                                    });
  accept->add_option("id", words->id, "Which one, as in the list")->required();
  accept->add_option("--as", words->author, "Who decides")->capture_default_str();

  auto* decline = add_office_command(*group, options, "decline",
                                     "Leave one out for good; its text stays readable",
                                     [words](OfficeWorkspace& workspace, const Output& out) {
                                       return run_decline(workspace, out, *words);
                                     });
  decline->add_option("id", words->id, "Which one, as in the list")->required();
  decline->add_option("--reason", words->reason, "Why; its author reads it")->required();
  decline->add_option("--as", words->author, "Who decides")->capture_default_str();
}

}  // namespace satchel
