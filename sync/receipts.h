// Receipts: the office's signed statements on a laptop, what they prove, and how they agree with what is here.
//
// One receipt covers all saves of its node from the first one on, so of each day only the newest one is kept.
// Thread rule: the store's. Failure rule: Errors for the person; StoreFailure when the database fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/message.h"
#include "sync/result.h"
#include "sync/store.h"

namespace satchel {

class ReceiptBook {
 public:
  explicit ReceiptBook(Store& store) : store_(store) {}

  // An encoded SignedReceipt, whose signature was checked. Inside a Transaction.
  void add(const std::string& signed_receipt);
  std::optional<std::string> latest();
  // The newest of each day (of the office's clock, UTC), newest first: at most limits::kReceiptsKeptMax, and none
  // that is so many days older than another.
  std::vector<std::string> kept();

 private:
  Store& store_;
};

// What it says, if it is signed with that key (Ed25519, 32 bytes) and every byte of it is as it was signed.
Result<Receipt> open_receipt(std::string_view signed_receipt, std::string_view office_key);

struct CounterRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  auto operator<=>(const CounterRange&) const = default;
};

// What the bytes on this laptop say to a receipt. The chain is computed anew from them; where saves are no longer
// here (their file was given back) it goes on from the stored value of the next one, so that what lies before is not
// proven by this receipt.
struct ReceiptCover {
  bool chain_fits = false;             // computed from raw bytes up to the receipt's counter, and equal
  std::string problem;                 // what differs; empty when nothing does
  std::uint64_t saves = 0;             // proven: these very bytes are with the office
  CounterRange proven;                 // in which they lie; empty range 0-0 when there are none
  std::vector<CounterRange> not_here;  // of the receipt, but no longer on this laptop
  std::uint64_t earlier = 0;           // saves before the last gap: here, but not tied to this receipt
  std::uint64_t later = 0;             // saves made after it
};
// `node_id`: the random id of the receipt's node, where it is known.
ReceiptCover cover_of(const Receipt& receipt, Store& store, const std::optional<Uuid>& node_id);

// The states of a node's own saves up to a counter as this copy knows them. Releases are counted nowhere, as in
// receipts.
struct OwnSaves {
  SaveCounts counts;
  std::uint64_t not_heard_of = 0;     // received; what became of them was not pulled yet
  std::uint64_t changes_not_here = 0; // counters without a readable save: its file was given back
  std::vector<std::pair<SaveState, Dot>> by_state;  // late ones among the applied
};
OwnSaves own_saves(Store& store, NodeNumber node, std::uint64_t up_to);

struct CountDifference {
  std::string_view state;
  std::uint64_t here = 0;
  std::uint64_t office = 0;
  std::vector<Dot> saves;  // which ones this copy holds to be in that state, when it counts more than the office
};
std::vector<CountDifference> differences(const OwnSaves& here, const SaveCounts& office);

}  // namespace satchel
