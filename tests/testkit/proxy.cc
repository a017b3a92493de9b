#include "tests/testkit/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace satchel::testkit {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLookMs = 50;
// A line holds no more than this on its way: whoever sends faster waits, as on a real one.
constexpr std::size_t kOnTheWayMax = 64 * 1024;

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
  accepting_ = std::thread([this] { accept_loop(); });
}

Proxy::~Proxy() {
  stop_ = true;
  accepting_.join();
  for (std::thread& thread : carrying_) thread.join();
  ::close(listener_);
}

void Proxy::cut(std::uint64_t up_bytes, std::uint64_t down_bytes, Cut how) {
  cut_up_ = up_bytes;
  cut_down_ = down_bytes;
  how_ = how;
}

void Proxy::flip(std::uint64_t up_at, std::uint64_t down_at) {
  flip_up_ = up_at;
  flip_down_ = down_at;
}

void Proxy::pace(std::uint64_t bytes_per_second, std::chrono::milliseconds one_way) {
  bytes_per_second_ = bytes_per_second;
  one_way_ms_ = one_way.count();
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
    carrying_.emplace_back([this, client] { carry(client); });
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

// One direction of a connection: reads when there is room on the line, delivers when the bytes have travelled.
class Proxy::Line {
 public:
  Line(Proxy& proxy, int from, int to, bool is_up)
      : proxy_(proxy), from_(from), to_(to), is_up_(is_up), limit_(is_up ? proxy.cut_up_ : proxy.cut_down_),
        flip_at_(is_up ? proxy.flip_up_ : proxy.flip_down_) {}

  bool is_cut() const { return is_cut_; }
  // What was let through arrives before the link ends or breaks.
  bool is_done() const { return (ended_ || is_cut_) && on_the_way_.empty(); }
  bool may_read() const { return !ended_ && !is_cut_ && held_ < kOnTheWayMax; }
  int from() const { return from_; }
  int ms_until_due() const {
    if (on_the_way_.empty()) return kLookMs;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(on_the_way_.front().due - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLookMs));
  }

  void read() {
    char bytes[16384];
    const std::uint64_t wanted = std::min<std::uint64_t>({sizeof bytes, proxy_.slice_, limit_ - passed_});
    const ssize_t size = wanted == 0 ? 0 : ::recv(from_, bytes, wanted, 0);
    is_cut_ = wanted == 0;
    ended_ = size <= 0;
    if (ended_) return;
    const auto count = static_cast<std::uint64_t>(size);
    if (flip_at_ >= passed_ && flip_at_ < passed_ + count) bytes[flip_at_ - passed_] ^= 0x10;
    if (is_up_) {
      const std::scoped_lock lock(proxy_.guard_);
      proxy_.said_.append(bytes, count);
    }
    passed_ += count;
    is_cut_ = passed_ == limit_;
    auto due = std::max(Clock::now(), free_at_);
    if (const std::uint64_t rate = proxy_.bytes_per_second_; rate > 0) due += std::chrono::microseconds(count * 1'000'000 / rate);
    free_at_ = due;
    on_the_way_.push_back({due + std::chrono::milliseconds(proxy_.one_way_ms_), std::string(bytes, count)});
    held_ += count;
  }
  // False: nobody takes them.
  bool deliver() {
    while (!on_the_way_.empty() && on_the_way_.front().due <= Clock::now()) {
      const std::string bytes = std::move(on_the_way_.front().bytes);
      on_the_way_.pop_front();
      held_ -= bytes.size();
      if (!is_up_) {
        const std::scoped_lock lock(proxy_.guard_);
        proxy_.heard_ += bytes;
      }
      (is_up_ ? proxy_.bytes_up_ : proxy_.bytes_down_) += bytes.size();
      if (!send_all(to_, bytes.data(), bytes.size())) return false;
    }
    return true;
  }

 private:
  struct Packet {
    Clock::time_point due;
    std::string bytes;
  };

  Proxy& proxy_;
  int from_;
  int to_;
  bool is_up_;
  std::uint64_t limit_;
  std::uint64_t flip_at_;
  std::uint64_t passed_ = 0;
  std::size_t held_ = 0;
  bool ended_ = false;
  bool is_cut_ = false;
  Clock::time_point free_at_;
  std::deque<Packet> on_the_way_;
};

void Proxy::carry(int client) {
  const int target = connect_to_target();
  const int at_once = 1;
  for (const int socket : {client, target}) {
    if (slice_ == 1 && socket >= 0) ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  }
  Line up(*this, client, target, true);
  Line down(*this, target, client, false);
  const auto opened = Clock::now();
  const auto is_too_old = [&] { return age_max_ms_ > 0 && Clock::now() - opened > std::chrono::milliseconds(age_max_ms_); };
  bool open = target >= 0;
  while (open && !stop_ && !is_too_old()) {
    // A side of which nothing may be read is left out: one that has hung up would not let poll wait.
    pollfd items[2] = {{up.may_read() ? client : -1, POLLIN, 0}, {down.may_read() ? target : -1, POLLIN, 0}};
    ::poll(items, 2, std::min(up.ms_until_due(), down.ms_until_due()));
    if (items[0].revents != 0) up.read();
    if (items[1].revents != 0) down.read();
    open = up.deliver() && down.deliver() && !up.is_done() && !down.is_done();
  }
  if (up.is_cut() || down.is_cut() || is_too_old()) {
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
