// Databases that were copied: who they go on as, and what of theirs is here already.
#include <algorithm>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/office.h"
#include "sync/restamp.h"

namespace satchel {

Result<IncarnationAnswer> Office::incarnate(const NodeRow& parent, const IncarnationRequest& request,
                                            std::int64_t now_ms) {
  IncarnationAnswer answer;
  answer.office_ms = now_ms;
  for (const Have& point : request.points) {
    const bool is_here = point.counter != 0 && chain_of(parent, point.counter) == point.chain;
    if (is_here && point.counter > answer.common.counter) answer.common = point;
  }
  const auto siblings = store_.nodes_of(parent.user);
  const auto asked_before = std::find_if(siblings.begin(), siblings.end(), [&](const NodeRow& node) {
    return node.id == request.node_id && node.key == parent.key && speaks(node.number);
  });
  if (asked_before != siblings.end()) {
    answer.node = asked_before->number;
    answer.credential = sign_credential(*asked_before);
    return answer;
  }
  const auto of_this_device = std::count_if(siblings.begin(), siblings.end(), [&](const NodeRow& node) {
    return node.key == parent.key;
  });
  if (static_cast<std::size_t>(of_this_device) >= limits::kIncarnationsMax) {
    return Error{ErrorKind::over_limit, "this laptop was restored or copied too often",
                 "nothing is lost; ask the office to enrol it anew"};
  }
  OfficeIdentity who = *identity();
  ++who.last_node;
  put_identity(who);
  NodeRow node;
  node.number = who.last_node;
  node.id = request.node_id;
  node.user = parent.user;
  node.key = parent.key;
  node.parent = parent.number;
  node.chain = chain_start(node.id.view());
  node.enrolled_ms = parent.enrolled_ms;
  store_.put_node(node);
  inherit_holdings(parent, node, answer.common.counter);
  answer.node = node.number;
  answer.credential = sign_credential(node);
  return answer;
}

// What was delivered to the one is in the copy, too. Given back it is only where both did it: before they parted.
void Office::inherit_holdings(const NodeRow& parent, const NodeRow& child, std::uint64_t common) {
  for (const HoldingRow& row : store_.holdings_of(parent.number)) {
    if (mutated(Mutant::inherits_nothing)) break;
    HoldingRow copy;
    copy.node = child.number;
    copy.scope = row.scope;
    copy.delivered = row.delivered;
    copy.claimed = row.claimed;
    if (row.released != 0 && row.released_at <= common) copy.released = row.released;
    store_.put_holding(copy);
    store_.mark_changed(child.number, row.scope);
  }
  for (const GrantRow& row : store_.grants_of(child.user)) store_.mark_changed(child.number, row.scope);
}

bool Office::is_of_lineage(NodeNumber node, NodeNumber ancestor) {
  for (auto row = store_.node(node); row; row = store_.node(row->parent)) {
    if (row->number == ancestor || row->parent == ancestor) return true;
  }
  return false;
}

// The dot under which the office has this very save: two copies of one database stamp what both had not sent yet
// under two nodes, and others bring back what a restored office has forgotten, under all its names. A save is the same
// where the name that it had first and its words are.
std::optional<Dot> Office::known_as(const StoredSave& row, const Save& save) {
  std::vector<Dot> names = save.former;
  if (save.origin) names.push_back(*save.origin);
  const Dot first = save.origin.value_or(row.dot());
  if (names.empty() && !store_.knows_origin(first)) return std::nullopt;  // nearly always
  const Hash256 words = words_of(save);
  for (const Dot name : names) {
    const auto there = store_.save_with(name);
    const auto other = there && there->dot() == name ? decode_save(there->raw) : Result<Save>(Error{});
    if (!other || other->ops.size() != save.ops.size()) continue;
    if (words_of(*other) != words && !mutated(Mutant::origin_by_dot)) continue;
    const Dot kept = there->state == SaveState::duplicate ? there->waits_for : name;
    if (kept != row.dot()) return kept;
  }
  const auto kept = store_.save_of_origin({first, words});
  if (!kept || *kept == row.dot()) return std::nullopt;
  return kept;
}

// Former names count for the author's own lineage only. Of a laptop that a restored office has forgotten it knows but
// the user that the save names.
bool Office::names_are_own(NodeNumber node, const Save& save) {
  const bool is_forgotten = !speaks(node) && !store_.node(node);
  const auto is_own = [&](Dot name) {
    if (is_of_lineage(node, name.node)) return true;
    return is_forgotten && (!store_.node(name.node) || user_of(name.node).name == save.user);
  };
  return (!save.origin || is_own(*save.origin)) && std::all_of(save.former.begin(), save.former.end(), is_own);
}

// Under its first name copies of it are known again. What an office of a former epoch called it is its own for good:
// others, who read it under such a name, name it so.
void Office::remember_names(const StoredSave& row, const Save& save, Dot dot) {
  if (save.origin) store_.put_origin({*save.origin, words_of(save)}, dot);
  for (const Dot name : save.former) {
    if (speaks(name.node) || mutated(Mutant::old_names_forgotten)) continue;
    bool is_free = true;
    for (std::uint64_t i = 0; i < save.ops.size(); ++i) {
      is_free = is_free && !store_.save_with({name.node, name.counter + i});
    }
    if (!is_free) continue;
    StoredSave alias;
    alias.node = name.node;
    alias.first = name.counter;
    alias.last = name.counter + save.ops.size() - 1;
    alias.scope = row.scope;
    alias.raw = row.raw;
    alias.received_ms = row.received_ms;
    alias.state = SaveState::duplicate;
    alias.waits_for = dot;
    store_.put_save(alias);
  }
}

}  // namespace satchel
