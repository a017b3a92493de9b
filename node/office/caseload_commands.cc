#include "node/office/caseload_commands.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "node/office/grant_plan.h"
#include "node/office/open_office.h"
#include "sync/schema_roles.h"

namespace satchel {

namespace {

constexpr std::size_t kUnknownNamedMax = 10;

struct CaseloadWords {
  std::vector<std::string> clients;
  std::string file;
  bool all = false;
  bool dry_run = false;
  std::string user;
  std::string from;         // transfer
  std::string compartment;  // empty: assign the general file, unassign everything
};

constexpr ScopeKind kCompartments[] = {ScopeKind::general, ScopeKind::behavioural, ScopeKind::substance_use,
                                       ScopeKind::protection};

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

Result<UserRow> receiver(OfficeStore& store, const std::string& name) {
  auto user = user_named(store, name);
  if (user && user->disabled) {
    return Error{ErrorKind::refused, user->name + " is disabled", "choose somebody else"};
  }
  return user;
}

// Carries the plan out, or only tells it; `facts` and `words` are what the command says besides.
Result<ExitCode> finish(OfficeWorkspace& workspace, const Output& out, const CaseloadWords& said, GrantPlan& plan,
                        Transaction& transaction, json::object facts, std::string words) {
  const auto laptops = plan.laptops();  // before it is carried out: then they are told of it already
  if (!said.dry_run) {
    plan.carry_out(workspace.office());
    transaction.commit();
  }
  facts["dry_run"] = said.dry_run;
  json::array list;
  for (const LaptopEffect& laptop : laptops) {
    list.push_back(to_json(laptop));
    words += "\n" + in_words(laptop);
  }
  facts["laptops"] = std::move(list);
  if (said.dry_run) words = "nothing was changed; this would be:\n" + words;
  out.result(facts, words);
  return kDone;
}

// A compartment alone is of no use to a worker, so the general file goes with it.
Result<ExitCode> run_assign(OfficeWorkspace& workspace, const Output& out, const CaseloadWords& words) {
  SqliteStore& store = workspace.store();
  Transaction transaction(store);
  const auto user = receiver(store, words.user);
  if (!user) return user.error();
  const auto compartment = restricted_compartment(words.compartment);
  if (compartment && !may_be_given(role_of(user->role), *compartment)) {
    return Error{ErrorKind::refused, "the compartment " + words.compartment + " is not given to the role " + user->role,
                 "choose a care manager, a case manager or a supervisor"};
  }
  const auto clients = words.all ? Result<Clients>(all_clients(workspace)) : clients_listed(workspace, words);
  if (!clients) return clients.error();
  GrantPlan plan(store);
  std::uint64_t changed = 0;
  for (const Uuid& client : *clients) {
    bool any = plan.give(*user, case_file(client));
    if (compartment) any = plan.give(*user, case_file(client, *compartment)) || any;
    changed += any ? 1 : 0;
  }
  const std::uint64_t unchanged = clients->size() - changed;
  return finish(workspace, out, words, plan, transaction,
                json::object{{"user", user->name}, {"assigned", changed}, {"unchanged", unchanged}},
                counted(changed, "client") + " assigned to " + user->name +
                    (compartment ? " with the compartment " + words.compartment : "") +
                    (unchanged == 0 ? "" : ", " + std::to_string(unchanged) + " had been before"));
}

// All compartments of the case file, unless one was named: whoever no longer has the client keeps no part of it.
bool plan_to_take(GrantPlan& plan, const UserRow& user, const Uuid& client, std::optional<ScopeKind> only) {
  bool any = false;
  for (const ScopeKind kind : kCompartments) {
    if (only && kind != *only) continue;
    any = plan.take(user, case_file(client, kind)) || any;
  }
  return any;
}

Result<ExitCode> run_unassign(OfficeWorkspace& workspace, const Output& out, const CaseloadWords& words) {
  SqliteStore& store = workspace.store();
  Transaction transaction(store);
  const auto user = user_named(store, words.user);
  if (!user) return user.error();
  const auto clients = words.all ? Result<Clients>(clients_of(store, *user)) : clients_listed(workspace, words);
  if (!clients) return clients.error();
  GrantPlan plan(store);
  std::uint64_t changed = 0;
  for (const Uuid& client : *clients) {
    changed += plan_to_take(plan, *user, client, restricted_compartment(words.compartment)) ? 1 : 0;
  }
  const std::uint64_t unchanged = clients->size() - changed;
  return finish(workspace, out, words, plan, transaction,
                json::object{{"user", user->name}, {"unassigned", changed}, {"unchanged", unchanged}},
                (words.compartment.empty() ? "" : "the compartment " + words.compartment + " of ") +
                    counted(changed, "client") + " taken from " + user->name +
                    (unchanged == 0 ? "" : ", " + std::to_string(unchanged) + " had not been there"));
}

// ---- transfer -------------------------------------------------------------------------------------------------

// Restricted compartments that the new worker's role may not have: nobody has them then, until they are assigned.
struct Transferred {
  std::uint64_t clients = 0;
  json::array left_over;
};

void plan_transfer(GrantPlan& plan, OfficeStore& store, const UserRow& from, const UserRow& to, const Uuid& client,
                   Transferred& done) {
  bool any = false;
  for (const ScopeKind kind : kCompartments) {
    const ScopeId scope = case_file(client, kind);
    if (!plan.take(from, scope)) continue;
    any = true;
    if (may_be_given(role_of(to.role), kind)) {
      plan.give(to, scope);
    } else {
      done.left_over.push_back(json::object{{"client", client.to_string()}, {"compartment", name_of(kind)}});
    }
  }
  // Whoever had a compartment alone hands over a file that its new worker can read.
  if (any && store.scope(case_file(client))) plan.give(to, case_file(client));
  done.clients += any ? 1 : 0;
}

Result<ExitCode> run_transfer(OfficeWorkspace& workspace, const Output& out, const CaseloadWords& words) {
  SqliteStore& store = workspace.store();
  Transaction transaction(store);
  const auto from = user_named(store, words.from);
  if (!from) return from.error();
  const auto to = receiver(store, words.user);
  if (!to) return to.error();
  if (from->id == to->id) {
    return Error{ErrorKind::bad_input, "both names are " + from->name, "name two people"};
  }
  const auto clients = words.all ? Result<Clients>(clients_of(store, *from)) : clients_listed(workspace, words);
  if (!clients) return clients.error();
  GrantPlan plan(store);
  Transferred done;
  for (const Uuid& client : *clients) plan_transfer(plan, store, *from, *to, client, done);
  const std::uint64_t unchanged = clients->size() - done.clients;
  std::string text = counted(done.clients, "client") + " transferred from " + from->name + " to " + to->name;
  if (unchanged > 0) text += ", " + std::to_string(unchanged) + " had not been " + from->name + "'s";
  if (!done.left_over.empty()) {
    text += "\n  " + counted(done.left_over.size(), "restricted compartment") + " not given to " + to->name +
            ", whose role is " + to->role + "; give them to somebody with `assign --compartment`";
  }
  if (store.nodes_of(to->id).empty()) text += "\n  " + to->name + " has no laptop yet";
  return finish(workspace, out, words, plan, transaction,
                json::object{{"from", from->name},
                             {"to", to->name},
                             {"transferred", done.clients},
                             {"unchanged", unchanged},
                             {"not_given", done.left_over}},
                std::move(text));
}

void add_dry_run(CLI::App* command, const std::shared_ptr<CaseloadWords>& words) {
  command->add_flag("--dry-run", words->dry_run, "Change nothing; say which laptops would get or lose what");
}

void add_compartment(CLI::App* command, const std::shared_ptr<CaseloadWords>& words, const std::string& meaning) {
  command->add_option("--compartment", words->compartment, meaning)
      ->check(CLI::IsMember({"behavioural", "substance_use", "protection"}));
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
  add_compartment(assign, words, "This restricted compartment too, made if it is not there");
  add_dry_run(assign, words);

  auto* unassign =
      add_office_command(app, options, "unassign", "Take clients from a person; others keep them",
                         [words](OfficeWorkspace& workspace, const Output& out) {
                           return run_unassign(workspace, out, *words);
                         });
  add_clients(unassign, words, "Every client of that person");
  unassign->add_option("--from", words->user, "User name")->required();
  add_compartment(unassign, words, "Only this restricted compartment; without it, everything");
  add_dry_run(unassign, words);

  auto* transfer = add_office_command(app, options, "transfer", "Hand clients over from one person to another",
                                      [words](OfficeWorkspace& workspace, const Output& out) {
                                        return run_transfer(workspace, out, *words);
                                      });
  add_clients(transfer, words, "Every client of the first person");
  transfer->add_option("--from", words->from, "User name of who has them")->required();
  transfer->add_option("--to", words->user, "User name of who gets them")->required();
  add_dry_run(transfer, words);
}

}  // namespace satchel
