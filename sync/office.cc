#include "sync/office.h"

#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/extra_fields.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr std::string_view kIdentityFact = "office identity";
constexpr std::string_view kWentBackFact = "went back";

}  // namespace

// ---- being an office --------------------------------------------------------------------------------------

Status Office::init(const std::string& name, const Seeds& seeds, std::int64_t now_ms) {
  if (identity()) return Error{ErrorKind::refused, "there is an office here already", ""};
  OfficeIdentity who;
  who.id = seeds.id;
  who.name = name;
  const KeyPair keys = make_key_pair(seeds.key);
  who.secret_key = keys.secret;
  who.public_key = keys.open;
  put_identity(who);
  NodeRow own;
  own.number = kOfficeNode;
  own.id = seeds.own_node_id;
  own.chain = chain_start(own.id.view());
  own.enrolled_ms = now_ms;
  store_.put_node(own);
  ScopeRow directory;
  directory.id = directory_scope();
  store_.put_scope(directory);
  return Done{};
}

std::optional<OfficeIdentity> Office::identity() {
  const auto bytes = store_.fact(kIdentityFact);
  if (!bytes) return std::nullopt;
  OfficeIdentity who;
  if (const auto read = decode(*bytes, who); !read) throw StoreFailure(read.error());
  return who;
}

void Office::put_identity(const OfficeIdentity& who) {
  store_.put_fact(kIdentityFact, encode(who));
}

// Numbers that the lost time may have issued are never issued again, not even when one backup is restored twice:
// they go on from the clock of the restore, and from those of the database that is replaced.
void Office::begin_new_epoch(const Restart& restart) {
  constexpr NodeNumber kNodesSkipped = 1000;
  constexpr std::int64_t kNodesBeganMs = 1'600'000'000'000;  // keeps the numbers small; well before the first office
  constexpr NodeNumber kNodesPerSecond = 1024;               // more than any office issues: each is a commit
  constexpr std::uint64_t kSkipped = 1'000'000;
  const std::int64_t now_ms = restart.now_ms;
  const auto clock = static_cast<std::uint64_t>(std::max<std::int64_t>(now_ms, 0));
  const auto since_ms = static_cast<NodeNumber>(std::max<std::int64_t>(now_ms - kNodesBeganMs, 0));
  keep_numbers_of(restart);
  OfficeIdentity who = *identity();
  who.former_epochs.push_back(who.epoch);
  if (restart.replaced && restart.replaced->id == who.id) who.epoch = std::max(who.epoch, restart.replaced->epoch);
  who.epoch = std::max(who.epoch + 1, clock / 1000);
  who.last_node = std::max(who.last_node + kNodesSkipped, since_ms * kNodesPerSecond / 1000);
  who.last_grant_epoch = std::max(who.last_grant_epoch + kSkipped, clock);
  if (mutated(Mutant::numbers_reissued)) {
    who.last_node = identity()->last_node;
    who.last_grant_epoch = identity()->last_grant_epoch;
  }
  who.first_node = who.last_node + 1;
  who.restored_ms = now_ms;
  who.recovering = true;
  put_identity(who);
  NodeRow own = *store_.node(kOfficeNode);
  if (!mutated(Mutant::numbers_reissued)) own.counter = std::max(own.counter + kSkipped, clock);
  store_.put_node(own);
  for (const ScopeRow& row : store_.scopes()) {
    store_.put_restored_head(row.id, {who.epoch, restart.logs_are_in_doubt ? 0 : row.head});
  }
  store_.put_fact(kWentBackFact, "");
}

void Office::keep_numbers_of(const Restart& restart) {
  OfficeIdentity who = *identity();
  if (!restart.replaced || restart.replaced->id != who.id) return;
  who.last_node = std::max(who.last_node, restart.replaced->last_node);
  who.last_grant_epoch = std::max(who.last_grant_epoch, restart.replaced->last_grant_epoch);
  put_identity(who);
  NodeRow own = *store_.node(kOfficeNode);
  own.counter = std::max(own.counter, restart.replaced_counter);
  store_.put_node(own);
}

void Office::note_went_back(std::int64_t now_ms) {
  if (went_back_ms() == 0) store_.put_fact(kWentBackFact, std::to_string(now_ms));
}

std::int64_t Office::went_back_ms() {
  const std::string text = store_.fact(kWentBackFact).value_or("");
  return text.empty() ? 0 : std::stoll(text);
}

Epoch Office::next_epoch() {
  OfficeIdentity who = *identity();
  ++who.last_grant_epoch;
  put_identity(who);
  return who.last_grant_epoch;
}

// ---- reading ----------------------------------------------------------------------------------------------

std::optional<Record> Office::shown(const RecordId& id) {
  auto row = store_.record(id);
  if (!row || !row->base.exists()) return std::nullopt;
  return std::move(row->base);
}

const Schema& Office::schema() {
  const auto directory = store_.scope(directory_scope());
  const Hash256 digest = directory ? directory->digest : Hash256{};
  if (schema_digest_ != digest) {
    schema_ = load_schema(store_);
    schema_digest_ = digest;
  }
  return schema_;
}

// ---- what laptops bring -------------------------------------------------------------------------------------

void Office::receive(NodeRow& node, std::uint64_t op_count, const std::string& raw,
                     std::int64_t now_ms, const std::string& park_because) {
  StoredSave row;
  row.node = node.number;
  row.first = node.counter + 1;
  row.last = node.counter + op_count;
  row.raw = raw;
  row.chain = chain_next(node.chain, row.first, raw);
  row.received_ms = now_ms;
  node.counter = row.last;
  node.chain = row.chain;
  const UserRow user = store_.user(node.user).value_or(UserRow{});
  const auto save = decode_save(raw);
  if (!save || save->ops.size() != op_count) {
    park(row, {"invalid: it cannot be read; perhaps it was made by another version", false, {}},
         user);
    ++node.counts.parked;
    return;
  }
  row.scope = save->scope;
  if (save->is_release()) {
    take_release(row, *save);
    return;
  }
  const bool own = names_are_own(node.number, *save);
  if (const auto kept = own ? known_as(row, *save) : std::nullopt) {
    settle_rescued(*kept, *save, now_ms);
    row.state = SaveState::duplicate;
    row.waits_for = *kept;
    remember_names(row, *save, *kept);
    put_in_inbox(row, user.id);
    ++node.counts.duplicate;
    return;
  }
  if (own) remember_names(row, *save, row.dot());
  const auto judgement = park_because.empty() ? judge(row, *save, user, now_ms, row.late)
                                              : Judgement{park_because, false, {}};
  if (judgement) {
    ++node.counts.parked;
    row.late = false;
    park(row, *judgement, user);
    return;
  }
  ++(row.late ? node.counts.late : node.counts.applied);
  row.state = SaveState::applied;
  place(row, *save, user);
}

std::optional<Hash256> Office::chain_of(const NodeRow& node, std::uint64_t counter) {
  if (counter == node.counter) return node.chain;
  if (counter == 0) return chain_start(node.id.view());
  const auto row = store_.save_with({node.number, counter});
  if (!row || row->last != counter || is_rescued(*row)) return std::nullopt;  // what was brought back has no chain
  return row->chain;
}

void Office::take_release(StoredSave& row, const Save& save) {
  row.state = SaveState::applied;  // has no place in a log: nobody but the office needs it
  store_.put_save(row);
  auto holding = store_.holding(row.node, save.scope);
  if (!holding) return;
  // A grant that was never given cannot be given back: later ones have to be.
  const Epoch epoch = std::min(save.ops[0].epoch, identity()->last_grant_epoch);
  holding->released = std::max(holding->released, epoch);
  holding->released_at = row.first;
  store_.put_holding(*holding);
  store_.mark_changed(row.node, save.scope);
  withdraw_what_was_given_back(row.node, save);
}

// A laptop gives back only what the office has withdrawn: one that was restored since then learns of it here.
void Office::withdraw_what_was_given_back(NodeNumber node, const Save& release) {
  const UserRow user = user_of(node);
  const auto grant = store_.grant(user.id, release.scope);
  if (grant && !grant->withdrawn && grant->epoch <= release.ops[0].epoch) withdraw(user, release.scope);
}

void Office::place(StoredSave& row, const Save& save, const UserRow& user) {
  if (save.opens() && !store_.scope(save.scope)) {
    ScopeRow opened;
    opened.id = save.scope;
    store_.put_scope(opened);
    if (!user.id.is_nil()) {
      grant(user, save.scope);
      // Every laptop of the author may show it already: the save was in the inbox while it was parked.
      for (const NodeRow& node : store_.nodes_of(user.id)) {
        HoldingRow holding;
        holding.node = node.number;
        holding.scope = save.scope;
        holding.delivered = store_.grant(user.id, save.scope)->epoch;
        store_.put_holding(holding);
      }
      // Accepted for somebody who has left meanwhile: the laptop learns that the file is not its own any more.
      if (user.disabled) withdraw(user, save.scope);
    }
  }
  const ScopeRow before = *store_.scope(save.scope);
  ScopeRow after = before;
  row.position = ++after.head;
  if (!mutated(Mutant::no_stand_in)) row.substitutions = substitutions_of(store_, save, row.substitutions);
  store_.put_save(row);
  if (mutated(Mutant::torn_save)) {
    store_.commit();
    store_.begin();
  }
  apply_to_base(store_, row, save, after, [](StoredRecord&) {});
  scope_changed(before, after);
  after_placing(row, save);
}

void Office::park(StoredSave& row, const Judgement& judgement, const UserRow& user) {
  if (mutated(Mutant::refused_thrown_away)) return;
  row.state = SaveState::parked;
  row.reason = judgement.reason;
  row.waits = judgement.waits;
  row.waits_for = judgement.waits_for;
  put_in_inbox(row, user.id);
}

void Office::put_in_inbox(StoredSave& row, const Uuid& user) {
  const bool untold_copy = row.state == SaveState::duplicate && mutated(Mutant::copy_not_told);
  if (mutated(Mutant::inbox_not_told) || untold_copy) {
    store_.put_save(row);
    return;
  }
  if (row.inbox_position != 0 && row.author != user) take_out_of_inbox(row);
  ScopeRow before = store_.scope(inbox_scope(user)).value_or(ScopeRow{});
  before.id = inbox_scope(user);
  ScopeRow after = before;
  if (row.inbox_position != 0) after.digest -= inbox_leaf(row.dot(), row.inbox_state);
  row.author = user;
  row.inbox_position = ++after.head;
  row.inbox_state = row.state;
  after.digest += inbox_leaf(row.dot(), row.inbox_state);
  store_.put_save(row);
  scope_changed(before, after);
}

void Office::take_out_of_inbox(StoredSave& row) {
  const ScopeRow before = *store_.scope(inbox_scope(row.author));
  ScopeRow after = before;
  after.digest -= inbox_leaf(row.dot(), row.inbox_state);
  row.inbox_position = 0;
  scope_changed(before, after);
}

void Office::settle_waiting(std::int64_t now_ms) {
  if (mutated(Mutant::waiting_never_settled)) return;
  for (bool again = true; again;) {
    again = false;
    for (StoredSave row : store_.saves_in_state(SaveState::parked)) {
      if (!row.waits) continue;
      const auto save = decode_save(row.raw);
      if (!save) continue;
      const UserRow user = store_.user(row.author).value_or(UserRow{});
      bool late = false;
      const auto judgement = judge(row, *save, user, now_ms, late);
      if (!judgement) {
        row.late = late;
        row.state = SaveState::accepted;
        row.reason = "what it waited for is there";
        place(row, *save, user);
        put_in_inbox(row, user.id);
        count_verdict(row, &SaveCounts::accepted);
        again = true;
      } else if (judgement->reason != row.reason) {
        row.reason = judgement->reason;
        row.waits = judgement->waits;
        row.waits_for = judgement->waits_for;
        put_in_inbox(row, user.id);
      }
    }
  }
}

// ---- own writes ---------------------------------------------------------------------------------------------

Result<Dot> Office::save(const ScopeId& scope, std::span<const Edit> edits, const Author& author) {
  const auto known = store_.scope(scope);
  const bool opens = !known && !edits.empty() && edits[0].kind == EditKind::create &&
                     scope.kind == ScopeKind::general && edits[0].record.uuid == scope.subject;
  if (!known && !opens) {
    return Error{ErrorKind::not_found, "there is no such case file", "create the client first"};
  }
  const Sight sight{
      [this](const RecordId& id) { return shown(id); },
      [this](const RecordId& id) {
        const auto row = store_.record(id);
        return row ? live_dots(row->base) : std::vector<Dot>{};
      },
  };
  SaveHead head{scope, opens, 0, 0, {kOfficeNode, store_.node(kOfficeNode)->counter + 1}};
  if (known) head.read_to = known->head;
  auto save = compose(sight, schema(), head, edits, author);
  if (!save) return save.error();
  if (scope == directory_scope()) schema_digest_.reset();
  const auto saved = append_own(std::move(*save), true);
  if (saved) {
    merge_texts(kOfficeNode, author.wall_ms);
    settle_waiting(author.wall_ms);
  }
  return saved;
}

Result<Dot> Office::append_own(Save save, bool place_it) {
  StoredSave row;
  row.raw = encode_save(save);
  if (row.raw.size() > limits::kSaveBytesMax) {
    return Error{ErrorKind::over_limit, "this is too much for one save (60 KB)",
                 "save in smaller steps"};
  }
  NodeRow own = *store_.node(kOfficeNode);
  row.node = kOfficeNode;
  row.first = own.counter + 1;
  row.last = own.counter + save.ops.size();
  row.scope = save.scope;
  row.chain = chain_next(own.chain, row.first, row.raw);
  row.received_ms = save.wall_ms;
  row.state = SaveState::applied;
  own.counter = row.last;
  own.chain = row.chain;
  store_.put_node(own);
  const Dot dot = row.dot();
  if (place_it) {
    place(row, save, UserRow{});
  } else {
    store_.put_save(row);
  }
  return dot;
}

}  // namespace satchel
