#include "sync/receipts.h"

#include <algorithm>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr std::string_view kLatest = "latest receipt";
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

std::optional<Receipt> body_of(std::string_view bytes) {
  SignedReceipt sealed;
  Receipt receipt;
  if (!decode(bytes, sealed) || !decode(sealed.body, receipt)) return std::nullopt;
  return receipt;
}

// The days take turns in so many places.
std::string place_of(std::int64_t time_ms) {
  const auto day = static_cast<std::uint64_t>(std::max<std::int64_t>(time_ms, 0) / kDayMs);
  return "receipt " + std::to_string(day % limits::kReceiptsKeptMax);
}

}  // namespace

// ---- the book -------------------------------------------------------------------------------------------------

void ReceiptBook::add(const std::string& signed_receipt) {
  store_.put_fact(kLatest, signed_receipt);
  if (const auto receipt = body_of(signed_receipt)) store_.put_fact(place_of(receipt->time_ms), signed_receipt);
}

std::optional<std::string> ReceiptBook::latest() { return store_.fact(kLatest); }

std::vector<std::string> ReceiptBook::kept() {
  std::vector<std::pair<std::int64_t, std::string>> dated;
  for (std::size_t place = 0; place < limits::kReceiptsKeptMax; ++place) {
    auto bytes = store_.fact("receipt " + std::to_string(place));
    const auto receipt = bytes ? body_of(*bytes) : std::nullopt;
    if (receipt) dated.emplace_back(receipt->time_ms, std::move(*bytes));
  }
  std::sort(dated.begin(), dated.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> list;
  const std::int64_t oldest_ms =
      dated.empty() ? 0 : dated.front().first - static_cast<std::int64_t>(limits::kReceiptsKeptMax) * kDayMs;
  for (auto& [time_ms, bytes] : dated) {
    if (time_ms > oldest_ms) list.push_back(std::move(bytes));
  }
  const auto newest = latest();  // a database of an earlier version has this one only
  if (list.empty() && newest) list.push_back(*newest);
  return list;
}

// ---- one receipt -----------------------------------------------------------------------------------------------

Result<Receipt> open_receipt(std::string_view signed_receipt, std::string_view office_key) {
  SignedReceipt sealed;
  Receipt receipt;
  if (!decode(signed_receipt, sealed) || !decode(sealed.body, receipt)) {
    return Error{ErrorKind::corrupt, "this is no receipt, or it was changed", "get another copy of it"};
  }
  if (!verify(office_key, "satchel receipt 1 " + sealed.body, sealed.signature)) {
    return Error{ErrorKind::corrupt, "the receipt is not signed by this office, or it was changed",
                 "compare the office's key, and get another copy of the receipt"};
  }
  return receipt;
}

namespace {

// Goes through a node's saves in their order and computes the chain from their bytes.
class Walk {
 public:
  explicit Walk(std::optional<Hash256> start) : chain_(start) {}

  void take(const StoredSave& row) {
    if (row.first != next_ || !chain_) {
      if (row.first > next_) not_here.push_back({next_, row.first - 1});
      begin_anew(row);
    } else {
      // The bytes of a save in a box are not here: the chain goes on from what it was when they were.
      chain_ = row.sealed ? row.chain : chain_next(*chain_, row.first, row.raw);
      if (*chain_ != row.chain && problem.empty()) {
        problem = "the save " + row.dot().to_string() + " is not what was chained when it was saved";
      }
      if (saves == 0) proven_first = row.first;
      ++saves;
    }
    next_ = row.last + 1;
  }
  void end(std::uint64_t counter) {
    if (next_ <= counter) {
      not_here.push_back({next_, counter});
      chain_.reset();
    }
  }
  const std::optional<Hash256>& chain() const { return chain_; }

  std::string problem;
  std::vector<CounterRange> not_here;
  std::uint64_t saves = 0;
  std::uint64_t proven_first = 0;
  std::uint64_t earlier = 0;

 private:
  // Its stored chain is taken on trust; whether that was right shows at the receipt's counter.
  void begin_anew(const StoredSave& row) {
    earlier += saves + 1;
    saves = 0;
    chain_ = row.chain;
  }

  std::optional<Hash256> chain_;
  std::uint64_t next_ = 1;
};

}  // namespace

ReceiptCover cover_of(const Receipt& receipt, Store& store, const std::optional<Uuid>& node_id) {
  Walk walk(node_id ? std::optional(chain_start(node_id->view())) : std::nullopt);
  ReceiptCover cover;
  bool torn = false;
  store.each_save_of(receipt.node, 0, [&](const StoredSave& row) {
    if (row.first > receipt.counter) {
      ++cover.later;
      return true;
    }
    torn = torn || row.last > receipt.counter;
    walk.take(row);
    return true;
  });
  walk.end(receipt.counter);
  cover.problem = walk.problem;
  cover.not_here = walk.not_here;
  cover.earlier = walk.earlier;
  if (torn) cover.problem = "the receipt ends within a save of this laptop";
  if (!walk.chain()) {
    cover.earlier += walk.saves;
    return cover;
  }
  if (cover.problem.empty() && *walk.chain() != receipt.chain) {
    cover.problem = "the saves on this laptop are not those that the office signed for";
  }
  cover.chain_fits = cover.problem.empty();
  if (!cover.chain_fits) return cover;
  cover.saves = walk.saves;
  if (walk.saves > 0) cover.proven = {walk.proven_first, receipt.counter};
  return cover;
}

// ---- totals ----------------------------------------------------------------------------------------------------

namespace {

bool is_release(const StoredSave& row) {
  if (row.is_applied() || row.inbox_position != 0) return false;
  const auto save = decode_save(row.raw);
  return save && save->is_release();
}

// What the office said of it last: its log before the inbox, which lists what once was parked.
SaveState state_known(const StoredSave& row) {
  if (row.is_applied()) return row.state;
  return row.inbox_position != 0 ? row.inbox_state : SaveState::pending;
}

void count(SaveCounts& counts, SaveState state, bool late) {
  switch (state) {
    case SaveState::applied: ++(late ? counts.late : counts.applied); break;
    case SaveState::parked: ++counts.parked; break;
    case SaveState::accepted: ++counts.accepted; break;
    case SaveState::declined: ++counts.declined; break;
    case SaveState::duplicate: ++counts.duplicate; break;
    case SaveState::pending:
    case SaveState::rescued: break;
  }
}

}  // namespace

OwnSaves own_saves(Store& store, NodeNumber node, std::uint64_t up_to) {
  OwnSaves own;
  std::uint64_t here = 0;
  store.each_save_of(node, 0, [&](const StoredSave& row) {
    if (row.first > up_to) return false;
    const SaveState state = state_known(row);
    // Its log will not tell of it: the file is with somebody else now.
    if (row.sealed && state == SaveState::pending) return true;
    here += row.last - row.first + 1;
    if (is_release(row)) return true;
    if (state == SaveState::pending) {
      ++own.not_heard_of;
    } else {
      count(own.counts, state, row.late);
    }
    own.by_state.emplace_back(state, row.dot());
    return true;
  });
  own.changes_not_here = up_to > here ? up_to - here : 0;
  return own;
}

std::vector<CountDifference> differences(const OwnSaves& here, const SaveCounts& office) {
  std::vector<CountDifference> list;
  const auto compare = [&](std::string_view name, std::uint64_t mine, std::uint64_t theirs, SaveState state) {
    if (mine == theirs) return;
    CountDifference difference{name, mine, theirs, {}};
    for (const auto& [known, dot] : here.by_state) {
      if (mine > theirs && known == state) difference.saves.push_back(dot);
    }
    list.push_back(std::move(difference));
  };
  compare("applied", here.counts.applied, office.applied, SaveState::applied);
  compare("late", here.counts.late, office.late, SaveState::applied);
  compare("parked", here.counts.parked, office.parked, SaveState::parked);
  compare("accepted", here.counts.accepted, office.accepted, SaveState::accepted);
  compare("declined", here.counts.declined, office.declined, SaveState::declined);
  compare("duplicate", here.counts.duplicate, office.duplicate, SaveState::duplicate);
  return list;
}

}  // namespace satchel
