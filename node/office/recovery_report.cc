#include "node/office/recovery_report.h"

#include <algorithm>

#include "node/office/open_office.h"
#include "node/shared/clock.h"
#include "node/shared/describe.h"

namespace satchel {

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string laptop_name(const LaptopReturn& laptop) {
  return "laptop " + std::to_string(laptop.node.number) + " of " + laptop.user;
}

std::string when_restored(const RecoveryState& state) {
  return local_time_text(state.office.restored_ms) +
         (state.known_until_ms == 0 ? ""
                                    : ", from a backup in which the last thing that happened was at " +
                                          local_time_text(state.known_until_ms));
}

bool may_have_been_handed_over(const ClaimedFile& file) {
  return std::any_of(file.held_by.begin(), file.held_by.end(),
                     [&](const std::string& user) { return user != file.claim.user.name; });
}

// ---- the parts of the report ----------------------------------------------------------------------------------

std::string what_happened(const RecoveryState& state) {
  std::string text = "# What happened\n\nThe office " + state.office.name + " was restored on " + when_restored(state) +
                     ".\n";
  if (state.restored_at_ms.size() > 1) {
    text += "It had been restored before, on";
    for (std::size_t i = 0; i + 1 < state.restored_at_ms.size(); ++i) {
      text += (i == 0 ? " " : ", ") + local_time_text(state.restored_at_ms[i]);
    }
    text += ".\n";
  }
  return text + (state.office.recovering
                     ? "It is recovering: laptops bring back what it lost, and no laptop has to give anything back.\n"
                     : "The recovery is over: an administrator ended it.\n");
}

std::string who_came_back(const RecoveryState& state) {
  std::string text = "\n# Laptops\n\n";
  for (const LaptopReturn& laptop : state.laptops) text += "- " + in_words(laptop) + "\n";
  return state.laptops.empty() ? text + "There are none.\n" : text;
}

std::string copies(const RecoveryState& state) {
  std::string text;
  for (const LaptopReturn& laptop : state.laptops) {
    const auto of_one = std::count_if(state.laptops.begin(), state.laptops.end(), [&](const LaptopReturn& other) {
      return other.node.parent == laptop.node.parent;
    });
    if (laptop.node.parent == kNoNode || (laptop.was != kNoNode && of_one == 1)) continue;
    text += "- " + laptop_name(laptop) + " was laptop " + std::to_string(laptop.node.parent) +
            (laptop.was_forgotten ? "" : " until " + local_time_text(laptop.node.enrolled_ms)) + "\n";
  }
  if (text.empty()) return "";
  return "\n# Laptops whose database was copied or restored\n\nEach goes on under a number of its own; what they had in "
         "common is here once.\n\n" +
         text;
}

std::string hand_overs(const RecoveryState& state) {
  if (state.claims.empty()) return "";
  std::string text =
      "\n# Files given after the backup\n\nThese lie on laptops, and the office no longer knows why. `recovery grant` "
      "gives them again; what is still in this list when the recovery ends leaves the laptop, after its saves are here.\n\n";
  for (const ClaimedFile& file : state.claims) {
    text += "- " + in_words(file) + "\n";
    if (may_have_been_handed_over(file)) {
      text += "  If it was handed over since, do that again: transfer --from " + file.held_by.front() + " --to " +
              file.claim.user.name + " " + file.claim.scope.subject.to_string() + "\n";
    }
  }
  return text;
}

std::string rescued(OfficeWorkspace& workspace, const RecoveryState& state) {
  if (state.rescued.empty()) return "";
  std::string text =
      "\n# Saves that other laptops brought back\n\nTheir own laptop has not brought them. If it still will, they are "
      "settled by themselves; if it is gone for good: `parked accept ID`.\n\n";
  for (const ParkedSave& save : state.rescued) {
    text += "- " + save.row.dot().to_string() + " of " + save.user + ": " + describe_save(workspace, save.row) + " (" +
            save.row.reason + ")\n";
  }
  return text;
}

std::string what_waits(const RecoveryState& state, const WaitingElsewhere& waiting) {
  std::string text;
  const auto waited_for = state.waited_for();
  if (!waited_for.empty()) text += "- " + counted(waited_for.size(), "laptop") + " to come back\n";
  if (!state.claims.empty()) text += "- " + counted(state.claims.size(), "file") + " to give again, or not\n";
  if (!state.rescued.empty()) text += "- " + counted(state.rescued.size(), "save") + " brought back by others\n";
  if (waiting.parked > 0) text += "- " + counted(waiting.parked, "other save") + " parked: parked list\n";
  if (waiting.conflicts > 0) text += "- " + counted(waiting.conflicts, "conflict") + ": conflicts\n";
  if (state.waits_for_person()) text += "- `recovery end`, when everybody has come back\n";
  return "\n# What waits for a decision\n\n" + (text.empty() ? std::string("Nothing.\n") : text) +
         "\nWhat only the office had is not on any laptop and did not come back: people and laptops added after the "
         "backup that never synced, files given to or taken from somebody and not synced since, records written at the "
         "office in files that nobody has.\n";
}

}  // namespace

std::string in_words(const LaptopReturn& laptop) {
  const NodeRow& node = laptop.node;
  std::string text = laptop_name(laptop);
  if (laptop.was != kNoNode) {
    text += " (was laptop " + std::to_string(laptop.was) + " before)";
  } else if (node.parent != kNoNode) {
    text += " (copy of laptop " + std::to_string(node.parent) + ")";
  }
  if (laptop.is_back) {
    text += " is back" + std::string(laptop.was_forgotten ? ", though the backup did not know it" : "");
    if (laptop.saves_since) text += "; " + counted(*laptop.saves_since, "save") + " brought since";
    const std::uint64_t unsent = node.announced > node.counter ? node.announced - node.counter : 0;
    if (unsent > 0) text += ", " + counted(unsent, "change") + " announced and not sent yet";
    return text;
  }
  if (laptop.gone_on_as != kNoNode) return text + " goes on as laptop " + std::to_string(laptop.gone_on_as);
  text += " has not come back; " +
          (node.last_seen_ms == 0 ? "it had never synced by then" : "last seen " + local_time_text(node.last_seen_ms));
  if (node.revoked) return text + ", shut out";
  return laptop.is_waited_for ? text : text + ", not waited for";
}

std::string in_words(const ClaimedFile& file) {
  const Office::Claim& claim = file.claim;
  std::string text = claim.scope.subject.to_string() + (file.client.empty() ? "" : " " + file.client);
  if (claim.scope.kind != ScopeKind::general) text += ", compartment " + name_of(claim.scope.kind);
  text += ": on laptop " + std::to_string(claim.node) + " of " + claim.user.name;
  if (!claim.scope_is_here) {
    return text + "; nothing of it is here, so it stays there until whoever opened it syncs, or its saves are accepted";
  }
  if (!file.may_be_granted) {
    text += claim.user.disabled ? "; that person is disabled" : "; that role may not have it";
  }
  return text + (file.held_by.empty() ? "; by the office's list nobody has it"
                                      : "; by the office's list with " + listed(file.held_by));
}

std::string recovery_summary(const RecoveryState& state) {
  if (!state.was_restored()) return "this office was never restored";
  if (!state.office.recovering) {
    return "the recovery is over; this office was restored on " + when_restored(state) +
           (state.claims.empty() ? ""
                                 : "\n" + counted(state.claims.size(), "file") +
                                       " on laptops that came later, without a grant here: recovery grant, or end it again");
  }
  std::string text = "THE OFFICE IS RECOVERING: it was restored on " + when_restored(state) +
                     "\nlaptops bring back what it lost; nothing is taken from any laptop until `recovery end`";
  const auto waited_for = state.waited_for();
  if (!waited_for.empty()) text += "\n" + counted(waited_for.size(), "laptop") + " not back yet";
  if (!state.claims.empty()) {
    text += "\n" + counted(state.claims.size(), "file") + " on laptops without a grant here: recovery grant --all";
  }
  if (!state.rescued.empty()) {
    text += "\n" + counted(state.rescued.size(), "save") + " brought back by others than their authors: parked list";
  }
  return text;
}

std::string recovery_report(OfficeWorkspace& workspace, const RecoveryState& state, const WaitingElsewhere& waiting) {
  return what_happened(state) + who_came_back(state) + copies(state) + hand_overs(state) + rescued(workspace, state) +
         what_waits(state, waiting);
}

}  // namespace satchel
