#include "sync/brief.h"

#include <algorithm>
#include <vector>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/mutant.h"

namespace satchel {

namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTextCutMin = 16;  // a cut costs 4 bytes, and what it interrupts compresses less well
// In a save of more ops the ids are a small part, and most of these make records, which nobody knows yet.
constexpr std::size_t kBriefOpsMax = 16;

enum Part : std::uint8_t { kSubject = 0, kRecord = 1, kBeginning = 2, kEnd = 3 };

bool is_text(Part part) { return part == kBeginning || part == kEnd; }

struct Cut {
  std::size_t at = 0;  // in the canonical bytes
  Part part = kSubject;
  std::size_t length = kIdBytes;
  Dot told_by;
};

Error corrupt(const char* message) { return {ErrorKind::corrupt, message, ""}; }

// ---- numbers ----------------------------------------------------------------------------------------------

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::string bytes_of_dot(Dot dot) {
  std::string bytes;
  put_varint(bytes, dot.node);
  put_varint(bytes, dot.counter);
  return bytes;
}

class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}
  std::optional<std::uint64_t> next() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
      if (shift == 63 && byte > 1) return std::nullopt;
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }
  std::string_view rest() const { return bytes_.substr(at_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// ---- what can be cut out ------------------------------------------------------------------------------------

class Cutter {
 public:
  Cutter(Tellers& tellers, std::string_view raw, const IsThere& is_there)
      : tellers_(tellers), raw_(raw), is_there_(is_there) {}

  std::vector<Cut> cuts_of(const Save& save) {
    const RecordId* previous = nullptr;
    for (const Op& op : save.ops) {
      if (!op.changes_record()) continue;
      const bool is_named = previous == nullptr || *previous != op.record;  // else its id is not in the bytes
      previous = &op.record;
      const auto told = op.predecessors.empty() ? std::nullopt : tellers_.told_by(op.predecessors.front(), is_there_);
      if (!told || told->record != op.record) continue;
      told_by_ = op.predecessors.front();
      if (cuts_.empty() && told->scope == save.scope) cut(save.scope.subject.view(), kSubject);
      if (is_named) cut(op.record.uuid.view(), kRecord);
      const auto* before = std::get_if<std::string>(told->value);
      const auto* after = op.puts_value() ? std::get_if<std::string>(&op.value) : nullptr;
      if (before != nullptr && after != nullptr) cut_text(*before, *after);
    }
    return std::move(cuts_);
  }

 private:
  // Where such bytes stand next: whether they are meant so there does not matter.
  void cut(std::string_view bytes, Part part) {
    const auto at = raw_.find(bytes, from_);
    if (at == std::string_view::npos) return;
    cuts_.push_back({at, part, bytes.size(), told_by_});
    from_ = at + bytes.size();
  }
  void cut_text(std::string_view before, std::string_view after) {
    const auto shorter = std::min(before.size(), after.size());
    if (shorter < kTextCutMin) return;
    const auto at = raw_.find(after, from_);
    if (at == std::string_view::npos) return;
    const auto begin = std::mismatch(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(shorter), before.begin());
    const auto beginning = static_cast<std::size_t>(begin.first - after.begin());
    const auto left = static_cast<std::ptrdiff_t>(shorter - beginning);
    const auto end = std::mismatch(after.rbegin(), after.rbegin() + left, before.rbegin());
    const auto ending = static_cast<std::size_t>(end.first - after.rbegin());
    if (beginning >= kTextCutMin) cuts_.push_back({at, kBeginning, beginning, told_by_});
    if (ending >= kTextCutMin) cuts_.push_back({at + after.size() - ending, kEnd, ending, told_by_});
    from_ = at + after.size();
  }

  Tellers& tellers_;
  std::string_view raw_;
  const IsThere& is_there_;
  std::vector<Cut> cuts_;
  std::size_t from_ = 0;  // behind the cut before
  Dot told_by_;
};

std::optional<std::string> without(std::string_view raw, const std::vector<Cut>& cuts) {
  std::string rest;
  std::vector<std::size_t> places;  // of the cuts, in the rest
  std::size_t from = 0;
  for (const Cut& cut : cuts) {
    rest.append(raw.substr(from, cut.at - from));
    places.push_back(rest.size());
    from = cut.at + cut.length;
  }
  rest.append(raw.substr(from));
  std::string brief;
  put_varint(brief, cuts.size());
  std::size_t before = 0;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    // An op names its record before its predecessors and its value behind them.
    const std::string told_by = bytes_of_dot(cuts[i].told_by);
    const std::size_t dot = is_text(cuts[i].part) ? rest.rfind(told_by, places[i]) : rest.find(told_by, places[i]);
    if (dot == std::string::npos) return std::nullopt;
    const auto way = static_cast<std::int64_t>(dot) - static_cast<std::int64_t>(places[i]);
    put_varint(brief, places[i] - before);
    put_varint(brief, 4 * zigzag(way) + cuts[i].part);
    if (is_text(cuts[i].part)) put_varint(brief, cuts[i].length);
    before = places[i];
  }
  brief += rest;
  return brief;
}

// ---- and what was -------------------------------------------------------------------------------------------

struct ReadCut {
  std::uint64_t gap = 0;
  std::int64_t way = 0;
  Part part = kSubject;
  std::uint64_t length = kIdBytes;
};

std::optional<ReadCut> read_cut(Numbers& head) {
  ReadCut cut;
  const auto gap = head.next();
  const auto what = gap ? head.next() : std::nullopt;
  if (!what) return std::nullopt;
  cut.gap = *gap;
  cut.way = unzigzag(*what / 4);
  cut.part = static_cast<Part>(*what % 4);
  if (is_text(cut.part)) {
    const auto length = head.next();
    if (!length) return std::nullopt;
    cut.length = *length;
  }
  return cut;
}

std::optional<Dot> dot_at(std::string_view bytes, std::size_t from, std::int64_t way) {
  const auto place = static_cast<std::int64_t>(from) + way;  // the way has 61 bits
  if (place < 0 || place >= static_cast<std::int64_t>(bytes.size())) return std::nullopt;
  Numbers numbers(bytes.substr(static_cast<std::size_t>(place)));
  const auto node = numbers.next();
  const auto counter = node ? numbers.next() : std::nullopt;
  if (!counter) return std::nullopt;
  return Dot{*node, *counter};
}

// Nothing where the teller does not have it.
std::optional<std::string_view> bytes_told(const Tellers::Told& told, const ReadCut& cut) {
  if (cut.part == kSubject) return told.scope.subject.view();
  if (cut.part == kRecord) return told.record.uuid.view();
  const auto* text = std::get_if<std::string>(told.value);
  if (text == nullptr || cut.length > text->size()) return std::nullopt;
  const auto length = static_cast<std::size_t>(cut.length);
  return std::string_view(*text).substr(cut.part == kBeginning ? 0 : text->size() - length, length);
}

}  // namespace

// ---- tellers ------------------------------------------------------------------------------------------------

bool Tellers::look_up(Dot dot, const IsThere& is_there) {
  if (row_.node == dot.node && row_.first <= dot.counter && dot.counter <= row_.last) return is_there(row_);
  row_ = StoredSave{};
  if (looked_up_bytes_ > limits::kBriefLookedUpBytesMax) return false;
  auto row = store_.save_with(dot);
  auto save = row ? decode_save(*row) : Result<Save>(corrupt(""));
  looked_up_bytes_ += row ? row->raw.size() : 0;
  if (!save) return false;
  row_ = std::move(*row);
  save_ = std::move(*save);
  return is_there(row_);
}

std::optional<Tellers::Told> Tellers::told_by(Dot dot, const IsThere& is_there) {
  if (dot.counter == 0 || !look_up(dot, is_there)) return std::nullopt;
  const auto index = static_cast<std::size_t>(dot.counter - row_.first);
  if (index >= save_.ops.size() || !save_.ops[index].changes_record()) return std::nullopt;
  return Told{save_.ops[index].record, save_.scope, &save_.ops[index].value};
}

// ---- writing ------------------------------------------------------------------------------------------------

std::optional<std::string> BriefWriter::shortened(const StoredSave& row, const IsThere& is_there) {
  if (row.sealed || row.last - row.first >= kBriefOpsMax) return std::nullopt;
  const auto save = decode_save(row.raw);
  if (!save) return std::nullopt;
  const auto cuts = Cutter(tellers_, row.raw, is_there).cuts_of(*save);
  auto brief = cuts.empty() ? std::nullopt : without(row.raw, cuts);
  if (brief) check_ = chain_next(check_.value_or(Hash256{}), row.first, row.raw);
  return brief;
}

std::optional<BriefCheck> BriefWriter::end_frame() {
  tellers_.begin_frame();
  const auto check = std::exchange(check_, std::nullopt);
  return check ? std::optional(brief_check_of(*check)) : std::nullopt;
}

// ---- reading ------------------------------------------------------------------------------------------------

Result<std::string> lengthened(Tellers& tellers, std::string_view brief, const IsThere& may_tell) {
  const Error unreadable = corrupt("a brief save cannot be read");
  Numbers head(brief);
  const auto count = head.next();
  if (!count || *count == 0 || *count > 3 * kBriefOpsMax + 1) return unreadable;
  std::vector<ReadCut> cuts;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto cut = read_cut(head);
    if (!cut) return unreadable;
    cuts.push_back(*cut);
  }
  const std::string_view rest = head.rest();
  std::string raw;
  std::size_t at = 0;
  for (const ReadCut& cut : cuts) {
    if (cut.gap > rest.size() - at) return unreadable;
    raw.append(rest.substr(at, cut.gap));
    at += static_cast<std::size_t>(cut.gap);
    auto dot = dot_at(rest, at, cut.way);
    if (mutated(Mutant::brief_unchecked) && dot && dot->counter > 1) --dot->counter;
    const auto told = dot ? tellers.told_by(*dot, may_tell) : std::nullopt;
    const auto bytes = told ? bytes_told(*told, cut) : std::nullopt;
    if (!bytes) return corrupt("a brief save names what is not here");
    raw.append(*bytes);
    if (raw.size() > limits::kStampedSaveBytesMax) return unreadable;
  }
  raw.append(rest.substr(at));
  return raw;
}

namespace {

// Of one frame.
class BriefReader {
 public:
  BriefReader(Store& store, const IsThere& may_tell) : tellers_(store), may_tell_(may_tell) {}
  Result<std::string> read(std::uint64_t first, std::string_view brief) {
    auto raw = lengthened(tellers_, brief, may_tell_);
    if (!raw) return raw;
    bytes_ += raw->size();
    if (bytes_ > limits::kFramePayloadMax) return corrupt("the brief saves of a frame are too long");
    check_ = chain_next(check_.value_or(Hash256{}), first, *raw);
    return raw;
  }
  Status end(const std::optional<BriefCheck>& check) const {
    if (!check_ || mutated(Mutant::brief_unchecked)) return Done{};
    if (check != brief_check_of(*check_)) return corrupt("a brief save names what is something else here");
    return Done{};
  }

 private:
  Tellers tellers_;
  const IsThere may_tell_;
  std::size_t bytes_ = 0;
  std::optional<Hash256> check_;
};

}  // namespace

Status spell_out(Store& store, SavesFrame& frame, const IsThere& may_tell) {
  BriefReader reader(store, may_tell);
  std::uint64_t first = frame.first;
  for (SentSave& sent : frame.saves) {
    if (sent.brief) {
      auto raw = reader.read(first, sent.raw);
      if (!raw) return raw.error();
      sent.raw = std::move(*raw);
      sent.brief = false;
    }
    first += sent.op_count;
  }
  return reader.end(frame.check);
}

namespace {

// By its bytes, which are here already where they are left out.
std::optional<ScopeId> scope_told_by(Store& store, const LogEntry& entry) {
  if (entry.raw) return scope_in(*entry.raw);
  const auto row = store.save_with(entry.dot);
  return row && row->dot() == entry.dot && !row->sealed ? scope_in(row->raw) : std::nullopt;
}

}  // namespace

Status spell_out(Store& store, PagesFrame& frame) {
  BriefReader reader(store, any_save);
  for (Chunk& chunk : frame.chunks) {
    for (LogEntry& entry : chunk.entries) {
      if (!entry.brief || !entry.raw) continue;
      auto raw = reader.read(entry.dot.counter, *entry.raw);
      if (!raw) return raw.error();
      entry.raw = std::move(*raw);
      entry.brief = false;
    }
    if (!chunk.scope_in_entry) continue;
    const auto scope = chunk.entries.empty() ? std::nullopt : scope_told_by(store, chunk.entries.front());
    if (!scope) return corrupt("a page does not tell its scope");
    chunk.scope = *scope;
    chunk.scope_in_entry = false;
  }
  return reader.end(frame.check);
}

std::optional<ScopeId> scope_in(std::string_view raw) {
  constexpr std::size_t kKindAt = 1;  // behind the format
  if (raw.size() < kKindAt + 1 + kIdBytes || raw[0] != 1) return std::nullopt;
  ScopeId scope;
  scope.kind = static_cast<ScopeKind>(static_cast<std::uint8_t>(raw[kKindAt]));
  std::copy_n(raw.begin() + kKindAt + 1, kIdBytes, scope.subject.bytes.begin());
  return scope;
}

}  // namespace satchel
