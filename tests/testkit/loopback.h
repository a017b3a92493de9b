// A socket on this computer's own loopback, for bytes that no client of ours would send.
//
// Thread rule: one thread per socket. Failure rule: throws where the other side is not there, or neither answers nor
// ends; sending to a side that has closed is no failure.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace satchel::testkit {

// Longer than any healthy answer takes; a side that keeps the other waiting is a finding.
inline constexpr int kAnswerMsMax = 20'000;

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Socket {
  static void must(bool so, const char* what) {
    if (!so) throw std::runtime_error(what);
  }

 public:
  explicit Socket(int file) : file_(file) { must(file >= 0, "a socket cannot be made"); }
  Socket(Socket&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (file_ >= 0) ::close(file_);
  }

  static Socket call(std::uint16_t port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in to = loopback(port);
    must(::connect(socket.file_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0, "nobody listens");
    return socket;
  }
  // On any free port.
  static Socket listen(std::uint16_t& port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in at = loopback(0);
    socklen_t size = sizeof at;
    must(::bind(socket.file_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0, "bind");
    must(::listen(socket.file_, 16) == 0, "listen");
    must(::getsockname(socket.file_, reinterpret_cast<sockaddr*>(&at), &size) == 0, "getsockname");
    port = ntohs(at.sin_port);
    return socket;
  }
  Socket accept() const { return Socket(::accept(file_, nullptr, nullptr)); }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_sending() const { ::shutdown(file_, SHUT_WR); }
  // What has come; empty when the other side has ended.
  std::string receive() const {
    pollfd wait{file_, POLLIN, 0};
    must(::poll(&wait, 1, kAnswerMsMax) == 1, "the other side neither answers nor ends");
    std::string bytes(16 * 1024, '\0');
    const auto got = ::recv(file_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }
  std::string receive_all() const {
    std::string all;
    for (std::string some = receive(); !some.empty(); some = receive()) all += some;
    return all;
  }

 private:
  int file_;
};

}  // namespace satchel::testkit
