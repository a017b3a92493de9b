#include "node/shared/conflicts.h"

#include <doctest/doctest.h>

#include "node/shared/clock.h"
#include "tests/testkit/pair.h"

namespace satchel {
namespace {

using namespace testkit;

// Two workers who hold one client and have written the same field without each other.
struct Dispute {
  Dispute() {
    client = new_client(anna, {{"given_name", "Ana"}, {"risk_level", "low"}});
    pair.sync(anna);
    pair.grant("ben", client);
    pair.sync_all();
    annas = set(anna, client, "risk_level", "high");
    bens = set(ben, client, "risk_level", "moderate");
    pair.sync_all();
  }

  Said resolve(Workspace& workspace, const std::string& how, const std::string& what,
               const std::string& field = "risk_level") {
    return say(workspace, {"resolve", client.to_string(), field, how, what, "--json"});
  }
  json::value value(Workspace& workspace, const std::string& field = "risk_level") {
    return say(workspace, {"show", "client", client.to_string(), "--json"}).object().at(field);
  }

  Pair pair;
  LaptopWorkspace& anna = pair.enrol("anna");
  LaptopWorkspace& ben = pair.enrol("ben");
  RecordId client;
  Dot annas, bens;
};

TEST_CASE("one field written by two: listed on all three sides, in the office's order") {
  Dispute dispute;
  for (Workspace* side :
       {static_cast<Workspace*>(&dispute.anna), static_cast<Workspace*>(&dispute.ben),
        static_cast<Workspace*>(&dispute.pair.office())}) {
    const json::object conflict = say(*side, {"conflicts", "--json"}).object();
    CHECK(conflict.at("type") == "client");
    CHECK(conflict.at("id") == json::value(dispute.client.to_string()));
    CHECK(conflict.at("client_id") == json::value(dispute.client.to_string()));
    CHECK(conflict.at("field") == "risk_level");
    const json::array& siblings = conflict.at("siblings").as_array();
    REQUIRE(siblings.size() == 2);
    CHECK(siblings[0].at("sibling") == json::value(dispute.annas.to_string()));
    CHECK(siblings[0].at("value") == "high");
    CHECK(siblings[0].at("by") == "anna");
    CHECK(siblings[1].at("sibling") == json::value(dispute.bens.to_string()));
    CHECK(siblings[1].at("value") == "moderate");
    CHECK(siblings[1].at("by") == "ben");
    CHECK(count_conflicts(*side) == 1);
  }
}

TEST_CASE("nothing to decide: no lines, and nothing is written") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  const auto before = anna.store().database().number_of("SELECT count(*) FROM facts");
  anna.store().database().execute("BEGIN IMMEDIATE");  // a command that wanted to write would wait
  const Said said = say(anna, {"conflicts", "--json"});
  CHECK(said.exit_code == kDone);
  CHECK(said.out.empty());
  CHECK(say(anna, {"show", "client", client.to_string()}).exit_code == kDone);
  anna.store().database().rollback();
  CHECK(anna.store().database().number_of("SELECT count(*) FROM facts") == before);
  CHECK(say(anna, {"conflicts"}).out == "nothing to decide\n");
  CHECK(count_conflicts(anna) == 0);
}

TEST_CASE("keeping one of the values settles it everywhere") {
  Dispute dispute;
  const Said said = dispute.resolve(dispute.ben, "--keep", dispute.annas.to_string());
  REQUIRE(said.exit_code == kDone);
  CHECK(said.object().at("field") == "risk_level");
  CHECK(count_conflicts(dispute.ben) == 0);
  dispute.pair.sync_all();
  for (Workspace* side :
       {static_cast<Workspace*>(&dispute.anna), static_cast<Workspace*>(&dispute.ben),
        static_cast<Workspace*>(&dispute.pair.office())}) {
    CHECK(dispute.value(*side) == "high");
    CHECK(count_conflicts(*side) == 0);
    CHECK(say(*side, {"conflicts", "--json"}).out.empty());
  }
  CHECK(dump_of(dispute.anna) == dump_of(dispute.pair.office()));
}

TEST_CASE("the office decides too, with a value of its own") {
  Dispute dispute;
  REQUIRE(dispute.resolve(dispute.pair.office(), "--value", "critical").exit_code == kDone);
  dispute.pair.sync_all();
  CHECK(dispute.value(dispute.anna) == "critical");
  CHECK(dispute.value(dispute.ben) == "critical");
}

TEST_CASE("a value that came after the conflict was shown is not decided over") {
  Dispute dispute;
  for (const bool by_show : {false, true}) {
    CAPTURE(by_show);
    Dispute again;
    if (by_show) {
      REQUIRE(say(again.anna, {"show", "client", again.client.to_string()}).exit_code == kDone);
    } else {
      REQUIRE(say(again.anna, {"conflicts"}).exit_code == kDone);
    }
    auto& carol = again.pair.enrol("carol");
    again.pair.grant("carol", again.client);
    // Carol takes ben's value for the only one: hers replaces it alone.
    again.pair.sync(carol);
    set(carol, again.client, "risk_level", "critical");
    again.pair.sync_all();

    const Said refused = again.resolve(again.anna, "--keep", again.annas.to_string());
    CHECK(refused.exit_code == kNotDone);
    CHECK(refused.out.empty());
    CHECK(refused.err.find("have changed since they were shown") != std::string::npos);
    CHECK(count_conflicts(again.anna) == 1);
    REQUIRE(say(again.anna, {"conflicts", "--json"}).lines().size() == 1);
    CHECK(again.resolve(again.anna, "--keep", again.annas.to_string()).exit_code == kDone);
    CHECK(again.value(again.anna) == "high");
  }
  // Where it was never shown, the current values count.
  set(dispute.anna, dispute.client, "risk_level", "critical");
  CHECK(dispute.resolve(dispute.anna, "--value", "low").exit_code == kDone);
}

TEST_CASE("what was shown once does not stand in the way of a later conflict") {
  Dispute dispute;
  REQUIRE(say(dispute.anna, {"conflicts"}).exit_code == kDone);
  REQUIRE(dispute.resolve(dispute.anna, "--value", "low").exit_code == kDone);
  dispute.pair.sync_all();
  set(dispute.anna, dispute.client, "risk_level", "high");
  set(dispute.ben, dispute.client, "risk_level", "critical");
  dispute.pair.sync_all();
  CHECK(dispute.resolve(dispute.anna, "--value", "low").exit_code == kDone);
}

TEST_CASE("a sibling that is not there is refused, and those that are there are named") {
  Dispute dispute;
  for (const char* wrong : {"99.1", "high", ""}) {
    const Said said = dispute.resolve(dispute.anna, "--keep", wrong);
    CHECK(said.exit_code == kNotDone);
    CHECK(said.err.find("is none of the values of Risk level now") != std::string::npos);
    CHECK(said.err.find(dispute.annas.to_string() + "  high") != std::string::npos);
    CHECK(said.err.find(dispute.bens.to_string() + "  moderate") != std::string::npos);
  }
  CHECK(count_conflicts(dispute.anna) == 1);
}

TEST_CASE("a field without a conflict, an unknown field, an absent record are refused") {
  Dispute dispute;
  const Said calm = dispute.resolve(dispute.anna, "--value", "Anja", "given_name");
  CHECK(calm.exit_code == kNotDone);
  CHECK(calm.err.find("there is nothing to decide") != std::string::npos);
  CHECK(dispute.value(dispute.anna, "given_name") == "Ana");
  const Said unknown = dispute.resolve(dispute.anna, "--value", "x", "risk_leve");
  CHECK(unknown.exit_code == kNotDone);
  CHECK(unknown.err.find("did you mean risk_level?") != std::string::npos);
  const std::string nobody = random_uuid().to_string();
  CHECK(say(dispute.anna, {"resolve", nobody, "risk_level", "--value", "x"}).exit_code == kNotDone);
  CHECK(say(dispute.anna, {"resolve", "x", "risk_level", "--value", "x"}).exit_code == kNotDone);
}

TEST_CASE("resolve takes one choice, no more and no less") {
  Dispute dispute;
  const std::string id = dispute.client.to_string();
  CHECK(say(dispute.anna, {"resolve", id, "risk_level"}).exit_code == kWrongUsage);
  CHECK(
      say(dispute.anna, {"resolve", id, "risk_level", "--keep", "1.1", "--value", "x"}).exit_code ==
      kWrongUsage);
  CHECK(say(dispute.anna, {"resolve", id}).exit_code == kWrongUsage);
  CHECK(count_conflicts(dispute.anna) == 1);
}

TEST_CASE("a value is checked like any other") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(anna, {{"birth_date", "1950-01-01"}, {"size", 1}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  set(anna, client, "birth_date", "1951-01-01");
  set(ben, client, "birth_date", "1952-01-01");
  set(anna, client, "size", 38);
  set(ben, client, "size", JsonText{R"({"eu":39})"});
  pair.sync_all();
  const std::string id = client.to_string();
  CHECK(count_conflicts(anna) == 2);
  CHECK(say(anna, {"resolve", id, "birth_date", "--value", "soon"}).exit_code == kNotDone);
  CHECK(say(anna, {"resolve", id, "birth_date", "--value", "1953-01-01"}).exit_code == kDone);
  // What reads like one of the values is that value, number or structure.
  REQUIRE(say(anna, {"resolve", id, "size", "--value", R"({"eu":39})"}).exit_code == kDone);
  const json::object shown = say(anna, {"show", "client", id, "--json"}).object();
  CHECK(shown.at("birth_date") == "1953-01-01");
  CHECK(shown.at("size").at("eu") == 39);
}

TEST_CASE("an empty value clears the field") {
  Dispute dispute;
  REQUIRE(dispute.resolve(dispute.anna, "--value", "").exit_code == kDone);
  const Said shown = say(dispute.anna, {"show", "client", dispute.client.to_string(), "--json"});
  CHECK_FALSE(shown.object().contains("risk_level"));
}

TEST_CASE("odd words arrive as they are") {
  Dispute dispute;
  const std::vector<std::pair<std::string, std::string>> odd{
      {"pronouns", "[]"}, {"language", "{}"}, {"birth_place", "[a,b]"},
      {"religion", "-5"}, {"mobility", "--"}, {"dietary_needs", "a=b"},
  };
  for (LaptopWorkspace* laptop : {&dispute.anna, &dispute.ben}) {
    std::vector<Edit> edits;
    for (const auto& [field, word] : odd) {
      Edit edit;
      edit.field = field_of(*laptop, "client", field);
      edit.value = std::string("by ") + laptop->author().user;
      edits.push_back(edit);
    }
    save(*laptop, dispute.client, edits);
  }
  dispute.pair.sync_all();
  CHECK(count_conflicts(dispute.anna) == 7);
  for (const auto& [field, word] : odd) {
    REQUIRE(dispute.resolve(dispute.anna, "--value", word, field).exit_code == kDone);
    CHECK(dispute.value(dispute.anna, field) == json::value(word));
  }
}

// ---- void against edit --------------------------------------------------------------------------

struct Voided {
  Voided() {
    client = new_client(anna, {{"given_name", "Ana"}});
    visit = new_record(anna, "visit", client, {{"summary", "first"}});
    pair.sync(anna);
    pair.grant("ben", client);
    pair.sync_all();
    void_it(anna, visit, "wrong client");
    edit = set(ben, visit, "summary", "second");
    pair.sync_all();
  }
  Said decide(Workspace& workspace, const std::string& what) {
    return say(workspace, {"resolve", visit.to_string(), "void", "--value", what, "--json"});
  }

  Pair pair;
  LaptopWorkspace& anna = pair.enrol("anna");
  LaptopWorkspace& ben = pair.enrol("ben");
  RecordId client, visit;
  Dot edit;
};

TEST_CASE("voided by one, edited by another: both are told") {
  Voided voided;
  for (Workspace* side :
       {static_cast<Workspace*>(&voided.anna), static_cast<Workspace*>(&voided.ben),
        static_cast<Workspace*>(&voided.pair.office())}) {
    const json::object conflict = say(*side, {"conflicts", "--json"}).object();
    CHECK(conflict.at("type") == "visit");
    CHECK(conflict.at("client_id") == json::value(voided.client.to_string()));
    CHECK(conflict.at("field") == "void");
    CHECK(conflict.at("void").at("by") == "anna");
    CHECK(conflict.at("void").at("reason") == "wrong client");
    CHECK(conflict.at("siblings").as_array().size() == 1);
    const json::array& edited = conflict.at("edited").as_array();
    REQUIRE(edited.size() == 1);
    CHECK(edited[0].at("field") == "summary");
    CHECK(edited[0].at("value") == "second");
    CHECK(edited[0].at("by") == "ben");
    CHECK(edited[0].at("sibling") == json::value(voided.edit.to_string()));
    CHECK(count_conflicts(*side) == 1);
    const Said words = say(*side, {"conflicts"});
    CHECK(words.out.find("voided: wrong client") != std::string::npos);
    CHECK(words.out.find("Summary: second") != std::string::npos);
  }
}

TEST_CASE("keeping the record lifts the void for everybody") {
  Voided voided;
  REQUIRE(voided.decide(voided.ben, "keep").exit_code == kDone);
  voided.pair.sync_all();
  CHECK(count_conflicts(voided.anna) == 0);
  const json::object shown =
      say(voided.anna, {"show", "visit", voided.visit.to_string(), "--json"}).object();
  CHECK(shown.at("summary") == "second");
  CHECK_FALSE(shown.contains("void"));
  CHECK(dump_of(voided.anna) == dump_of(voided.pair.office()));
}

TEST_CASE("voiding again takes the earlier reason and what is known now") {
  Voided voided;
  REQUIRE(voided.decide(voided.pair.office(), "void").exit_code == kDone);
  voided.pair.sync_all();
  const json::object shown =
      say(voided.ben, {"show", "visit", voided.visit.to_string(), "--json"}).object();
  CHECK(shown.at("is_void") == true);
  CHECK(shown.at("void").at("reason") == "wrong client");
  CHECK(count_conflicts(voided.ben) == 0);
  CHECK(dump_of(voided.ben).find(voided.visit.to_string()) == std::string::npos);
}

TEST_CASE("an edit that came after the void was looked at has to be looked at first") {
  Voided voided;
  REQUIRE(say(voided.anna, {"conflicts"}).exit_code == kDone);
  set(voided.ben, voided.visit, "outcome", "seen");
  voided.pair.sync_all();
  const Said refused = voided.decide(voided.anna, "void");
  CHECK(refused.exit_code == kNotDone);
  CHECK(refused.err.find("have changed since they were shown") != std::string::npos);
  REQUIRE(say(voided.anna, {"show", "visit", voided.visit.to_string()}).exit_code == kDone);
  CHECK(voided.decide(voided.anna, "void").exit_code == kDone);
}

TEST_CASE("void takes keep or void, and only where there is one") {
  Voided voided;
  CHECK(voided.decide(voided.anna, "maybe").exit_code == kNotDone);
  CHECK(
      say(voided.anna, {"resolve", voided.visit.to_string(), "void", "--keep", "1.1"}).exit_code ==
      kNotDone);
  CHECK(say(voided.anna, {"resolve", voided.client.to_string(), "void", "--value", "keep"})
            .exit_code == kNotDone);
  REQUIRE(voided.decide(voided.anna, "void").exit_code == kDone);
  CHECK(voided.decide(voided.anna, "void").exit_code == kNotDone);  // it is
  CHECK(voided.decide(voided.anna, "keep").exit_code == kDone);     // and can be brought back
  CHECK(say(voided.anna, {"show", "visit", voided.visit.to_string(), "--json"})
            .object()
            .at("summary") == "second");
}

TEST_CASE("a conflict in a voided record needs nobody, until the record is brought back") {
  Dispute dispute;
  void_it(dispute.anna, dispute.client, "moved away");
  CHECK(count_conflicts(dispute.anna) == 0);
  CHECK(say(dispute.anna, {"conflicts", "--json"}).out.empty());
  const Said said = dispute.resolve(dispute.anna, "--value", "low");
  CHECK(said.exit_code == kNotDone);
  CHECK(said.err.find("the record is voided") != std::string::npos);
  REQUIRE(dispute.resolve(dispute.anna, "--value", "keep", "void").exit_code == kDone);
  CHECK(count_conflicts(dispute.anna) == 1);
}

// ---- merged texts -------------------------------------------------------------------------------

TEST_CASE("a merged text waits for a glance apart from the conflicts, and a glance settles it") {
  Pair pair;
  auto& anna = pair.enrol("anna");
  auto& ben = pair.enrol("ben");
  const RecordId client = new_client(anna, {{"given_name", "Ana"}});
  const RecordId note = new_record(anna, "note", client,
                                   {{"body", "He slept well. She came at noon. They ate soup."}});
  pair.sync(anna);
  pair.grant("ben", client);
  pair.sync_all();
  set(anna, note, "body", "He slept badly. She came at noon. They ate soup.");
  set(ben, note, "body", "He slept well. She came at noon. They ate bread.");
  pair.sync_all();
  CHECK(say(anna, {"conflicts", "--json"}).out.empty());
  CHECK(count_conflicts(anna) == 0);
  const json::object merge = say(anna, {"conflicts", "--merged", "--json"}).object();
  CHECK(merge.at("field") == "body");
  REQUIRE(merge.at("siblings").as_array().size() == 1);
  const json::value sibling = merge.at("siblings").at(0);
  CHECK(sibling.at("value") == "He slept badly. She came at noon. They ate bread.");
  CHECK(sibling.at("by") == "office");
  CHECK(sibling.at("automatic") == true);
  REQUIRE(say(anna, {"resolve", note.to_string(), "body", "--keep",
                     std::string(sibling.at("sibling").as_string().c_str())})
              .exit_code == kDone);
  pair.sync_all();
  CHECK(say(ben, {"conflicts", "--merged", "--json"}).out.empty());
  CHECK_FALSE(say(ben, {"show", "note", note.to_string(), "--json"}).object().contains("merged"));
}

TEST_CASE("for people, a conflict reads like a question with its answer below") {
  Dispute dispute;
  const std::string words = say(dispute.anna, {"conflicts"}).out;
  CHECK(words.rfind("Client Ana  " + dispute.client.to_string() + "\n  Risk level\n", 0) == 0);
  CHECK(words.find("  high\n") != std::string::npos);
  CHECK(words.find(dispute.bens.to_string()) != std::string::npos);
  // It suggests no answer: copying the line must not decide anything.
  CHECK(words.find("-> resolve " + dispute.client.to_string() +
                   " risk_level --keep ID | --value TEXT") != std::string::npos);
  CHECK(words.find("\n1 to decide\n") != std::string::npos);
}

}  // namespace
}  // namespace satchel
