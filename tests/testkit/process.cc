#include "tests/testkit/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace satchel::testkit {

namespace {

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  return {ends[0], ends[1]};
}

[[noreturn]] void become(const std::vector<std::string>& words, const Environment& environment,
                         int out, int err) {
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const std::string& item : environment) {
    const std::size_t equals = item.find('=');
    ::setenv(item.substr(0, equals).c_str(), item.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

double ms_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

void wait_for(pid_t pid, Finished& finished) {
  int status = 0;
  rusage used{};
  while (::wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
  }
  finished.exit_code = code_of(status);
  finished.cpu_ms = ms_of(used.ru_utime) + ms_of(used.ru_stime);
  finished.peak_kb = static_cast<std::uint64_t>(used.ru_maxrss);
}

// Reads both until both end, so that neither fills up and blocks the program.
void drain(int out, int err, Finished& finished) {
  pollfd items[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  int open = 2;
  char bytes[16384];
  while (open > 0) {
    if (::poll(items, 2, -1) < 0 && errno != EINTR) break;
    for (int i = 0; i < 2; ++i) {
      if (items[i].fd < 0 || items[i].revents == 0) continue;
      const ssize_t size = ::read(items[i].fd, bytes, sizeof bytes);
      if (size > 0) {
        (i == 0 ? finished.out : finished.err).append(bytes, static_cast<std::size_t>(size));
      } else {
        ::close(items[i].fd);
        items[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

Finished run(const std::vector<std::string>& words, const Environment& environment) {
  const Pipe out = make_pipe();
  const Pipe err = make_pipe();
  const pid_t pid = ::fork();
  if (pid == 0) become(words, environment, out.write, err.write);
  ::close(out.write);
  ::close(err.write);
  Finished finished;
  drain(out.read, err.read, finished);
  wait_for(pid, finished);
  return finished;
}

Running::Running(const std::vector<std::string>& words, const Environment& environment) {
  const Pipe out = make_pipe();
  pid_ = ::fork();
  if (pid_ == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    become(words, environment, out.write, std::getenv("SATCHEL_TEST_LOG") ? -1 : nowhere);
  }
  ::close(out.write);
  out_ = out.read;
}

Running::~Running() {
  if (!ended_) {
    signal(SIGKILL);
    wait();
  }
  if (out_ >= 0) ::close(out_);
}

std::string Running::read_line() {
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    char bytes[4096];
    const ssize_t size = ::read(out_, bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return "";
    buffer_.append(bytes, static_cast<std::size_t>(size));
  }
}

std::string Running::read_rest() {
  std::string all = std::move(buffer_);
  buffer_.clear();
  char bytes[4096];
  for (ssize_t size = ::read(out_, bytes, sizeof bytes); size > 0;
       size = ::read(out_, bytes, sizeof bytes)) {
    all.append(bytes, static_cast<std::size_t>(size));
  }
  return all;
}

void Running::signal(int number) {
  if (!ended_) ::kill(pid_, number);
}

int Running::wait() {
  if (!ended_) {
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    ended_ = true;
  }
  return code_of(status_);
}

TempFolder::TempFolder(const std::string& parent) {
  const auto where = !parent.empty() && std::filesystem::is_directory(parent)
                         ? std::filesystem::path(parent)
                         : std::filesystem::temp_directory_path();
  std::string pattern = (where / "satchel-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::path(const std::string& name) const {
  return name.empty() ? path_ : path_ + "/" + name;
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace satchel::testkit
