// CountingTlsServer: answers with the certificates that a test gives it and counts what it is told behind the
// handshake; never answers. For proving that nothing was sent to whoever is not the office.
//
// Thread rule: a thread of its own; one connection after the other. Loopback only.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace satchel::testkit {

struct TlsFace {
  std::string certificate;             // DER
  std::vector<std::string> chain = {};  // what is sent behind it, DER
  std::string secret_key;              // Ed25519
  bool only_tls_12 = false;
};

class CountingTlsServer {
 public:
  explicit CountingTlsServer(TlsFace face);
  ~CountingTlsServer();
  CountingTlsServer(const CountingTlsServer&) = delete;
  CountingTlsServer& operator=(const CountingTlsServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }
  std::uint64_t application_bytes() const { return application_bytes_; }

 private:
  void run();
  void talk(int socket);

  TlsFace face_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<int> connections_{0};
  std::atomic<std::uint64_t> application_bytes_{0};
  std::thread thread_;
};

// Whether the server on this port shakes hands with a client that speaks no later version than 1.2, or 1.3.
bool shakes_hands(std::uint16_t port, bool only_tls_12);

}  // namespace satchel::testkit
