// A restored office: no number tells of two saves, and what the lost time knew by its old names is known by them still.
#include <doctest/doctest.h>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::client_of;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

struct Scene {
  SmallWorld lost;
  Worker ana = lost.hire("ana");
  Worker ben = lost.hire("ben");
  ScopeId mia = lost.client("Mia", {&ana, &ben});
  RecordId mias = client_of(mia);
  SmallWorld office = backup();

  SmallWorld backup() {
    lost.sync(ana);
    lost.sync(ben);
    return SmallWorld(lost);
  }
  Values languages() { return office.desk.values(mias, "client.language"); }
};

}  // namespace

TEST_SUITE("an office that was restored") {
  TEST_CASE("hears of what it lost from its author under a new number, and from others under the old one") {
    Scene scene;
    const Dot old_name = scene.ana.save(scene.mia, {set(scene.mias, "client.language", "it")});
    scene.lost.sync(scene.ana);
    scene.lost.sync(scene.ben);
    const Dot of_ben = scene.ben.save(scene.mia, {set(scene.mias, "client.language", "fr")});  // names Ana's
    const NodeNumber before = scene.ana.node();
    scene.office.restored();

    SUBCASE("first from its author") {
      scene.office.recover(scene.ana);
      CHECK(scene.ana.node() != before);
      CHECK(scene.ana.values(scene.mias, "client.language") == Values{"it"});
      scene.office.sync(scene.ana);
      const Dot name{scene.ana.node(), 1};
      CHECK(scene.office.desk.row(name)->state == SaveState::applied);
      CHECK(scene.office.desk.row(old_name)->state == SaveState::duplicate);
      CHECK(scene.office.desk.row(old_name)->waits_for == name);
      scene.office.recover(scene.ben);
      scene.office.sync(scene.ben);
    }
    SUBCASE("first from somebody else") {
      scene.office.recover(scene.ben);
      scene.office.sync(scene.ben);
      CHECK(scene.office.desk.row(old_name)->state == SaveState::parked);
      scene.office.recover(scene.ana);
      scene.office.sync(scene.ana);
      CHECK(scene.office.desk.row(old_name)->state == SaveState::accepted);
      CHECK(scene.office.desk.row({scene.ana.node(), 1})->state == SaveState::duplicate);
    }
    scene.office.at_desk([&](Office& office) { office.end_recovery(scene.office.now_ms); });
    scene.office.sync(scene.ana);
    scene.office.sync(scene.ben);
    CHECK(scene.languages() == Values{"fr"});  // Ben replaced what Ana wrote, whatever it is called
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"fr"});
    CHECK(scene.ben.values(scene.mias, "client.language") == Values{"fr"});
    CHECK(scene.office.desk.row(of_ben) == std::nullopt);  // was never sent under that number
  }

  TEST_CASE("does not speak with a number of before, and names the same new one however often it is asked") {
    Scene scene;
    scene.office.restored();
    const NodeNumber before = scene.ana.node();
    const auto exchange = scene.office.exchange(scene.ana);
    REQUIRE(exchange.problem);
    CHECK(exchange.problem->kind == ErrorKind::restored);
    const Uuid id = Uuid::from_name("next");
    LaptopRecovery unheard(scene.ana.laptop, id, {});
    (void)scene.office.serve(*unheard.request());  // the answer is lost
    const NodeNumber issued = scene.office.desk.store.node(before)->goes_on_as;
    CHECK(scene.ana.node() == before);
    LaptopRecovery again(scene.ana.laptop, Uuid::from_name("another"), {});
    REQUIRE(again.receive(scene.office.serve(*again.request())));
    REQUIRE(again.finish());
    CHECK(scene.ana.node() == issued);
    CHECK(scene.office.desk.store.node(issued)->parent == before);
  }

  TEST_CASE("knows a laptop again by all that it was, however often one backup is restored") {
    Scene scene;
    SmallWorld second(scene.office);
    const NodeNumber first = scene.ana.node();
    scene.office.restored();
    scene.office.recover(scene.ana);
    const NodeNumber between = scene.ana.node();
    scene.ana.save(scene.mia, {set(scene.mias, "client.language", "it")});
    scene.office.sync(scene.ana);
    second.now_ms = scene.office.now_ms;
    second.restored();
    CHECK_FALSE(second.desk.store.node(between));
    second.recover(scene.ana);
    CHECK(second.desk.store.node(first)->goes_on_as == between);
    CHECK(second.desk.store.node(between)->goes_on_as == scene.ana.node());
    CHECK(second.desk.store.node(scene.ana.node())->parent == between);
    second.sync(scene.ana);
    CHECK(second.desk.values(scene.mias, "client.language") == Values{"it"});
  }

  TEST_CASE("lets a copy of the same laptop be a laptop of its own") {
    Scene scene;
    scene.ana.save(scene.mia, {set(scene.mias, "client.language", "it")});
    Worker copy(scene.ana);
    copy.save(scene.mia, {set(scene.mias, "client.preferred_name", "Mimi")});
    scene.office.restored();
    scene.office.recover(scene.ana);
    scene.office.recover(copy);
    CHECK(scene.ana.node() != copy.node());
    scene.office.sync(scene.ana);
    scene.office.sync(copy);
    scene.office.sync(scene.ana);
    CHECK(scene.languages() == Values{"it"});  // once
    CHECK(scene.office.desk.row({copy.node(), 1})->state == SaveState::duplicate);
    CHECK(scene.office.desk.row({copy.node(), 2})->state == SaveState::applied);
  }

  TEST_CASE("takes by a person's word what names a save that nobody has any more") {
    Scene scene;
    const Dot gone{scene.ana.node(), 900};
    scene.office.restored();
    scene.office.recover(scene.ben);
    scene.office.sync(scene.ben);
    Op op = testkit::op_on(OpKind::set, scene.mias, "client.language", "fr", {gone});
    const Dot waits = scene.ben.forge(scene.ben.save_with(scene.mia, {op}));
    scene.office.exchange(scene.ben);
    REQUIRE(scene.office.desk.row(waits)->state == SaveState::parked);
    CHECK(scene.office.desk.row(waits)->reason == "unknown predecessor " + gone.to_string());
    const auto accepted = scene.office.accept(waits);
    REQUIRE_MESSAGE(accepted, (accepted ? "" : accepted.error().message));
    CHECK(scene.languages() == Values{"fr"});
    // Of a node that speaks nothing is lost: what it has not written yet cannot be named.
    op.predecessors = {{scene.ben.node(), 900}};
    const Dot guess = scene.ben.forge(scene.ben.save_with(scene.mia, {op}));
    scene.office.exchange(scene.ben);
    CHECK_FALSE(scene.office.accept(guess));
  }
}

}  // namespace satchel
