// The contract of the Store port: one suite, run over every implementation.
//
// What the port leaves open is fixed here, because the rules above it rely on it:
//  - `take` callbacks may read from the store, never write to it;
//  - `view` has the id and scope of `base`; a view equal to the base may come back as none;
//  - `before` of put_record is what `record` returns in the same transaction;
//  - the saves of a node do not overlap, and a position of a scope is held by one save at a time;
//  - scopes come in the order of their ids, users by name, nodes by number, grants of a user by
//    scope, grants on a scope by user, holdings and changed scopes by scope; inbox entries of one
//    position, and saves in a state, by dot. Records, and the saves of a scope, come in no
//    particular order.
// Thread rule: one thread. Failure rule: doctest assertions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "sync/store.h"

namespace satchel::testkit {

// Gives an empty store that keeps its rows as long as it lives.
using StoreFactory = std::function<std::unique_ptr<OfficeStore>()>;

struct ContractCase {
  const char* sentence;
  void (*check)(OfficeStore& store);
};
std::span<const ContractCase> store_contract();

// The same random calls on both give the same answers, also after rollbacks. The seed is in every
// message.
void check_same_answers(OfficeStore& one, OfficeStore& other, std::uint64_t seed, int transactions);

}  // namespace satchel::testkit
