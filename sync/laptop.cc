#include "sync/laptop.h"

#include <algorithm>
#include <set>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/extra_fields.h"
#include "sync/limits.h"
#include "sync/mutant.h"

namespace satchel {

namespace {

constexpr std::string_view kIdentityFact = "laptop identity";
constexpr std::string_view kProgressFact = "laptop progress";

template <class Fact>
std::optional<Fact> read_fact(Store& store, std::string_view name) {
  const auto bytes = store.fact(name);
  if (!bytes) return std::nullopt;
  Fact fact;
  if (const auto read = decode(*bytes, fact); !read) throw StoreFailure(read.error());
  return fact;
}

bool in_vector(const ScopeRow& row) { return row.is_held() && !row.provisional; }
bool in_caseload(const ScopeRow& row) { return in_vector(row) && row.withdrawn == 0; }
Cursor cursor_of(const ScopeRow& row) { return {row.epoch, row.head}; }

bool touches(const Op& op, const RecordId& record) {
  return op.unknown_kind == 0 && op.record == record &&
         (op.is_field_op() || op.kind == OpKind::create);
}

std::set<RecordId> records_of(const Save& save) {
  std::set<RecordId> records;
  for (const Op& op : save.ops) {
    if (op.unknown_kind == 0 && (op.is_field_op() || op.kind == OpKind::create)) {
      records.insert(op.record);
    }
  }
  return records;
}

// Applies those ops of a save that touch the record, on top of it.
void apply_above(Store& store, Record& record, const StoredSave& row, const Save& save) {
  const auto applied = [&](Dot dot) {
    return (dot.node == row.node && dot.counter >= row.first && dot.counter <= row.last) ||
           is_applied(store, dot);
  };
  for (std::uint32_t i = 0; i < save.ops.size(); ++i) {
    const Op& op = save.ops[i];
    if (!touches(op, record.id)) continue;
    std::vector<Dot> replaces = op.predecessors;
    if (!mutated(Mutant::no_stand_in)) {
      const auto also = stand_ins_of(store, op, &record);
      replaces.insert(replaces.end(), also.begin(), also.end());
    }
    apply_op(record, op, row.dot_of(i), replaces, Place::newest, applied);
  }
}

Save decode_own(const StoredSave& row) {
  auto save = decode_save(row.raw);
  if (!save) throw StoreFailure(save.error());
  return std::move(*save);
}

}  // namespace

// ---- being somebody -----------------------------------------------------------------------------------

void Laptop::enrol(const LaptopIdentity& identity, const EnrolmentAnswer& answer) {
  store_.put_fact(kIdentityFact, encode(identity));
  LaptopProgress progress;
  progress.chain = chain_start({reinterpret_cast<const char*>(identity.node_id.bytes.data()), 16});
  progress.chain_at_acked = progress.chain;
  progress.clock_offset_ms = 0;
  for (const auto& [scope, epoch] : {std::pair(directory_scope(), answer.directory_epoch),
                                     std::pair(inbox_scope(answer.user), answer.inbox_epoch)}) {
    ScopeRow row;
    row.id = scope;
    row.epoch = epoch;
    put_scope(std::nullopt, row, progress);
  }
  put_progress(progress);
}

std::optional<LaptopIdentity> Laptop::identity() {
  return read_fact<LaptopIdentity>(store_, kIdentityFact);
}

void Laptop::move_office(const std::string& url) {
  LaptopIdentity who = *identity();
  who.office_url = url;
  store_.put_fact(kIdentityFact, encode(who));
}

LaptopProgress Laptop::progress() {
  return read_fact<LaptopProgress>(store_, kProgressFact).value_or(LaptopProgress{});
}

void Laptop::put_progress(const LaptopProgress& progress) {
  store_.put_fact(kProgressFact, encode(progress));
}

// ---- reading ------------------------------------------------------------------------------------------

std::optional<Record> Laptop::shown(const RecordId& id) {
  auto row = store_.record(id);
  if (!row || !row->shown().exists()) return std::nullopt;
  return row->shown();
}

const Schema& Laptop::schema() {
  const auto directory = store_.scope(directory_scope());
  const Hash256 digest = directory ? directory->digest : Hash256{};
  if (schema_digest_ == digest) return schema_;
  schema_ = load_schema(store_);
  schema_digest_ = digest;
  return schema_;
}

std::uint64_t Laptop::pending_count() {
  const auto who = identity();
  return who ? store_.count_saves_after(who->node, progress().acked) : 0;
}

std::optional<ScopeRow> Laptop::held_scope(const ScopeId& scope) {
  auto row = store_.scope(scope);
  if (row && !row->is_held()) row.reset();
  return row;
}

bool Laptop::can_write(const ScopeId& scope) {
  const auto row = held_scope(scope);
  return row && row->withdrawn == 0;
}

// ---- writing ------------------------------------------------------------------------------------------

Result<Dot> Laptop::save(const ScopeId& scope, std::span<const Edit> edits, const Author& author) {
  const auto who = identity();
  if (!who) {
    return Error{ErrorKind::refused, "this laptop is not enrolled yet",
                 "ask the office for a code and run `satchel enroll`"};
  }
  const auto held = held_scope(scope);
  const bool opens = !held && !edits.empty() && edits[0].kind == EditKind::create &&
                     scope.is_case_file() && edits[0].record.uuid == scope.subject;
  if (!held && !opens) {
    return Error{ErrorKind::refused, "this client's file is not on this laptop",
                 "ask the office to assign the client to you, then sync"};
  }
  if (held && held->withdrawn != 0) {
    return Error{ErrorKind::refused,
                 "this client was given to someone else; the file is read-only here until it leaves",
                 "tell the office if you still have something to add"};
  }
  LaptopProgress progress = this->progress();
  const Sight sight{
      [this](const RecordId& id) { return shown(id); },
      [this](const RecordId& id) { return held_dots(id); },
  };
  SaveHead head{scope, opens, 0, 0, {who->node, progress.counter + 1}};
  if (held) {
    head.epoch = held->epoch;
    head.read_to = held->head;
  }
  auto save = compose(sight, schema(), head, edits, author);
  if (!save) return save.error();
  if (encode_save(*save).size() > limits::kSaveBytesMax) {
    return Error{ErrorKind::over_limit, "this is too much for one save (60 KB)",
                 "save in smaller steps"};
  }
  if (opens) {
    ScopeRow row;
    row.id = scope;
    row.provisional = true;
    put_scope(store_.scope(scope), row, progress);
  }
  if (scope == directory_scope()) schema_digest_.reset();
  const Dot dot{who->node, progress.counter + 1};
  append_own(std::move(*save), progress);
  put_progress(progress);
  return dot;
}

void Laptop::append_own(Save save, LaptopProgress& progress) {
  StoredSave row;
  row.node = identity()->node;
  row.first = progress.counter + 1;
  row.last = progress.counter + save.ops.size();
  row.scope = save.scope;
  row.raw = encode_save(save);
  row.chain = chain_next(progress.chain, row.first, row.raw);
  progress.counter = row.last;
  progress.chain = row.chain;
  store_.put_save(row);
  for (const RecordId& id : records_of(save)) {
    const auto before = store_.record(id);
    StoredRecord after = before.value_or(StoredRecord{});
    after.base.id = id;
    after.base.scope = save.scope;
    Record view = after.shown();
    apply_above(store_, view, row, save);
    after.view = std::move(view);
    store_.put_record(after, before ? &*before : nullptr);
    store_.add_overlay(id, row.dot());
  }
}

std::vector<Dot> Laptop::held_dots(const RecordId& id) {
  std::vector<Dot> dots;
  if (mutated(Mutant::void_list_shown_only)) return dots;
  if (const auto row = store_.record(id)) dots = live_dots(row->base);
  for (const Dot overlay : store_.overlay(id)) {
    const auto row = store_.save_with(overlay);
    if (!row) continue;
    const Save save = decode_own(*row);
    for (std::uint32_t i = 0; i < save.ops.size(); ++i) {
      const Op& op = save.ops[i];
      if (touches(op, id) && op.field != kFieldVoid) dots.push_back(row->dot_of(i));
    }
  }
  return dots;
}

// ---- scopes, vector and caseload digest: kept with every change, so that a no-op looks at none of them ---

void Laptop::put_scope(const std::optional<ScopeRow>& before, ScopeRow after,
                       LaptopProgress& progress) {
  if (before && in_vector(*before)) {
    progress.vector_hash -= vector_leaf(before->id, cursor_of(*before));
  }
  if (in_vector(after)) progress.vector_hash += vector_leaf(after.id, cursor_of(after));
  const bool same_cursor = before && in_vector(*before) == in_vector(after) &&
                           cursor_of(*before) == cursor_of(after);
  if (!same_cursor && (in_vector(after) || (before && in_vector(*before)))) {
    after.touched = ++progress.touched;
  }
  if (before && in_caseload(*before)) {
    progress.caseload_digest -= caseload_leaf(before->id, before->epoch, before->digest);
    --progress.scope_count;
  }
  if (in_caseload(after)) {
    progress.caseload_digest += caseload_leaf(after.id, after.epoch, after.digest);
    ++progress.scope_count;
  }
  store_.put_scope(after);
}

// ---- views --------------------------------------------------------------------------------------------

// A save of another case file is not laid over a record: the office has parked it, and a record never leaves its
// file.
void Laptop::refresh_view(StoredRecord& row) {
  row.view.reset();
  for (const Dot dot : store_.overlay(row.base.id)) {
    const auto saved = store_.save_with(dot);
    if (!saved || saved->scope != row.base.scope) continue;
    Record view = row.view ? std::move(*row.view) : row.base;
    apply_above(store_, view, *saved, decode_own(*saved));
    row.view = std::move(view);
  }
}

void Laptop::add_to_overlay(const StoredSave& row, const Save& save, Stale& stale) {
  for (const RecordId& id : records_of(save)) {
    store_.add_overlay(id, row.dot());
    stale.insert(id);
  }
}

void Laptop::take_out_of_overlay(const StoredSave& row, const Save& save, Stale& stale) {
  store_.remove_overlay(row.dot());
  stale.merge(records_of(save));
}

// Each record once, however many of its saves came or went: the overlay of one may hold thousands.
void Laptop::refresh(const Stale& stale) {
  for (const RecordId& id : stale) {
    const auto before = store_.record(id);
    StoredRecord after = before.value_or(StoredRecord{});
    if (!after.base.exists()) {  // it is where the first save that tells of it is
      const auto overlay = store_.overlay(id);
      const auto first = overlay.empty() ? std::nullopt : store_.save_with(overlay.front());
      after.base.id = id;
      if (first) after.base.scope = first->scope;
    }
    refresh_view(after);
    if (after.shown().exists()) {
      store_.put_record(after, before ? &*before : nullptr);
    } else if (before) {
      store_.remove_record(id);
    }
  }
}

// ---- what the office says -------------------------------------------------------------------------------

Result<StoredSave> Laptop::row_of(Dot dot, std::uint64_t op_count,
                                  const std::optional<std::string>& raw) {
  auto known = store_.save_with(dot);
  if (known && known->dot() == dot) {
    if (raw && *raw != known->raw) {
      return Error{ErrorKind::fork,
                   "the office knows save " + dot.to_string() + " with other contents",
                   "this copy of the database was used twice; tell the office"};
    }
    return std::move(*known);
  }
  if (!raw) {
    return Error{ErrorKind::corrupt, "the office left out save " + dot.to_string() +
                                         ", which is not on this laptop", ""};
  }
  StoredSave row;
  row.node = dot.node;
  row.first = dot.counter;
  row.last = dot.counter + op_count - 1;
  row.raw = *raw;
  return row;
}

Status Laptop::take_log_entry(const LogEntry& entry, Position position, ScopeRow& scope, Stale& stale) {
  auto row = row_of(entry.dot, entry.op_count, entry.raw);
  if (!row) return row.error();
  if (row->is_applied()) return Done{};
  row->scope = scope.id;
  row->received_ms = entry.received_ms;
  row->late = entry.late;
  row->state = entry.accepted ? SaveState::accepted : SaveState::applied;
  row->position = position;
  row->substitutions = entry.substitutions;
  auto save = decode_save(row->raw);
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
  auto row = row_of(entry.dot, entry.op_count, entry.raw);
  if (!row) return row.error();
  if (row->inbox_position != 0) inbox.digest -= inbox_leaf(row->dot(), row->inbox_state);
  const bool was_shown = row->state == SaveState::pending || row->state == SaveState::parked;
  const bool is_new = row->scope == ScopeId{} || (row->inbox_position == 0 && row->node != identity()->node);
  row->inbox_position = position;
  row->author = inbox.id.subject;
  row->inbox_state = entry.state;
  row->received_ms = entry.received_ms;
  row->reason = entry.reason;
  row->waits = entry.waits;
  row->waits_for = entry.waits_for;
  inbox.digest += inbox_leaf(row->dot(), row->inbox_state);
  const auto save = decode_save(row->raw);
  if (save) row->scope = save->scope;
  if (row->is_applied()) {
    store_.put_save(*row);
    return Done{};
  }
  // Accepted: it stays in the overlay until its scope's log brings it.
  if (entry.state != SaveState::accepted) row->state = entry.state;
  store_.put_save(*row);
  if (!save) return Done{};
  const bool held = held_scope(row->scope).has_value();
  if (entry.state == SaveState::declined) {
    if (was_shown) take_out_of_overlay(*row, *save, stale);
  } else if (is_new && held) {
    add_to_overlay(*row, *save, stale);  // saved on another laptop of the same user
  } else {
    stale.merge(records_of(*save));
  }
  return Done{};
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
  const NodeNumber own = identity()->node;
  std::vector<StoredSave> placed;
  store_.each_placed(scope.id, 0, [&](const StoredSave& row) {
    placed.push_back(row);
    return true;
  });
  std::vector<StoredRecord> records;
  store_.each_record(scope.id, [&](const StoredRecord& row) { records.push_back(row); });
  for (StoredSave& row : placed) {
    if (row.node != own) {
      store_.remove_save(row.dot());
      continue;
    }
    row.position = 0;
    row.state = SaveState::pending;
    store_.put_save(row);
    if (const auto save = decode_save(row.raw)) {
      for (const RecordId& id : records_of(*save)) store_.add_overlay(id, row.dot());
    }
  }
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
    if (!row.is_applied() && row.state != SaveState::declined) rows.push_back(row);
  });
  for (const StoredSave& row : rows) {
    if (const auto save = decode_save(row.raw)) add_to_overlay(row, *save, stale);
  }
}

Status Laptop::take_chunk(const Chunk& chunk) {
  const auto before = held_scope(chunk.scope);
  if (before && before->withdrawn != 0) return Done{};  // frozen: first it is given back
  // Positions belong to the log, not to the grant: a renewed grant goes on where the old one was, and a page
  // that overlaps what is here is taken from there on.
  const Position head = before ? before->head : 0;
  if (chunk.from > head) {
    return Error{ErrorKind::corrupt, "the office sent a page that does not follow what is here", ""};
  }
  Stale stale;
  if (!before) show_parked_again(chunk.scope, stale);
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
  refresh(stale);
  put_scope(store_.scope(chunk.scope), scope, progress);
  put_progress(progress);
  if (chunk.digest_at_end && scope.head == chunk.to && *chunk.digest_at_end != scope.digest) {
    return Error{ErrorKind::corrupt, "the copy of scope " + scope.id.to_string() +
                                         " differs from the office's", ""};
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

bool Laptop::release_withdrawn(const Author& author) {
  bool any = false;
  for (const ScopeRow& scope : store_.scopes()) {
    if (scope.withdrawn == 0 || scope.released) continue;
    any = true;
    LaptopProgress progress = this->progress();
    std::vector<StoredSave> saves;
    store_.each_save_in(scope.id, [&](const StoredSave& row) { saves.push_back(row); });
    const NodeNumber own = identity()->node;
    const bool unsent = std::any_of(saves.begin(), saves.end(), [&](const StoredSave& row) {
      return row.node == own && row.last > progress.acked;
    });
    if (unsent && !mutated(Mutant::wipe_unsent)) continue;
    // Records first: a store may keep their values by naming the saves that brought them.
    Stale records;
    store_.each_record(scope.id, [&](const StoredRecord& row) { records.insert(row.base.id); });
    for (const RecordId& id : records) store_.remove_record(id);
    for (StoredSave& row : saves) {
      store_.remove_overlay(row.dot());
      if (row.inbox_position == 0) {
        store_.remove_save(row.dot());
      } else {  // listed in the inbox; should the file come back, its log places it anew
        row.position = 0;
        row.state = row.inbox_state;
        store_.put_save(row);
      }
    }
    refresh(records);  // what another file's saves tell of them, if anything, is shown again
    ScopeRow after = scope;
    after.released = true;
    put_scope(scope, after, progress);
    Save save;
    save.scope = scope.id;
    save.epoch = scope.withdrawn;
    save.read_to = scope.head;
    save.user = author.user;
    save.wall_ms = author.wall_ms;
    save.clock_offset_ms = author.clock_offset_ms;
    save.zone_minutes = author.zone_minutes;
    Op op;
    op.kind = OpKind::release;
    op.epoch = scope.withdrawn;
    save.ops.push_back(op);
    append_own(std::move(save), progress);
    put_progress(progress);
  }
  return any;
}

void Laptop::read_again(const ScopeId& scope) {
  const auto before = held_scope(scope);
  if (!before || before->provisional || before->withdrawn != 0) return;
  LaptopProgress progress = this->progress();
  ScopeRow after = *before;
  after.head = 0;
  empty_for_snapshot(after);
  put_scope(before, after, progress);
  put_progress(progress);
}

void Laptop::read_everything_again() {
  for (const ScopeRow& row : store_.scopes()) read_again(row.id);
  sum_up_again();
}

// The sums are kept by differences, so a wrong one would stay wrong for ever.
void Laptop::sum_up_again() {
  LaptopProgress progress = this->progress();
  progress.vector_hash = progress.caseload_digest = Hash256{};
  progress.scope_count = 0;
  for (const ScopeRow& row : store_.scopes()) {
    if (in_vector(row)) progress.vector_hash += vector_leaf(row.id, cursor_of(row));
    if (!in_caseload(row)) continue;
    progress.caseload_digest += caseload_leaf(row.id, row.epoch, row.digest);
    ++progress.scope_count;
  }
  put_progress(progress);
}

void Laptop::note_incident(const ScopeId& scope, const Error& problem) {
  store_.put_fact("latest incident", scope.to_string() + ": " + problem.message);
}

void Laptop::drop_overlay_up_to(std::uint64_t counter) {
  std::vector<StoredSave> rows;
  store_.each_save_of(identity()->node, 0, [&](const StoredSave& row) {
    if (row.last <= counter && !row.is_applied()) rows.push_back(row);
    return true;
  });
  Stale stale;
  for (const StoredSave& row : rows) take_out_of_overlay(row, decode_own(row), stale);
  refresh(stale);
}

void Laptop::confirm_vector(std::uint64_t touched) {
  LaptopProgress progress = this->progress();
  if (touched <= progress.confirmed && !progress.send_whole_vector) return;
  for (const ScopeRow& row : store_.scopes_touched_after(progress.confirmed)) {
    if (row.released && row.touched <= touched) store_.remove_scope(row.id);
  }
  progress.confirmed = std::max(progress.confirmed, touched);
  progress.send_whole_vector = false;
  put_progress(progress);
}

}  // namespace satchel
