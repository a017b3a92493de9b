#include "sync/hash.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/sim/random.h"

namespace satchel {

namespace {

Hash256 hash_of_bytes(std::uint8_t filler) {
  Hash256 hash;
  hash.bytes.fill(filler);
  return hash;
}

Hash256 one() {
  Hash256 hash;
  hash.bytes[0] = 1;
  return hash;
}

Hash256 sum_of(Hash256 a, const Hash256& b) {
  a += b;
  return a;
}

Hash256 difference_of(Hash256 a, const Hash256& b) {
  a -= b;
  return a;
}

// School addition, byte by byte: slow, and too plain to be wrong in the same way.
Hash256 sum_by_bytes(const Hash256& a, const Hash256& b) {
  Hash256 sum;
  unsigned carry = 0;
  for (std::size_t i = 0; i < sum.bytes.size(); ++i) {
    const unsigned column = static_cast<unsigned>(a.bytes[i]) + b.bytes[i] + carry;
    sum.bytes[i] = static_cast<std::uint8_t>(column & 0xff);
    carry = column >> 8;
  }
  return sum;
}

// Words of all ones and all zeros are where a carry is lost.
Hash256 awkward_hash(sim::Random& random) {
  Hash256 hash;
  for (std::size_t word = 0; word < 4; ++word) {
    const std::size_t kind = random.below(4);
    for (std::size_t i = 0; i < 8; ++i) {
      const auto byte = static_cast<std::uint8_t>(random.next());
      hash.bytes[word * 8 + i] = kind == 0 ? 0xff : kind == 1 ? 0 : byte;
    }
  }
  return hash;
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(sha256("").to_hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc").to_hex() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").to_hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')).to_hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256(std::string_view("\0", 1)) != sha256(""));
}

TEST_CASE("only thirty-two zero bytes are zero") {
  CHECK(Hash256{}.is_zero());
  CHECK_FALSE(one().is_zero());
  CHECK(sha256("abc").view().size() == 32);
}

TEST_CASE("a sum does not depend on the order of its leaves") {
  const std::vector<Hash256> leaves = {sha256("a"), sha256("b"), sha256("c")};
  const Hash256 forwards = sum_of(sum_of(leaves[0], leaves[1]), leaves[2]);
  const Hash256 backwards = sum_of(leaves[2], sum_of(leaves[1], leaves[0]));
  CHECK(forwards == backwards);
  CHECK(forwards != sum_of(leaves[0], leaves[1]));
}

TEST_CASE("one leaf twice is not no leaf") {
  CHECK(sum_of(sha256("a"), sha256("a")) != Hash256{});
}

TEST_CASE("a carry runs through all words and out at the end") {
  Hash256 low_word;
  for (std::size_t i = 0; i < 8; ++i) low_word.bytes[i] = 0xff;
  Hash256 second_word;
  second_word.bytes[8] = 1;
  CHECK(sum_of(low_word, one()) == second_word);
  CHECK(difference_of(second_word, one()) == low_word);
  const Hash256 all_ones = hash_of_bytes(0xff);
  CHECK(sum_of(all_ones, one()).is_zero());
  CHECK(difference_of(Hash256{}, one()) == all_ones);
  // A word of ones that gets a carry and adds another word of ones.
  Hash256 expected = all_ones;
  expected.bytes[0] = 0xfe;
  CHECK(sum_of(all_ones, all_ones) == expected);
  CHECK(difference_of(expected, all_ones) == all_ones);
}

TEST_CASE("sums agree with school addition, and subtraction takes back what was added") {
  sim::Random random(1);
  for (int i = 0; i < 5000; ++i) {
    const Hash256 a = awkward_hash(random);
    const Hash256 b = awkward_hash(random);
    const Hash256 sum = sum_of(a, b);
    REQUIRE(sum == sum_by_bytes(a, b));
    REQUIRE(sum == sum_of(b, a));
    REQUIRE(difference_of(sum, b) == a);
    REQUIRE(difference_of(sum, a) == b);
  }
}

TEST_CASE("a chain link is the hash of the link before, the counter and the bytes") {
  const Hash256 before = sha256("before");
  std::string link(before.view());
  link += std::string("\x39\x30\0\0\0\0\0\0", 8);  // 12345
  link += "the save";
  CHECK(chain_next(before, 12345, "the save") == sha256(link));
  CHECK(chain_start("0123456789abcdef") == sha256("satchel chain 10123456789abcdef"));
}

TEST_CASE("a chain changes with every byte, with the counter and with the link before") {
  const std::string raw = "three words here";
  const Hash256 before = chain_start("0123456789abcdef");
  std::set<Hash256> seen = {chain_next(before, 7, raw)};
  for (std::size_t i = 0; i < raw.size(); ++i) {
    std::string changed = raw;
    changed[i] ^= 1;
    CHECK(seen.insert(chain_next(before, 7, changed)).second);
  }
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t other = std::uint64_t{7} ^ (std::uint64_t{1} << bit);
    CHECK(seen.insert(chain_next(before, other, raw)).second);
  }
  CHECK(seen.insert(chain_next(before, 7, raw + '\0')).second);
  CHECK(seen.insert(chain_next(before, 7, raw.substr(1))).second);
  CHECK(seen.insert(chain_next(chain_start("0123456789abcdeg"), 7, raw)).second);
}

TEST_CASE("a chain knows the order of the saves and where one ends") {
  const Hash256 start = chain_start("0123456789abcdef");
  const auto chain_of = [&](std::string_view first, std::string_view second) {
    return chain_next(chain_next(start, 1, first), 2, second);
  };
  CHECK(chain_of("aa", "bb") != chain_of("bb", "aa"));
  CHECK(chain_of("aa", "bb") != chain_of("aab", "b"));
}

}  // namespace satchel
