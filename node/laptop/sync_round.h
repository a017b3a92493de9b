// SyncRound: one sync of a data folder, whoever asked for it: the command, `--watch`, or the web app.
//
// Note drafts are handed in first, so that what was typed leaves the laptop with everything else; afterwards the bytes
// of given-back files are scrubbed, also when the sync failed.
// Thread rule: one thread; one sync at a time per data folder (SyncLock).
// Failure rule: as Exchanger::sync.
#pragma once

#include <functional>
#include <string>

#include "node/laptop/exchange.h"
#include "node/laptop/note_drafts.h"
#include "node/shared/workspace.h"

namespace satchel {

Result<SyncReport> sync_round(LaptopWorkspace& workspace, Exchanger& exchanger, HandIn what,
                              const std::function<void(const SyncReport&)>& progress);

// The office has moved: its new address is kept once it has answered there.
void keep_address(LaptopWorkspace& workspace, const std::string& address);

std::uint64_t parked_count(LaptopWorkspace& workspace);

// By which people and programs tell receipts apart: the beginning of its SHA-256.
std::string receipt_name(const std::string& signed_receipt);

}  // namespace satchel
