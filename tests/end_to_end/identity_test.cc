// Who is who over TLS, with the real programs: enrolment, wrong clocks, wrong offices, certificates that end, lost
// laptops.
#include <doctest/doctest.h>

#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr const char* kFakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const Serving kTls{true, "127.0.0.1", {}, {}};

Environment faked(const std::string& when) {
  return {std::string("LD_PRELOAD=") + kFakeTime, "FAKETIME=" + when, "FAKETIME_DONT_FAKE_MONOTONIC=1",
          "ASAN_OPTIONS=verify_asan_link_order=0"};
}
Environment in_days(int days) { return faked("+" + std::to_string(days) + "d"); }

bool clocks_can_be_faked() {
  if (run({"date", "+%Y"}, faked("@2035-01-01 00:00:00")).out == "2035\n") return true;
  testkit::skip("libfaketime is not installed (apt-get install faketime)");
  return false;
}

Serving tls_in_days(int days) { return {true, "127.0.0.1", {}, in_days(days)}; }

struct Place : Town {
  explicit Place(const Serving& how = kTls) {
    start_office(how);
    add_user("ana");
    add_user("ben");
  }
  void restart(const Serving& how) {
    stop_office();
    start_office(how);
  }
  std::string code_in_days(const std::string& user, int days) {
    const Finished made = office({"enroll", user}, in_days(days));
    REQUIRE(made.exit_code == 0);
    return std::string(parsed(made.out).at("code").get_string());
  }
  // Not done, with these words; what was saved here stays here.
  void check_refused(const Finished& done, int exit_code, const char* words) {
    CHECK(done.exit_code == exit_code);
    CHECK_MESSAGE(done.err.find(words) != std::string::npos, done.err);
  }
  std::string certificate_until(const std::string& user) {
    return std::string(laptop_json(user, {"status"}).at("certificate_until").get_string());
  }
  std::uint64_t pending(const std::string& user) {
    return laptop_json(user, {"status"}).at("pending").to_number<std::uint64_t>();
  }
};

std::uint64_t number(const json::value& report, const char* key) {
  return report.at(key).to_number<std::uint64_t>();
}

}  // namespace

TEST_CASE("two laptops enrol and sync over TLS, and what goes over the wire is told") {
  Place town;
  town.enrol("ana");
  town.enrol("ben", "https://localhost:" + std::to_string(town.port()));
  const std::string id = town.new_record("ana", {"client", "given_name=Jorge"});
  const json::value first = town.sync("ana");
  CHECK(number(first, "pushed") == 1);
  CHECK(town.office({"assign", id, "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  for (const std::string user : {"ana", "ben"}) {
    town.check_same_dump(user);
    town.check_equal_digests(user);
  }
  town.sync("ana");  // tells what was read last
  const json::value quiet = town.sync("ana");
  CHECK(number(quiet, "requests") == 1);
  CHECK(number(quiet, "bytes_up") <= 160);  // no signatures
  CHECK(number(quiet, "bytes_down") <= 160);
  for (const auto& [wire, body] : {std::pair("wire_up", "bytes_up"), std::pair("wire_down", "bytes_down")}) {
    CHECK(number(quiet, wire) > number(quiet, body) + 500);  // heads, certificates, records ...
    CHECK(number(quiet, wire) < number(quiet, body) + 2500);  // ... once
  }
}

TEST_CASE("a laptop's clock decides nothing about certificates: 1971 and 2035 work") {
  if (!clocks_can_be_faked()) return;
  Place town;
  for (const auto& [user, when] : {std::pair("ana", "@1971-02-03 04:05:06"), std::pair("ben", "@2035-06-01 12:00:00")}) {
    const Finished enrolled =
        town.laptop(user, {"enroll", "--office", town.url(), "--code", town.code_for(user)}, faked(when));
    REQUIRE_MESSAGE(enrolled.exit_code == 0, enrolled.err);
    REQUIRE(town.laptop(user, {"new", "client", "given_name=Mia"}, faked(when)).exit_code == 0);
    for (int i = 0; i < 2; ++i) {
      const Finished synced = town.laptop(user, {"sync"}, faked(when));
      REQUIRE_MESSAGE(synced.exit_code == 0, synced.err);
      CHECK(parsed(synced.out).at("digest_equal").get_bool());
    }
    town.check_same_dump(user);
  }
}

TEST_CASE("another office, another name, a port without TLS and an address without it are refused") {
  Place town;
  Place other;
  town.enrol("ana");
  town.new_record("ana", {"client", "given_name=Jorge"});
  town.check_refused(town.laptop("ana", {"sync", "--office", other.url()}), 3, "could not prove to be the office");
  const std::string code = town.code_for("ben");
  town.check_refused(town.laptop("ben", {"enroll", "--office", other.url(), "--code", code}), 3,
                     "could not prove to be the office");
  // As a web site would be known, the office is not.
  town.check_refused(town.laptop("ben", {"enroll", "--proxy", "--office", town.url(), "--code", code}), 3,
                     "could not prove to be the office");
  const std::string bare = "http" + town.url().substr(5);
  town.check_refused(town.laptop("ben", {"enroll", "--office", bare, "--code", code}), 1, "speaks TLS");
  town.check_refused(town.laptop("ana", {"sync", "--office", bare}), 1, "would be without it");
  CHECK(town.laptop("ben", {"enroll", "--office", town.url(), "--code", code}).exit_code == 0);  // it stayed good

  const std::string elsewhere = "https://127.0.0.2:" + std::to_string(town.port());
  town.restart({true, "0.0.0.0", {}, {}});
  town.check_refused(town.laptop("ana", {"sync", "--office", elsewhere}), 1, "does not go by the name in 127.0.0.2");
  CHECK(town.pending("ana") == 1);
  town.restart({true, "0.0.0.0", {"--host", "office.example", "--host", "127.0.0.2"}, {}});
  CHECK(town.laptop("ana", {"sync", "--office", elsewhere}).exit_code == 0);
  CHECK(town.pending("ana") == 0);

  town.restart({});  // --plain
  town.check_refused(town.laptop("ana", {"sync", "--office", "https" + town.url().substr(4)}), 1, "does not speak TLS");
}

TEST_CASE("a laptop that was enrolled without TLS goes on with it when its office does") {
  Place town{Serving{}};
  town.enrol("ana");
  town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  town.restart(kTls);
  const Finished told = town.laptop("ana", {"sync"});
  town.check_refused(town.laptop("ana", {"sync", "--office", "http" + town.url().substr(5)}), 1, "speaks TLS");
  CHECK(told.exit_code == 1);
  CHECK(town.laptop("ana", {"sync", "--office", town.url()}).exit_code == 0);
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("a certificate in its last third is renewed by any sync, and the laptop goes on past the first one's end") {
  if (!clocks_can_be_faked()) return;
  Place town;
  town.enrol("ana");
  town.sync("ana");
  const std::string first = town.certificate_until("ana");
  town.restart(tls_in_days(200));
  town.sync("ana");
  CHECK(town.certificate_until("ana") == first);
  town.restart(tls_in_days(300));
  town.sync("ana");
  const std::string second = town.certificate_until("ana");
  CHECK(second > first);
  town.restart(tls_in_days(500));  // the first one has run out by now
  town.new_record("ana", {"client", "given_name=Jorge"});
  CHECK(number(town.sync("ana"), "applied") == 1);
  // An office whose clock went back shows a certificate that has ended by its own last word.
  town.restart(kTls);
  town.check_refused(town.laptop("ana", {"sync"}), 1, "had run out");
  // If that other word was the wrong one, a code of the office mends it.
  town.enrol("ana");
  town.sync("ana");
  CHECK(town.certificate_until("ana") < second);
  town.check_equal_digests("ana");
}

TEST_CASE("under a certificate that ran out everything still comes in, parked; a code for the same user mends it") {
  if (!clocks_can_be_faked()) return;
  constexpr int kAway = 450;
  Place town;
  town.enrol("ana");
  town.enrol("ben");
  const std::string id = town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  CHECK(town.office({"assign", id, "--to", "ben"}).exit_code == 0);
  town.restart(tls_in_days(kAway));
  CHECK(town.laptop("ana", {"set", "client", id, "language=es"}).exit_code == 0);
  for (int i = 0; i < 2; ++i) {
    const Finished ended = town.laptop("ana", {"sync"});
    town.check_refused(ended, 1, "certificate has run out");
    town.check_refused(ended, 1, "satchel enroll");
  }
  CHECK(town.pending("ana") == 0);
  const auto parked = town.office_lines({"parked", "list"});
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].at("reason").get_string() == "the laptop's certificate had run out");
  town.check_refused(town.laptop("ben", {"sync"}), 1, "certificate has run out");
  CHECK(town.laptop("ben", {"show", "client", id}).exit_code == 1);  // no page came

  const auto enrol_with = [&](const std::string& code) {
    return town.laptop("ana", {"enroll", "--office", town.url(), "--code", code});
  };
  town.check_refused(enrol_with(town.code_in_days("ben", kAway)), 1, "another user");
  const Finished again = enrol_with(town.code_in_days("ana", kAway));
  REQUIRE_MESSAGE(again.exit_code == 0, again.err);
  CHECK(parsed(again.out).at("node").to_number<int>() == town.laptop_json("ana", {"status"}).at("node").to_number<int>());
  town.sync("ana");
  const std::string save(parked[0].at("id").get_string());
  CHECK(town.office({"parked", "accept", save}).exit_code == 0);
  town.sync("ana");
  town.check_same_dump("ana");
  town.check_equal_digests("ana");
  const std::string of_other = Place().code_for("ana");
  town.check_refused(enrol_with(of_other), 1, "the code is not from there");
}

TEST_CASE("a lost laptop is shut out with TLS and without, keeps what is on it, and is not enrolled again") {
  for (const bool tls : {true, false}) {
    CAPTURE(tls);
    Place town(tls ? kTls : Serving{});
    town.enrol("ana");
    town.enrol("ben");
    const std::string id = town.new_record("ana", {"client", "given_name=Jorge"});
    town.sync("ana");
    const auto node = std::to_string(number(town.laptop_json("ana", {"status"}), "node"));
    CHECK(town.office({"node", "revoke", "99"}).exit_code == 1);
    CHECK(town.office({"node", "revoke", "1"}).exit_code == 1);
    CHECK(town.office({"node", "revoke", node, "--reason", "left on the bus"}).exit_code == 0);
    CHECK(town.laptop("ana", {"set", "client", id, "language=es"}).exit_code == 0);
    town.check_refused(town.laptop("ana", {"sync"}), 1, "shut this laptop out");
    CHECK(town.pending("ana") == 1);
    CHECK(town.office({"dump"}).out.find("\"es\"") == std::string::npos);
    std::size_t revoked = 0;
    for (const auto& row : town.office_lines({"node", "list"})) {
      if (!row.at("revoked").get_bool()) continue;
      ++revoked;
      CHECK(std::to_string(number(row, "node")) == node);
      CHECK(row.at("revoked_reason").get_string() == "left on the bus");
    }
    CHECK(revoked == 1);
    town.check_refused(town.laptop("ana", {"enroll", "--office", town.url(), "--code", town.code_for("ana")}), 1,
                       "shut this laptop out");
    town.sync("ben");
  }
}

TEST_CASE("serve says what is wrong with the names that it is given") {
  Town town;
  for (const char* name : {"https://office.example", "a,IP:1.2.3.4", "", "office example"}) {
    const Finished done = run(town.office_words({"serve", "--listen", "127.0.0.1:0", "--host", name}));
    CHECK(done.exit_code == 2);
  }
  CHECK(run(town.office_words({"serve", "--plain", "--host", "office.example"})).exit_code == 2);
}
