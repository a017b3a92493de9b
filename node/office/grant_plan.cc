#include "node/office/grant_plan.h"

#include <algorithm>
#include <map>

#include "node/office/open_office.h"
#include "node/shared/clock.h"
#include "node/shared/command.h"
#include "node/shared/record_json.h"

namespace satchel {

bool is_on_laptop(const std::optional<HoldingRow>& holding) {
  return holding && (holding->confirmed || holding->delivered > holding->released);
}

bool GrantPlan::give(const UserRow& user, const ScopeId& scope) {
  const auto grant = store_.grant(user.id, scope);
  if (grant && !grant->withdrawn) return false;
  if (!given_.emplace(user.id, scope).second) return false;
  changes_.push_back({user, scope, true});
  return true;
}

bool GrantPlan::take(const UserRow& user, const ScopeId& scope) {
  const auto grant = store_.grant(user.id, scope);
  if (!grant || grant->withdrawn) return false;
  changes_.push_back({user, scope, false});
  return true;
}

void GrantPlan::carry_out(Office& office) const {
  for (const Change& change : changes_) {
    if (change.gives) {
      if (change.scope.kind != ScopeKind::general) office.make_compartment(change.scope);
      office.grant(change.user, change.scope);
    } else {
      office.withdraw(change.user, change.scope);
    }
  }
}

// The log goes on where this laptop's copy ends; what it gave back it reads from the beginning.
std::uint64_t GrantPlan::bytes_missing(const NodeRow& node, const ScopeId& scope) {
  const auto holding = store_.holding(node.number, scope);
  const Position after = holding && holding->confirmed ? holding->confirmed->position : 0;
  std::uint64_t sum = 0;
  store_.each_placed(scope, after, [&](const StoredSave& row) {
    sum += row.raw.size();
    return true;
  });
  return sum;
}

LaptopEffect GrantPlan::effect_on(const NodeRow& node, const UserRow& user) {
  LaptopEffect effect;
  effect.node = node.number;
  effect.user = user.name;
  effect.last_seen_ms = node.last_seen_ms;
  if (node.last_seen_ms != 0) {
    effect.unsent = node.announced > node.counter ? node.announced - node.counter : 0;
  }
  std::set<Uuid> got;
  std::set<Uuid> lost;
  for (const Change& change : changes_) {
    if (change.user.id != user.id) continue;
    if (change.gives) {
      got.insert(change.scope.subject);
      effect.bytes += bytes_missing(node, change.scope);
    } else if (is_on_laptop(store_.holding(node.number, change.scope))) {
      lost.insert(change.scope.subject);
    }
  }
  effect.gets = got.size();
  effect.loses = lost.size();
  return effect;
}

std::vector<LaptopEffect> GrantPlan::laptops() {
  std::map<Uuid, UserRow> users;
  for (const Change& change : changes_) users.emplace(change.user.id, change.user);
  std::vector<LaptopEffect> list;
  for (const auto& [id, user] : users) {
    for (const NodeRow& node : store_.nodes_of(id)) {
      if (node.revoked || node.goes_on_as != kNoNode) continue;  // it is told nothing any more
      LaptopEffect effect = effect_on(node, user);
      if (effect.gets + effect.loses > 0) list.push_back(std::move(effect));
    }
  }
  std::sort(list.begin(), list.end(),
            [](const LaptopEffect& a, const LaptopEffect& b) { return a.node < b.node; });
  return list;
}

json::object to_json(const LaptopEffect& laptop) {
  json::value unsent = nullptr;
  if (laptop.unsent) unsent = *laptop.unsent;
  return {{"node", laptop.node},   {"user", laptop.user},   {"last_seen_at", instant_or_null(laptop.last_seen_ms)},
          {"unsent", unsent},      {"gets", laptop.gets},   {"loses", laptop.loses},
          {"bytes", laptop.bytes}};
}

std::string in_words(const LaptopEffect& laptop) {
  std::string words = "  laptop " + std::to_string(laptop.node) + " of " + laptop.user;
  if (laptop.gets > 0) {
    words += " gets files of " + counted(laptop.gets, "client") + " (" + counted(laptop.bytes, "byte") + " of saves)";
  }
  if (laptop.loses > 0) {
    words += std::string(laptop.gets > 0 ? "," : "") + " gives back files of " + counted(laptop.loses, "client");
  }
  words += laptop.last_seen_ms == 0 ? "; it never synced" : "; last seen " + local_time_text(laptop.last_seen_ms);
  if (laptop.unsent && *laptop.unsent > 0) {
    words += ", " + counted(*laptop.unsent, "change") + " announced and not sent yet";
  }
  return words;
}

}  // namespace satchel
