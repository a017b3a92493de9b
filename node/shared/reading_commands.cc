#include "node/shared/reading_commands.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <utility>

#include "node/shared/browse.h"
#include "node/shared/conflicts.h"
#include "node/shared/dump.h"
#include "node/shared/history.h"
#include "node/shared/month.h"

namespace satchel {

namespace {

using Open = std::function<Result<std::unique_ptr<Workspace>>()>;

// A command whose words are filled by the parser before `body` runs.
template <class Words>
struct Added {
  CLI::App* command;
  std::shared_ptr<Words> words;
};

template <class Words, class Body>
Added<Words> add(CLI::App& app, CommonOptions& options, const Open& open, const std::string& name,
                 const std::string& description, Body body) {
  auto words = std::make_shared<Words>();
  CLI::App* command = add_command(app, options, name, description,
                                  [open, words, body](const Output& out) -> Result<ExitCode> {
                                    auto workspace = open();
                                    if (!workspace) return workspace.error();
                                    return body(out, **workspace, *words);
                                  });
  return {command, std::move(words)};
}

// Every word that follows, as it stands. CLI11 would take "[a,b]" apart and "{}" for an empty list
// if it filled a vector itself; and it goes on taking words only while fewer than the expected
// number are there, so that number is as good as endless. Words that begin with "-" come behind
// "--".
CLI::Option* add_word_list(CLI::App* command, const std::string& name,
                           std::vector<std::string>& words, const std::string& description) {
  auto* option = command->add_option(
      name,
      [&words](const CLI::results_t& results) {
        words = results;
        return true;
      },
      description);
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  option->expected(CLI::detail::expected_max_vector_size - 1,
                   CLI::detail::expected_max_vector_size);
  option->allow_extra_args(false);
  return option;
}

// One word as it stands, an empty one included.
CLI::Option* add_word(CLI::App* command, const std::string& name, std::optional<std::string>& word,
                      const std::string& description) {
  auto* option = command->add_option(
      name,
      [&word](const CLI::results_t& results) {
        word = results.front();
        return true;
      },
      description);
  option->type_name("TEXT");
  return option;
}

struct RecordWords {
  std::string type;
  std::string id;
};

void add_record_words(CLI::App* command, RecordWords& words) {
  command->add_option("type", words.type, "Type: client, visit, note ...")->required();
  command->add_option("id", words.id, "Its id")->required();
}

void add_show(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [show, words] =
      add<RecordWords>(app, options, open, "show", "Show a record, with what needs a decision",
                       [](const Output& out, Workspace& workspace, const RecordWords& said) {
                         return run_show(out, workspace, said.type, said.id);
                       });
  add_record_words(show, *words);
}

void add_list(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [list, words] =
      add<ListWords>(app, options, open, "list", "List the records of a type", run_list);
  list->add_option("type", words->type, "Type: client, visit, note ...")->required();
  add_word_list(list, "filters", words->filters, "Only those that show this value")
      ->type_name("FIELD=VALUE");
  list->add_flag("--all", words->all, "Voided records too");
}

void add_search(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [search, words] =
      add<SearchWords>(app, options, open, "search",
                       "Search all records for words; the best finds first", run_search);
  add_word_list(search, "words", words->words, "Words, or how they begin")
      ->type_name("WORDS")
      ->required();
  search->add_option("--limit", words->limit, "At most so many")->capture_default_str();
  search->add_flag("--all", words->all, "Voided records too");
}

void add_history(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [history, words] = add<RecordWords>(
      app, options, open, "history", "Every change of a record, also what was overruled",
      [](const Output& out, Workspace& workspace, const RecordWords& said) {
        return run_history(out, workspace, said.id);
      });
  history->add_option("id", words->id, "Id of the record")->required();
}

struct ConflictsWords {
  bool merged = false;
};

void add_conflicts(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [conflicts, words] =
      add<ConflictsWords>(app, options, open, "conflicts", "What needs a decision",
                          [](const Output& out, Workspace& workspace, const ConflictsWords& said) {
                            return run_conflicts(out, workspace, said.merged);
                          });
  conflicts->add_flag("--merged", words->merged,
                      "Instead: texts that the office merged and nobody looked at yet");
}

void add_resolve(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [resolve, words] =
      add<ResolveWords>(app, options, open, "resolve", "Decide a conflict", run_resolve);
  resolve->add_option("id", words->id, "Id of the record")->required();
  resolve->add_option("field", words->field, "The field, or void")->required();
  auto* choice = resolve->add_option_group("choice", "One of:");
  add_word(choice, "--keep", words->keep, "The id of one of its values, as `conflicts` shows it");
  add_word(choice, "--value", words->value, "Another value; of void: keep or void");
  choice->require_option(1);
}

void add_dump(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [dump, words] = add<DumpOptions>(
      app, options, open, "dump", "All records as JSON lines, sorted by id",
      [](const Output&, Workspace& workspace, const DumpOptions& said) -> Result<ExitCode> {
        if (const auto done = write_dump(workspace, said, std::cout); !done) return done.error();
        return kDone;
      });
  dump->add_flag("--shared", words->shared, "The directory's records too");
  dump->add_option("--caseload", words->caseload, "At the office: only what this user holds")
      ->type_name("NAME");
}

struct MonthWords {
  std::string month;
  std::string worker;
};

void add_month(CLI::App& app, CommonOptions& options, const Open& open) {
  const auto [month, words] = add<MonthWords>(
      app, options, open, "month", "Visits, units and mileage of a month",
      [](const Output& out, Workspace& workspace, const MonthWords& said) {
        return run_month(out, workspace, said.month, said.worker);
      });
  month->add_option("month", words->month, "Such as 2026-11")->required();
  month->add_option("--worker", words->worker, "At the office: whose")->type_name("NAME");
}

}  // namespace

void add_reading_commands(CLI::App& app, CommonOptions& options,
                          std::function<Result<std::unique_ptr<Workspace>>()> open) {
  add_show(app, options, open);
  add_list(app, options, open);
  add_search(app, options, open);
  add_history(app, options, open);
  add_conflicts(app, options, open);
  add_resolve(app, options, open);
  add_dump(app, options, open);
  add_month(app, options, open);
}

}  // namespace satchel
