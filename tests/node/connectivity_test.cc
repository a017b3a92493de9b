// When the laptop tries again: after pauses that double, and at once when the kernel says that the network changed.
#include "node/laptop/connectivity.h"

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "sync/limits.h"
#include "tests/testkit/skip.h"

namespace satchel {

namespace {

constexpr std::int64_t kAnHourMs = 3'600'000;
constexpr int kSkipped = 77;

bool bring_up_loopback() {
  const int any = ::socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  bool done = ::ioctl(any, SIOCGIFFLAGS, &request) == 0;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  done = done && ::ioctl(any, SIOCSIFFLAGS, &request) == 0;
  ::close(any);
  return done;
}

// In a network of its own, which has nothing but a loopback that is down.
int wait_while_the_network_comes_up() {
  if (::unshare(CLONE_NEWNET) != 0) return kSkipped;
  ::alarm(20);  // a wait that hears nothing would take the hour
  Connectivity connectivity;
  if (!bring_up_loopback()) return 1;
  return connectivity.wait(kAnHourMs, {}) == Connectivity::Woken::by_network ? 0 : 2;
}

}  // namespace

TEST_CASE("pauses double from 2 seconds to 15 minutes, and no two laptops need have the same") {
  for (int failures = 1; failures < 70; ++failures) {
    const std::int64_t longest = backoff_ms(failures, 0) * 2;
    CHECK(longest <= limits::kBackoffMsMax);
    if (failures <= 9) CHECK(longest == std::min(limits::kBackoffMsMin << (failures - 1), limits::kBackoffMsMax));
    if (failures > 9) CHECK(longest == limits::kBackoffMsMax);
    for (std::uint64_t random : {1ULL, 7919ULL, 1'000'003ULL, ~0ULL}) {
      CHECK(backoff_ms(failures, random) >= longest / 2);
      CHECK(backoff_ms(failures, random) <= longest);
    }
    CHECK(backoff_ms(failures, 400) != backoff_ms(failures, 700));
  }
}

TEST_CASE("a network that comes up ends the pause") {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(wait_while_the_network_comes_up());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kSkipped) {
    testkit::skip("a network namespace cannot be made here");
    return;
  }
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("so does work, and time") {
  Connectivity connectivity;
  CHECK(connectivity.wait(kAnHourMs, [] { return true; }) == Connectivity::Woken::by_work);
  CHECK(connectivity.wait(1, {}) == Connectivity::Woken::by_time);
}

}  // namespace satchel
