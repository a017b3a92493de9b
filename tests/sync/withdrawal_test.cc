// Files that are given, taken away and given again: what leaves a laptop, when, and what becomes of
// the work that was done meanwhile.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  ScopeId noah = world.client("Noah", {&ana});
  RecordId mias = client_of(mia);

  Scene() {
    sync();
    sync();
  }
  void sync() {
    world.sync(ana);
    world.sync(ben);
  }
  Dot edit(Worker& worker, const char* words) {
    return worker.save(mia, {set(mias, "client.language", words)});
  }
  // Nothing of the file is on the laptop: no record, no save, no overlay, no row.
  void check_wiped(Worker& worker) {
    CHECK_FALSE(worker.holds(mia));
    CHECK(base_of(worker.store, mia).empty());
    CHECK_FALSE(worker.shows(mias));
    CHECK(worker.store.overlay(mias).empty());
    std::size_t saves = 0;
    worker.store.each_save_in(mia, [&](const StoredSave& row) {
      const auto save = decode_save(row.raw);
      REQUIRE(save);
      if (save->ops[0].kind != OpKind::release) ++saves;
    });
    CHECK(saves == 0);
  }
};

}  // namespace

TEST_SUITE("a file that is withdrawn") {
  TEST_CASE("is frozen, wiped and given back; the others stay") {
    Scene scene;
    scene.world.withdraw(scene.ana, scene.mia);
    const Exchange told = scene.world.exchange(scene.ana);
    REQUIRE(told.outcome);
    CHECK(told.outcome->more);  // the release has to be told
    CHECK_FALSE(scene.ana.laptop.can_write(scene.mia));
    CHECK_FALSE(scene.ana.try_save(scene.mia, {set(scene.mias, "client.language", "it")}));
    scene.check_wiped(scene.ana);
    CHECK(scene.ana.pending() == 1);
    CHECK(scene.world.sync(scene.ana) <= 2);
    CHECK_FALSE(scene.ana.store.scope(scene.mia));
    CHECK(scene.ana.laptop.can_write(scene.noah));
    const auto holding = scene.world.desk.store.holding(scene.ana.node(), scene.mia);
    REQUIRE(holding);
    CHECK_FALSE(holding->confirmed);
    CHECK(holding->released == holding->delivered);
    // The other holder notices nothing.
    scene.edit(scene.ben, "fr");
    scene.sync();
    CHECK(base_of(scene.ben.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    scene.check_wiped(scene.ana);
  }

  TEST_CASE("comes to rest: afterwards an exchange has nothing to do") {
    Scene scene;
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    scene.world.sync(scene.ana);
    const std::string before = testkit::state_of(scene.ana.store);
    const Exchange done = scene.world.exchange(scene.ana);
    CHECK(done.outcome->digest_equal);
    CHECK(done.outcome->sent_saves == 0);
    CHECK(scene.world.desk.store.changed(scene.ana.node()).empty());
    CHECK(testkit::state_of(scene.ana.store) == before);
  }

  TEST_CASE("is not wiped before everything that was written in it is at the office") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.world.withdraw(scene.ana, scene.mia);
    // The answer comes while Ana writes on.
    LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
    const std::string answer = scene.world.serve(scene.world.request_of(scene.ana, session));
    const Dot last_words = scene.edit(scene.ana, "fr");
    Exchange result;
    SmallWorld::hear(session, answer, 100, result);
    REQUIRE(result.outcome);
    CHECK_FALSE(scene.ana.laptop.can_write(scene.mia));
    CHECK(scene.ana.holds(scene.mia));
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"fr"});
    scene.world.sync(scene.ana);
    scene.check_wiped(scene.ana);
    CHECK(scene.world.desk.row(last_words)->is_applied());
    CHECK(scene.world.desk.row(last_words)->late);
    scene.sync();
    CHECK(scene.ben.values(scene.mias, "client.language") == Values{"fr"});
  }

  TEST_CASE("ignores pages until it was given back") {
    Scene scene;
    scene.world.withdraw(scene.ana, scene.mia);
    ScopeRow frozen = *scene.ana.store.scope(scene.mia);
    {
      Transaction transaction(scene.ana.store);
      scene.ana.laptop.take_withdrawal({scene.mia, frozen.epoch});
      transaction.commit();
    }
    frozen = *scene.ana.store.scope(scene.mia);
    CHECK(frozen.withdrawn != 0);
    Chunk chunk;
    chunk.scope = scene.mia;
    chunk.epoch = frozen.epoch + 10;
    chunk.from = frozen.head;
    chunk.to = frozen.head + 5;
    Transaction transaction(scene.ana.store);
    CHECK(scene.ana.laptop.take_chunk(chunk));
    CHECK(scene.ana.store.scope(scene.mia)->head == frozen.head);
  }

  TEST_CASE("whose first page was lost on the way is given back, so that the office tells of it no more") {
    Scene scene;
    const ScopeId eli = scene.world.client("Eli", {&scene.ana});
    testkit::Link lost;
    lost.answer_bytes = 0;
    (void)scene.world.exchange(scene.ana, lost);
    CHECK_FALSE(scene.ana.holds(eli));
    scene.world.withdraw(scene.ana, eli);
    scene.world.sync(scene.ana);
    scene.world.sync(scene.ana);
    const auto holding = scene.world.desk.store.holding(scene.ana.node(), eli);
    REQUIRE(holding);
    CHECK(holding->released == holding->delivered);
    CHECK(scene.world.desk.store.changed(scene.ana.node()).empty());
    CHECK_FALSE(scene.ana.store.scope(eli));
    const std::uint64_t counter = scene.ana.laptop.progress().counter;
    scene.world.sync(scene.ana);
    CHECK(scene.ana.laptop.progress().counter == counter);
  }

  TEST_CASE("of an older grant than the one held is ignored") {
    Scene scene;
    const Epoch epoch = scene.ana.store.scope(scene.mia)->epoch;
    Transaction transaction(scene.ana.store);
    scene.ana.laptop.take_withdrawal({scene.mia, epoch - 1});
    CHECK(scene.ana.laptop.can_write(scene.mia));
    scene.ana.laptop.take_withdrawal({testkit::case_file_named("nobody"), epoch});
    scene.ana.laptop.take_withdrawal({scene.mia, epoch});
    CHECK_FALSE(scene.ana.laptop.can_write(scene.mia));
  }
}

TEST_SUITE("a record that a parked save names in another file") {
  // Two laptops of one user give the same id to a visit, one of them in the wrong file.
  struct SameId : Scene {
    Worker other = world.hire("ana");
    RecordId visit = record_named("the visit");

    SameId() {
      world.sync(other);
      world.sync(other);
      other.save(mia, {create(visit, "visit"), set(visit, "visit.summary", "right file")});
      world.sync(other);
      ana.save(noah, {create(visit, "visit"), set(visit, "visit.summary", "wrong file")});
      settle();
    }
    void settle() {
      for (int i = 0; i < 3; ++i) {
        world.sync(ana);
        world.sync(other);
      }
    }
    void check_right(Worker& worker) {
      CHECK(worker.values(visit, "visit.summary") == Values{"right file"});
      CHECK(base_of(worker.store, mia) == base_of(world.desk.store, mia));
      CHECK(worker.store.record(visit)->shown().scope == mia);
    }
  };

  TEST_CASE("stays in its own, and can be edited there") {
    SameId scene;
    scene.check_right(scene.ana);
    scene.check_right(scene.other);
    const Dot edit = scene.other.save(scene.mia, {set(scene.visit, "visit.outcome", "ok")});
    scene.settle();
    CHECK(scene.world.desk.row(edit)->state == SaveState::applied);
  }

  TEST_CASE("survives when the other file leaves, and leaves with its own") {
    SameId scene;
    scene.world.withdraw(scene.ana, scene.noah);
    scene.settle();
    scene.check_right(scene.ana);
    scene.check_right(scene.other);
    scene.world.grant(scene.ana, scene.noah);
    scene.settle();
    scene.check_right(scene.ana);
    scene.world.withdraw(scene.ana, scene.mia);
    scene.settle();
    scene.world.grant(scene.ana, scene.mia);
    scene.settle();
    scene.check_right(scene.ana);
    scene.check_right(scene.other);
  }
}

TEST_SUITE("saves that arrive after the file was withdrawn") {
  TEST_CASE("are applied and marked late, for everybody who has the file") {
    Scene scene;
    const Dot late = scene.edit(scene.ana, "it");
    scene.world.withdraw(scene.ana, scene.mia);
    scene.sync();
    scene.sync();
    const auto row = scene.world.desk.row(late);
    REQUIRE(row);
    CHECK(row->state == SaveState::applied);
    CHECK(row->late);
    REQUIRE(scene.ben.row(late));
    CHECK(scene.ben.row(late)->late);
    CHECK(scene.world.desk.node(scene.ana).counts == SaveCounts{0, 1, 0, 0, 0});
    CHECK(scene.ben.values(scene.mias, "client.language") == Values{"it"});
    scene.check_wiped(scene.ana);
  }

  TEST_CASE("are judged by the laptop's chain: after the release they are out of scope") {
    Scene scene;
    const Epoch epoch = scene.ana.store.scope(scene.mia)->epoch;
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    Op op;
    op.kind = OpKind::set;
    op.record = scene.mias;
    op.field = testkit::Path("client.language").field;
    op.value = testkit::text("it");
    Save save = scene.ana.save_with(scene.mia, {op});
    save.epoch = epoch;
    save.wall_ms = 0;  // a clock that says: long before the release
    const Dot forged = scene.ana.forge(save);
    (void)scene.world.exchange(scene.ana);
    CHECK(scene.world.desk.row(forged)->state == SaveState::parked);
    CHECK(scene.world.desk.row(forged)->reason == "out of scope");
  }

  TEST_CASE("of a file that was never delivered to this laptop are out of scope") {
    Scene scene;
    const ScopeId eli = scene.world.client("Eli", {&scene.ana});
    scene.world.withdraw(scene.ana, eli);
    Op op;
    op.kind = OpKind::set;
    op.record = client_of(eli);
    op.field = testkit::Path("client.language").field;
    op.value = testkit::text("it");
    Save save = scene.ana.save_with(eli, {op});
    save.epoch = scene.world.desk.store.grant(scene.ana.user.id, eli)->epoch;
    const Dot forged = scene.ana.forge(save);
    (void)scene.world.exchange(scene.ana);
    CHECK(scene.world.desk.row(forged)->reason == "out of scope");
  }

  TEST_CASE("of a client whom the worker entered, withdrawn before the first page, are late, too") {
    Scene scene;
    const ScopeId eli = testkit::case_file_named("Eli");
    scene.ana.save(eli, {create(client_of(eli), "client")});
    testkit::Link lost;
    lost.answer_bytes = 0;
    (void)scene.world.exchange(scene.ana, lost);
    scene.world.withdraw(scene.ana, eli);
    const Dot late = scene.ana.save(eli, {set(client_of(eli), "client.language", "it")});
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(late)->late);
    CHECK(scene.world.desk.values(client_of(eli), "client.language") == Values{"it"});
    CHECK_FALSE(scene.ana.holds(eli));
    CHECK_FALSE(scene.ana.shows(client_of(eli)));
  }

  TEST_CASE("of a user who was disabled are taken, marked late, and every file leaves the laptop") {
    Scene scene;
    const Dot late = scene.edit(scene.ana, "it");
    scene.world.at_desk([](Office& office) { REQUIRE(office.disable_user("ana")); });
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(late)->late);
    scene.check_wiped(scene.ana);
    CHECK_FALSE(scene.ana.holds(scene.noah));
  }
}

TEST_SUITE("a user who is disabled") {
  TEST_CASE("whose new client is accepted does not get the file back") {
    Scene scene;
    const ScopeId eli = testkit::case_file_named("Eli");
    const Dot opened = scene.ana.save(eli, {create(client_of(eli), "client")});
    scene.world.at_desk([](Office& office) { REQUIRE(office.disable_user("ana")); });
    scene.world.sync(scene.ana);
    REQUIRE(scene.world.desk.row(opened)->state == SaveState::parked);
    REQUIRE(scene.world.accept(opened));
    CHECK(scene.world.desk.store.grant(scene.ana.user.id, eli)->withdrawn);
    scene.world.sync(scene.ana);
    CHECK_FALSE(scene.ana.holds(eli));
    CHECK(scene.world.desk.office.shown(client_of(eli)));
  }

  TEST_CASE("opens no new file, and nothing of it is lost") {
    Scene scene;
    const ScopeId eli = testkit::case_file_named("Eli");
    const Dot opening = scene.ana.save(eli, {create(client_of(eli), "client")});
    scene.world.at_desk([](Office& office) { REQUIRE(office.disable_user("ana")); });
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.row(opening)->reason == "out of scope");
    CHECK_FALSE(scene.world.desk.store.scope(eli));
    CHECK(scene.ana.row(opening)->state == SaveState::parked);
    CHECK(scene.world.accept(opening));  // a person may still take it
    CHECK(scene.world.desk.office.shown(client_of(eli)));
  }
}

TEST_SUITE("a file that is given again") {
  TEST_CASE("after it was given back comes as a whole, and can be written to") {
    Scene scene;
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    scene.edit(scene.ben, "fr");
    scene.sync();
    scene.world.grant(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"fr"});
    const Dot fresh = scene.edit(scene.ana, "de");
    scene.sync();
    CHECK(scene.world.desk.row(fresh)->state == SaveState::applied);
    CHECK_FALSE(scene.world.desk.row(fresh)->late);
    CHECK(scene.ben.values(scene.mias, "client.language") == Values{"de"});
  }

  TEST_CASE("before the laptop heard of the withdrawal goes on where it was") {
    Scene scene;
    const Epoch before = scene.ana.store.scope(scene.mia)->epoch;
    scene.edit(scene.ben, "fr");
    scene.world.sync(scene.ben);
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.grant(scene.ana, scene.mia);
    const Exchange pull = scene.world.exchange(scene.ana);
    REQUIRE(pull.outcome);
    CHECK(pull.outcome->entries_taken == 1);  // what is new, not the whole file
    CHECK(pull.outcome->digest_equal);
    CHECK(scene.ana.store.scope(scene.mia)->epoch > before);
    CHECK(scene.ana.laptop.can_write(scene.mia));
    const Dot next = scene.edit(scene.ana, "de");
    scene.sync();
    CHECK_FALSE(scene.world.desk.row(next)->late);
  }

  TEST_CASE("after it was frozen and before it was given back is first given back") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.world.withdraw(scene.ana, scene.mia);
    LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
    const std::string answer = scene.world.serve(scene.world.request_of(scene.ana, session));
    const Dot last_words = scene.edit(scene.ana, "fr");
    Exchange result;
    SmallWorld::hear(session, answer, 100, result);
    REQUIRE(scene.ana.holds(scene.mia));
    scene.world.grant(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.laptop.can_write(scene.mia));
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"fr"});
    CHECK(scene.world.desk.row(last_words)->is_applied());
  }

  TEST_CASE("shows the worker's parked saves in it again") {
    Scene scene;
    const Dot bad = scene.ana.save(scene.mia, {set(scene.mias, "client.birth_date", "2100-01-01")});
    scene.world.sync(scene.ana);
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    CHECK_FALSE(scene.ana.shows(scene.mias));
    CHECK(scene.ana.row(bad)->state == SaveState::parked);  // stays in the list
    scene.world.grant(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.values(scene.mias, "client.birth_date") == Values{"2100-01-01"});
    CHECK(scene.world.accept(bad));
    scene.world.sync(scene.ana);
    CHECK(scene.ana.store.overlay(scene.mias).empty());
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }

  TEST_CASE("many times over, with a lost answer each time, ends with equal copies") {
    Scene scene;
    testkit::Link lost;
    for (int round = 0; round < 6; ++round) {
      (void)scene.ana.try_save(scene.mia,
                               {set(scene.mias, "client.language", std::to_string(round).c_str())});
      if (round % 2 == 0) {
        scene.world.withdraw(scene.ana, scene.mia);
      } else {
        scene.world.grant(scene.ana, scene.mia);
      }
      lost.answer_bytes = static_cast<std::size_t>(30 * round);
      (void)scene.world.exchange(scene.ana, lost);
      if (round == 3) scene.world.sync(scene.ana);
    }
    scene.world.grant(scene.ana, scene.mia);
    scene.sync();
    scene.sync();
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    CHECK(base_of(scene.ben.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }
}

TEST_SUITE("two laptops of a user whose file is withdrawn") {
  TEST_CASE("each give it back by themselves") {
    Scene scene;
    Worker second = scene.world.hire("ana");
    scene.world.sync(second);
    scene.world.sync(second);
    const Dot late = second.save(scene.mia, {set(scene.mias, "client.language", "it")});
    scene.world.withdraw(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    scene.check_wiped(scene.ana);
    CHECK(second.holds(scene.mia));
    scene.world.sync(second);
    scene.check_wiped(second);
    CHECK(scene.world.desk.row(late)->late);  // the other laptop's release is not this one's
    CHECK(scene.world.desk.row(late)->is_applied());
  }
}

}  // namespace satchel
