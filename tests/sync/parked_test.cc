// Parked saves: what the office cannot take as it is stays with it, visible on both sides with the
// reason, blocks nothing that follows, and waits for a person or for what it depends on.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::add;
using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

// Only the office's clock can tell that nobody was born on this day yet.
const char* const kFuture = "2100-01-01";
const char* const kReason = "invalid: Birth date 2100-01-01 is in the future";

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  RecordId client = client_of(mia);

  Scene() { sync(); }
  void sync() {
    for (int i = 0; i < 2; ++i) {
      world.sync(ana);
      world.sync(ben);
    }
  }
  Dot bad(std::vector<Edit> edits = {}) {
    edits.push_back(set(client, "client.birth_date", kFuture));
    return ana.save(mia, edits);
  }
  SaveState state_on(Worker& worker, Dot dot) {
    REQUIRE(worker.row(dot));
    return worker.row(dot)->state;
  }
  SaveState state_at_office(Dot dot) {
    REQUIRE(world.desk.row(dot));
    return world.desk.row(dot)->state;
  }
  void check_equal() {
    CHECK(base_of(world.desk.store, mia) == base_of(ana.store, mia));
    CHECK(base_of(world.desk.store, mia) == base_of(ben.store, mia));
  }
};

}  // namespace

TEST_SUITE("a save that breaks a rule") {
  TEST_CASE("is received, and visible with its reason on both sides") {
    Scene scene;
    const Dot bad = scene.bad();
    const auto push = scene.world.exchange(scene.ana);
    REQUIRE(push.outcome);
    CHECK(scene.ana.pending() == 0);  // parked is received: nothing is left to send
    const auto parked = scene.world.desk.office.parked();
    REQUIRE(parked.size() == 1);
    CHECK(parked[0].user == "ana");
    CHECK(parked[0].row.dot() == bad);
    CHECK(parked[0].row.reason == kReason);
    CHECK_FALSE(parked[0].row.waits);
    CHECK(scene.state_on(scene.ana, bad) == SaveState::parked);
    CHECK(scene.ana.row(bad)->reason == kReason);
    CHECK(scene.ana.values(scene.client, "client.birth_date") ==
          Values{kFuture});  // own words stay
    SignedReceipt receipt;
    Receipt body;
    REQUIRE(decode(push.outcome->receipt, receipt));
    REQUIRE(decode(receipt.body, body));
    CHECK(body.counts == SaveCounts{0, 0, 1, 0, 0});
    CHECK(body.inbox_digest == inbox_leaf(bad, SaveState::parked));
  }

  TEST_CASE("changes nothing for anybody else") {
    Scene scene;
    const std::string before = base_of(scene.world.desk.store, scene.mia);
    const Position head = scene.world.desk.store.scope(scene.mia)->head;
    const Dot bad = scene.bad({set(scene.client, "client.language", "it")});
    scene.sync();
    CHECK(base_of(scene.world.desk.store, scene.mia) == before);
    CHECK(scene.world.desk.store.scope(scene.mia)->head == head);
    CHECK_FALSE(scene.ben.row(bad));
    CHECK(scene.ben.values(scene.client, "client.language").empty());
    scene.check_equal();
  }

  TEST_CASE("does not block the saves that follow, in the same request or later") {
    Scene scene;
    scene.bad();
    const Dot next = scene.ana.save(scene.mia, {set(scene.client, "client.language", "it")});
    scene.sync();
    const Dot later = scene.ana.save(scene.mia, {set(scene.client, "client.pronouns", "she")});
    scene.sync();
    CHECK(scene.state_at_office(next) == SaveState::applied);
    CHECK(scene.state_at_office(later) == SaveState::applied);
    CHECK(scene.ben.values(scene.client, "client.language") == Values{"it"});
    scene.check_equal();
  }

  TEST_CASE("is atomic: none of its changes is taken") {
    Scene scene;
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "it"),
                               set(scene.client, "client.birth_date", kFuture),
                               set(scene.client, "client.pronouns", "she")});
    scene.sync();
    CHECK(scene.world.desk.values(scene.client, "client.language").empty());
    CHECK(scene.world.desk.values(scene.client, "client.pronouns").empty());
  }

  TEST_CASE("is shown on the user's other laptop, too") {
    Scene scene;
    Worker second = scene.world.hire("ana");
    scene.world.sync(second);
    const Dot bad = scene.bad();
    scene.sync();
    scene.world.sync(second);
    CHECK(scene.state_on(second, bad) == SaveState::parked);
    CHECK(second.row(bad)->reason == kReason);
    CHECK(second.values(scene.client, "client.birth_date") == Values{kFuture});
    CHECK(second.pending() == 0);
    CHECK(base_of(second.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    CHECK(scene.world.decline(bad, "not so"));
    scene.world.sync(second);
    CHECK(second.values(scene.client, "client.birth_date").empty());
    CHECK(second.row(bad)->reason == "not so");
  }
}

TEST_SUITE("accepting") {
  TEST_CASE("applies a save under its own dots, for everybody") {
    Scene scene;
    const Dot bad = scene.bad();
    scene.sync();
    CHECK(scene.world.accept(bad));
    CHECK(scene.world.desk.office.parked().empty());
    scene.sync();
    CHECK(scene.state_at_office(bad) == SaveState::accepted);
    CHECK(scene.state_on(scene.ana, bad) == SaveState::accepted);
    CHECK(scene.ana.row(bad)->reason == "accepted by sue");
    CHECK(testkit::sibling_dots(scene.ben.store, scene.client, "client.birth_date") ==
          std::vector<Dot>{bad});
    CHECK(scene.ben.values(scene.client, "client.birth_date") == Values{kFuture});
    CHECK(scene.ana.store.overlay(scene.client).empty());
    CHECK(scene.world.desk.node(scene.ana).counts == SaveCounts{0, 0, 0, 1, 0});
    scene.check_equal();
  }

  TEST_CASE("puts the values where they count as the oldest") {
    Scene scene;
    const Dot bad = scene.bad();
    scene.sync();
    scene.ben.save(scene.mia, {set(scene.client, "client.birth_date", "1950-01-01")});
    scene.sync();
    CHECK(scene.world.accept(bad));
    scene.sync();
    for (const Values& values : {scene.ana.values(scene.client, "client.birth_date"),
                                 scene.ben.values(scene.client, "client.birth_date"),
                                 scene.world.desk.values(scene.client, "client.birth_date")}) {
      CHECK(values == Values{kFuture, "1950-01-01"});
    }
    scene.check_equal();
  }

  TEST_CASE("is recorded as an op of the office's own node") {
    Scene scene;
    const Dot bad = scene.bad();
    scene.sync();
    const std::uint64_t before = scene.world.desk.store.node(kOfficeNode)->counter;
    CHECK(scene.world.accept(bad));
    const auto verdict = scene.world.desk.row({kOfficeNode, before + 1});
    REQUIRE(verdict);
    const auto save = decode_save(verdict->raw);
    REQUIRE(save);
    CHECK(save->user == "sue");
    CHECK(save->ops[0].kind == OpKind::accept);
    CHECK(save->ops[0].save == bad);
  }

  TEST_CASE("happens once, and only to what is parked") {
    Scene scene;
    const Dot good = scene.ana.save(scene.mia, {set(scene.client, "client.language", "it")});
    const Dot bad = scene.bad();
    scene.sync();
    CHECK_FALSE(scene.world.accept(good));
    CHECK_FALSE(scene.world.accept({99, 1}));
    CHECK(scene.world.accept(bad));
    CHECK_FALSE(scene.world.accept(bad));
    CHECK_FALSE(scene.world.decline(bad, "too late"));
  }
}

TEST_SUITE("declining") {
  TEST_CASE("takes a save off the screen; its text and the reason stay in the list") {
    Scene scene;
    const Dot bad = scene.bad();
    scene.sync();
    CHECK(scene.world.decline(bad, "ask her again"));
    scene.sync();
    CHECK(scene.state_at_office(bad) == SaveState::declined);
    CHECK(scene.state_on(scene.ana, bad) == SaveState::declined);
    CHECK(scene.ana.row(bad)->reason == "ask her again");
    CHECK(decode_save(scene.ana.row(bad)->raw)->ops[0].value == testkit::text(kFuture));
    CHECK(scene.ana.values(scene.client, "client.birth_date").empty());
    CHECK(scene.ana.store.overlay(scene.client).empty());
    CHECK(scene.world.desk.node(scene.ana).counts == SaveCounts{0, 0, 0, 0, 1});
    scene.check_equal();
  }

  TEST_CASE("takes a reason of 1 to 2,000 bytes") {
    Scene scene;
    const Dot bad = scene.bad();
    scene.sync();
    CHECK_FALSE(scene.world.decline(bad, ""));
    CHECK_FALSE(scene.world.decline(bad, std::string(2'001, 'r')));
    CHECK(scene.state_at_office(bad) == SaveState::parked);
    CHECK(scene.world.decline(bad, std::string(2'000, 'r')));
    CHECK_FALSE(scene.world.accept(bad));
  }

  TEST_CASE("brings back what the declined value had covered") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.birth_date", "1950-01-01")});
    scene.sync();
    const Dot bad = scene.bad();
    scene.sync();
    CHECK(scene.ana.values(scene.client, "client.birth_date") == Values{kFuture});
    CHECK(scene.world.decline(bad, "not so"));
    scene.sync();
    CHECK(scene.ana.values(scene.client, "client.birth_date") == Values{"1950-01-01"});
  }
}

TEST_SUITE("what depends on a parked save") {
  // A note that only the parked save creates, and an edit of it.
  struct Dependents : Scene {
    RecordId note = record_named("note");
    Dot parked;
    Dot edit;
    Dot edit_of_edit;
    Dependents() {
      parked = bad({create(note, "note"), set(note, "note.title", "One")});
      edit = ana.save(mia, {set(note, "note.title", "Two")});
      edit_of_edit = ana.save(mia, {set(note, "note.title", "Three")});
      sync();
    }
  };

  TEST_CASE("waits for it, and says for which record") {
    Dependents scene;
    for (const Dot dot : {scene.edit, scene.edit_of_edit}) {
      CHECK(scene.state_at_office(dot) == SaveState::parked);
      CHECK(scene.world.desk.row(dot)->waits);
      CHECK(scene.ana.row(dot)->waits);
      CHECK(scene.ana.row(dot)->reason == "waits for the record " + scene.note.to_string());
    }
    CHECK(scene.ana.values(scene.note, "note.title") == Values{"Three"});
    CHECK_FALSE(scene.ben.shows(scene.note));
  }

  TEST_CASE("cannot be accepted before it") {
    Dependents scene;
    const auto accepted = scene.world.accept(scene.edit);
    REQUIRE_FALSE(accepted);
    CHECK(accepted.error().hint.find("decide on that one first; this one follows by itself") == 0);
  }

  TEST_CASE("follows by itself when it is accepted") {
    Dependents scene;
    CHECK(scene.world.accept(scene.parked));
    CHECK(scene.world.desk.office.parked().empty());
    scene.sync();
    for (const Dot dot : {scene.parked, scene.edit, scene.edit_of_edit}) {
      CHECK(scene.state_at_office(dot) == SaveState::accepted);
      CHECK(scene.state_on(scene.ana, dot) == SaveState::accepted);
    }
    CHECK(scene.ben.values(scene.note, "note.title") == Values{"Three"});
    CHECK(scene.world.desk.node(scene.ana).counts == SaveCounts{0, 0, 0, 3, 0});
    scene.check_equal();
  }

  TEST_CASE("stays parked when it is declined, and can be declined itself") {
    Dependents scene;
    CHECK(scene.world.decline(scene.parked, "wrong client"));
    scene.sync();
    CHECK(scene.state_at_office(scene.edit) == SaveState::parked);
    CHECK_FALSE(scene.ana.shows(scene.note));
    CHECK_FALSE(scene.ben.shows(scene.note));
    CHECK(scene.world.decline(scene.edit, "with it"));
    CHECK(scene.world.decline(scene.edit_of_edit, "with it"));
    scene.sync();
    CHECK(scene.world.desk.office.parked().empty());
    scene.check_equal();
  }

  TEST_CASE("that names what nobody has seen yet does not take it by itself when it comes") {
    Scene scene;
    // Ana's forged save names a dot of Ben's that is still on Ben's laptop.
    const Dot bens = scene.ben.save(scene.mia, {set(scene.client, "client.language", "fr")});
    const Op op = testkit::op_on(OpKind::set, scene.client, "client.language", "it", {bens});
    const Dot anas = scene.ana.forge(scene.ana.save_with(scene.mia, {op}));
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(anas)->reason == "unknown predecessor " + bens.to_string());
    CHECK_FALSE(scene.ana.row(anas)->waits);
    scene.sync();
    CHECK(scene.state_at_office(anas) == SaveState::parked);
    CHECK(scene.ben.values(scene.client, "client.language") == Values{"fr"});
    CHECK(scene.world.accept(anas));  // a person may
    scene.sync();
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"it"});
    CHECK(scene.ben.values(scene.client, "client.language") == Values{"it"});
    scene.check_equal();
  }
}

TEST_SUITE("what waits for the office's own people") {
  TEST_CASE("settles when they write it") {
    Scene scene;
    const RecordId note = record_named("a note that the office writes");
    Op op;
    op.kind = OpKind::set;
    op.record = note;
    op.field = testkit::Path("note.title").field;
    op.value = testkit::text("Two");
    const Dot waiting = scene.ana.forge(scene.ana.save_with(scene.mia, {op}));
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(waiting)->waits);
    scene.world.office_save(scene.mia, {create(note, "note")});
    CHECK(scene.state_at_office(waiting) == SaveState::accepted);
    CHECK(scene.world.desk.values(note, "note.title") == Values{"Two"});
    scene.sync();
    scene.check_equal();
  }
}

TEST_SUITE("a parked value stands for what it replaced") {
  TEST_CASE("so that an edit of it replaces that, too") {
    Scene scene;
    const Dot old =
        scene.world.office_save(scene.mia, {set(scene.client, "client.language", "de")});
    scene.sync();
    const Dot bad = scene.bad({set(scene.client, "client.language", "it")});
    scene.sync();
    const Dot next = scene.ana.save(scene.mia, {set(scene.client, "client.language", "fr")});
    CHECK(decode_save(scene.ana.row(next)->raw)->ops[0].predecessors == std::vector<Dot>{bad});
    scene.sync();
    CHECK(scene.world.desk.row(next)->substitutions == std::vector<Substitution>{{0, old}});
    CHECK(scene.ben.row(next)->substitutions == std::vector<Substitution>{{0, old}});
    for (const Values& values : {scene.ana.values(scene.client, "client.language"),
                                 scene.ben.values(scene.client, "client.language"),
                                 scene.world.desk.values(scene.client, "client.language")}) {
      CHECK(values == Values{"fr"});
    }
    // And the parked value does not come back when it is accepted.
    CHECK(scene.world.accept(bad));
    scene.sync();
    CHECK(scene.ben.values(scene.client, "client.language") == Values{"fr"});
    scene.check_equal();
  }

  TEST_CASE("through any number of parked values") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.language", "de")});
    scene.sync();
    for (const char* words : {"it", "es", "pt"}) {
      scene.bad({set(scene.client, "client.language", words)});
      scene.sync();
    }
    CHECK(scene.ana.values(scene.client, "client.language") == Values{"pt"});
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "fr")});
    scene.sync();
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"fr"});
    CHECK(scene.ana.values(scene.client, "client.language") == Values{"fr"});
    scene.check_equal();
  }

  TEST_CASE("also when it was declined before the edit arrived") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.language", "de")});
    scene.sync();
    const Dot bad = scene.bad({set(scene.client, "client.language", "it")});
    scene.sync();
    scene.ana.save(scene.mia, {set(scene.client, "client.language", "fr")});  // saw it parked
    CHECK(scene.world.decline(bad, "not so"));
    scene.sync();
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"fr"});
    CHECK(scene.ana.values(scene.client, "client.language") == Values{"fr"});
    scene.check_equal();
  }
}

TEST_SUITE("a void") {
  TEST_CASE("counts what was hidden behind the worker's own parked value") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.language", "de")});
    scene.sync();
    scene.bad(
        {set(scene.client, "client.language", "it")});  // hides "de" here, and is parked there
    scene.ana.save(scene.mia, {testkit::void_record(scene.client, "entered twice")});
    CHECK(is_void(*scene.ana.laptop.shown(scene.client)));
    scene.sync();
    CHECK(is_void(*scene.world.desk.office.shown(scene.client)));
    CHECK(is_void(*scene.ben.laptop.shown(scene.client)));
    CHECK(is_void(*scene.ana.laptop.shown(scene.client)));
  }

  TEST_CASE("counts the worker's own parked values, when they are accepted later") {
    Scene scene;
    const Dot bad = scene.bad({set(scene.client, "client.language", "it")});
    scene.sync();
    scene.ana.save(scene.mia, {testkit::void_record(scene.client, "entered twice")});
    scene.sync();
    CHECK(scene.world.accept(bad));
    scene.sync();
    CHECK(is_void(*scene.world.desk.office.shown(scene.client)));
    scene.check_equal();
  }
}

TEST_SUITE("a new case file that is parked") {
  struct NewFile : Scene {
    ScopeId noah = testkit::case_file_named("Noah");
    RecordId noahs = client_of(noah);
    Dot opening;
    Dot second;
    NewFile() {
      opening = ana.save(noah, {create(noahs, "client"), set(noahs, "client.birth_date", kFuture)});
      second = ana.save(noah, {set(noahs, "client.language", "it")});
      sync();
    }
  };

  TEST_CASE("does not exist for anybody else, and what follows waits for it") {
    NewFile scene;
    CHECK_FALSE(scene.world.desk.store.scope(scene.noah));
    CHECK(scene.state_at_office(scene.opening) == SaveState::parked);
    CHECK(scene.world.desk.row(scene.second)->reason == "waits for its case file");
    CHECK(scene.ana.values(scene.noahs, "client.language") == Values{"it"});
    CHECK(scene.ana.store.scope(scene.noah)->provisional);
  }

  TEST_CASE("is opened when it is accepted, for its author") {
    NewFile scene;
    CHECK(scene.world.accept(scene.opening));
    scene.sync();
    CHECK(scene.state_at_office(scene.second) == SaveState::accepted);
    CHECK_FALSE(scene.ana.store.scope(scene.noah)->provisional);
    CHECK(base_of(scene.ana.store, scene.noah) == base_of(scene.world.desk.store, scene.noah));
    CHECK_FALSE(scene.ben.holds(scene.noah));
    scene.ana.save(scene.noah, {set(scene.noahs, "client.language", "fr")});
    scene.sync();
    CHECK(scene.world.desk.values(scene.noahs, "client.language") == Values{"fr"});
  }

  TEST_CASE("can be entered again after it was declined, and what waited for it follows") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    world.sync(ana);
    const ScopeId eli = testkit::case_file_named("Eli");
    const RecordId visit = record_named("his visit");
    const Dot opened = ana.save(eli, {create(client_of(eli), "client"),
                                      set(client_of(eli), "client.birth_date", "2199-01-01")});
    const Dot visited = ana.save(eli, {create(visit, "visit"), set(visit, "visit.summary", "hello")});
    ana.save(eli, {set(client_of(eli), "client.language", "fr")});
    world.sync(ana);
    world.at_desk([&](Office& office) {
      REQUIRE(office.decline(opened, "look at the date", {"sue", 0, 0, 0}));
    });
    world.sync(ana);
    CHECK_FALSE(ana.laptop.can_write(eli));
    CHECK(world.desk.row(visited)->state == SaveState::parked);
    ana.save(eli, {create(client_of(eli), "client"),
                   set(client_of(eli), "client.birth_date", "1999-01-01")});
    CHECK(ana.values(client_of(eli), "client.language") == Values{"fr"});  // shown again at once
    world.sync(ana);
    world.sync(ana);
    CHECK(world.desk.row(visited)->state == SaveState::accepted);
    CHECK(world.desk.office.parked().empty());
    CHECK(ana.values(visit, "visit.summary") == Values{"hello"});
    CHECK(base_of(ana.store, eli) == base_of(world.desk.store, eli));
  }

  TEST_CASE("leaves the screen when it is declined, and hinders no exchange") {
    NewFile scene;
    CHECK(scene.world.decline(scene.opening, "known already"));
    CHECK(scene.world.decline(scene.second, "with it"));
    scene.sync();
    CHECK_FALSE(scene.ana.shows(scene.noahs));
    CHECK(scene.ana.row(scene.opening)->reason == "known already");
  }
}

}  // namespace satchel
