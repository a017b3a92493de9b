// Proxy: a TCP link between the programs that breaks where a test wants it to.
//
// Thread rule: threads of its own; the settings may be changed between connections. Loopback only.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace satchel::testkit {

class Proxy {
 public:
  enum class Cut { fin, reset, hole };
  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

  explicit Proxy(std::uint16_t target_port);
  ~Proxy();

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // Breaks each connection after so many bytes in one direction.
  void cut(std::uint64_t up_bytes, std::uint64_t down_bytes, Cut how = Cut::reset);
  void heal() { cut(kNever, kNever); }
  // Carries so many bytes at a time, each in a packet of its own.
  void slice(std::size_t bytes) { slice_ = bytes; }
  // Turns over one bit of that byte of each connection, in each direction (kNever: of none).
  void flip(std::uint64_t up_at, std::uint64_t down_at);
  // A slow line: so many bytes a second in each direction, and how long each is on its way.
  void pace(std::uint64_t bytes_per_second, std::chrono::milliseconds one_way);
  // Breaks each connection when it is that old.
  void cut_when_old(std::chrono::milliseconds age) { age_max_ms_ = age.count(); }
  // Everything that went to the laptop through this link, in the order in which it did.
  std::string heard();
  // Everything that the laptop said into it, whether it arrived or not.
  std::string said();
  std::uint64_t bytes_up() const { return bytes_up_; }
  std::uint64_t bytes_down() const { return bytes_down_; }

 private:
  class Line;

  void accept_loop();
  void carry(int client);
  int connect_to_target() const;

  std::uint16_t target_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> cut_up_{kNever};
  std::atomic<std::uint64_t> cut_down_{kNever};
  std::atomic<Cut> how_{Cut::reset};
  std::atomic<std::size_t> slice_{16384};
  std::atomic<std::uint64_t> flip_up_{kNever};
  std::atomic<std::uint64_t> flip_down_{kNever};
  std::atomic<std::uint64_t> bytes_per_second_{0};  // 0: as fast as it goes
  std::atomic<std::int64_t> one_way_ms_{0};
  std::atomic<std::int64_t> age_max_ms_{0};  // 0: any age
  std::atomic<std::uint64_t> bytes_up_{0};
  std::atomic<std::uint64_t> bytes_down_{0};
  std::mutex guard_;
  std::string heard_;  // under guard_
  std::string said_;   // the same
  std::thread accepting_;
  std::vector<std::thread> carrying_;  // under guard_ while it accepts
};

// Answers everything with the same bytes: a captive portal, a broken proxy.
class Impostor {
 public:
  explicit Impostor(std::string answer);
  ~Impostor();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  std::string answer_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace satchel::testkit
