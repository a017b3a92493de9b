// What leaves a laptop when a file is withdrawn, and what stays of it: own saves, in boxes for the office.
#include <algorithm>

#include "sync/codec.h"
#include "sync/laptop.h"
#include "sync/limits.h"
#include "sync/mutant.h"
#include "sync/overlay.h"
#include "sync/sealed_box.h"
#include "sync/wall_time.h"

namespace satchel {

namespace {

constexpr std::string_view kBoxesLookedAt = "boxes looked at";
constexpr std::string_view kVerdictsToRead = "sealed verdicts to read";
constexpr std::string_view kIncident = "latest incident";
// Boxes are kept for weeks: once a day is often enough to look whether one is old.
constexpr std::int64_t kLookEveryMs = 24LL * 3600 * 1000;
constexpr std::size_t kUuidChars = 36;

// Reasons are kept, but a program's reason may name the record that a save waits for.
std::string without_uuids(const std::string& text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    if (Uuid::parse(std::string_view(text).substr(at, kUuidChars))) {
      kept += "(left)";
      at += kUuidChars;
    } else {
      kept.push_back(text[at++]);
    }
  }
  return kept;
}

std::int64_t number_in(const std::optional<std::string>& fact) {
  std::int64_t number = 0;
  for (const char digit : fact.value_or("")) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace

// ---- boxes ----------------------------------------------------------------------------------------------

// The row keeps its place in the chain and in the inbox, and nothing that tells whose file it was.
void Laptop::put_sealed(StoredSave row) {
  const LaptopIdentity who = *identity();
  auto box = seal(who.office_key, box_seed(who.device_secret, row.raw), row.raw);
  if (!box) throw StoreFailure({ErrorKind::corrupt, "the office's key on this laptop is damaged", "tell the office"});
  row.raw = std::move(*box);
  row.sealed = true;
  row.scope = ScopeId{};
  row.position = 0;
  row.late = false;
  row.reason = without_uuids(row.reason);
  store_.put_save(row);
}

// What is behind the last box waits for its place, so its bytes are here: a link that was cut need not carry them back.
std::uint64_t Laptop::first_with_bytes(const LaptopProgress& progress) {
  std::uint64_t without = progress.settled;
  if (without == progress.counter) return without + 1;
  const NodeNumber own = identity()->node;
  for (const StoredSave& row : store_.sealed_saves()) {
    if (row.node == own) without = std::max(without, row.last);
  }
  return without + 1;
}

// Takes the bytes that the office sends for a sealed row. This laptop cannot open its boxes; where the link before
// is still here the chain tells whether they are the ones that were sealed.
bool Laptop::unseal(StoredSave& row, const std::string& raw) {
  const auto before = row.first == 1 ? std::nullopt : store_.save_with({row.node, row.first - 1});
  if (before && !before->chain.is_zero() && !row.chain.is_zero() &&
      chain_next(before->chain, row.first, raw) != row.chain) {
    return false;
  }
  row.raw = raw;
  row.sealed = false;
  return true;
}

void Laptop::forget_old_boxes(std::int64_t office_ms) {
  const std::int64_t looked = number_in(store_.fact(kBoxesLookedAt));
  if (office_ms <= 0 || (office_ms >= looked && ms_between(looked, office_ms) < kLookEveryMs)) return;
  store_.put_fact(kBoxesLookedAt, std::to_string(office_ms));
  LaptopProgress progress = this->progress();
  const NodeNumber own = identity()->node;
  for (StoredSave& row : store_.sealed_saves()) {
    if (row.raw.empty() || (row.node == own && row.last > progress.acked)) continue;
    if (row.received_ms == 0) {  // what no page ever brought: counted from here on
      row.received_ms = office_ms;
      store_.put_save(row);
    } else if (ms_between(row.received_ms, office_ms) > limits::kSealedSaveMsKept) {
      // Should the file come back: its bytes have to come, too.
      if (row.node == own) progress.settled = std::max(progress.settled, row.last);
      if (row.inbox_position == 0) {
        store_.remove_save(row.dot());
      } else {  // still listed, by its state and reason
        row.raw.clear();
        store_.put_save(row);
      }
    }
  }
  put_progress(progress);
}

// ---- what comes back ------------------------------------------------------------------------------------

// Which parked saves belong to a file that comes back is in their boxes only: the office tells them all again.
void Laptop::note_sealed_verdicts() {
  const auto sealed = store_.sealed_saves();
  const bool any = std::any_of(sealed.begin(), sealed.end(), [](const StoredSave& row) {
    return row.inbox_position != 0 && row.inbox_state != SaveState::accepted;
  });
  if (any) store_.put_fact(kVerdictsToRead, "yes");
}

bool Laptop::read_sealed_verdicts() {
  if (!store_.fact(kVerdictsToRead)) return false;
  store_.remove_fact(kVerdictsToRead);
  read_again(inbox_scope(identity()->user));
  return true;
}

// ---- the wipe -------------------------------------------------------------------------------------------

// Of a save of the wiped file only what the office may need again stays, or what the inbox lists.
void Laptop::wipe_save(StoredSave row) {
  store_.remove_overlay(row.dot());
  if (!is_own(row.node) && row.inbox_position == 0) {
    store_.remove_save(row.dot());
    return;
  }
  // Placed: should the file come back, its log places it anew.
  if (row.is_applied() && row.inbox_position != 0) row.state = row.inbox_state;
  put_sealed(std::move(row));
}

void Laptop::forget_facts_of(const ScopeId& scope, const std::set<RecordId>& records) {
  for (const RecordId& id : records) store_.remove_facts(record_fact_prefix(id));
  const auto incident = store_.fact(kIncident);
  if (incident && incident->find(scope.subject.to_string()) != std::string::npos) {
    store_.remove_fact(kIncident);
  }
}

// False: something in it is not with the office yet.
bool Laptop::wipe(const ScopeRow& scope, const LaptopProgress& progress) {
  std::vector<StoredSave> saves;
  store_.each_save_in(scope.id, [&](const StoredSave& row) { saves.push_back(row); });
  const NodeNumber own = identity()->node;
  const auto is_unsent = [&](const StoredSave& row) {
    const bool to_bring_back = row.state == SaveState::rescued && progress.rescue_due;
    return to_bring_back || (row.node == own && row.last > progress.acked);
  };
  if (std::any_of(saves.begin(), saves.end(), is_unsent) && !mutated(Mutant::wipe_unsent)) return false;
  // Records first: a store may keep their values by naming the saves that brought them.
  Stale records;
  store_.each_record(scope.id, [&](const StoredRecord& row) { records.insert(row.base.id); });
  for (const RecordId& id : records) store_.remove_record(id);
  for (const StoredSave& row : saves) {
    if (is_unsent(row)) {
      store_.remove_overlay(row.dot());
      store_.remove_save(row.dot());
    } else {
      wipe_save(row);
    }
  }
  forget_facts_of(scope.id, records);
  refresh(records);  // what another file's saves tell of them, if anything, is shown again
  store_.note_wiped();
  return true;
}

bool Laptop::release_withdrawn(const Author& author) {
  bool any = false;
  for (const ScopeRow& scope : store_.withdrawn_scopes()) {
    any = true;
    LaptopProgress progress = this->progress();
    if (!wipe(scope, progress)) continue;
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
    const NodeNumber node = identity()->node;
    append_own(node, save, encode_save(save), progress);
    // It names the client, and only the office has to read it.
    put_sealed(*store_.save_with({node, progress.counter}));
    put_progress(progress);
  }
  return any;
}

}  // namespace satchel
