// The office's HTTP server: any number of connections on one network thread, work on worker threads.
//
// Purpose: the only place with Boost.Beast is server.cc.
// Thread rule: start and stop from one thread; the router is called on the network thread and must
// not block; exchanges run on worker threads.
// Failure rule: a port in use or an address that does not parse is an Error that says what to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/http/http.h"
#include "node/http/tls.h"

namespace satchel::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free port, see Server::port
  std::size_t worker_threads = 4;
  std::uint64_t body_bytes_max = 16 * 1024 * 1024;  // above: 413, told before the body is read
  std::int64_t idle_ms_max = 75'000;     // a kept connection without a request
  std::int64_t progress_ms_max = 30'000; // a request or answer in which no byte moves
  std::int64_t still_at_work_ms = 10'000;  // so often a client whose request has arrived hears that it is worked on
  std::size_t connections_max = 2'000;
  // Names that the Host header may carry, without port; empty: any. "127.0.0.1" and "localhost" are
  // always allowed when listening on loopback.
  std::vector<std::string> hosts_allowed = {};
  std::optional<ServerTls> tls = std::nullopt;  // nothing: without TLS
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
  ~Server();  // stops

  std::uint16_t port() const;
  // Connections from now on see this certificate; those that are open stay as they are.
  Status renew(const ServerTls& tls);
  void stop();  // ends within a second; running exchanges finish their current call

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace satchel::http
