#include "sync/laptop_recovery.h"

#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/laptop_incarnation.h"
#include "sync/mutant.h"
#include "sync/overlay.h"

namespace satchel {

// ---- the exchange -------------------------------------------------------------------------------------------

LaptopRecovery::LaptopRecovery(Laptop& laptop, const Uuid& node_id, LaptopSessionOptions options)
    : laptop_(laptop), node_id_(node_id), options_(options) {}

Result<std::string> LaptopRecovery::request() {
  const auto who = laptop_.identity();
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  ++progress.request_number;
  laptop_.put_progress(progress);
  RecoveryRequest request;
  request.from = {kWireVersion, who->office, who->office_epoch, who->node, progress.request_number,
                  progress.answered};
  request.credential = laptop_.store().fact(kCredentialFact).value_or("");
  request.node_id = node_id_ = next_node_id(laptop_.store(), node_id_);
  request.points = chain_points(laptop_.store(), who->node, {}, options_.chain_points_max);
  transaction.commit();
  link_ = LaptopLink(*who, progress.request_number, options_.sign_frames);
  FrameWriter writer = link_.writer();
  writer.add(FrameType::recovery, encode(request));
  VectorFrame frame;
  for (const ScopeRow& row : laptop_.store().scopes()) {
    if (row.epoch == 0 || row.released) continue;  // opened here, and never told of
    frame.entries.push_back({row.id, Cursor{row.epoch, row.head}});
    if (frame.entries.size() < limits::kScopeStatesPerFrame) continue;
    writer.add(FrameType::vector, encode(frame));
    frame.entries.clear();
  }
  writer.add(FrameType::vector, encode(frame));
  return std::move(writer).finish();
}

Status LaptopRecovery::receive(std::string_view bytes) {
  return take_answer(laptop_, reader_, link_, bytes, FrameType::recovered, [&](const std::string& payload) -> Status {
    RecoveryAnswer answer;
    if (const auto read = decode(payload, answer); !read) return read.error();
    if (!answer_) {
      answer_ = std::move(answer);
    } else {
      answer_->scopes.insert(answer_->scopes.end(), answer.scopes.begin(), answer.scopes.end());
    }
    return Done{};
  });
}

Status LaptopRecovery::finish() {
  if (!answer_ || !reader_.is_complete()) {
    return Error{ErrorKind::offline, "the link broke before the office had answered in full",
                 "nothing is lost; it is tried again"};
  }
  const bool goes_on = answer_->node != kNoNode;  // else another program of this laptop was faster
  if (const auto fits = goes_on ? laptop_.check_going_on(answer_->node, {}) : Status(Done{}); !fits) {
    refuse_next_node_id(laptop_.store());
    return fits.error();
  }
  Transaction transaction(laptop_.store());
  laptop_.take_recovery(*answer_, node_id_);
  forget_next_node_id(laptop_.store());
  transaction.commit();
  return Done{};
}

// ---- the copy -------------------------------------------------------------------------------------------------

void Laptop::take_recovery(const RecoveryAnswer& answer, const Uuid& node_id) {
  if (answer.node == kNoNode) return;  // another program of this laptop was faster
  LaptopIdentity who = *identity();
  who.office_epoch = answer.office_epoch;
  put_identity(who);
  store_.put_fact(kCredentialFact, answer.credential);
  note_incident({}, {ErrorKind::restored, "the office was restored from a backup; this laptop sends again what it lost",
                     ""});
  const auto known = what_the_office_has(answer.ends);
  std::set<ScopeId> told;
  for (const ScopeState& state : answer.scopes) {
    told.insert(state.scope);
    if (const auto row = held_scope(state.scope)) rewind(*row, state);
  }
  // Of all others the office has the same grant, even where it did not after an earlier restore.
  for (const ScopeRow& row : store_.scopes()) {
    if (row.provisional && row.epoch != 0 && told.count(row.id) == 0) rewind(row, {row.id, row.epoch, row.head});
  }
  stamp_anew(doubt_what_is_not_placed(known), answer.node, node_id);
  LaptopProgress progress = this->progress();
  progress.rescued_to = Dot{};
  progress.rescue_due = !store_.saves_in_state(SaveState::rescued).empty() && !mutated(Mutant::rescue_not_offered);
  put_progress(progress);
}

// Up to where the office's chain of each node of this database is the chain here.
std::map<NodeNumber, std::uint64_t> Laptop::what_the_office_has(const std::vector<NodeEnd>& ends) {
  const NodeNumber present = identity()->node;
  const LaptopProgress progress = this->progress();
  std::map<NodeNumber, std::uint64_t> known;
  for (const auto& [node, have] : ends) {
    const auto row = store_.save_with({node, have.counter});
    const bool ends_here = row && row->last == have.counter && row->chain == have.chain;
    const bool is_acked = node == present && have == Have{progress.acked, progress.chain_at_acked};
    if (ends_here || is_acked) known[node] = have.counter;
  }
  return known;
}

// The office's log of this scope is the same up to a place, and lost behind it: what it had there lies above the
// base again, and nothing leaves the screen.
void Laptop::rewind(const ScopeRow& before, const ScopeState& state) {
  ScopeRow after = before;
  // Held under a grant that the office does not know: apart from vector and caseload until somebody has looked.
  after.provisional = state.epoch == 0 && before.withdrawn == 0;
  if (state.epoch != 0 && before.withdrawn == 0) after.epoch = state.epoch;
  Stale stale;
  if (before.id.kind == ScopeKind::inbox) {
    after.head = 0;
    empty_for_snapshot(after);
  } else if (state.position < before.head) {
    after.head = state.position;
    after.digest = Hash256{};
    std::vector<StoredSave> kept;
    std::vector<StoredSave> lost;
    store_.each_placed(before.id, 0, [&](const StoredSave& row) {
      (row.position <= state.position ? kept : lost).push_back(row);
      return true;
    });
    store_.each_record(before.id, [&](const StoredRecord& row) { stale.insert(row.base.id); });
    for (const RecordId& id : stale) store_.remove_record(id);
    for (StoredSave& row : lost) {
      if (mutated(Mutant::repair_erases) && row.node != identity()->node) {
        store_.remove_save(row.dot());
        continue;
      }
      row.position = 0;
      row.state = SaveState::rescued;
      row.late = false;
      store_.put_save(row);
      if (const auto save = decode_save(row.raw)) add_to_overlay(row, *save, stale);
    }
    // One after the other, as they came: what a save replaces may have its place behind it.
    for (const StoredSave& row : kept) {
      StoredSave not_yet = row;
      not_yet.position = 0;
      store_.put_save(not_yet);
    }
    for (const StoredSave& row : kept) {
      store_.put_save(row);
      if (const auto save = decode_save(row.raw)) apply_to_base(store_, row, *save, after, [](StoredRecord&) {});
    }
  }
  LaptopProgress progress = this->progress();
  put_scope(before, after, progress);
  put_progress(progress);
  refresh(stale);
}

// Whatever the office said of them, saves that it may have lost are brought back. Returns the own ones among them,
// in the order in which they were saved: these are stamped anew. What the office has of them its inbox and its logs
// tell anew.
std::vector<Laptop::Queued> Laptop::doubt_what_is_not_placed(const std::map<NodeNumber, std::uint64_t>& known) {
  const LaptopIdentity who = *identity();
  const std::uint64_t acked = progress().acked;
  std::vector<StoredSave> doubtful = store_.sealed_saves();
  for (const SaveState state : {SaveState::pending, SaveState::parked, SaveState::accepted, SaveState::declined,
                                SaveState::duplicate, SaveState::rescued}) {
    for (StoredSave& row : store_.saves_in_state(state)) {
      if (!row.is_applied() && !row.sealed) doubtful.push_back(std::move(row));
    }
  }
  std::vector<Queued> queue;
  Stale stale;
  for (StoredSave& row : doubtful) {
    const bool own = is_own(row.node);
    const auto end = known.find(row.node);
    const bool office_has_it = own && end != known.end() && row.last <= end->second;
    if (office_has_it && row.state != SaveState::rescued) continue;
    row.inbox_position = 0;
    const bool copied = row.state == SaveState::duplicate && store_.save_with(row.waits_for);
    if (copied) {  // a copy of what is here as well, whatever the office has of either
      store_.put_save(row);
      continue;
    }
    // A box cannot be stamped anew: it is brought back as it is, where it is kept still. Boxes that were never sent are
    // releases, which follow again when the office repeats its withdrawals.
    const bool unsent = row.node == who.node && row.last > acked && row.state != SaveState::rescued;
    if (row.sealed && (unsent || row.raw.empty())) {
      store_.remove_save(row.dot());
      continue;
    }
    const bool office_had_it = row.node != who.node || row.last <= acked || row.state == SaveState::rescued ||
                               row.inbox_state != SaveState::pending;
    const auto save = row.sealed ? Result<Save>(Error{}) : decode_save(row.raw);
    row.state = own && save ? SaveState::pending : SaveState::rescued;
    row.waits = false;
    row.waits_for = Dot{};
    row.reason.clear();
    store_.put_save(row);
    if (own && save && !office_has_it) {
      queue.push_back({std::move(row), office_had_it});
      continue;
    }
    if (save && held_scope(row.scope)) add_to_overlay(row, *save, stale);
  }
  refresh(stale);
  const auto age = [&](const Queued& item) {
    const auto found = std::find(who.earlier.begin(), who.earlier.end(), item.row.node);
    return std::pair(found - who.earlier.begin(), item.row.first);
  };
  std::sort(queue.begin(), queue.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); });
  return queue;
}

void Laptop::take_fate(const Fate& fate) {
  auto row = store_.save_with(fate.dot);
  if (!row || row->dot() != fate.dot || row->state != SaveState::rescued) return;
  const bool settled = fate.state == SaveState::declined || fate.state == SaveState::duplicate;
  if (!row->sealed && !settled) return;  // its log will bring it
  row->state = fate.state;
  row->waits_for = fate.known_as;
  store_.put_save(*row);
  Stale stale;
  if (fate.state == SaveState::duplicate) {  // shown until the other is here
    forget_known_copies(stale);
    refresh(stale);
    return;
  }
  if (const auto save = row->sealed ? Result<Save>(Error{}) : decode_save(row->raw)) {
    take_out_of_overlay(*row, *save, stale);
  }
  refresh(stale);
}

}  // namespace satchel
