#include "node/office/serve.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <optional>

#include "node/http/server.h"
#include "node/office/collect_command.h"
#include "node/office/server_certificate.h"
#include "node/shared/folder_lock.h"
#include "node/office/sync_endpoint.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;
// A request of saves has to fit in; and no laptop has more than this.
constexpr std::uint64_t kLaptopMegabytesMin = 8, kLaptopMegabytesMax = 100'000;

struct ServeWords {
  std::string listen = "127.0.0.1:8470";
  bool plain = false;
  std::vector<std::string> names;
  std::uint64_t laptop_mb = limits::kAllowanceBytesMax / kMegabyte;
};

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

Result<Address> parse_address(const std::string& text) {
  const Error wrong{ErrorKind::usage, "\"" + text + "\" is not HOST:PORT",
                    "write it like 127.0.0.1:8470"};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  const std::string digits = text.substr(colon + 1);
  if (digits.empty() || digits.size() > 5 ||
      digits.find_first_not_of("0123456789") != std::string::npos || std::stoul(digits) > 65535) {
    return wrong;
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return Address{host, static_cast<std::uint16_t>(std::stoul(digits))};
}

// Lets go of what is not needed any more: when the server starts, and then once a day, whatever the clock was set to.
class DailyCollection {
 public:
  void look(SyncEndpoint& endpoint) {
    constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
    const std::int64_t steady_ms = steady_clock_ms();
    if (done_ms_ && steady_ms - *done_ms_ < kDayMs) return;
    done_ms_ = steady_ms;
    const auto done = endpoint.with_office([&](Office& office) {
      Transaction transaction(office.store());
      const std::string words = collected_words(office.collect(wall_clock_ms()));
      transaction.commit();
      if (!words.empty()) endpoint.log(words);
    });
    if (!done) endpoint.log("database: " + done.error().message);  // tomorrow is soon enough
  }

 private:
  std::optional<std::int64_t> done_ms_;
};

// Shows the office's certificate from now on, and a new one whenever it is time, until a signal ends it.
Status serve_until_stopped(http::Server& server, SyncEndpoint& endpoint,
                           std::optional<ServerCertificate>& certificate, const sigset_t& signals) {
  constexpr timespec kLook{60, 0};
  DailyCollection collection;
  collection.look(endpoint);
  while (sigtimedwait(&signals, nullptr, &kLook) < 0) {
    collection.look(endpoint);
    if (!certificate || !certificate->renew(wall_clock_ms())) continue;
    if (const auto done = server.renew(certificate->tls()); !done) return done.error();
  }
  return Done{};
}

void say_what_is_open(const Output& out, const Address& address, const std::string& url, const std::string& name,
                      bool plain) {
  out.result(json::object{{"url", url}}, "the office " + name + " is open at " + url + "\nstop it with Ctrl-C");
  std::cout.flush();
  const bool loopback =
      address.host == "localhost" || address.host == "::1" || address.host.rfind("127.", 0) == 0;
  if (plain && !loopback) {
    std::cerr << "what goes over " << url << " is signed, but anyone on the way can read it; put a proxy that "
              << "does TLS before it\n";
  }
}

// As much again grows back in four hours, as with the usual size.
AllowanceRates allowance_of(std::uint64_t megabytes) {
  const std::uint64_t bytes = megabytes * kMegabyte;
  return {bytes, bytes / (limits::kAllowanceBytesMax / limits::kAllowanceBytesPerHour)};
}

Result<ExitCode> run_serve(const Output& out, const CommonOptions& options, const ServeWords& words) {
  const auto address = parse_address(words.listen);
  if (!address) return address.error();
  // Threads made from here on leave these to sigtimedwait.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto workspace = OfficeWorkspace::open(options.folder, false);
  if (!workspace) return workspace.error();
  const OfficeIdentity who = *(*workspace)->office().identity();
  // Several servers may share a folder; a restore must not replace it under one.
  const auto lock = FolderLock::take(options.folder, kServeLock, FolderLock::Mode::shared);
  if (!lock) {
    return Error{ErrorKind::refused, "a restore is running on this folder", "wait until it is done"};
  }
  SyncEndpoint endpoint(**workspace, !words.plain, allowance_of(words.laptop_mb));
  http::ServerOptions server_options;
  server_options.host = address->host;
  server_options.port = address->port;
  std::optional<ServerCertificate> certificate;
  if (!words.plain) {
    auto made = ServerCertificate::make(who.secret_key, address->host, words.names, wall_clock_ms());
    if (!made) return made.error();
    certificate = std::move(*made);
    server_options.tls = certificate->tls();
  }
  auto server = http::Server::start(
      server_options, [&](const http::RequestHead& head) { return endpoint.route(head); });
  if (!server) return server.error();
  const std::string host = address->host.find(':') == std::string::npos ? address->host : "[" + address->host + "]";
  const std::string url =
      (words.plain ? "http://" : "https://") + host + ":" + std::to_string((*server)->port());
  say_what_is_open(out, *address, url, who.name, words.plain);
  const auto served = serve_until_stopped(**server, endpoint, certificate, signals);
  (*server)->stop();
  if (!served) return served.error();
  return kDone;
}

}  // namespace

void add_serve_command(CLI::App& app, CommonOptions& options) {
  const auto words = std::make_shared<ServeWords>();
  auto* serve = add_command(app, options, "serve", "Answer the laptops",
                            [&options, words](const Output& out) {
                              return run_serve(out, options, *words);
                            });
  serve->add_option("--listen", words->listen, "Where to listen, HOST:PORT")->capture_default_str();
  serve->add_option("--host", words->names,
                    "A name or address by which laptops call this office, besides those of this computer; repeatable")
      ->allow_extra_args(false);
  serve->add_option("--laptop-mb", words->laptop_mb,
                    "How many MB of saves one laptop may bring at once before it waits, counting 1 KB more for each")
      ->capture_default_str()
      ->check(CLI::Range(kLaptopMegabytesMin, kLaptopMegabytesMax));
  serve->add_flag("--plain", words->plain, "Without TLS: on loopback, or behind a proxy that does TLS")
      ->excludes("--host");
}

}  // namespace satchel
