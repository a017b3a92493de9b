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
    return node.id == request.node_id && node.key == parent.key;
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
    if (row->number == ancestor) return true;
  }
  return false;
}

// The dot under which the office has this very save: two copies of one database stamp what both had not sent yet
// under two nodes. An origin is a dot and a chain, never a dot alone, and counts for the author's own lineage only.
std::optional<Dot> Office::known_as(const StoredSave& row, const Save& save) {
  const auto is_alike = [&](const std::optional<StoredSave>& there) {
    return there && there->last - there->first == row.last - row.first;
  };
  const auto of_origin = [&](const Origin& origin) -> std::optional<Dot> {
    const auto dot = store_.save_of_origin(origin);
    if (!dot || *dot == row.dot() || !is_alike(store_.save_with(*dot))) return std::nullopt;
    return dot;
  };
  if (const auto dot = of_origin({row.dot(), row.chain})) return dot;
  if (identity()->restored_ms != 0) {  // brought back, and set aside because its number was taken at that time
    if (const auto dot = of_origin({row.dot(), words_of(save)})) return dot;
  }
  if (!save.origin) return std::nullopt;
  const bool own = is_of_lineage(row.node, save.origin->dot.node);
  if (!own) return std::nullopt;
  const auto there = store_.save_with(save.origin->dot);
  // A rescued save has no chain, so its words are compared.
  const auto same_words = [&] {
    const auto other = decode_save(there->raw);
    return other && words_of(*other) == words_of(save);
  };
  const bool by_words = there && (is_rescued(*there) || save.origin->chain.is_zero());
  const bool same_chain = there && (by_words ? same_words() : there->chain == save.origin->chain);
  if ((same_chain || mutated(Mutant::origin_by_dot)) && is_alike(there) && there->dot() == save.origin->dot) {
    const Dot kept = there->state == SaveState::duplicate ? there->waits_for : there->dot();
    if (kept != row.dot()) return kept;
    return std::nullopt;
  }
  if (const auto dot = of_origin(*save.origin)) return dot;
  return of_origin({save.origin->dot, words_of(save)});
}

void Office::remember_origin(const Save& save, Dot dot) {
  if (!save.origin) return;
  store_.put_origin(*save.origin, dot);
  store_.put_origin({save.origin->dot, words_of(save)}, dot);
}

}  // namespace satchel
