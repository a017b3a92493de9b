#include "sync/pages.h"

#include <algorithm>

#include "sync/apply.h"
#include "sync/brief.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"

namespace satchel {

namespace {

constexpr std::size_t kSubstitutionBytes = 20;  // index, node, counter
constexpr std::size_t kEntryOverhead = 24;  // dot, times, flags: an estimate that only paces frames
constexpr std::size_t kChunkOverhead = 64;
constexpr std::size_t kAnswerBytesLeast = 1024;
constexpr std::size_t kWithdrawalsPerFrame = 2000;  // 20-odd bytes each

// What a laptop wishes, within bounds; 0: the most.
std::size_t wished(std::size_t size, std::size_t least, std::size_t most) {
  return size == 0 ? most : std::clamp(size, least, most);
}

// The inbox tells what became of one's own work, the directory names fields: they come first.
int turn_of(const ScopeId& scope) {
  if (scope.kind == ScopeKind::inbox) return 0;
  return scope.kind == ScopeKind::directory ? 1 : 2;
}

}  // namespace

PageWriter::PageWriter(OfficeStore& store, const NodeRow& node, const Hello& hello,
                       std::uint64_t proven, const std::set<std::uint64_t>& sealed,
                       PageRules rules)
    : store_(store),
      node_(node),
      hello_(hello),
      proven_(proven),
      sealed_(sealed),
      rules_(rules),
      brief_writer_(store),
      frame_bytes_(wished(hello.frame_bytes, limits::kFrameBytesMin, limits::kFrameBytesMax)),
      bytes_max_(wished(hello.answer_bytes_max, kAnswerBytesLeast, limits::kAnswerBytesDefault)) {}

void PageWriter::write(FrameWriter& writer) {
  WithdrawalsFrame withdrawals;
  std::vector<ScopeId> granted;
  const auto flush_withdrawals = [&] {
    if (!withdrawals.withdrawn.empty()) writer.add(FrameType::withdrawals, encode(withdrawals));
    withdrawals.withdrawn.clear();
  };
  for (const ScopeId& scope : scopes_in_order()) {
    if (!withdraw_or_forget(scope, withdrawals)) granted.push_back(scope);
    if (withdrawals.withdrawn.size() == kWithdrawalsPerFrame) flush_withdrawals();
  }
  flush_withdrawals();
  for (const ScopeId& scope : granted) {
    if (is_full()) {
      more_ = true;
      break;
    }
    stream(scope, writer);
  }
  flush(writer);
}

std::vector<ScopeId> PageWriter::scopes_in_order() {
  auto scopes = store_.changed(node_.number);
  std::stable_sort(scopes.begin(), scopes.end(), [](const ScopeId& a, const ScopeId& b) {
    return turn_of(a) < turn_of(b);
  });
  return scopes;
}

// A withdrawal is sent only from a stored withdrawal; absence is never one.
bool PageWriter::withdraw_or_forget(const ScopeId& scope, WithdrawalsFrame& withdrawals) {
  const auto grant = store_.grant(node_.user, scope);
  if (grant && !grant->withdrawn) return false;
  if (mutated(Mutant::absence_withdraws) && !grant) {
    if (const auto held = store_.holding(node_.number, scope)) {
      withdrawals.withdrawn.push_back({scope, std::max(held->claimed, held->delivered)});
      return true;
    }
  }
  if (rules_.withholds) return true;  // nothing is withdrawn by an office that does not know what it has forgotten
  const auto holding = store_.holding(node_.number, scope);
  const bool holds = holding && (holding->confirmed || holding->delivered > holding->released);
  // A copy from before the office forgot the withdrawal. Whether there is such a file is not looked at.
  const bool was_collected = !grant && holding && holding->confirmed && holding->claimed == 0 &&
                             holding->confirmed->epoch <= rules_.collected;
  if (grant && holds && !mutated(Mutant::withdrawal_not_told)) {
    withdrawals.withdrawn.push_back({scope, grant->epoch});
  } else if (was_collected) {
    withdrawals.withdrawn.push_back({scope, holding->confirmed->epoch});
  } else {
    store_.unmark_changed(node_.number, scope);
  }
  return true;
}

void PageWriter::stream(const ScopeId& scope, FrameWriter& writer) {
  const auto grant = store_.grant(node_.user, scope);
  const auto row = store_.scope(scope);
  if (!row) return;
  HoldingRow holding = store_.holding(node_.number, scope).value_or(HoldingRow{});
  // The log goes on under a renewed grant, too; only its epoch has to be told.
  const bool goes_on = holding.confirmed && holding.confirmed->position <= row->head;
  if (goes_on && holding.confirmed->position == row->head &&
      holding.confirmed->epoch == grant->epoch) {
    store_.unmark_changed(node_.number, scope);
    return;
  }
  if (holding.delivered != grant->epoch) {
    holding.node = node_.number;
    holding.scope = scope;
    holding.delivered = grant->epoch;
    store_.put_holding(holding);
  }
  Chunk chunk;
  chunk.scope = scope;
  epoch_ = grant->epoch;
  chunk.epoch = goes_on && holding.confirmed->epoch == grant->epoch ? 0 : grant->epoch;
  chunk.from = goes_on ? holding.confirmed->position : 0;
  chunk.to = chunk.from;
  if (in_frame_ + kChunkOverhead > frame_bytes_) flush(writer);  // chunks without entries add up, too
  in_frame_ += kChunkOverhead;
  if (scope.kind == ScopeKind::inbox) {
    stream_inbox(*row, chunk, writer);
  } else {
    stream_log(*row, chunk, writer);
  }
}

// It came with this request, or the laptop says that it keeps it since an earlier one.
bool PageWriter::is_at_the_laptop(const StoredSave& row) const {
  if (mutated(Mutant::own_bytes_left_out)) return row.node == node_.number;
  if (row.node != node_.number || row.last > proven_) return false;
  return row.first >= hello_.bytes_from || (row.first >= hello_.first && sealed_.count(row.first) == 0);
}

void PageWriter::stream_log(const ScopeRow& row, Chunk& chunk, FrameWriter& writer) {
  bool ended = true;
  const IsThere is_there = [&, read = chunk.from](const StoredSave& other) {
    return other.scope == row.id && other.is_applied() && other.position <= read;
  };
  store_.each_placed(row.id, chunk.from, [&](const StoredSave& save) {
    const bool leave_out = is_at_the_laptop(save);
    const std::size_t size = kEntryOverhead + save.substitutions.size() * kSubstitutionBytes +
                             (leave_out ? 0 : save.raw.size());
    if (is_full()) {
      ended = false;
      return false;
    }
    if (in_frame_ + size > frame_bytes_ && in_frame_ > 0) {
      close_chunk(chunk, writer);
      flush(writer);
    }
    LogEntry entry;
    entry.dot = save.dot();
    entry.op_count = save.last - save.first + 1;
    if (chunk.entries.empty() && !hello_.spell_out) chunk.scope_in_entry = scope_in(save.raw) == chunk.scope;
    if (!leave_out) {
      auto brief = hello_.spell_out ? std::nullopt : brief_writer_.shortened(save, is_there);
      entry.brief = brief.has_value();
      entry.raw = brief ? std::move(*brief) : save.raw;
    }
    entry.received_ms = save.received_ms;
    entry.late = save.late;
    entry.accepted = save.state == SaveState::accepted;
    if (!mutated(Mutant::stand_ins_not_told)) entry.substitutions = save.substitutions;
    chunk.entries.push_back(std::move(entry));
    chunk.to = save.position;
    in_frame_ += size;
    bytes_ += size;
    ++entries_sent_;
    return true;
  });
  if (ended) {
    chunk.check_at_end = check_of(row.digest);
  } else {
    more_ = true;
    if (mutated(Mutant::cursor_to_head)) chunk.to = row.head;
  }
  if (ended || !chunk.entries.empty()) close_chunk(chunk, writer);
}

// A laptop may come to hold this save before those that it stands for: they moved to the end of the list. A long queue
// of parked saves stands for more than is told here; a laptop finds the rest out by itself when all of it is there.
std::vector<Substitution> PageWriter::stand_ins_of_parked(const StoredSave& row) {
  constexpr std::size_t kStandInsTold = 64;
  const bool placed = row.state == SaveState::accepted;  // shown above the base until its log brings it
  if ((row.state != SaveState::parked && !placed) || mutated(Mutant::raw_inbox)) return {};
  const auto save = decode_save(row.raw);
  if (!save) return {};
  auto all = placed ? row.substitutions : substitutions_of(store_, *save, row.substitutions);
  if (all.size() > kStandInsTold) all.resize(kStandInsTold);
  return all;
}

void PageWriter::stream_inbox(const ScopeRow& row, Chunk& chunk, FrameWriter& writer) {
  bool ended = true;
  store_.each_in_inbox(row.id.subject, chunk.from, [&](const StoredSave& save) {
    const bool leave_out = is_at_the_laptop(save);
    if (is_full()) {
      ended = false;
      return false;
    }
    InboxEntry entry;
    entry.substitutions = stand_ins_of_parked(save);
    const std::size_t size = kEntryOverhead + save.reason.size() +
                             entry.substitutions.size() * kSubstitutionBytes + (leave_out ? 0 : save.raw.size());
    if (in_frame_ + size > frame_bytes_ && in_frame_ > 0) {
      close_chunk(chunk, writer);
      flush(writer);
    }
    entry.dot = save.dot();
    entry.op_count = save.last - save.first + 1;
    if (!leave_out) entry.raw = save.raw;
    entry.received_ms = save.received_ms;
    entry.state = save.state;
    entry.reason = save.reason;
    entry.waits = save.waits;
    entry.waits_for = save.waits_for;
    chunk.inbox.push_back(std::move(entry));
    chunk.to = save.inbox_position;
    in_frame_ += size;
    bytes_ += size;
    ++entries_sent_;
    return true;
  });
  if (ended) {
    chunk.to = row.head;
    chunk.check_at_end = check_of(row.digest);
  } else {
    more_ = true;
  }
  close_chunk(chunk, writer);
}

// Puts what is gathered into the frame and goes on behind it.
void PageWriter::close_chunk(Chunk& chunk, FrameWriter&) {
  bytes_ += kChunkOverhead;
  told_[chunk.scope] = {epoch_, chunk.to};
  Chunk next;
  next.scope = chunk.scope;
  next.epoch = chunk.epoch;
  next.from = chunk.to;
  next.to = chunk.to;
  frame_.chunks.push_back(std::move(chunk));
  chunk = std::move(next);
}

void PageWriter::flush(FrameWriter& writer) {
  frame_.check = brief_writer_.end_frame();
  if (!frame_.chunks.empty()) writer.add(FrameType::pages, encode(frame_));
  frame_.chunks.clear();
  in_frame_ = 0;
}

}  // namespace satchel
