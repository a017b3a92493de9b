// What the office need not keep account of any more: laptops that are silent for long, files that nobody has to give
// back any more, codes that have ended. By the office's clock alone, and never while it does not know what it lost.
#include <algorithm>

#include "sync/limits.h"
#include "sync/office.h"

namespace satchel {

namespace {

constexpr std::string_view kCollectedEpochFact = "collected epoch";

bool is_silent(const NodeRow& node, std::int64_t now_ms) {
  return now_ms - std::max(node.last_seen_ms, node.enrolled_ms) > limits::kNodeExpiresMs;
}

bool is_on_its_laptop(const HoldingRow& holding) {
  return holding.confirmed || holding.delivered > holding.released || holding.claimed != 0;
}

}  // namespace

Epoch collected_epoch(OfficeStore& store) {
  const auto bytes = store.fact(kCollectedEpochFact);
  return bytes ? std::stoull(*bytes) : 0;
}

Office::Collected Office::collect(std::int64_t now_ms) {
  Collected done;
  if (identity()->recovering) return done;
  for (NodeRow& node : store_.nodes()) {
    const bool is_laptop = node.number != kOfficeNode && !node.key.empty();
    if (!is_laptop || node.expired || node.goes_on_as != kNoNode || !is_silent(node, now_ms)) continue;
    expire(node);
    done.expired.push_back(node.number);
  }
  for (const UserRow& user : store_.users()) {
    for (const GrantRow& row : store_.grants_of(user.id)) {
      if (row.withdrawn && is_given_back(row, now_ms)) done.withdrawals += forget_withdrawal(row);
    }
  }
  done.codes = store_.remove_enrolments_before(now_ms - limits::kEnrolmentMsKept);
  return done;
}

// What it was told stays with what it holds: it has to give that back, and may bring late saves for it.
void Office::expire(NodeRow& node) {
  for (const ScopeId& scope : store_.changed(node.number)) store_.unmark_changed(node.number, scope);
  for (HoldingRow row : store_.holdings_of(node.number)) {
    if (!row.confirmed) continue;
    row.confirmed.reset();
    store_.put_holding(row);
  }
  node.vector_hash = Hash256{};
  node.expired = true;
  store_.put_node(node);
}

// It is kept account of again, from nothing: the sums differ, so it names its whole vector, and all that it may read
// or has to give back is looked at.
void Office::come_back(NodeRow& node) {
  if (!node.expired) return;
  node.expired = false;
  for (const GrantRow& row : store_.grants_of(node.user)) {
    if (!row.withdrawn) store_.mark_changed(node.number, row.scope);
  }
  for (const HoldingRow& row : store_.holdings_of(node.number)) {
    if (is_on_its_laptop(row)) store_.mark_changed(node.number, row.scope);
  }
}

void Office::mark_changed_for(const Uuid& user, const ScopeId& scope) {
  for (const NodeRow& node : store_.nodes_of(user)) {
    if (!node.expired && node.goes_on_as == kNoNode) store_.mark_changed(node.number, scope);
  }
}

// By every laptop of its user, and so long ago that no copy of one of them from before is expected to be restored.
bool Office::is_given_back(const GrantRow& grant, std::int64_t now_ms) {
  for (const NodeRow& node : store_.nodes_of(grant.user)) {
    const auto holding = store_.holding(node.number, grant.scope);
    if (!holding || node.goes_on_as != kNoNode) continue;
    if (is_on_its_laptop(*holding)) return false;
    const auto release = store_.save_with({node.number, holding->released_at});
    const std::int64_t since_ms = release ? release->received_ms : node.enrolled_ms;
    if (now_ms - since_ms <= limits::kWithdrawalMsKept) return false;
  }
  return true;
}

// The mark below which a file without a grant is one that was withdrawn, and not one that a restored office lost.
std::uint64_t Office::forget_withdrawal(const GrantRow& grant) {
  for (const NodeRow& node : store_.nodes_of(grant.user)) {
    store_.remove_holding(node.number, grant.scope);
    store_.unmark_changed(node.number, grant.scope);
  }
  store_.remove_grant(grant.user, grant.scope);
  const Epoch mark = std::max(collected_epoch(store_), grant.epoch);
  store_.put_fact(kCollectedEpochFact, std::to_string(mark));
  return 1;
}

}  // namespace satchel
