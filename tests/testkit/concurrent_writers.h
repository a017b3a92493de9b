// The contract of the Store port where many programs write at once: no row at or below a cursor that was issued ever
// appears later.
//
// A copy asks "what is new after position N"; were a transaction that took N - 1 to become visible only after N was
// read, its save would never be asked for again. Writers take positions as an office does, some of them give up, one
// holds its transaction open for long; readers follow every log by their cursors.
// Thread rule: threads of its own, a store of its own each. Failure rule: a sentence for each broken promise.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sync/store.h"

namespace satchel::testkit {

// Gives one more connection to the same database.
using StoreConnection = std::function<std::unique_ptr<OfficeStore>()>;

struct ConcurrentWork {
  int writers = 8;
  int transactions_each = 20;
  int readers = 3;
};
// What was seen that may not be; empty when the contract holds.
std::vector<std::string> broken_by_concurrent_writers(const StoreConnection& connect, const ConcurrentWork& work);

}  // namespace satchel::testkit
