#include "sync/signature.h"

#include <sodium.h>

#include <cassert>

namespace satchel {

namespace {
const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
}  // namespace

KeyPair make_key_pair(const std::array<std::uint8_t, 32>& seed) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
  return {std::string(secret.begin(), secret.end()), std::string(open.begin(), open.end())};
}

std::string sign(std::string_view secret_key, std::string_view bytes) {
  assert(secret_key.size() == crypto_sign_SECRETKEYBYTES);
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, data_of(bytes), bytes.size(), data_of(secret_key));
  return std::string(signature.begin(), signature.end());
}

bool verify(std::string_view public_key, std::string_view bytes, std::string_view signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(data_of(signature), data_of(bytes), bytes.size(),
                                     data_of(public_key)) == 0;
}

}  // namespace satchel
