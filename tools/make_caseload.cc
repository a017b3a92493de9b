// make_caseload [--clients N] [--workers N] [--seed N] [--today YYYY-MM-DD] OUTDIR
//
// Writes a lifelike sample caseload: workers.jsonl, caseload.jsonl (for `satchel-office import
// jsonl`) and assignments.jsonl. The same options give the same bytes.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/caseload.h"

namespace {

using satchel::caseload::Caseload;
using satchel::caseload::Options;

constexpr int kExitNotDone = 1, kExitUsage = 2;
constexpr std::string_view kUsage =
    "usage: make_caseload [--clients N] [--workers N] [--seed N] [--today YYYY-MM-DD] OUTDIR\n";

struct Command {
  Options options;
  std::filesystem::path directory;
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end;
}

std::optional<Command> read_command(const std::vector<std::string_view>& words) {
  Command command;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!word.starts_with('-')) {
      if (!command.directory.empty() || word.empty()) return std::nullopt;
      command.directory = word;
      continue;
    }
    if (++i == words.size()) return std::nullopt;
    bool good = true;
    if (word == "--clients") {
      good = read_number(words[i], command.options.client_count);
    } else if (word == "--workers") {
      good = read_number(words[i], command.options.worker_count);
    } else if (word == "--seed") {
      good = read_number(words[i], command.options.seed);
    } else if (word == "--today") {
      command.options.today = words[i];
    } else {
      good = false;
    }
    if (!good) return std::nullopt;
  }
  if (command.directory.empty()) return std::nullopt;
  return command;
}

bool write_lines(const std::filesystem::path& path, const std::vector<std::string>& lines) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  for (const std::string& line : lines) file << line << '\n';
  file.close();
  if (!file) std::cerr << "make_caseload: could not write " << path.string() << '\n';
  return !file.fail();
}

}  // namespace

int main(int argc, char** argv) {
  const auto command = read_command({argv + 1, argv + argc});
  if (!command) {
    std::cerr << kUsage;
    return kExitUsage;
  }
  const auto made = satchel::caseload::make_caseload(command->options);
  if (!made) {
    std::cerr << "make_caseload: " << made.error().message << ' ' << made.error().hint << '\n';
    return kExitUsage;
  }
  const std::filesystem::path& directory = command->directory;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    std::cerr << "make_caseload: could not make " << directory.string() << ": " << error.message()
              << '\n';
    return kExitNotDone;
  }
  const Caseload& caseload = *made;
  const bool written = write_lines(directory / "workers.jsonl", caseload.workers) &&
                       write_lines(directory / "caseload.jsonl", caseload.records) &&
                       write_lines(directory / "assignments.jsonl", caseload.assignments);
  if (!written) return kExitNotDone;
  std::cerr << caseload.records.size() << " records of " << command->options.client_count
            << " clients, " << caseload.workers.size() << " workers\n";
  return 0;
}
