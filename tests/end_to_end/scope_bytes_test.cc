// A sync moves what changed, whatever lies around it: with 500 clients on the laptop, one changed field costs one save,
// and one client that is given to somebody costs the bytes of that client.
#include <doctest/doctest.h>

#include "sync/ids.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr int kClients = 500;
constexpr int kNotesEach = 4;
constexpr int kOneChangeBytesMax = 1500;  // bodies of both directions

std::string client_id(int number) { return Uuid::from_name("client " + std::to_string(number)).to_string(); }

// Words that do not compress away.
std::string words_of(int number) {
  std::string text;
  for (int i = 0; i < 4; ++i) text += Uuid::from_name(std::to_string(number) + " word " + std::to_string(i)).to_string();
  return text;
}

std::string caseload() {
  std::string lines;
  for (int i = 0; i < kClients; ++i) {
    lines += "{\"type\":\"client\",\"id\":\"" + client_id(i) + "\",\"given_name\":\"Client " + std::to_string(i) + "\"}\n";
    for (int note = 0; note < kNotesEach; ++note) {
      lines += "{\"type\":\"note\",\"client_id\":\"" + client_id(i) + "\",\"body\":\"" + words_of(i * 10 + note) + "\"}\n";
    }
  }
  return lines;
}

struct Moved {
  int up = 0, down = 0, requests = 0, pulled = 0;
  int all() const { return up + down; }
};

struct Scene {
  Town town;

  Scene() {
    town.start_office();
    for (const char* user : {"ana", "ben", "cleo"}) {
      town.add_user(user);
      town.enrol(user);
    }
    const std::string file = town.path("caseload.jsonl");
    write_file(file, caseload());
    const Finished imported = town.office({"import", "jsonl", file});
    REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
    CHECK(town.office({"assign", "--all", "--to", "ana"}).exit_code == 0);
    for (const char* user : {"ana", "ben", "cleo"}) sync(user);
    sync("ana");
  }
  Moved sync(const std::string& user) {
    const json::value report = town.sync(user);
    const auto number = [&](const char* key) { return report.at(key).to_number<int>(); };
    return {number("bytes_up"), number("bytes_down"), number("requests"), number("pulled")};
  }
};

}  // namespace

TEST_CASE("one changed record among 500 clients moves one save") {
  Scene scene;
  Town& town = scene.town;
  const Moved idle = scene.sync("ana");
  CHECK(idle.requests == 1);
  CHECK(town.office({"set", "client", client_id(123), "preferred_name=Changed"}).exit_code == 0);
  const Moved changed = scene.sync("ana");
  MESSAGE("nothing to do: ", idle.all(), " B; one change of the office: ", changed.up, " B up, ", changed.down, " B down");
  CHECK(changed.pulled == 1);
  CHECK(changed.all() < kOneChangeBytesMax);
  CHECK(town.laptop_json("ana", {"show", "client", client_id(123)}).at("preferred_name").get_string() == "Changed");
  CHECK(scene.sync("ana").pulled == 0);
  // And the other way.
  CHECK(town.laptop("ana", {"set", "client", client_id(321), "preferred_name=Changed"}).exit_code == 0);
  const Moved sent = scene.sync("ana");
  MESSAGE("one change of the laptop: ", sent.up, " B up, ", sent.down, " B down");
  CHECK(sent.pulled == 0);
  CHECK(sent.all() < kOneChangeBytesMax);
  town.check_equal_digests("ana");
}

TEST_CASE("Scenario J: one of 500 clients that is given to or taken from somebody moves that client alone") {
  Scene scene;
  Town& town = scene.town;
  const std::string client = client_id(250);
  // Cleo has all the others, Ben nobody.
  CHECK(town.office({"assign", "--all", "--to", "cleo"}).exit_code == 0);
  CHECK(town.office({"unassign", client, "--from", "cleo"}).exit_code == 0);
  for (int i = 0; i < 3; ++i) scene.sync("cleo");
  for (int i = 0; i < 2; ++i) scene.sync("ana");
  for (const char* user : {"ben", "cleo"}) CHECK(town.office({"assign", client, "--to", user}).exit_code == 0);
  const Moved alone = scene.sync("ben");
  const Moved among_others = scene.sync("cleo");
  const Moved of_who_has_it = scene.sync("ana");
  MESSAGE("one client of ", kNotesEach + 1, " records: ", alone.all(), " B to an empty laptop, ", among_others.all(),
          " B to one with ", kClients - 1, " others, ", of_who_has_it.all(), " B to one that has it");
  CHECK(alone.pulled == kNotesEach + 1);
  CHECK(among_others.pulled == kNotesEach + 1);
  CHECK(among_others.all() < alone.all() + 300);
  CHECK(of_who_has_it.pulled == 0);
  CHECK(of_who_has_it.all() < kOneChangeBytesMax / 2);

  for (const char* user : {"ben", "cleo"}) CHECK(town.office({"unassign", client, "--from", user}).exit_code == 0);
  const Moved taken_alone = scene.sync("ben");
  const Moved taken = scene.sync("cleo");
  MESSAGE("taken again: ", taken_alone.all(), " B, among others ", taken.all(), " B");
  CHECK(taken.pulled == 0);
  CHECK(taken.all() < taken_alone.all() + 300);
  CHECK(taken.all() < kOneChangeBytesMax);
  CHECK(scene.sync("ana").all() < kOneChangeBytesMax / 2);
  for (const char* user : {"ana", "ben", "cleo"}) {
    scene.sync(user);
    town.check_equal_digests(user);
  }
  CHECK(town.laptop("cleo", {"show", "client", client}).exit_code == 1);
}
