// Worker caseloads: the clients of an import, shared out among a given number of users.
//
// The files know hundreds of providers; an office that tries the program has a few people. So the
// providers are folded onto users worker01, worker02 ..., each client following the provider who
// sees it most. Thread rule: the workspace's. Failure rule: Errors for the person; StoreFailure
// when the database fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "node/shared/workspace.h"

namespace satchel {

inline constexpr std::size_t kWorkersMax = 10'000;

struct ClientOfProvider {
  Uuid client;
  std::optional<Uuid> provider;
};

struct WorkerCaseload {
  std::string name;
  std::uint64_t clients = 0;  // now
  std::uint64_t given = 0;    // of them by this call
};

// For each client the number of its worker, from 0 to `workers` - 1. The same clients give the same
// answer, in whatever order. Clients of one provider stay together as long as that keeps the
// caseloads of similar size: no share of a provider is greater than an even share of all clients.
std::vector<std::size_t> share_out(std::span<const ClientOfProvider> clients, std::size_t workers);

// Adds those of the users worker01 ... that are missing and gives them the clients. A client that
// one of them has, or had and lost, stays as it is: who moved it since the import before knew why.
// Opens its own transactions.
Result<std::vector<WorkerCaseload>> give_to_workers(OfficeWorkspace& workspace,
                                                    std::span<const ClientOfProvider> clients,
                                                    std::size_t workers);

}  // namespace satchel
