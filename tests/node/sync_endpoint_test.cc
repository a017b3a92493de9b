// What the sync endpoint lets in by the head of a request alone.
#include "node/office/sync_endpoint.h"

#include <doctest/doctest.h>

#include "tests/testkit/pair.h"

using namespace satchel;

namespace {

http::RequestHead sync_head() {
  http::RequestHead head;
  head.method = "POST";
  head.target = "/v1/sync";
  head.content_type = "application/x-satchel";
  head.peer = "127.0.0.1";
  head.content_length = 10;
  return head;
}

}  // namespace

TEST_CASE("over TLS a sync needs a certificate, and an enrolment does not; without TLS neither does") {
  testkit::Pair pair;
  SyncEndpoint proven(pair.office(), true);
  const auto answer = proven.route(sync_head());
  REQUIRE(std::holds_alternative<http::Answer>(answer));
  CHECK(std::get<http::Answer>(answer).status == 401);
  CHECK(std::get<http::Answer>(answer).body.find("certificate") != std::string::npos);
  http::RequestHead shown = sync_head();
  shown.device = CertificateFacts{std::string(32, 'k'), {0, 1}};
  CHECK(std::holds_alternative<std::unique_ptr<http::Exchange>>(proven.route(shown)));
  http::RequestHead enrolment = sync_head();
  enrolment.target = "/v1/enroll";
  CHECK(std::holds_alternative<std::unique_ptr<http::Exchange>>(proven.route(enrolment)));
  SyncEndpoint signing(pair.office(), false);
  CHECK(std::holds_alternative<std::unique_ptr<http::Exchange>>(signing.route(sync_head())));
}

TEST_CASE("the office's clock says whether a certificate ran out, and whether it is time for a new one") {
  testkit::Pair pair;
  SyncEndpoint endpoint(pair.office(), true);
  const auto options_for = [&](std::int64_t from_days, std::int64_t until_days) {
    const std::int64_t now_ms = endpoint.session_options(pair.office().office(), CertificateFacts{"k", {0, 1}}).now_ms;
    return endpoint.session_options(
        pair.office().office(),
        CertificateFacts{std::string(32, 'k'), {now_ms + from_days * kDayMs, now_ms + until_days * kDayMs}});
  };
  const auto young = options_for(-100, 300);
  CHECK(young.link->device_key == std::string(32, 'k'));
  CHECK_FALSE(young.demand_signatures);
  CHECK_FALSE(young.link->certificate_ran_out);
  CHECK(young.link->renewed_certificate.empty());
  const auto old = options_for(-300, 100);
  CHECK_FALSE(old.link->certificate_ran_out);
  const auto renewed = read_certificate(old.link->renewed_certificate);
  REQUIRE(renewed);
  CHECK(renewed->key == std::string(32, 'k'));
  CHECK(renewed->dates.until_ms > old.now_ms + 399 * kDayMs);
  const auto ended = options_for(-500, -1);
  CHECK(ended.link->certificate_ran_out);
  CHECK(ended.link->renewed_certificate.empty());
}
