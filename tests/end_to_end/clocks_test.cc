// Laptop clocks decide nothing: with clocks at 1970 and 2035 the merged state is the same.
#include <doctest/doctest.h>

#include "tests/testkit/town.h"
#include "tests/testkit/skip.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr const char* kFakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

// What a laptop's programs run under, so that they believe it is another day.
Environment clock_at(const std::string& when) {
  if (when.empty()) return {};
  return {std::string("LD_PRELOAD=") + kFakeTime, "FAKETIME=@" + when,
          "FAKETIME_DONT_FAKE_MONOTONIC=1", "ASAN_OPTIONS=verify_asan_link_order=0"};
}

bool clocks_can_be_faked() {
  return run({"true"}, clock_at("2035-01-01 00:00:00")).exit_code == 0 &&
         run({"date", "+%Y"}, clock_at("2035-01-01 00:00:00")).out == "2035\n";
}

// What every side shows in the end, without the times, which are the laptops' own.
std::string story(const std::string& clock_a, const std::string& clock_b) {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.add_user("ben");
  town.enrol("ana");
  town.enrol("ben");
  const auto must = [&](const std::string& user, Words words) {
    const auto done = town.laptop(user, words, clock_at(user == "ana" ? clock_a : clock_b));
    REQUIRE_MESSAGE(done.exit_code == 0, words[0], " ", done.err);
    return done;
  };
  const auto client_id = [&] {
    const auto made = must("ana", {"new", "client", "given_name=Jorge", "preferred_name=J"});
    return std::string(parsed(made.out).at("id").get_string());
  }();
  must("ana", {"sync"});
  CHECK(town.office({"assign", client_id, "--to", "ben"}).exit_code == 0);
  must("ben", {"sync"});
  must("ana", {"set", "client", client_id, "preferred_name=Jorgito", "gender=male"});
  must("ben", {"set", "client", client_id, "preferred_name=Don Jorge", "language=es"});
  must("ben", {"set", "client", client_id, "family_name=Vela"});
  for (const std::string user : {"ben", "ana", "ben"}) must(user, {"sync"});
  town.check_same_dump("ana");
  town.check_same_dump("ben");
  std::string text;
  for (auto value : town.office_lines({"dump"})) {
    for (auto& pair : value.get_object()) {
      if (pair.key() == "id") continue;
      if (pair.value().is_object() && pair.value().get_object().contains("siblings")) {
        for (auto& sibling : pair.value().at("siblings").get_array()) sibling.get_object().erase("at");
      }
      text += std::string(pair.key()) + "=" + write_json(pair.value(), true) + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("Scenario E: clocks at 1970 and 2035 give the merged state that right clocks give") {
  if (!clocks_can_be_faked()) {
    testkit::skip("libfaketime is not installed (apt-get install faketime)");
    return;
  }
  const std::string right = story("", "");
  CHECK(right.find("Jorgito") != std::string::npos);
  CHECK(right.find("Don Jorge") != std::string::npos);
  CHECK(story("1970-01-02 00:00:00", "2035-06-01 12:00:00") == right);
  CHECK(story("2035-06-01 12:00:00", "1970-01-02 00:00:00") == right);
}
