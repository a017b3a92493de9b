// Own saves of a wiped file: sealed on the laptop, there for an office that lost them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/sealed_box.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::client_of;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  ScopeId mia = world.client("Mia", {&ana});
  ScopeId noah = world.client("Noah", {&ana});
  RecordId mias = client_of(mia);

  Scene() { sync(); }
  void sync() {
    world.sync(ana);
    world.sync(ana);
  }
  Dot edit(const char* words) { return ana.save(mia, {set(mias, "client.language", words)}); }
  // What the office parks, because its record was never created.
  Dot park(const char* words) {
    Op op;
    op.kind = OpKind::set;
    op.record = record_named("nothing");
    op.field = testkit::Path("visit.summary").field;
    op.value = testkit::text(words);
    return ana.forge(ana.save_with(mia, {op}));
  }
  void withdraw() {
    world.withdraw(ana, mia);
    sync();
  }
  // An office that was restored from a backup asks for what it lost.
  void forget_acks() {
    Transaction transaction(ana.store);
    LaptopProgress progress = ana.laptop.progress();
    progress.acked = progress.answered = 0;
    progress.chain_at_acked = chain_start(ana.laptop.identity()->node_id.view());
    ana.laptop.put_progress(progress);
    transaction.commit();
  }
  std::string opened(Dot dot) {
    return open_sealed(world.desk.office.identity()->secret_key, ana.row(dot)->raw).value_or("no box");
  }
};

}  // namespace

TEST_SUITE("saves of a wiped file") {
  TEST_CASE("stay as boxes that tell nothing; those of others go") {
    Scene scene;
    const Dot dot = scene.edit("Sardinian");
    scene.sync();
    const std::string raw = scene.ana.row(dot)->raw;
    const Hash256 chain = scene.ana.row(dot)->chain;
    CHECK(raw.find("Sardinian") != std::string::npos);
    CHECK_FALSE(scene.ana.store.is_scrub_due());
    scene.withdraw();
    CHECK(scene.ana.store.is_scrub_due());
    const auto row = scene.ana.row(dot);
    REQUIRE(row);
    CHECK(row->sealed);
    CHECK(row->chain == chain);
    CHECK(row->received_ms != 0);
    CHECK(row->scope == ScopeId{});
    CHECK(row->raw.find("Sardinian") == std::string::npos);
    CHECK(scene.opened(dot) == raw);
    // The edit and the release; no save of the office's.
    CHECK(scene.ana.store.sealed_saves().size() == 2);
    scene.ana.store.each_save_of(kOfficeNode, 0, [&](const StoredSave& other) {
      CHECK(other.scope != scene.mia);
      return true;
    });
    CHECK(scene.ana.pending() == 0);
  }

  TEST_CASE("that are parked keep state and reason in the list, and lose their words") {
    Scene scene;
    const Dot parked = scene.park("Sardinian");
    scene.sync();
    REQUIRE(scene.ana.row(parked)->inbox_state == SaveState::parked);
    scene.withdraw();
    auto row = scene.ana.row(parked);
    CHECK(row->sealed);
    CHECK(row->inbox_position != 0);
    CHECK(row->inbox_state == SaveState::parked);
    CHECK(row->author == scene.ana.user.id);
    CHECK(row->reason == "waits for the record (left)");
    REQUIRE(scene.world.decline(parked, "a mistake"));
    scene.sync();
    row = scene.ana.row(parked);
    CHECK(row->sealed);
    CHECK(row->raw.find("Sardinian") == std::string::npos);
    CHECK(row->inbox_state == SaveState::declined);
    CHECK(row->reason == "a mistake");
  }

  TEST_CASE("come out of their boxes with the file") {
    Scene scene;
    const Dot applied = scene.edit("it");
    const Dot parked = scene.park("hm");
    scene.sync();
    scene.withdraw();
    scene.world.grant(scene.ana, scene.mia);
    scene.sync();
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"it"});
    for (const Dot dot : {applied, parked}) {
      CHECK_FALSE(scene.ana.row(dot)->sealed);
      CHECK(scene.ana.row(dot)->scope == scene.mia);
      CHECK(decode_save(*scene.ana.row(dot)));
    }
    // Shown again, as before: the overlay of the record that was never created.
    CHECK(scene.ana.store.overlay(record_named("nothing")) == std::vector<Dot>{parked});
    CHECK(scene.ana.store.sealed_saves().size() == 1);  // the release
  }

  TEST_CASE("come out of their boxes also when the file comes back before the exchange after the wipe") {
    Scene scene;
    const Dot dot = scene.edit("Sardinian");
    const std::string raw = scene.ana.row(dot)->raw;
    testkit::Link lost;
    lost.answer_bytes = 0;
    scene.world.exchange(scene.ana, lost);  // the office has it, and it has no place here yet
    scene.world.withdraw(scene.ana, scene.mia);
    for (int i = 0; i < 4 && !scene.ana.row(dot)->sealed; ++i) scene.world.exchange(scene.ana);
    REQUIRE(scene.ana.row(dot)->sealed);
    scene.world.grant(scene.ana, scene.mia);
    scene.sync();
    CHECK_FALSE(scene.ana.store.fact("latest incident"));
    CHECK(scene.ana.row(dot)->raw == raw);
    CHECK_FALSE(scene.ana.row(dot)->sealed);
  }

  TEST_CASE("get back to an office that lost them, through an ordinary exchange") {
    Scene scene;
    const testkit::Desk backup = scene.world.desk;
    const Dot first = scene.edit("it");
    const Dot second = scene.ana.save(scene.noah, {set(client_of(scene.noah), "client.language", "fr")});
    const Dot third = scene.edit("de");
    scene.sync();
    const std::string raw = scene.ana.row(first)->raw;
    const Dot parked = scene.park("hm");
    scene.sync();
    scene.withdraw();
    SmallWorld restored = scene.world;
    restored.desk.store = backup.store;
    scene.forget_acks();
    // The request number goes on; the restored office has seen fewer.
    restored.sync(scene.ana);
    for (const Dot dot : {first, second, third}) {
      const auto row = restored.desk.row(dot);
      REQUIRE(row);
      CHECK(row->is_applied());
    }
    CHECK(restored.desk.row(first)->raw == raw);
    CHECK(restored.desk.row(parked)->state == SaveState::parked);
    CHECK(restored.desk.values(scene.mias, "client.language") == Values{"de"});
    // It does not remember that it withdrew the file, and learns it from the release.
    CHECK(restored.desk.store.grant(scene.ana.user.id, scene.mia)->withdrawn);
    CHECK_FALSE(scene.ana.laptop.can_write(scene.mia));
  }

  TEST_CASE("that are known already are compared by what is in the box") {
    Scene scene;
    scene.edit("it");
    scene.sync();
    scene.withdraw();
    scene.forget_acks();
    const auto done = scene.world.exchange(scene.ana);
    REQUIRE(done.outcome);
    CHECK(done.report.repeated == 2);
    CHECK(done.report.problem.empty());
  }

  TEST_CASE("in a forged box are a bad frame, and nothing behind them is taken") {
    Scene scene;
    const testkit::Desk backup = scene.world.desk;
    const Dot dot = scene.edit("it");
    scene.sync();
    scene.withdraw();
    scene.world.desk.store = backup.store;
    StoredSave row = *scene.ana.row(dot);
    SUBCASE("with a byte flipped") { row.raw[40] = static_cast<char>(row.raw[40] ^ 1); }
    SUBCASE("made for another office") {
      const std::array<std::uint8_t, 32> seed{9};
      row.raw = *seal(make_key_pair(seed).open, sha256("seed"), "x");
    }
    SUBCASE("that is no box") { row.raw = "x"; }
    {
      Transaction transaction(scene.ana.store);
      scene.ana.store.put_save(row);
      transaction.commit();
    }
    scene.forget_acks();
    const auto done = scene.world.exchange(scene.ana);
    CHECK(done.report.problem == "a sealed save does not open with the office's key");
    CHECK_FALSE(scene.world.desk.row(dot));
    CHECK(done.outcome->acknowledged == 0);
  }

  TEST_CASE("in a box over the limit are a bad frame; a box of the greatest save is not") {
    Scene scene;
    const Dot dot = scene.edit("it");
    scene.sync();
    scene.withdraw();
    StoredSave row = *scene.ana.row(dot);
    std::size_t size = limits::kSealedSaveBytesMax;
    const char* problem = "a sealed save does not open with the office's key";
    SUBCASE("at the limit") {}
    SUBCASE("one byte more") {
      ++size;
      problem = "a save is over its limits";
    }
    row.raw.assign(size, 'x');
    {
      Transaction transaction(scene.ana.store);
      scene.ana.store.put_save(row);
      transaction.commit();
    }
    scene.forget_acks();
    CHECK(scene.world.exchange(scene.ana).report.problem == problem);
  }

  TEST_CASE("with other contents than those that the office knows are a fork") {
    Scene scene;
    const Dot dot = scene.edit("it");
    scene.sync();
    scene.withdraw();
    StoredSave row = *scene.ana.row(dot);
    row.raw = *seal(scene.ana.laptop.identity()->office_key, sha256("seed"), "other words");
    {
      Transaction transaction(scene.ana.store);
      scene.ana.store.put_save(row);
      transaction.commit();
    }
    scene.forget_acks();
    const auto done = scene.world.exchange(scene.ana);
    CHECK(done.report.problem == "this copy of the database is not the one that the office knows");
  }

  TEST_CASE("go 30 days after the receipt, by the office's clock") {
    Scene scene;
    const Dot dot = scene.edit("it");
    const Dot parked = scene.park("hm");
    scene.sync();
    scene.withdraw();
    scene.ana.clock_ms = 400 * kDayMs;  // this laptop's clock decides nothing
    scene.world.now_ms += 29 * kDayMs;
    scene.sync();
    CHECK_FALSE(scene.ana.row(dot)->raw.empty());
    CHECK(scene.ana.store.sealed_saves().size() == 3);
    scene.world.now_ms += 2 * kDayMs;
    scene.sync();
    CHECK_FALSE(scene.ana.row(dot));
    const auto listed = scene.ana.row(parked);
    REQUIRE(listed);
    CHECK(listed->raw.empty());
    CHECK(listed->inbox_state == SaveState::parked);
    // The release was counted from the day on which the laptop knew that the office has it.
    CHECK(scene.ana.store.sealed_saves().size() == 2);
    scene.world.now_ms += 30 * kDayMs;
    scene.sync();
    CHECK(scene.ana.store.sealed_saves().size() == 1);
  }

  TEST_CASE("come with their bytes when their file comes back after they went") {
    Scene scene;
    const Dot dot = scene.edit("it");
    scene.sync();
    scene.withdraw();
    {
      Transaction transaction(scene.ana.store);
      LaptopProgress progress = scene.ana.laptop.progress();
      progress.settled = 0;  // no exchange has ended well since
      scene.ana.laptop.put_progress(progress);
      scene.ana.laptop.forget_old_boxes(scene.world.now_ms + 40 * kDayMs);
      transaction.commit();
    }
    CHECK_FALSE(scene.ana.row(dot));
    CHECK(scene.ana.laptop.first_with_bytes(scene.ana.laptop.progress()) > dot.counter);
    scene.world.grant(scene.ana, scene.mia);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.values(scene.mias, "client.language") == Values{"it"});
  }

  TEST_CASE("that the office asks for after they went stop the exchange with a word about it") {
    Scene scene;
    scene.edit("it");
    scene.sync();
    scene.withdraw();
    scene.world.now_ms += 40 * kDayMs;
    scene.sync();
    scene.forget_acks();
    LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
    const auto request = session.request();
    REQUIRE_FALSE(request);
    CHECK(request.error().kind == ErrorKind::fork);  // it goes on as a node of its own
  }

  TEST_CASE("of another laptop of the same user arrive sealed when their file is not here") {
    Scene scene;
    Worker other = scene.world.hire("ana");
    scene.world.sync(other);
    scene.withdraw();
    scene.world.sync(other);
    const Dot forged = scene.park("Sardinian");
    scene.world.sync(scene.ana);
    scene.world.sync(other);
    const auto row = other.row(forged);
    REQUIRE(row);
    CHECK(row->sealed);
    CHECK(row->inbox_state == SaveState::parked);
    CHECK(row->raw.find("Sardinian") == std::string::npos);
  }
}

TEST_CASE("facts about the records of a wiped file, and an incident that names it, leave with it") {
  Scene scene;
  {
    Transaction transaction(scene.ana.store);
    scene.ana.store.put_fact(record_fact_prefix(scene.mias) + "shown language", "7.1");
    scene.ana.store.put_fact(record_fact_prefix(client_of(scene.noah)) + "shown language", "7.2");
    scene.ana.laptop.note_incident(scene.mia, {ErrorKind::corrupt, "differs", ""});
    transaction.commit();
  }
  scene.withdraw();
  CHECK_FALSE(scene.ana.store.fact(record_fact_prefix(scene.mias) + "shown language"));
  CHECK(scene.ana.store.fact(record_fact_prefix(client_of(scene.noah)) + "shown language"));
  CHECK_FALSE(scene.ana.store.fact("latest incident"));
}

}  // namespace satchel
