#include "sync/laptop.h"

#include <algorithm>
#include <set>

#include "sync/apply.h"
#include "sync/codec.h"
#include "sync/extra_fields.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/overlay.h"

namespace satchel {

namespace {

constexpr std::string_view kIdentityFact = "laptop identity";
constexpr std::string_view kProgressFact = "laptop progress";
constexpr std::string_view kCertificateFact = "device certificate";

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

}  // namespace

// ---- being somebody -----------------------------------------------------------------------------------

void Laptop::enrol(const LaptopIdentity& identity, const EnrolmentAnswer& answer) {
  put_identity(identity);
  store_.put_fact(kCredentialFact, answer.credential);
  LaptopProgress progress;
  progress.chain = chain_start(identity.node_id.view());
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
  if (!answer.certificate.empty()) put_certificate(answer.certificate);
}

std::optional<LaptopIdentity> Laptop::identity() {
  return read_fact<LaptopIdentity>(store_, kIdentityFact);
}

void Laptop::move_office(const std::string& url) {
  LaptopIdentity who = *identity();
  who.office_url = url;
  put_identity(who);
}

void Laptop::put_identity(const LaptopIdentity& identity) {
  store_.put_fact(kIdentityFact, encode(identity));
}

bool Laptop::is_own(NodeNumber node) {
  const auto own = own_numbers();
  return std::find(own.begin(), own.end(), node) != own.end();
}

std::vector<NodeNumber> Laptop::own_numbers() {
  const auto who = identity();
  if (!who) return {};
  std::vector<NodeNumber> own{who->node};
  own.insert(own.end(), who->earlier.begin(), who->earlier.end());
  return own;
}

std::string Laptop::certificate() { return store_.fact(kCertificateFact).value_or(""); }

void Laptop::put_certificate(const std::string& der) { store_.put_fact(kCertificateFact, der); }

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
                     scope.kind == ScopeKind::general && edits[0].record.uuid == scope.subject;
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
  std::string raw = encode_save(*save);
  if (raw.size() > limits::kSaveBytesMax) {
    return Error{ErrorKind::over_limit, "this is too much for one save (60 KB)",
                 "save in smaller steps"};
  }
  if (opens) {
    ScopeRow row;
    row.id = scope;
    row.provisional = true;
    put_scope(store_.scope(scope), row, progress);
  }
  Stale stale;  // what waits for this file is shown with it
  if (opens) show_parked_again(scope, stale);
  if (scope == directory_scope()) schema_digest_.reset();
  const Dot dot{who->node, progress.counter + 1};
  append_own(who->node, *save, std::move(raw), progress);
  refresh(stale);
  put_progress(progress);
  return dot;
}

void Laptop::append_own(NodeNumber node, const Save& save, std::string raw, LaptopProgress& progress) {
  StoredSave row;
  row.node = node;
  row.first = progress.counter + 1;
  row.last = progress.counter + save.ops.size();
  row.scope = save.scope;
  row.raw = std::move(raw);
  row.chain = chain_next(progress.chain, row.first, row.raw);
  progress.counter = row.last;
  progress.chain = row.chain;
  store_.put_save(row);
  for (const RecordId& id : records_of(save)) {
    const auto before = store_.record(id);
    if (!before && !store_.overlay(id).empty()) {  // created anew: what waited for it is shown again, too
      store_.add_overlay(id, row.dot());
      refresh({id});
      continue;
    }
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
    if (!row || row->sealed) continue;
    const Save save = decode_kept(*row);
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

// The sums are kept by differences, so a wrong one would stay wrong for ever.
void Laptop::sum_up_again() { put_progress(summed_up()); }

LaptopProgress Laptop::summed_up() {
  LaptopProgress progress = this->progress();
  progress.vector_hash = progress.caseload_digest = Hash256{};
  progress.scope_count = 0;
  for (const ScopeRow& row : store_.scopes()) {
    if (in_vector(row)) progress.vector_hash += vector_leaf(row.id, cursor_of(row));
    if (!in_caseload(row)) continue;
    progress.caseload_digest += caseload_leaf(row.id, row.epoch, row.digest);
    ++progress.scope_count;
  }
  return progress;
}

std::size_t Laptop::read_again_what_differs(const ChecksFrame& frame) {
  std::vector<ScopeRow> rows = store_.scopes();
  std::erase_if(rows, [](const ScopeRow& row) { return !in_caseload(row); });
  std::sort(rows.begin(), rows.end(), [](const ScopeRow& a, const ScopeRow& b) { return a.id < b.id; });
  if (frame.first > rows.size() || frame.checks.size() > rows.size() - frame.first) return 0;
  const auto part = std::span(rows).subspan(frame.first, frame.checks.size());
  std::vector<ScopeId> ids;
  for (const ScopeRow& row : part) ids.push_back(row.id);
  if (hash_of_ids(ids) != frame.of) return 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (check_of(part[i].digest) == frame.checks[i]) continue;
    note_incident(part[i].id, {ErrorKind::corrupt, "it differs from the office's", ""});
    read_again(part[i].id);
    ++count;
  }
  return count;
}

void Laptop::confirm_vector(std::uint64_t touched) {
  LaptopProgress progress = this->progress();
  if (touched <= progress.confirmed && !progress.send_whole_vector) return;
  for (const ScopeRow& row : store_.scopes_touched_after(progress.confirmed)) {
    if (!row.released || row.touched > touched) continue;
    store_.remove_scope(row.id);  // the last thing here that named the client
    store_.note_wiped();
  }
  progress.confirmed = std::max(progress.confirmed, touched);
  progress.send_whole_vector = false;
  put_progress(progress);
}

// ---- views --------------------------------------------------------------------------------------------

// A save of another case file is not laid over a record: the office has parked it, and a record never leaves its
// file.
void Laptop::refresh_view(StoredRecord& row) {
  row.view.reset();
  for (const Dot dot : store_.overlay(row.base.id)) {
    const auto saved = store_.save_with(dot);
    if (!saved || saved->sealed || saved->scope != row.base.scope) continue;
    Record view = row.view ? std::move(*row.view) : row.base;
    apply_above(store_, view, as_the_office_names_it(*saved), decode_kept(*saved));
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

}  // namespace satchel
