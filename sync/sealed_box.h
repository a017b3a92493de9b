// Sealed box: bytes that only the office can read again.
//
// Purpose: a file that is wiped takes its words off the laptop, but a worker's own saves must outlive an office
// that is restored from an older backup. So they stay, sealed to the office's public key: this laptop cannot open
// them any more, and neither can whoever steals it.
//
//   box := b1  ephemeral public key, 32 bytes  ciphertext with authenticator, 16 bytes more than the contents
//
// It is libsodium's sealed box behind one byte: X25519 and XSalsa20-Poly1305 between an ephemeral key and the
// office's Ed25519 key on its Montgomery form, nonce = BLAKE2b-192(ephemeral public key, office's public key),
// RFC 7748 and https://doc.libsodium.org/public-key_cryptography/sealed_boxes. The first byte keeps a box from
// being taken for a save (01) and numbers the format.
//
// libsodium draws the ephemeral key at random; here it is made of a seed that the caller gives, so that sync/ stays
// free of randomness. The nonce follows from the key: two different contents under one seed would share a key
// stream and give each other away. A seed must therefore be secret and belong to one contents only. `box_seed`
// gives such seeds: SHA-256 over the device's secret key and the contents. Other contents, another seed; the
// same contents give the same box, which tells no more than that they are the same.
// Thread rule: pure. Failure rule: nothing where a key or a box is no such thing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sync/hash.h"

namespace satchel {

// What a box is longer than its contents.
inline constexpr std::size_t kBoxOverhead = 1 + 32 + 16;

// `office_public_key`: Ed25519, 32 bytes. Nothing when it is no point of the curve.
std::optional<std::string> seal(std::string_view office_public_key, const Hash256& seed,
                                std::string_view bytes);
// `office_secret_key`: Ed25519, 64 bytes. Nothing when the box was made for another key, or changed.
std::optional<std::string> open_sealed(std::string_view office_secret_key, std::string_view box);

// A seed for these bytes and no others; `secret`: what nobody else knows.
Hash256 box_seed(std::string_view secret, std::string_view bytes);

}  // namespace satchel
