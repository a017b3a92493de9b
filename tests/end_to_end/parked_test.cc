// One bad record among 500 waits for a person, alone; both sides see it and why.
#include <doctest/doctest.h>

#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

// The laptop takes a birth date in the future, because its own clock may be behind; the office does not.
void save_500_with_one_bad(Town& town, const std::string& bad_date) {
  std::string lines;
  for (int i = 0; i < 500; ++i) {
    lines += "{\"type\":\"client\",\"given_name\":\"client " + std::to_string(i) +
             "\",\"birth_date\":\"" + (i == 250 ? bad_date : "1950-01-01") + "\"}\n";
  }
  write_file(town.path("clients.jsonl"), lines);
  CHECK(town.laptop_json("ana", {"import", "jsonl", town.path("clients.jsonl")}).at("saved") == 500);
}

}  // namespace

TEST_CASE("Scenario C: 1 invalid record among 500 parks alone, with its reason on both sides, and is accepted") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  save_500_with_one_bad(town, "2199-01-01");
  const auto report = town.sync("ana");
  CHECK(report.at("parked") == 1);
  CHECK(town.office_lines({"list", "client"}).size() == 499);
  CHECK(town.laptop_lines("ana", {"list", "client"}).size() == 500);  // the author still sees it

  const auto status = town.laptop_json("ana", {"status"});
  CHECK(status.at("pending") == 0);
  const auto& parked = status.at("parked").get_array();
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].at("state").get_string() == "parked");
  CHECK(std::string(parked[0].at("reason").get_string()).find("future") != std::string::npos);

  const auto list = town.office_lines({"parked", "list"});
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("user").get_string() == "ana");
  CHECK(list[0].at("id") == parked[0].at("id"));
  CHECK(list[0].at("reason") == parked[0].at("reason"));

  // Work on it goes on while it waits.
  std::string client;
  for (const auto& record : town.laptop_lines("ana", {"list", "client", "birth_date=2199-01-01"})) {
    client = std::string(record.at("id").get_string());
  }
  town.new_record("ana", {"note", "client_id=" + client, "body=She was born in the future."});
  town.sync("ana");
  CHECK(town.office_lines({"parked", "list"}).size() == 2);

  const std::string id(list[0].at("id").get_string());
  CHECK(town.office({"parked", "accept", id}).exit_code == 0);
  CHECK(town.office_lines({"parked", "list"}).empty());  // the note that waited followed by itself
  town.sync("ana");
  CHECK(town.office_lines({"list", "client"}).size() == 500);
  CHECK(town.laptop_json("ana", {"status"}).at("parked").get_array().empty());
  town.check_same_dump("ana");
  town.check_equal_digests("ana");
}

TEST_CASE("a declined save leaves the view and keeps its text and the reason") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  save_500_with_one_bad(town, "2199-01-01");
  town.sync("ana");
  const std::string id(town.office_lines({"parked", "list"})[0].at("id").get_string());
  CHECK(town.office({"parked", "decline", id}).exit_code == 2);  // a reason is needed
  CHECK(town.office({"parked", "decline", id, "--reason", "please ask for the papers"}).exit_code == 0);
  town.sync("ana");
  CHECK(town.laptop_lines("ana", {"list", "client"}).size() == 499);
  const auto parked = town.laptop_json("ana", {"status"}).at("parked").get_array();
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].at("state").get_string() == "declined");
  CHECK(parked[0].at("reason").get_string() == "please ask for the papers");
  town.check_same_dump("ana");
}

TEST_CASE("a code works once") {
  Town town;
  town.start_office();
  town.add_user("ana");
  const std::string code = town.code_for("ana");
  CHECK(town.laptop("one", {"enroll", "--office", town.url(), "--code", code}).exit_code == 0);
  CHECK(town.laptop("two", {"enroll", "--office", town.url(), "--code", code}).exit_code == 1);
  CHECK(town.laptop("three", {"enroll", "--office", town.url(), "--code", "no code"}).exit_code == 1);
}
