// An office that was restored from a backup: what it lost comes back from its laptops.
//
// Each laptop sends its own saves again, as always, from where the office's copy of its chain ends. What it holds of
// others, whose laptops may be gone, it offers too; that is kept for a person, until its author's laptop brings it.
#include <algorithm>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/office.h"
#include "sync/restamp.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"

namespace satchel {

// ---- laptops that the office has forgotten ------------------------------------------------------------------

namespace {

constexpr std::string_view kCredentialContext = "satchel node 1 ";

}  // namespace

std::string Office::sign_credential(const NodeRow& node) {
  const OfficeIdentity who = *identity();
  const UserRow user = store_.user(node.user).value_or(UserRow{});
  std::vector<Ancestor> lineage;
  NodeNumber younger = node.number;
  for (NodeNumber older = node.parent; older != kNoNode;) {
    const auto row = store_.node(older);
    lineage.push_back({older, row && row->goes_on_as == younger});
    younger = older;
    older = row ? row->parent : kNoNode;
  }
  const std::string body = encode(NodeCredential{who.id, node.number, node.id, std::move(lineage), node.key, user.id,
                                                 user.name, user.role});
  return encode(SignedCredential{body, sign(who.secret_key, std::string(kCredentialContext) + body)});
}

Result<NodeRow> Office::readmit(const SignedCredential& credential, std::int64_t now_ms) {
  const OfficeIdentity who = *identity();
  NodeCredential says;
  if (!verify(who.public_key, std::string(kCredentialContext) + credential.body, credential.signature) ||
      !decode(credential.body, says) || says.office != who.id) {
    return Error{ErrorKind::refused, "unknown laptop", ""};
  }
  auto user = store_.user(says.user);
  if (!user) {  // added after the backup, and by a name that may have been given again
    const bool taken = store_.user_named(says.user_name).has_value();
    const auto added = add_user(taken ? says.user_name + " (brought back)" : says.user_name, says.role, says.user);
    if (!added) return added.error();
  }
  NodeRow node;
  node.number = says.node;
  node.id = says.node_id;
  node.user = says.user;
  node.key = says.device_key;
  node.parent = says.lineage.empty() ? kNoNode : says.lineage.front().node;
  node.chain = chain_start(node.id.view());
  node.enrolled_ms = std::min(now_ms, who.restored_ms);  // before the restore; nobody knows when
  store_.put_node(node);
  // It may hold whatever this user ever had, and is told what is withdrawn.
  for (const GrantRow& row : store_.grants_of(node.user)) {
    if (!row.withdrawn) continue;
    HoldingRow holding;
    holding.node = node.number;
    holding.scope = row.scope;
    holding.delivered = row.epoch;
    store_.put_holding(holding);
    store_.mark_changed(node.number, row.scope);
  }
  give_inbox_to(node);
  admit_ancestors(node, says.lineage);
  return node;
}

// What its database was before: forgotten as well, or known from a time in which it still spoke under that number.
void Office::admit_ancestors(const NodeRow& node, const std::vector<Ancestor>& lineage) {
  NodeNumber younger = node.number;
  for (std::size_t i = 0; i < lineage.size(); ++i) {
    const auto known = store_.node(lineage[i].node);
    NodeRow older = known.value_or(NodeRow{});
    if (!known) {
      older.number = lineage[i].node;
      older.parent = i + 1 < lineage.size() ? lineage[i + 1].node : kNoNode;
      older.id = Uuid::from_name("satchel forgotten node " + std::to_string(older.number));
      older.user = node.user;
      older.key = node.key;
      older.chain = chain_start(older.id.view());
      older.enrolled_ms = node.enrolled_ms;
    }
    if (lineage[i].ended) older.goes_on_as = younger;
    store_.put_node(older);
    if (!known) give_inbox_to(older);
    younger = older.number;
  }
}

// What others brought back for a laptop before it was known again lies in nobody's inbox.
void Office::give_inbox_to(const NodeRow& node) {
  std::vector<NodeNumber> numbers{node.number};
  for (NodeRow aside : store_.nodes()) {
    if (!aside.key.empty() || aside.parent != node.number || !aside.user.is_nil()) continue;
    aside.user = node.user;
    store_.put_node(aside);
    numbers.push_back(aside.number);
  }
  std::vector<StoredSave> rows;
  for (const NodeNumber number : numbers) {
    store_.each_save_of(number, 0, [&](const StoredSave& row) {
      if (row.author.is_nil() && row.inbox_position != 0) rows.push_back(row);
      return true;
    });
  }
  for (StoredSave& row : rows) put_in_inbox(row, node.user);
}

// ---- how much of a copy the office still has --------------------------------------------------------------------

// Logs only grow, so a laptop's and the office's are the same up to where the office's reached at the restore; over
// several restores, at the one that cut most.
Position Office::common_position(const ScopeId& scope, Epoch known_epoch) {
  constexpr Position kAll = UINT64_MAX;
  const OfficeIdentity who = *identity();
  if (known_epoch == who.epoch) return kAll;
  const auto known = std::find(who.former_epochs.begin(), who.former_epochs.end(), known_epoch);
  if (known == who.former_epochs.end()) return 0;  // of a time that this office does not remember at all
  const auto restores_since = who.former_epochs.end() - known;
  Position common = kAll;
  std::ptrdiff_t found = 0;
  for (const RestoredHead& head : store_.restored_heads(scope)) {
    if (head.office_epoch <= known_epoch) continue;
    ++found;
    common = std::min(common, head.head);
  }
  return found == restores_since ? common : 0;  // the scope was not there at one of them
}

bool Office::speaks(NodeNumber node) { return node >= identity()->first_node; }

std::vector<NodeEnd> Office::ends_of(const NodeRow& node) {
  std::vector<NodeEnd> ends;
  for (auto row = std::optional(node); row; row = store_.node(row->parent)) {
    ends.push_back({row->number, {row->counter, row->chain}});
  }
  return ends;
}

Result<RecoveryAnswer> Office::recover(const NodeRow& node, const RecoveryRequest& request,
                                       const std::vector<VectorEntry>& held, std::int64_t now_ms) {
  RecoveryAnswer answer;
  answer.office_epoch = identity()->epoch;
  answer.office_ms = now_ms;
  if (speaks(node.number)) return answer;
  const auto goes_on = incarnate(node, {request.from, request.node_id, request.points}, now_ms);
  if (!goes_on) return goes_on.error();
  answer.node = goes_on->node;
  answer.ends = ends_of(node);
  NodeRow ended = node;
  ended.goes_on_as = goes_on->node;
  store_.put_node(ended);
  NodeRow child = *store_.node(goes_on->node);
  answer.credential = sign_credential(child);
  answer.scopes = states_for(child, request.from.office_epoch, held);
  child.last_seen_ms = now_ms;
  store_.put_node(child);
  return answer;
}

std::vector<ScopeState> Office::states_for(NodeRow& node, Epoch known_epoch, const std::vector<VectorEntry>& held) {
  const UserRow user = *store_.user(node.user);
  for (HoldingRow row : store_.holdings_of(node.number)) {
    row.confirmed.reset();  // it names its whole vector next
    store_.put_holding(row);
    store_.mark_changed(node.number, row.scope);
  }
  node.vector_hash = Hash256{};
  std::vector<ScopeState> states;
  for (const VectorEntry& entry : held) {
    if (!entry.cursor) continue;
    ScopeState state{entry.scope, 0, 0};
    const auto scope = store_.scope(entry.scope);
    if (scope && !mutated(Mutant::restored_log_trusted)) {
      state.position = std::min(entry.cursor->position, common_position(entry.scope, known_epoch));
    } else if (scope) {
      state.position = entry.cursor->position;
    }
    const auto grant = store_.grant(user.id, entry.scope);
    if (grant && !grant->withdrawn) {
      state.epoch = grant->epoch;
    } else {
      HoldingRow holding = store_.holding(node.number, entry.scope).value_or(HoldingRow{});
      holding.node = node.number;
      holding.scope = entry.scope;
      const bool forgotten = !grant || grant->epoch < entry.cursor->epoch;
      if (forgotten) {
        holding.claimed = entry.cursor->epoch;
      } else {  // withdrawn before the backup: it is told so when the recovery is over
        holding.delivered = std::max(holding.delivered, entry.cursor->epoch);
      }
      store_.put_holding(holding);
    }
    const bool inbox = entry.scope.kind == ScopeKind::inbox;  // its entries move: it is read anew
    if (inbox || state.epoch != entry.cursor->epoch || state.position != entry.cursor->position) {
      if (inbox) state.position = 0;
      states.push_back(state);
    }
    store_.mark_changed(node.number, entry.scope);
  }
  for (const GrantRow& row : store_.grants_of(user.id)) store_.mark_changed(node.number, row.scope);
  return states;
}

std::vector<Office::Claim> Office::claims() {
  std::vector<Claim> claims;
  for (const NodeRow& node : store_.nodes()) {
    for (const HoldingRow& holding : store_.holdings_of(node.number)) {
      if (holding.claimed == 0) continue;
      const auto grant = store_.grant(node.user, holding.scope);
      if (grant && !grant->withdrawn) continue;
      claims.push_back({node.number, store_.user(node.user).value_or(UserRow{}), holding.scope, holding.claimed,
                        store_.scope(holding.scope).has_value()});
    }
  }
  return claims;
}

// A file of which the office has nothing is left where it is: it may be the only copy.
void Office::end_recovery(std::int64_t now_ms) {
  for (const Claim& claim : claims()) {
    if (!claim.scope_is_here) continue;
    store_.put_grant({claim.user.id, claim.scope, claim.epoch, true});
    for (const NodeRow& node : store_.nodes_of(claim.user.id)) {
      HoldingRow holding = store_.holding(node.number, claim.scope).value_or(HoldingRow{});
      holding.node = node.number;
      holding.scope = claim.scope;
      if (holding.claimed != 0) holding.delivered = std::max(holding.delivered, holding.claimed);
      holding.claimed = 0;
      store_.put_holding(holding);
    }
    mark_changed_for(claim.user.id, claim.scope);
  }
  OfficeIdentity who = *identity();
  who.recovering = false;
  put_identity(who);
  settle_waiting(now_ms);
}

// ---- saves that others bring back -----------------------------------------------------------------------------

namespace {

constexpr std::string_view kBroughtBack = "brought back ";  // how the reasons of what nobody has judged yet begin

}  // namespace

bool Office::is_rescued(const StoredSave& row) { return row.chain.is_zero(); }

bool Office::waits_for_its_author(const StoredSave& row) {
  return is_rescued(row) && row.state == SaveState::parked && row.reason.starts_with(kBroughtBack);
}

Office::Rescued Office::take_rescued(const NodeRow& giver, const RescueEntry& entry, std::int64_t now_ms) {
  const OfficeIdentity who = *identity();
  const Dot dot = entry.dot;
  // A laptop that goes on as another node brings its own back, even to an office that does not know what it has lost.
  const bool is_own = dot.node != giver.number && is_of_lineage(giver.number, dot.node);
  // No lost save has a dot that was never issued: what is kept under one would stand in the way of who comes to it.
  const bool may_exist = dot.node != kNoNode && (dot.node < who.first_node || is_own) && dot.counter != 0 &&
                         dot.counter <= limits::kCounterMax && entry.op_count <= limits::kSaveOpsMax &&
                         (dot.node != kOfficeNode || dot.counter <= store_.node(kOfficeNode)->counter);
  if (!may_exist) return Rescued::unwanted;
  // Of others, only copies from before the restore have anything to bring back.
  if (!is_own && (who.restored_ms == 0 || giver.enrolled_ms > who.restored_ms)) return Rescued::unwanted;
  StoredSave row;
  row.node = entry.dot.node;
  row.first = entry.dot.counter;
  row.last = entry.dot.counter + entry.op_count - 1;
  row.received_ms = now_ms;
  row.raw = *entry.raw;
  row.substitutions = entry.substitutions;
  if (entry.sealed) {
    auto opened = open_sealed(who.secret_key, *entry.raw);
    if (!opened) return Rescued::unwanted;
    row.raw = std::move(*opened);
  }
  const auto save = decode_save(row.raw);
  if (!save || save->ops.size() != entry.op_count) return Rescued::unwanted;
  row.scope = save->scope;
  const auto known = known_as(row, *save);
  for (std::uint64_t counter = row.first; counter <= row.last; ++counter) {
    const auto there = store_.save_with({row.node, counter});
    if (!there) continue;
    if (there->first == row.first && there->raw == row.raw) return Rescued::known;  // it is not lost
    if (known && there->state == SaveState::duplicate && there->waits_for == *known) return Rescued::known;
    return !known && set_aside(row) ? Rescued::stored : Rescued::known;  // another save goes by its name here
  }
  if (known) {  // its author's database goes on as another node by now, and has brought it
    row.state = SaveState::duplicate;
    row.waits_for = *known;
    store_.put_save(row);
    return Rescued::stored;
  }
  if (is_of_lineage(giver.number, row.node)) {
    take_back(giver, row, *save, now_ms);
    return Rescued::stored;
  }
  if (save->is_release()) {
    row.state = SaveState::applied;  // nobody needs it but the chain of a node that has ended
    store_.put_save(row);
    return Rescued::stored;
  }
  const bool by_program = row.node == kOfficeNode && save->user == kProgramName;
  row.state = by_program ? SaveState::declined : SaveState::parked;
  row.reason = by_program ? "the office joins the texts anew"
                          : std::string(kBroughtBack) + "by laptop " + std::to_string(giver.number) +
                                " after the office was restored; its own laptop has not brought it";
  // Of a laptop that this office has forgotten only the save itself tells whose it was.
  UserRow author = user_of(row.node);
  if (author.id.is_nil()) author = store_.user_named(save->user).value_or(UserRow{});
  put_in_inbox(row, author.id);
  // Whoever says the same under the same first name is the same. What else it was called only its author may say.
  if (save->origin) store_.put_origin({*save->origin, words_of(*save)}, row.dot());
  if (names_are_own(row.node, *save)) remember_names(row, *save, row.dot());
  return Rescued::stored;
}

// An own save of the giver that cannot be stamped anew: it lies in a box.
void Office::take_back(const NodeRow& giver, StoredSave& row, const Save& save, std::int64_t now_ms) {
  NodeRow author = store_.node(row.node).value_or(NodeRow{});
  if (save.is_release()) {
    row.state = SaveState::applied;
    store_.put_save(row);
    if (auto holding = store_.holding(giver.number, save.scope)) {
      holding->released = std::max(holding->released, std::min(save.ops[0].epoch, identity()->last_grant_epoch));
      store_.put_holding(*holding);
      store_.mark_changed(giver.number, save.scope);
    }
    withdraw_what_was_given_back(giver.number, save);
    return;
  }
  const UserRow user = store_.user(author.user).value_or(UserRow{});
  const auto judgement = judge(row, save, user, now_ms, row.late);
  if (judgement) {
    row.late = false;
    park(row, *judgement, user);
    ++author.counts.parked;
  } else {
    row.state = SaveState::applied;
    ++(row.late ? author.counts.late : author.counts.applied);
    place(row, save, user);
  }
  remember_names(row, save, row.dot());
  store_.put_node(author);
}

// Two saves under one dot: one of them was made up, or damaged. The one that comes second gets a number of its own, where
// it stands beside others of its queue. False: it has one.
bool Office::set_aside(const StoredSave& row) {
  const Save save = *decode_save(row.raw);
  const Origin name{row.dot(), words_of(save)};
  if (store_.save_of_origin(name)) return false;
  const NodeRow node = node_aside(row);
  StoredSave aside;
  aside.node = node.number;
  aside.first = row.first;
  aside.last = row.last;
  aside.received_ms = row.received_ms;
  aside.scope = save.scope;
  aside.raw = encode_save(restamped(save, row.dot(), false, [&](Dot dot) {
    const Dot beside{aside.node, dot.counter};
    const bool own = dot.counter >= row.first && dot.counter <= row.last;
    return dot.node == row.node && (own || store_.save_with(beside)) ? beside : dot;
  }));
  aside.state = SaveState::parked;
  aside.reason = std::string(kBroughtBack) + "after the office was restored; under its number " + row.dot().to_string() +
                 " stands another save";
  put_in_inbox(aside, node.user);
  store_.put_origin(name, aside.dot());
  return true;
}

// A node that nobody is, for the saves of this one that lost their numbers.
NodeRow Office::node_aside(const StoredSave& row) {
  for (int timeline = 1;; ++timeline) {
    const Uuid id = Uuid::from_name("satchel set aside " + std::to_string(row.node) + " " + std::to_string(timeline));
    const auto nodes = store_.nodes();
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const NodeRow& node) { return node.id == id; });
    NodeRow node;
    if (found != nodes.end()) {
      node = *found;
      bool free = true;
      for (std::uint64_t counter = row.first; counter <= row.last; ++counter) {
        free = free && !store_.save_with({node.number, counter});
      }
      if (!free) continue;
    } else {
      OfficeIdentity who = *identity();
      node.number = ++who.last_node;
      put_identity(who);
      node.id = id;
      node.parent = row.node;
      if (const auto of = store_.node(row.node)) node.user = of->user;
    }
    node.counter = std::max(node.counter, row.last);
    store_.put_node(node);
    return node;
  }
}

namespace {

// What an author, who stamped a save anew, knows by now that it replaces.
std::vector<Substitution> replaced_besides(const Save& save, const Save& again) {
  std::vector<Substitution> besides;
  for (std::uint32_t i = 0; i < save.ops.size() && i < again.ops.size(); ++i) {
    const auto add = [&](const std::vector<Dot>& known, const std::vector<Dot>& dots) {
      for (const Dot dot : dots) {
        if (std::find(known.begin(), known.end(), dot) == known.end()) besides.push_back({i, dot});
      }
    };
    add(save.ops[i].predecessors, again.ops[i].predecessors);
    if (save.ops[i].seen && again.ops[i].seen) add(*save.ops[i].seen, *again.ops[i].seen);
  }
  return besides;
}

}  // namespace

// The author's own laptop brings, as another node, what others have brought back before: it keeps its line in the
// inbox.
void Office::settle_rescued(Dot dot, const Save& said_again, std::int64_t now_ms) {
  auto row = store_.save_with(dot);
  if (!row || !waits_for_its_author(*row)) return;
  const auto save = decode_save(row->raw);
  const UserRow user = store_.user(row->author).value_or(UserRow{});
  row->substitutions = replaced_besides(*save, said_again);  // by its author's word, not by that of who brought it
  const auto judgement = judge(*row, *save, user, now_ms, row->late);
  if (judgement) {
    row->late = false;
    row->reason = judgement->reason;
    row->waits = judgement->waits;
    row->waits_for = judgement->waits_for;
  } else {
    row->state = SaveState::accepted;
    row->reason = "its own laptop has brought it";
    place(*row, *save, user);
  }
  put_in_inbox(*row, row->author);
}

}  // namespace satchel
