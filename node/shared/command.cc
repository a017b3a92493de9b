#include "node/shared/command.h"

#include <CLI/CLI.hpp>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace satchel {

namespace {

int exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::offline: return kOffline;
    case ErrorKind::usage: return kWrongUsage;
    default: return kNotDone;
  }
}

int tell(const Error& error) {
  std::cerr << error.message << "\n";
  if (!error.hint.empty()) std::cerr << error.hint << "\n";
  return exit_code_of(error);
}

// Whoever reads the output has had enough of it, as in `satchel list client | head`: that is no failure.
bool reader_has_gone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

int run_body(const CommandBody& body, const CommonOptions& options) {
  try {
    const auto done = body(Output(options.json));
    std::cout.flush();
    if (!done) return tell(done.error());
    if (!std::cout && !reader_has_gone()) {
      std::cerr << "this was done, but its output could not be written\n";
      return kNotDone;
    }
    return *done;
  } catch (const StoreFailure& failure) {
    return tell(failure.error());
  }
}

}  // namespace

void Output::result(const json::value& value, const std::string& words) const {
  if (json_) {
    std::cout << write_json(value) << "\n";
  } else if (!words.empty()) {
    std::cout << words << "\n";
  }
}

void Output::say(const std::string& words) const {
  if (!json_) std::cout << words << "\n";
}

CLI::App* add_command(CLI::App& app, CommonOptions& options, const std::string& name,
                      const std::string& description, CommandBody body) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--data", options.folder, "Folder of the data")->capture_default_str();
  command->add_flag("--json", options.json, "Write JSON for programs");
  command->parse_complete_callback([] {});
  command->final_callback([body = std::move(body), &options] {
    throw CLI::RuntimeError(run_body(body, options));
  });
  return command;
}

namespace {

// Of two words, how many letters stand alike from the beginning.
std::size_t common_beginning(const std::string& a, const std::string& b) {
  std::size_t common = 0;
  while (common < a.size() && common < b.size() && a[common] == b[common]) ++common;
  return common;
}

// The first word that is no command, below `app` or a group of it, or nothing.
bool says_unknown_command(CLI::App& app, int argc, char** argv, int at) {
  // A command that does something by itself, and has further ones below it, takes options.
  if (app.get_require_subcommand_min() == 0) return false;
  // A group of options is a nameless subcommand to the library.
  const auto commands = app.get_subcommands([](CLI::App* command) { return !command->get_name().empty(); });
  if (at >= argc || commands.empty()) return false;
  const std::string word = argv[at];
  if (word == "--data" || word == "--json") {
    std::cerr << word << " stands behind the command, as in `status " << word
              << (word == "--data" ? " FOLDER" : "") << "`\n";
    return true;
  }
  if (word.empty() || word[0] == '-') return false;
  const CLI::App* nearest = nullptr;
  std::size_t best = 0;
  for (CLI::App* command : commands) {
    if (command->get_name() == word) return says_unknown_command(*command, argc, argv, at + 1);
    const std::size_t common = common_beginning(command->get_name(), word);
    if (common > best) {
      best = common;
      nearest = command;
    }
  }
  std::cerr << "there is no command " << word;
  if (nearest != nullptr) std::cerr << "; did you mean " << nearest->get_name() << "?";
  std::cerr << "\n--help lists the commands\n";
  return true;
}

}  // namespace

int run_app(CLI::App& app, int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (says_unknown_command(app, argc, argv, 1)) return kWrongUsage;
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& ended) {
    return ended.get_exit_code();
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help) == 0 ? kDone : kWrongUsage;
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help) == 0 ? kDone : kWrongUsage;
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version) == 0 ? kDone : kWrongUsage;
  } catch (const CLI::ParseError& wrong) {
    app.exit(wrong, std::cout, std::cerr);
    return kWrongUsage;
  }
  return kDone;
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string default_folder(const std::string& program) {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') {
    return std::string(data) + "/" + program;
  }
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/share/" + program;
}

}  // namespace satchel
