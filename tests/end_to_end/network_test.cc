// Every kind of bad link between real programs: cut at each place, answered too late, damaged, in one-byte slices, and
// as slow as a village's. Progress is kept, nothing is lost or doubled, little is sent twice, memory stays bounded.
//
// SATCHEL_CUT_STEP says how many bytes lie between two cuts (default 97).
#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/sim/random.h"
#include "tests/testkit/killing.h"
#include "tests/testkit/memory_use.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::uint64_t cut_step() {
  const char* text = std::getenv("SATCHEL_CUT_STEP");
  return text == nullptr ? 97 : static_cast<std::uint64_t>(std::max(1, std::atoi(text)));
}

std::string note_line(const std::string& client, const std::string& body) {
  return "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"" + body + "\"}\n";
}

// Two workers of one client, and a link of its own for Ana, whose bytes and breaks are the test's.
struct Scene {
  Town town;
  std::unique_ptr<Proxy> link;
  std::string client;

  Scene() {
    town.start_office();
    link = std::make_unique<Proxy>(town.port());
    for (const std::string user : {"ana", "ben"}) town.add_user(user);
    town.enrol("ana", link->url());
    town.enrol("ben");
  }
  void keep() {
    town.stop_office();
    for (const std::string name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(name), town.path(name + "-before"));
    }
    town.start_office();
  }
  void bring_back() {
    town.kill_office();
    for (const std::string name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(name + "-before"), town.path(name));
    }
    town.start_office();
  }
  std::uint64_t notes_at_office() { return town.office_lines({"list", "note"}).size(); }
};

// Cuts Ana's sync at every so many bytes of both directions, each time from the same beginning.
template <class Check>
void cut_everywhere(Scene& scene, Check check) {
  scene.keep();
  const std::uint64_t up_before = scene.link->bytes_up(), down_before = scene.link->bytes_down();
  scene.town.sync("ana");
  const std::uint64_t up = scene.link->bytes_up() - up_before, down = scene.link->bytes_down() - down_before;
  int cuts = 0, broken = 0;
  for (const bool is_up : {true, false}) {
    for (std::uint64_t at = 0; at <= (is_up ? up : down); at += cut_step()) {
      INFO("cut ", is_up ? "upwards" : "downwards", " at byte ", at);
      scene.bring_back();
      const auto how = cuts++ % 2 == 0 ? Proxy::Cut::reset : Proxy::Cut::fin;
      scene.link->cut(is_up ? at : Proxy::kNever, is_up ? Proxy::kNever : at, how);
      const Finished synced = scene.town.laptop("ana", {"sync"});
      CHECK((synced.exit_code == 0 || synced.exit_code == 3));
      broken += synced.exit_code == 3 ? 1 : 0;
      scene.link->heal();
      scene.town.sync("ana");
      check();
    }
  }
  MESSAGE(up, " B up and ", down, " B down, ", cuts, " cuts, ", broken, " of which broke the sync");
  CHECK(broken * 10 > cuts * 7);
}

}  // namespace

TEST_CASE("a first sync is cut at every 97th byte, up and down") {
  Scene scene;
  std::string lines;
  for (int i = 0; i < 25; ++i) {
    lines += "{\"type\":\"client\",\"given_name\":\"name" + std::to_string(i * 7919 % 1000) + "\",\"access_instructions\":\"door " +
             std::to_string(i * 104729 % 9973) + ", ring twice\"}\n";
  }
  scene.town.import_lines("ana", lines);
  for (int i = 0; i < 15; ++i) {
    const std::string id(scene.town.office_json({"new", "client", "given_name=office" + std::to_string(i)}).at("id").get_string());
    CHECK(scene.town.office({"assign", id, "--to", "ana"}).exit_code == 0);
  }
  cut_everywhere(scene, [&] {
    CHECK(scene.town.office_lines({"list", "client"}).size() == 40);
    scene.town.check_same_dump("ana");
  });
}

TEST_CASE("an exchange with conflicts is cut at every 97th byte, up and down") {
  Scene scene;
  scene.client = scene.town.client_of({"ana", "ben"});
  for (const std::string user : {"ben", "ana"}) {
    std::string lines;
    for (int i = 0; i < 12; ++i) lines += note_line(scene.client, user + " wrote note " + std::to_string(i * 31337 % 1009));
    scene.town.import_lines(user, lines);
    CHECK(scene.town.laptop(user, {"set", "client", scene.client, "preferred_name=by " + user}).exit_code == 0);
  }
  scene.town.sync("ben");
  cut_everywhere(scene, [&] {
    CHECK(scene.notes_at_office() == 24);
    const auto shown = scene.town.laptop_json("ana", {"show", "client", scene.client});
    CHECK(shown.at("preferred_name").at("siblings").get_array().size() == 2);
    scene.town.check_same_dump("ana");
  });
  scene.town.sync("ben");
  scene.town.check_same_dump("ben");
}

TEST_CASE("an answer is lost after the office has committed: it is told again, and nothing is doubled") {
  Scene scene;
  scene.client = scene.town.client_of({"ana", "ben"});
  int said = 0;
  for (const auto how : {Proxy::Cut::reset, Proxy::Cut::fin}) {
    for (int round = 0; round < 3; ++round) {
      const std::uint64_t before = scene.notes_at_office();
      std::string lines;
      for (int i = 0; i < 2; ++i) lines += note_line(scene.client, "said once, number " + std::to_string(++said));
      scene.town.import_lines("ana", lines);
      scene.link->cut(Proxy::kNever, 0, how);
      CHECK(scene.town.laptop("ana", {"sync"}).exit_code == 3);
      scene.link->heal();
      CHECK(scene.notes_at_office() == before + 2);
      CHECK(scene.town.laptop_json("ana", {"status"}).at("pending").to_number<int>() > 0);  // nobody has told the laptop
      scene.town.sync("ana");
      CHECK(scene.notes_at_office() == before + 2);
      CHECK(scene.town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 0);
    }
  }
  scene.town.check_same_dump("ana");
}

TEST_CASE("a damaged byte is noticed wherever it is: nothing wrong is taken, and the next sync goes on") {
  Scene scene;
  scene.client = scene.town.client_of({"ana", "ben"});
  scene.town.import_lines("ben", note_line(scene.client, "from ben, who was there on Tuesday"));
  scene.town.import_lines("ana", note_line(scene.client, "from ana, who called the pharmacy"));
  scene.town.sync("ben");
  scene.keep();
  const std::uint64_t up_before = scene.link->bytes_up(), down_before = scene.link->bytes_down();
  scene.town.sync("ana");
  const std::uint64_t up = scene.link->bytes_up() - up_before, down = scene.link->bytes_down() - down_before;
  const std::string dump = scene.town.office({"dump"}).out;
  int damaged = 0, refused = 0;
  for (const bool is_up : {true, false}) {
    for (std::uint64_t at = 0; at < (is_up ? up : down); at += cut_step() / 4 + 1) {
      INFO("byte ", at, is_up ? " upwards" : " downwards");
      scene.bring_back();
      scene.link->flip(is_up ? at : Proxy::kNever, is_up ? Proxy::kNever : at);
      const Finished synced = scene.town.laptop("ana", {"sync"});
      scene.link->flip(Proxy::kNever, Proxy::kNever);
      // Some bytes say nothing (a reason phrase, a header's case): then all is well at once.
      refused += synced.exit_code == 0 ? 0 : 1;
      ++damaged;
      scene.town.sync("ana");
      CHECK(scene.notes_at_office() == 2);
      scene.town.check_same_dump("ana");
    }
  }
  MESSAGE(damaged, " damaged bytes, ", refused, " syncs refused");
  CHECK(refused * 2 > damaged);
}

TEST_CASE("a link of one-byte packets carries a sync") {
  Scene scene;
  scene.client = scene.town.client_of({"ana", "ben"});
  scene.town.import_lines("ben", note_line(scene.client, "from ben"));
  scene.town.import_lines("ana", note_line(scene.client, "from ana"));
  scene.town.sync("ben");
  scene.link->slice(1);
  scene.town.sync("ana");
  CHECK(scene.notes_at_office() == 2);
  scene.town.check_same_dump("ana");
}

TEST_CASE("ninety days of work over 256 kbit/s and 600 ms, cut every 20 seconds: each try goes on where the last one was") {
  constexpr int kVisits = 90 * 8;
  constexpr int kWordsOfANote = 250;
  constexpr std::uint64_t kBytesPerSecond = 256'000 / 8;
  sim::Random random(90);
  const auto text = [&] {
    std::string words;
    for (int k = 0; k < kWordsOfANote; ++k) words += (k == 0 ? "" : " ") + std::to_string(random.below(1'000'000'000));
    return words;
  };
  const auto ninety_days = [&](Scene& scene) {
    scene.client = scene.town.new_record("ana", {"client", "given_name=Jorge"});
    std::string lines;
    for (int i = 0; i < kVisits; ++i) {
      lines += "{\"type\":\"visit\",\"client_id\":\"" + scene.client + "\",\"summary\":\"visit " + std::to_string(i) + "\"}\n" +
               note_line(scene.client, text()) + note_line(scene.client, text());
    }
    scene.town.import_lines("ana", lines);
  };
  std::uint64_t needed = 0, needed_down = 0;
  {
    Scene undisturbed;
    ninety_days(undisturbed);
    const std::uint64_t before = undisturbed.link->bytes_up(), before_down = undisturbed.link->bytes_down();
    undisturbed.town.sync("ana");
    needed = undisturbed.link->bytes_up() - before;
    needed_down = undisturbed.link->bytes_down() - before_down;
  }
  Scene scene;
  ninety_days(scene);
  const std::uint64_t before = scene.link->bytes_up(), down_before = scene.link->bytes_down();
  scene.link->pace(kBytesPerSecond, std::chrono::milliseconds(300));
  scene.link->cut_when_old(std::chrono::seconds(20));
  std::uint64_t there = 0, laptop_peak = 0;
  int tries = 0;
  for (bool done = false; !done && tries < 40; ++tries) {
    Running syncing(scene.town.laptop_words("ana", {"sync"}));
    for (std::uint64_t now = 1; now != 0; std::this_thread::sleep_for(std::chrono::milliseconds(200))) {
      now = peak_kilobytes(syncing.pid());
      laptop_peak = std::max(laptop_peak, now);
    }
    done = syncing.wait() == 0;
    const std::uint64_t now = scene.notes_at_office();
    MESSAGE("try ", tries + 1, ": ", now, " notes are there, ", scene.link->bytes_up() - before, " B went up");
    CHECK(now >= there);
    CHECK((done || now > there));
    there = now;
  }
  const std::uint64_t used = scene.link->bytes_up() - before;
  // Down go where each save has its place, and never the bytes that came up.
  const std::uint64_t used_down = scene.link->bytes_down() - down_before;
  const double more = 100 * (static_cast<double>(used) / static_cast<double>(needed) - 1);
  MESSAGE(needed, " B up are needed; ", used, " B went up in ", tries, " tries, ", more, " % more; ", used_down, " B came down, of ", needed_down,
          " that are needed; peak of the laptop ", laptop_peak,
          " kB, of the office ", peak_kilobytes(scene.town.server().pid()), " kB");
  CHECK(tries > 1);
  CHECK(more <= 3.0);
  CHECK(static_cast<double>(used_down) <= 1.03 * static_cast<double>(needed_down) + 4096);  // and an answer for each try
  CHECK((laptop_peak < 128 * 1024 || !kMemoryIsMeasured));
  CHECK((peak_kilobytes(scene.town.server().pid()) < 128 * 1024 || !kMemoryIsMeasured));
  scene.link->pace(0, std::chrono::milliseconds(0));
  scene.link->cut_when_old(std::chrono::milliseconds(0));
  scene.town.check_same_dump("ana");
}
