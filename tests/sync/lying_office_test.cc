// An office that is broken, or nobody's: what it says that cannot be changes nothing on a laptop. Found by fuzz_laptop_session.
#include <doctest/doctest.h>

#include <string>

#include "sync/laptop_incarnation.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using namespace testkit;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  ScopeId mia = world.client("Mia", {&ana, &ben});
  ScopeId leo = world.client("Leo", {&ben});
  Dot unsent;

  Scene() {
    world.sync(ana);
    world.sync(ben);
    ben.save(mia, {set(client_of(mia), "client.language", "it")});
    world.sync(ben);
    world.sync(ana);
    unsent = ana.save(mia, {set(client_of(mia), "client.given_name", "Mia Maria")});
  }
  // A page of Mia's file that goes on where ana's copy ends.
  Chunk next_chunk() {
    Chunk chunk;
    chunk.scope = mia;
    chunk.epoch = ana.store.scope(mia)->epoch;
    chunk.from = chunk.to = ana.store.scope(mia)->head;
    return chunk;
  }
  LogEntry entry_of(const Save& save, std::uint64_t counter = 100) {
    LogEntry entry;
    entry.dot = {ben.node(), counter};
    entry.op_count = save.ops.size();
    entry.raw = encode_save(save);
    return entry;
  }
  Save language_of(const ScopeId& scope) {
    Op op;
    op.kind = OpKind::set;
    op.record = client_of(scope);
    op.field = Path("client.language").field;
    op.value = text("de");
    Save save = ben.save_with(scope, {op});
    save.scope = scope;
    return save;
  }
  // What ana's laptop makes of that page; empty: it took it.
  std::string hear(const Chunk& chunk) {
    LaptopSession session(ana.laptop, {});
    (void)world.serve(world.request_of(ana, session));  // it knows of the request, and answers something else
    Welcome welcome;
    welcome.vector_accepted = welcome.pages_follow = true;
    FrameWriter writer;
    writer.add(FrameType::welcome, encode(welcome));
    writer.add(FrameType::pages, encode(PagesFrame{{chunk}}));
    const auto received = session.receive(std::move(writer).finish());
    return received ? "" : received.error().message;
  }
};

const std::string kDoesNotFit = "the office sent a page that does not fit its scope";
const std::string kNoNumbers = "the office sent a save with numbers that no save has";

}  // namespace

TEST_SUITE("an office that lies") {
  TEST_CASE("is believed where it does not") {
    Scene scene;
    Chunk chunk = scene.next_chunk();
    chunk.entries = {scene.entry_of(scene.language_of(scene.mia))};
    chunk.to = chunk.from + 1;
    CHECK(scene.hear(chunk) == "");
    CHECK(scene.ana.values(client_of(scene.mia), "client.language").back() == "de");
  }

  TEST_CASE("about the length of a page is not believed") {
    for (const std::uint64_t longer : {std::uint64_t{1}, UINT64_MAX, UINT64_MAX / 2}) {
      Scene scene;
      Chunk chunk = scene.next_chunk();
      chunk.to = chunk.from + longer;
      CHECK(scene.hear(chunk) == kDoesNotFit);
    }
    Scene scene;
    Chunk chunk = scene.next_chunk();
    chunk.scope = inbox_scope(scene.ana.user.id);
    chunk.from = 0;
    chunk.to = UINT64_MAX;
    CHECK(scene.hear(chunk) == kDoesNotFit);
    CHECK(scene.ana.store.scope(scene.mia)->head < 10);
  }

  TEST_CASE("puts no inbox into a file, no file into an inbox, and nobody else's inbox onto a laptop") {
    Scene scene;
    const std::string before = state_of(scene.ana.store);
    InboxEntry item;
    item.dot = scene.unsent;
    item.op_count = 1;
    item.state = SaveState::declined;
    Chunk chunk = scene.next_chunk();
    chunk.inbox = {item};
    CHECK(scene.hear(chunk) == kDoesNotFit);
    chunk.scope = inbox_scope(scene.ben.user.id);
    chunk.from = chunk.to = 0;
    CHECK(scene.hear(chunk) == kDoesNotFit);
    chunk.inbox.clear();
    chunk.scope = inbox_scope(scene.ana.user.id);
    chunk.entries = {scene.entry_of(scene.language_of(scene.mia))};
    chunk.to = 1;
    CHECK(scene.hear(chunk) == kDoesNotFit);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.values(client_of(scene.mia), "client.given_name") == Values{"Mia Maria"});
    CHECK(scene.world.desk.row(scene.unsent)->is_applied());
  }

  TEST_CASE("puts no save into the log of another file") {
    Scene scene;
    Chunk chunk = scene.next_chunk();
    chunk.entries = {scene.entry_of(scene.language_of(scene.leo))};
    chunk.to = chunk.from + 1;
    CHECK(scene.hear(chunk) == "the office sent a save in the log of another file");
    CHECK_FALSE(scene.ana.shows(client_of(scene.leo)));
  }

  TEST_CASE("names no dots that no save has") {
    const auto heard_with = [](NodeNumber node, std::uint64_t counter, std::uint64_t op_count) {
      Scene scene;
      Chunk chunk = scene.next_chunk();
      chunk.to = chunk.from + 1;
      chunk.entries = {scene.entry_of(scene.language_of(scene.mia))};
      chunk.entries[0].dot = {node, counter};
      chunk.entries[0].op_count = op_count;
      return scene.hear(chunk);
    };
    CHECK(heard_with(3, 100, 1) == "");
    CHECK(heard_with(3, 0, 1) == kNoNumbers);
    CHECK(heard_with(3, UINT64_MAX, 1) == kNoNumbers);
    CHECK(heard_with(kNoNode, 1, 1) == kNoNumbers);
    for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{limits::kSaveOpsMax + 1}, UINT64_MAX}) {
      CHECK(heard_with(3, 100, count) == kNoNumbers);
    }
  }

  TEST_CASE("gives no laptop a number under which saves are here") {
    for (const bool restored : {false, true}) {
      Scene scene;
      const NodeNumber own = scene.ana.node();
      for (const NodeNumber node : {kOfficeNode, own, scene.ben.node()}) {
        const std::string before = state_of(scene.ana.store);
        FrameWriter writer;
        Status heard = Done{};
        const Uuid wish = Uuid::from_name("next " + std::to_string(node));
        if (restored) {
          LaptopRecovery recovery(scene.ana.laptop, wish, {});
          REQUIRE(recovery.request());
          RecoveryAnswer answer;
          answer.office_epoch = 9;
          answer.node = node;
          writer.add(FrameType::recovered, encode(answer));
          REQUIRE(recovery.receive(std::move(writer).finish()));
          heard = recovery.finish();
        } else {
          LaptopIncarnation incarnation(scene.ana.laptop, wish, {});
          REQUIRE(incarnation.request());
          writer.add(FrameType::incarnated, encode(IncarnationAnswer{node, {}, 0, ""}));
          REQUIRE(incarnation.receive(std::move(writer).finish()));
          if (const auto done = incarnation.finish(); !done) heard = done.error();
        }
        REQUIRE_FALSE(heard);
        CHECK(heard.error().message == "the office gives this laptop a number that another one has");
        CHECK(scene.ana.node() == own);
        CHECK(state_of(scene.ana.store) == before);
        // The next try asks with another id: the office answers one id always the same.
        CHECK(next_node_id(scene.ana.store, Uuid::from_name("fresh")) == Uuid::from_name("fresh"));
        forget_next_node_id(scene.ana.store);
      }
    }
  }

  TEST_CASE("that claims what it has not leaves a copy's saves on their way") {
    Scene scene;
    LaptopIncarnation incarnation(scene.ana.laptop, Uuid::from_name("next"), {});
    REQUIRE(incarnation.request());
    FrameWriter writer;
    writer.add(FrameType::incarnated, encode(IncarnationAnswer{50, {scene.unsent.counter, Hash256{}}, 0, ""}));
    REQUIRE(incarnation.receive(std::move(writer).finish()));
    const auto done = incarnation.finish();
    REQUIRE_FALSE(done);
    CHECK(done.error().message == "the office's history of this laptop is not this laptop's own");
    CHECK(scene.ana.row(scene.unsent)->state == SaveState::pending);
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.values(client_of(scene.mia), "client.given_name").back() == "Mia Maria");
  }
}

}  // namespace satchel
