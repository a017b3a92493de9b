// An office that was restored from a backup, while its laptops had gone on: they bring back everything that it lost,
// nothing is taken from anybody meanwhile, and people decide the rest with `recovery`.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <map>
#include <set>

#include "tests/testkit/killing.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

struct Scene {
  Town town;
  std::string backup = town.path("backup");
  std::string shared, handed_over, lasting;

  Scene() {
    town.start_office();
    for (const char* user : {"ana", "ben", "cleo"}) {
      town.add_user(user);
      town.enrol(user);
    }
    shared = town.new_record("ana", {"client", "given_name=Shared"});
    handed_over = town.new_record("ana", {"client", "given_name=Handed over"});
    lasting = town.new_record("ben", {"client", "given_name=Lasting"});
    write_notes("ana", shared, "before the backup", 5);
    write_notes("ana", handed_over, "before the backup", 5);
    sync({"ana", "ben"});
    for (const char* user : {"ben", "cleo"}) assign(shared, user);
    sync({"ben", "cleo"});
    write_notes("cleo", shared, "before the backup", 3);
    sync({"cleo", "ana", "ben"});
  }

  void assign(const std::string& client, const std::string& user) {
    CHECK(town.office({"assign", client, "--to", user}).exit_code == 0);
  }
  void sync(const std::vector<std::string>& laptops) {
    for (const std::string& laptop : laptops) {
      INFO("the laptop ", laptop);
      town.sync(laptop);
    }
  }
  void write_notes(const std::string& laptop, const std::string& client, const std::string& when, int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"" + laptop + " " + when + " " +
               std::to_string(i) + "\"}\n";
    }
    const std::string file = town.path("notes.jsonl");
    write_file(file, lines);
    const Finished imported = town.laptop(laptop, {"import", "jsonl", file, "--each"});
    REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
  }
  void make_backup() { CHECK(town.office({"backup", backup}).exit_code == 0); }
  void restore() {
    if (town.is_open()) town.kill_office();
    const Finished done = run({SATCHEL_OFFICE_PROGRAM, "restore", backup, "--replace", "--data", town.path("office")});
    REQUIRE_MESSAGE(done.exit_code == 0, done.err);
    CHECK(done.out.find("satchel-office recovery") != std::string::npos);
    town.start_office();
  }
  json::value recovery() { return town.office_json({"recovery"}); }
  json::value laptop_in(const json::value& state, const std::string& laptop) {
    const json::value number = town.laptop_json(laptop, {"status"}).at("node");
    for (const json::value& item : state.at("laptops").as_array()) {
      if (item.at("node") == number) return item;
    }
    FAIL("recovery does not tell of the laptop of ", laptop);
    return nullptr;
  }

  std::string dump() { return town.office({"dump"}).out; }
  // Every op of every record, by who made it and what it says; the office's order may differ.
  std::multiset<std::string> all_history() {
    std::multiset<std::string> all;
    for (const json::value& record : parsed_lines(dump())) {
      const std::string id(record.at("id").get_string());
      for (const json::value& op : town.office_lines({"history", id})) {
        all.insert(id + " " + write_json(op.at("user")) + " " + write_json(op.at("field")) + " " +
                   write_json(op.at("value")));
      }
    }
    return all;
  }
  void check_equal(const std::vector<std::string>& laptops) {
    for (int round = 0; round < 2; ++round) sync(laptops);
    for (const std::string& laptop : laptops) {
      INFO("the laptop ", laptop);
      town.check_equal_digests(laptop);
      town.check_same_dump(laptop);
      CHECK(town.laptop(laptop, {"doctor"}).exit_code == 0);
      CHECK(town.laptop_json(laptop, {"status"}).at("pending").to_number<int>() == 0);
    }
    CHECK(town.office({"doctor"}).exit_code == 0);
  }
  std::size_t notes_on(const std::string& laptop, const std::string& client) {
    return town.laptop_lines(laptop, {"list", "note", "client_id=" + client}).size();
  }
};

}  // namespace

TEST_CASE("Scenario F: everything that laptops did after the backup is back, clients, hand-overs and new laptops too") {
  Scene scene;
  Town& town = scene.town;
  // The backup is taken in the middle of a sync that brings many saves.
  scene.write_notes("ana", scene.shared, "while the backup was made", 120);
  {
    Running syncing(town.laptop_words("ana", {"sync"}));
    scene.make_backup();
    CHECK(syncing.wait() == 0);
  }
  scene.sync({"ben", "cleo"});
  // After it: a client of Ana's that Ben gets too, a hand-over, a new person with a laptop, and everybody works.
  const std::string opened = town.new_record("ana", {"client", "given_name=Opened later"});
  scene.write_notes("ana", opened, "after the backup", 4);
  scene.sync({"ana"});
  scene.assign(opened, "ben");
  CHECK(town.office({"transfer", "--from", "ana", "--to", "ben", scene.handed_over}).exit_code == 0);
  town.add_user("dan");
  town.enrol("dan");
  scene.assign(scene.shared, "dan");
  scene.sync({"ana", "ben", "dan"});
  for (const char* user : {"ana", "ben", "cleo", "dan"}) scene.write_notes(user, scene.shared, "after the backup", 6);
  scene.write_notes("ben", scene.handed_over, "after the hand-over", 5);
  scene.write_notes("ben", opened, "after the backup", 5);
  const std::string of_dan = town.new_record("dan", {"client", "given_name=Of Dan"});
  CHECK(town.laptop("ben", {"set", "client", scene.lasting, "preferred_name=Lasty"}).exit_code == 0);
  scene.check_equal({"ana", "ben", "cleo", "dan"});
  const std::string before = scene.dump();
  const auto history = scene.all_history();
  scene.write_notes("cleo", scene.shared, "unsent when the office was lost", 2);
  for (int restores = 1; restores <= 2; ++restores) {
    INFO("restored ", restores, " times");
    scene.restore();
    CHECK(scene.recovery().at("recovering").get_bool());
    CHECK(town.office_json({"status"}).at("recovering").get_bool());
    CHECK(run(Words{SATCHEL_OFFICE_PROGRAM, "status", "--data", town.path("office")}).out.find("RECOVERING") == 14);
    CHECK(scene.recovery().at("waited_for").to_number<int>() == 3);
    const Finished too_early = town.office({"recovery", "end"});
    CHECK(too_early.exit_code == 1);
    CHECK(too_early.err.find("laptop") != std::string::npos);

    for (const char* user : {"ben", "dan", "ana", "cleo"}) {
      const json::value report = town.sync(user);
      CHECK(report.at("office_restored").get_bool());
    }
    scene.sync({"ana", "ben", "cleo", "dan"});
    const json::value state = scene.recovery();
    CHECK(state.at("waited_for").to_number<int>() == 0);
    CHECK(state.at("restores").to_number<int>() == 1);  // the backup knows of no other
    CHECK(scene.laptop_in(state, "dan").at("was_forgotten").get_bool());
    CHECK_FALSE(scene.laptop_in(state, "ana").at("was_forgotten").get_bool());
    CHECK(scene.laptop_in(state, "cleo").at("saves_since").to_number<int>() >= 8);
    // Everybody came. What the office itself wrote, Dan's entry in the directory, no laptop of its author brings: a
    // person takes it back.
    const json::array rescued = state.at("rescued").as_array();
    REQUIRE(rescued.size() == 1);
    CHECK(rescued[0].at("user").get_string() == "admin");
    CHECK(town.office({"doctor"}).exit_code == 0);
    CHECK(town.office({"parked", "accept", std::string(rescued[0].at("id").get_string())}).exit_code == 0);
    // What was given after the backup is claimed: Ben's two files, and Dan's.
    std::set<std::string> claimed;
    for (const json::value& claim : state.at("claims").as_array()) {
      claimed.insert(std::string(claim.at("user").get_string()) + " " + std::string(claim.at("client_id").get_string()));
    }
    CHECK(claimed == std::set<std::string>{"ben " + opened, "ben " + scene.handed_over, "dan " + scene.shared});
    CHECK(scene.notes_on("ben", scene.handed_over) == 10);
    const std::string report(town.office_json({"recovery", "report"}).at("text").get_string());
    CHECK(report.find("- " + scene.handed_over) != std::string::npos);
    const json::value granted = town.office_json({"recovery", "grant", "--all"});
    CHECK(granted.at("granted").to_number<int>() == 3);
    // That Ana had given it back came back with her own saves.
    const json::value again = town.office_json({"transfer", "--from", "ana", "--to", "ben", scene.handed_over});
    CHECK(again.at("transferred").to_number<int>() == 0);
    CHECK(town.office({"recovery", "end"}).exit_code == 0);
    CHECK_FALSE(scene.recovery().at("recovering").get_bool());
    scene.check_equal({"ana", "ben", "cleo", "dan"});
    CHECK(town.office_lines({"parked", "list"}).empty());
    for (const char* user : {"ana", "ben", "cleo", "dan"}) {
      CHECK(scene.notes_on(user, scene.shared) == 5 + 3 + 120 + 4 * 6 + 2);
    }
    CHECK(scene.notes_on("ana", opened) == 9);
    CHECK(scene.notes_on("ana", scene.handed_over) == 0);
    CHECK(scene.notes_on("ben", scene.handed_over) == 10);
    CHECK(town.laptop("dan", {"show", "client", of_dan}).exit_code == 0);
    // All records of before, and the two unsent notes.
    std::set<std::string> now;
    for (const std::string& line : lines_of(scene.dump())) now.insert(line);
    for (const std::string& line : lines_of(before)) {
      INFO(line);
      CHECK(now.count(line) == 1);
    }
    const auto history_now = scene.all_history();
    for (const std::string& op : history) {
      INFO(op);
      CHECK(history_now.count(op) == history.count(op));
    }
  }
}

TEST_CASE("Scenario F: an older copy of the office's file is put in place without a word") {
  Town town;
  town.open_for({"ana", "ben"});
  const std::string client = town.client_of({"ana", "ben"});
  town.stop_office();
  copy_folder(town.path("office"), town.path("office-older"));
  town.start_office();
  town.new_record("ana", {"note", "client_id=" + client, "body=after the copy"});
  const std::string other = town.new_record("ana", {"client", "given_name=Maria"});
  town.sync("ana");
  CHECK(town.office({"assign", other, "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  town.stop_office();
  copy_folder(town.path("office-older"), town.path("office"));
  town.start_office();

  // Whoever has met the later state is refused, keeps everything, and knows whom to tell what.
  town.new_record("ben", {"note", "client_id=" + client, "body=not sent yet"});
  for (int tries = 0; tries < 2; ++tries) {
    for (const std::string user : {"ben", "ana"}) {
      const Finished refused = town.laptop(user, {"sync"});
      CHECK(refused.exit_code != 0);
      CHECK_MESSAGE(refused.err.find("recovery begin") != std::string::npos, refused.err);
    }
  }
  CHECK(town.laptop_lines("ben", {"list", "note"}).size() == 2);
  CHECK(town.laptop_lines("ben", {"list", "client"}).size() == 2);
  CHECK_FALSE(town.office_json({"status"}).at("went_back_at").is_null());
  CHECK(town.office({"recovery", "begin"}).exit_code == 1);  // the server runs
  town.stop_office();
  REQUIRE(town.office({"recovery", "begin"}).exit_code == 0);
  CHECK(town.office_json({"status"}).at("went_back_at").is_null());
  town.start_office();
  for (const std::string user : {"ben", "ana", "ben", "ana"}) CHECK(town.laptop(user, {"sync"}).exit_code == 0);
  CHECK(town.office({"recovery", "grant", "--all"}).exit_code == 0);
  CHECK(town.office({"recovery", "end", "--anyway"}).exit_code == 0);
  for (const std::string user : {"ben", "ana", "ben"}) town.sync(user);
  CHECK(town.office_lines({"list", "note"}).size() == 2);
  for (const std::string user : {"ana", "ben"}) {
    CHECK(town.laptop_lines(user, {"list", "note"}).size() == 2);
    CHECK(town.laptop_lines(user, {"list", "client"}).size() == 2);
    town.check_same_dump(user);
    CHECK(town.laptop(user, {"doctor"}).exit_code == 0);
  }
  CHECK(town.office({"doctor"}).exit_code == 0);
}

TEST_CASE("a backup that is restored twice, the second time by a clock that runs behind") {
  Town town;
  town.open_for({"ana"});
  const std::string client = town.client_of({"ana"});
  CHECK(town.office({"backup", town.path("ob")}).exit_code == 0);
  const auto restored_at = [&](const Environment& clock) {
    town.stop_office();
    REQUIRE(town.office({"restore", town.path("ob"), "--replace"}, clock).exit_code == 0);
    town.start_office();
    town.new_record("ana", {"note", "client_id=" + client, "body=one more"});
    const Finished synced = town.laptop("ana", {"sync"});
    CHECK_MESSAGE(synced.exit_code == 0, synced.err);
  };
  const std::string faketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
  if (!std::filesystem::exists(faketime)) {
    skip("faketime is not there: no office was restored by a wrong clock");
    return;
  }
  const Environment in_2035{"LD_PRELOAD=" + faketime, "FAKETIME=@2035-01-01 00:00:00", "ASAN_OPTIONS=verify_asan_link_order=0"};
  const Environment in_2019{"LD_PRELOAD=" + faketime, "FAKETIME=@2019-01-01 00:00:00", "ASAN_OPTIONS=verify_asan_link_order=0"};
  for (const auto& clock : {in_2035, Environment{}, in_2019}) restored_at(clock);
  CHECK(town.office_lines({"list", "note"}).size() == 3);
}

TEST_CASE("what a laptop that is gone for good had sent is brought back by others, for a person to accept") {
  Scene scene;
  Town& town = scene.town;
  scene.make_backup();
  std::string gone = "cleo";
  SUBCASE("of a laptop that the backup knows") { gone = "cleo"; }
  SUBCASE("of a person who was added after the backup") {
    gone = "dan";
    town.add_user(gone);
    town.enrol(gone);
    scene.assign(scene.shared, gone);
    scene.sync({gone});
  }
  scene.write_notes(gone, scene.shared, "after the backup", 4);
  const std::string her_own = town.new_record(gone, {"client", "given_name=Of her own"});
  scene.sync({gone});
  scene.assign(her_own, "ben");
  scene.sync({"ben", "ana"});
  scene.write_notes("ben", her_own, "after the backup", 2);
  scene.sync({"ben", "ana"});
  const std::string before = scene.dump();
  scene.restore();
  scene.sync({"ben", "ana", "ben"});
  CHECK(scene.notes_on("ben", scene.shared) == 5 + 3 + 4);  // nothing leaves a screen
  CHECK(town.laptop("ben", {"show", "client", her_own}).exit_code == 0);

  json::value state = scene.recovery();
  CHECK(state.at("waited_for").to_number<int>() == 1);
  CHECK(state.at("rescued").as_array().size() >= 5);
  std::set<std::string> waiting;
  for (const json::value& save : state.at("rescued").as_array()) {
    CHECK((save.at("user").get_string() == gone || save.at("user").get_string() == "admin"));
    waiting.insert(std::string(save.at("id").get_string()));
  }
  for (const json::value& claim : state.at("claims").as_array()) {
    CHECK(claim.at("client_id").get_string() == her_own);
    CHECK_FALSE(claim.at("is_here").get_bool());
  }
  CHECK(town.office({"doctor"}).exit_code == 0);
  CHECK(town.office({"backup", town.path("backup of the recovering office")}).exit_code == 0);
  // A file of which nothing is here cannot be given yet.
  CHECK(town.office_json({"recovery", "grant", "--all"}).at("granted").to_number<int>() == 0);
  // In the order of their numbers: the one that opened the file before those that stand in it.
  for (std::size_t rounds = 0; rounds < 4 && !waiting.empty(); ++rounds) {
    for (auto id = waiting.begin(); id != waiting.end();) {
      id = town.office({"parked", "accept", *id}).exit_code == 0 ? waiting.erase(id) : std::next(id);
    }
  }
  CHECK(waiting.empty());
  const json::value granted = town.office_json({"recovery", "grant", her_own, "--to", "ben"});
  CHECK(granted.at("granted").to_number<int>() == 1);
  CHECK(town.office({"recovery", "end"}).exit_code == 1);
  CHECK(town.office({"recovery", "end", "--anyway"}).exit_code == 0);
  scene.check_equal({"ana", "ben"});
  CHECK(scene.dump() == before);
  CHECK(town.office_lines({"parked", "list"}).empty());
  // It comes after all: its saves are known already.
  CHECK(town.sync(gone).at("office_restored").get_bool());
  CHECK(town.office_lines({"parked", "list"}).empty());
  scene.check_equal({"ana", "ben", "cleo"});
  CHECK(scene.dump() == before);
  if (gone == "dan") {  // the recovery is over, and his grants are not known: he is asked about, and keeps his files
    state = scene.recovery();
    CHECK_FALSE(state.at("recovering").get_bool());
    CHECK(state.at("claims").as_array().size() == 2);
    CHECK(scene.notes_on("dan", scene.shared) == 5 + 3 + 4);
    CHECK(town.office_json({"recovery", "grant", "--all"}).at("granted").to_number<int>() == 2);
    scene.check_equal({"ana", "ben", "cleo", "dan"});
    CHECK(scene.dump() == before);
  }
}
