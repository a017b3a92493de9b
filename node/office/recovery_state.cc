#include "node/office/recovery_state.h"

#include <algorithm>

#include "node/office/open_office.h"
#include "node/shared/clock.h"
#include "node/shared/record_json.h"
#include "node/shared/restore_note.h"
#include "sync/schema_roles.h"

namespace satchel {

namespace {

// The node that this database is now, where this one has not been heard of since: a copy that is still used under the
// old number has been. Of a laptop that the backup did not know nobody knows when it parted from the other.
NodeNumber successor_of(const NodeRow& node, const std::vector<NodeRow>& nodes, std::int64_t restored_ms) {
  NodeNumber latest = kNoNode;
  for (const NodeRow& other : nodes) {
    const bool is_since = other.enrolled_ms >= node.last_seen_ms && other.enrolled_ms != restored_ms;
    if (other.parent == node.number && is_laptop(other) && is_since) latest = other.number;
  }
  return latest;
}

std::uint64_t saves_behind(OfficeStore& store, NodeNumber node, std::uint64_t counter, std::int64_t since_ms) {
  std::uint64_t count = 0;
  store.each_save_of(node, counter, [&](const StoredSave& row) {
    count += row.received_ms >= since_ms && !Office::is_rescued(row) ? 1 : 0;
    return true;
  });
  return count;
}

LaptopReturn return_of(OfficeStore& store, const NodeRow& node, const std::vector<NodeRow>& nodes,
                       const OfficeIdentity& office, const std::optional<RestoreNote>& note) {
  LaptopReturn laptop;
  const UserRow user = store.user(node.user).value_or(UserRow{});
  laptop.node = node;
  laptop.user = user.name;
  laptop.was = former_number(store, node);
  // Restored twice from one backup: what it was called in between the backup does not know.
  for (NodeNumber older = laptop.was; note && older != kNoNode && !note->counters.contains(laptop.was);) {
    older = former_number(store, store.node(older).value_or(NodeRow{}));
    if (older != kNoNode) laptop.was = older;
  }
  if (office.restored_ms == 0) return laptop;
  laptop.is_back = node.last_seen_ms >= office.restored_ms;
  laptop.gone_on_as = successor_of(node, nodes, office.restored_ms);
  const bool lately = std::max(node.last_seen_ms, node.enrolled_ms) >= office.restored_ms - kWaitedForMs;
  laptop.is_waited_for = !laptop.is_back && lately && !node.revoked && !user.disabled && laptop.gone_on_as == kNoNode;
  if (!note) return laptop;
  const NodeNumber before = laptop.was == kNoNode ? node.number : laptop.was;
  laptop.was_forgotten = !note->counters.contains(before) && before <= note->last_node;
  const auto known = note->counters.find(node.number);
  const std::uint64_t counter = known == note->counters.end() ? 0 : known->second;
  laptop.saves_since = saves_behind(store, node.number, counter, office.restored_ms);
  return laptop;
}

ClaimedFile file_of(OfficeWorkspace& workspace, const Office::Claim& claim) {
  SqliteStore& store = workspace.store();
  ClaimedFile file;
  file.claim = claim;
  if (const auto client = workspace.shown(RecordId{claim.scope.subject})) {
    file.client = label_of(*client, workspace.schema());
  }
  for (const GrantRow& grant : store.grants_on(claim.scope)) {
    if (!grant.withdrawn) file.held_by.push_back(store.user(grant.user).value_or(UserRow{}).name);
  }
  std::sort(file.held_by.begin(), file.held_by.end());
  const bool restricted = claim.scope.kind != ScopeKind::general;
  file.may_be_granted = claim.scope_is_here && !claim.user.disabled &&
                        (!restricted || may_be_given(role_of(claim.user.role), claim.scope.kind));
  return file;
}

}  // namespace

std::vector<const LaptopReturn*> RecoveryState::waited_for() const {
  std::vector<const LaptopReturn*> list;
  for (const LaptopReturn& laptop : laptops) {
    if (laptop.is_waited_for) list.push_back(&laptop);
  }
  return list;
}

RecoveryState recovery_state(OfficeWorkspace& workspace) {
  SqliteStore& store = workspace.store();
  RecoveryState state;
  state.office = *workspace.office().identity();
  std::optional<RestoreNote> note;
  for (const RestoreNote& each : restore_notes(store)) {
    state.restored_at_ms.push_back(each.at_ms);
    if (each.at_ms == state.office.restored_ms) note = each;
  }
  if (note) state.known_until_ms = note->known_until_ms;
  const auto nodes = store.nodes();
  for (const NodeRow& node : nodes) {
    if (is_laptop(node)) state.laptops.push_back(return_of(store, node, nodes, state.office, note));
  }
  for (const Office::Claim& claim : workspace.office().claims()) {
    if (claim.scope.is_case_file()) state.claims.push_back(file_of(workspace, claim));
  }
  for (ParkedSave& parked : workspace.office().parked()) {
    if (Office::waits_for_its_author(parked.row)) state.rescued.push_back(std::move(parked));
  }
  return state;
}

json::object to_json(const LaptopReturn& laptop) {
  const NodeRow& node = laptop.node;
  json::object item{{"node", node.number},
                    {"user", laptop.user},
                    {"back", laptop.is_back},
                    {"waited_for", laptop.is_waited_for},
                    {"was_forgotten", laptop.was_forgotten},
                    {"last_seen_at", instant_or_null(node.last_seen_ms)},
                    {"unsent", node.announced > node.counter ? node.announced - node.counter : 0},
                    {"revoked", node.revoked}};
  item["saves_since"] = laptop.saves_since ? json::value(*laptop.saves_since) : json::value(nullptr);
  const bool is_copy = node.parent != kNoNode && laptop.was == kNoNode;
  item["copy_of"] = is_copy ? json::value(node.parent) : json::value(nullptr);
  item["was"] = laptop.was == kNoNode ? json::value(nullptr) : json::value(laptop.was);
  item["gone_on_as"] = laptop.gone_on_as == kNoNode ? json::value(nullptr) : json::value(laptop.gone_on_as);
  return item;
}

json::object to_json(const ClaimedFile& file) {
  json::array held_by;
  for (const std::string& user : file.held_by) held_by.emplace_back(user);
  return {{"client_id", file.claim.scope.subject.to_string()},
          {"client", file.client},
          {"compartment", name_of(file.claim.scope.kind)},
          {"user", file.claim.user.name},
          {"node", file.claim.node},
          {"is_here", file.claim.scope_is_here},
          {"may_be_granted", file.may_be_granted},
          {"held_by", std::move(held_by)}};
}

}  // namespace satchel
