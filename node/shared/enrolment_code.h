// EnrolmentCode: what the office reads out to a worker, who types it into a new laptop.
//
// A code is 20 bytes: a secret of 10 random bytes that works once, then the first 10 bytes of
// SHA-256(the office's public key), by which the laptop knows that it talks to this office and no
// other. It is written in Crockford's base32 (https://www.crockford.com/base32.html): 32 symbols in
// eight groups of four. Reading forgives what ears, eyes and keyboards get wrong: small letters, O
// for 0, I and L for 1, blanks, and dashes elsewhere or nowhere. Thread rule: pure. Failure rule:
// an Error for the person who typed; nothing of the code is repeated in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sync/result.h"

namespace satchel {

inline constexpr std::size_t kCodeSecretBytes = 10;
inline constexpr std::size_t kCodeFingerprintBytes = 10;

struct EnrolmentCode {
  std::string secret;       // what EnrolmentRequest::code carries
  std::string fingerprint;  // to be compared with fingerprint_of(the office's key)
};

// `secret` has kCodeSecretBytes of randomness.
std::string make_code(std::string_view secret, std::string_view office_key);
Result<EnrolmentCode> parse_code(std::string_view text);

std::string fingerprint_of(std::string_view office_key);

}  // namespace satchel
