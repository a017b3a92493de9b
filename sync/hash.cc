#include "sync/hash.h"

#include <openssl/evp.h>

#include <cstring>
#include <memory>
#include <new>

namespace satchel {

namespace {

std::array<std::uint64_t, 4> to_words(const Hash256& hash) {
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), hash.bytes.data(), 32);  // the programs run on little-endian machines
  return words;
}

void from_words(Hash256& hash, const std::array<std::uint64_t, 4>& words) {
  std::memcpy(hash.bytes.data(), words.data(), 32);
}

}  // namespace

std::string Hash256::to_hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(64);
  for (const auto byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

// OpenSSL's, because it uses the processor's own instructions: every field of every record is hashed. Looked up once,
// which takes longer than hashing; a context is used again and again by its thread.
Hash256 sha256(std::string_view bytes) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  Hash256 hash;
  const bool done = EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), hash.bytes.data(), nullptr) == 1;
  if (!done) throw std::bad_alloc();  // nothing else can fail here
  return hash;
}

Hash256& operator+=(Hash256& sum, const Hash256& leaf) {
  auto a = to_words(sum);
  const auto b = to_words(leaf);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t partial = a[i] + carry;
    carry = partial < carry ? 1 : 0;
    a[i] = partial + b[i];
    carry += a[i] < b[i] ? 1 : 0;
  }
  from_words(sum, a);
  return sum;
}

Hash256& operator-=(Hash256& sum, const Hash256& leaf) {
  auto a = to_words(sum);
  const auto b = to_words(leaf);
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t partial = a[i] - borrow;
    borrow = a[i] < borrow ? 1 : 0;
    a[i] = partial - b[i];
    borrow += partial < b[i] ? 1 : 0;
  }
  from_words(sum, a);
  return sum;
}

Hash256 chain_next(const Hash256& before, std::uint64_t first_counter, std::string_view raw_save) {
  std::string link;
  link.reserve(40 + raw_save.size());
  link.append(before.view());
  for (int shift = 0; shift < 64; shift += 8) {
    link.push_back(static_cast<char>(first_counter >> shift));
  }
  link.append(raw_save);
  return sha256(link);
}

Hash256 chain_start(std::string_view node_id_bytes) {
  std::string seed = "satchel chain 1";
  seed.append(node_id_bytes);
  return sha256(seed);
}

}  // namespace satchel
