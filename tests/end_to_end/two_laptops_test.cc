// The main job, with real programs: work apart, come together, agree.
#include <doctest/doctest.h>

#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

const std::string kBase =
    "He slept well and took all his medicine. The wound on the left foot is dry. "
    "His daughter will call the pharmacy tomorrow.";
const std::string kFromA =
    "He slept badly and took only half of his medicine. The wound on the left foot is dry. "
    "His daughter will call the pharmacy tomorrow.";
const std::string kFromB =
    "He slept well and took all his medicine. The wound on the left foot is dry. "
    "His son will drive to the pharmacy on Friday.";

struct Shared {
  std::string client;
  std::string visit;
  std::string other_visit;
  std::string note;
};

// Two workers share one case file.
Shared begin(Town& town) {
  town.start_office();
  town.add_user("ana", "care_manager");
  town.add_user("ben", "case_manager");
  town.enrol("ana");
  town.enrol("ben");
  Shared shared;
  shared.client = town.new_record("ana", {"client", "given_name=Jorge", "family_name=Núñez"});
  shared.visit = town.new_record("ana", {"visit", "client_id=" + shared.client, "status=planned",
                                         "summary=first visit"});
  shared.other_visit = town.new_record("ana", {"visit", "client_id=" + shared.client,
                                               "status=planned", "summary=second visit"});
  shared.note = town.new_record("ana", {"note", "client_id=" + shared.client, "body=" + kBase});
  town.sync("ana");
  CHECK(town.office({"assign", shared.client, "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  return shared;
}

void work_apart(Town& town, const Shared& shared) {
  CHECK(town.laptop("ana", {"set", "visit", shared.visit, "status=completed"}).exit_code == 0);
  CHECK(town.laptop("ben", {"set", "visit", shared.visit, "status=no_show", "outcome=nobody home"})
            .exit_code == 0);
  CHECK(town.laptop("ana", {"set", "note", shared.note, "body=" + kFromA}).exit_code == 0);
  CHECK(town.laptop("ben", {"set", "note", shared.note, "body=" + kFromB}).exit_code == 0);
  CHECK(town.laptop("ana", {"void", "visit", shared.other_visit, "--reason", "entered twice"})
            .exit_code == 0);
  CHECK(town.laptop("ben", {"set", "visit", shared.other_visit, "summary=he was there"}).exit_code ==
        0);
}

json::value show(Town& town, const std::string& user, const std::string& type,
                 const std::string& id) {
  return user.empty() ? town.office_json({"show", type, id})
                      : town.laptop_json(user, {"show", type, id});
}

}  // namespace

TEST_CASE("two laptops work apart and agree with the office afterwards") {
  Town town;
  const Shared shared = begin(town);
  town.stop_office();
  work_apart(town, shared);
  const std::string newcomer = town.new_record("ben", {"client", "given_name=Amina"});
  const std::string newcomer_note =
      town.new_record("ben", {"note", "client_id=" + newcomer, "body=She has just moved in."});
  CHECK(town.laptop("ana", {"sync"}).exit_code == 3);
  CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 3);

  town.start_office();
  town.sync("ana");
  town.sync("ben");
  town.sync("ana");
  town.sync("ben");

  for (const std::string user : {"", "ana", "ben"}) {
    CAPTURE(user);
    const auto visit = show(town, user, "visit", shared.visit);
    const auto& siblings = visit.at("status").at("siblings").get_array();
    REQUIRE(siblings.size() == 2);
    CHECK(siblings[0].at("value").get_string() == "completed");
    CHECK(siblings[0].at("by").get_string() == "ana");
    CHECK(siblings[1].at("value").get_string() == "no_show");
    CHECK(siblings[1].at("by").get_string() == "ben");
    CHECK(visit.at("outcome").get_string() == "nobody home");

    const auto note = show(town, user, "note", shared.note);
    const std::string body(note.at("body").get_string());
    CHECK(body.find("slept badly") != std::string::npos);
    CHECK(body.find("His son will drive") != std::string::npos);
    CHECK(write_json(note.at("merged")) == "[\"body\"]");

    const auto other = show(town, user, "visit", shared.other_visit);
    CHECK(other.at("summary").get_string() == "he was there");
    CHECK(other.at("void").at("reason").get_string() == "entered twice");
  }
  for (const std::string user : {"ana", "ben"}) {
    std::string texts;
    for (const auto& op : town.laptop_lines(user, {"history", shared.note})) {
      texts += write_json(op) + "\n";
    }
    for (const std::string& text : {kBase, kFromA, kFromB}) {
      CHECK(texts.find(text) != std::string::npos);
    }
    town.check_same_dump(user);
    town.check_equal_digests(user);
  }
  CHECK(show(town, "", "client", newcomer).at("given_name").get_string() == "Amina");
  CHECK(show(town, "", "note", newcomer_note).at("body").get_string() == "She has just moved in.");
  CHECK(town.laptop("ana", {"show", "client", newcomer}).exit_code == 1);  // not hers
}

TEST_CASE("a conflict is resolved by a person, once, everywhere") {
  Town town;
  const Shared shared = begin(town);
  work_apart(town, shared);
  town.sync("ana");
  town.sync("ben");
  town.sync("ana");
  const auto conflicts = town.laptop_lines("ana", {"conflicts"});
  CHECK(conflicts.size() == 2);  // the status, and the void beside an edit
  const auto strict = town.laptop("ana", {"sync", "--strict"});
  CHECK(strict.exit_code == 4);

  const auto visit = show(town, "ana", "visit", shared.visit);
  const std::string first(visit.at("status").at("siblings").get_array()[0].at("sibling").get_string());
  CHECK(town.laptop("ana", {"resolve", shared.visit, "status", "--keep", first}).exit_code == 0);
  town.sync("ana");
  town.sync("ben");
  for (const std::string user : {"", "ana", "ben"}) {
    CHECK(show(town, user, "visit", shared.visit).at("status").get_string() == "completed");
  }
}

TEST_CASE("twelve laptops sync at once while the office's own people work") {
  Town town;
  town.start_office();
  town.add_user("user0");
  town.enrol("user0");
  const std::string shared = town.new_record("user0", {"client", "given_name=Jorge"});
  town.sync("user0");
  std::vector<std::string> users{"user0"};
  for (int i = 1; i < 12; ++i) {
    users.push_back("user" + std::to_string(i));
    town.add_user(users.back());
    CHECK(town.office({"assign", shared, "--to", users.back()}).exit_code == 0);
    town.enrol(users.back());
    town.sync(users.back());
  }
  for (const std::string& user : users) {
    std::string lines;
    for (int i = 0; i < 40; ++i) {
      lines += "{\"type\":\"note\",\"client_id\":\"" + shared + "\",\"body\":\"" + user + " note " +
               std::to_string(i) + "\"}\n";
    }
    write_file(town.path(user + ".jsonl"), lines);
    CHECK(town.laptop(user, {"import", "jsonl", town.path(user + ".jsonl")}).exit_code == 0);
  }
  std::vector<std::unique_ptr<Running>> syncs;
  for (const std::string& user : users) {
    syncs.push_back(std::make_unique<Running>(town.laptop_words(user, {"sync"})));
  }
  for (int i = 0; i < 5; ++i) {
    CHECK(town.office({"new", "note", "client_id=" + shared, "body=from the office"}).exit_code == 0);
  }
  for (const auto& sync : syncs) CHECK(sync->wait() == 0);
  CHECK(town.office_lines({"list", "note"}).size() == 12 * 40 + 5);
  for (const std::string& user : users) {
    town.sync(user);
    town.check_same_dump(user);
    town.check_equal_digests(user);
  }
}

TEST_CASE("nothing to do is one request, however many case files are held") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  std::string lines;
  for (int i = 0; i < 300; ++i) {
    lines += "{\"type\":\"client\",\"given_name\":\"client " + std::to_string(i) + "\"}\n";
  }
  write_file(town.path("clients.jsonl"), lines);
  CHECK(town.laptop("ana", {"import", "jsonl", town.path("clients.jsonl")}).exit_code == 0);
  town.sync("ana");
  town.sync("ana");  // confirms the cursors of the first
  const auto report = town.sync("ana");
  CHECK(report.at("requests").to_number<int>() == 1);
  MESSAGE("no-op with 300 case files: ", report.at("bytes_up").to_number<int>(), " B up, ",
          report.at("bytes_down").to_number<int>(), " B down, with heads ",
          report.at("wire_up").to_number<int>(), " + ", report.at("wire_down").to_number<int>());
  CHECK(report.at("bytes_up").to_number<int>() + report.at("bytes_down").to_number<int>() < 400);
}
