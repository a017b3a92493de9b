#include "node/shared/passphrase.h"

#include <sodium.h>

#include "node/shared/record_json.h"

namespace satchel {

namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = std::size_t{64} * 1024 * 1024;

}  // namespace

Status check_passphrase(const std::string& passphrase) {
  if (character_count(passphrase) < kPassphraseCharactersMin) {
    return Error{ErrorKind::bad_input, "the passphrase is too short",
                 "take at least 10 characters; three or four words that nobody connects with you are good"};
  }
  if (passphrase.size() > kPassphraseBytesMax) {
    return Error{ErrorKind::over_limit, "the passphrase is longer than 1,024 bytes", "take a shorter one"};
  }
  return Done{};
}

Result<std::string> passphrase_verifier(const std::string& passphrase) {
  char text[crypto_pwhash_STRBYTES] = {};
  if (sodium_init() < 0 ||
      crypto_pwhash_str(text, passphrase.data(), passphrase.size(), kPasses, kMemoryBytes) != 0) {
    return Error{ErrorKind::storage, "there is not enough memory to set a passphrase", "close other programs"};
  }
  return std::string(text);
}

bool is_passphrase(const std::string& passphrase, const std::string& verifier) {
  return sodium_init() >= 0 && passphrase.size() <= kPassphraseBytesMax &&
         crypto_pwhash_str_verify(verifier.c_str(), passphrase.data(), passphrase.size()) == 0;
}

}  // namespace satchel
