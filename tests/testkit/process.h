// Process: runs the real programs, as a person or a script would.
//
// Thread rule: one thread per object. Failure rule: a program that cannot be started has exit code 127.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace satchel::testkit {

struct Finished {
  int exit_code = -1;  // 128 + signal when it was killed
  std::string out;
  std::string err;
  double cpu_ms = 0;          // of the program and of what it waited for
  std::uint64_t peak_kb = 0;  // resident; no less than what this process itself held when it started the program
};

using Environment = std::vector<std::string>;  // "NAME=VALUE", added to this process's

// Runs to the end.
Finished run(const std::vector<std::string>& words, const Environment& environment = {});

// A program that goes on by itself until it is stopped.
class Running {
 public:
  explicit Running(const std::vector<std::string>& words, const Environment& environment = {});
  ~Running();  // killed if it still runs
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // The next line of its output; empty when it ended.
  std::string read_line();
  std::string read_rest();
  void signal(int number);
  int wait();  // exit code, 128 + signal
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string buffer_;
  bool ended_ = false;
  int status_ = 0;
};

// A folder of its own below `parent` (where that exists) or the system's temporary folder, removed at the end.
class TempFolder {
 public:
  explicit TempFolder(const std::string& parent = "");
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string path(const std::string& name = "") const;

 private:
  std::string path_;
};

void write_file(const std::string& path, const std::string& bytes);
std::string read_file(const std::string& path);
std::vector<std::string> lines_of(const std::string& text);

}  // namespace satchel::testkit
