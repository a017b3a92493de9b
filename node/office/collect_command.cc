#include "node/office/collect_command.h"

#include <CLI/CLI.hpp>

#include "node/office/open_office.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

Result<ExitCode> run_collect(OfficeWorkspace& workspace, const Output& out) {
  Transaction transaction(workspace.store());
  const bool recovering = workspace.office().identity()->recovering;
  const Office::Collected done = workspace.office().collect(wall_clock_ms());
  transaction.commit();
  json::array expired;
  for (const NodeNumber node : done.expired) expired.push_back(node);
  std::string words = collected_words(done);
  if (words.empty()) {
    words = recovering ? "nothing: the office was restored, and keeps everything until somebody has looked at what "
                         "it lost"
                       : "nothing to collect";
  }
  out.result(json::object{{"expired", expired},
                          {"withdrawals", done.withdrawals},
                          {"codes", done.codes},
                          {"recovering", recovering}},
             words);
  return kDone;
}

}  // namespace

std::string collected_words(const Office::Collected& done) {
  std::string words;
  const auto add = [&](const std::string& more) { words += (words.empty() ? "" : "; ") + more; };
  if (!done.expired.empty()) {
    std::string numbers;
    for (const NodeNumber node : done.expired) numbers += " " + std::to_string(node);
    add("silent for over 90 days, expired until they come back: laptops" + numbers);
  }
  if (done.withdrawals > 0) add(counted(done.withdrawals, "file") + " given back long ago, forgotten");
  if (done.codes > 0) add(counted(done.codes, "enrolment code") + " removed");
  return words;
}

void add_collect_command(CLI::App& app, CommonOptions& options) {
  add_office_command(app, options, "collect", "Let go of what is not needed any more; `serve` does it once a day",
                     run_collect);
}

}  // namespace satchel
