#include "node/shared/enrolment_code.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace satchel {
namespace {

const std::string kSecret("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09", kCodeSecretBytes);
const std::string kKey(32, 'k');
// Made apart from this program: base32 of the secret and the start of SHA-256 of the key.
constexpr const char* kCode = "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R8";

void check_reads_as_the_code(const std::string& text) {
  INFO(text);
  const auto code = parse_code(text);
  REQUIRE(code);
  CHECK(code->secret == kSecret);
  CHECK(code->fingerprint == fingerprint_of(kKey));
}

TEST_CASE("a code is the secret and the office's fingerprint in eight groups of four") {
  CHECK(make_code(kSecret, kKey) == kCode);
  check_reads_as_the_code(kCode);
  CHECK(fingerprint_of(kKey).size() == kCodeFingerprintBytes);
  CHECK(fingerprint_of(kKey) != fingerprint_of(std::string(32, 'j')));
}

TEST_CASE("reading a code forgives what people get wrong") {
  check_reads_as_the_code("000g-40r4-0m30-e209-brrr-z37s-sfh4-k8r8");
  check_reads_as_the_code("000G40R40M30E209BRRRZ37SSFH4K8R8");
  check_reads_as_the_code("  000G 40R4 0M30 E209\tBRRR Z37S SFH4 K8R8\r\n");
  check_reads_as_the_code("OOOG-4oR4-oM3O-E2O9-BRRR-Z37S-SFH4-K8R8");
  // A secret that has ones in it.
  const std::string ones(kCodeSecretBytes, '\x08');
  std::string text = make_code(ones, kKey);
  const auto straight = parse_code(text);
  REQUIRE(text.find('1') != std::string::npos);
  std::replace(text.begin(), text.end(), '1', 'l');
  const auto small_l = parse_code(text);
  std::replace(text.begin(), text.end(), 'l', 'I');
  const auto capital_i = parse_code(text);
  REQUIRE(straight);
  REQUIRE(small_l);
  REQUIRE(capital_i);
  CHECK(straight->secret == ones);
  CHECK(small_l->secret == ones);
  CHECK(capital_i->secret == ones);
}

TEST_CASE("what is no code is refused, and is not repeated in the message") {
  for (const std::string text :
       {"", "-", "no code", "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R",
        "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R8-0", "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8RU",
        "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R\xc3\xbc",
        "000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R!"}) {
    INFO(text);
    const auto code = parse_code(text);
    REQUIRE_FALSE(code);
    CHECK(code.error().kind == ErrorKind::bad_input);
    CHECK_FALSE(code.error().hint.empty());
    CHECK((text.size() < 8 || code.error().message.find(text) == std::string::npos));
  }
  CHECK_FALSE(parse_code(std::string(100'000, '0')));
  CHECK_FALSE(parse_code(std::string("000G-40R4-0M30-E209-BRRR-Z37S-SFH4-K8R\0", 39)));
}

TEST_CASE("every wrong symbol makes another code") {
  const std::string symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::set<std::string> codes;
  std::size_t tried = 0;
  const std::string right = kCode;
  for (std::size_t at = 0; at < right.size(); ++at) {
    if (right[at] == '-') continue;
    for (const char symbol : symbols) {
      if (symbol == right[at]) continue;
      std::string text = right;
      text[at] = symbol;
      const auto code = parse_code(text);
      REQUIRE(code);
      ++tried;
      codes.insert(code->secret + code->fingerprint);
    }
  }
  CHECK(tried == 32 * 31);
  CHECK(codes.size() == tried);
  CHECK_FALSE(codes.contains(kSecret + fingerprint_of(kKey)));
}

}  // namespace
}  // namespace satchel
