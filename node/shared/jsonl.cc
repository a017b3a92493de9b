#include "node/shared/jsonl.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "node/shared/field_words.h"
#include "sync/hash.h"
#include "sync/limits.h"

namespace satchel {

namespace {

// What one line comes to: the id that it is about, and whether anything had to be saved.
struct LineResult {
  std::string id;
  bool saved = false;
};
using TakeLine = std::function<Result<LineResult>(Workspace&, const json::object&, std::uint64_t line)>;

Result<std::string> text_of(const json::object& line, const char* key) {
  const auto* found = line.if_contains(key);
  if (found == nullptr || !found->is_string()) {
    return Error{ErrorKind::bad_input, std::string("\"") + key + "\" is missing or is no text", ""};
  }
  return std::string(found->get_string().c_str(), found->get_string().size());
}

Result<const TypeDef*> type_of(Workspace& workspace, const json::object& line) {
  const auto name = text_of(line, "type");
  if (!name) return name.error();
  const TypeDef* type = workspace.schema().type(*name);
  if (type == nullptr) {
    return Error{ErrorKind::bad_input, "unknown record type \"" + *name + "\"", ""};
  }
  return type;
}

Result<RecordId> id_of(const json::object& line) {
  const auto text = text_of(line, "id");
  if (!text) return text.error();
  const auto id = Uuid::parse(*text);
  if (!id || id->is_nil()) return Error{ErrorKind::bad_input, "\"id\" is not a uuid", ""};
  return RecordId{*id};
}

std::optional<Uuid> client_of(const json::object& line) {
  const auto text = text_of(line, "client_id");
  return text ? Uuid::parse(*text) : std::nullopt;
}

// As `dump` writes it: a restricted record never falls into the general file on its way back.
std::optional<ScopeKind> compartment_of(const json::object& line) {
  const json::value* word = line.if_contains("compartment");
  return word != nullptr && word->is_string() ? restricted_compartment(std::string(word->get_string()))
                                              : std::nullopt;
}

// The scope of a record that is here, or the one that a new record belongs into.
Result<ScopeId> scope_of(Workspace& workspace, const TypeDef& type, const RecordId& id,
                         const std::optional<Record>& before, const json::object& line) {
  if (before) return before->scope;
  return workspace.scope_for(type, id, client_of(line), compartment_of(line).value_or(ScopeKind::general));
}

Result<LineResult> import_line(Workspace& workspace, const json::object& line, const Uuid& id_if_none) {
  const auto type = type_of(workspace, line);
  if (!type) return type.error();
  RecordId id{id_if_none};
  if (line.contains("id")) {
    const auto given = id_of(line);
    if (!given) return given.error();
    id = *given;
  }
  const auto before = workspace.shown(id);
  if (before && before->type != (*type)->id) {
    return Error{ErrorKind::bad_input, "the record exists already, as another type", ""};
  }
  const auto scope = scope_of(workspace, **type, id, before, line);
  if (!scope) return scope.error();
  std::vector<Edit> edits;
  if (!before) {
    Edit create;
    create.kind = EditKind::create;
    create.record = id;
    create.type = (*type)->id;
    edits.push_back(create);
  }
  for (const auto& pair : line) {
    const std::string name(pair.key());
    if (name == "type" || name == "id") continue;
    if (name == "compartment" && compartment_of(line)) continue;
    const auto field = workspace.field_named(**type, name, true);
    if (!field) return field.error();
    const auto more = edits_from_json(workspace.schema().field((*type)->id, *field), *field, id,
                                      before ? &*before : nullptr, pair.value());
    edits.insert(edits.end(), more.begin(), more.end());
  }
  if (edits.empty()) return LineResult{id.to_string(), false};
  const auto saved = workspace.save(*scope, edits);
  if (!saved) return saved.error();
  return LineResult{id.to_string(), true};
}

Result<LineResult> apply_line(Workspace& workspace, const json::object& line) {
  const auto op = text_of(line, "op");
  if (!op) return op.error();
  const auto type = type_of(workspace, line);
  if (!type) return type.error();
  const auto id = id_of(line);
  if (!id) return id.error();
  const auto record = workspace.shown(*id);
  if (!record || record->type != (*type)->id) {
    return Error{ErrorKind::not_found, "there is no such " + (*type)->name + " here", ""};
  }
  std::vector<Edit> edits;
  if (*op == "del") {
    Edit edit;
    edit.kind = EditKind::void_record;
    edit.record = *id;
    edit.value = std::string("imported");
    edits.push_back(edit);
  } else if (*op == "set") {
    const auto name = text_of(line, "field");
    if (!name) return name.error();
    const auto* value = line.if_contains("value");
    if (value == nullptr) return Error{ErrorKind::bad_input, "\"value\" is missing", ""};
    const auto field = workspace.field_named(**type, *name, true);
    if (!field) return field.error();
    edits = edits_from_json(workspace.schema().field((*type)->id, *field), *field, *id, &*record,
                            *value);
  } else {
    return Error{ErrorKind::bad_input, "\"op\" is neither set nor del", ""};
  }
  if (edits.empty()) return LineResult{id->to_string(), false};
  const auto saved = workspace.save(record->scope, edits);
  if (!saved) return saved.error();
  return LineResult{id->to_string(), true};
}

Result<std::string> read_file(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    return Error{ErrorKind::bad_input, path + " is a folder, not a file", "name the file in it"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::not_found, "the file " + path + " cannot be read", ""};
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return Error{ErrorKind::not_found, "the file " + path + " cannot be read", ""};
  return bytes;
}

class Run {
 public:
  Run(Workspace& workspace, const JsonlOptions& options, std::string fact, TakeLine take)
      : workspace_(workspace), options_(options), fact_(std::move(fact)), take_(std::move(take)) {}

  Result<JsonlReport> over(const std::string& bytes) {
    if (const auto marker = workspace_.store().fact(fact_)) done_ = std::stoull(*marker);
    const std::uint64_t done = options_.again ? 0 : done_;
    bytes_ = bytes;
    std::uint64_t number = 0;
    for_each_line([&](std::string_view line) {
      ++number;
      if (line.find_first_not_of(" \t") == std::string_view::npos) return;
      ++report_.lines;
      if (number <= done && !was_bad(number)) {
        ++report_.earlier;
        return;
      }
      if (number <= done && is_overtaken(line, number, done)) {
        note_bad(number, "a later line about the same was taken meanwhile; it stays so");
        return;
      }
      if (!transaction_) transaction_.emplace(workspace_.store());
      take_one(line, number);
      ++in_transaction_;
      if (options_.each || in_transaction_ >= kSavesPerTransaction) flush(number);
    });
    flush(number);
    return report_;
  }

 private:
  void for_each_line(const std::function<void(std::string_view)>& take) const {
    std::size_t at = 0;
    bool is_first = true;
    while (at < bytes_.size()) {
      const std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
      std::string_view line = bytes_.substr(at, end - at);
      at = end + 1;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (is_first && line.substr(0, 3) == "\xef\xbb\xbf") line.remove_prefix(3);
      is_first = false;
      take(line);
    }
  }

  void take_one(std::string_view text, std::uint64_t number) {
    const auto result = [&]() -> Result<LineResult> {
      if (text.size() > limits::kJsonLineBytesMax) {
        return Error{ErrorKind::over_limit, "the line is longer than 1 MiB", ""};
      }
      const auto parsed = parse_json(text);
      if (!parsed) return parsed.error();
      if (!parsed->is_object()) return Error{ErrorKind::bad_input, "the line is no JSON object", ""};
      return take_(workspace_, parsed->get_object(), number);
    }();
    if (!result) {
      mark_bad(number, true);
      note_bad(number, result.error().message);
      return;
    }
    mark_bad(number, false);
    ++(result->saved ? report_.saved : report_.unchanged);
    if (options_.each) ids_.push_back(result->id);
  }

  void note_bad(std::uint64_t number, const std::string& why) {
    ++report_.bad;
    if (report_.problems.size() >= kProblemsMax) return;
    report_.problems.push_back("line " + std::to_string(number) + ": " + why);
  }

  // A line that could not be taken is tried again by the next run, when what it lacked may be there.
  std::string bad_fact(std::uint64_t number) const { return fact_ + " bad " + std::to_string(number); }
  bool was_bad(std::uint64_t number) {
    const auto mark = workspace_.store().fact(bad_fact(number));
    return mark && !mark->empty();
  }
  // A line that could not be taken says less than a later one about the same that could.
  bool is_overtaken(std::string_view line, std::uint64_t number, std::uint64_t done) {
    if (!last_taken_) {
      last_taken_.emplace();
      std::uint64_t at = 0;
      for_each_line([&](std::string_view other) {
        if (++at <= done && !was_bad(at)) {
          if (const auto id = subject_of(other)) (*last_taken_)[*id] = at;
        }
      });
    }
    const auto id = subject_of(line);
    const auto taken = id ? last_taken_->find(*id) : last_taken_->end();
    return taken != last_taken_->end() && taken->second > number;
  }
  // The record, and the field where the line is about one field.
  static std::optional<std::string> subject_of(std::string_view line) {
    const auto parsed = parse_json(line);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const auto& object = parsed->get_object();
    const auto id = text_of(object, "id");
    if (!id) return std::nullopt;
    const auto field = object.contains("op") ? text_of(object, "field") : Result<std::string>(std::string());
    return *id + " " + (field ? *field : "");
  }

  void mark_bad(std::uint64_t number, bool is_bad) {
    if (!is_bad && (number > done_ || !was_bad(number))) return;
    workspace_.store().put_fact(bad_fact(number), is_bad ? "bad" : "");
  }

  void flush(std::uint64_t number) {
    if (!transaction_) return;
    done_ = std::max(done_, number);
    workspace_.store().put_fact(fact_, std::to_string(done_));
    transaction_->commit();
    transaction_.reset();
    in_transaction_ = 0;
    for (const std::string& id : ids_) options_.durable(id);
    ids_.clear();
    if (options_.progress) options_.progress(number);
  }

  Workspace& workspace_;
  const JsonlOptions& options_;
  std::string fact_;
  std::string_view bytes_;
  std::uint64_t done_ = 0;  // the last line that this or an earlier run has looked at
  std::optional<std::map<std::string, std::uint64_t>> last_taken_;  // by subject: the last line taken
  TakeLine take_;
  JsonlReport report_;
  std::optional<Transaction> transaction_;
  std::size_t in_transaction_ = 0;
  std::vector<std::string> ids_;
};

}  // namespace

Result<JsonlReport> import_jsonl(Workspace& workspace, const std::string& file,
                                 const JsonlOptions& options) {
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  const std::string hash = sha256(*bytes).to_hex();
  // A line without an id gets one from the file's contents and its number, the same in every run.
  const auto take = [hash](Workspace& where, const json::object& line, std::uint64_t number) {
    return import_line(where, line, Uuid::from_name(hash + ":" + std::to_string(number)));
  };
  return Run(workspace, options, "import jsonl " + hash, take).over(*bytes);
}

Result<JsonlReport> apply_jsonl(Workspace& workspace, const std::string& file,
                                const JsonlOptions& options) {
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  const auto take = [](Workspace& where, const json::object& line, std::uint64_t) {
    return apply_line(where, line);
  };
  return Run(workspace, options, "apply " + sha256(*bytes).to_hex(), take).over(*bytes);
}

}  // namespace satchel
