#include "node/laptop/connectivity.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "node/shared/clock.h"
#include "sync/limits.h"

namespace satchel {

namespace {
constexpr std::int64_t kLookMs = 1000;
// A connection that comes up sends several messages; the last of them matters.
constexpr int kSettleMs = 300;
}  // namespace

std::int64_t backoff_ms(int failures, std::uint64_t random) {
  std::int64_t pause = limits::kBackoffMsMin;
  for (int i = 1; i < failures && pause < limits::kBackoffMsMax; ++i) pause *= 2;
  pause = std::min(pause, limits::kBackoffMsMax);
  const std::int64_t half = pause / 2;
  return half + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(half + 1));
}

Connectivity::Connectivity() {
  socket_ = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (socket_ < 0) return;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE;
  if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

Connectivity::~Connectivity() {
  if (socket_ >= 0) ::close(socket_);
}

bool Connectivity::network_changed() {
  char bytes[8192];
  bool any = false;
  while (::recv(socket_, bytes, sizeof bytes, 0) > 0) any = true;
  return any;
}

Connectivity::Woken Connectivity::wait(std::int64_t ms, const std::function<bool()>& has_work) {
  const std::int64_t until = steady_clock_ms() + ms;
  for (std::int64_t now = steady_clock_ms(); now < until; now = steady_clock_ms()) {
    pollfd item{socket_, POLLIN, 0};
    const int left = static_cast<int>(std::min(until - now, kLookMs));
    const int ready = ::poll(&item, socket_ >= 0 ? 1 : 0, left);
    if (ready < 0 && errno == EINTR) return Woken::by_signal;
    if (ready > 0 && network_changed()) {
      ::poll(nullptr, 0, kSettleMs);
      network_changed();
      return Woken::by_network;
    }
    if (has_work && has_work()) return Woken::by_work;
  }
  return Woken::by_time;
}

}  // namespace satchel
