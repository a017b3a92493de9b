#include "node/office/recovery_commands.h"

#include <CLI/CLI.hpp>

#include <set>

#include "node/office/open_office.h"
#include "node/office/recovery_report.h"
#include "node/office/recovery_state.h"
#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/describe.h"
#include "node/shared/folder_lock.h"
#include "node/shared/restore_note.h"
#include "node/shared/record_json.h"

namespace satchel {

namespace {

struct RecoveryWords {
  std::vector<std::string> clients;
  std::string user;
  bool all = false;
  bool anyway = false;
};

Error not_recovering(const RecoveryState& state) {
  return {ErrorKind::refused, recovery_summary(state),
          "only an office that was restored from a backup recovers"};
}

// ---- recovery ---------------------------------------------------------------------------------------------------

json::object facts_of(OfficeWorkspace& workspace, const RecoveryState& state) {
  json::array laptops, claims, rescued;
  for (const LaptopReturn& laptop : state.laptops) laptops.push_back(to_json(laptop));
  for (const ClaimedFile& file : state.claims) claims.push_back(to_json(file));
  for (const ParkedSave& save : state.rescued) {
    rescued.push_back(json::object{{"id", save.row.dot().to_string()},
                                   {"user", save.user},
                                   {"reason", save.row.reason},
                                   {"what", describe_save(workspace, save.row)}});
  }
  json::object facts{{"recovering", state.office.recovering},
                     {"epoch", state.office.epoch},
                     {"restored_at", instant_or_null(state.office.restored_ms)},
                     {"backup_until", instant_or_null(state.known_until_ms)},
                     {"restores", state.office.former_epochs.size()},
                     {"waited_for", state.waited_for().size()},
                     {"laptops", std::move(laptops)},
                     {"claims", std::move(claims)},
                     {"rescued", std::move(rescued)}};
  facts["epoch_before"] = state.office.former_epochs.empty() ? json::value(nullptr)
                                                             : json::value(state.office.former_epochs.back());
  return facts;
}

Result<ExitCode> run_recovery(OfficeWorkspace& workspace, const Output& out) {
  Transaction one_moment(workspace.store());
  const RecoveryState state = recovery_state(workspace);
  std::string words = recovery_summary(state);
  if (state.was_restored()) {
    for (const LaptopReturn& laptop : state.laptops) words += "\n  " + in_words(laptop);
    if (!state.claims.empty()) words += "\nfiles on laptops that the office has no grant for:";
    for (const ClaimedFile& file : state.claims) words += "\n  " + in_words(file);
    if (!state.rescued.empty()) words += "\nbrought back by others than their authors, for a decision:";
    for (const ParkedSave& save : state.rescued) {
      words += "\n  " + save.row.dot().to_string() + " of " + save.user + ": " + describe_save(workspace, save.row);
    }
  }
  out.result(facts_of(workspace, state), words);
  return kDone;
}

Result<ExitCode> run_report(OfficeWorkspace& workspace, const Output& out) {
  Transaction one_moment(workspace.store());
  const RecoveryState state = recovery_state(workspace);
  if (!state.was_restored()) return not_recovering(state);
  WaitingElsewhere waiting;
  waiting.parked = workspace.office().parked().size() - state.rescued.size();
  waiting.conflicts = count_conflicts(workspace);
  const std::string text = recovery_report(workspace, state, waiting);
  json::object facts = facts_of(workspace, state);
  facts["parked"] = waiting.parked;
  facts["conflicts"] = waiting.conflicts;
  facts["text"] = text;
  out.result(facts, text.substr(0, text.size() - 1));
  return kDone;
}

// ---- recovery grant ---------------------------------------------------------------------------------------------

Result<std::set<Uuid>> clients_named(const RecoveryState& state, const RecoveryWords& words) {
  std::set<Uuid> claimed, named;
  for (const ClaimedFile& file : state.claims) claimed.insert(file.claim.scope.subject);
  if (words.all) return claimed;
  for (const std::string& text : words.clients) {
    const auto id = Uuid::parse(text);
    if (!id || claimed.count(*id) == 0) {
      return Error{ErrorKind::not_found, "nothing was done: no laptop holds a file of " + text + " without a grant",
                   "see `recovery`; `assign` gives any client to anybody"};
    }
    named.insert(*id);
  }
  return named;
}

// Several laptops of one person claim a file once.
struct Granted {
  std::set<std::pair<Uuid, ScopeId>> files;
  std::uint64_t not_here = 0;
  std::uint64_t not_allowed = 0;
};

Granted grant_claims(OfficeWorkspace& workspace, const RecoveryState& state, const std::set<Uuid>& clients,
                     const std::string& user) {
  Granted granted;
  for (const ClaimedFile& file : state.claims) {
    const Office::Claim& claim = file.claim;
    if (clients.count(claim.scope.subject) == 0 || (!user.empty() && claim.user.name != user)) continue;
    granted.not_here += claim.scope_is_here ? 0 : 1;
    granted.not_allowed += claim.scope_is_here && !file.may_be_granted ? 1 : 0;
    if (!file.may_be_granted || !granted.files.insert({claim.user.id, claim.scope}).second) continue;
    workspace.office().grant(claim.user, claim.scope);
  }
  return granted;
}

Result<ExitCode> run_grant(OfficeWorkspace& workspace, const Output& out, const RecoveryWords& words) {
  Transaction transaction(workspace.store());
  const RecoveryState state = recovery_state(workspace);
  if (!state.waits_for_person()) return not_recovering(state);
  if (!words.user.empty()) {
    if (const auto user = user_named(workspace.store(), words.user); !user) return user.error();
  }
  const auto clients = clients_named(state, words);
  if (!clients) return clients.error();
  const Granted granted = grant_claims(workspace, state, *clients, words.user);
  workspace.office().settle_waiting(wall_clock_ms());
  transaction.commit();
  std::string text = counted(granted.files.size(), "file") + " given again to whom they are with";
  if (granted.not_here > 0) {
    text += "\n" + counted(granted.not_here, "file") +
            " not: nothing of them is here yet; whoever opened them has to sync first";
  }
  if (granted.not_allowed > 0) {
    text += "\n" + counted(granted.not_allowed, "file") + " not: that person is disabled, or the role may not have them";
  }
  out.result(json::object{{"granted", granted.files.size()},
                          {"not_here", granted.not_here},
                          {"not_allowed", granted.not_allowed}},
             text);
  return kDone;
}

// ---- recovery begin ---------------------------------------------------------------------------------------------

Result<ExitCode> run_begin(OfficeWorkspace& workspace, const Output& out, const RecoveryWords& words) {
  const auto lock = FolderLock::take(workspace.folder(), kServeLock, FolderLock::Mode::alone);
  if (!lock) return Error{ErrorKind::refused, "a server runs on this folder", "stop it first; nothing was changed"};
  if (workspace.office().went_back_ms() == 0 && !words.anyway) {
    return Error{ErrorKind::refused, "no laptop has met a later state of this database than it is in",
                 "if an older copy of it was put in place all the same, say --anyway: then every laptop compares all that "
                 "it has; a backup is put in place with `satchel-office restore`"};
  }
  Transaction transaction(workspace.store());
  Office::Restart restart{wall_clock_ms()};
  restart.logs_are_in_doubt = true;
  begin_new_epoch(workspace.office(), restart);
  transaction.commit();
  out.result(json::object{{"begun", true}},
             "this office is recovering now: start `serve` again; each laptop brings back at its next sync what is missing "
             "here, and nothing is taken from any laptop meanwhile\n"
             "  satchel-office recovery           who has come back, and what waits for you");
  return kDone;
}

// ---- recovery end -----------------------------------------------------------------------------------------------

Error still_away(const std::vector<const LaptopReturn*>& away) {
  std::string names;
  for (const LaptopReturn* laptop : away) names += "\n  " + in_words(*laptop);
  return {ErrorKind::refused, "not ended: " + counted(away.size(), "laptop") + " may still bring something back:" + names,
          "let them sync. --anyway ends it all the same: files that they got after the backup are then taken from them "
          "when they come, after their own saves are here; saves of others that they hold are taken as before"};
}

Result<ExitCode> run_end(OfficeWorkspace& workspace, const Output& out, const RecoveryWords& words) {
  Transaction transaction(workspace.store());
  const RecoveryState state = recovery_state(workspace);
  if (!state.waits_for_person()) return not_recovering(state);
  const auto away = state.office.recovering ? state.waited_for() : std::vector<const LaptopReturn*>{};
  if (!away.empty() && !words.anyway) return still_away(away);
  std::uint64_t withdrawn = 0, left = 0;
  for (const ClaimedFile& file : state.claims) ++(file.claim.scope_is_here ? withdrawn : left);
  workspace.office().end_recovery(wall_clock_ms());
  transaction.commit();
  std::string text = "the recovery is over";
  if (withdrawn > 0) {
    text += "\n" + counted(withdrawn, "file") + " without a grant here will leave the laptops, after their saves are here";
  }
  if (left > 0) {
    text += "\n" + counted(left, "file") + " of which the office has nothing stay where they are: they may be the only "
            "copies";
  }
  if (!state.rescued.empty()) {
    text += "\n" + counted(state.rescued.size(), "save") + " brought back by others still wait: parked list";
  }
  out.result(json::object{{"ended", true},
                          {"withdrawn", withdrawn},
                          {"left", left},
                          {"not_back", away.size()},
                          {"rescued", state.rescued.size()}},
             text);
  return kDone;
}

}  // namespace

void add_recovery_commands(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<RecoveryWords>();
  CLI::App* group = add_office_command(app, options, "recovery",
                                       "After a restore: what came back, and what waits for a decision", run_recovery);
  group->require_subcommand(0, 1);
  add_office_command(*group, options, "status", "Who has come back, and what waits", run_recovery);
  add_office_command(*group, options, "report", "All that happened, in words", run_report);

  auto* begin = add_office_command(*group, options, "begin",
                                   "An older copy of the database was put in place without `restore`: bring back the rest",
                                   [words](OfficeWorkspace& workspace, const Output& out) {
                                     return run_begin(workspace, out, *words);
                                   });
  begin->add_flag("--anyway", words->anyway, "Although no laptop has met a later state yet");
  auto* grant = add_office_command(*group, options, "grant", "Give files again that laptops hold and the backup did not know of",
                                   [words](OfficeWorkspace& workspace, const Output& out) {
                                     return run_grant(workspace, out, *words);
                                   });
  auto* which = grant->add_option_group("which clients");
  which->add_option("clients", words->clients, "Ids of clients")->type_name("CLIENT");
  which->add_flag("--all", words->all, "All that `recovery` lists");
  which->require_option(1);
  grant->add_option("--to", words->user, "Only to this person");

  auto* end = add_office_command(*group, options, "end", "Everybody has come back: grants are what they are here",
                                 [words](OfficeWorkspace& workspace, const Output& out) {
                                   return run_end(workspace, out, *words);
                                 });
  end->add_flag("--anyway", words->anyway, "Although laptops that were seen lately have not come back");
}

}  // namespace satchel
