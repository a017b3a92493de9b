#include "node/shared/browse.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "node/shared/clock.h"
#include "tests/testkit/pair.h"

namespace satchel {
namespace {

using namespace testkit;

std::set<std::string> ids_of(const Said& said) {
  REQUIRE_MESSAGE(said.exit_code == kDone, said.err);
  std::set<std::string> ids;
  for (const json::object& object : said.lines()) ids.emplace(object.at("id").as_string().c_str());
  return ids;
}

struct Desk {
  Said list(std::vector<std::string> words) {
    words.insert(words.begin(), "list");
    words.push_back("--json");
    return say(anna, words);
  }
  Said search(std::vector<std::string> words) {
    words.insert(words.begin(), {"search", "--json"});
    return say(anna, words);
  }

  Pair pair;
  LaptopWorkspace& anna = pair.enrol("anna");
  RecordId ana = new_client(anna, {{"given_name", "Ana"},
                                   {"family_name", "Fox"},
                                   {"risk_level", "low"},
                                   {"safety_alerts", "dog"},
                                   {"interpreter_needed", true},
                                   {"shoe_size", 38}});
  RecordId zoe = new_client(anna, {{"given_name", "Zoë"}, {"family_name", "Fox"}});
  RecordId visit =
      new_record(anna, "visit", ana,
                 {{"summary", "He slept well"}, {"planned_start", "2026-11-18T09:00:00Z"}});
};

// ---- show ---------------------------------------------------------------------------------------

TEST_CASE("show gives the whole record") {
  Desk desk;
  const Said said = say(desk.anna, {"show", "client", desk.ana.to_string(), "--json"});
  CHECK(said.exit_code == kDone);
  CHECK(said.out == "{\"id\":\"" + desk.ana.to_string() +
                        "\",\"type\":\"client\",\"given_name\":\"Ana\",\"family_name\":\"Fox\","
                        "\"interpreter_needed\":true,\"safety_alerts\":[\"dog\"],"
                        "\"risk_level\":\"low\",\"shoe_size\":38}\n");
}

TEST_CASE("show for people: a heading, labels, aligned values") {
  Desk desk;
  add(desk.anna, desk.ana, "safety_alerts", "icy stairs");
  const Said said = say(desk.anna, {"show", "client", desk.ana.to_string()});
  CHECK(said.out == "Client Ana Fox  " + desk.ana.to_string() +
                        "\n"
                        "  Given name          Ana\n"
                        "  Family name         Fox\n"
                        "  Interpreter needed  true\n"
                        "  Safety alerts       dog\n"
                        "                      icy stairs\n"
                        "  Risk level          low\n"
                        "  shoe_size           38\n");
}

TEST_CASE("show points at what needs a decision") {
  Desk desk;
  auto& ben = desk.pair.enrol("ben");
  desk.pair.sync(desk.anna);
  desk.pair.grant("ben", desk.ana);
  desk.pair.sync_all();
  set(desk.anna, desk.ana, "risk_level", "high");
  const Dot bens = set(ben, desk.ana, "risk_level", "critical");
  void_it(ben, desk.visit, "wrong client");
  set(desk.anna, desk.visit, "summary", "He slept badly");
  desk.pair.sync_all();
  const std::string id = desk.ana.to_string();
  const Said words = say(ben, {"show", "client", id});
  CHECK(words.out.find("needs a decision: resolve " + id + " risk_level --keep ID") !=
        std::string::npos);
  CHECK(words.out.find(bens.to_string() + "   ben, ") != std::string::npos);
  const json::object shown = say(ben, {"show", "client", id, "--json"}).object();
  CHECK(shown.at("risk_level").at("siblings").at(1).at("sibling") == json::value(bens.to_string()));
  const Said visit = say(ben, {"show", "visit", desk.visit.to_string()});
  CHECK(visit.out.find("Voided by ben, ") != std::string::npos);
  CHECK(visit.out.find("It was edited or kept at the same time") != std::string::npos);
}

TEST_CASE("show of what is not there") {
  Desk desk;
  const Said absent = say(desk.anna, {"show", "client", random_uuid().to_string(), "--json"});
  CHECK(absent.exit_code == kNotDone);
  CHECK(absent.out.empty());
  CHECK(absent.err.find("there is no record") != std::string::npos);
  const Said other = say(desk.anna, {"show", "visit", desk.ana.to_string()});
  CHECK(other.exit_code == kNotDone);
  CHECK(other.err.find("there is a client with this id") != std::string::npos);
  const Said type = say(desk.anna, {"show", "patient", desk.ana.to_string()});
  CHECK(type.exit_code == kWrongUsage);
  CHECK(type.err.find("there is no record type named patient") != std::string::npos);
  CHECK(say(desk.anna, {"show", "client", "7"}).exit_code == kNotDone);
  CHECK(say(desk.anna, {"show", "client"}).exit_code == kWrongUsage);
}

TEST_CASE("a voided record is shown, and says that it is void") {
  Desk desk;
  void_it(desk.anna, desk.visit, "entered twice");
  const json::object shown =
      say(desk.anna, {"show", "visit", desk.visit.to_string(), "--json"}).object();
  CHECK(shown.at("is_void") == true);
  CHECK(shown.at("void").at("by") == "anna");
  CHECK(shown.at("summary") == "He slept well");
  const Said words = say(desk.anna, {"show", "visit", desk.visit.to_string()});
  CHECK(words.out.find("Voided by anna, ") != std::string::npos);
  CHECK(words.out.find("needs a decision") == std::string::npos);
}

// ---- list ---------------------------------------------------------------------------------------

TEST_CASE("list narrows by the text of what is shown") {
  Desk desk;
  const std::string ana = desk.ana.to_string();
  CHECK(ids_of(desk.list({"client"})).size() == 2);
  CHECK(ids_of(desk.list({"client", "family_name=Fox"})).size() == 2);
  CHECK(ids_of(desk.list({"client", "family_name=Fox", "given_name=Ana"})) == std::set{ana});
  CHECK(ids_of(desk.list({"client", "family_name=fox"})).empty());
  CHECK(ids_of(desk.list({"client", "safety_alerts=dog"})) == std::set{ana});
  CHECK(ids_of(desk.list({"client", "interpreter_needed=true"})) == std::set{ana});
  CHECK(ids_of(desk.list({"client", "shoe_size=38"})) == std::set{ana});
  CHECK(ids_of(desk.list({"client", "risk_level="})) == std::set{desk.zoe.to_string()});
  CHECK(ids_of(desk.list({"visit", "client_id=" + ana})) == std::set{desk.visit.to_string()});
  CHECK(ids_of(desk.list({"visit", "client_id=" + desk.zoe.to_string()})).empty());
  CHECK(ids_of(desk.list({"note"})).empty());
}

TEST_CASE("list gives whole records, in order of their ids") {
  Desk desk;
  const auto lines = desk.list({"client"}).lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at("id").as_string() < lines[1].at("id").as_string());
  for (const json::object& line : lines) {
    if (line.at("id") == json::value(desk.ana.to_string())) CHECK(line.at("shoe_size") == 38);
  }
}

TEST_CASE("a field in conflict is found by each of its values") {
  Desk desk;
  auto& ben = desk.pair.enrol("ben");
  desk.pair.sync(desk.anna);
  desk.pair.grant("ben", desk.ana);
  desk.pair.sync_all();
  set(desk.anna, desk.ana, "risk_level", "high");
  set(ben, desk.ana, "risk_level", "critical");
  desk.pair.sync_all();
  CHECK(ids_of(desk.list({"client", "risk_level=high"})).size() == 1);
  CHECK(ids_of(desk.list({"client", "risk_level=critical"})).size() == 1);
  CHECK(ids_of(desk.list({"client", "risk_level=low"})).empty());
  const json::object listed = desk.list({"client", "risk_level=high"}).object();
  CHECK_FALSE(listed.at("risk_level").at("siblings").at(0).as_object().contains("sibling"));
}

TEST_CASE("void records are listed only with --all") {
  Desk desk;
  void_it(desk.anna, desk.visit, "entered twice");
  CHECK(desk.list({"visit"}).out.empty());
  const json::object listed = desk.list({"visit", "--all"}).object();
  CHECK(listed.at("is_void") == true);
  CHECK(say(desk.anna, {"list", "visit"}).out == "nothing found\n");
  CHECK(say(desk.anna, {"list", "visit", "--all"}).out ==
        desk.visit.to_string() + "  2026-11-18 09:00Z He slept well  voided\n");
}

TEST_CASE("an unknown type or field, and what is no filter, are wrong") {
  Desk desk;
  const Said field = desk.list({"client", "risk_leve=low"});
  CHECK(field.exit_code == kNotDone);
  CHECK(field.err.find("did you mean risk_level?") != std::string::npos);
  CHECK(desk.list({"client", "low"}).exit_code == kWrongUsage);
  CHECK(desk.list({"client", "safety_alerts+=dog"}).exit_code == kNotDone);
  CHECK(desk.list({"patient"}).exit_code == kWrongUsage);
  CHECK(say(desk.anna, {"list"}).exit_code == kWrongUsage);
}

// ---- search -------------------------------------------------------------------------------------

TEST_CASE("search finds clients first, and says whose record it is") {
  Desk desk;
  const RecordId note = new_record(desk.anna, "note", desk.ana, {{"body", "The fox ran off."}});
  const auto found = desk.search({"fox"}).lines();
  REQUIRE(found.size() == 3);
  CHECK(found[0].at("type") == "client");
  CHECK(found[1].at("type") == "client");
  CHECK(found[2].at("id") == json::value(note.to_string()));
  CHECK(found[2].at("client_id") == json::value(desk.ana.to_string()));
  CHECK(found[2].at("label") == "The fox ran off.");
  CHECK(found[2].size() == 4);
  const auto zoe = desk.search({"zoe"}).lines();
  REQUIRE(zoe.size() == 1);
  CHECK(zoe[0].at("label") == "Zoë Fox");
}

TEST_CASE("search takes several words, and any words") {
  Desk desk;
  CHECK(desk.search({"ana", "fox"}).lines().size() == 1);
  CHECK(desk.search({"ana fox"}).lines().size() == 1);
  CHECK(desk.search({"ana", "wolf"}).out.empty());
  const std::vector<std::string> odd{"{}", "[]", "[a,b]", "%%",  "a=b", "list", "showing", "search",
                                     "*",  "\"", "NOT",   "AND", "(",   "",     "'",    "5"};
  for (const std::string& word : odd) {
    CAPTURE(word);
    const Said said = desk.search({word});
    CHECK(said.exit_code == kDone);
    CHECK(said.out.empty());
    CHECK(desk.search({"ana", word, "fox"}).exit_code == kDone);
  }
  for (const std::string word : {"-x", "--all", "--", "++", "-5"}) {
    CAPTURE(word);
    CHECK(desk.search({"--", word}).exit_code == kDone);
    CHECK(desk.search({"ana", "--", word}).exit_code == kDone);
  }
  CHECK(desk.search({}).exit_code == kWrongUsage);
}

TEST_CASE("a word in brackets is looked for as it stands") {
  Desk desk;
  const RecordId visit = new_record(desk.anna, "visit", desk.ana, {{"reason", "[]"}});
  const RecordId other = new_record(desk.anna, "visit", desk.ana, {{"reason", "{}"}});
  CHECK(ids_of(desk.search({"[]"})) == std::set{visit.to_string()});
  CHECK(ids_of(desk.search({"{}"})) == std::set{other.to_string()});
}

TEST_CASE("search stops at the limit, and leaves out void records") {
  Desk desk;
  for (int i = 0; i < 60; ++i)
    new_record(desk.anna, "task", desk.ana, {{"title", "call the bank"}});
  CHECK(desk.search({"bank"}).lines().size() == 50);
  CHECK(desk.search({"bank", "--limit", "7"}).lines().size() == 7);
  CHECK(desk.search({"bank", "--limit", "1000"}).lines().size() == 60);
  CHECK(desk.search({"bank", "--limit", "x"}).exit_code == kWrongUsage);
  void_it(desk.anna, desk.visit, "entered twice");
  CHECK(desk.search({"slept"}).out.empty());
  CHECK(desk.search({"slept", "--all"}).lines().size() == 1);
  CHECK(say(desk.anna, {"search", "nobody"}).out == "nothing found\n");
}

TEST_CASE("search for people: id, type, label and whose it is, in columns") {
  Desk desk;
  const Said said = say(desk.anna, {"search", "slept"});
  CHECK(said.out == desk.visit.to_string() + "  visit  2026-11-18 09:00Z He slept well  Ana Fox\n");
}

// ---- columns ------------------------------------------------------------------------------------

TEST_CASE("columns are aligned by characters, and cells of several lines go on below themselves") {
  Columns columns;
  columns.add({"a", "one\ntwo", "x"});
  columns.add({"Zoë", "", "y"});
  columns.add({"語"});
  CHECK(columns.text() == "a    one  x\n     two\nZoë       y\n語");
  CHECK(Columns().text().empty());
}

}  // namespace
}  // namespace satchel
