#include "node/office/import_synthea.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "node/office/open_office.h"

namespace satchel {

namespace {

constexpr std::size_t kProblemsShownMax = 50;
// A client is never torn; others who want to write wait for the end of a transaction.
constexpr std::uint64_t kRecordsPerTransaction = 2000;

// ---- the import ---------------------------------------------------------------------------------

class Import {
 public:
  Import(OfficeWorkspace& workspace, SyntheaImport& files, const SyntheaImportOptions& options)
      : workspace_(workspace), files_(files), options_(options), writer_(workspace) {}

  Result<SyntheaImportResult> run() {
    if (const auto done = write_shared(); !done) return done.error();
    if (const auto done = write_clients(); !done) return done.error();
    SyntheaImportResult result;
    if (options_.workers > 0) {
      auto caseloads = give_to_workers(workspace_, clients_, options_.workers);
      if (!caseloads) return caseloads.error();
      result.workers = std::move(*caseloads);
    }
    result.clients = clients_.size();
    result.saves = writer_.saves();
    result.records = writer_.counts();
    result.report = files_.report();
    gather_problems(result);
    return result;
  }

 private:
  Status write_shared() {
    open_transaction();
    const auto done = files_.for_each_shared([&](const ImportedRecord& record) -> Status {
      writer_.take(directory_scope(), record);
      return Done{};
    });
    if (!done) return done.error();
    writer_.finish_scope();
    commit();
    return Done{};
  }

  Status write_clients() {
    const auto done = files_.for_each_client([&](const ImportedClient& client) -> Status {
      open_transaction();
      write_client(client);
      if (writer_.records() - committed_ >= kRecordsPerTransaction) commit();
      if (options_.progress) options_.progress(clients_.size(), files_.client_count());
      return Done{};
    });
    if (!done) return done.error();
    commit();
    return Done{};
  }

  void write_client(const ImportedClient& client) {
    const ScopeId scope = case_file(client.client);
    for (const ImportedRecord& record : client.records) {
      if (record.id.uuid == client.client) {
        writer_.take(scope, record);
        continue;
      }
      ImportedRecord of_client = record;
      of_client.fields.emplace_back("client_id", client.client.to_string());
      writer_.take(scope, of_client);
    }
    writer_.finish_scope();
    std::optional<Uuid> provider;
    if (options_.workers > 0) provider = files_.worker_of(client.client);
    clients_.push_back({client.client, provider});
  }

  void open_transaction() {
    if (!transaction_) transaction_.emplace(workspace_.store());
  }
  void commit() {
    if (transaction_) transaction_->commit();
    transaction_.reset();
    committed_ = writer_.records();
  }

  void gather_problems(SyntheaImportResult& result) const {
    result.problem_count = result.report.problem_count + writer_.problem_count();
    result.problems = result.report.problems;
    result.problems.insert(result.problems.end(), writer_.problems().begin(),
                           writer_.problems().end());
    if (result.problems.size() > kProblemsShownMax) result.problems.resize(kProblemsShownMax);
  }

  OfficeWorkspace& workspace_;
  SyntheaImport& files_;
  const SyntheaImportOptions& options_;
  ImportWriter writer_;
  std::vector<ClientOfProvider> clients_;
  std::optional<Transaction> transaction_;
  std::uint64_t committed_ = 0;
};

// ---- what is said about it ----------------------------------------------------------------------

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::object to_json(const SyntheaImportResult& result) {
  json::object records;
  for (const auto& [type, counts] : result.records) {
    records[type] = json::object{{"new", counts.added},
                                 {"updated", counts.updated},
                                 {"unchanged", counts.unchanged},
                                 {"kept", counts.kept}};
  }
  json::array workers;
  for (const WorkerCaseload& worker : result.workers) {
    workers.push_back(
        json::object{{"name", worker.name}, {"clients", worker.clients}, {"given", worker.given}});
  }
  json::object unknown_columns;
  for (const auto& [file, columns] : result.report.unknown_columns) {
    unknown_columns[file] = array_of(columns);
  }
  json::object not_imported;
  for (const auto& [file, rows] : result.report.not_imported) not_imported[file] = rows;
  return {{"clients", result.clients},
          {"saves", result.saves},
          {"records", records},
          {"workers", workers},
          {"problems", array_of(result.problems)},
          {"problem_count", result.problem_count},
          {"unknown_columns", unknown_columns},
          {"not_imported", not_imported},
          {"not_understood", array_of(result.report.not_understood)}};
}

std::string counts_words(const std::string& type, const ImportCounts& counts) {
  std::string text = "\n  " + type + ": " + std::to_string(counts.added) + " new";
  if (counts.updated > 0) text += ", " + std::to_string(counts.updated) + " updated";
  if (counts.unchanged > 0) text += ", " + std::to_string(counts.unchanged) + " as before";
  if (counts.kept > 0) {
    text += " (in " + std::to_string(counts.kept) + " a person's change was kept)";
  }
  return text;
}

std::string list_words(const std::string& title, const std::vector<std::string>& items) {
  std::string text = "\n" + title + ": ";
  for (const std::string& item : items) text += (&item == &items.front() ? "" : ", ") + item;
  return text;
}

std::string words_of(const SyntheaImportResult& result) {
  std::string text = counted(result.clients, "client") + ", " + counted(result.saves, "save");
  for (const auto& [type, counts] : result.records) text += counts_words(type, counts);
  for (const WorkerCaseload& worker : result.workers) {
    text += "\n" + worker.name + " has " + counted(worker.clients, "client") +
            (worker.given == 0 ? "" : ", " + std::to_string(worker.given) + " of them new");
  }
  for (const auto& [file, columns] : result.report.unknown_columns) {
    text += list_words("unknown columns of " + file, columns);
  }
  for (const auto& [file, rows] : result.report.not_imported) {
    text += "\nnot imported: " + file + ", " + counted(rows, "row");
  }
  if (!result.report.not_understood.empty()) {
    text += list_words("not understood", result.report.not_understood);
  }
  if (result.problem_count > 0) text += "\n" + counted(result.problem_count, "problem");
  for (const std::string& problem : result.problems) text += "\n  " + problem;
  if (result.problem_count > result.problems.size()) text += "\n  ...";
  return text;
}

// ---- the command --------------------------------------------------------------------------------

// One line that renews itself, only where a person looks.
void show_progress(SyntheaImportOptions& options) {
  if (isatty(STDERR_FILENO) == 0) return;
  options.progress = [](std::size_t done, std::size_t clients) {
    constexpr std::size_t kEvery = 10;
    if (done % kEvery != 0 && done != clients) return;
    std::cerr << "\r" << done << " of " << clients << " clients" << std::flush;
    if (done == clients) std::cerr << "\r\033[K";
  };
}

Result<ExitCode> run_import(OfficeWorkspace& workspace, const Output& out,
                            SyntheaImportOptions options) {
  show_progress(options);
  const auto result = import_synthea(workspace, options);
  if (!result) return result.error();
  out.result(to_json(*result), words_of(*result));
  return kDone;
}

}  // namespace

Result<SyntheaImportResult> import_synthea(OfficeWorkspace& workspace,
                                           const SyntheaImportOptions& options) {
  auto files = SyntheaImport::open(options.folder);
  if (!files) return files.error();
  workspace.write_as(kImportUser);
  return Import(workspace, *files, options).run();
}

void add_import_synthea(CLI::App& import_group, CommonOptions& options) {
  const auto words = std::make_shared<SyntheaImportOptions>();
  auto* import =
      add_office_command(import_group, options, "synthea", "Import a folder of Synthea's CSV files",
                         [words](OfficeWorkspace& workspace, const Output& out) {
                           return run_import(workspace, out, *words);
                         });
  import->add_option("folder", words->folder, "The folder")->required();
  import
      ->add_option("--workers", words->workers,
                   "Share the clients out among so many users, worker01, worker02 ...")
      ->check(CLI::Range(std::size_t{1}, kWorkersMax));
}

}  // namespace satchel
