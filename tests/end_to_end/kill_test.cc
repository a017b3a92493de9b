// kill -9 of either side at random moments: the same state afterwards, nothing lost, nothing doubled.
//
// SATCHEL_KILLS sets how often (default 24 in all); the moments come from a printed seed, SATCHEL_KILL_SEED.
#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

#include "tests/sim/random.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// A random moment of a command that takes about as long as it took last.
class Moment {
 public:
  explicit Moment(sim::Random& random) : random_(random) {}
  void wait() {
    const auto us = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(usual_us_)));
    std::this_thread::sleep_for(std::chrono::microseconds(us));
  }
  // Runs the command undisturbed, to know how long it takes.
  Finished measure(const Words& words) {
    const auto begin = std::chrono::steady_clock::now();
    auto finished = run(words);
    const auto took = std::chrono::steady_clock::now() - begin;
    usual_us_ = 1 + std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    return finished;
  }

 private:
  sim::Random& random_;
  std::int64_t usual_us_ = 1;
};

std::string notes_for(const std::string& client, int round, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "{\"type\":\"note\",\"client_id\":\"" + client + "\",\"body\":\"round " +
             std::to_string(round) + " note " + std::to_string(i) + "\"}\n";
  }
  return lines;
}

std::multiset<std::string> bodies(const std::vector<json::value>& notes) {
  std::multiset<std::string> all;
  for (const auto& note : notes) all.emplace(note.at("body").get_string());
  return all;
}

}  // namespace

TEST_CASE("kill -9 of the laptop while it saves: every line that was printed is there, none twice") {
  sim::Random random(from_environment("SATCHEL_KILL_SEED", 7));
  const std::uint64_t kills = from_environment("SATCHEL_KILLS", 24) / 3;
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  std::set<std::string> printed;
  std::size_t expected = 0;
  std::uint64_t interrupted = 0;
  Moment moment(random);
  for (std::uint64_t round = 0; round < kills; ++round) {
    const std::string file = town.path("round" + std::to_string(round) + ".jsonl");
    write_file(file, notes_for(client, static_cast<int>(round), 60));
    expected += 60;
    const Words words = town.laptop_words("ana", {"import", "jsonl", file, "--each"});
    if (round % 8 == 0) {  // undisturbed, so that the next seven are about as long
      CHECK(moment.measure(words).exit_code == 0);
    } else {
      Running importing(words);
      moment.wait();
      importing.signal(SIGKILL);
      for (const auto& line : parsed_lines(importing.read_rest())) {
        if (line.get_object().contains("id")) printed.emplace(line.at("id").get_string());
      }
      interrupted += importing.wait() == 128 + SIGKILL ? 1 : 0;
    }
    const auto again = run(words);  // the same command again repeats nothing
    CHECK(again.exit_code == 0);
    for (const auto& line : parsed_lines(again.out)) {
      if (line.get_object().contains("id")) printed.emplace(line.at("id").get_string());
    }
  }
  MESSAGE(interrupted, " of ", kills, " imports were interrupted");
  const auto notes = town.laptop_lines("ana", {"list", "note"});
  CHECK(notes.size() == expected);
  const auto texts = bodies(notes);
  CHECK(std::set<std::string>(texts.begin(), texts.end()).size() == expected);
  std::set<std::string> here;
  for (const auto& note : notes) here.emplace(note.at("id").get_string());
  for (const std::string& id : printed) CHECK(here.count(id) == 1);
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("kill -9 of the laptop or the office in the middle of a sync") {
  sim::Random random(from_environment("SATCHEL_KILL_SEED", 7) + 1);
  const std::uint64_t kills = from_environment("SATCHEL_KILLS", 24) * 2 / 3;
  Town town;
  town.start_office();
  town.add_user("ana");
  town.add_user("ben");
  town.enrol("ana");
  town.enrol("ben");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  CHECK(town.office({"assign", client, "--to", "ben"}).exit_code == 0);
  town.sync("ben");
  std::size_t expected = 0;
  std::uint64_t interrupted = 0;
  Moment moment(random);
  for (std::uint64_t round = 0; round < kills; ++round) {
    const std::string user = round % 2 == 0 ? "ana" : "ben";
    const std::string file = town.path("round" + std::to_string(round) + ".jsonl");
    write_file(file, notes_for(client, static_cast<int>(round), 40));
    expected += 40;
    CHECK(town.laptop(user, {"import", "jsonl", file}).exit_code == 0);
    const Words words = town.laptop_words(user, {"sync"});
    if (round % 8 == 0) {  // undisturbed, so that the next seven are about as long
      CHECK(moment.measure(words).exit_code == 0);
      continue;
    }
    Running syncing(words);
    moment.wait();
    if (random.chance(0.5)) {
      syncing.signal(SIGKILL);
      interrupted += syncing.wait() == 128 + SIGKILL ? 1 : 0;
    } else {
      town.kill_office();
      interrupted += syncing.wait() != 0 ? 1 : 0;
      town.start_office();
    }
  }
  MESSAGE(interrupted, " of ", kills, " syncs were interrupted");
  for (const std::string user : {"ana", "ben", "ana", "ben"}) town.sync(user);
  for (const std::string user : {"ana", "ben"}) {
    const auto notes = town.laptop_lines(user, {"list", "note"});
    CHECK(notes.size() == expected);
    town.check_same_dump(user);
    town.check_equal_digests(user);
  }
  CHECK(bodies(town.office_lines({"list", "note"})).size() == expected);
  CHECK(town.office({"doctor"}).exit_code == 0);
  CHECK(town.laptop("ana", {"doctor"}).exit_code == 0);
}
