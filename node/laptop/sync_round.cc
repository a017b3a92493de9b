#include "node/laptop/sync_round.h"

#include <optional>

#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/restore_note.h"
#include "sync/codec.h"
#include "sync/receipts.h"

namespace satchel {

namespace {

SaveCounts counts_of_latest_receipt(LaptopWorkspace& workspace) {
  SignedReceipt sealed;
  Receipt receipt;
  const auto bytes = ReceiptBook(workspace.store()).latest();
  if (bytes && decode(*bytes, sealed) && decode(sealed.body, receipt)) return receipt.counts;
  return {};
}

void add_office_counts(SyncReport& report, LaptopWorkspace& workspace, const SaveCounts& before) {
  const SaveCounts now = counts_of_latest_receipt(workspace);
  // As another node, the office counts from the beginning.
  const auto more = [](std::uint64_t later, std::uint64_t earlier) { return later < earlier ? later : later - earlier; };
  report.applied = more(now.applied, before.applied);
  report.late = more(now.late, before.late);
  report.parked = parked_count(workspace);
  report.conflicts = count_conflicts(workspace);
}

// Two exchanges that a person takes for one.
void add_earlier(SyncReport& report, const SyncReport& earlier) {
  for (auto SyncReport::*count : {&SyncReport::pushed, &SyncReport::pulled, &SyncReport::requests, &SyncReport::bytes_up,
                                  &SyncReport::bytes_down, &SyncReport::wire_up, &SyncReport::wire_down}) {
    report.*count += earlier.*count;
  }
  if (report.became_node == kNoNode) report.became_node = earlier.became_node;
  report.office_restored = report.office_restored || earlier.office_restored;
  if (report.receipt.empty()) report.receipt = earlier.receipt;
}

}  // namespace

Result<SyncReport> sync_round(LaptopWorkspace& workspace, Exchanger& exchanger, HandIn what,
                              const std::function<void(const SyncReport&)>& progress) {
  const auto lock = SyncLock::take(workspace.folder());
  if (!lock) return lock.error();
  const SaveCounts before = counts_of_latest_receipt(workspace);
  // An older copy of the database has drafts that the office may have as signed notes: it is asked first.
  std::optional<SyncReport> asked;
  if (workspace.store().fact(kRestoredFact)) {
    const auto answer = exchanger.sync(progress);
    if (!answer) return answer.error();
    asked = *answer;
    Transaction transaction(workspace.store());
    workspace.store().remove_fact(kRestoredFact);
    transaction.commit();
  }
  NoteDrafts(workspace).hand_in(what, wall_clock_ms());
  auto report = exchanger.sync(progress);
  if (report && asked) add_earlier(*report, *asked);
  // Also after a sync that failed later on: what left the laptop has left it.
  static_cast<void>(workspace.store().scrub());
  if (report) add_office_counts(*report, workspace, before);
  return report;
}

void keep_address(LaptopWorkspace& workspace, const std::string& address) {
  if (address.empty() || address == workspace.laptop().identity()->office_url) return;
  Transaction transaction(workspace.store());
  workspace.laptop().move_office(address);
  transaction.commit();
}

std::uint64_t parked_count(LaptopWorkspace& workspace) {
  std::uint64_t count = 0;
  const auto who = workspace.laptop().identity();
  workspace.store().each_in_inbox(who->user, 0, [&](const StoredSave& row) {
    count += row.inbox_state == SaveState::parked ? 1 : 0;
    return true;
  });
  return count;
}

std::string receipt_name(const std::string& signed_receipt) {
  constexpr std::size_t kDigits = 16;
  return sha256(signed_receipt).to_hex().substr(0, kDigits);
}

}  // namespace satchel
