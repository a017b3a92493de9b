#include "sync/sealed_box.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace satchel {

namespace {

constexpr unsigned char kFormat = 0xb1;
constexpr std::size_t kKeyBytes = crypto_box_PUBLICKEYBYTES;
static_assert(kBoxOverhead == 1 + kKeyBytes + crypto_box_MACBYTES);

using Key = std::array<unsigned char, kKeyBytes>;
using Nonce = std::array<unsigned char, crypto_box_NONCEBYTES>;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* data_of(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

std::optional<Key> public_key_of(std::string_view ed25519) {
  Key key{};
  if (ed25519.size() != crypto_sign_PUBLICKEYBYTES ||
      crypto_sign_ed25519_pk_to_curve25519(key.data(), data_of(ed25519)) != 0) {
    return std::nullopt;
  }
  return key;
}

Nonce nonce_of(const unsigned char* ephemeral, const Key& receiver) {
  Nonce nonce{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, nonce.size());
  crypto_generichash_update(&state, ephemeral, kKeyBytes);
  crypto_generichash_update(&state, receiver.data(), receiver.size());
  crypto_generichash_final(&state, nonce.data(), nonce.size());
  return nonce;
}

}  // namespace

std::optional<std::string> seal(std::string_view office_public_key, const Hash256& seed,
                                std::string_view bytes) {
  const auto receiver = public_key_of(office_public_key);
  if (!receiver) return std::nullopt;
  Key open{};
  Key secret{};
  crypto_box_seed_keypair(open.data(), secret.data(), seed.bytes.data());
  std::string box(kBoxOverhead + bytes.size(), '\0');
  unsigned char* at = data_of(box);
  *at++ = kFormat;
  at = std::copy(open.begin(), open.end(), at);
  const int failed =
      crypto_box_easy(at, data_of(bytes), bytes.size(), nonce_of(open.data(), *receiver).data(),
                      receiver->data(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  if (failed != 0) return std::nullopt;  // the receiver's key is one of the few weak points
  return box;
}

std::optional<std::string> open_sealed(std::string_view office_secret_key, std::string_view box) {
  if (office_secret_key.size() != crypto_sign_SECRETKEYBYTES || box.size() < kBoxOverhead ||
      data_of(box)[0] != kFormat) {
    return std::nullopt;
  }
  const auto receiver = public_key_of(office_secret_key.substr(crypto_sign_SEEDBYTES));
  if (!receiver) return std::nullopt;
  Key secret{};
  crypto_sign_ed25519_sk_to_curve25519(secret.data(), data_of(office_secret_key));
  const unsigned char* ephemeral = data_of(box) + 1;
  const std::string_view sealed = box.substr(1 + kKeyBytes);
  std::string bytes(box.size() - kBoxOverhead, '\0');
  const int failed =
      crypto_box_open_easy(data_of(bytes), data_of(sealed), sealed.size(),
                           nonce_of(ephemeral, *receiver).data(), ephemeral, secret.data());
  sodium_memzero(secret.data(), secret.size());
  if (failed != 0) return std::nullopt;
  return bytes;
}

Hash256 box_seed(std::string_view secret, std::string_view bytes) {
  return sha256(std::string("satchel box 1").append(secret).append(bytes));
}

}  // namespace satchel
