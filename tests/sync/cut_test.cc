// A link that breaks: after every byte of a request and of an answer. What is durable is then a run
// of whole frames, and the next exchanges finish without anyone doing anything.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::Link;
using testkit::record_named;
using testkit::set;
using testkit::SmallWorld;
using testkit::state_of;
using testkit::Values;
using testkit::Worker;

// Letters that do not compress to nothing, so that each frame has some bytes of its own.
std::string words(std::size_t size, int seed) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) {
    text += sha256(std::to_string(seed) + "." + std::to_string(i % 4)).to_hex() + " ";
  }
  return text.substr(0, size);
}

// Ana has a queue of three frames of saves, the office has two frames of pages for her.
struct Scene {
  SmallWorld world;
  Worker ana = world.hire("ana");
  ScopeId mia = world.client("Mia", {&ana});
  RecordId client = client_of(mia);
  std::vector<Dot> queue;

  Scene() {
    world.sync(ana);
    world.sync(ana);
    LaptopProgress progress = ana.laptop.progress();
    progress.frame_bytes =
        limits::kFrameBytesMin;  // so that each text below gets a frame of its own
    ana.laptop.put_progress(progress);
    for (int i = 0; i < 3; ++i) {
      queue.push_back(ana.save(mia, {set(client, "client.background", Value(words(8'300, i)))}));
    }
    for (int i = 0; i < 2; ++i) {
      world.office_save(mia, {set(client, "client.what_matters", Value(words(8'300, 10 + i)))});
    }
  }

  // Nobody does anything: the exchanges come to rest, and all is where it belongs.
  void check_heals(const char* where, std::size_t cut_after) {
    const std::size_t count = world.sync(ana);
    bool healed = count <= 3 && ana.pending() == 0 &&
                  base_of(world.desk.store, mia) == base_of(ana.store, mia) &&
                  ana.store.overlay(client).empty();
    for (const Dot dot : queue) {
      const auto row = world.desk.row(dot);
      healed = healed && row && row->is_applied() && row->raw == ana.row(dot)->raw;
    }
    if (!healed) FAIL_CHECK("cut after byte ", cut_after, " of the ", where, ": ", count);
  }
};

// Where the frames of a body end, in bytes of the body.
std::vector<std::size_t> ends_of_frames(const std::string& body) {
  FrameReader reader(limits::kAnswerBytesMax);
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < body.size(); ++at) {
    REQUIRE(reader.feed(std::string_view(body).substr(at, 1)));
    while (true) {
      const auto next = reader.next();
      REQUIRE(next);
      if (!*next) break;
      ends.push_back(at + 1);
    }
  }
  return ends;
}

std::size_t whole_frames(const std::vector<std::size_t>& ends, std::size_t size) {
  std::size_t count = 0;
  while (count < ends.size() && ends[count] <= size) ++count;
  return count;
}

}  // namespace

TEST_CASE("a request that is cut after any byte leaves whole frames at the office, and heals") {
  const Scene beginning;
  Scene whole = beginning;
  const std::string request = whole.world.exchange(whole.ana).request;
  const auto ends = ends_of_frames(request);
  REQUIRE(ends.size() == 4);  // hello and three frames of saves
  REQUIRE(ends.back() == request.size());

  std::set<std::string> states;
  std::uint64_t counter_before = 0;
  for (std::size_t size = 0; size < request.size(); ++size) {
    Scene scene = beginning;
    Link link;
    link.request_bytes = size;
    link.slice = 64;
    const Exchange cut = scene.world.exchange(scene.ana, link);
    if (cut.request != request) FAIL("the request differs from run to run");
    if (cut.outcome) FAIL_CHECK("a cut request was answered");
    const std::size_t frames = whole_frames(ends, size);
    const std::uint64_t saves = frames == 0 ? 0 : frames - 1;
    const std::uint64_t counter = scene.world.desk.node(scene.ana).counter;
    if (counter != saves) FAIL_CHECK(counter, " saves after ", size, " bytes, not ", saves);
    if (counter < counter_before) FAIL_CHECK("more bytes, fewer saves");
    counter_before = counter;
    states.insert(state_of(scene.world.desk.store));
    if (scene.ana.pending() != 3) FAIL_CHECK("acknowledged without an answer");
    scene.check_heals("request", size);
  }
  CHECK(states.size() == 3);  // no save, one, two: the third one comes with the last byte
}

TEST_CASE("an answer that is cut after any byte leaves whole frames on the laptop, and heals") {
  const Scene beginning;
  Scene whole = beginning;
  const std::string answer = whole.world.exchange(whole.ana).answer;
  const auto ends = ends_of_frames(answer);
  REQUIRE(ends.size() >= 4);  // welcome, pages, farewell

  // What the laptop holds after each whole frame.
  std::vector<std::string> states;
  for (std::size_t frames = 0; frames <= ends.size(); ++frames) {
    Scene scene = beginning;
    Link link;
    link.answer_bytes = frames == 0 ? 0 : ends[frames - 1];
    (void)scene.world.exchange(scene.ana, link);
    states.push_back(state_of(scene.ana.store));
  }
  CHECK(std::set<std::string>(states.begin(), states.end()).size() >= ends.size() - 2);

  for (std::size_t size = 0; size < answer.size(); ++size) {
    Scene scene = beginning;
    Link link;
    link.answer_bytes = size;
    link.slice = 50;
    const Exchange cut = scene.world.exchange(scene.ana, link);
    if (cut.problem) FAIL_CHECK("a cut is no damage: ", cut.problem->message);
    if (cut.outcome) FAIL_CHECK("complete after ", size, " of ", answer.size(), " bytes");
    const std::size_t frames = whole_frames(ends, size);
    if (state_of(scene.ana.store) != states[frames]) FAIL_CHECK("not whole frames after ", size);
    const std::uint64_t pending = frames == 0 ? 3 : 0;  // the welcome acknowledges
    if (scene.ana.pending() != pending) FAIL_CHECK("pending after ", size, " bytes");
    if (scene.world.desk.node(scene.ana).counter != 3) FAIL_CHECK("the office lost something");
    scene.check_heals("answer", size);
  }
}

TEST_CASE("an answer that is cut never hides what the worker wrote") {
  const Scene beginning;
  Scene whole = beginning;
  const std::size_t size = whole.world.exchange(whole.ana).answer.size();
  const Values newest = {words(8'300, 2)};
  for (std::size_t cut = 0; cut <= size; cut += 7) {
    Scene scene = beginning;
    Link link;
    link.answer_bytes = cut;
    (void)scene.world.exchange(scene.ana, link);
    if (scene.ana.values(scene.client, "client.background") != newest) {
      FAIL_CHECK("gone after ", cut, " bytes");
    }
  }
}

TEST_CASE("every second exchange cut somewhere, a queue drains all the same") {
  Scene scene;
  std::size_t exchanges = 0;
  for (std::size_t cut = 300; scene.ana.pending() > 0 && exchanges < 40; ++exchanges) {
    Link link;
    if (exchanges % 2 == 0) link.request_bytes = cut += 200;
    (void)scene.world.exchange(scene.ana, link);
  }
  CHECK(exchanges < 12);
  scene.check_heals("last request", 0);
}

TEST_CASE("a reply that is lost after the office committed costs one small request") {
  Scene scene;
  Link lost;
  lost.answer_bytes = 0;
  const Exchange first = scene.world.exchange(scene.ana, lost);
  CHECK_FALSE(first.outcome);
  CHECK(scene.ana.pending() == 3);
  CHECK(scene.world.desk.node(scene.ana).counter == 3);
  const Exchange second = scene.world.exchange(scene.ana);
  REQUIRE(second.outcome);
  CHECK(second.outcome->sent_saves == 0);
  CHECK(second.request.size() < 200);
  CHECK(second.outcome->acknowledged == 3);
  CHECK(second.report.repeated == 0);
  CHECK(scene.ana.pending() == 0);
  // The receipt was in the answer that was lost: it comes again.
  CHECK_FALSE(second.outcome->receipt.empty());
  CHECK(scene.ana.store.fact("latest receipt") == second.outcome->receipt);
}

TEST_CASE("what went up over a broken link does not come down again") {
  Scene scene;
  scene.world.sync(scene.ana, Link{.request_bytes = SIZE_MAX});  // the two pages of the office
  std::size_t up = 0;
  for (int i = 20; i < 24; ++i) {
    std::string text;
    for (int k = 0; text.size() < 8'300; ++k) text += sha256(std::to_string(i) + "." + std::to_string(k)).to_hex();
    scene.queue.push_back(scene.ana.save(scene.mia, {set(scene.client, "client.background", Value(text))}));
  }
  for (const std::size_t cut_at : {std::size_t{9'000}, std::size_t{9'000}}) {
    Link link;
    link.request_bytes = cut_at;
    up += std::min(scene.world.exchange(scene.ana, link).request.size(), cut_at);
    scene.world.exchange(scene.ana);  // asks how far it came
  }
  std::size_t down = 0;
  for (int i = 0; i < 3; ++i) down += scene.world.exchange(scene.ana).answer.size();
  CHECK(up > 10'000);
  CHECK(down < 3'000);
  scene.check_heals("request", 9'000);
}

TEST_CASE("after a cut the office says how far it came, and the laptop goes on there") {
  Scene scene;
  Scene whole = scene;
  const std::string request = whole.world.exchange(whole.ana).request;
  const auto ends = ends_of_frames(request);
  Link cut;
  cut.request_bytes = ends[2] + 10;  // in the third frame of saves
  (void)scene.world.exchange(scene.ana, cut);
  CHECK(scene.world.desk.node(scene.ana).counter == 2);
  const Exchange asks = scene.world.exchange(scene.ana);
  REQUIRE(asks.outcome);
  CHECK(asks.outcome->sent_saves == 0);
  CHECK(asks.outcome->acknowledged == 0);  // it says where, and proves nothing
  CHECK(scene.ana.pending() == 3);
  CHECK(asks.outcome->more);
  CHECK(asks.outcome->resume_after == 2);
  CHECK(asks.request.size() + asks.answer.size() < 300);
  const Exchange rest = scene.world.exchange(scene.ana);
  REQUIRE(rest.outcome);
  CHECK(rest.outcome->sent_saves == 1);
  CHECK(rest.report.saves == 1);
  CHECK(rest.report.repeated == 0);
  CHECK(rest.request.size() < request.size() * 2 / 3);
  CHECK(rest.outcome->acknowledged == 3);
  CHECK(scene.ana.pending() == 0);
}

TEST_CASE(
    "where a laptop resumes is forgotten with the program: saves sent twice are stored once") {
  Scene scene;
  const auto ends = ends_of_frames(Scene(scene).world.exchange(scene.ana).request);
  Scene again;
  Link cut;
  cut.request_bytes = ends[2];
  (void)again.world.exchange(again.ana, cut);
  (void)again.world.exchange(again.ana);
  again.ana.resume_after = 0;  // the program was started anew
  const std::string before = state_of(again.world.desk.store);
  CHECK(before.find("2.2 applied") != std::string::npos);
  const Exchange twice = again.world.exchange(again.ana);
  REQUIRE(twice.outcome);
  CHECK(twice.outcome->sent_saves == 3);
  CHECK(twice.report.repeated == 2);
  CHECK(twice.report.saves == 1);
  CHECK(again.ana.pending() == 0);
  CHECK(base_of(again.world.desk.store, again.mia) == base_of(again.ana.store, again.mia));
  // Five saves of the laptop and the office, and the client itself: each once in the log.
  CHECK(again.world.desk.store.scope(again.mia)->head == 6);
}

TEST_CASE("a long queue takes several requests, and nothing is pulled before all of it is in") {
  Scene scene;
  Link small;
  small.request_bytes_max = 9'000;
  const Exchange first = scene.world.exchange(scene.ana, small);
  REQUIRE(first.outcome);
  CHECK(first.outcome->sent_saves == 1);
  CHECK(first.outcome->acknowledged == 1);
  CHECK(first.outcome->entries_taken == 0);
  CHECK(first.outcome->more);
  CHECK(first.outcome->receipt.size() > 100);
  CHECK(scene.ana.pending() == 2);
  const Exchange second = scene.world.exchange(scene.ana, small);
  CHECK(second.outcome->entries_taken == 0);
  const Exchange third = scene.world.exchange(scene.ana, small);
  CHECK(third.outcome->entries_taken == 5);
  CHECK(third.outcome->digest_equal);
}

TEST_CASE("frames get smaller with each cut, down to 8 KB, and larger again on a good link") {
  Scene scene;
  LaptopProgress progress = scene.ana.laptop.progress();
  progress.frame_bytes = limits::kFrameBytesMax;
  scene.ana.laptop.put_progress(progress);
  Link cut;
  cut.request_bytes = 10;
  std::vector<std::uint64_t> sizes;
  (void)scene.world.exchange(scene.ana, cut);
  for (int i = 0; i < 4; ++i) {
    (void)scene.world.exchange(scene.ana, cut);
    sizes.push_back(scene.ana.laptop.progress().frame_bytes);
  }
  CHECK(sizes == std::vector<std::uint64_t>{32 * 1024, 16 * 1024, 8 * 1024, 8 * 1024});
  scene.world.sync(scene.ana);
  for (int i = 0; i < 4; ++i) (void)scene.world.exchange(scene.ana);
  CHECK(scene.ana.laptop.progress().frame_bytes == limits::kFrameBytesMax);
}

TEST_CASE("a worker who goes on while the answer is under way loses nothing") {
  Scene scene;
  LaptopSession session(scene.ana.laptop, {.wall_ms = scene.world.now_ms});
  const std::string answer = scene.world.serve(scene.world.request_of(scene.ana, session));
  const Dot meanwhile = scene.ana.save(scene.mia, {set(scene.client, "client.language", "it")});
  Exchange result;
  SmallWorld::hear(session, answer, 500, result);
  REQUIRE(result.outcome);
  CHECK(result.outcome->more);
  CHECK(scene.ana.pending() == 1);
  CHECK(scene.ana.values(scene.client, "client.language") == Values{"it"});
  scene.check_heals("nothing", 0);
  CHECK(scene.world.desk.row(meanwhile)->is_applied());
}

TEST_CASE("a program that dies at any commit of an exchange goes on from what is durable") {
  const Scene beginning;
  for (const bool at_office : {true, false}) {
    for (const bool before : {true, false}) {
      for (int nth = 1; nth < 12; ++nth) {
        Scene scene = beginning;
        testkit::MemoryStore& store = at_office ? scene.world.desk.store : scene.ana.store;
        int commits = 0;
        const auto die = [&] {
          if (++commits == nth) throw testkit::Crash();
        };
        (before ? store.before_commit : store.after_commit) = die;
        bool died = false;
        try {
          (void)scene.world.exchange(scene.ana);
        } catch (const testkit::Crash&) {
          died = true;
        }
        store.before_commit = nullptr;
        store.after_commit = nullptr;
        if (!died) break;
        scene.check_heals(at_office ? "office's commits" : "laptop's commits",
                          static_cast<std::size_t>(nth));
      }
    }
  }
}

// Whatever an office that dies has half done, another worker's save must not fall into it.
TEST_CASE("an office that dies at any commit is whole for the next worker") {
  Scene beginning;
  Worker ben = beginning.world.hire("ben");
  beginning.world.grant(ben, beginning.mia);
  beginning.world.sync(ben);
  bool died = true;
  for (int nth = 1; died; ++nth) {
    Scene scene = beginning;
    Worker next = ben;
    int commits = 0;
    died = false;
    scene.world.desk.store.after_commit = [&] {
      if (++commits == nth) throw testkit::Crash();
    };
    try {
      (void)scene.world.exchange(scene.ana);
    } catch (const testkit::Crash&) {
      died = true;
    }
    scene.world.desk.store.after_commit = nullptr;
    next.save(scene.mia, {set(scene.client, "client.language", "fr")});
    scene.world.sync(next);
    scene.check_heals("commit", static_cast<std::size_t>(nth));
    scene.world.sync(next);
    CHECK(base_of(next.store, scene.mia) == base_of(scene.world.desk.store, scene.mia));
    CHECK(scene.world.desk.store.scope(scene.mia)->head == 7);
  }
}

}  // namespace satchel
