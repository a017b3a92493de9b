// What the office lets go of, and that nothing is lost by it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::client_of;
using testkit::Exchange;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  ScopeId noah = world.client("Noah", {&ana, &ben});
  ScopeId eva = world.client("Eva", {&ana, &ben});

  Scene() {
    sync(ana);
    sync(ben);
  }
  void sync(Worker& worker) {
    world.sync(worker);
    world.sync(worker);
  }
  Office::Collected collect() {
    Office::Collected done;
    world.at_desk([&](Office& office) { done = office.collect(world.now_ms); });
    return done;
  }
  // Ana is away for so long; Ben works on.
  void pass_days(int days) {
    world.now_ms += days * kDayMs;
    world.sync(ben);
  }
  Dot edit(Worker& worker, const ScopeId& scope, const char* words) {
    return worker.save(scope, {set(client_of(scope), "client.language", words)});
  }
  Values at_office(const ScopeId& scope) { return world.desk.values(client_of(scope), "client.language"); }
};

}  // namespace

TEST_SUITE("a laptop that is silent") {
  TEST_CASE("expires after ninety days of the office's clock, and not before") {
    Scene scene;
    scene.pass_days(90);
    CHECK(scene.collect().expired.empty());
    scene.world.now_ms += 1;
    CHECK(scene.collect().expired == std::vector<NodeNumber>{scene.ana.node()});
    CHECK(scene.world.desk.node(scene.ana).expired);
    CHECK_FALSE(scene.world.desk.node(scene.ben).expired);
    CHECK(scene.collect().expired.empty());  // once
    CHECK(scene.world.desk.store.changed(scene.ana.node()).empty());
    for (const HoldingRow& row : scene.world.desk.store.holdings_of(scene.ana.node())) CHECK_FALSE(row.confirmed);
    // Nobody keeps a list for it.
    scene.edit(scene.ben, scene.mia, "it");
    scene.world.sync(scene.ben);
    CHECK(scene.world.desk.store.changed(scene.ana.node()).empty());
  }

  TEST_CASE("that never synced counts from its enrolment") {
    Scene scene;
    Worker cora = scene.world.hire("cora");
    scene.pass_days(89);
    scene.world.sync(scene.ana);
    CHECK(scene.collect().expired.empty());
    scene.pass_days(2);
    CHECK(scene.collect().expired == std::vector<NodeNumber>{cora.node()});
    CHECK(scene.world.sync(cora) <= 3);
    CHECK_FALSE(scene.world.desk.node(cora).expired);
  }

  TEST_CASE("does not expire by an office's clock that goes back, nor for its own clock") {
    Scene scene;
    scene.ana.clock_ms = -4000 * kDayMs;
    scene.world.sync(scene.ana);
    CHECK(scene.collect().expired.empty());
    scene.world.now_ms -= 400 * kDayMs;
    CHECK(scene.collect().expired.empty());
    scene.world.now_ms += 400 * kDayMs;
    CHECK(scene.collect().expired.empty());
  }

  TEST_CASE("is kept while the office is recovering from a restore") {
    Scene scene;
    scene.pass_days(200);
    scene.world.at_desk([&](Office& office) { office.begin_new_epoch({scene.world.now_ms}); });
    CHECK(scene.collect().expired.empty());
    scene.world.at_desk([&](Office& office) { office.end_recovery(scene.world.now_ms); });
    CHECK(scene.collect().expired == std::vector<NodeNumber>{scene.ana.node()});
  }

  TEST_CASE("comes back with unsent work after changes, a withdrawal and a re-grant: nothing is lost") {
    Scene scene;
    const Dot in_kept = scene.edit(scene.ana, scene.mia, "kept");
    const Dot in_lost = scene.edit(scene.ana, scene.noah, "withdrawn");
    const Dot in_again = scene.edit(scene.ana, scene.eva, "given again");
    scene.pass_days(91);
    CHECK(scene.collect().expired == std::vector<NodeNumber>{scene.ana.node()});
    scene.edit(scene.ben, scene.mia, "bens");
    scene.sync(scene.ben);
    scene.world.withdraw(scene.ana, scene.noah);
    scene.world.withdraw(scene.ana, scene.eva);
    scene.world.grant(scene.ana, scene.eva);
    const ScopeId zoe = scene.world.client("Zoe", {&scene.ana});
    scene.pass_days(300);
    (void)scene.collect();  // the withdrawal is not forgotten: the file is still on her laptop
    CHECK(scene.world.desk.store.grant(scene.ana.user.id, scene.noah));

    const Exchange first = scene.world.exchange(scene.ana);
    REQUIRE(first.outcome);
    CHECK(first.outcome->saves_proven == 3);  // she may push at once
    CHECK_FALSE(scene.world.desk.node(scene.ana).expired);
    CHECK(scene.world.sync(scene.ana) <= 5);
    scene.world.sync(scene.ana);
    scene.sync(scene.ben);
    CHECK(scene.world.desk.row(in_kept)->state == SaveState::applied);
    CHECK(scene.world.desk.row(in_lost)->state == SaveState::applied);
    CHECK(scene.world.desk.row(in_lost)->late);
    CHECK(scene.world.desk.row(in_again)->state == SaveState::applied);
    CHECK(scene.at_office(scene.mia) == Values{"bens", "kept"});
    CHECK(scene.at_office(scene.noah) == Values{"withdrawn"});
    CHECK(scene.at_office(scene.eva) == Values{"given again"});
    // Withdrawn files are wiped, the others are equal.
    CHECK_FALSE(scene.ana.holds(scene.noah));
    CHECK(base_of(scene.ana.store, scene.noah).empty());
    for (const ScopeId& scope : {scene.mia, scene.eva, zoe}) {
      CHECK(scene.ana.holds(scope));
      CHECK(base_of(scene.ana.store, scope) == base_of(scene.world.desk.store, scope));
    }
    // It is kept account of as before: an exchange with nothing to say has nothing in it.
    const Exchange quiet = scene.world.exchange(scene.ana);
    REQUIRE(quiet.outcome);
    CHECK(quiet.outcome->digest_equal);
    CHECK(quiet.outcome->entries_taken == 0);
    CHECK_FALSE(quiet.outcome->more);
  }

  TEST_CASE("comes back although each of its first exchanges is cut somewhere") {
    Scene scene;
    scene.edit(scene.ana, scene.mia, "kept");
    scene.pass_days(91);
    (void)scene.collect();
    scene.edit(scene.ben, scene.mia, "bens");
    scene.world.sync(scene.ben);
    scene.world.withdraw(scene.ana, scene.noah);
    for (std::size_t bytes = 0; bytes < 900; bytes += 23) {
      testkit::Link cut;
      cut.answer_bytes = bytes;
      (void)scene.world.exchange(scene.ana, cut);
      if (bytes % 2 == 0) (void)scene.collect();
    }
    scene.sync(scene.ana);
    CHECK(scene.at_office(scene.mia) == Values{"bens", "kept"});
    CHECK_FALSE(scene.ana.holds(scene.noah));
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }

  TEST_CASE("expires again after the next silence") {
    Scene scene;
    for (int i = 0; i < 3; ++i) {
      scene.pass_days(91);
      CHECK(scene.collect().expired == std::vector<NodeNumber>{scene.ana.node()});
      scene.edit(scene.ana, scene.mia, i == 1 ? "it" : "fr");
      scene.sync(scene.ana);
      scene.sync(scene.ben);
    }
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
  }
}

TEST_SUITE("a withdrawal") {
  TEST_CASE("is forgotten ninety days after the file was given back, and grants go on as before") {
    Scene scene;
    scene.world.withdraw(scene.ana, scene.mia);
    scene.sync(scene.ana);
    scene.world.now_ms += 90 * kDayMs;
    CHECK(scene.collect().withdrawals == 0);
    scene.world.now_ms += 1;
    scene.sync(scene.ana);
    CHECK(scene.collect().withdrawals == 1);
    CHECK_FALSE(scene.world.desk.store.grant(scene.ana.user.id, scene.mia));
    CHECK_FALSE(scene.world.desk.store.holding(scene.ana.node(), scene.mia));
    CHECK(collected_epoch(scene.world.desk.store) > 0);
    CHECK(scene.collect().withdrawals == 0);
    scene.sync(scene.ana);
    // An old save that comes now is as much out of scope as it was before.
    const Dot old = scene.ana.forge([&] {
      Save save = scene.ana.save_with(scene.mia, {});
      save.epoch = 1;
      Op op;
      op.kind = OpKind::set;
      op.record = client_of(scene.mia);
      op.field = testkit::Path("client.language").field;
      op.value = testkit::text("old");
      save.ops.push_back(op);
      return save;
    }());
    (void)scene.world.exchange(scene.ana);
    CHECK(scene.world.desk.row(old)->state == SaveState::parked);
    CHECK(scene.world.desk.row(old)->reason == "out of scope");
    // Given again, the file comes as a whole.
    scene.world.grant(scene.ana, scene.mia);
    scene.sync(scene.ana);
    CHECK(base_of(scene.ana.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    scene.edit(scene.ana, scene.mia, "new");
    scene.sync(scene.ana);
    CHECK(scene.at_office(scene.mia) == Values{"new"});
  }

  TEST_CASE("of which a laptop has not heard yet is kept for it, whatever the others did") {
    Scene scene;
    Worker second = scene.world.hire("ana");
    scene.sync(second);
    scene.world.withdraw(scene.ana, scene.mia);
    scene.sync(scene.ana);
    scene.world.now_ms += 200 * kDayMs;
    CHECK(scene.collect().withdrawals == 0);
    scene.sync(second);
    CHECK_FALSE(second.holds(scene.mia));
    CHECK(scene.collect().withdrawals == 0);
    scene.world.now_ms += 91 * kDayMs;
    CHECK(scene.collect().withdrawals == 1);
  }

  TEST_CASE("that was forgotten is told once more to a laptop that was restored from before it") {
    Scene scene;
    Worker old = scene.ana;
    scene.world.withdraw(scene.ana, scene.mia);
    scene.sync(scene.ana);
    scene.world.now_ms += 91 * kDayMs;
    scene.sync(scene.ana);
    CHECK(scene.collect().withdrawals == 1);
    // The copy goes on as a node of its own that nobody delivered anything to.
    const ScopeRow held = *old.store.scope(scene.mia);
    REQUIRE(held.is_held());
    {
      ScopeRow row = held;
      LaptopProgress progress = scene.ana.laptop.progress();
      row.touched = ++progress.touched;
      progress.vector_hash += vector_leaf(row.id, {row.epoch, row.head});
      progress.caseload_digest += caseload_leaf(row.id, row.epoch, row.digest);
      ++progress.scope_count;
      scene.ana.store.put_scope(row);
      scene.ana.laptop.put_progress(progress);
    }
    scene.sync(scene.ana);
    CHECK_FALSE(scene.ana.holds(scene.mia));
  }
}

TEST_SUITE("an enrolment code") {
  TEST_CASE("is removed a day after it ended, used or not") {
    Scene scene;  // two codes, used, good for a second
    scene.world.now_ms += 1000 + kDayMs;
    CHECK(scene.collect().codes == 0);
    scene.world.at_desk([&](Office& office) {
      REQUIRE(office.allow_enrolment("ana", "fresh", scene.world.now_ms, scene.world.now_ms + kDayMs));
    });
    scene.world.now_ms += 1;
    CHECK(scene.collect().codes == 2);
    CHECK(scene.world.desk.store.enrolment(sha256("fresh").to_hex()));
  }
}

}  // namespace satchel
