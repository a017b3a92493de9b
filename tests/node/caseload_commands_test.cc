// Handing clients over, on the office's command line: compartments, transfers, and what a dry run tells.
#include <doctest/doctest.h>

#include "node/shared/clock.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "tests/node/office_say.h"

namespace satchel {
namespace {

using namespace testkit;

struct Scene {
  Pair pair;
  std::string office = pair.office().folder();
  LaptopWorkspace& ana = pair.enrol("ana");
  LaptopWorkspace& ben = pair.enrol("ben");
  std::vector<RecordId> clients;

  Scene() {
    for (const char* name : {"Ada", "Bea", "Cleo"}) {
      clients.push_back(new_client(pair.office(), {{"given_name", name}}));
      pair.grant("ana", clients.back());
    }
    pair.sync_all();
  }
  std::string id(std::size_t index) { return clients[index].to_string(); }
  NodeNumber node_of(LaptopWorkspace& laptop) { return laptop.laptop().identity()->node; }
  bool is_granted(const std::string& user, const ScopeId& scope) {
    SqliteStore& store = pair.office().store();
    const auto grant = store.grant(store.user_named(user)->id, scope);
    return grant && !grant->withdrawn;
  }
  std::int64_t raw_bytes(const ScopeId& scope) {
    std::int64_t sum = 0;
    pair.office().store().each_placed(scope, 0, [&](const StoredSave& row) {
      sum += static_cast<std::int64_t>(row.raw.size());
      return true;
    });
    return sum;
  }
  // Who is granted what under which epoch, which scopes there are, and what each laptop has to be told.
  std::string state() {
    SqliteStore& store = pair.office().store();
    std::string all;
    for (const UserRow& user : store.users()) {
      all += user.name + user.caseload_digest.to_hex();
      for (const GrantRow& row : store.grants_of(user.id)) {
        all += row.scope.to_string() + std::to_string(row.epoch) + (row.withdrawn ? "w" : "g");
      }
    }
    for (const ScopeRow& row : store.scopes()) all += row.id.to_string() + std::to_string(row.head);
    for (const NodeRow& node : store.nodes()) {
      for (const ScopeId& scope : store.changed(node.number)) all += std::to_string(node.number) + scope.to_string();
    }
    return all;
  }
};

TEST_CASE("a compartment brings the general file along, and goes alone") {
  Scene scene;
  const ScopeId general = case_file(scene.clients[0].uuid);
  const ScopeId hidden = case_file(scene.clients[0].uuid, ScopeKind::behavioural);
  CHECK_FALSE(scene.pair.office().store().scope(hidden));
  auto said = answer_of_office(scene.office, {"assign", scene.id(0), "--compartment", "behavioural", "--to", "ben"});
  CHECK(number_at(said, "assigned") == 1);
  CHECK(scene.is_granted("ben", general));
  CHECK(scene.is_granted("ben", hidden));
  CHECK_FALSE(scene.is_granted("ana", hidden));
  said = answer_of_office(scene.office, {"assign", scene.id(0), "--compartment", "behavioural", "--to", "ana"});
  CHECK(number_at(said, "assigned") == 1);  // she had the general file already
  CHECK(scene.is_granted("ana", hidden));

  CHECK(say_office(scene.office, {"unassign", scene.id(0), "--compartment", "behavioural", "--from", "ben"}).exit_code ==
        0);
  CHECK(scene.is_granted("ben", general));
  CHECK_FALSE(scene.is_granted("ben", hidden));
  CHECK(say_office(scene.office, {"unassign", scene.id(0), "--from", "ana"}).exit_code == 0);
  CHECK_FALSE(scene.is_granted("ana", general));
  CHECK_FALSE(scene.is_granted("ana", hidden));
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--compartment", "secret", "--to", "ben"}).exit_code == 2);
}

TEST_CASE("restricted compartments are not given to administrators") {
  Scene scene;
  CHECK(say_office(scene.office, {"user", "add", "ada", "--role", "administrator"}).exit_code == 0);
  const std::string before = scene.state();
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--compartment", "protection", "--to", "ada"}).exit_code == 1);
  CHECK(scene.state() == before);
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--to", "ada"}).exit_code == 0);
}

TEST_CASE("a transfer takes and gives at once, all compartments") {
  Scene scene;
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--compartment", "protection", "--to", "ana"}).exit_code == 0);
  const ScopeId hidden = case_file(scene.clients[0].uuid, ScopeKind::protection);
  const auto said = answer_of_office(scene.office, {"transfer", scene.id(0), scene.id(1), "--from", "ana", "--to", "ben"});
  CHECK(number_at(said, "transferred") == 2);
  CHECK(number_at(said, "unchanged") == 0);
  CHECK_FALSE(said.at("dry_run").get_bool());
  for (const std::size_t index : {0U, 1U}) {
    CHECK_FALSE(scene.is_granted("ana", case_file(scene.clients[index].uuid)));
    CHECK(scene.is_granted("ben", case_file(scene.clients[index].uuid)));
  }
  CHECK_FALSE(scene.is_granted("ana", hidden));
  CHECK(scene.is_granted("ben", hidden));
  CHECK(scene.is_granted("ana", case_file(scene.clients[2].uuid)));
  scene.pair.sync_all();
  CHECK(dump_of(scene.ben) == dump_of(scene.pair.office(), false, "ben"));
  CHECK(dump_of(scene.ana) == dump_of(scene.pair.office(), false, "ana"));

  const auto again = answer_of_office(scene.office, {"transfer", scene.id(0), "--from", "ana", "--to", "ben"});
  CHECK(number_at(again, "transferred") == 0);
  CHECK(number_at(again, "unchanged") == 1);
  CHECK(say_office(scene.office, {"transfer", "--all", "--from", "ana", "--to", "ana"}).exit_code == 1);
  CHECK(say_office(scene.office, {"transfer", "--all", "--from", "ana", "--to", "nobody"}).exit_code == 1);
  CHECK(say_office(scene.office, {"transfer", "--from", "ana", "--to", "ben"}).exit_code == 2);
  CHECK(say_office(scene.office, {"user", "disable", "ben"}).exit_code == 0);
  CHECK(say_office(scene.office, {"transfer", "--all", "--from", "ana", "--to", "ben"}).exit_code == 1);
  CHECK(answer_of_office(scene.office, {"doctor"}).at("ok").get_bool());
}

TEST_CASE("what the new worker's role may not have stays behind, and is named") {
  Scene scene;
  CHECK(say_office(scene.office, {"user", "add", "ada", "--role", "administrator"}).exit_code == 0);
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--compartment", "protection", "--to", "ana"}).exit_code == 0);
  const auto said = answer_of_office(scene.office, {"transfer", "--all", "--from", "ana", "--to", "ada"});
  CHECK(number_at(said, "transferred") == 3);
  const auto& left = said.at("not_given").get_array();
  REQUIRE(left.size() == 1);
  CHECK(text_at(left[0].get_object(), "client") == scene.id(0));
  CHECK(text_at(left[0].get_object(), "compartment") == "protection");
  CHECK_FALSE(scene.is_granted("ana", case_file(scene.clients[0].uuid, ScopeKind::protection)));
  CHECK_FALSE(scene.is_granted("ada", case_file(scene.clients[0].uuid, ScopeKind::protection)));
}

TEST_CASE("a dry run changes nothing and says which laptops would get or lose what") {
  Scene scene;
  set(scene.ana, scene.clients[0], "language", std::string("it"));
  scene.pair.sync_all();
  // Ana's laptop announces three changes, and the link breaks behind its hello.
  for (const char* language : {"pt", "es", "fr"}) set(scene.ana, scene.clients[0], "language", std::string(language));
  {
    LaptopSession session(scene.ana.laptop(), {});
    const auto request = session.request();
    REQUIRE(request);
    OfficeSession at_office(scene.pair.office().office(), {wall_clock_ms(), false});
    for (std::size_t i = 0; i < request->size() && at_office.report().node == kNoNode; ++i) {
      at_office.receive(std::string_view(*request).substr(i, 1));
    }
    REQUIRE(at_office.report().node != kNoNode);
    REQUIRE(at_office.report().saves == 0);
  }
  const std::string before = scene.state();
  const auto said =
      answer_of_office(scene.office, {"transfer", scene.id(0), scene.id(1), "--from", "ana", "--to", "ben", "--dry-run"});
  CHECK(scene.state() == before);
  CHECK(said.at("dry_run").get_bool());
  CHECK(number_at(said, "transferred") == 2);
  const auto& laptops = said.at("laptops").get_array();
  REQUIRE(laptops.size() == 2);
  const json::object& loser = laptops[0].get_object();
  CHECK(number_at(loser, "node") == scene.node_of(scene.ana));
  CHECK(text_at(loser, "user") == "ana");
  CHECK(number_at(loser, "loses") == 2);
  CHECK(number_at(loser, "gets") == 0);
  CHECK(number_at(loser, "bytes") == 0);
  CHECK(number_at(loser, "unsent") == 3);
  CHECK(loser.at("last_seen_at").is_string());
  const json::object& winner = laptops[1].get_object();
  CHECK(number_at(winner, "node") == scene.node_of(scene.ben));
  CHECK(number_at(winner, "gets") == 2);
  CHECK(number_at(winner, "loses") == 0);
  CHECK(number_at(winner, "unsent") == 0);
  CHECK(number_at(winner, "bytes") ==
        scene.raw_bytes(case_file(scene.clients[0].uuid)) + scene.raw_bytes(case_file(scene.clients[1].uuid)));
  const Said words =
      say_office(scene.office, {"transfer", scene.id(0), "--from", "ana", "--to", "ben", "--dry-run"});
  CHECK(words.out.find("nothing was changed") != std::string::npos);
  CHECK(words.out.find("3 changes announced and not sent yet") != std::string::npos);
  CHECK(scene.state() == before);

  for (const char* command : {"assign", "unassign"}) {
    const bool gives = std::string(command) == "assign";
    const auto other = answer_of_office(
        scene.office, {command, "--all", gives ? "--to" : "--from", gives ? "ben" : "ana", "--dry-run"});
    CHECK(other.at("laptops").get_array().size() == 1);
    CHECK(number_at(other.at("laptops").get_array()[0].get_object(), gives ? "gets" : "loses") == 3);
    CHECK(scene.state() == before);
  }
  // The dry run of a compartment makes none.
  CHECK(say_office(scene.office, {"assign", scene.id(0), "--compartment", "protection", "--to", "ben", "--dry-run"})
            .exit_code == 0);
  CHECK(scene.state() == before);
}

TEST_CASE("status names what was withdrawn and is not given back yet") {
  Scene scene;
  CHECK(answer_of_office(scene.office, {"status"}).at("hand_overs").get_array().empty());
  CHECK(say_office(scene.office, {"transfer", scene.id(0), scene.id(2), "--from", "ana", "--to", "ben"}).exit_code == 0);
  const auto status = answer_of_office(scene.office, {"status"});
  const auto& pending = status.at("hand_overs").get_array();
  REQUIRE(pending.size() == 1);
  CHECK(number_at(pending[0].get_object(), "node") == scene.node_of(scene.ana));
  CHECK(text_at(pending[0].get_object(), "user") == "ana");
  CHECK(number_at(pending[0].get_object(), "clients") == 2);
  CHECK(number_at(pending[0].get_object(), "days") == 0);
  CHECK(say_office(scene.office, {"status"}).out.find("has not given back files of 2 clients") != std::string::npos);
  scene.pair.sync_all();
  CHECK(answer_of_office(scene.office, {"status"}).at("hand_overs").get_array().empty());
}

}  // namespace
}  // namespace satchel
