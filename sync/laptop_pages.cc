// What the office says: entries of logs and inboxes, withdrawals. What leaves the laptop because of them: laptop_wipe.cc.
#include <algorithm>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/laptop.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/overlay.h"
#include "sync/restamp.h"

namespace satchel {

namespace {

Error corrupt(std::string message) { return {ErrorKind::corrupt, std::move(message), ""}; }

// Whether the chunk tells of what its scope is made of; the office's digest would not show it in every case.
bool fits_its_scope(const Chunk& chunk, const Uuid& user) {
  if (chunk.to < chunk.from || chunk.to > limits::kCounterMax) return false;
  if (chunk.scope.kind == ScopeKind::inbox) return chunk.entries.empty() && chunk.scope.subject == user;
  const bool is_counted = chunk.to - chunk.from == chunk.entries.size() || mutated(Mutant::cursor_to_head);
  return chunk.inbox.empty() && is_counted;
}

}  // namespace

Result<StoredSave> Laptop::row_of(Dot dot, std::uint64_t op_count, const std::optional<std::string>& raw,
                                  Stale& stale) {
  if (dot.is_none() || dot.counter == 0 || dot.counter > limits::kCounterMax || op_count == 0 ||
      op_count > limits::kSaveOpsMax) {
    return corrupt("the office sent a save with numbers that no save has");
  }
  StoredSave row;
  auto known = store_.save_with(dot);
  // Not proven by a chain: brought back to a restored office, where another copy of its author's database took its
  // name meanwhile. The office has this one, too, under a number of its own.
  const bool may_change = known && !known->is_applied() && !known->sealed &&
                          (known->state == SaveState::rescued || dot.node != identity()->node);
  if (may_change && known->dot() == dot && raw && *raw != known->raw) {
    if (const auto save = decode_save(*known)) stale.merge(records_of(*save));
    store_.remove_overlay(dot);
    store_.remove_save(dot);
    row.inbox_position = known->inbox_position;
    row.inbox_state = known->inbox_state;
    row.author = known->author;
  } else if (known && known->dot() == dot) {
    if (raw && (known->sealed ? !unseal(*known, *raw) : *raw != known->raw)) {
      return Error{ErrorKind::fork,
                   "the office knows save " + dot.to_string() + " with other contents",
                   "this copy of the database was used twice; tell the office"};
    }
    if (!known->sealed) return std::move(*known);
  }
  if (!raw) {
    return corrupt("the office left out save " + dot.to_string() + ", which is not on this laptop");
  }
  row.node = dot.node;
  row.first = dot.counter;
  row.last = dot.counter + op_count - 1;
  row.raw = *raw;
  return row;
}

Status Laptop::take_log_entry(const LogEntry& entry, Position position, ScopeRow& scope, Stale& stale) {
  auto row = row_of(entry.dot, entry.op_count, entry.raw, stale);
  if (!row) return row.error();
  if (row->is_applied()) return Done{};
  auto save = decode_save(*row);
  if (save && save->scope != scope.id) return corrupt("the office sent a save in the log of another file");
  row->scope = scope.id;
  row->received_ms = entry.received_ms;
  row->late = entry.late;
  row->state = entry.accepted ? SaveState::accepted : SaveState::applied;
  row->position = position;
  row->substitutions = entry.substitutions;
  if (!mutated(Mutant::overlay_kept)) store_.remove_overlay(row->dot());
  store_.put_save(*row);
  // A save that this version cannot read is kept and forwarded; it changes nothing that is shown.
  if (!save) return Done{};
  apply_to_base(store_, *row, *save, scope, [&](StoredRecord& record) {
    if (store_.overlay(record.base.id).empty()) {
      record.view.reset();
    } else {
      stale.insert(record.base.id);
    }
  });
  return Done{};
}

Status Laptop::take_inbox_entry(const InboxEntry& entry, Position position, ScopeRow& inbox, Stale& stale) {
  const auto before = store_.save_with(entry.dot);
  const bool was_sealed = before && before->dot() == entry.dot && before->sealed;
  auto row = row_of(entry.dot, entry.op_count, entry.raw, stale);
  if (!row) return row.error();
  if (row->inbox_position != 0) inbox.digest -= inbox_leaf(row->dot(), row->inbox_state);
  const bool was_shown = row->state == SaveState::pending || row->state == SaveState::parked ||
                         row->state == SaveState::rescued;
  const bool was_old_name = row->state == SaveState::duplicate;  // what has it was stamped anew, and is not told of yet
  const bool is_new = row->scope == ScopeId{} || was_old_name || (row->inbox_position == 0 && !is_own(row->node));
  row->inbox_position = position;
  row->author = inbox.id.subject;
  row->inbox_state = entry.state;
  row->received_ms = entry.received_ms;
  row->reason = entry.reason;
  row->waits = entry.waits;
  row->waits_for = entry.waits_for;
  inbox.digest += inbox_leaf(row->dot(), row->inbox_state);
  const auto save = decode_save(*row);
  if (save) row->scope = save->scope;
  if (row->is_applied()) {
    store_.put_save(*row);
    return Done{};
  }
  // Accepted: it stays in the overlay until its scope's log brings it.
  if (entry.state != SaveState::accepted) row->state = entry.state;
  else if (was_old_name) row->state = SaveState::pending;
  row->substitutions = entry.substitutions;
  const bool leaves = was_sealed || (!before && save && !is_of_unopened_file(*save));
  if (save && leaves && !held_scope(row->scope)) {
    put_sealed(std::move(*row));
    return Done{};
  }
  store_.put_save(*row);
  if (!save) return Done{};
  if (entry.state == SaveState::parked && save->opens() && !store_.scope(row->scope)) {
    // A client that this user entered on another laptop, or on this one before it was restored.
    ScopeRow provisional;
    provisional.id = row->scope;
    provisional.provisional = true;
    store_.put_scope(provisional);
    show_parked_again(row->scope, stale);
  }
  const bool held = held_scope(row->scope).has_value();
  if (entry.state == SaveState::declined) {
    if (was_shown) take_out_of_overlay(*row, *save, stale);
    forget_unopened(*save);
  } else if (entry.state == SaveState::duplicate) {
    stale.merge(records_of(*save));  // shown until the save that it is a copy of is here: forget_known_copies
  } else if (held && (is_new || entry.state == SaveState::parked)) {
    // Saved on another laptop of the same user; or declined once, by an office that was restored since then.
    add_to_overlay(*row, *save, stale);
  } else {
    stale.merge(records_of(*save));
  }
  return Done{};
}

// The office declined to open this file. Whoever enters the client again opens it anew (and perhaps has done so
// already), and what waits for the file follows.
void Laptop::forget_unopened(const Save& declined) {
  const auto row = declined.opens() ? store_.scope(declined.scope) : std::nullopt;
  if (!row || !row->provisional) return;
  bool opened_again = false;
  store_.each_save_in(row->id, [&](const StoredSave& kept) {
    const auto save = decode_save(kept);
    opened_again = opened_again || (kept.state != SaveState::declined && save && save->opens());
  });
  if (!opened_again) store_.remove_scope(row->id);
}

// What an earlier node of this database wrote comes back, while its copy, stamped anew, still waits to be told so.
void Laptop::know_own_copies(const Chunk& chunk) {
  const NodeNumber present = identity()->node;
  std::set<Dot> brought;
  const auto look = [&](const auto& entries) {
    for (const auto& entry : entries) {
      if (entry.dot.node != present && is_own(entry.dot.node)) brought.insert(entry.dot);
    }
  };
  look(chunk.entries);
  look(chunk.inbox);
  if (brought.empty()) return;
  std::vector<StoredSave> copies;
  store_.each_save_of(present, 0, [&](const StoredSave& row) {
    const auto save = row.state == SaveState::pending ? decode_save(row) : Result<Save>(Error{});
    if (!save) return true;
    std::vector<Dot> names = save->former;
    if (save->origin) names.push_back(*save->origin);
    for (const Dot name : names) {
      const auto other = brought.count(name) != 0 ? store_.save_with(name) : std::nullopt;
      const auto said = other ? decode_save(*other) : Result<Save>(Error{});
      if (!said || words_of(*said) != words_of(*save)) continue;
      copies.push_back(row);
      copies.back().state = SaveState::duplicate;
      copies.back().waits_for = name;
      break;
    }
    return true;
  });
  for (const StoredSave& row : copies) store_.put_save(row);
}

// An own save that the office knows under another dot leaves the screen when the other is there to be seen.
void Laptop::forget_known_copies(Stale& stale) {
  for (const StoredSave& row : store_.saves_in_state(SaveState::duplicate)) {
    const auto other = store_.save_with(row.waits_for);
    const bool is_here = other && (other->is_applied() || other->inbox_position != 0);
    const auto save = is_here ? decode_save(row) : Result<Save>(Error{});
    if (!save) continue;
    const auto records = records_of(*save);
    const bool is_shown = std::any_of(records.begin(), records.end(), [&](const RecordId& id) {
      const auto overlay = store_.overlay(id);
      return std::find(overlay.begin(), overlay.end(), row.dot()) != overlay.end();
    });
    if (is_shown) take_out_of_overlay(row, *save, stale);
  }
}

// Whether the save is in a file that this user enters and the office has not taken: its words stay, in the list of
// parked saves.
bool Laptop::is_of_unopened_file(const Save& parked) {
  if (parked.opens()) return true;
  bool opened = false;
  store_.each_save_in(parked.scope, [&](const StoredSave& row) {
    const auto save = decode_save(row);
    opened = opened || (save && save->opens());
  });
  return opened;
}

// The log is read again from its beginning. Own saves go back above the base until the log brings them again,
// so that nothing of the worker's own leaves the screen meanwhile.
void Laptop::empty_for_snapshot(ScopeRow& scope) {
  if (scope.id.kind == ScopeKind::inbox) {
    std::vector<StoredSave> rows;
    store_.each_in_inbox(scope.id.subject, 0, [&](const StoredSave& row) {
      rows.push_back(row);
      return true;
    });
    for (StoredSave& row : rows) {
      row.inbox_position = 0;
      store_.put_save(row);
    }
    scope.digest = Hash256{};
    return;
  }
  std::vector<StoredSave> placed;
  store_.each_placed(scope.id, 0, [&](const StoredSave& row) {
    placed.push_back(row);
    return true;
  });
  std::vector<StoredRecord> records;
  store_.each_record(scope.id, [&](const StoredRecord& row) { records.push_back(row); });
  for (StoredSave& row : placed) {
    // Of others, too, nothing goes before the office has sent it again: an office that went back has lost it.
    row.position = 0;
    row.state = is_own(row.node) ? SaveState::pending : SaveState::rescued;
    store_.put_save(row);
    if (!is_own(row.node)) continue;
    if (const auto save = decode_save(row)) {
      for (const RecordId& id : records_of(*save)) store_.add_overlay(id, row.dot());
    }
  }
  store_.each_save_in(scope.id, [&](const StoredSave& row) {
    const bool shown = row.state == SaveState::duplicate && is_own(row.node) && !store_.save_with(row.waits_for);
    const auto save = shown ? decode_save(row) : Result<Save>(Error{});
    if (!save) return;
    for (const RecordId& id : records_of(*save)) store_.add_overlay(id, row.dot());
  });
  for (const StoredRecord& before : records) {
    StoredRecord after;
    after.base.id = before.base.id;
    after.base.scope = scope.id;
    refresh_view(after);
    if (after.shown().exists()) {
      store_.put_record(after, &before);
    } else {
      store_.remove_record(before.base.id);
    }
  }
  scope.digest = Hash256{};
}

// A file comes (back) to this laptop: what this user has parked in it is shown again.
void Laptop::show_parked_again(const ScopeId& scope, Stale& stale) {
  std::vector<StoredSave> rows;
  store_.each_save_in(scope, [&](const StoredSave& row) {
    const bool settled = row.state == SaveState::declined || row.state == SaveState::duplicate;
    if (!row.is_applied() && !settled) rows.push_back(row);
  });
  for (const StoredSave& row : rows) {
    if (const auto save = decode_save(row)) add_to_overlay(row, *save, stale);
  }
}

Status Laptop::take_chunk(const Chunk& chunk) {
  const auto before = held_scope(chunk.scope);
  if (before && before->withdrawn != 0) return Done{};  // frozen: first it is given back
  // Positions belong to the log, not to the grant: a renewed grant goes on where the old one was, and a page
  // that overlaps what is here is taken from there on.
  const Position head = before ? before->head : 0;
  if (chunk.from > head) return corrupt("the office sent a page that does not follow what is here");
  if (!fits_its_scope(chunk, identity()->user)) return corrupt("the office sent a page that does not fit its scope");
  if (chunk.epoch == 0 && (!before || before->provisional)) return corrupt("the office sent a page of no grant");
  Stale stale;
  if (!before) show_parked_again(chunk.scope, stale);
  if (!before && chunk.scope.is_case_file()) note_sealed_verdicts();
  ScopeRow scope = before.value_or(ScopeRow{});
  scope.id = chunk.scope;
  scope.provisional = false;
  scope.epoch = std::max(scope.epoch, chunk.epoch);
  scope.head = std::max(head, chunk.to);
  LaptopProgress progress = this->progress();
  if (mutated(Mutant::cursor_before_page)) {
    ScopeRow early = scope;
    early.digest = before ? before->digest : Hash256{};
    put_scope(store_.scope(chunk.scope), early, progress);
    put_progress(progress);
    store_.commit();
    store_.begin();
    progress = this->progress();
  }
  Position position = chunk.from;
  for (const LogEntry& entry : chunk.entries) {
    if (++position <= head) continue;
    if (const auto taken = take_log_entry(entry, position, scope, stale); !taken) return taken.error();
  }
  for (const InboxEntry& entry : chunk.inbox) {
    if (const auto taken = take_inbox_entry(entry, chunk.to, scope, stale); !taken) return taken.error();
  }
  know_own_copies(chunk);
  forget_known_copies(stale);
  refresh(stale);
  put_scope(store_.scope(chunk.scope), scope, progress);
  put_progress(progress);
  if (chunk.check_at_end && scope.head == chunk.to && *chunk.check_at_end != check_of(scope.digest)) {
    return corrupt("the copy of scope " + scope.id.to_string() + " differs from the office's");
  }
  return Done{};
}

// A file that is not here is given back as well: its first page was lost on the way, and the office tells of the
// withdrawal until it hears of the release.
void Laptop::take_withdrawal(const Withdrawal& withdrawal) {
  const auto before = store_.scope(withdrawal.scope);
  ScopeRow after = before.value_or(ScopeRow{});
  if (after.withdrawn != 0 || after.epoch > withdrawal.epoch) return;
  after.id = withdrawal.scope;
  if (!before) after.epoch = withdrawal.epoch;
  after.withdrawn = withdrawal.epoch;
  LaptopProgress progress = this->progress();
  put_scope(before, after, progress);
  put_progress(progress);
}

void Laptop::read_again(const ScopeId& scope) {
  const auto before = held_scope(scope);
  if (!before || before->provisional || before->withdrawn != 0) return;
  LaptopProgress progress = this->progress();
  ScopeRow after = *before;
  after.head = 0;
  empty_for_snapshot(after);
  progress.settled = progress.acked;
  progress.rescue_waits = true;
  put_scope(before, after, progress);
  put_progress(progress);
}

void Laptop::offer_what_did_not_come_again(LaptopProgress& progress) {
  if (!progress.rescue_waits) return;
  progress.rescue_waits = false;
  const NodeNumber present = identity()->node;
  for (StoredSave& row : store_.saves_in_state(SaveState::pending)) {
    if (row.node == present || row.inbox_position != 0) continue;  // the present one's are sent, or told of, again
    row.state = SaveState::rescued;
    store_.put_save(row);
  }
  progress.rescued_to = Dot{};
  progress.rescue_due = !store_.saves_in_state(SaveState::rescued).empty();
}

void Laptop::read_everything_again() {
  for (const ScopeRow& row : store_.scopes()) read_again(row.id);
  sum_up_again();
}

void Laptop::note_incident(const ScopeId& scope, const Error& problem) {
  store_.put_fact("latest incident", scope.to_string() + ": " + problem.message);
}

void Laptop::drop_overlay_up_to(std::uint64_t counter) {
  std::vector<StoredSave> rows;
  store_.each_save_of(identity()->node, 0, [&](const StoredSave& row) {
    if (row.last <= counter && !row.is_applied() && !row.sealed) rows.push_back(row);
    return true;
  });
  Stale stale;
  for (const StoredSave& row : rows) take_out_of_overlay(row, decode_kept(row), stale);
  refresh(stale);
}

}  // namespace satchel
