// GrantPlan: the grants that a command is going to give and withdraw, and what that means for the laptops.
//
// First everything is planned, then it is carried out in the caller's transaction, or only told (--dry-run).
// Thread rule: one thread. Failure rule: StoreFailure when the database fails.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/shared/json.h"
#include "sync/office.h"

namespace satchel {

struct LaptopEffect {
  NodeNumber node = kNoNode;
  std::string user;
  std::int64_t last_seen_ms = 0;        // 0: never
  std::optional<std::uint64_t> unsent;  // changes that it announced and did not send; none: never heard of
  std::uint64_t gets = 0;               // clients of which it will get files
  std::uint64_t loses = 0;              // clients of which it will give files back
  std::uint64_t bytes = 0;              // raw saves that it will have to pull
};

class GrantPlan {
 public:
  explicit GrantPlan(OfficeStore& store) : store_(store) {}

  // True when that changes something.
  bool give(const UserRow& user, const ScopeId& scope);
  bool take(const UserRow& user, const ScopeId& scope);

  // Inside a Transaction.
  void carry_out(Office& office) const;
  // Laptops without any change are left out; the order is that of their numbers.
  std::vector<LaptopEffect> laptops();

 private:
  struct Change {
    UserRow user;
    ScopeId scope;
    bool gives = false;
  };
  LaptopEffect effect_on(const NodeRow& node, const UserRow& user);
  std::uint64_t bytes_missing(const NodeRow& node, const ScopeId& scope);

  OfficeStore& store_;
  std::vector<Change> changes_;
  std::set<std::pair<Uuid, ScopeId>> given_;
};

// Whether the laptop has, or may have, a part of it.
bool is_on_laptop(const std::optional<HoldingRow>& holding);

json::object to_json(const LaptopEffect& laptop);
std::string in_words(const LaptopEffect& laptop);

}  // namespace satchel
