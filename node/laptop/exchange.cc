#include "node/laptop/exchange.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "node/laptop/office_link.h"
#include "node/shared/clock.h"
#include "sync/codec.h"
#include "sync/limits.h"

namespace satchel {

namespace {

// A queue or a caseload of any size is done in far fewer; more means that the two sides do not converge.
constexpr std::uint64_t kExchangesMax = 10'000;
// Answers that bring nothing forward, one after another, before the sync is given up for now.
constexpr int kIdleExchangesMax = 8;
constexpr int kDamagedAnswersMax = 2;
// Nodes that this copy becomes, and restored offices that it hears of, in one sync.
constexpr int kMendedMax = 3;

// What the office itself says about a request that it does not take, over a link that proves that it is the office.
Error not_taken(const http::Reply& reply) {
  std::string words = reply.body.substr(0, reply.body.find('\n'));
  return {ErrorKind::refused, std::move(words),
          "nothing is lost: this laptop keeps everything; ask the office for a code and run `satchel enroll` again"};
}

Error must_enrol_again() {
  return {ErrorKind::refused, "this laptop's certificate has run out: it was away from the office for too long",
          "nothing is lost: what was saved here is at the office and waits for a decision; ask the office for a "
          "code and run `satchel enroll` again in this folder"};
}

Error takes_more_later(std::int64_t wait_ms) {
  const std::int64_t minutes = (wait_ms + 59'999) / 60'000;
  return {ErrorKind::offline,
          "this laptop has brought much lately; the office takes more from it in " + std::to_string(minutes) +
              (minutes == 1 ? " minute" : " minutes"),
          "nothing is lost: what was sent so far is at the office, the rest is kept here; sync again then"};
}

Error not_satchel(const http::Reply& reply) {
  if (reply.status == 503 || reply.status == 502 || reply.status == 504 || reply.status == 429) {
    return {ErrorKind::offline, "the office is busy at the moment (HTTP " + std::to_string(reply.status) + ")",
            "nothing is lost; it is tried again"};
  }
  const bool page = reply.content_type.find("html") != std::string::npos ||
                    reply.body.find("<html") != std::string::npos || reply.status == 511 ||
                    (reply.status >= 300 && reply.status < 400);
  if (page) {
    return {ErrorKind::offline,
            "this network answers with a web page instead of the office (HTTP " +
                std::to_string(reply.status) + ")",
            "open a browser and sign in to the network; nothing is lost, it is tried again"};
  }
  return {ErrorKind::offline,
          "what answers at the office's address is not the office (HTTP " +
              std::to_string(reply.status) + ")",
          "nothing was sent or taken; check the address with the office"};
}

}  // namespace

Result<std::unique_ptr<SyncLock>> SyncLock::take(const std::string& folder) {
  const std::string path = folder + "/sync.lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{ErrorKind::storage, "the file " + path + " cannot be made", "is the folder writable?"};
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorKind::refused, "a sync of this laptop is running already",
                 "nothing to do: it will send what you saved"};
  }
  return std::unique_ptr<SyncLock>(new SyncLock(descriptor));
}

SyncLock::~SyncLock() { ::close(descriptor_); }

Exchanger::Exchanger(Laptop& laptop, const std::string& office_url)
    : laptop_(laptop), office_url_(office_url) {}

// The kept connection, or a new one when the office has renewed this laptop's certificate.
http::Client& Exchanger::client() {
  const std::string certificate = laptop_.certificate();
  if (!client_ || certificate != shown_certificate_) {
    client_.emplace(link_options(laptop_, office_url_));
    shown_certificate_ = certificate;
  }
  return *client_;
}

void Exchanger::count_traffic(const http::Traffic& before) {
  const http::Traffic& now = client_->traffic();
  report_.requests += now.requests - before.requests;
  report_.bytes_up += now.body_bytes_up - before.body_bytes_up;
  report_.bytes_down += now.body_bytes_down - before.body_bytes_down;
  report_.wire_up += now.wire_bytes_up - before.wire_bytes_up;
  report_.wire_down += now.wire_bytes_down - before.wire_bytes_down;
}

// One request and its answer.
template <class Session>
Status Exchanger::carry(Session& session) {
  const auto body = session.request();
  if (!body) return body.error();
  http::Client& office = client();
  const http::Traffic before = office.traffic();
  std::optional<Error> problem;
  const auto reply =
      office.post("/v1/sync", std::string(kContentType), *body, [&](std::string_view bytes) {
        const auto taken = session.receive(bytes);
        if (!taken) problem = taken.error();
        return !problem;
      });
  count_traffic(before);
  if (problem) return *problem;
  if (!reply) return reply.error();
  const bool proven = link_proves(laptop_, office_url_);
  if (proven && (reply->status == 401 || reply->status == 403)) return not_taken(*reply);
  if (!is_https(office_url_) && wants_https(*reply)) return says_https(office_url_);
  if (reply->status != 200 || reply->content_type != kContentType) return not_satchel(*reply);
  return Done{};
}

LaptopSessionOptions Exchanger::options() {
  LaptopSessionOptions options;
  options.wall_ms = wall_clock_ms();
  options.sign_frames = !link_proves(laptop_, office_url_);
  return options;
}

Result<ExchangeOutcome> Exchanger::exchange_once(std::uint64_t resume_after) {
  LaptopSessionOptions options = this->options();
  options.resume_after = resume_after;
  LaptopSession session(laptop_, options);
  if (const auto carried = carry(session); !carried) return carried.error();
  return session.finish();
}

// This database was restored from an older copy, or is used twice: it goes on as a node of its own.
Status Exchanger::become_another_node() {
  LaptopIncarnation incarnation(laptop_, random_uuid(), options());
  if (const auto carried = carry(incarnation); !carried) return carried.error();
  const auto stamped = incarnation.finish();
  if (!stamped) return stamped.error();
  report_.became_node = laptop_.identity()->node;
  return Done{};
}

// Done: the next exchange can go on.
Status Exchanger::mend(const Error& problem) {
  if (problem.kind == ErrorKind::fork && ++mended_ <= kMendedMax) {
    const auto done = become_another_node();
    return done ? Status(Done{}) : mend(done.error());
  }
  if (problem.kind == ErrorKind::restored && ++mended_ <= kMendedMax) {
    report_.office_restored = true;
    LaptopRecovery recovery(laptop_, random_uuid(), options());
    const auto carried = carry(recovery);
    const auto done = carried ? recovery.finish() : carried;
    return done ? Status(Done{}) : mend(done.error());
  }
  // A damaged answer, or a page after which the copies differ: nothing of it was taken, what has to be read
  // again is marked, and the next exchange mends it. What stays damaged is not the office.
  if (problem.kind != ErrorKind::corrupt) return problem;
  if (++damaged_ <= kDamagedAnswersMax) return Done{};
  return Error{ErrorKind::offline, problem.message,
               "nothing is lost; it is tried again; check the office's address if it stays so"};
}

Result<SyncReport> Exchanger::sync(const std::function<void(const SyncReport&)>& progress) {
  report_ = SyncReport{};
  std::uint64_t resume_after = 0;
  int idle = 0;
  damaged_ = mended_ = 0;
  wait_ms_ = 0;
  for (std::uint64_t i = 0; i < kExchangesMax; ++i) {
    const auto outcome = exchange_once(resume_after);
    if (!outcome) {
      if (const auto mended = mend(outcome.error()); !mended) return mended.error();
      resume_after = 0;
      continue;
    }
    if (outcome->caseload_differs && ++damaged_ > kDamagedAnswersMax) {
      return Error{ErrorKind::refused, "this copy and the office's stay different after being read again",
                   "nothing is lost; tell the office, and run `satchel doctor` on both sides"};
    }
    resume_after = outcome->resume_after;
    report_.pushed += outcome->saves_proven;
    report_.pulled += outcome->from_others;
    if (!outcome->receipt.empty()) report_.receipt = outcome->receipt;
    if (progress) progress(report_);
    if (outcome->slow_ms != 0) {
      wait_ms_ = static_cast<std::int64_t>(outcome->slow_ms);
      return takes_more_later(wait_ms_);
    }
    if (!outcome->more) {
      report_.complete = true;
      report_.digest_equal = outcome->digest_equal;
      return report_;
    }
    const bool moved = outcome->acknowledged + outcome->entries_taken + resume_after > 0;
    if (outcome->certificate_ran_out && (!moved || laptop_.pending_count() == 0)) return must_enrol_again();
    idle = moved ? 0 : idle + 1;
    if (idle > kIdleExchangesMax) break;
  }
  return Error{ErrorKind::refused, "the two sides did not come to an end with each other",
               "nothing is lost; tell the office, and run `satchel doctor`"};
}

}  // namespace satchel
