// The certificate that `serve` shows: under which names, and when it is made anew.
#include "node/office/server_certificate.h"

#include <doctest/doctest.h>

#include "sync/signature.h"

using namespace satchel;

namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000;

KeyPair office() {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(1);
  return make_key_pair(seed);
}

ServerCertificate made(const std::vector<std::string>& names = {}) {
  auto certificate = ServerCertificate::make(office().secret, "0.0.0.0", names, kNowMs);
  REQUIRE(certificate);
  return *certificate;
}

}  // namespace

TEST_CASE("a running office makes its certificate anew long before its end, with another key") {
  ServerCertificate certificate = made();
  const http::ServerTls first = certificate.tls();
  for (const std::int64_t days : {0, 1, 29}) CHECK_FALSE(certificate.renew(kNowMs + days * kDayMs));
  CHECK(certificate.tls().certificate == first.certificate);
  CHECK(certificate.renew(kNowMs + 30 * kDayMs));
  CHECK(certificate.tls().authority == first.authority);
  CHECK(certificate.tls().secret_key != first.secret_key);
  const auto facts = read_certificate(certificate.tls().certificate);
  REQUIRE(facts);
  CHECK(facts->dates.until_ms == kNowMs + 120 * kDayMs);
  CHECK_FALSE(certificate.renew(kNowMs + 59 * kDayMs));
  CHECK(certificate.renew(kNowMs + 60 * kDayMs));
}

TEST_CASE("a clock that is set right, in either direction, brings a certificate for the right time") {
  ServerCertificate certificate = made();
  CHECK(certificate.renew(0));
  CHECK_FALSE(certificate.renew(kDayMs));
  CHECK(certificate.renew(kNowMs));
  CHECK(read_certificate(certificate.tls().certificate)->dates.from_ms == kNowMs - kDayMs);
  CHECK_FALSE(certificate.renew(kNowMs - kDayMs));  // a little back is nothing
  CHECK(certificate.renew(kNowMs - kDayMs - 1));
}

TEST_CASE("what is no name of a computer, and more names than it takes, are refused") {
  for (const char* name : {"", "a b", "a,DNS:b", "https://a", "a/b", "a\nb"}) {
    CHECK_FALSE(ServerCertificate::make(office().secret, "127.0.0.1", {name}, kNowMs));
  }
  CHECK_FALSE(ServerCertificate::make(office().secret, "127.0.0.1", {std::string(254, 'a')}, kNowMs));
  std::vector<std::string> many;
  for (int i = 0; i < 33; ++i) many.push_back("office-" + std::to_string(i));
  CHECK_FALSE(ServerCertificate::make(office().secret, "127.0.0.1", many, kNowMs));
  many.pop_back();
  CHECK(ServerCertificate::make(office().secret, "127.0.0.1", many, kNowMs));
}
