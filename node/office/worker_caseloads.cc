#include "node/office/worker_caseloads.h"

#include <algorithm>
#include <map>
#include <set>

#include "node/office/worker_record.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

// Others who want to write wait for the end of a transaction.
constexpr std::size_t kGrantsPerTransaction = 1000;

std::string worker_name(std::size_t number) {
  return std::string(number < 10 ? "worker0" : "worker") + std::to_string(number);
}

// Clients that go to one worker together, by their places in the list.
using Bundle = std::vector<std::size_t>;

// Per provider, cut where they are more than an even share; clients without a provider go one by
// one.
std::vector<Bundle> bundles_of(std::span<const ClientOfProvider> clients, std::size_t even_share) {
  std::vector<std::size_t> places(clients.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(clients[a].provider, clients[a].client) <
           std::pair(clients[b].provider, clients[b].client);
  });
  std::vector<Bundle> bundles;
  for (const std::size_t place : places) {
    const auto& provider = clients[place].provider;
    const bool goes_on = !bundles.empty() && provider && bundles.back().size() < even_share &&
                         clients[bundles.back().front()].provider == provider;
    if (!goes_on) bundles.emplace_back();
    bundles.back().push_back(place);
  }
  return bundles;
}

Result<std::vector<UserRow>> workers_of(OfficeWorkspace& workspace, std::size_t count) {
  std::vector<UserRow> workers;
  Transaction transaction(workspace.store());
  for (std::size_t number = 1; number <= count; ++number) {
    const std::string name = worker_name(number);
    auto user = workspace.store().user_named(name);
    if (!user) {
      const char* role = number % 2 == 1 ? "care_manager" : "case_manager";
      const auto added = workspace.office().add_user(name, role, random_uuid());
      if (!added) return added.error();
      user = *added;
    }
    if (const auto done = put_worker_record(workspace, *user); !done) return done.error();
    if (!user->disabled) workers.push_back(std::move(*user));
  }
  transaction.commit();
  if (!workers.empty()) return workers;
  return Error{ErrorKind::refused, "all of these workers are disabled", "ask for more of them"};
}

// Of more workers than were asked for, from an import before.
std::set<Uuid> all_workers(OfficeStore& store) {
  std::set<Uuid> ids;
  for (const UserRow& user : store.users()) {
    const bool is_worker = user.name.rfind("worker", 0) == 0 && user.name.size() >= 8 &&
                           user.name.find_first_not_of("0123456789", 6) == std::string::npos;
    if (is_worker) ids.insert(user.id);
  }
  return ids;
}

bool has_or_had_one(OfficeStore& store, const ScopeId& scope, const std::set<Uuid>& workers) {
  const auto grants = store.grants_on(scope);
  return std::any_of(grants.begin(), grants.end(),
                     [&](const GrantRow& row) { return workers.contains(row.user); });
}

std::uint64_t client_count(OfficeStore& store, const UserRow& user) {
  const auto grants = store.grants_of(user.id);
  return static_cast<std::uint64_t>(std::count_if(
      grants.begin(), grants.end(),
      [](const GrantRow& row) { return !row.withdrawn && row.scope.kind == ScopeKind::general; }));
}

}  // namespace

// The greatest bundle goes to whoever has the fewest clients so far; equal ones in the order of
// their ids.
std::vector<std::size_t> share_out(std::span<const ClientOfProvider> clients, std::size_t workers) {
  const std::size_t even_share = (clients.size() + workers - 1) / workers;
  std::vector<Bundle> bundles = bundles_of(clients, even_share);
  std::stable_sort(bundles.begin(), bundles.end(),
                   [](const Bundle& a, const Bundle& b) { return a.size() > b.size(); });
  std::set<std::pair<std::size_t, std::size_t>> loads;  // clients, worker
  for (std::size_t worker = 0; worker < workers; ++worker) loads.insert({0, worker});
  std::vector<std::size_t> worker_of(clients.size());
  for (const Bundle& bundle : bundles) {
    const auto [load, worker] = *loads.begin();
    loads.erase(loads.begin());
    loads.insert({load + bundle.size(), worker});
    for (const std::size_t place : bundle) worker_of[place] = worker;
  }
  return worker_of;
}

Result<std::vector<WorkerCaseload>> give_to_workers(OfficeWorkspace& workspace,
                                                    std::span<const ClientOfProvider> clients,
                                                    std::size_t workers) {
  SqliteStore& store = workspace.store();
  const auto users = workers_of(workspace, workers);
  if (!users) return users.error();
  const std::set<Uuid> known = all_workers(store);
  const auto worker_of = share_out(clients, users->size());
  std::vector<WorkerCaseload> caseloads(users->size());
  for (std::size_t begin = 0; begin < clients.size(); begin += kGrantsPerTransaction) {
    const std::size_t end = std::min(begin + kGrantsPerTransaction, clients.size());
    Transaction transaction(store);
    for (std::size_t i = begin; i < end; ++i) {
      const ScopeId scope = case_file(clients[i].client);
      if (!store.scope(scope) || has_or_had_one(store, scope, known)) continue;
      workspace.office().grant((*users)[worker_of[i]], scope);
      ++caseloads[worker_of[i]].given;
    }
    transaction.commit();
  }
  for (std::size_t i = 0; i < caseloads.size(); ++i) {
    caseloads[i].name = (*users)[i].name;
    caseloads[i].clients = client_count(store, (*users)[i]);
  }
  return caseloads;
}

}  // namespace satchel
