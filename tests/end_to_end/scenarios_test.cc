// What has gone wrong in the field with other systems, told again with real programs. Each scenario has a letter (the
// table in tests/README.md says where each is); those that have no test of their own elsewhere are here.
#include <doctest/doctest.h>

#include <filesystem>

#include "node/shared/workspace.h"
#include "tests/testkit/loopback.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string status_line_of(std::uint16_t port, const std::string& request) {
  const Socket link = Socket::call(port);
  link.send(request);
  const std::string answer = link.receive();
  return answer.substr(0, answer.find("\r\n"));
}

std::size_t siblings(const json::value& shown, const char* field) {
  const auto* all = shown.at(field).is_object() ? shown.at(field).get_object().if_contains("siblings") : nullptr;
  return all == nullptr ? 1 : all->get_array().size();
}

bool says(const Finished& finished, const char* words) {
  return (finished.out + finished.err).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("Scenario F: another person's code on a laptop with unsent work changes nothing") {
  Town town;
  town.start_office();
  for (const std::string user : {"ana", "ben"}) town.add_user(user);
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  const Finished other = town.laptop("ana", {"enroll", "--office", town.url(), "--code", town.code_for("ben")});
  CHECK(other.exit_code != 0);
  CHECK_MESSAGE(says(other, "another user"), other.err);
  CHECK(town.laptop_lines("ana", {"list", "client"}).size() == 1);
  town.sync("ana");
  CHECK(town.office_lines({"list", "client"}).size() == 1);
  town.check_same_dump("ana");
}

TEST_CASE("Scenario F: a laptop's database is damaged; its backup and what the office has bring all of it back") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.client_of({"ana"});
  town.new_record("ana", {"note", "client_id=" + client, "body=never sent, but in the backup"});
  CHECK(town.laptop("ana", {"backup", town.path("ana.backup")}).exit_code == 0);
  town.new_record("ana", {"note", "client_id=" + client, "body=after the backup, sent"});
  town.sync("ana");

  const std::string database = town.path("laptop-ana") + "/" + kLaptopFile;
  std::string bytes = read_file(database);
  for (std::size_t at = 4096; at + 600 < bytes.size(); at += 4096) bytes.replace(at, 600, 600, '\x55');
  write_file(database, bytes);
  const Finished damaged = town.laptop("ana", {"list", "note"});
  CHECK(damaged.exit_code == 1);
  CHECK_MESSAGE(says(damaged, "damaged"), damaged.err);
  const Finished synced = town.laptop("ana", {"sync"});
  CHECK(synced.exit_code == 1);

  const Finished restored = town.laptop("ana", {"restore", town.path("ana.backup"), "--replace"});
  REQUIRE_MESSAGE(restored.exit_code == 0, restored.err);
  town.sync("ana");
  CHECK(town.laptop_lines("ana", {"list", "note"}).size() == 2);
  CHECK(town.office_lines({"list", "note"}).size() == 2);
  town.check_same_dump("ana");
  CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
}

TEST_CASE("Scenario G: three requests of a laptop arrive in the order 3, 1, 2") {
  Town town;
  town.start_office();
  town.add_user("ana");
  Proxy link(town.port());
  town.enrol("ana", link.url());
  const std::string client = town.client_of({"ana"});
  // The line swallows what is said into it and lets nothing through.
  link.pace(0, std::chrono::hours(1));
  link.cut_when_old(std::chrono::milliseconds(400));
  std::vector<std::string> requests;
  for (int i = 1; i <= 3; ++i) {
    town.new_record("ana", {"note", "client_id=" + client, "body=note " + std::to_string(i)});
    const std::size_t before = link.said().size();
    CHECK(town.laptop("ana", {"sync"}).exit_code == 3);
    requests.push_back(link.said().substr(before));
    REQUIRE(requests.back().starts_with("POST "));
  }
  // The last one is heard; those that come behind it are older than what the office has heard, and refused.
  CHECK(status_line_of(town.port(), requests[2]) == "HTTP/1.1 200 OK");
  for (const std::size_t late : {std::size_t{0}, std::size_t{1}}) {
    CHECK(status_line_of(town.port(), requests[late]) == "HTTP/1.1 200 OK");
    CHECK(town.office_lines({"list", "note"}).empty());
  }
  link.pace(0, std::chrono::milliseconds(0));
  link.cut_when_old(std::chrono::milliseconds(0));
  town.sync("ana");
  CHECK(town.laptop_lines("ana", {"list", "note"}).size() == 3);
  town.check_same_dump("ana");
  CHECK(town.office({"doctor"}).exit_code == 0);
}

TEST_CASE("Scenario H: one person works on two laptops") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge", "birth_date=1950-01-01"});
  town.sync("ana");
  const std::string second = "second-of-ana";  // another data folder, with a code of its own
  REQUIRE(town.laptop(second, {"enroll", "--office", town.url(), "--code", town.code_for("ana")}).exit_code == 0);
  town.sync(second);
  // Apart, she writes on both: other fields of one record, the same field, a note each.
  CHECK(town.laptop("ana", {"set", "client", client, "preferred_name=George", "access_instructions=ring"}).exit_code == 0);
  CHECK(town.laptop(second, {"set", "client", client, "preferred_name=Georgie", "language=es"}).exit_code == 0);
  town.new_record("ana", {"note", "client_id=" + client, "body=on the first"});
  town.new_record(second, {"note", "client_id=" + client, "body=on the second"});
  town.sync("ana");
  town.sync(second);
  town.sync("ana");
  const auto shown = town.laptop_json("ana", {"show", "client", client});
  CHECK(siblings(shown, "preferred_name") == 2);
  CHECK(siblings(shown, "access_instructions") == 1);
  CHECK(siblings(shown, "language") == 1);
  CHECK(town.laptop_lines("ana", {"list", "note"}).size() == 2);
  CHECK(town.laptop(second, {"dump"}).out == town.laptop("ana", {"dump"}).out);
  town.check_same_dump("ana");
}

TEST_CASE("Scenario I: the office and the field edit the same field and others: both values are kept") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge", "birth_date=1950-01-01"});
  town.sync("ana");
  CHECK(town.laptop("ana", {"set", "client", client, "birth_date=1951-01-01", "access_instructions=ring"}).exit_code == 0);
  CHECK(town.office({"set", "client", client, "birth_date=1952-01-01", "language=es"}).exit_code == 0);
  town.sync("ana");
  const auto here = town.laptop_json("ana", {"show", "client", client});
  const auto there = town.office_json({"show", "client", client});
  for (const auto* shown : {&here, &there}) {
    CHECK(siblings(*shown, "birth_date") == 2);
    CHECK(siblings(*shown, "access_instructions") == 1);
    CHECK(siblings(*shown, "language") == 1);
  }
  town.check_same_dump("ana");
}
