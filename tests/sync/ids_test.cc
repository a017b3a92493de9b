#include "sync/ids.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <unordered_set>

namespace satchel {

namespace {

constexpr std::string_view kText = "00112233-4455-6677-8899-aabbccddeeff";

Uuid uuid(std::string_view text) {
  const auto parsed = Uuid::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("a uuid is written as five groups of lower-case hexadecimal digits") {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(i * 0x11);
  }
  CHECK(id.to_string() == kText);
  CHECK(uuid(kText) == id);
  CHECK(RecordId{id}.to_string() == kText);
  CHECK(Uuid{}.to_string() == "00000000-0000-0000-0000-000000000000");
  CHECK(Uuid{}.is_nil());
  CHECK_FALSE(id.is_nil());
}

TEST_CASE("a uuid of any version and in upper case is read") {
  CHECK(uuid("00112233-4455-F677-0899-AABBCCDDEEFF").to_string() ==
        "00112233-4455-f677-0899-aabbccddeeff");
  CHECK(uuid("00000000-0000-0000-0000-000000000000").is_nil());
}

TEST_CASE("what is not a uuid is not read") {
  for (const std::string_view text : {
           "", "00112233",
           "00112233445566778899aabbccddeeff",       // no dashes
           "00112233-4455-6677-8899-aabbccddeef",    // a digit short
           "00112233-4455-6677-8899-aabbccddeeff0",  // a digit long
           "00112233-4455-6677-8899-aabbccddeefg",   // not a digit
           "0011223-34455-6677-8899-aabbccddeeff",   // a dash too early
           "{0112233-4455-6677-8899-aabbccddeeff}",  // braces
           " 0112233-4455-6677-8899-aabbccddeeff",   // a blank
           "00112233_4455_6677_8899_aabbccddeeff",   // underscores
           "+0112233-4455-6677-8899-aabbccddeeff",   // a sign
       }) {
    CAPTURE(text);
    CHECK_FALSE(Uuid::parse(text));
  }
  CHECK_FALSE(Uuid::parse(std::string("00112233-4455-6677-8899-aabbccddee\0f", 36)));
}

TEST_CASE("random ids carry version 4 and keep the other 122 bits") {
  std::array<std::uint8_t, 16> ones{};
  ones.fill(0xff);
  CHECK(Uuid::from_random(ones).to_string() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(Uuid::from_random({}).to_string() == "00000000-0000-4000-8000-000000000000");
}

TEST_CASE("an id made of a name is the head of its SHA-256, marked as version 8") {
  // SHA-256 of "abc" and of nothing are the test vectors of FIPS 180-4.
  CHECK(Uuid::from_name("abc").to_string() == "ba7816bf-8f01-8fea-8141-40de5dae2223");
  CHECK(Uuid::from_name("").to_string() == "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
  CHECK(Uuid::from_name("abc") != Uuid::from_name("abd"));
}

TEST_CASE("uuids sort by their bytes and can be hashed") {
  CHECK(uuid("00000000-0000-0000-0000-000000000002") <
        uuid("01000000-0000-0000-0000-000000000000"));
  const std::unordered_set<Uuid> ids{uuid(kText), uuid(kText), Uuid{}};
  CHECK(ids.size() == 2);
}

TEST_CASE("a dot is written as node, point, counter, and read back") {
  constexpr auto kCounterMax = std::numeric_limits<std::uint64_t>::max();
  CHECK(Dot{7, 1234}.to_string() == "7.1234");
  CHECK(Dot{kNodeNumberMax, kCounterMax}.to_string() == "9007199254740991.18446744073709551615");
  for (const Dot dot : {Dot{7, 1234}, Dot{kOfficeNode, 1}, Dot{kNodeNumberMax, kCounterMax}, Dot{}}) {
    CHECK(Dot::parse(dot.to_string()) == dot);
  }
  CHECK(Dot{}.is_none());
  CHECK_FALSE(Dot{1, 1}.is_none());
}

TEST_CASE("what is not a dot is not read, and a dot has one spelling only") {
  for (const std::string_view text :
       {"", ".", "7", "7.", ".7", "7.1.2", "7,1", "-7.1", "+7.1", "7.-1", " 7.1", "7.1 ", "07.1",
        "7.01", "7.0x1", "9007199254740992.1", "7.18446744073709551616", "a.b"}) {
    CAPTURE(text);
    CHECK_FALSE(Dot::parse(text));
  }
}

TEST_CASE("dots sort by node, then by counter as a number") {
  CHECK(Dot{2, 9} < Dot{2, 10});
  CHECK(Dot{2, 10} < Dot{10, 1});
}

TEST_CASE("a scope is written as its subject and what kind of scope it is") {
  const auto subject = uuid(kText);
  const std::string head = std::string(kText) + "/";
  CHECK(case_file(subject).to_string() == head + "general");
  CHECK(case_file(subject, ScopeKind::behavioural).to_string() == head + "behavioural");
  CHECK(case_file(subject, ScopeKind::substance_use).to_string() == head + "substance_use");
  CHECK(case_file(subject, ScopeKind::protection).to_string() == head + "protection");
  CHECK(directory_scope().to_string() == "00000000-0000-0000-0000-000000000000/directory");
  CHECK(ScopeId{subject, ScopeKind::team}.to_string() == head + "team");
  CHECK(inbox_scope(subject).to_string() == head + "inbox");
  CHECK(ScopeId{subject, static_cast<ScopeKind>(200)}.to_string() == head + "kind-200");
}

TEST_CASE("compartments are case files, shared scopes are not") {
  CHECK(case_file(Uuid{}, ScopeKind::protection).is_case_file());
  CHECK_FALSE(directory_scope().is_case_file());
  CHECK_FALSE(inbox_scope(Uuid{}).is_case_file());
}

}  // namespace satchel
