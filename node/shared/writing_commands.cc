#include "node/shared/writing_commands.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <iostream>

#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/field_words.h"
#include "node/shared/jsonl.h"

namespace satchel {

namespace {

struct WritingWords {
  std::string type;
  std::string id;
  std::string reason;
  std::string file;
  std::string compartment;
  bool each = false;
  bool again = false;
  std::vector<std::string> fields;
};

Result<RecordId> record_named(const std::string& text) {
  const auto id = Uuid::parse(text);
  if (!id) {
    return Error{ErrorKind::bad_input, "\"" + text + "\" is not the id of a record",
                 "ids look like 8b1c1f0e-5f7e-4c63-9a57-0a3f6f2f4a11; find them with `search` or `list`"};
  }
  return RecordId{*id};
}

Result<std::vector<FieldWord>> parse_words(const std::vector<std::string>& words) {
  std::vector<FieldWord> parsed;
  for (const std::string& word : words) {
    auto one = parse_field_word(word);
    if (!one) return one.error();
    parsed.push_back(std::move(*one));
  }
  return parsed;
}

// What is left to decide in the record that was just changed, and which of its words are none that are known.
struct Remarks {
  json::array conflicts;
  std::vector<std::string> words;
};

Remarks remarks_on(Workspace& workspace, const RecordId& id, const std::vector<Edit>& edits) {
  Remarks remarks;
  const auto record = workspace.shown(id);
  if (!record) return remarks;
  for (const Conflict& conflict : conflicts_of(*record, workspace.schema())) {
    remarks.conflicts.emplace_back(conflict.field);
    remarks.words.push_back(
        conflict.id == kFieldVoid
            ? "this record was voided; your change brings it back for a person to decide"
            : conflict.label + " still has " + counted(conflict.siblings.size(), "value") +
                  "; decide with `resolve " + id.to_string() + " " + conflict.field + "`");
  }
  for (const Edit& edit : edits) {
    const FieldDef* field = workspace.schema().field(record->type, edit.field);
    const auto* word = std::get_if<std::string>(&edit.value);
    if (field == nullptr || word == nullptr || field->codes.empty() || is_known_code(*field, *word)) continue;
    std::string known;
    for (const std::string& code : field->codes) known += (known.empty() ? "" : ", ") + code;
    remarks.words.push_back("\"" + *word + "\" is no usual word of " + field->label +
                            " and was saved as it is; the usual ones: " + known);
  }
  return remarks;
}

Result<ExitCode> said_saved(const Output& out, Workspace& workspace, const RecordId& id,
                            const std::vector<Edit>& edits, const std::string& what) {
  const Remarks remarks = remarks_on(workspace, id, edits);
  out.result(json::object{{"id", id.to_string()}, {"conflicts", remarks.conflicts}},
             what + " " + id.to_string() + (workspace.is_office() ? "" : "\nsaved on this laptop"));
  for (const std::string& words : remarks.words) std::cerr << words << "\n";
  return kDone;
}

Result<ExitCode> run_new(const Output& out, Workspace& workspace, const WritingWords& words) {
  const auto type = type_named(words.type);
  if (!type) return type.error();
  const auto parsed = parse_words(words.fields);
  if (!parsed) return parsed.error();
  const RecordId id{random_uuid()};
  std::optional<Uuid> client;
  for (const FieldWord& word : *parsed) {
    if (word.name == "client_id") client = Uuid::parse(word.text);
  }
  Transaction transaction(workspace.store());
  const auto compartment = restricted_compartment(words.compartment).value_or(ScopeKind::general);
  const auto scope = workspace.scope_for(**type, id, client, compartment);
  if (!scope) return scope.error();
  Edit create;
  create.kind = EditKind::create;
  create.record = id;
  create.type = (*type)->id;
  auto edits = edits_from_words(workspace, **type, id, *parsed);
  if (!edits) return edits.error();
  edits->insert(edits->begin(), create);
  const auto saved = workspace.save(*scope, *edits);
  if (!saved) return saved.error();
  transaction.commit();
  return said_saved(out, workspace, id, *edits, "new " + (*type)->name);
}

// The record of that type, or an Error for the person.
Result<Record> existing(Workspace& workspace, const WritingWords& words) {
  const auto type = type_named(words.type);
  if (!type) return type.error();
  const auto id = record_named(words.id);
  if (!id) return id.error();
  auto record = workspace.shown(*id);
  if (!record || record->type != (*type)->id) {
    return Error{ErrorKind::not_found, "there is no " + words.type + " " + words.id + " here",
                 "look it up with `search` or `list`"};
  }
  return std::move(*record);
}

Result<ExitCode> run_set(const Output& out, Workspace& workspace, const WritingWords& words) {
  const auto parsed = parse_words(words.fields);
  if (!parsed) return parsed.error();
  Transaction transaction(workspace.store());
  const auto record = existing(workspace, words);
  if (!record) return record.error();
  const auto edits =
      edits_from_words(workspace, *workspace.schema().type(record->type), record->id, *parsed);
  if (!edits) return edits.error();
  const auto saved = workspace.save(record->scope, *edits);
  if (!saved) return saved.error();
  transaction.commit();
  return said_saved(out, workspace, record->id, *edits, "changed " + words.type);
}

Result<ExitCode> run_void(const Output& out, Workspace& workspace, const WritingWords& words) {
  Transaction transaction(workspace.store());
  const auto record = existing(workspace, words);
  if (!record) return record.error();
  Edit edit;
  edit.kind = EditKind::void_record;
  edit.record = record->id;
  edit.value = words.reason;
  const std::vector<Edit> edits{edit};
  const auto saved = workspace.save(record->scope, edits);
  if (!saved) return saved.error();
  transaction.commit();
  return said_saved(out, workspace, record->id, edits, "voided " + words.type);
}

Result<ExitCode> report_jsonl(const Output& out, const WritingWords& words,
                              const Result<JsonlReport>& done) {
  if (!done) return done.error();
  for (const std::string& problem : done->problems) std::cerr << problem << "\n";
  json::array problems;
  for (const std::string& problem : done->problems) problems.emplace_back(problem);
  const json::object counts{{"lines", done->lines},         {"saved", done->saved},
                            {"unchanged", done->unchanged}, {"earlier", done->earlier},
                            {"bad", done->bad},             {"problems", problems}};
  const std::string sentence = std::to_string(done->saved) + " saved, " +
                               std::to_string(done->unchanged) + " said what is so already, " +
                               std::to_string(done->earlier) + " taken by an earlier run, " +
                               std::to_string(done->bad) + " bad lines skipped";
  if (words.each && !out.is_json()) {
    std::cerr << sentence << "\n";  // standard output holds the ids
  } else {
    out.result(counts, sentence);
  }
  const bool none_good = done->bad > 0 && done->bad == done->lines;
  return none_good ? kNotDone : kDone;
}

JsonlOptions jsonl_options(const WritingWords& words) {
  JsonlOptions options;
  options.each = words.each;
  options.again = words.again;
  options.durable = [](const std::string& id) {
    std::cout << "{\"id\":\"" << id << "\"}" << std::endl;  // flushed: it is durable now
  };
  if (isatty(STDERR_FILENO) != 0) {
    options.progress = [](std::uint64_t lines) { std::cerr << "\r" << lines << " lines" << std::flush; };
  }
  return options;
}

template <class Body>
CLI::App* add(CLI::App& app, CommonOptions& options, const OpenWorkspace& open,
              const std::string& name, const std::string& description,
              const std::shared_ptr<WritingWords>& words, Body body) {
  return add_command(app, options, name, description,
                     [open, words, body](const Output& out) -> Result<ExitCode> {
                       auto workspace = open();
                       if (!workspace) return workspace.error();
                       return body(out, **workspace, *words);
                     });
}

void add_field_words(CLI::App* command, const std::shared_ptr<WritingWords>& words,
                     const std::string& description, bool required) {
  auto* option = command->add_option(
      "fields",
      [words](const CLI::results_t& results) {
        words->fields = results;
        return true;
      },
      description);
  option->expected(1, CLI::detail::expected_max_vector_size);
  option->allow_extra_args();
  option->type_name("FIELD=VALUE");
  if (required) option->required();
}

}  // namespace

void add_writing_commands(CLI::App& app, CommonOptions& options, OpenWorkspace open) {
  const auto words = std::make_shared<WritingWords>();
  auto* create = add(app, options, open, "new", "Create a record", words, run_new);
  create->add_option("type", words->type, "Type: client, visit, note ...")->required();
  create->add_option("--compartment", words->compartment, "Restricted compartment of the client's file")
      ->check(CLI::IsMember({"behavioural", "substance_use", "protection"}));
  add_field_words(create, words, "Its first values", false);

  auto* set = add(app, options, open, "set", "Change fields of a record", words, run_set);
  set->add_option("type", words->type, "Type of the record")->required();
  set->add_option("id", words->id, "Its id")->required();
  add_field_words(set, words, "FIELD=VALUE, and FIELD+=V, FIELD-=V for lists", true);

  auto* void_record = add(app, options, open, "void",
                          "Void a record, with a reason; nothing is erased", words, run_void);
  void_record->add_option("type", words->type, "Type of the record")->required();
  void_record->add_option("id", words->id, "Its id")->required();
  void_record->add_option("--reason", words->reason, "Why")->required();

  auto* apply = add(app, options, open, "apply", "Apply changes from a file of JSON lines", words,
                    [](const Output& out, Workspace& workspace, const WritingWords& said) {
                      return report_jsonl(out, said,
                                          apply_jsonl(workspace, said.file, jsonl_options(said)));
                    });
  apply->add_option("file", words->file, "The file")->required();
  apply->add_flag("--each", words->each, "One transaction, and one line of output, for each save");
  apply->add_flag("--again", words->again, "Also what an earlier run has taken of this very file");
}

void add_import_jsonl(CLI::App& import_group, CommonOptions& options, OpenWorkspace open) {
  const auto words = std::make_shared<WritingWords>();
  auto* import = add(import_group, options, open, "jsonl", "Import records from a file of JSON lines",
                     words, [](const Output& out, Workspace& workspace, const WritingWords& said) {
                       return report_jsonl(
                           out, said, import_jsonl(workspace, said.file, jsonl_options(said)));
                     });
  import->add_option("file", words->file, "The file")->required();
  import->add_flag("--each", words->each, "One transaction, and one line of output, for each save");
  import->add_flag("--again", words->again, "Also what an earlier run has taken of this very file");
}

}  // namespace satchel
