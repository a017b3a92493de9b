#include "node/shared/enrolment_code.h"

#include <cassert>
#include <cstdint>
#include <optional>

#include "sync/hash.h"

namespace satchel {

namespace {

// Without I, L, O and U.
constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeBytes = kCodeSecretBytes + kCodeFingerprintBytes;
constexpr std::size_t kSymbolCount = kCodeBytes * 8 / 5;
constexpr std::size_t kGroupSize = 4;
static_assert(kCodeBytes * 8 % 5 == 0, "no bits are left over");

constexpr const char* kHint = "read it again as the office gave it: eight groups of four";

std::string to_symbols(std::string_view bytes) {
  std::string text;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  std::size_t symbols = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8) | static_cast<std::uint8_t>(byte);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      if (symbols != 0 && symbols % kGroupSize == 0) text.push_back('-');
      text.push_back(kSymbols[(buffer >> bits) & 31]);
      ++symbols;
    }
  }
  return text;
}

bool is_separator(char c) {
  return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<std::uint32_t> value_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const std::size_t at = kSymbols.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(at);
}

}  // namespace

std::string fingerprint_of(std::string_view office_key) {
  return std::string(sha256(office_key).view().substr(0, kCodeFingerprintBytes));
}

std::string make_code(std::string_view secret, std::string_view office_key) {
  assert(secret.size() == kCodeSecretBytes);
  return to_symbols(std::string(secret) + fingerprint_of(office_key));
}

Result<EnrolmentCode> parse_code(std::string_view text) {
  std::string bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  std::size_t symbols = 0;
  for (const char c : text) {
    if (is_separator(c)) continue;
    const auto value = value_of(c);
    if (!value) {
      return Error{ErrorKind::bad_input, "the code holds a character that no code has", kHint};
    }
    if (++symbols > kSymbolCount) break;
    buffer = (buffer << 5) | *value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>((buffer >> bits) & 0xff));
  }
  if (symbols != kSymbolCount) {
    return Error{ErrorKind::bad_input,
                 std::string("the code is too ") + (symbols < kSymbolCount ? "short" : "long") +
                     ": it has " + std::to_string(kSymbolCount) + " letters and digits",
                 kHint};
  }
  return EnrolmentCode{bytes.substr(0, kCodeSecretBytes), bytes.substr(kCodeSecretBytes)};
}

}  // namespace satchel
