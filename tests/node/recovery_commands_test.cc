// What a person is told and may do after an office was restored from a backup.
#include <doctest/doctest.h>

#include <functional>

#include "node/office/recovery_state.h"
#include "node/shared/clock.h"
#include "node/shared/restore_note.h"
#include "tests/node/office_say.h"

namespace satchel {
namespace {

using namespace testkit;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

// An office in a folder with people and made-up laptops; restored with the commands that people use.
struct Place {
  TempFolder folder;
  std::string path = folder.path("office");

  Place() { answer_of_office(path, {"init", "--name", "District office"}); }
  NodeNumber add_laptop(const std::string& user, std::int64_t last_seen_ms) {
    answer_of_office(path, {"user", "add", user, "--role", "care_manager"});
    auto workspace = OfficeWorkspace::open(path, false);
    REQUIRE(workspace);
    NodeRow node;
    node.number = static_cast<NodeNumber>((*workspace)->store().nodes().size() + 1);
    node.id = Uuid::from_name(user);
    node.user = (*workspace)->store().user_named(user)->id;
    node.key = std::string(32, 'k');
    node.enrolled_ms = node.last_seen_ms = last_seen_ms;
    node.chain = chain_start(node.id.view());
    Transaction transaction((*workspace)->store());
    (*workspace)->store().put_node(node);
    transaction.commit();
    return node.number;
  }
  void change(const std::function<void(OfficeWorkspace&)>& how) {
    auto workspace = OfficeWorkspace::open(path, false);
    REQUIRE(workspace);
    Transaction transaction((*workspace)->store());
    how(**workspace);
    transaction.commit();
  }
  void see(NodeNumber number, std::int64_t now_ms) {
    change([&](OfficeWorkspace& workspace) {
      NodeRow node = *workspace.store().node(number);
      node.last_seen_ms = now_ms;
      workspace.store().put_node(node);
    });
  }
  // The office again as it is now, after some days.
  Said restore() {
    const std::string backup = folder.path("backup" + std::to_string(wall_clock_ms()));
    answer_of_office(path, {"backup", backup});
    return say_office(path, {"restore", backup, "--replace"});
  }
  json::object state() { return answer_of_office(path, {"recovery"}); }
};

TEST_CASE("an office that was never restored has nothing to recover, and says so") {
  Place place;
  CHECK_FALSE(place.state().at("recovering").get_bool());
  CHECK(place.state().at("restored_at").is_null());
  CHECK(say_office(place.path, {"recovery"}).out.find("never restored") != std::string::npos);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"recovery", "end"}, {"recovery", "grant", "--all"}, {"recovery", "report"}}) {
    const Said said = say_office(place.path, words);
    CHECK(said.exit_code == 1);
    CHECK(said.err.find("never restored") != std::string::npos);
  }
  CHECK(say_office(place.path, {"recovery", "grant"}).exit_code == 2);
}

TEST_CASE("laptops that were seen in the 90 days before the restore are waited for, others are not") {
  Place place;
  const std::int64_t now_ms = wall_clock_ms();
  const NodeNumber lately = place.add_laptop("ana", now_ms - 89 * kDayMs);
  const NodeNumber long_ago = place.add_laptop("ben", now_ms - 91 * kDayMs);
  const NodeNumber lost = place.add_laptop("cleo", now_ms - kDayMs);
  const NodeNumber left = place.add_laptop("dan", now_ms - kDayMs);
  answer_of_office(place.path, {"node", "revoke", std::to_string(lost), "--reason", "stolen"});
  answer_of_office(place.path, {"user", "disable", "dan"});
  const Said restored = place.restore();
  CHECK(restored.exit_code == 0);
  CHECK(restored.out.find("satchel-office recovery end") != std::string::npos);
  // All four have one key in this test, so the one that was revoked took the others with it.
  place.change([&](OfficeWorkspace& workspace) {
    for (NodeRow node : workspace.store().nodes()) {
      node.revoked = node.number == lost;
      workspace.store().put_node(node);
    }
  });
  const json::object state = place.state();
  CHECK(state.at("recovering").get_bool());
  CHECK(number_at(state, "waited_for") == 1);
  for (const json::value& laptop : state.at("laptops").as_array()) {
    const auto number = laptop.at("node").to_number<NodeNumber>();
    INFO(number, " ", lately, " ", long_ago, " ", lost, " ", left);
    CHECK(laptop.at("waited_for").get_bool() == (number == lately));
    CHECK_FALSE(laptop.at("back").get_bool());
    CHECK_FALSE(laptop.at("was_forgotten").get_bool());
  }
  const Said refused = say_office(place.path, {"recovery", "end"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("laptop " + std::to_string(lately) + " of ana") != std::string::npos);
  CHECK(refused.err.find("--anyway") != std::string::npos);
  CHECK(say_office(place.path, {"status"}).out.find("THE OFFICE IS RECOVERING") == 0);
  SUBCASE("until they come") {
    place.see(lately, wall_clock_ms());
    CHECK(number_at(place.state(), "waited_for") == 0);
    CHECK(number_at(answer_of_office(place.path, {"recovery", "end"}), "not_back") == 0);
  }
  SUBCASE("unless somebody decides otherwise") {
    CHECK(number_at(answer_of_office(place.path, {"recovery", "end", "--anyway"}), "not_back") == 1);
  }
  CHECK_FALSE(place.state().at("recovering").get_bool());
  CHECK(say_office(place.path, {"status"}).out.find("RECOVERING") == std::string::npos);
  CHECK(say_office(place.path, {"recovery", "end"}).exit_code == 1);
}

TEST_CASE("a database that goes on as another node is not waited for under its old number, unless it is still used") {
  Place place;
  const std::int64_t now_ms = wall_clock_ms();
  const NodeNumber before = place.add_laptop("ana", now_ms - 10 * kDayMs);
  const NodeNumber after = place.add_laptop("ben", now_ms - 5 * kDayMs);
  place.change([&](OfficeWorkspace& workspace) {
    NodeRow node = *workspace.store().node(after);
    node.parent = before;
    node.user = workspace.store().node(before)->user;
    workspace.store().put_node(node);
  });
  CHECK(answer_of_office(place.path, {"status"}).at("recovering").get_bool() == false);
  const auto listed = lines_of_office(place.path, {"node", "list"});
  CHECK(number_at(listed.back(), "copy_of") == before);
  CHECK(say_office(place.path, {"node", "list"}).out.find("copy of laptop " + std::to_string(before)) != std::string::npos);
  SUBCASE("not used any more") {
    REQUIRE(place.restore().exit_code == 0);
    CHECK(number_at(place.state(), "waited_for") == 1);
    const std::string report = text_at(answer_of_office(place.path, {"recovery", "report"}), "text");
    CHECK(report.find("goes on as laptop " + std::to_string(after)) != std::string::npos);
    CHECK(report.find("was laptop " + std::to_string(before)) != std::string::npos);
  }
  SUBCASE("of a laptop that the backup did not know it is not known when it parted") {
    REQUIRE(place.restore().exit_code == 0);
    place.change([&](OfficeWorkspace& workspace) {
      NodeRow node = *workspace.store().node(after);
      node.enrolled_ms = workspace.office().identity()->restored_ms;
      workspace.store().put_node(node);
    });
    CHECK(number_at(place.state(), "waited_for") == 2);
  }
  SUBCASE("a copy that is used under the old number") {
    place.see(before, now_ms - 3 * kDayMs);
    REQUIRE(place.restore().exit_code == 0);
    CHECK(number_at(place.state(), "waited_for") == 2);
  }
}

TEST_CASE("the note of a restore says how old the backup was, and survives further restores") {
  Place place;
  const std::int64_t seen_ms = wall_clock_ms() - 2 * kDayMs;
  place.add_laptop("ana", seen_ms);
  place.change([&](OfficeWorkspace& workspace) {  // the office itself was set up just now
    NodeRow own = *workspace.store().node(kOfficeNode);
    own.enrolled_ms = own.last_seen_ms = 0;
    workspace.store().put_node(own);
  });
  for (int count = 1; count <= 2; ++count) {
    REQUIRE(place.restore().exit_code == 0);
    CHECK(number_at(place.state(), "restores") == count);
  }
  const std::string report = text_at(answer_of_office(place.path, {"recovery", "report"}), "text");
  CHECK(report.find("It had been restored before") != std::string::npos);
  place.change([&](OfficeWorkspace& workspace) {
    const auto notes = restore_notes(workspace.store());
    REQUIRE(notes.size() == 2);
    CHECK(notes.front().counters.empty());
    CHECK(notes.back().counters.size() == 1);
    CHECK(notes.back().at_ms == workspace.office().identity()->restored_ms);
    CHECK(notes.back().known_until_ms >= seen_ms);
    workspace.store().put_fact("restores", "not a list");
    CHECK(restore_notes(workspace.store()).empty());
  });
  CHECK(place.state().at("backup_until").is_null());
}

}  // namespace
}  // namespace satchel
