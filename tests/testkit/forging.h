// Saves that a laptop's program would never write, chained and sent like any other.
//
// Thread rule: the store's. Failure rule: StoreFailure as anywhere; nothing is put then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/codec.h"
#include "sync/laptop.h"

namespace satchel::testkit {

inline Dot put_forged(Laptop& laptop, const ScopeId& scope, const std::string& raw, std::uint64_t op_count) {
  Store& store = laptop.store();
  Transaction transaction(store);
  LaptopProgress progress = laptop.progress();
  StoredSave row;
  row.node = laptop.identity()->node;
  row.first = progress.counter + 1;
  row.last = progress.counter + op_count;
  row.scope = scope;
  row.raw = raw;
  row.chain = chain_next(progress.chain, row.first, raw);
  progress.counter = row.last;
  progress.chain = row.chain;
  store.put_save(row);
  laptop.put_progress(progress);
  transaction.commit();
  return row.dot();
}

// The head of a save as this laptop writes it.
inline Save forged_save(Laptop& laptop, const ScopeId& scope, const std::string& user, std::int64_t wall_ms,
                        std::vector<Op> ops) {
  Save save;
  save.scope = scope;
  if (const auto row = laptop.store().scope(scope)) {
    save.epoch = row->epoch;
    save.read_to = row->head;
  }
  save.user = user;
  save.wall_ms = wall_ms;
  save.ops = std::move(ops);
  return save;
}

}  // namespace satchel::testkit
