#include "sync/ids.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "sync/hash.h"

namespace satchel {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kUuidTextSize = 36;

constexpr bool is_dash_position(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

std::optional<std::uint8_t> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

// RFC 9562: the version is the high half of byte 6, the variant the two highest bits of byte 8.
Uuid stamped(Uuid id, std::uint8_t version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | (version << 4));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

// One spelling per number: no sign, no leading zero. Otherwise two texts would name one save.
template <class Number>
std::optional<Number> parse_decimal(std::string_view text) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  Number number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace

std::string Uuid::to_string() const {
  std::string text;
  text.reserve(kUuidTextSize);
  for (const auto byte : bytes) {
    if (is_dash_position(text.size())) text.push_back('-');
    text.push_back(kHexDigits[byte >> 4]);
    text.push_back(kHexDigits[byte & 0x0f]);
  }
  return text;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != kUuidTextSize) return std::nullopt;
  Uuid id;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto value = hex_value(text[i]);
    if (!value) return std::nullopt;
    auto& byte = id.bytes[digits++ / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | *value);
  }
  return id;
}

Uuid Uuid::from_random(std::array<std::uint8_t, 16> random) {
  return stamped(Uuid{random}, 4);
}

Uuid Uuid::from_name(std::string_view name) {
  const auto hash = sha256(name);
  Uuid id;
  std::copy_n(hash.bytes.begin(), id.bytes.size(), id.bytes.begin());
  return stamped(id, 8);
}

std::string Dot::to_string() const {
  return std::to_string(node) + '.' + std::to_string(counter);
}

std::optional<Dot> Dot::parse(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  const auto node = parse_decimal<NodeNumber>(text.substr(0, point));
  const auto counter = parse_decimal<std::uint64_t>(text.substr(point + 1));
  if (!node || !counter || *node > kNodeNumberMax) return std::nullopt;
  return Dot{*node, *counter};
}

std::string ScopeId::to_string() const {
  return subject.to_string() + '/' + name_of(kind);
}

std::string name_of(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::general:
      return "general";
    case ScopeKind::behavioural:
      return "behavioural";
    case ScopeKind::substance_use:
      return "substance_use";
    case ScopeKind::protection:
      return "protection";
    case ScopeKind::directory:
      return "directory";
    case ScopeKind::team:
      return "team";
    case ScopeKind::inbox:
      return "inbox";
  }
  // A later version may know more kinds; their scopes still need a name in messages and logs.
  return "kind-" + std::to_string(static_cast<unsigned>(kind));
}

std::optional<ScopeKind> restricted_compartment(std::string_view name) {
  for (const ScopeKind kind : kRestrictedCompartments) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace satchel
