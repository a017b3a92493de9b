#include "node/laptop/app/serve_command.h"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "node/http/server.h"
#include "node/laptop/app/api.h"
#include "node/laptop/laptop_commands.h"
#include "node/shared/folder_lock.h"

extern char** environ;

namespace satchel {

namespace {

constexpr std::uint16_t kPortDefault = 8471;
constexpr std::size_t kWorkerThreads = 4;
// A browser keeps six; whoever else fills them up with half-sent requests is cut off soon.
constexpr std::size_t kConnectionsMax = 256;
constexpr std::int64_t kProgressMsMax = 5'000;

struct ServeWords {
  std::uint16_t port = kPortDefault;
  std::string office;
  bool open_browser = false;
  bool no_sync = false;
};

// The sync has a thread and a connection to the database of its own, so that nobody at the screen waits for it.
class BackgroundSync {
 public:
  BackgroundSync(LaptopWorkspace& workspace, SyncStatus& status, const std::string& address)
      : status_(status), loop_(workspace, address, status.listener()) {
    status_.on_ask([this] { loop_.ask(); });
    thread_ = std::thread([this] { loop_.run([this] { return is_stopping_.load(); }); });
  }
  ~BackgroundSync() {
    status_.on_ask(nullptr);
    is_stopping_ = true;
    thread_.join();
  }
  BackgroundSync(const BackgroundSync&) = delete;
  BackgroundSync& operator=(const BackgroundSync&) = delete;

 private:
  SyncStatus& status_;
  SyncLoop loop_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

// The address with the word that sets the first passphrase is nobody else's business, and the words of a command line
// are everybody's: the browser gets a file that only this user can read, which leads there.
class StartPage {
 public:
  StartPage(const std::string& folder, const std::string& url) : path_(folder + "/start.html") {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const std::string page = "<!doctype html><meta http-equiv=refresh content=\"0;url=" + url + "\">\n";
    is_written_ = file >= 0 && ::write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size());
    if (file >= 0) ::close(file);
  }
  ~StartPage() { ::unlink(path_.c_str()); }
  StartPage(const StartPage&) = delete;
  StartPage& operator=(const StartPage&) = delete;
  std::string address() const { return is_written_ ? path_ : ""; }

 private:
  std::string path_;
  bool is_written_ = false;
};

// Without our sockets (they are closed on exec), our output, and our blocked signals.
void open_browser(const std::string& where) {
  std::string program = "xdg-open", address = where;
  char* arguments[] = {program.data(), address.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const bool started = !where.empty() && ::posix_spawnp(&child, arguments[0], &files, &how, arguments, environ) == 0;
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  if (!started) {
    std::cerr << "no browser could be opened; open the address yourself\n";
    return;
  }
  std::thread([child] { ::waitpid(child, nullptr, 0); }).detach();
}

std::string say_where(const Output& out, Desk& desk, std::uint16_t port) {
  std::string url = "http://127.0.0.1:" + std::to_string(port) + "/";
  const bool is_first = desk.door().state("") == Door::State::no_passphrase;
  if (is_first) url += "#start=" + desk.door().start_word();
  out.result(json::object{{"url", url}, {"first", is_first}},
             "Satchel is open at " + url +
                 (is_first ? "\nopen it there once to choose your passphrase" : "") + "\nstop it with Ctrl-C");
  std::cout.flush();
  return url;
}

Result<ExitCode> run_serve(const Output& out, const CommonOptions& options, const ServeWords& words) {
  // Threads made from here on leave these to sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto workspace = open_enrolled(options);
  if (!workspace) return workspace.error();
  const auto lock = FolderLock::take(options.folder, kServeLock, FolderLock::Mode::alone);
  if (!lock) {
    return Error{ErrorKind::refused, "Satchel is open already for this folder", "go to its window, or stop it first"};
  }
  auto for_sync = open_enrolled(options);
  if (!for_sync) return for_sync.error();

  SyncStatus status;
  Desk desk(**workspace, status);
  Api api(desk);
  http::ServerOptions server_options;
  server_options.port = words.port;
  server_options.worker_threads = kWorkerThreads;
  server_options.connections_max = kConnectionsMax;
  server_options.progress_ms_max = kProgressMsMax;
  server_options.body_bytes_max = kApiBodyBytesMax;
  std::atomic<bool> is_ready = false;
  auto server = http::Server::start(
      server_options, [&](const http::RequestHead& head) -> std::variant<http::Answer, std::unique_ptr<http::Exchange>> {
        if (!is_ready) return http::Answer{503, "text/plain", "A moment, please.", {}};
        return api.route(head);
      });
  if (!server) return server.error();
  api.listen_at((*server)->port());
  is_ready = true;
  {
    std::optional<BackgroundSync> sync;
    if (!words.no_sync) sync.emplace(**for_sync, status, words.office);
    const std::string url = say_where(out, desk, (*server)->port());
    std::optional<StartPage> start_page;
    if (words.open_browser) open_browser(start_page.emplace(options.folder, url).address());
    int signal = 0;
    sigwait(&signals, &signal);
    (*server)->stop();
  }
  return kDone;
}

Result<ExitCode> run_forget(const Output& out, const CommonOptions& options) {
  auto workspace = open_enrolled(options);
  if (!workspace) return workspace.error();
  const auto lock = FolderLock::take(options.folder, kServeLock, FolderLock::Mode::alone);
  if (!lock) return Error{ErrorKind::refused, "Satchel is open for this folder", "stop `satchel serve` first"};
  forget_passphrase((*workspace)->store());
  out.result(json::object{{"forgotten", true}}, "the passphrase is forgotten; `satchel serve` asks for a new one");
  return kDone;
}

}  // namespace

void add_serve_command(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<ServeWords>();
  CLI::App* serve = add_command(app, options, "serve", "Open the program in the browser, and sync by itself",
                                [&options, words](const Output& out) { return run_serve(out, options, *words); });
  serve->add_option("--port", words->port, "Port on 127.0.0.1; 0: any free one")->capture_default_str();
  serve->add_option("--office", words->office, "Another address of the same office; kept once it has answered");
  serve->add_flag("--open", words->open_browser, "Open the browser there");
  serve->add_flag("--no-sync", words->no_sync, "Leave syncing to `satchel sync`");

  CLI::App* passphrase = app.add_subcommand("passphrase", "The passphrase of the program in the browser");
  passphrase->require_subcommand(1);
  add_command(*passphrase, options, "forget", "Forget it: the next `serve` lets you choose a new one",
              [&options](const Output& out) { return run_forget(out, options); });
}

}  // namespace satchel
