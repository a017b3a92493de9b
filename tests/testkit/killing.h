// kill -9 of a real program at a chosen one of its system calls, calls that fail as on a broken or full disk, and
// folders to begin again from.
//
// Thread rule: none. Failure rule: without strace `has_strace` is false: a test then skips loudly (skip.h).
#pragma once

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/testkit/process.h"

namespace satchel::testkit {

// What changes a file.
inline constexpr const char* kWritingCalls = "pwrite64,fdatasync,ftruncate,unlink";
// What makes a change durable: the ends of commits and checkpoints.
inline constexpr const char* kDurableCalls = "fdatasync";

inline bool has_strace() { return run({"strace", "-V"}).exit_code == 0; }

// The program with `calls` told to the file `told`, each on a line of its own; `more` are further words for strace.
// A leak check cannot run in a traced program, so a sanitized one goes without.
inline std::vector<std::string> traced(const std::string& calls, const std::string& told,
                                       const std::vector<std::string>& words,
                                       const std::vector<std::string>& more = {}) {
  std::vector<std::string> all{"strace", "-E", "ASAN_OPTIONS=detect_leaks=0", "-f", "-qq", "-o", told, "-e",
                               "trace=" + calls};
  all.insert(all.end(), more.begin(), more.end());
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

// Only the program's own threads are counted, one by one.
inline std::vector<std::string> under_strace(const std::string& calls, const std::string& injected,
                                             const std::vector<std::string>& words) {
  return traced(calls, "/dev/null", words, {"-e", "inject=" + calls + ":" + injected});
}

inline std::vector<std::string> killed_at(int moment, const std::vector<std::string>& words,
                                          const std::string& calls = kWritingCalls) {
  return under_strace(calls, "signal=KILL:when=" + std::to_string(moment), words);
}

// A disk that fails.
struct DiskFault {
  const char* error = "EIO";  // or ENOSPC
  bool stays = false;         // every call from then on, or that one alone
};
inline constexpr DiskFault kDiskFaults[] = {{"EIO", false}, {"EIO", true}, {"ENOSPC", false}, {"ENOSPC", true}};

inline std::vector<std::string> failing_at(int moment, const DiskFault& fault, const std::vector<std::string>& words,
                                           const std::string& calls = "pwrite64,fdatasync,ftruncate") {
  return under_strace(calls, std::string("error=") + fault.error + ":when=" + std::to_string(moment) + (fault.stays ? "+" : ""),
                      words);
}

// Asks the program that strace runs to end; strace ends with its exit code. (strace itself heeds no signal.)
inline void ask_to_end(const Running& strace) {
  const std::string pid = std::to_string(strace.pid());
  pid_t program = 0;
  if (std::ifstream("/proc/" + pid + "/task/" + pid + "/children") >> program) ::kill(program, SIGTERM);
}

inline void copy_folder(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

}  // namespace satchel::testkit
