// Allowance: how much a laptop may bring now, so that one that floods the office cannot fill its disk.
//
// A bucket of bytes that grows back with the office's clock; a clock that goes back takes nothing away and gives
// nothing. All nodes of one device share the bucket of the first of them, or a laptop that keeps asking for another
// node would have a new one each time.
// Thread rule: the store's, inside one transaction. Failure rule: StoreFailure only.
#pragma once

#include <cstdint>

#include "sync/limits.h"
#include "sync/store.h"

namespace satchel {

struct AllowanceRates {
  std::uint64_t bytes_max = limits::kAllowanceBytesMax;
  std::uint64_t bytes_per_hour = limits::kAllowanceBytesPerHour;
};

// What bringing a save of so many bytes costs.
constexpr std::uint64_t cost_of_save(std::size_t bytes) { return bytes + limits::kAllowanceBytesPerSave; }

class Allowance {
 public:
  Allowance(OfficeStore& store, const NodeRow& node, std::int64_t now_ms, AllowanceRates rates);

  bool has(std::uint64_t bytes) const { return owner_.allowance >= bytes; }
  // False: there is not enough left, and nothing was taken.
  bool spend(std::uint64_t bytes);
  // What was found to cost more only when it was done: takes what there is.
  void charge(std::uint64_t bytes);
  // How long until a whole request of saves has room again; at least a second.
  std::uint64_t wait_ms() const;
  // Keeps what is left: in `node`, which the caller puts, or with the node whose bucket it is.
  void keep(NodeRow& node);

 private:
  void grow_back(std::int64_t now_ms);

  OfficeStore& store_;
  AllowanceRates rates_;
  NodeRow owner_;
};

}  // namespace satchel
