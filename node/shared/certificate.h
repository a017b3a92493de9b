// Certificate: who the office and a laptop are, as TLS wants it said (X.509, RFC 5280; Ed25519, RFC 8410).
//
// Purpose: the office's Ed25519 key is a private certificate authority; what it vouches for are the keys of its
// laptops and of its own server. Trust lies in that key alone: the authority's certificate is made anew from it
// whenever one is needed, always with the same bytes, and no file of certificates has to be kept or copied.
// certificate.cc is the only place that makes and reads certificates; node/http/tls.cc has them checked.
// Thread rule: pure; times and serial numbers are arguments.
// Failure rule: StoreFailure when OpenSSL itself fails (out of memory); bytes from outside that are no
// certificate of ours are an Error.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/result.h"

namespace satchel {

inline constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
inline constexpr std::int64_t kDeviceCertificateDays = 400;
inline constexpr std::int64_t kServerCertificateDays = 90;
// Certificates begin a day before they are made, for clocks that are a little behind.
inline constexpr std::int64_t kCertificateToleranceDays = 1;

using SerialNumber = std::array<std::uint8_t, 16>;  // random

// All certificates are X.509 in DER. `office_secret` is the office's Ed25519 secret key (64 bytes, as in
// sync/signature.h), keys to vouch for are Ed25519 public keys (32 bytes).

// Of the office itself, signed by itself; its dates mean nothing.
std::string make_authority_certificate(std::string_view office_secret);
// For a server that answers under these names; an IPv4 or IPv6 address is a name, too.
std::string make_server_certificate(std::string_view office_secret, std::string_view server_key,
                                    const std::vector<std::string>& names, std::int64_t now_ms,
                                    const SerialNumber& serial);
std::string make_device_certificate(std::string_view office_secret, std::string_view device_key,
                                    std::int64_t now_ms, const SerialNumber& serial);

struct CertificateDates {
  std::int64_t from_ms = 0;
  std::int64_t until_ms = 0;

  bool ran_out(std::int64_t now_ms) const { return until_ms < now_ms; }
  bool in_last_third(std::int64_t now_ms) const { return now_ms >= until_ms - (until_ms - from_ms) / 3; }
};

struct CertificateFacts {
  std::string key;  // Ed25519 public key, 32 bytes
  CertificateDates dates;
};
Result<CertificateFacts> read_certificate(std::string_view der);

}  // namespace satchel
