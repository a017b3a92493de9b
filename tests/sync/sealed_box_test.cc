// Boxes that only the office can open.
#include <doctest/doctest.h>

#include <sodium.h>

#include <string>

#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/sealed_box.h"
#include "sync/signature.h"

namespace satchel {

namespace {

KeyPair keys_of(std::uint8_t n) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(n);
  return make_key_pair(seed);
}
const KeyPair kOfficeKeys = keys_of(1);

std::string box_of(const std::string& bytes) {
  const auto box = seal(kOfficeKeys.open, box_seed("a device's secret", bytes), bytes);
  REQUIRE(box);
  return *box;
}

}  // namespace

TEST_CASE("what is sealed comes back out, whatever its size") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{119}, limits::kStampedSaveBytesMax}) {
    const std::string bytes(size, 'w');
    const std::string box = box_of(bytes);
    CHECK(box.size() == size + kBoxOverhead);
    CHECK(open_sealed(kOfficeKeys.secret, box) == bytes);
    if (size > 16) CHECK(box.find(bytes.substr(0, 16)) == std::string::npos);
  }
  CHECK(limits::kSealedSaveBytesMax == limits::kStampedSaveBytesMax + kBoxOverhead);
}

TEST_CASE("a box is libsodium's sealed box behind one byte") {
  const std::string bytes = "ring twice";
  unsigned char open[crypto_box_PUBLICKEYBYTES];
  unsigned char secret[crypto_box_SECRETKEYBYTES];
  REQUIRE(crypto_sign_ed25519_pk_to_curve25519(
              open, reinterpret_cast<const unsigned char*>(kOfficeKeys.open.data())) == 0);
  crypto_sign_ed25519_sk_to_curve25519(
      secret, reinterpret_cast<const unsigned char*>(kOfficeKeys.secret.data()));
  const std::string box = box_of(bytes);
  std::string out(bytes.size(), '\0');
  CHECK(crypto_box_seal_open(reinterpret_cast<unsigned char*>(out.data()),
                             reinterpret_cast<const unsigned char*>(box.data()) + 1, box.size() - 1, open,
                             secret) == 0);
  CHECK(out == bytes);
}

TEST_CASE("equal contents of one device give the same box, all others share nothing") {
  CHECK(box_of("visit") == box_of("visit"));
  const std::string one = box_of("visit 1");
  const std::string other = box_of("visit 2");
  CHECK(one.substr(1, 32) != other.substr(1, 32));  // another ephemeral key: another key stream
  const auto elsewhere = seal(kOfficeKeys.open, box_seed("another device's secret", "visit 1"), "visit 1");
  CHECK(one != *elsewhere);
}

TEST_CASE("a box that was changed, cut or made for somebody else does not open") {
  const std::string box = box_of("words about a client");
  for (std::size_t at = 0; at < box.size(); ++at) {
    std::string forged = box;
    forged[at] = static_cast<char>(forged[at] ^ 1);
    CHECK_MESSAGE(!open_sealed(kOfficeKeys.secret, forged), at);
    CHECK_FALSE(open_sealed(kOfficeKeys.secret, box.substr(0, at)));
  }
  CHECK_FALSE(open_sealed(kOfficeKeys.secret, box + "x"));
  CHECK_FALSE(open_sealed(keys_of(2).secret, box));
  CHECK_FALSE(open_sealed("", box));
}

TEST_CASE("what is no key of an office seals nothing") {
  const Hash256 seed = sha256("seed");
  CHECK_FALSE(seal("", seed, "x"));
  CHECK_FALSE(seal(std::string(32, '\0'), seed, "x"));  // a point of small order
  CHECK_FALSE(seal(std::string(32, '\xff'), seed, "x"));
}

TEST_CASE("a box is never taken for a save") {
  Save save;
  save.scope = case_file(Uuid::from_name("Mia"));
  save.ops.push_back(Op{});
  save.ops.back().kind = OpKind::open;
  CHECK_FALSE(decode_save(box_of(encode_save(save))));
  StoredSave row;
  row.raw = encode_save(save);
  CHECK(decode_save(row));
  row.sealed = true;  // whatever the bytes are
  CHECK_FALSE(decode_save(row));
}

}  // namespace satchel
