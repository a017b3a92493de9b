// A client is handed over while the worker who had it is away for weeks with visits that nobody has seen: they all
// arrive under her name, the new worker gets them, and nothing of the client stays with her. Then the same with every
// cut, every kill and a copied laptop in between.
#include <doctest/doctest.h>
#include <signal.h>

#include <map>
#include <set>

#include "node/shared/workspace.h"
#include "tests/testkit/frame_ends.h"
#include "tests/testkit/killing.h"
#include "tests/testkit/left_bytes.h"
#include "tests/testkit/proxy.h"
#include "tests/testkit/skip.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

constexpr int kVisitsBefore = 6;
constexpr int kVisitsAway = 40;
constexpr int kVisitsOfBen = 3;
constexpr int kCommitsMax = 500;

// Ana has two clients; one of them is handed over to Ben while she is away and works on it.
struct HandOver {
  Town town;
  std::string client, kept;
  std::vector<std::string> words;       // that stand in the client's file and nowhere else
  std::vector<std::string> away_words;  // of what Ana wrote while she was away, one a save

  HandOver() {
    town.start_office();
    for (const char* user : {"ana", "ben"}) {
      town.add_user(user);
      town.enrol(user);
    }
    client = town.new_record("ana", {"client", "given_name=" + next_word(), "family_name=" + next_word()});
    kept = town.new_record("ana", {"client", "given_name=Staying"});
    town.new_record("ben", {"client", "given_name=Another"});
    write_visits("ana", "before", kVisitsBefore);
    town.sync("ana");
    town.sync("ben");
  }

  std::string next_word() {
    words.push_back(distinctive_word("hand over", static_cast<int>(words.size())));
    return words.back();
  }
  std::vector<std::string> write_visits(const std::string& user, const std::string& name, int count) {
    std::vector<std::string> written;
    std::string lines;
    for (int i = 0; i < count; ++i) {
      written.push_back(next_word());
      const std::string day = std::to_string(10 + i / 2);  // three weeks
      lines += "{\"type\":\"visit\",\"client_id\":\"" + client + "\",\"summary\":\"" + written.back() +
               "\",\"planned_start\":\"2026-11-" + day + "T09:00:00Z\"}\n";
    }
    const std::string file = town.path(name + ".jsonl");
    write_file(file, lines);
    const Finished imported = town.laptop(user, {"import", "jsonl", file, "--each"});
    REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
    return written;
  }
  // She is away and works; meanwhile the file goes to Ben, who goes on with it.
  void go_away_and_hand_over() {
    away_words = write_visits("ana", "away", kVisitsAway);
    const auto done = town.office_json({"transfer", "--from", "ana", "--to", "ben", client});
    CHECK(done.at("transferred").to_number<int>() == 1);
    town.sync("ben");
    write_visits("ben", "of ben", kVisitsOfBen);
    CHECK(town.laptop("ben", {"set", "client", client, "preferred_name=" + next_word()}).exit_code == 0);
    town.sync("ben");
  }

  // ---- what has to be true at the end
  json::value node_of(const std::string& laptop) {
    const auto number = town.laptop_json(laptop, {"status"}).at("node").to_number<int>();
    for (const json::value& node : town.office_lines({"node", "list"})) {
      if (node.at("node").to_number<int>() == number) return node;
    }
    FAIL("the office does not list laptop ", number);
    return {};
  }
  // What the office signed for is what it lists, and what this laptop counts, but for what it gave back.
  void check_totals(const std::string& laptop, bool gave_back = true) {
    const json::value node = node_of(laptop);
    const json::value newest = town.laptop_lines(laptop, {"receipts"}).front();
    for (const json::value& difference : newest.at("differences").as_array()) {
      INFO(write_json(difference));
      CHECK(gave_back);
      CHECK(difference.at("cause").is_string());
      CHECK(difference.at("cause") == json::value("given back"));
    }
    for (const char* state : {"applied", "late", "parked", "accepted", "declined", "duplicate"}) {
      INFO(std::string(state));
      CHECK(newest.at("counts").at(state).to_number<int>() == node.at(state).to_number<int>());
      if (gave_back) continue;
      CHECK(newest.at("here").at(state).to_number<int>() == node.at(state).to_number<int>());
    }
  }
  // Every visit once, under the name of who wrote it, and late where it was.
  void check_visits(const std::vector<json::value>& visits, int count) {
    CHECK(visits.size() == static_cast<std::size_t>(count));
    std::map<std::string, int> summaries;
    for (const json::value& visit : visits) ++summaries[std::string(visit.at("summary").get_string())];
    for (const std::string& word : away_words) CHECK(summaries[word] == 1);
  }
  void check_history(const std::string& laptop, bool late) {
    int seen = 0;
    for (const json::value& visit : town.laptop_lines(laptop, {"list", "visit", "client_id=" + client})) {
      const std::string summary(visit.at("summary").get_string());
      if (summary != away_words.front() && summary != away_words.back()) continue;
      ++seen;
      for (const json::value& op : town.laptop_lines(laptop, {"history", std::string(visit.at("id").get_string())})) {
        CHECK(op.at("user").get_string() == "ana");
        CHECK(op.at("late").get_bool() == late);
      }
    }
    CHECK(seen == 2);
  }
  void check_wiped(const std::string& laptop) {
    CHECK(town.laptop_lines(laptop, {"list", "visit"}).empty());
    CHECK(town.laptop(laptop, {"show", "client", client}).exit_code == 1);
    CHECK(town.laptop_lines(laptop, {"search", words.front()}).empty());
    CHECK(town.laptop_lines(laptop, {"search", away_words.front()}).empty());
    CHECK_FALSE(town.laptop_json(laptop, {"status"}).at("scrub_due").get_bool());
    const std::string dump = town.laptop(laptop, {"dump"}).out;
    CHECK((laptop == "ben" || dump.find(kept) != std::string::npos));
    const std::string folder = town.path("laptop-" + laptop);
    const std::string bytes = all_bytes_below(folder) + dump;
    const std::string saves = unpacked_saves(folder + "/" + kLaptopFile);
    for (const std::string& word : words) {
      if (holds_word(bytes, word) || holds_word(saves, word)) FAIL_CHECK(word, " is still on the laptop of ", laptop);
    }
    CHECK_FALSE(holds_id(bytes, *Uuid::parse(client)));
  }
  void check_ben(int more_visits = 0) {
    town.sync("ben");
    const int count = kVisitsBefore + kVisitsAway + kVisitsOfBen + more_visits;
    check_visits(town.laptop_lines("ben", {"list", "visit", "client_id=" + client}), count);
    check_visits(town.office_lines({"list", "visit", "client_id=" + client}), count);
    town.check_same_dump("ben");
    town.check_equal_digests("ben");
  }
  void check_all(bool with_history = true) {
    const json::value node = node_of("ana");
    CHECK(node.at("late").to_number<int>() == kVisitsAway);
    CHECK(node.at("parked").to_number<int>() == 0);
    CHECK(node.at("announced") == node.at("counter"));
    CHECK(town.laptop_json("ana", {"status"}).at("pending").to_number<int>() == 0);
    check_totals("ana");
    check_wiped("ana");
    check_ben();
    if (with_history) check_history("ben", true);
    town.check_equal_digests("ana");
    town.check_same_dump("ana");
  }
};

// Both sides as they are before Ana comes back, to begin from as often as a test wants.
struct Rewound : HandOver {
  Rewound() {
    go_away_and_hand_over();
    town.stop_office();
    for (const char* name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(name), town.path(std::string("before-") + name));
    }
  }
  void begin_again() {
    if (town.is_open()) town.kill_office();
    for (const char* name : {"office", "laptop-ana", "laptop-ben"}) {
      copy_folder(town.path(std::string("before-") + name), town.path(name));
    }
    town.start_office();
  }
};

}  // namespace

TEST_CASE("Scenario A: forty visits of a worker who was away reach the client's new worker, and the client leaves her laptop") {
  HandOver scene;
  Town& town = scene.town;
  CHECK(all_bytes_below(town.path("laptop-ana")).find(scene.client) != std::string::npos);  // the test can see it
  scene.go_away_and_hand_over();
  const json::value report = town.sync("ana");
  CHECK(report.at("pushed").to_number<int>() >= kVisitsAway);
  CHECK(report.at("late").to_number<int>() == kVisitsAway);
  CHECK(report.at("parked").to_number<int>() == 0);
  scene.check_all();
}

TEST_CASE("the answer and the request of that sync are cut after each frame in turn") {
  Rewound scene;
  Town& town = scene.town;
  scene.begin_again();
  std::vector<std::uint64_t> up, down;
  {
    Proxy proxy(town.port());
    CHECK(town.laptop("ana", {"sync", "--office", proxy.url()}).exit_code == 0);
    up = frame_ends(proxy.said());
    down = frame_ends(proxy.heard());
  }
  scene.check_all();
  MESSAGE("cut at ", up.size(), " places of the requests and ", down.size(), " of the answers");
  CHECK(up.size() >= 4);
  CHECK(down.size() >= 6);
  int broken = 0;
  for (int direction = 0; direction < 2; ++direction) {
    for (const std::uint64_t end : direction == 0 ? up : down) {
      INFO((direction == 0 ? "the request is cut after " : "the answer is cut after "), end, " bytes");
      scene.begin_again();
      Proxy proxy(town.port());
      proxy.cut(direction == 0 ? end : Proxy::kNever, direction == 0 ? Proxy::kNever : end, Proxy::Cut::fin);
      const int code = town.laptop("ana", {"sync", "--office", proxy.url()}).exit_code;
      CHECK((code == 0 || code == 3));
      broken += code == 3 ? 1 : 0;
      proxy.heal();
      town.sync("ana");
      scene.check_all(false);
    }
  }
  MESSAGE(broken, " syncs broke");
  // A kept connection that breaks between two requests is opened again by the client itself.
  CHECK(broken >= static_cast<int>(up.size() + down.size()) / 2);
}

TEST_CASE("kill -9 at each commit of that sync") {
  if (!has_strace()) {
    skip("strace is not there");
    return;
  }
  Rewound scene;
  Town& town = scene.town;
  int killed = 0;
  for (int commit = 1; commit <= kCommitsMax; ++commit) {
    INFO("the sync is killed at its commit number ", commit);
    scene.begin_again();
    const int code = run(killed_at(commit, town.laptop_words("ana", {"sync"}), kDurableCalls)).exit_code;
    if (code != 0) {
      REQUIRE(code == 128 + SIGKILL);
      ++killed;
    }
    town.sync("ana");
    scene.check_all(false);
    if (code == 0) break;
  }
  MESSAGE(killed, " kills");
  CHECK(killed >= 5);
}

TEST_CASE("her laptop was copied before: both copies come, no save is lost or doubled, and both are wiped") {
  HandOver scene;
  Town& town = scene.town;
  scene.go_away_and_hand_over();
  copy_folder(town.path("laptop-ana"), town.path("laptop-copy"));
  for (const char* user : {"ana", "copy"}) {
    for (const std::string& word : scene.write_visits(user, std::string("on ") + user, 2)) {
      scene.away_words.push_back(word);
    }
  }
  town.sync("ana");
  const json::value report = town.sync("copy");
  CHECK(report.at("became_node").is_number());
  town.sync("ana");
  town.sync("copy");
  CHECK(scene.node_of("copy").at("copy_of") == scene.node_of("ana").at("node"));
  CHECK(scene.node_of("ana").at("late").to_number<int>() == kVisitsAway + 2);
  CHECK(scene.node_of("copy").at("late").to_number<int>() == 2);
  for (const char* user : {"ana", "copy"}) {
    scene.check_totals(user);
    scene.check_wiped(user);
    town.check_equal_digests(user);
  }
  scene.check_ben(4);
}

TEST_CASE("the client is given back before she comes: everything is applied, and nothing leaves her laptop") {
  HandOver scene;
  Town& town = scene.town;
  scene.go_away_and_hand_over();
  CHECK(town.office({"transfer", "--from", "ben", "--to", "ana", scene.client}).exit_code == 0);
  const json::value report = town.sync("ana");
  CHECK(report.at("late").to_number<int>() == 0);
  CHECK(report.at("parked").to_number<int>() == 0);
  const int count = kVisitsBefore + kVisitsAway + kVisitsOfBen;
  scene.check_visits(town.laptop_lines("ana", {"list", "visit", "client_id=" + scene.client}), count);
  scene.check_history("ana", false);
  scene.check_totals("ana", false);
  town.check_same_dump("ana");
  town.check_equal_digests("ana");
  town.sync("ben");
  scene.check_wiped("ben");
  SUBCASE("taken, given back and given again, the file is whole") {
    CHECK(town.office({"unassign", scene.client, "--from", "ana"}).exit_code == 0);
    town.sync("ana");
    scene.check_wiped("ana");
    CHECK(town.office({"assign", scene.client, "--to", "ana"}).exit_code == 0);
    town.sync("ana");
    scene.check_visits(town.laptop_lines("ana", {"list", "visit", "client_id=" + scene.client}), count);
    scene.check_history("ana", false);
    scene.check_totals("ana", false);
    town.check_same_dump("ana");
    town.check_equal_digests("ana");
  }
}
