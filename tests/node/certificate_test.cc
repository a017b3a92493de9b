// Certificates: whose key is in them, how long they hold, and that the same office makes the same authority.
#include "node/shared/certificate.h"

#include <doctest/doctest.h>

#include "sync/signature.h"

using namespace satchel;

namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000;  // November 2026

KeyPair keys(std::uint8_t seed) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(seed);
  return make_key_pair(bytes);
}

SerialNumber serial(std::uint8_t seed) {
  SerialNumber bytes{};
  bytes.fill(seed);
  return bytes;
}

CertificateFacts facts_of(const std::string& der) {
  const auto facts = read_certificate(der);
  REQUIRE(facts);
  return *facts;
}

}  // namespace

TEST_CASE("a certificate carries the key that it is for, and only that") {
  const KeyPair office = keys(1);
  const KeyPair laptop = keys(2);
  CHECK(facts_of(make_authority_certificate(office.secret)).key == office.open);
  CHECK(facts_of(make_device_certificate(office.secret, laptop.open, kNowMs, serial(9))).key == laptop.open);
  CHECK(facts_of(make_server_certificate(office.secret, laptop.open, {"office.example", "10.0.0.7", "::1"}, kNowMs,
                                         serial(9)))
            .key == laptop.open);
}

TEST_CASE("an office's authority has the same bytes whenever it is made, and another office's has others") {
  CHECK(make_authority_certificate(keys(1).secret) == make_authority_certificate(keys(1).secret));
  CHECK(make_authority_certificate(keys(1).secret) != make_authority_certificate(keys(2).secret));
}

TEST_CASE("a laptop's certificate holds 400 days, a server's 90, both from the day before") {
  const std::string secret = keys(1).secret;
  const std::string open = keys(2).open;
  const auto device = facts_of(make_device_certificate(secret, open, kNowMs, serial(1))).dates;
  CHECK(device.from_ms == kNowMs - kDayMs);
  CHECK(device.until_ms == kNowMs + 400 * kDayMs);
  const auto server = facts_of(make_server_certificate(secret, open, {"a"}, kNowMs, serial(1))).dates;
  CHECK(server.from_ms == kNowMs - kDayMs);
  CHECK(server.until_ms == kNowMs + 90 * kDayMs);
}

TEST_CASE("dates are told right at the ends of what certificates can write") {
  const std::string secret = keys(1).secret;
  const std::string open = keys(2).open;
  // Before 1970 with the tolerance, around 2050 where the notation changes, far in the future.
  for (const std::int64_t now_ms : {std::int64_t{0}, std::int64_t{2'524'608'000'000}, std::int64_t{32'000'000'000'000}}) {
    CAPTURE(now_ms);
    const auto dates = facts_of(make_device_certificate(secret, open, now_ms, serial(1))).dates;
    CHECK(dates.from_ms == now_ms - kDayMs);
    CHECK(dates.until_ms == now_ms + 400 * kDayMs);
  }
}

TEST_CASE("it has run out after its last instant, and its last third begins where two are over") {
  const CertificateDates dates{1000, 4000};
  CHECK_FALSE(dates.ran_out(4000));
  CHECK(dates.ran_out(4001));
  CHECK_FALSE(dates.in_last_third(2999));
  CHECK(dates.in_last_third(3000));
}

TEST_CASE("the serial number makes two certificates of one key different") {
  const std::string secret = keys(1).secret;
  const std::string open = keys(2).open;
  const auto one = make_device_certificate(secret, open, kNowMs, serial(1));
  CHECK(one == make_device_certificate(secret, open, kNowMs, serial(1)));
  CHECK(one != make_device_certificate(secret, open, kNowMs, serial(2)));
  CHECK(one.size() < 512);
}

TEST_CASE("what is no certificate is an error: empty, cut, with a tail, or of another kind of bytes") {
  const std::string good = make_device_certificate(keys(1).secret, keys(2).open, kNowMs, serial(1));
  CHECK_FALSE(read_certificate(""));
  CHECK_FALSE(read_certificate("-----BEGIN CERTIFICATE-----"));
  CHECK_FALSE(read_certificate(good + "x"));
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(read_certificate(std::string_view(good).substr(0, size)));
  }
  for (std::size_t at = 0; at < good.size(); ++at) {  // never a crash, and never another key unnoticed as whole
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
    (void)read_certificate(damaged);
  }
}
