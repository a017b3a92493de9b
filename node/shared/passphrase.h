// A passphrase, and how it is recognised without being kept: Argon2id (RFC 9106) by libsodium.
//
// Thread rule: any thread; each call takes about a quarter of a second and 64 MiB, so never under a lock that others
// wait for. Failure rule: a machine without memory gives an Error.
#pragma once

#include <cstddef>
#include <string>

#include "sync/result.h"

namespace satchel {

inline constexpr std::size_t kPassphraseCharactersMin = 10;
inline constexpr std::size_t kPassphraseBytesMax = 1024;

// Whether it may be chosen.
Status check_passphrase(const std::string& passphrase);

// The text to keep: salt, cost and hash.
Result<std::string> passphrase_verifier(const std::string& passphrase);
bool is_passphrase(const std::string& passphrase, const std::string& verifier);

}  // namespace satchel
