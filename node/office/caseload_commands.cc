#include "node/office/caseload_commands.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "node/office/open_office.h"

namespace satchel {

namespace {

constexpr std::size_t kUnknownNamedMax = 10;

struct CaseloadWords {
  std::vector<std::string> clients;
  std::string file;
  bool all = false;
  std::string user;
};

using Clients = std::set<Uuid>;

std::string without_blanks(const std::string& line) {
  const char* blanks = " \t\r\xef\xbb\xbf";  // and the mark that some editors put first
  const std::size_t begin = line.find_first_not_of(blanks);
  if (begin == std::string::npos) return "";
  return line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

// One id a line; empty lines and lines that begin with # are passed over.
Result<std::vector<std::string>> lines_of(const std::string& path) {
  std::error_code unknown;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, unknown)) {
    return Error{ErrorKind::not_found, "the file " + path + " cannot be read", "check its name"};
  }
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    line = without_blanks(line);
    if (!line.empty() && line[0] != '#') lines.push_back(std::move(line));
  }
  return lines;
}

bool is_client(OfficeWorkspace& workspace, const Uuid& id) {
  static const TypeId kClient = core_type(kTypeClient)->id;
  const auto record = workspace.shown(RecordId{id});
  return record && record->type == kClient && record->scope == case_file(id);
}

// All of them, or an Error that names those that are none.
Result<Clients> clients_named(OfficeWorkspace& workspace, const std::vector<std::string>& texts) {
  Clients clients;
  std::size_t unknown = 0;
  std::string named;
  for (const std::string& text : texts) {
    const auto id = Uuid::parse(text);
    if (id && is_client(workspace, *id)) {
      clients.insert(*id);
    } else if (++unknown <= kUnknownNamedMax) {
      named += "\n  " + text;
    }
  }
  if (unknown == 0) return clients;
  if (unknown > kUnknownNamedMax) {
    named += "\n  and " + std::to_string(unknown - kUnknownNamedMax) + " more";
  }
  return Error{ErrorKind::not_found, "nothing was done: no client has the id" + named,
               "look clients up with `search` or `list client`"};
}

Clients all_clients(OfficeWorkspace& workspace) {
  Clients clients;
  workspace.store().each_record_of_type(core_type(kTypeClient)->id, [&](const StoredRecord& row) {
    if (row.base.scope == case_file(row.base.id.uuid) && !is_void(row.base)) {
      clients.insert(row.base.id.uuid);
    }
  });
  return clients;
}

Clients clients_of(OfficeStore& store, const UserRow& user) {
  Clients clients;
  for (const GrantRow& row : store.grants_of(user.id)) {
    if (!row.withdrawn && row.scope.is_case_file()) clients.insert(row.scope.subject);
  }
  return clients;
}

Result<Clients> clients_listed(OfficeWorkspace& workspace, const CaseloadWords& words) {
  if (words.file.empty()) return clients_named(workspace, words.clients);
  const auto lines = lines_of(words.file);
  if (!lines) return lines.error();
  return clients_named(workspace, *lines);
}

Result<ExitCode> run_assign(OfficeWorkspace& workspace, const Output& out,
                            const CaseloadWords& words) {
  SqliteStore& store = workspace.store();
  Transaction transaction(store);
  const auto user = user_named(store, words.user);
  if (!user) return user.error();
  if (user->disabled) {
    return Error{ErrorKind::refused, user->name + " is disabled", "choose somebody else"};
  }
  const auto clients =
      words.all ? Result<Clients>(all_clients(workspace)) : clients_listed(workspace, words);
  if (!clients) return clients.error();
  std::uint64_t changed = 0;
  for (const Uuid& client : *clients) {
    const auto grant = store.grant(user->id, case_file(client));
    if (grant && !grant->withdrawn) continue;
    workspace.office().grant(*user, case_file(client));
    ++changed;
  }
  transaction.commit();
  const std::uint64_t unchanged = clients->size() - changed;
  out.result(json::object{{"user", user->name}, {"assigned", changed}, {"unchanged", unchanged}},
             counted(changed, "client") + " assigned to " + user->name +
                 (unchanged == 0 ? "" : ", " + std::to_string(unchanged) + " had been before"));
  return kDone;
}

// All compartments of the case file: whoever no longer has the client keeps no part of it.
bool withdraw_client(OfficeWorkspace& workspace, const UserRow& user, const Uuid& client) {
  bool any = false;
  for (const ScopeKind kind : {ScopeKind::general, ScopeKind::behavioural, ScopeKind::substance_use,
                               ScopeKind::protection}) {
    const auto grant = workspace.store().grant(user.id, case_file(client, kind));
    if (!grant || grant->withdrawn) continue;
    workspace.office().withdraw(user, grant->scope);
    any = true;
  }
  return any;
}

Result<ExitCode> run_unassign(OfficeWorkspace& workspace, const Output& out,
                              const CaseloadWords& words) {
  SqliteStore& store = workspace.store();
  Transaction transaction(store);
  const auto user = user_named(store, words.user);
  if (!user) return user.error();
  const auto clients =
      words.all ? Result<Clients>(clients_of(store, *user)) : clients_listed(workspace, words);
  if (!clients) return clients.error();
  std::uint64_t changed = 0;
  for (const Uuid& client : *clients) changed += withdraw_client(workspace, *user, client) ? 1 : 0;
  transaction.commit();
  const std::uint64_t unchanged = clients->size() - changed;
  out.result(json::object{{"user", user->name}, {"unassigned", changed}, {"unchanged", unchanged}},
             counted(changed, "client") + " taken from " + user->name +
                 (unchanged == 0 ? "" : ", " + std::to_string(unchanged) + " had not been there"));
  return kDone;
}

void add_clients(CLI::App* command, const std::shared_ptr<CaseloadWords>& words,
                 const std::string& what_all_means) {
  auto* which = command->add_option_group("which clients");
  which->add_option("clients", words->clients, "Ids of clients")->type_name("CLIENT");
  which->add_flag("--all", words->all, what_all_means);
  which->add_option("--from-file", words->file, "A file with one id a line");
  which->require_option(1);
}

}  // namespace

void add_caseload_commands(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<CaseloadWords>();
  auto* assign = add_office_command(app, options, "assign", "Give clients to a person",
                                    [words](OfficeWorkspace& workspace, const Output& out) {
                                      return run_assign(workspace, out, *words);
                                    });
  add_clients(assign, words, "Every client that is not voided");
  assign->add_option("--to", words->user, "User name")->required();

  auto* unassign =
      add_office_command(app, options, "unassign", "Take clients from a person; others keep them",
                         [words](OfficeWorkspace& workspace, const Output& out) {
                           return run_unassign(workspace, out, *words);
                         });
  add_clients(unassign, words, "Every client of that person");
  unassign->add_option("--from", words->user, "User name")->required();
}

}  // namespace satchel
