// The office's own hand in texts: when it joins two edits of one narrative, when it must not, and
// when it takes a join back. How texts are joined: text_merge_test.cc.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::create;
using testkit::record_named;
using testkit::resolve;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

const char* const kBody = "note.body";
const char* const kBase =
    "He slept well all night. The nurse came to measure his blood pressure. A friend brought soup.";
const char* const kAnas =
    "He slept well all night. The nurse came to measure his blood pressure. A friend brought bread "
    "and soup.";
const char* const kBens =
    "He slept badly all night. The nurse came to measure his blood pressure. A friend brought "
    "soup.";
const char* const kBoth =
    "He slept badly all night. The nurse came to measure his blood pressure. A friend brought "
    "bread "
    "and soup.";
const char* const kOther =
    "He was away all night. The nurse came to measure his blood pressure. A friend brought soup.";

// A note that Ana wrote, and that three workers have.
struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  Worker ben = world.hire("ben");
  Worker eve = world.hire("eve");
  ScopeId mia = world.client("Mia", {&ana, &ben, &eve});
  RecordId note = record_named("note");

  Scene() {
    sync();
    ana.save(mia, {create(note, "note"), set(note, kBody, kBase)});
    sync();
  }
  void sync() {
    for (int i = 0; i < 2; ++i) {
      for (Worker* worker : {&ana, &ben, &eve}) world.sync(*worker);
    }
  }
  Dot write(Worker& worker, const char* words) {
    return worker.save(mia, {set(note, kBody, words)});
  }
  Values at_office() { return world.desk.values(note, kBody); }
  // The joined text is the only value, and marked.
  bool is_merged() {
    const auto row = world.desk.store.record(note);
    const auto& siblings = row->base.field(testkit::Path(kBody).field)->siblings;
    return siblings.size() == 1 && siblings[0].automatic && siblings[0].dot.node == kOfficeNode;
  }
  void check_equal() {
    for (Worker* worker : {&ana, &ben, &eve}) {
      CHECK(base_of(worker->store, mia) == base_of(world.desk.store, mia));
    }
  }
};

}  // namespace

TEST_SUITE("two edits of one text") {
  TEST_CASE("in different places are joined, marked, and signed by the program") {
    Scene scene;
    const Dot anas = scene.write(scene.ana, kAnas);
    const Dot bens = scene.write(scene.ben, kBens);
    scene.world.sync(scene.ana);
    CHECK(scene.at_office() == Values{kAnas});
    scene.world.sync(scene.ben);
    CHECK(scene.at_office() == Values{kBoth});
    CHECK(scene.is_merged());
    scene.sync();
    scene.check_equal();
    CHECK(scene.ana.values(scene.note, kBody) == Values{kBoth});
    const Dot merge = testkit::sibling_dots(scene.ana.store, scene.note, kBody)[0];
    const auto save = decode_save(scene.ana.row(merge)->raw);
    REQUIRE(save);
    CHECK(save->user == kProgramName);
    CHECK(save->ops[0].kind == OpKind::resolve);
    CHECK(save->ops[0].automatic);
    CHECK(save->ops[0].predecessors == std::vector<Dot>{anas, bens});
    // Both texts and the one before stay readable on every side.
    for (Worker* worker : {&scene.ana, &scene.ben, &scene.eve}) {
      CHECK(decode_save(worker->row(anas)->raw)->ops[0].value == testkit::text(kAnas));
      CHECK(decode_save(worker->row(bens)->raw)->ops[0].value == testkit::text(kBens));
    }
  }

  TEST_CASE("in the same place are left to a person") {
    Scene scene;
    scene.write(scene.ana, kOther);
    scene.write(scene.ben, kBens);
    scene.sync();
    CHECK(scene.at_office() == Values{kOther, kBens});
    scene.check_equal();
  }

  TEST_CASE("are not joined before the whole queue of the second author is in") {
    Scene scene;
    scene.write(scene.ana, kAnas);
    scene.world.sync(scene.ana);
    scene.write(scene.ben, kBens);
    scene.ben.save(scene.mia, {set(scene.note, "note.title", "A night")});
    testkit::Link small;
    small.request_bytes_max = 1;  // one save a request
    (void)scene.world.exchange(scene.ben, small);
    CHECK(scene.at_office() == Values{kAnas, kBens});
    (void)scene.world.exchange(scene.ben, small);
    CHECK(scene.is_merged());
  }

  TEST_CASE("are not joined when what follows in the queue decides the question") {
    Scene scene;
    scene.write(scene.ana, kAnas);
    scene.world.sync(scene.ana);
    scene.write(scene.ben, kBens);
    scene.write(scene.ben, kOther);
    testkit::Link small;
    small.request_bytes_max = 1;
    (void)scene.world.exchange(scene.ben, small);
    (void)scene.world.exchange(scene.ben, small);
    // Ben's second text replaces his first one, whose predecessor is not the one of Ana's.
    CHECK(scene.at_office() == Values{kAnas, kOther});
  }

  TEST_CASE("of one predecessor each, but not the same one, are left to a person") {
    Scene scene;
    scene.write(scene.ana, kAnas);
    scene.sync();
    scene.write(scene.ana, kBase);  // Ana goes on from her own text
    scene.world.sync(scene.ana);
    Op op;  // Ben's laptop was away since the first text
    op.kind = OpKind::set;
    op.record = scene.note;
    op.field = testkit::Path(kBody).field;
    op.value = testkit::text(kBens);
    op.predecessors = {{scene.ana.node(), 2}};
    scene.ben.forge(scene.ben.save_with(scene.mia, {op}));
    scene.sync();
    CHECK(scene.at_office() == Values{kBase, kBens});
  }

  TEST_CASE("beside a third one are left to a person") {
    Scene scene;
    scene.write(scene.ana, kAnas);
    scene.write(scene.ben, kBens);
    scene.write(scene.eve, kOther);
    testkit::Link lost;
    lost.answer_bytes = 0;
    scene.world.sync(scene.ana);
    // Ben's and Eve's texts arrive with answers still to be made: two queues at once.
    LaptopSession bens(scene.ben.laptop, {.wall_ms = scene.world.now_ms});
    OfficeSession for_ben(scene.world.desk.office, {scene.world.now_ms, false});
    REQUIRE(for_ben.receive(scene.world.request_of(scene.ben, bens)) == true);
    LaptopSession eves(scene.eve.laptop, {.wall_ms = scene.world.now_ms});
    OfficeSession for_eve(scene.world.desk.office, {scene.world.now_ms, false});
    REQUIRE(for_eve.receive(scene.world.request_of(scene.eve, eves)) == true);
    (void)for_ben.finish();
    (void)for_eve.finish();
    CHECK(scene.at_office() == Values{kAnas, kBens, kOther});
  }

  TEST_CASE("that a person chose among are not joined with a later edit") {
    Scene scene;
    scene.write(scene.ana, kOther);
    scene.write(scene.ben, kBens);
    scene.sync();
    REQUIRE(scene.at_office().size() == 2);
    // Eve edits what she is shown (Ben's), Ana chooses at the same time.
    scene.ana.save(scene.mia, {resolve(scene.note, kBody, kAnas)});
    scene.write(scene.eve, kBoth);
    scene.sync();
    CHECK(scene.at_office() == Values{kAnas, kBoth});
    scene.check_equal();
  }

  TEST_CASE("of a short field are left to a person, however far apart they are") {
    Scene scene;
    scene.ana.save(scene.mia, {set(scene.note, "note.title", kBase)});
    scene.sync();
    scene.ana.save(scene.mia, {set(scene.note, "note.title", kAnas)});
    scene.ben.save(scene.mia, {set(scene.note, "note.title", kBens)});
    scene.sync();
    CHECK(scene.world.desk.values(scene.note, "note.title").size() == 2);
  }

  TEST_CASE("of an empty field have nothing to be compared with") {
    Scene scene;
    const RecordId incident = record_named("incident");
    scene.ana.save(scene.mia, {create(incident, "incident")});
    scene.sync();
    scene.ana.save(scene.mia, {set(incident, "incident.description", kAnas)});
    scene.ben.save(scene.mia, {set(incident, "incident.description", kBens)});
    scene.sync();
    CHECK(scene.world.desk.values(incident, "incident.description").size() == 2);
  }

  TEST_CASE("whose join would be longer than a value may be are left to a person") {
    Scene scene;
    std::string base;
    while (base.size() < 47'000) base += "The nurse came to measure his blood pressure at noon. ";
    const RecordId note = record_named("long note");
    scene.ana.save(scene.mia, {create(note, "note"), set(note, kBody, Value(base))});
    scene.sync();
    std::string added;
    while (added.size() < 1'500) added += "He walked to the door and back again today. ";
    scene.ana.save(scene.mia, {set(note, kBody, Value(base + added))});
    scene.ben.save(scene.mia, {set(note, kBody, Value(added + base))});
    scene.sync();
    CHECK(scene.world.desk.values(note, kBody).size() == 2);
  }
}

TEST_SUITE("a signed note") {
  TEST_CASE("is never joined: the later text stays an unsigned sibling") {
    Scene scene;
    scene.ana.save(scene.mia,
                   {set(scene.note, kBody, kAnas),
                    set(scene.note, "note.signature", Value(JsonText{"{\"signer\":\"ana\"}"}))});
    scene.world.sync(scene.ana);
    scene.write(scene.ben, kBens);
    scene.sync();
    CHECK(scene.at_office() == Values{kAnas, kBens});
    scene.check_equal();
  }

  struct Signed : Scene {
    Signed() {
      ana.save(mia, {set(note, "note.signature", Value(JsonText{"{\"signer\":\"ana\"}"}))});
    }
    // What a client without the check would send.
    Dot force(Worker& worker, OpKind kind, const char* words, std::vector<Dot> predecessors) {
      Op op;
      op.kind = kind;
      op.record = note;
      op.field = testkit::Path(kBody).field;
      op.value = testkit::text(words);
      op.predecessors = std::move(predecessors);
      return worker.forge(worker.save_with(mia, {op}));
    }
    std::vector<Dot> bodies() { return testkit::sibling_dots(world.desk.store, note, kBody); }
  };
  const std::string kRefused = "the note was signed before this change; write an addendum";

  TEST_CASE("is not edited where the signature was seen: the person is told before saving") {
    Signed scene;
    auto refused = scene.ana.try_save(scene.mia, {set(scene.note, kBody, kAnas)});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == kRefused);
    scene.sync();
    refused = scene.ben.try_save(scene.mia, {set(scene.note, kBody, kBens)});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == kRefused);
    for (Worker* worker : {&scene.ana, &scene.ben}) {
      CHECK_FALSE(worker->try_save(scene.mia, {set(scene.note, "note.signature", std::monostate{})}));
    }
    // Everything else of the note can still be said, and it can be signed by another one.
    scene.ben.save(scene.mia, {set(scene.note, "note.title", "A night"),
                               set(scene.note, "note.co_signature", Value(JsonText{"{\"signer\":\"ben\"}"}))});
    scene.sync();
    CHECK(scene.at_office() == Values{kBase});
  }

  TEST_CASE("is not edited by a client that does not check: who had seen the signature is parked") {
    Signed scene;
    scene.sync();
    for (Worker* worker : {&scene.ana, &scene.ben}) {
      const Dot after = scene.force(*worker, OpKind::set, kBens, scene.bodies());
      scene.sync();
      CHECK(scene.world.desk.row(after)->reason == "invalid: " + kRefused);
      CHECK(scene.at_office() == Values{kBase});
    }
  }

  TEST_CASE("by the same laptop before the first sync is not edited either") {
    Signed scene;
    const Dot after = scene.force(scene.ana, OpKind::set, kAnas, scene.bodies());
    scene.sync();
    CHECK(scene.world.desk.row(after)->reason == "invalid: " + kRefused);
  }

  TEST_CASE("keeps an edit that was made without knowing, and a person may choose among the texts") {
    Signed scene;
    scene.write(scene.ben, kBens);
    scene.sync();
    scene.sync();
    CHECK(scene.at_office() == Values{kBens});
    scene.check_equal();
    // A choice of something new would be an edit by the back door.
    CHECK_FALSE(scene.ben.try_save(scene.mia, {resolve(scene.note, kBody, kOther)}));
    scene.ben.save(scene.mia, {resolve(scene.note, kBody, kBens)});
    scene.sync();
    CHECK(scene.world.desk.office.parked().empty());
  }
}

TEST_SUITE("a person's word comes before the program's") {
  struct Merged : Scene {
    Merged() {
      write(ana, kAnas);
      write(ben, kBens);
      world.sync(ana);
    }
    void merge() {
      world.sync(ben);
      REQUIRE(is_merged());
    }
  };

  TEST_CASE(
      "when a choice among the same two texts arrives after the join, the join is taken back") {
    Merged scene;
    // Eve gets both texts before the office has joined them: Ben's queue is not whole.
    scene.ben.save(scene.mia, {set(scene.note, "note.title", "A night")});
    testkit::Link small;
    small.request_bytes_max = 1;
    (void)scene.world.exchange(scene.ben, small);
    scene.world.sync(scene.eve);
    REQUIRE(scene.eve.values(scene.note, kBody) == Values{kAnas, kBens});
    const Dot choice = scene.eve.save(scene.mia, {resolve(scene.note, kBody, kOther)});
    scene.merge();
    scene.world.sync(scene.eve);
    CHECK(scene.at_office() == Values{kOther});
    CHECK(testkit::sibling_dots(scene.world.desk.store, scene.note, kBody) ==
          std::vector<Dot>{choice});
    scene.sync();
    scene.check_equal();
    CHECK(scene.ana.values(scene.note, kBody) == Values{kOther});
  }

  TEST_CASE("when the record is voided before the join, it stays void") {
    Merged scene;
    scene.ben.save(scene.mia, {create(record_named("a visit"), "visit")});
    testkit::Link small;
    small.request_bytes_max = 1;
    (void)scene.world.exchange(scene.ben, small);  // his text is in, the rest of his queue is not
    REQUIRE(scene.at_office() == Values{kAnas, kBens});
    scene.world.at_desk([&](Office& office) {
      Edit edit;
      edit.kind = EditKind::void_record;
      edit.record = scene.note;
      edit.value = testkit::text("wrong client");
      REQUIRE(office.save(scene.mia, std::vector<Edit>{edit}, {"sue", scene.world.now_ms, 0, 0}));
    });
    scene.world.sync(scene.ben);
    scene.sync();
    CHECK(scene.at_office() == Values{kAnas, kBens});
    CHECK(is_void(scene.world.desk.store.record(scene.note)->base));
    scene.check_equal();
  }

  TEST_CASE("when the joined text was signed, it is not taken back") {
    Merged scene;
    scene.ben.save(scene.mia, {set(scene.note, "note.title", "A night")});
    testkit::Link small;
    small.request_bytes_max = 1;
    (void)scene.world.exchange(scene.ben, small);
    scene.world.sync(scene.eve);
    scene.eve.save(scene.mia, {resolve(scene.note, kBody, kOther)});
    scene.merge();
    scene.world.sync(scene.ana);
    scene.ana.save(scene.mia, {set(scene.note, "note.signature", Value(JsonText{"{\"signer\":\"ana\"}"}))});
    scene.world.sync(scene.ana);
    scene.sync();
    CHECK(scene.at_office() == Values{kBoth, kOther});
    scene.check_equal();
  }

  TEST_CASE("when a worker edits the joined text, the edit replaces it like any other") {
    Merged scene;
    scene.merge();
    scene.sync();
    scene.write(scene.ana, kOther);
    scene.sync();
    CHECK(scene.at_office() == Values{kOther});
    scene.check_equal();
  }

  TEST_CASE(
      "when a worker edits one of the two texts meanwhile, the edit is kept beside the join") {
    Merged scene;
    const Dot more = scene.write(scene.ana, "Quite another text, of Ana's own.");
    scene.merge();
    scene.sync();
    const Values values = scene.at_office();
    CHECK(values == Values{kBoth, "Quite another text, of Ana's own."});
    CHECK(scene.world.desk.row(more)->is_applied());
    scene.check_equal();
  }

  TEST_CASE("the office's program joins the same two texts only once") {
    Merged scene;
    scene.merge();
    const std::uint64_t counter = scene.world.desk.store.node(kOfficeNode)->counter;
    for (int i = 0; i < 3; ++i) scene.sync();
    CHECK(scene.world.desk.store.node(kOfficeNode)->counter == counter);
    CHECK(scene.world.desk.store.merge_candidates(scene.ben.node()).empty());
  }
}

TEST_SUITE("the office's own people") {
  TEST_CASE("are joined with like any other author") {
    Scene scene;
    scene.write(scene.ana, kAnas);
    Op op;
    op.kind = OpKind::set;
    scene.world.office_save(scene.mia, {set(scene.note, kBody, kBens)});
    scene.sync();
    CHECK(scene.at_office() == Values{kBoth});
    CHECK(scene.is_merged());
    scene.check_equal();
  }
}

}  // namespace satchel
