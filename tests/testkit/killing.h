// kill -9 of a real program at a chosen one of its system calls, and folders to begin again from.
//
// Thread rule: none. Failure rule: without strace `has_strace` is false: a test then skips loudly (skip.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/testkit/process.h"

namespace satchel::testkit {

// What changes a file.
inline constexpr const char* kWritingCalls = "pwrite64,fdatasync,ftruncate,unlink";
// What makes a change durable: the ends of commits and checkpoints.
inline constexpr const char* kDurableCalls = "fdatasync";

inline bool has_strace() { return run({"strace", "-V"}).exit_code == 0; }

// Only the program's own threads are counted, one by one. A leak check cannot run in a traced program.
inline std::vector<std::string> killed_at(int moment, const std::vector<std::string>& words,
                                          const std::string& calls = kWritingCalls) {
  std::vector<std::string> all{"strace", "-E", "ASAN_OPTIONS=detect_leaks=0", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e",
                               "inject=" + calls + ":signal=KILL:when=" + std::to_string(moment)};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

inline void copy_folder(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

}  // namespace satchel::testkit
