#include "node/office/sync_endpoint.h"

#include <iostream>

#include "node/shared/clock.h"
#include "node/shared/enrolment_code.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/signature.h"

namespace satchel {

namespace {

constexpr const char* kEnrolmentType = "application/x-satchel-enrolment";
constexpr std::size_t kEnrolmentBytesMax = 4096;
constexpr std::int64_t kTriesWindowMs = 10 * 60 * 1000;
constexpr std::size_t kPeersMax = 10'000;

http::Answer plain(int status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
}

http::Answer busy(SyncEndpoint& endpoint, const Error& error) {
  endpoint.log("database: " + error.message);
  http::Answer answer = plain(503, "the office cannot store anything at the moment\n");
  answer.headers.emplace_back("Retry-After", "30");
  return answer;
}

// One sync request. The session is only touched while it is this exchange's turn at the office.
class SyncExchange : public http::Exchange {
 public:
  SyncExchange(SyncEndpoint& endpoint, const http::RequestHead& head)
      : endpoint_(endpoint), peer_(head.peer), device_(head.device) {}

  ~SyncExchange() override {
    endpoint_.turns().ended(this);
    if (!finished_ && session_) {
      endpoint_.log(peer_ + " node " + std::to_string(session_->report().node) + " link broke, " +
                    std::to_string(session_->report().saves) + " saves stored");
    }
  }

  bool receive(std::string_view bytes) override {
    bool go_on = false;
    endpoint_.turns().begin_work(this, session_ ? session_->report().node : kNoNode);
    const auto done = endpoint_.with_office([&](Office& office) {
      begin(office);
      go_on = session_->receive(bytes);
    });
    if (!done) failed_ = done.error();
    endpoint_.turns().end_work(this, session_ ? session_->report().node : kNoNode);
    return done && go_on;
  }

  http::Answer finish() override {
    finished_ = true;
    if (failed_) return busy(endpoint_, *failed_);
    if (session_ && session_->asks_have()) endpoint_.turns().await_others(this, session_->report().node);
    http::Answer answer;
    answer.content_type = std::string(kContentType);
    const auto done = endpoint_.with_office([&](Office& office) {
      begin(office);
      answer.body = session_->finish();
    });
    if (!done) return busy(endpoint_, done.error());
    const ExchangeReport& report = session_->report();
    endpoint_.log(peer_ + " node " + std::to_string(report.node) + " saves " +
                  std::to_string(report.saves) + " repeated " + std::to_string(report.repeated) +
                  " sent " + std::to_string(report.entries_sent) +
                  (report.problem.empty() ? "" : " problem: " + report.problem));
    return answer;
  }

 private:
  void begin(Office& office) {
    if (!session_) session_.emplace(office, endpoint_.session_options(office, device_));
  }

  SyncEndpoint& endpoint_;
  std::string peer_;
  std::optional<CertificateFacts> device_;
  std::optional<OfficeSession> session_;
  std::optional<Error> failed_;
  bool finished_ = false;
};

class EnrolmentExchange : public http::Exchange {
 public:
  EnrolmentExchange(SyncEndpoint& endpoint, std::string peer)
      : endpoint_(endpoint), peer_(std::move(peer)) {}
  bool receive(std::string_view bytes) override {
    body_ += bytes;
    return body_.size() <= kEnrolmentBytesMax;
  }
  http::Answer finish() override { return endpoint_.enrol(peer_, body_); }

 private:
  SyncEndpoint& endpoint_;
  std::string peer_;
  std::string body_;
};

}  // namespace

void SyncEndpoint::log(const std::string& line) {
  const std::scoped_lock lock(log_turn_);
  std::cerr << instant_text(wall_clock_ms()) << " " << line << "\n";
}

std::variant<http::Answer, std::unique_ptr<http::Exchange>> SyncEndpoint::route(
    const http::RequestHead& head) {
  if (head.target == "/v1/sync") {
    if (head.method != "POST") return plain(405, "POST only\n");
    if (head.content_type != kContentType) return plain(415, "send application/x-satchel\n");
    if (proven_ && !head.device) {
      return plain(401, "the office wants the certificate of this laptop, and it has none to show\n");
    }
    return std::unique_ptr<http::Exchange>(std::make_unique<SyncExchange>(*this, head));
  }
  if (head.target == "/v1/enroll") {
    if (head.method != "POST") return plain(405, "POST only\n");
    return std::unique_ptr<http::Exchange>(std::make_unique<EnrolmentExchange>(*this, head.peer));
  }
  if (head.target == "/v1/office" && head.method == "GET") {
    return plain(200, "a Satchel office, protocol version " + std::to_string(kWireVersion) + "\n");
  }
  return plain(404, "nothing here\n");
}

OfficeSessionOptions SyncEndpoint::session_options(Office& office,
                                                   const std::optional<CertificateFacts>& device) {
  OfficeSessionOptions options;
  options.now_ms = wall_clock_ms();
  options.demand_signatures = !proven_;
  options.allowance = allowance_;
  if (!proven_) return options;
  AuthenticatedLink link;
  link.device_key = device->key;
  link.certificate_ran_out = device->dates.ran_out(options.now_ms);
  if (!link.certificate_ran_out && device->dates.in_last_third(options.now_ms)) {
    link.renewed_certificate = make_device_certificate(office.identity()->secret_key, device->key, options.now_ms,
                                                       random_array<16>());
  }
  options.link = std::move(link);
  return options;
}

// Codes are 80 random bits; throttling keeps the log readable more than it keeps guessers out.
bool SyncEndpoint::may_try(const std::string& peer, std::int64_t now_ms) {
  const std::scoped_lock lock(tries_turn_);
  if (tries_.size() > kPeersMax) tries_.clear();
  Tries& tries = tries_[peer];
  if (now_ms - tries.since_ms > kTriesWindowMs) tries = {0, now_ms};
  return tries.count < limits::kEnrolmentTriesMax;
}

// A code that was right is no try: on a training day fifty laptops enrol from one address.
void SyncEndpoint::count_wrong_code(const std::string& peer) {
  const std::scoped_lock lock(tries_turn_);
  ++tries_[peer].count;
}

http::Answer SyncEndpoint::enrol(const std::string& peer, const std::string& body) {
  if (!may_try(peer, steady_clock_ms())) return plain(429, "too many tries\n");
  EnrolmentRequest request;
  if (body.size() > kEnrolmentBytesMax || !decode(body, request)) {
    return plain(400, "not an enrolment\n");
  }
  if (request.version != kWireVersion) {
    return plain(400, "this office speaks version 1 of the protocol; update the older side\n");
  }
  std::optional<Result<EnrolmentAnswer>> answer;
  OfficeIdentity who;
  const auto done = with_office([&](Office& office) {
    Transaction transaction(office.store());
    who = *office.identity();
    if (request.fingerprint != fingerprint_of(who.public_key)) {  // before the code is looked at: it stays good
      answer = Error{ErrorKind::refused, "this code was not made by this office",
                     "look at its last letters again, and at the office's address"};
      return;
    }
    answer = office.enrol(request, wall_clock_ms());
    if (!*answer) return;
    (**answer).certificate =
        make_device_certificate(who.secret_key, request.device_key, wall_clock_ms(), random_array<16>());
    transaction.commit();
  });
  if (!done) return busy(*this, done.error());
  if (!*answer) {
    count_wrong_code(peer);
    log(peer + " enrolment refused");
    return plain(403, answer->error().message + "; " + answer->error().hint);
  }
  log(peer + " enrolled node " + std::to_string((**answer).node));
  const std::string encoded = encode(**answer);
  const std::string seal =
      sign(who.secret_key, "satchel enrolment 1 " + request.device_key + encoded);
  return {200, kEnrolmentType, encode(SignedReceipt{encoded, seal}), {}};
}

}  // namespace satchel
