// A file that is taken from a worker leaves the laptop to the last byte, also when the program is killed at any moment.
//
// The sync makes some hundred writes, most of them pages of one VACUUM. SATCHEL_KILL_STEP says at how many of them it is
// killed: 1 at each (ten minutes and more), 11 by default; every run begins at another one of the first 11, by its seed
// SATCHEL_KILL_SEED (default 1).
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>

#include "node/shared/workspace.h"
#include "tests/testkit/killing.h"
#include "tests/testkit/left_bytes.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr std::size_t kVisits = 40;
constexpr int kMomentsMax = 20'000;

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::max(1, std::atoi(text));
}

// The first calls one by one, then with steps.
int next_moment(int moment) {
  constexpr int kOneByOne = 12;
  return moment < kOneByOne ? moment + 1 : moment + from_environment("SATCHEL_KILL_STEP", 11);
}

struct Client {
  std::string id;
  std::vector<std::string> words;
  Uuid uuid() const { return *Uuid::parse(id); }
};

struct Scene {
  Town town;
  Client gone, kept;

  Scene() {
    town.start_office();
    town.add_user("ana");
    town.enrol("ana");
    gone = enter("leaving");
    kept = enter("staying");
    town.sync("ana");
    // Changed here and at the office: history, and a conflict that somebody looked at.
    for (Client* client : {&gone, &kept}) {
      edit_both(*client, "access_instructions");
      town.sync("ana");
      CHECK(town.laptop("ana", {"conflicts"}).exit_code == 0);
      CHECK(town.laptop("ana", {"search", client->words.front()}).exit_code == 0);
    }
  }

  std::string next_word(Client& client, const std::string& name) {
    client.words.push_back(distinctive_word(name, static_cast<int>(client.words.size())));
    return client.words.back();
  }
  // A client with a few hundred words of its own: fields, notes, visits, extra fields.
  Client enter(const std::string& name) {
    Client client;
    const auto word = [&] { return next_word(client, name); };
    client.id = town.new_record("ana", {"client", "given_name=" + word(), "family_name=" + word(),
                                        "access_instructions=" + word(), "preferred_name=" + word()});
    std::string lines;
    for (std::size_t i = 0; i < kVisits; ++i) {
      lines += "{\"type\":\"note\",\"client_id\":\"" + client.id + "\",\"body\":\"" + word() + " " + word() +
               "\"}\n{\"type\":\"visit\",\"client_id\":\"" + client.id + "\",\"summary\":\"" + word() +
               "\",\"pet_word\":\"" + word() + "\"}\n";
    }
    const std::string file = town.path(name + ".jsonl");
    write_file(file, lines);
    const auto imported = town.laptop("ana", {"import", "jsonl", file});
    REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
    const std::string voided = town.new_record("ana", {"note", "client_id=" + client.id, "body=" + word()});
    CHECK(town.laptop("ana", {"void", "note", voided, "--reason", word()}).exit_code == 0);
    return client;
  }
  void edit_both(Client& client, const std::string& field) {
    const std::string name = client.words.front();
    CHECK(town.laptop("ana", {"set", "client", client.id, field + "=" + next_word(client, name)}).exit_code == 0);
    CHECK(town.office({"set", "client", client.id, field + "=" + next_word(client, name)}).exit_code == 0);
  }
  std::string laptop_folder() const { return town.path("laptop-ana"); }

  std::size_t count(const std::string& bytes, const Client& client) const {
    std::size_t found = 0;
    for (const std::string& word : client.words) found += holds_word(bytes, word) ? 1 : 0;
    return found;
  }
  void check_nothing_is_left() {
    const std::string bytes = all_bytes_below(laptop_folder());
    CHECK(count(bytes, gone) == 0);
    CHECK_FALSE(holds_id(bytes, gone.uuid()));
    const std::string saves = unpacked_saves(laptop_folder() + "/" + kLaptopFile);
    CHECK(count(saves, gone) == 0);
    CHECK_FALSE(holds_id(saves, gone.uuid()));
    CHECK(count(bytes + saves, kept) == kept.words.size());
  }
  void check_all_is_there() {
    CHECK(town.laptop_lines("ana", {"list", "note", "client_id=" + kept.id}).size() == kVisits);
    CHECK(town.laptop("ana", {"show", "client", gone.id}).exit_code == 1);
    const Finished dump = town.office({"dump"});
    CHECK(count(dump.out, kept) > 4 * kVisits);
    CHECK(count(dump.out, gone) > 4 * kVisits);
    CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
    town.check_same_dump("ana");
  }
};

}  // namespace

TEST_CASE("a client who was given to somebody else is in no byte of the laptop any more") {
  Scene scene;
  CHECK(scene.count(all_bytes_below(scene.laptop_folder()), scene.gone) > 100);  // the test can see words
  CHECK(scene.town.office({"unassign", scene.gone.id, "--from", "ana"}).exit_code == 0);
  scene.town.sync("ana");
  CHECK_FALSE(scene.town.laptop_json("ana", {"status"}).at("scrub_due").get_bool());
  scene.check_nothing_is_left();
  scene.check_all_is_there();
  SUBCASE("and comes back whole") {
    CHECK(scene.town.office({"assign", scene.gone.id, "--to", "ana"}).exit_code == 0);
    scene.town.sync("ana");
    CHECK(scene.town.laptop_lines("ana", {"list", "note", "client_id=" + scene.gone.id}).size() == kVisits);
    scene.town.check_same_dump("ana");
    CHECK(scene.town.laptop("ana", {"doctor"}).exit_code == 0);
  }
}

TEST_CASE("kill -9 at every write of the sync that wipes, and of the open that finishes it") {
  if (!has_strace()) {
    skip("strace is not there");
    return;
  }
  Scene scene;
  Town& town = scene.town;
  // Not sent yet: one save in each of the two files.
  const std::string last_words = scene.next_word(scene.gone, "late");
  CHECK(town.laptop("ana", {"set", "client", scene.gone.id, "preferred_name=" + last_words}).exit_code == 0);
  const std::string unsent = scene.next_word(scene.kept, "unsent");
  CHECK(town.laptop("ana", {"set", "client", scene.kept.id, "preferred_name=" + unsent}).exit_code == 0);
  CHECK(town.office({"unassign", scene.gone.id, "--from", "ana"}).exit_code == 0);
  town.stop_office();
  const std::string office = town.path("office"), laptop = scene.laptop_folder();
  copy_folder(office, town.path("office-before"));
  copy_folder(laptop, town.path("laptop-before"));

  bool kept_a_scrub = false;
  const int first = (from_environment("SATCHEL_KILL_SEED", 1) - 1) % 11 + 1;
  int moment = first;
  int killed = 0;
  for (; moment <= kMomentsMax; moment = next_moment(moment)) {
    INFO("the sync is killed at its write number ", moment);
    copy_folder(town.path("office-before"), office);
    copy_folder(town.path("laptop-before"), laptop);
    town.start_office();
    const int code = run(killed_at(moment, town.laptop_words("ana", {"sync"}))).exit_code;
    if (code == 128 + SIGKILL && !kept_a_scrub) {
      copy_folder(laptop, town.path("laptop-scrub"));
      const auto opened = SqliteStore::open(town.path("laptop-scrub") + "/" + kLaptopFile, Kind::laptop, false);
      kept_a_scrub = opened && (*opened)->is_scrub_due();
      if (kept_a_scrub) copy_folder(laptop, town.path("laptop-scrub"));
    }
    town.sync("ana");
    scene.check_nothing_is_left();
    const Finished dump = town.office({"dump"});
    CHECK(holds_word(dump.out, last_words));
    CHECK(holds_word(dump.out, unsent));
    if (killed % 8 == 0) scene.check_all_is_there();
    town.kill_office();
    if (code == 0) break;
    REQUIRE(code == 128 + SIGKILL);
    ++killed;
  }
  MESSAGE(killed, " kills of the sync, which ends before its write number ", moment);
  CHECK(killed > 20);
  REQUIRE(kept_a_scrub);
  const std::string before = all_bytes_below(town.path("laptop-scrub"));
  CHECK(scene.count(before, scene.gone) > 0);
  killed = 0;
  for (moment = first; moment <= kMomentsMax; moment = next_moment(moment)) {
    INFO("the open is killed at its write number ", moment);
    copy_folder(town.path("laptop-scrub"), laptop);
    const int code = run(killed_at(moment, town.laptop_words("ana", {"status"}))).exit_code;
    const auto status = town.laptop_json("ana", {"status"});
    CHECK_FALSE(status.at("scrub_due").get_bool());
    CHECK(scene.count(all_bytes_below(laptop), scene.gone) == 0);
    if (code == 0) break;
    REQUIRE(code == 128 + SIGKILL);
    ++killed;
  }
  MESSAGE(killed, " kills of the open, which ends before its write number ", moment);
  CHECK(killed > 5);
}
