// Exchange: carries laptop sessions over HTTP until nothing is left to say.
//
// Thread rule: one thread; one sync at a time per data folder (SyncLock).
// Failure rule: `offline` when the office was not reached or the link broke (nothing is lost, it is tried again);
// other kinds say what a person has to do.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "node/http/client.h"
#include "sync/laptop.h"
#include "sync/laptop_incarnation.h"
#include "sync/laptop_recovery.h"
#include "sync/laptop_session.h"

namespace satchel {

struct SyncReport {
  std::uint64_t pushed = 0;     // own saves that are now proven to be at the office
  std::uint64_t pulled = 0;     // saves of others that came
  std::uint64_t applied = 0;    // of this laptop's saves, by the office's verdict so far
  std::uint64_t late = 0;
  std::uint64_t parked = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes_up = 0;   // bodies
  std::uint64_t bytes_down = 0;
  std::uint64_t wire_up = 0;    // with HTTP heads and TLS
  std::uint64_t wire_down = 0;
  bool complete = false;
  bool digest_equal = false;
  NodeNumber became_node = kNoNode;  // this copy goes on as that node: it was restored, or is used twice
  bool office_restored = false;      // the office was restored from a backup; what it lost was brought back
  std::string receipt;
};

// Held while a sync runs; another process that wants to sync waits or is told.
class SyncLock {
 public:
  static Result<std::unique_ptr<SyncLock>> take(const std::string& folder);
  ~SyncLock();
  SyncLock(const SyncLock&) = delete;
  SyncLock& operator=(const SyncLock&) = delete;

 private:
  explicit SyncLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

class Exchanger {
 public:
  Exchanger(Laptop& laptop, const std::string& office_url);

  // Exchanges until both sides have everything and proved it, or the link fails.
  Result<SyncReport> sync(const std::function<void(const SyncReport&)>& progress = nullptr);
  // After a sync that failed: for so long the office wants to be left alone by this laptop; 0: it said nothing.
  std::int64_t wait_ms() const { return wait_ms_; }

 private:
  http::Client& client();
  Result<ExchangeOutcome> exchange_once(std::uint64_t resume_after);
  template <class Session>
  Status carry(Session& session);
  LaptopSessionOptions options();
  Status mend(const Error& problem);
  Status become_another_node();
  void count_traffic(const http::Traffic& before);

  Laptop& laptop_;
  std::string office_url_;
  std::optional<http::Client> client_;
  std::string shown_certificate_;  // that client_ shows
  SyncReport report_;
  std::int64_t wait_ms_ = 0;
  int damaged_ = 0;  // answers of this sync that made no sense
  int mended_ = 0;   // times that this copy or the office had to be known anew
};

}  // namespace satchel
