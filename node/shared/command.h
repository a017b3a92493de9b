// Command: what the subcommands of both programs have in common on the command line.
//
// Exit codes (design of the command line; scripts rely on them): 0 done, 1 not done, 2 wrong usage,
// 3 offline, 4 with --strict: done, but a person is needed.
// With --json one JSON object, or one object a line for lists, goes to standard output; everything else is for
// people. Reasons and progress go to standard error.
// Thread rule: one thread. Failure rule: `run` maps Errors and StoreFailure to exit codes in one place.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "node/shared/json.h"
#include "sync/result.h"

namespace CLI {
class App;
}

namespace satchel {

enum ExitCode { kDone = 0, kNotDone = 1, kWrongUsage = 2, kOffline = 3, kNeedsPerson = 4 };

// Options that stand behind every subcommand.
struct CommonOptions {
  std::string folder;  // --data
  bool json = false;   // --json
};

class Output {
 public:
  explicit Output(bool json) : json_(json) {}
  bool is_json() const { return json_; }
  // A result: as JSON, or the words for a person.
  void result(const json::value& value, const std::string& words) const;
  // One line of a list.
  void item(const json::value& value, const std::string& words) const { result(value, words); }
  // Only for a person; nothing with --json.
  void say(const std::string& words) const;

 private:
  bool json_;
};

using CommandBody = std::function<Result<ExitCode>(const Output&)>;

// Adds a subcommand with --data and --json; `body` runs when it was chosen. `options` must outlive the app.
CLI::App* add_command(CLI::App& app, CommonOptions& options, const std::string& name,
                      const std::string& description, CommandBody body);

// Parses and runs; returns the exit code.
int run_app(CLI::App& app, int argc, char** argv);

// "1 save", "2 saves".
std::string counted(std::uint64_t count, const std::string& noun);

// Where a user's data lies when --data is not given.
std::string default_folder(const std::string& program);

}  // namespace satchel
