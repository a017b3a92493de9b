// SyncEndpoint: what the office answers to over HTTP: POST /v1/sync, POST /v1/enroll, GET /v1/office.
//
// Purpose: any number of laptops at once. The network loop never waits for the database: exchanges run on the
// server's worker threads, and take turns at the one store by a mutex, some frames at a time.
// Thread rule: `route` on the network thread, exchanges on worker threads.
// Failure rule: a database that fails is HTTP 503 with the reason in the log; the laptop tries again.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "node/http/http.h"
#include "node/office/laptop_turns.h"
#include "node/shared/workspace.h"
#include "sync/office_session.h"

namespace satchel {

class SyncEndpoint {
 public:
  // `proven`: the links are TLS, so that each one says whose it is; else requests are signed.
  SyncEndpoint(OfficeWorkspace& workspace, bool proven, AllowanceRates allowance = {})
      : workspace_(workspace), proven_(proven), allowance_(allowance) {}

  std::variant<http::Answer, std::unique_ptr<http::Exchange>> route(const http::RequestHead& head);

  // Runs `body` alone with the office; a StoreFailure becomes an Error.
  template <class Body>
  Status with_office(Body body) {
    const std::scoped_lock lock(turn_);
    try {
      body(workspace_.office());
      return Done{};
    } catch (const StoreFailure& failure) {
      return failure.error();
    }
  }
  http::Answer enrol(const std::string& peer, const std::string& body);
  OfficeSessionOptions session_options(Office& office, const std::optional<CertificateFacts>& device);
  void log(const std::string& line);
  LaptopTurns& turns() { return turns_; }

 private:
  bool may_try(const std::string& peer, std::int64_t now_ms);
  void count_wrong_code(const std::string& peer);

  OfficeWorkspace& workspace_;
  bool proven_;
  AllowanceRates allowance_;  // of each laptop
  std::mutex turn_;
  LaptopTurns turns_;
  std::mutex log_turn_;
  struct Tries {
    std::size_t count = 0;
    std::int64_t since_ms = 0;
  };
  std::mutex tries_turn_;
  std::map<std::string, Tries> tries_;
};

}  // namespace satchel
