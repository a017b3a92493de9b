#include "sync/allowance.h"

#include <algorithm>

namespace satchel {

namespace {

constexpr std::uint64_t kHourMs = 3600 * 1000;

// The first node of this device.
NodeRow owner_of(OfficeStore& store, NodeRow node) {
  for (std::size_t i = 0; i < limits::kIncarnationsMax; ++i) {
    auto parent = node.parent == kNoNode ? std::nullopt : store.node(node.parent);
    if (!parent || parent->key != node.key) break;
    node = std::move(*parent);
  }
  return node;
}

}  // namespace

Allowance::Allowance(OfficeStore& store, const NodeRow& node, std::int64_t now_ms, AllowanceRates rates)
    : store_(store), rates_(rates), owner_(owner_of(store, node)) {
  grow_back(now_ms);
}

void Allowance::grow_back(std::int64_t now_ms) {
  const bool is_first = owner_.allowance_at_ms == 0;
  if (is_first) owner_.allowance = rates_.bytes_max;
  if (!is_first && now_ms > owner_.allowance_at_ms) {
    const auto elapsed_ms = static_cast<std::uint64_t>(now_ms) - static_cast<std::uint64_t>(owner_.allowance_at_ms);
    const std::uint64_t full_ms = rates_.bytes_max * kHourMs / std::max<std::uint64_t>(rates_.bytes_per_hour, 1);
    const std::uint64_t grown = elapsed_ms >= full_ms ? rates_.bytes_max : elapsed_ms * rates_.bytes_per_hour / kHourMs;
    if (grown == 0) return;  // the time is not lost: it counts from the same moment again
    owner_.allowance += grown;
  }
  owner_.allowance = std::min(owner_.allowance, rates_.bytes_max);
  owner_.allowance_at_ms = now_ms;
}

bool Allowance::spend(std::uint64_t bytes) {
  if (!has(bytes)) return false;
  owner_.allowance -= bytes;
  return true;
}

void Allowance::charge(std::uint64_t bytes) { owner_.allowance -= std::min(owner_.allowance, bytes); }

std::uint64_t Allowance::wait_ms() const {
  const std::uint64_t wanted = std::min(limits::kAllowanceBytesToResume, rates_.bytes_max);
  const std::uint64_t missing = wanted > owner_.allowance ? wanted - owner_.allowance : 0;
  return std::max<std::uint64_t>(missing * kHourMs / std::max<std::uint64_t>(rates_.bytes_per_hour, 1), 1000);
}

void Allowance::keep(NodeRow& node) {
  if (node.number != owner_.number) return store_.put_node(owner_);
  node.allowance = owner_.allowance;
  node.allowance_at_ms = owner_.allowance_at_ms;
}

}  // namespace satchel
