#include "node/laptop/laptop_commands.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "node/laptop/enrolment.h"
#include "node/laptop/exchange.h"
#include "node/laptop/office_link.h"
#include "node/laptop/receipt_commands.h"
#include "node/laptop/sync_loop.h"
#include "node/laptop/sync_round.h"
#include "node/shared/clock.h"
#include "node/shared/conflicts.h"
#include "node/shared/describe.h"
#include "sync/codec.h"
#include "sync/limits.h"

namespace satchel {

Result<std::unique_ptr<LaptopWorkspace>> open_enrolled(const CommonOptions& options) {
  auto workspace = LaptopWorkspace::open(options.folder, false);
  if (!workspace) return workspace.error();
  if (!(*workspace)->laptop().identity()) {
    return Error{ErrorKind::refused, "this laptop is not enrolled yet",
                 "ask the office for a code and run `satchel enroll --office URL --code CODE`"};
  }
  return workspace;
}

namespace {

volatile std::sig_atomic_t stop_asked = 0;
void ask_to_stop(int) { stop_asked = 1; }

// A clock that is off by more is worth a word.
constexpr std::int64_t kClockToleranceMs = 5 * 60'000;

struct SyncWords {
  bool watch = false;
  bool strict = false;
  std::string office;  // another address of the same office; kept once it answered
};

// ---- enroll -------------------------------------------------------------------------------------------

Result<ExitCode> run_enroll(const Output& out, const CommonOptions& options, const EnrolmentWords& words) {
  auto workspace = LaptopWorkspace::open(options.folder, true);
  if (!workspace) return workspace.error();
  const auto answer = enrol_laptop(**workspace, words);
  if (!answer) return answer.error();
  out.result(json::object{{"node", answer->node},
                          {"user", answer->user_name},
                          {"role", answer->role},
                          {"office", answer->office_name}},
             "this laptop now works for " + answer->user_name + " of " + answer->office_name +
                 "\nnext: satchel sync");
  return kDone;
}

// ---- sync ---------------------------------------------------------------------------------------------

json::value to_json(const SyncReport& report) {
  json::value receipt = nullptr, became_node = nullptr;
  if (report.became_node != kNoNode) became_node = report.became_node;
  if (!report.receipt.empty()) receipt = receipt_name(report.receipt);
  return json::object{{"pushed", report.pushed},         {"pulled", report.pulled},
                      {"applied", report.applied},       {"late", report.late},
                      {"parked", report.parked},         {"conflicts", report.conflicts},
                      {"requests", report.requests},     {"bytes_up", report.bytes_up},
                      {"bytes_down", report.bytes_down}, {"wire_up", report.wire_up},
                      {"wire_down", report.wire_down},   {"complete", report.complete},
                      {"digest_equal", report.digest_equal}, {"receipt", receipt},
                      {"became_node", became_node},      {"office_restored", report.office_restored}};
}

std::string words_of(const SyncReport& report) {
  std::string text = "sent " + counted(report.pushed, "save") + ", received " +
                     std::to_string(report.pulled) + " of others, " +
                     counted(report.requests, "request");
  text += report.digest_equal ? "\nthe office has everything, and both copies are equal"
                              : "\nthe two copies are not equal yet; the next sync goes on";
  if (report.office_restored) {
    text += "\nthe office was restored from a backup; this laptop has brought back what the office had lost of it";
  }
  if (report.became_node != kNoNode) {
    text += "\nthis database was copied, or restored from an older copy: it goes on as laptop " +
            std::to_string(report.became_node) + ", and nothing was lost or doubled by it";
  }
  if (report.conflicts > 0) {
    text += "\n" + counted(report.conflicts, "conflict") + " to look at: satchel conflicts";
  }
  if (report.parked > 0) {
    text += "\n" + counted(report.parked, "save") + " parked at the office for a decision: satchel status";
  }
  return text;
}

void show_progress(const SyncReport& so_far) {
  std::cerr << "\rsent " << so_far.pushed << ", received " << so_far.pulled << std::flush;
}
void clear_progress() { std::cerr << "\r\033[K"; }

Result<ExitCode> sync_once(const Output& out, LaptopWorkspace& workspace, const SyncWords& words) {
  const std::string known = workspace.laptop().identity()->office_url;
  Exchanger exchanger(workspace.laptop(), words.office.empty() ? known : words.office);
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const auto report = sync_round(workspace, exchanger, HandIn::all, terminal ? show_progress : nullptr);
  if (terminal) clear_progress();
  if (!report) return report.error();
  keep_address(workspace, words.office);
  out.result(to_json(*report), words_of(*report));
  const bool person = report->conflicts + report->parked > 0;
  return words.strict && person ? kNeedsPerson : kDone;
}

Result<ExitCode> sync_watching(const Output& out, LaptopWorkspace& workspace, const SyncWords& words) {
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  const bool terminal = isatty(STDERR_FILENO) != 0;
  SyncListener listener;
  if (terminal) listener.progress = show_progress;
  listener.done = [&](const SyncReport& report) {
    if (terminal) clear_progress();
    const bool mended = report.office_restored || report.became_node != kNoNode;
    if (!mended && report.pushed + report.pulled == 0 && report.digest_equal) return;
    out.result(to_json(report), local_time_text(wall_clock_ms()) + "  " + words_of(report));
    std::cout.flush();
  };
  listener.failed = [&](const Error& problem, std::int64_t pause_ms) {
    if (terminal) clear_progress();
    std::cerr << local_time_text(wall_clock_ms()) << "  " << problem.message << "; next try in "
              << (pause_ms + 999) / 1000 << " s\n";
  };
  SyncLoop(workspace, words.office, listener).run([] { return stop_asked != 0; });
  return kDone;
}

// ---- status -------------------------------------------------------------------------------------------

json::array parked_list(LaptopWorkspace& workspace) {
  json::array list;
  const auto who = workspace.laptop().identity();
  workspace.store().each_in_inbox(who->user, 0, [&](const StoredSave& row) {
    if (row.inbox_state == SaveState::accepted) return true;
    list.push_back(json::object{{"id", row.dot().to_string()},
                                {"reason", row.reason},
                                {"state", to_string(row.inbox_state)},
                                {"what", describe_save(workspace, row)}});
    return true;
  });
  return list;
}

std::uint64_t case_files_of(SqliteStore& store) {
  std::uint64_t count = 0;
  for (const ScopeRow& row : store.scopes()) {
    count += row.id.is_case_file() && row.is_held() ? 1 : 0;
  }
  return count;
}

std::string status_words(const json::object& status) {
  const auto number = [&](const char* key) { return status.at(key).to_number<std::uint64_t>(); };
  std::string text = std::string(status.at("user").get_string()) + " at " +
                     std::string(status.at("office").get_string()) + ", " +
                     counted(number("scopes"), "case file") + " on this laptop\n";
  text += number("pending") == 0
              ? (status.at("office_has_all").get_bool()
                     ? "the office has everything that was saved here\n"
                     : "everything was sent; the next sync proves it\n")
              : counted(number("pending"), "save") + " only on this laptop so far\n";
  const auto& last = status.at("last_sync");
  text += last.is_null() ? "never synced\n"
                         : "last sync " + std::string(last.get_string()) + " (the office's clock)\n";
  if (number("conflicts") > 0) {
    text += counted(number("conflicts"), "conflict") + ": satchel conflicts\n";
  }
  if (const auto& earlier = status.at("earlier_nodes").get_array(); !earlier.empty()) {
    text += "this database was copied or restored, or the office was; it was laptop ";
    for (const auto& node : earlier) {
      text += (&node == &earlier.front() ? "" : ", then ") + std::to_string(node.to_number<NodeNumber>());
    }
    text += ", and is laptop " + std::to_string(status.at("node").to_number<NodeNumber>()) + " now\n";
  }
  if (status.at("bringing_back").get_bool()) {
    text += "the office was restored from a backup; the next sync brings back what it lost\n";
  }
  const std::int64_t wrong_ms = status.at("clock_offset_ms").to_number<std::int64_t>();
  if (wrong_ms > kClockToleranceMs || wrong_ms < -kClockToleranceMs) {
    text += "this laptop's clock is " + std::string(wrong_ms > 0 ? "behind" : "ahead of") + " the office's by " +
            counted(static_cast<std::uint64_t>(std::abs(wrong_ms) / 60'000), "minute") + "; nothing depends on it\n";
  }
  if (status.at("scrub_due").get_bool()) {
    text += "a file has left this laptop, but not all of its bytes yet, because another program reads the database; "
            "it is tried again at the next command\n";
  }
  for (const auto& item : status.at("parked").get_array()) {
    const auto& save = item.get_object();
    text += "  " + std::string(save.at("state").get_string()) + " " +
            std::string(save.at("id").get_string()) + ": " +
            std::string(save.at("what").get_string()) + " - " +
            std::string(save.at("reason").get_string()) + "\n";
  }
  text += differences_in_words(status.at("saves").get_object());
  text.pop_back();
  return text;
}

Result<ExitCode> run_status(const Output& out, LaptopWorkspace& workspace) {
  Laptop& laptop = workspace.laptop();
  const auto who = laptop.identity();
  const LaptopProgress progress = laptop.progress();
  const std::uint64_t pending = laptop.pending_count();
  json::value last_sync = nullptr;
  if (progress.last_sync_ms != 0) last_sync = instant_text(progress.last_sync_ms);
  json::array earlier;
  for (const NodeNumber node : who->earlier) earlier.push_back(node);
  json::value incident = nullptr;
  if (const auto text = workspace.store().fact("latest incident")) incident = *text;
  json::value certificate_until = nullptr;
  if (const auto own = read_certificate(laptop.certificate())) certificate_until = instant_text(own->dates.until_ms);
  const json::object status{{"pending", pending},
                            {"last_sync", last_sync},
                            {"office_has_all", pending == 0 && progress.last_sync_ms != 0},
                            {"conflicts", count_conflicts(workspace)},
                            {"parked", parked_list(workspace)},
                            {"scopes", case_files_of(workspace.store())},
                            {"clock_offset_ms", progress.clock_offset_ms},
                            {"user", who->user_name},
                            {"role", who->role},
                            {"node", who->node},
                            {"earlier_nodes", earlier},
                            {"bringing_back", progress.rescue_due},
                            {"office", who->office_name},
                            {"office_url", who->office_url},
                            {"digest_equal", progress.proven_equal},
                            {"certificate_until", certificate_until},
                            {"saves", totals_of(workspace)},
                            {"latest_incident", incident},
                            {"scrub_due", workspace.store().is_scrub_due()}};
  out.result(status, status_words(status));
  return kDone;
}

Result<ExitCode> run_digest(const Output& out, LaptopWorkspace& workspace) {
  json::object scopes;
  std::string words;
  for (const ScopeRow& row : workspace.store().scopes()) {
    if (!row.is_held()) continue;
    scopes[row.id.to_string()] = row.digest.to_hex();
    words += row.digest.to_hex() + "  " + row.id.to_string() + "\n";
  }
  const std::string caseload = workspace.laptop().progress().caseload_digest.to_hex();
  out.result(json::object{{"caseload", caseload}, {"scopes", scopes}},
             words + caseload + "  all together");
  return kDone;
}

}  // namespace

void add_laptop_commands(CLI::App& app, CommonOptions& options) {
  const auto enrolment = std::make_shared<EnrolmentWords>();
  auto* enroll = add_command(app, options, "enroll", "Make this laptop a user's, with a code from the office",
                             [&options, enrolment](const Output& out) {
                               return run_enroll(out, options, *enrolment);
                             });
  enroll->add_option("--office", enrolment->office_url, "Address of the office, https://HOST:PORT")->required();
  enroll->add_option("--code", enrolment->code, "The code")->required();
  enroll->add_flag("--proxy", enrolment->proxy,
                   "The office is behind a proxy that does TLS: trust it as a web browser would");

  const auto words = std::make_shared<SyncWords>();
  auto* sync = add_command(app, options, "sync", "Exchange with the office",
                           [&options, words](const Output& out) -> Result<ExitCode> {
                             auto workspace = open_enrolled(options);
                             if (!workspace) return workspace.error();
                             if (!words->office.empty()) {
                               const auto may = check_new_address((*workspace)->laptop(), words->office);
                               if (!may) return may.error();
                             }
                             if (words->watch) return sync_watching(out, **workspace, *words);
                             return sync_once(out, **workspace, *words);
                           });
  sync->add_flag("--watch", words->watch, "Stay, and sync by itself whenever there is a connection");
  sync->add_option("--office", words->office, "The office has moved: its new address, kept once it answers");
  sync->add_flag("--strict", words->strict, "Exit 4 when conflicts or parked saves need a person")
      ->excludes("--watch");

  add_command(app, options, "status", "What is where",
              [&options](const Output& out) -> Result<ExitCode> {
                auto workspace = open_enrolled(options);
                if (!workspace) return workspace.error();
                return run_status(out, **workspace);
              });
  add_command(app, options, "digest", "The digests of what is here",
              [&options](const Output& out) -> Result<ExitCode> {
                auto workspace = open_enrolled(options);
                if (!workspace) return workspace.error();
                return run_digest(out, **workspace);
              });
}

}  // namespace satchel
