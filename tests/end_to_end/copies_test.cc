// A laptop's data folder that is copied, or restored from an older copy, goes on by itself, under a number of its own:
// no save is lost, none is doubled, and all copies end equal.
#include <doctest/doctest.h>

#include <map>

#include "tests/testkit/killing.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

// One office, Ana's laptop and Ben's, who shares her client. Every note has a text of its own.
struct Scene {
  Town town;
  std::string client;
  std::vector<std::string> texts;

  Scene() {
    town.start_office();
    for (const char* user : {"ana", "ben"}) {
      town.add_user(user);
      town.enrol(user);
    }
    client = town.new_record("ana", {"client", "given_name=Jorge"});
    town.sync("ana");
    CHECK(town.office({"assign", client, "--to", "ben"}).exit_code == 0);
    town.sync("ben");
  }

  void write_notes(const std::string& laptop, const std::string& when, int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      texts.push_back("note " + std::to_string(i) + " " + when);
      lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"" + texts.back() + "\"}\n";
    }
    const std::string file = town.path("notes.jsonl");
    write_file(file, lines);
    const Finished imported = town.laptop(laptop, {"import", "jsonl", file, "--each"});
    REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
  }
  // Edits of the client that both copies may make: each an own field.
  void edit(const std::string& laptop, const std::string& field, const std::string& value) {
    CHECK(town.laptop(laptop, {"set", "client", client, field + "=" + value}).exit_code == 0);
  }
  json::value sync_copy(const std::string& laptop) {
    const json::value report = town.sync(laptop);
    return report.at("became_node");
  }
  json::value node_of(const std::string& laptop) { return town.laptop_json(laptop, {"status"}).at("node"); }
  json::value copy_of(const json::value& number) {
    for (const json::value& node : town.office_lines({"node", "list"})) {
      if (node.at("node") == number) return node.at("copy_of");
    }
    FAIL("the office does not list laptop ", write_json(number));
    return nullptr;
  }

  void check_notes(const std::vector<json::value>& notes) {
    std::map<std::string, int> seen;
    for (const json::value& note : notes) ++seen[std::string(note.at("body").get_string())];
    CHECK(notes.size() == texts.size());
    for (const std::string& text : texts) {
      INFO(text);
      CHECK(seen[text] == 1);
    }
  }
  // One op of each kind that made the note, by Ana.
  void check_history(const std::string& laptop) {
    for (const json::value& note : town.laptop_lines(laptop, {"list", "note"})) {
      int bodies = 0;
      for (const json::value& op : town.laptop_lines(laptop, {"history", std::string(note.at("id").get_string())})) {
        CHECK(op.at("user").get_string() == "ana");
        CHECK(op.at("state").get_string() == "applied");
        bodies += op.at("field").is_string() && op.at("field").get_string() == "body" ? 1 : 0;
      }
      CHECK(bodies == 1);
    }
  }
  void check_all(const std::vector<std::string>& laptops) {
    for (int round = 0; round < 2; ++round) {
      for (const std::string& laptop : laptops) town.sync(laptop);
    }
    const std::string dump = town.office({"dump", "--caseload", "ana"}).out;
    check_notes(town.office_lines({"list", "note"}));
    for (const std::string& laptop : laptops) {
      INFO("the laptop ", laptop);
      check_notes(town.laptop_lines(laptop, {"list", "note"}));
      CHECK(town.laptop(laptop, {"dump"}).out == dump);
      town.check_equal_digests(laptop);
      CHECK(town.laptop(laptop, {"doctor"}).exit_code == 0);
      CHECK(town.laptop_json(laptop, {"status"}).at("saves").at("differences").as_array().empty());
      CHECK(town.laptop_json(laptop, {"status"}).at("pending").to_number<int>() == 0);
    }
    check_history(laptops.front());
    check_history("ben");
    CHECK(town.office({"doctor"}).exit_code == 0);
    CHECK(town.office_lines({"parked", "list"}).empty());
  }
};

}  // namespace

TEST_CASE("a data folder that is used on two machines, with work on both") {
  Scene scene;
  Town& town = scene.town;
  scene.write_notes("ana", "sent by both", 5);
  town.sync("ana");
  scene.write_notes("ana", "unsent when the folder was copied", 5);
  copy_folder(town.path("laptop-ana"), town.path("laptop-copy"));
  scene.write_notes("ana", "on the first machine", 7);
  scene.edit("ana", "preferred_name", "Jorgito");
  scene.write_notes("copy", "on the second machine", 9);
  scene.edit("copy", "family_name", "Diaz");
  const json::value first = scene.node_of("ana");
  SUBCASE("the first machine syncs first") {
    CHECK(scene.sync_copy("ana").is_null());
    CHECK(scene.sync_copy("copy").is_number());
    CHECK(scene.node_of("ana") == first);
    CHECK(scene.copy_of(scene.node_of("copy")) == first);
  }
  SUBCASE("the second machine syncs first, and both go on working between") {
    CHECK(scene.sync_copy("copy").is_null());
    scene.write_notes("copy", "later on the second machine", 2);
    CHECK(scene.sync_copy("ana").is_number());
    scene.write_notes("ana", "later on the first machine", 2);
    CHECK(scene.node_of("copy") == first);
    CHECK(scene.copy_of(scene.node_of("ana")) == first);
  }
  SUBCASE("and there is a third one, copied from the second after it became a laptop of its own") {
    town.sync("ana");
    town.sync("copy");
    copy_folder(town.path("laptop-copy"), town.path("laptop-third"));
    scene.write_notes("copy", "once more on the second machine", 3);
    scene.write_notes("third", "on the third machine", 3);
    town.sync("copy");
    CHECK(scene.sync_copy("third").is_number());
    CHECK(scene.copy_of(scene.node_of("third")) == scene.node_of("copy"));
    scene.check_all({"ana", "copy", "third", "ben"});
    return;
  }
  scene.check_all({"ana", "copy", "ben"});
  const Finished listed = run({SATCHEL_OFFICE_PROGRAM, "node", "list", "--data", town.path("office")});
  CHECK(listed.out.find("copy of laptop " + write_json(first)) != std::string::npos);
}

TEST_CASE("a laptop that is restored from an older backup, with work before and after") {
  Scene scene;
  Town& town = scene.town;
  scene.write_notes("ana", "sent before the backup", 5);
  town.sync("ana");
  scene.write_notes("ana", "unsent in the backup", 4);
  const std::string backup = town.path("backup");
  const json::value first = scene.node_of("ana");
  bool by_command = true;
  SUBCASE("with backup and restore") { by_command = true; }
  SUBCASE("by copying its folder") { by_command = false; }
  if (by_command) {
    CHECK(town.laptop("ana", {"backup", backup}).exit_code == 0);
  } else {
    copy_folder(town.path("laptop-ana"), backup);
  }
  scene.write_notes("ana", "sent after the backup", 6);
  scene.edit("ana", "preferred_name", "Jorgito");
  town.sync("ana");
  if (by_command) {
    CHECK(town.laptop("ana", {"restore", backup, "--replace"}).exit_code == 0);
  } else {
    copy_folder(backup, town.path("laptop-ana"));
  }
  scene.write_notes("ana", "after the restore", 7);
  scene.edit("ana", "family_name", "Diaz");
  CHECK(scene.sync_copy("ana").is_number());
  CHECK(scene.copy_of(scene.node_of("ana")) == first);
  scene.write_notes("ana", "as a laptop of its own", 3);
  const Finished status = run({SATCHEL_PROGRAM, "status", "--data", town.path("laptop-ana")});
  CHECK(status.out.find("it was laptop " + write_json(first)) != std::string::npos);
  scene.check_all({"ana", "ben"});
}

TEST_CASE("a copy in which nothing was saved stays the laptop that it is") {
  Scene scene;
  Town& town = scene.town;
  scene.write_notes("ana", "before", 5);
  town.sync("ana");
  const std::string backup = town.path("backup");
  CHECK(town.laptop("ana", {"backup", backup}).exit_code == 0);
  town.sync("ana");
  CHECK(town.laptop("ana", {"restore", backup, "--replace"}).exit_code == 0);
  const json::value first = scene.node_of("ana");
  CHECK(scene.sync_copy("ana").is_null());
  scene.write_notes("ana", "after", 2);
  CHECK(scene.sync_copy("ana").is_null());
  CHECK(scene.node_of("ana") == first);
  scene.check_all({"ana", "ben"});
}
