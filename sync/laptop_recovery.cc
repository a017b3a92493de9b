#include "sync/laptop_recovery.h"

#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/mutant.h"
#include "sync/overlay.h"

namespace satchel {

// ---- the exchange -------------------------------------------------------------------------------------------

LaptopRecovery::LaptopRecovery(Laptop& laptop, LaptopSessionOptions options)
    : laptop_(laptop), options_(options) {}

Result<std::string> LaptopRecovery::request() {
  const auto who = laptop_.identity();
  Transaction transaction(laptop_.store());
  LaptopProgress progress = laptop_.progress();
  ++progress.request_number;
  laptop_.put_progress(progress);
  RecoveryRequest request;
  request.from = {kWireVersion, who->office, who->office_epoch, who->node, progress.request_number};
  request.credential = laptop_.store().fact(kCredentialFact).value_or("");
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
    if (!answer_) answer_ = RecoveryAnswer{answer.office_epoch, answer.have, answer.office_ms, {}};
    answer_->scopes.insert(answer_->scopes.end(), answer.scopes.begin(), answer.scopes.end());
    return Done{};
  });
}

Status LaptopRecovery::finish() {
  if (!answer_ || !reader_.is_complete()) {
    return Error{ErrorKind::offline, "the link broke before the office had answered in full",
                 "nothing is lost; it is tried again"};
  }
  Transaction transaction(laptop_.store());
  const bool same_chain = laptop_.take_recovery(*answer_);
  transaction.commit();
  if (same_chain) return Done{};
  return Error{ErrorKind::fork, "the restored office knows another copy of this database",
               "nothing is lost; this copy goes on as a laptop of its own"};
}

// ---- the copy -------------------------------------------------------------------------------------------------

namespace {

// Whether every save behind that place is still here, to be sent again.
bool is_whole_behind(Store& store, NodeNumber node, std::uint64_t counter, std::uint64_t last) {
  std::uint64_t next = counter + 1;
  bool whole = true;
  store.each_save_of(node, counter, [&](const StoredSave& row) {
    whole = row.first == next && !(row.sealed && row.raw.empty());
    next = row.last + 1;
    return whole;
  });
  return whole && next == last + 1;
}

}  // namespace

bool Laptop::take_recovery(const RecoveryAnswer& answer) {
  LaptopIdentity who = *identity();
  const bool again = who.office_epoch == answer.office_epoch;
  who.office_epoch = answer.office_epoch;
  put_identity(who);
  if (again) return true;
  note_incident({}, {ErrorKind::restored, "the office was restored from a backup; this laptop sends again what it lost",
                     ""});
  LaptopProgress progress = this->progress();
  std::optional<Hash256> own_chain;
  if (answer.have.counter == 0) own_chain = chain_start(who.node_id.view());
  else if (answer.have.counter == progress.acked) own_chain = progress.chain_at_acked;
  else if (const auto row = store_.save_with({who.node, answer.have.counter});
           row && row->last == answer.have.counter) own_chain = row->chain;
  const bool same_chain = own_chain == answer.have.chain &&
                          is_whole_behind(store_, who.node, answer.have.counter, progress.counter);
  if (!same_chain) {
    progress.acked = 0;
    progress.chain_at_acked = chain_start(who.node_id.view());
  } else if (answer.have.counter < progress.acked) {
    progress.acked = answer.have.counter;
    progress.chain_at_acked = answer.have.chain;
  }
  progress.cut = progress.proven_equal = false;
  progress.send_whole_vector = true;
  put_progress(progress);
  for (const ScopeState& state : answer.scopes) {
    if (const auto row = held_scope(state.scope)) rewind(*row, state);
  }
  doubt_what_is_not_placed(progress.acked);
  progress = this->progress();
  progress.rescued_to = Dot{};
  progress.rescue_due = !store_.saves_in_state(SaveState::rescued).empty() && !mutated(Mutant::rescue_not_offered);
  put_progress(progress);
  return same_chain;
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

// Own saves that the office may have lost are pending, whatever it said of them; those of earlier nodes and of this
// user's other laptops are brought back.
void Laptop::doubt_what_is_not_placed(std::uint64_t acked) {
  const LaptopIdentity who = *identity();
  std::vector<StoredSave> doubtful;
  for (const SaveState state : {SaveState::pending, SaveState::parked, SaveState::accepted, SaveState::declined,
                                SaveState::duplicate, SaveState::rescued}) {
    for (StoredSave& row : store_.saves_in_state(state)) {
      if (!row.is_applied()) doubtful.push_back(std::move(row));
    }
  }
  Stale stale;
  for (StoredSave& row : doubtful) {
    const bool own = row.node == who.node;
    if (own && row.last <= acked && row.state != SaveState::rescued) continue;  // the inbox tells of it anew
    row.inbox_position = 0;
    const auto known = row.state == SaveState::duplicate ? store_.save_with(row.waits_for) : std::nullopt;
    if (known) {  // a copy of what is here as well, whatever the office has of either
      store_.put_save(row);
      continue;
    }
    const auto save = row.sealed ? Result<Save>(Error{}) : decode_save(row.raw);
    // A box cannot be stamped anew: should this copy go on as another node, it is brought back as it is.
    row.state = own && !row.sealed ? SaveState::pending : SaveState::rescued;
    row.waits = false;
    row.waits_for = Dot{};
    row.reason.clear();
    store_.put_save(row);
    if (save && held_scope(row.scope)) add_to_overlay(row, *save, stale);
  }
  refresh(stale);
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
