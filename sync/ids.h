// The identities that travel: who (node, user), what (record, field, scope) and which change (dot).
//
// Each is its own type, so that a record's id cannot be passed for a scope's.
// Thread rule: plain values. Failure rule: parsing returns nullopt, nothing throws.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace satchel {

// 128 bits; written as 8-4-4-4-12 lower-case hexadecimal digits (RFC 9562). Any version is accepted.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string to_string() const;
  static std::optional<Uuid> parse(std::string_view text);
  // Random (version 4) id made of 16 bytes of the caller's randomness.
  static Uuid from_random(std::array<std::uint8_t, 16> random);
  // Name-based id: the same name gives the same id on every machine. RFC 9562 version 8 over SHA-256.
  static Uuid from_name(std::string_view name);
};

struct RecordId {
  Uuid uuid;
  auto operator<=>(const RecordId&) const = default;
  std::string to_string() const { return uuid.to_string(); }
};

// One incarnation of one database of one user on one laptop. 1 is the office itself, 0 is nobody.
using NodeNumber = std::uint64_t;
inline constexpr NodeNumber kNodeNumberMax = (NodeNumber{1} << 53) - 1;  // what JSON readers take exactly
inline constexpr NodeNumber kNoNode = 0;
inline constexpr NodeNumber kOfficeNode = 1;

// The identity of an op: the counter grows by one with each op of that node.
struct Dot {
  NodeNumber node = kNoNode;
  std::uint64_t counter = 0;
  auto operator<=>(const Dot&) const = default;
  bool is_none() const { return node == kNoNode; }
  std::string to_string() const;  // "7.1234": what people see as a sibling's or save's short id
  static std::optional<Dot> parse(std::string_view text);
};

// The compartments of a case file, and the shared scopes. The numbers are permanent.
enum class ScopeKind : std::uint8_t {
  general = 0,
  behavioural = 1,
  substance_use = 2,
  protection = 3,
  directory = 16,  // subject: nil. Workers, service organisations, instruments, schema fields
  team = 17,       // subject: the team
  inbox = 18,      // subject: the user. Parked and settled saves of that user
};

// The unit of sharing, paging and digests.
struct ScopeId {
  Uuid subject;
  ScopeKind kind = ScopeKind::general;
  auto operator<=>(const ScopeId&) const = default;
  bool is_case_file() const { return static_cast<std::uint8_t>(kind) < 16; }
  std::string to_string() const;  // "<uuid>/general"
};
// The restricted compartments of a case file, by their words; `general` is none.
inline constexpr ScopeKind kRestrictedCompartments[] = {ScopeKind::behavioural, ScopeKind::substance_use,
                                                        ScopeKind::protection};
std::string name_of(ScopeKind kind);
std::optional<ScopeKind> restricted_compartment(std::string_view name);
inline ScopeId directory_scope() { return {Uuid{}, ScopeKind::directory}; }
inline ScopeId inbox_scope(const Uuid& user) { return {user, ScopeKind::inbox}; }
inline ScopeId case_file(const Uuid& client, ScopeKind compartment = ScopeKind::general) {
  return {client, compartment};
}

using TypeId = std::uint32_t;   // schema.h: a record type
using FieldId = std::uint64_t;  // schema.h: core fields are small, extra fields are derived from names
using Epoch = std::uint64_t;    // of a grant; one office-wide counter
using Position = std::uint64_t; // in the log of a scope; the first entry has position 1

}  // namespace satchel

template <>
struct std::hash<satchel::Uuid> {
  std::size_t operator()(const satchel::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
