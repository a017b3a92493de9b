// SHA-256, and sums of hashes modulo 2^256.
//
// Purpose: chains prove what arrived, digests prove that two copies are equal. A digest is a sum of
// hashed leaves, so that one changed leaf costs one subtraction and one addition whatever the size
// of the database. Leaves must be hashes: sums of raw ids or counters cancel out.
// Thread rule: pure. Failure rule: none.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace satchel {

struct Hash256 {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Hash256&) const = default;
  bool is_zero() const { return *this == Hash256{}; }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string to_hex() const;
};

Hash256 sha256(std::string_view bytes);

// Little-endian addition and subtraction modulo 2^256.
Hash256& operator+=(Hash256& sum, const Hash256& leaf);
Hash256& operator-=(Hash256& sum, const Hash256& leaf);

// h' = SHA-256(h, first counter as 8 bytes little-endian, raw bytes of the save). One link a save:
// saves are atomic everywhere, so no smaller unit is ever acknowledged.
Hash256 chain_next(const Hash256& before, std::uint64_t first_counter, std::string_view raw_save);
// The value before the first save of a node: SHA-256("satchel chain 1", the node's random id).
Hash256 chain_start(std::string_view node_id_bytes);

}  // namespace satchel
