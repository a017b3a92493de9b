// What an exchange refuses: copies of a database that are not the one the office knows, requests
// that are not this laptop's or not for this office, and answers that no honest office gives.
#include <doctest/doctest.h>

#include <algorithm>

#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::set;
using testkit::SmallWorld;
using testkit::state_of;
using testkit::Values;
using testkit::Worker;

struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  ScopeId mia = world.client("Mia", {&ana});
  RecordId client = client_of(mia);
  bool was_cut = false;

  Scene() {
    world.sync(ana);
    world.sync(ana);
  }
  Dot edit(Worker& worker, const char* words) {
    return worker.save(mia, {set(client, "client.language", words)});
  }
  Dot edit_twice(Worker& worker, const char* words) {
    return worker.save(
        mia, {set(client, "client.language", "x"), set(client, "client.language", words)});
  }

  // The exchange is refused for this reason, and neither side stored anything of it. A copy whose
  // requests were counted from an older number is first told to repeat the exchange with a number
  // of its own.
  void check_refused(Worker& worker, ErrorKind kind, const char* words) {
    const std::uint64_t known_number = world.desk.node(worker).request_number;
    if (worker.laptop.progress().request_number < known_number) {
      const Exchange replayed = world.exchange(worker);
      REQUIRE(replayed.problem);
      CHECK(replayed.problem->kind == ErrorKind::corrupt);  // tried again at once
      CHECK(worker.laptop.progress().request_number == known_number);
      LaptopProgress progress = worker.laptop.progress();
      progress.cut = was_cut;
      worker.laptop.put_progress(progress);
    }
    const std::string office = state_of(world.desk.store);
    const std::uint64_t counter = world.desk.node(worker).counter;
    const std::string laptop = state_of(worker.store);
    const std::uint64_t acked = worker.laptop.progress().acked;
    const Exchange refused = world.exchange(worker);
    REQUIRE(refused.problem);
    CHECK(refused.problem->kind == kind);
    CHECK_MESSAGE(refused.problem->message.find(words) != std::string::npos,
                  refused.problem->message);
    CHECK_FALSE(refused.outcome);
    CHECK(state_of(world.desk.store) == office);
    CHECK(world.desk.node(worker).counter == counter);
    CHECK(state_of(worker.store) == laptop);
    CHECK(worker.laptop.progress().acked == acked);
  }
};

template <class Message>
Message message_of(const Frame& frame) {
  Message message;
  REQUIRE(decode(frame.payload, message));
  return message;
}

std::vector<Frame> frames_of(const std::string& body) {
  FrameReader reader(limits::kAnswerBytesMax);
  REQUIRE(reader.feed(body));
  std::vector<Frame> frames;
  while (true) {
    auto next = reader.next();
    REQUIRE(next);
    if (!*next) return frames;
    frames.push_back(std::move(**next));
  }
}

std::string body_of(const std::vector<Frame>& frames) {
  FrameWriter writer;
  for (const Frame& frame : frames) writer.add(frame.type, frame.payload);
  return std::move(writer).finish();
}

// Runs one exchange whose answer is changed under way by an office that is not honest, or broken.
template <class Change>
Exchange exchange_with_answer(Scene& scene, Worker& worker, Change change) {
  LaptopSession session(worker.laptop, {.wall_ms = scene.world.now_ms});
  auto answer = frames_of(scene.world.serve(scene.world.request_of(worker, session)));
  change(answer);
  Exchange result;
  SmallWorld::hear(session, body_of(answer), 100, result);
  return result;
}

// And one whose request is changed under way.
template <class Change>
Exchange exchange_with_request(Scene& scene, Worker& worker, Change change) {
  LaptopSession session(worker.laptop, {.wall_ms = scene.world.now_ms});
  auto request = frames_of(scene.world.request_of(worker, session));
  auto hello = message_of<Hello>(request[0]);
  change(hello, request);
  request[0].payload = encode(hello);
  Exchange result;
  SmallWorld::hear(session, scene.world.serve(body_of(request), false, &result.report), 100,
                   result);
  return result;
}

}  // namespace

TEST_SUITE("a copy of a laptop's database") {
  TEST_CASE("that is older than what the office has is refused, and nothing of it is stored") {
    Scene scene;
    Worker older = scene.ana;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    scene.check_refused(older, ErrorKind::fork, "it is older");
    scene.check_refused(older, ErrorKind::fork, "it is older");
    // The laptop itself goes on.
    scene.edit(scene.ana, "fr");
    scene.world.sync(scene.ana);
  }

  TEST_CASE("that wrote as much since, but other things, is refused") {
    Scene scene;
    Worker clone = scene.ana;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    scene.edit(clone, "fr");
    scene.check_refused(clone, ErrorKind::fork, "not the one that the office knows");
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"it"});
    CHECK(clone.values(scene.client, "client.language") == Values{"fr"});
    CHECK(clone.pending() == 1);
  }

  TEST_CASE("that wrote more since is refused at the first save that differs") {
    Scene scene;
    Worker clone = scene.ana;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    for (const char* words : {"fr", "de", "es"}) scene.edit(clone, words);
    scene.check_refused(clone, ErrorKind::fork, "not the one that the office knows");
  }

  TEST_CASE("that wrote the same and more since, and is used beside the laptop, is refused") {
    Scene scene;
    scene.edit(scene.ana, "it");
    Worker clone = scene.ana;
    scene.world.sync(scene.ana);
    scene.edit(clone, "fr");
    scene.world.sync(clone);  // the office cannot tell yet: its history goes on
    scene.edit(scene.ana, "de");
    scene.check_refused(scene.ana, ErrorKind::fork, "not the one that the office knows");
  }

  TEST_CASE("is told apart after a cut, too, when the office says how far it came") {
    for (const bool with_other_boundaries : {false, true}) {
      CAPTURE(with_other_boundaries);
      Scene scene;
      Worker clone = scene.ana;
      scene.edit_twice(scene.ana, "it");  // two counters
      scene.world.sync(scene.ana);
      if (with_other_boundaries) {
        clone.save(scene.mia, {set(scene.client, "client.language", "a"),
                               set(scene.client, "client.language", "b"),
                               set(scene.client, "client.language", "fr")});  // three of them
      } else {
        scene.edit_twice(clone, "fr");
        scene.edit(clone, "de");
      }
      scene.was_cut = true;
      scene.check_refused(clone, ErrorKind::fork, "not this laptop's own");
    }
  }

  TEST_CASE("gets nothing of the office's pages: the chain is compared before anything is sent") {
    Scene scene;
    Worker older = scene.ana;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    scene.world.office_save(scene.mia, {set(scene.client, "client.pronouns", "she")});
    (void)scene.world.exchange(older);
    const Exchange refused = scene.world.exchange(older);
    const auto frames = frames_of(refused.answer);
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].type == FrameType::refusal);
    const auto refusal = message_of<Refusal>(frames[0]);
    CHECK(refusal.kind == RefusalKind::fork);
    REQUIRE(refusal.have);
    CHECK(refusal.have->counter == scene.world.desk.node(scene.ana).counter);
  }
}

TEST_SUITE("a request is refused") {
  TEST_CASE("that is for another office, or for this one before it was restored") {
    Scene scene;
    scene.edit(scene.ana, "it");
    const std::string office = state_of(scene.world.desk.store);
    const Exchange elsewhere = exchange_with_request(scene, scene.ana, [](Hello& hello, auto&) {
      hello.office = Uuid::from_name("another office");
    });
    REQUIRE(elsewhere.problem);
    CHECK(elsewhere.problem->kind == ErrorKind::refused);
    CHECK(elsewhere.problem->message.find("District 4") != std::string::npos);
    const Exchange before = exchange_with_request(
        scene, scene.ana, [](Hello& hello, auto&) { hello.office_epoch = 7; });
    REQUIRE(before.problem);
    const auto refusal = message_of<Refusal>(frames_of(scene.world.serve(""))[0]);
    CHECK(refusal.kind == RefusalKind::bad_frame);
    CHECK(state_of(scene.world.desk.store) == office);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.pending() == 0);
  }

  TEST_CASE("by an office that was restored from a backup, which issues no number a second time") {
    Scene scene;
    scene.edit(scene.ana, "it");
    const OfficeIdentity before = *scene.world.desk.office.identity();
    scene.world.at_desk([&](Office& office) { office.begin_new_epoch({scene.world.now_ms}); });
    const OfficeIdentity after = *scene.world.desk.office.identity();
    CHECK(after.epoch > before.epoch);
    scene.check_refused(scene.ana, ErrorKind::restored,
                        "the office District 4 was restored from a backup");
    CHECK(scene.ana.pending() == 1);
    CHECK(scene.world.hire("ben").node() > before.last_node + 100);
    const ScopeId noah = scene.world.client("Noah", {&scene.ana});
    CHECK(scene.world.desk.store.grant(scene.ana.user.id, noah)->epoch >
          before.last_grant_epoch + 1000);
  }

  TEST_CASE("from a laptop that the office does not know, or that takes itself for the office") {
    Scene scene;
    for (const NodeNumber node : {NodeNumber{99}, kOfficeNode, kNoNode}) {
      const Exchange refused =
          exchange_with_request(scene, scene.ana, [&](Hello& hello, auto&) { hello.node = node; });
      REQUIRE(refused.problem);
      CHECK(refused.problem->kind == ErrorKind::refused);
      CHECK(refused.problem->message == "the office does not know this laptop: unknown laptop");
    }
  }

  TEST_CASE("that was received before") {
    Scene scene;
    scene.edit(scene.ana, "it");
    LaptopSession session(scene.ana.laptop, {});
    const std::string request = scene.world.request_of(scene.ana, session);
    const std::string answer = scene.world.serve(request);
    const std::string office = state_of(scene.world.desk.store);
    testkit::Desk later = scene.world.desk;
    const std::string again = scene.world.serve(request);
    const auto refusal = message_of<Refusal>(frames_of(again)[0]);
    CHECK(refusal.kind == RefusalKind::replayed);
    CHECK(state_of(scene.world.desk.store) == office);
    CHECK(scene.world.desk.node(scene.ana).request_number == later.node(scene.ana).request_number);
    // The laptop that hears the second answer only is told to try again.
    Exchange result;
    SmallWorld::hear(session, again, 100, result);
    REQUIRE(result.problem);
    CHECK(result.problem->kind == ErrorKind::corrupt);
    CHECK(scene.world.sync(scene.ana) <= 2);
  }

  TEST_CASE("that arrives after a later one") {
    Scene scene;
    LaptopSession early(scene.ana.laptop, {});
    const std::string late_request = scene.world.request_of(scene.ana, early);
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    const auto refusal = message_of<Refusal>(frames_of(scene.world.serve(late_request))[0]);
    CHECK(refusal.kind == RefusalKind::replayed);
  }

  TEST_CASE("that leaves a gap before its first save") {
    Scene scene;
    for (const char* words : {"it", "fr", "de"}) scene.edit(scene.ana, words);
    const Exchange refused =
        exchange_with_request(scene, scene.ana, [](Hello& hello, std::vector<Frame>& frames) {
          auto saves = message_of<SavesFrame>(frames.back());
          saves.saves.erase(saves.saves.begin(), saves.saves.begin() + 2);
          saves.first += 2;
          hello.first += 2;
          frames.back().payload = encode(saves);
        });
    REQUIRE(refused.problem);
    CHECK(refused.problem->retryable());
    CHECK(scene.world.desk.node(scene.ana).counter == 0);
    CHECK(scene.world.sync(scene.ana) <= 3);
  }

  TEST_CASE("that does not begin with a hello, or with one that can be read") {
    Scene scene;
    FrameWriter no_hello;
    no_hello.add(FrameType::saves, encode(SavesFrame{}));
    CHECK(message_of<Refusal>(frames_of(scene.world.serve(std::move(no_hello).finish()))[0]).kind ==
          RefusalKind::bad_frame);
    FrameWriter bad_hello;
    bad_hello.add(FrameType::hello, "not a hello");
    CHECK(
        message_of<Refusal>(frames_of(scene.world.serve(std::move(bad_hello).finish()))[0]).kind ==
        RefusalKind::bad_frame);
    CHECK(message_of<Refusal>(frames_of(scene.world.serve("<html>"))[0]).kind ==
          RefusalKind::bad_frame);
  }
}

TEST_SUITE("a bad frame in a request") {
  TEST_CASE("ends it; what came before it is kept and acknowledged, and no page is sent") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.edit(scene.ana, "fr");
    scene.world.office_save(scene.mia, {set(scene.client, "client.pronouns", "she")});
    const Exchange half =
        exchange_with_request(scene, scene.ana, [](Hello&, std::vector<Frame>& frames) {
          auto saves = message_of<SavesFrame>(frames.back());
          SavesFrame second = saves;
          second.saves.erase(second.saves.begin());
          second.first = 7;  // not where the first one ended
          saves.saves.pop_back();
          frames.back().payload = encode(saves);
          frames.push_back({FrameType::saves, false, encode(second), ""});
        });
    CHECK(half.report.problem == "saves are not in order");
    REQUIRE(half.outcome);
    CHECK(half.outcome->acknowledged == 1);
    CHECK(half.outcome->more);
    CHECK(half.outcome->entries_taken == 0);
    CHECK(scene.world.desk.node(scene.ana).counter == 1);
    CHECK(scene.world.sync(scene.ana) <= 2);
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"fr"});
  }

  TEST_CASE("that holds a save over its limits stores none of the saves from there on") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.edit(scene.ana, "fr");
    for (const int which : {0, 1, 2}) {
      const Exchange half =
          exchange_with_request(scene, scene.ana, [&](Hello&, std::vector<Frame>& frames) {
            auto saves = message_of<SavesFrame>(frames.back());
            if (which == 0) saves.saves[0].op_count = limits::kSaveOpsMax + 1;
            if (which == 1) saves.saves[0].op_count = 0;
            if (which == 2) saves.saves[0].raw.resize(limits::kStampedSaveBytesMax + 1);
            frames.back().payload = encode(saves);
          });
      CHECK(half.report.problem == "a save is over its limits");
      CHECK(half.report.saves == 0);
      CHECK(scene.world.desk.node(scene.ana).counter == 0);
    }
    scene.world.sync(scene.ana);
    CHECK(scene.world.desk.node(scene.ana).counter == 2);
  }

  TEST_CASE("that cannot be read at all hinders nothing that comes later") {
    Scene scene;
    scene.edit(scene.ana, "it");
    for (const FrameType type : {FrameType::saves, FrameType::vector}) {
      const Exchange bad =
          exchange_with_request(scene, scene.ana, [&](Hello&, std::vector<Frame>& frames) {
            frames.insert(frames.begin() + 1, {type, false, "\xff\xff nonsense", ""});
          });
      REQUIRE(bad.outcome);
      CHECK(bad.outcome->more);
      CHECK(bad.outcome->acknowledged == 0);
    }
    scene.world.sync(scene.ana);
    CHECK(scene.ana.pending() == 0);
  }
}

TEST_SUITE("an answer is refused") {
  TEST_CASE("that acknowledges more than was written") {
    Scene scene;
    scene.edit(scene.ana, "it");
    const Exchange done = exchange_with_answer(scene, scene.ana, [](std::vector<Frame>& frames) {
      auto welcome = message_of<Welcome>(frames[0]);
      welcome.ack += 1;
      frames[0].payload = encode(welcome);
    });
    REQUIRE(done.problem);
    CHECK(done.problem->kind == ErrorKind::corrupt);
    CHECK(scene.ana.pending() == 1);
    CHECK(scene.ana.laptop.progress().acked == 0);
  }

  TEST_CASE("that acknowledges half a save") {
    Scene scene;
    scene.edit_twice(scene.ana, "it");
    const Exchange done = exchange_with_answer(scene, scene.ana, [](std::vector<Frame>& frames) {
      auto welcome = message_of<Welcome>(frames[0]);
      REQUIRE(welcome.ack == 2);
      welcome.ack = 1;
      frames[0].payload = encode(welcome);
    });
    REQUIRE(done.problem);
    CHECK(done.problem->kind == ErrorKind::corrupt);
    CHECK(scene.ana.laptop.progress().acked == 0);
    scene.world.sync(scene.ana);
    CHECK(scene.ana.pending() == 0);
  }

  TEST_CASE("that takes an acknowledgement back: it is ignored") {
    Scene scene;
    scene.edit(scene.ana, "it");
    scene.world.sync(scene.ana);
    const Exchange done = exchange_with_answer(scene, scene.ana, [](std::vector<Frame>& frames) {
      auto welcome = message_of<Welcome>(frames[0]);
      welcome.ack = 0;
      frames[0].payload = encode(welcome);
    });
    CHECK_FALSE(done.problem);
    CHECK(scene.ana.laptop.progress().acked == 1);
    CHECK(scene.ana.pending() == 0);
  }

  TEST_CASE("whose receipt is forged: the saves are acknowledged, and the receipt is not kept") {
    for (const bool changes_body : {false, true}) {
      Scene scene;
      scene.edit(scene.ana, "it");
      const Exchange done = exchange_with_answer(scene, scene.ana, [&](std::vector<Frame>& frames) {
        auto welcome = message_of<Welcome>(frames[0]);
        SignedReceipt receipt;
        REQUIRE(decode(welcome.receipt, receipt));
        std::string& part = changes_body ? receipt.body : receipt.signature;
        part[40] = static_cast<char>(part[40] ^ 1);
        welcome.receipt = encode(receipt);
        frames[0].payload = encode(welcome);
      });
      REQUIRE(done.outcome);
      CHECK(done.outcome->acknowledged == 1);
      CHECK(done.outcome->receipt.empty());
      CHECK_FALSE(scene.ana.store.fact("latest receipt"));
    }
  }

  TEST_CASE("that begins with something else than a welcome") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.language", "it")});
    const std::string before = state_of(scene.ana.store);
    const Exchange done = exchange_with_answer(
        scene, scene.ana, [](std::vector<Frame>& frames) { frames.erase(frames.begin()); });
    REQUIRE(done.problem);
    CHECK(done.problem->kind == ErrorKind::corrupt);
    CHECK(state_of(scene.ana.store) == before);
  }

  TEST_CASE("whose page does not follow what is here, or leaves out what is not here") {
    for (const bool jumps : {true, false}) {
      Scene scene;
      scene.world.office_save(scene.mia, {set(scene.client, "client.language", "it")});
      const Exchange done = exchange_with_answer(scene, scene.ana, [&](std::vector<Frame>& frames) {
        const auto at = std::find_if(frames.begin(), frames.end(), [](const Frame& frame) { return frame.type == FrameType::pages; });
        REQUIRE(at != frames.end());
        auto pages = message_of<PagesFrame>(*at);
        if (jumps) pages.chunks[0].from += 1;
        if (!jumps) pages.chunks[0].entries[0].raw.reset();
        at->payload = encode(pages);
      });
      REQUIRE(done.problem);
      CHECK(done.problem->kind == ErrorKind::corrupt);
      CHECK_FALSE(done.outcome);
      scene.world.sync(scene.ana);
      CHECK(scene.ana.values(scene.client, "client.language") == Values{"it"});
    }
  }

  TEST_CASE("whose page gives another text to one's own save") {
    Scene scene;
    const Dot saved = scene.edit(scene.ana, "it");
    const Exchange done = exchange_with_answer(scene, scene.ana, [&](std::vector<Frame>& frames) {
      auto pages = message_of<PagesFrame>(frames[1]);
      Save other = *decode_save(scene.ana.row(saved)->raw);
      other.ops[0].value = testkit::text("fr");
      pages.chunks[0].entries[0].raw = encode_save(other);
      frames[1].payload = encode(pages);
    });
    REQUIRE(done.problem);
    CHECK(done.problem->kind == ErrorKind::fork);
    CHECK(decode_save(scene.ana.row(saved)->raw)->ops[0].value == testkit::text("it"));
  }

  TEST_CASE("whose frames cannot be read") {
    Scene scene;
    scene.world.office_save(scene.mia, {set(scene.client, "client.language", "it")});
    for (std::size_t which = 0; which < 3; ++which) {
      const Exchange done = exchange_with_answer(scene, scene.ana, [&](std::vector<Frame>& frames) {
        REQUIRE(frames.size() == 3);
        frames[which].payload = "\xff nonsense";
      });
      REQUIRE(done.problem);
      CHECK(done.problem->kind == ErrorKind::corrupt);
      CHECK_FALSE(done.outcome);
    }
    scene.world.sync(scene.ana);
    CHECK(scene.ana.values(scene.client, "client.language") == Values{"it"});
  }

  TEST_CASE("of a network that wants a login first") {
    Scene scene;
    scene.edit(scene.ana, "it");
    LaptopSession session(scene.ana.laptop, {});
    (void)scene.world.request_of(scene.ana, session);
    Exchange result;
    SmallWorld::hear(session, "<!DOCTYPE html><html><body>Please log in</body></html>", 7, result);
    REQUIRE(result.problem);
    CHECK(result.problem->message == "this is not an answer in Satchel's language");
    CHECK(scene.ana.pending() == 1);
    CHECK(scene.world.sync(scene.ana) <= 3);
  }
}

TEST_SUITE("signed exchanges") {
  testkit::Link signed_link() {
    testkit::Link link;
    link.sign = true;
    return link;
  }

  TEST_CASE("work like others") {
    Scene scene;
    scene.edit(scene.ana, "it");
    CHECK(scene.world.sync(scene.ana, signed_link()) == 1);
    CHECK(scene.world.desk.values(scene.client, "client.language") == Values{"it"});
  }

  TEST_CASE("are refused when the laptop's key is another one, or nothing is signed") {
    Scene scene;
    scene.edit(scene.ana, "it");
    Worker thief = scene.ana;
    LaptopIdentity identity = *thief.laptop.identity();
    std::array<std::uint8_t, 32> seed{};
    seed.fill(99);
    identity.device_secret = make_key_pair(seed).secret;
    thief.store.put_fact("laptop identity", encode(identity));
    const Exchange forged = scene.world.exchange(thief, signed_link());
    REQUIRE(forged.problem);
    CHECK(forged.problem->kind == ErrorKind::refused);
    CHECK(forged.report.saves == 0);
    LaptopSession session(scene.ana.laptop, {});
    const auto frames =
        frames_of(scene.world.serve(scene.world.request_of(scene.ana, session), true));
    CHECK(message_of<Refusal>(frames[0]).kind == RefusalKind::not_signed);
    CHECK(scene.world.desk.node(scene.ana).counter == 0);
    // A refused request does not use its number up for the laptop itself.
    CHECK(scene.world.sync(scene.ana, signed_link()) <= 3);
  }

  TEST_CASE("keep what was signed before a frame that is not, and nothing from there on") {
    Scene scene;
    scene.edit(scene.ana, "it");
    LaptopSessionOptions options;
    options.sign_frames = true;
    LaptopSession session(scene.ana.laptop, options);
    const auto frames = frames_of(scene.world.request_of(scene.ana, session));
    REQUIRE(frames.size() == 2);
    const LaptopIdentity who = *scene.ana.laptop.identity();
    const std::string context = request_context(who.office, who.office_epoch, who.node,
                                                scene.ana.laptop.progress().request_number);
    std::size_t signed_frames = 0;
    FrameWriter writer(
        [&](std::string_view bytes) {
          return ++signed_frames == 1 ? sign(who.device_secret, bytes) : std::string(64, 'x');
        },
        context);
    for (const Frame& frame : frames) writer.add(frame.type, frame.payload);
    ExchangeReport report;
    (void)scene.world.serve(std::move(writer).finish(), true, &report);
    CHECK(report.problem == "a frame is not signed by its laptop");
    CHECK(scene.world.desk.node(scene.ana).counter == 0);
  }

  TEST_CASE(
      "take nothing from an answer that another office signed, or nobody, or for another request") {
    for (const int which : {0, 1, 2, 3}) {
      CAPTURE(which);
      Scene scene;
      scene.world.office_save(scene.mia, {set(scene.client, "client.language", "it")});
      LaptopSessionOptions options;
      options.sign_frames = true;
      LaptopSession session(scene.ana.laptop, options);
      const auto frames =
          frames_of(scene.world.serve(scene.world.request_of(scene.ana, session), true));
      const std::string before = state_of(scene.ana.store);
      const OfficeIdentity office = *scene.world.desk.office.identity();
      std::array<std::uint8_t, 32> seed{};
      seed.fill(which == 0 ? 98 : 1);
      const std::string secret = make_key_pair(seed).secret;
      const std::uint64_t number = scene.ana.laptop.progress().request_number;
      const std::string context =
          answer_context(office.id, scene.ana.node(), which == 2 ? number - 1 : number);
      FrameWriter writer(which == 1 ? Signer() : Signer([&](std::string_view bytes) {
                           return sign(secret, bytes);
                         }),
                         context);
      for (const Frame& frame : frames) writer.add(frame.type, frame.payload);
      Exchange result;
      SmallWorld::hear(session, std::move(writer).finish(), 100, result);
      if (which == 3) {
        CHECK_FALSE(result.problem);  // the control: signed by the office, for this request
        CHECK(scene.ana.values(scene.client, "client.language") == Values{"it"});
        continue;
      }
      REQUIRE(result.problem);
      CHECK(result.problem->kind == ErrorKind::refused);
      CHECK(state_of(scene.ana.store) == before);
    }
  }
}

TEST_SUITE("enrolment") {
  TEST_CASE("works once for each code, while it is young, for users who are not disabled") {
    SmallWorld world;
    (void)world.hire("ana");
    EnrolmentRequest request;
    request.code = "the code";
    request.device_key = std::string(32, 'k');
    request.node_id = Uuid::from_name("a new laptop");
    const auto enrol = [&](std::int64_t at_ms) {
      std::optional<ErrorKind> kind;
      world.at_desk([&](Office& office) {
        const auto answer = office.enrol(request, at_ms);
        if (!answer) kind = answer.error().kind;
      });
      return kind;
    };
    const auto allow = [&](const char* user, std::int64_t expires_ms) {
      bool allowed = false;
      world.at_desk([&](Office& office) {
        allowed =
            static_cast<bool>(office.allow_enrolment(user, "the code", world.now_ms, expires_ms));
      });
      return allowed;
    };
    CHECK(enrol(world.now_ms) == ErrorKind::refused);
    CHECK_FALSE(allow("nobody", world.now_ms + 1000));
    CHECK_FALSE(allow("ana", world.now_ms));
    CHECK_FALSE(allow("ana", world.now_ms + limits::kEnrolmentCodeMsMax + 1));
    CHECK(allow("ana", world.now_ms + 1000));
    CHECK(enrol(world.now_ms + 1001) == ErrorKind::refused);
    request.device_key = "short";
    CHECK(enrol(world.now_ms) == ErrorKind::refused);
    request.device_key = std::string(32, 'k');
    CHECK_FALSE(enrol(world.now_ms + 1000));
    // The same laptop again, because the answer was lost: the same answer, and no second node.
    const std::size_t nodes = world.desk.store.nodes().size();
    CHECK_FALSE(enrol(world.now_ms + 1000));
    CHECK(world.desk.store.nodes().size() == nodes);
    CHECK(enrol(world.now_ms + 1001) == ErrorKind::refused);
    request.node_id = Uuid::from_name("another laptop");
    CHECK(enrol(world.now_ms + 1000) == ErrorKind::refused);
    CHECK(allow("ana", world.now_ms + 1000));
    world.at_desk([](Office& office) { REQUIRE(office.disable_user("ana")); });
    CHECK(enrol(world.now_ms) == ErrorKind::refused);
    CHECK_FALSE(allow("ana", world.now_ms + 1000));
  }

  TEST_CASE("gives each laptop a number that no other one had") {
    SmallWorld world;
    const NodeNumber first = world.hire("ana").node();
    const NodeNumber second = world.hire("ana").node();
    const NodeNumber third = world.hire("ben").node();
    CHECK(first == 2);
    CHECK(second == 3);
    CHECK(third == 4);
  }
}

}  // namespace satchel
