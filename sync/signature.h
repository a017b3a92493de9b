// Ed25519 signatures (RFC 8032), by libsodium.
//
// Thread rule: pure. Failure rule: a wrong key or signature verifies as false.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace satchel {

inline constexpr std::size_t kSignatureBytes = 64;

struct KeyPair {
  std::string secret;  // 64 bytes
  std::string open;    // 32 bytes, the public key
};

// The seed is 32 bytes of the caller's randomness.
KeyPair make_key_pair(const std::array<std::uint8_t, 32>& seed);
std::string sign(std::string_view secret_key, std::string_view bytes);
bool verify(std::string_view public_key, std::string_view bytes, std::string_view signature);

}  // namespace satchel
