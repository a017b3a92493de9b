// `satchel sync --watch` needs nobody to press anything.
#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>

#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

TEST_CASE("a watching laptop sends what is saved, and comes back after the office was away") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  Running watching(town.laptop_words("ana", {"sync", "--watch"}));
  const std::string first = town.new_record("ana", {"client", "given_name=Jorge"});
  // Each report is a line; reading waits for it.
  while (town.laptop_json("ana", {"status"}).at("pending") != 0) {
    REQUIRE(!watching.read_line().empty());
  }
  CHECK(town.office({"show", "client", first}).exit_code == 0);
  town.stop_office();
  const std::string second = town.new_record("ana", {"client", "given_name=Amina"});
  town.start_office();
  while (town.laptop_json("ana", {"status"}).at("pending") != 0) {
    REQUIRE(!watching.read_line().empty());
  }
  CHECK(town.office({"show", "client", second}).exit_code == 0);
  watching.signal(SIGTERM);
  CHECK(watching.wait() == 0);
}
