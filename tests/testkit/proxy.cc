#include "tests/testkit/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace satchel::testkit {

namespace {

constexpr int kLookMs = 50;

int listen_on_loopback(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 64) != 0) {
    throw std::runtime_error("listen");
  }
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

bool readable(int socket, int ms) {
  pollfd item{socket, POLLIN, 0};
  return ::poll(&item, 1, ms) > 0;
}

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// A close that the other side sees as a reset.
void reset(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

Proxy::Proxy(std::uint16_t target_port) : target_port_(target_port) {
  listener_ = listen_on_loopback(port_);
  threads_.emplace_back([this] { accept_loop(); });
}

Proxy::~Proxy() {
  stop_ = true;
  threads_.front().join();
  for (std::size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
  ::close(listener_);
}

void Proxy::cut(std::uint64_t up_bytes, std::uint64_t down_bytes, Cut how) {
  cut_up_ = up_bytes;
  cut_down_ = down_bytes;
  how_ = how;
}

std::string Proxy::heard() {
  const std::scoped_lock lock(guard_);
  return heard_;
}

std::string Proxy::said() {
  const std::scoped_lock lock(guard_);
  return said_;
}

void Proxy::accept_loop() {
  while (!stop_) {
    if (!readable(listener_, kLookMs)) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::scoped_lock lock(guard_);
    threads_.emplace_back([this, client] { carry(client); });
  }
}

int Proxy::connect_to_target() const {
  const int target = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(target_port_);
  if (::connect(target, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(target);
    return -1;
  }
  return target;
}

bool Proxy::forward(int from, int to, std::uint64_t& passed, std::uint64_t limit,
                    std::atomic<std::uint64_t>& counter) {
  char bytes[16384];
  const std::uint64_t left = limit - passed;
  if (left == 0) return false;
  const std::size_t wanted = left < sizeof bytes ? static_cast<std::size_t>(left) : sizeof bytes;
  const ssize_t size = ::recv(from, bytes, wanted, 0);
  if (size <= 0) return false;
  passed += static_cast<std::uint64_t>(size);
  counter += static_cast<std::uint64_t>(size);
  {
    const std::scoped_lock lock(guard_);
    (&counter == &bytes_down_ ? heard_ : said_).append(bytes, static_cast<std::size_t>(size));
  }
  return send_all(to, bytes, static_cast<std::size_t>(size)) && passed < limit;
}

void Proxy::carry(int client) {
  const int target = connect_to_target();
  const std::uint64_t limit_up = cut_up_;
  const std::uint64_t limit_down = cut_down_;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  bool open = target >= 0;
  while (open && !stop_) {
    pollfd items[2] = {{client, POLLIN, 0}, {target, POLLIN, 0}};
    if (::poll(items, 2, kLookMs) <= 0) continue;
    if (items[0].revents != 0) open = forward(client, target, up, limit_up, bytes_up_);
    if (open && items[1].revents != 0) open = forward(target, client, down, limit_down, bytes_down_);
  }
  if (up >= limit_up || down >= limit_down) {
    if (how_ == Cut::reset) {
      reset(client);
      if (target >= 0) reset(target);
    }
    while (how_ == Cut::hole && !stop_) readable(listener_, kLookMs);
  }
  ::close(client);
  if (target >= 0) ::close(target);
}

Impostor::Impostor(std::string answer) : answer_(std::move(answer)) {
  listener_ = listen_on_loopback(port_);
  thread_ = std::thread([this] {
    while (!stop_) {
      if (!readable(listener_, kLookMs)) continue;
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      char bytes[4096];
      if (readable(client, 1000)) (void)::recv(client, bytes, sizeof bytes, 0);
      send_all(client, answer_.data(), answer_.size());
      ::shutdown(client, SHUT_WR);
      while (readable(client, 200) && ::recv(client, bytes, sizeof bytes, 0) > 0) {
      }
      ::close(client);
    }
  });
}

Impostor::~Impostor() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

}  // namespace satchel::testkit
