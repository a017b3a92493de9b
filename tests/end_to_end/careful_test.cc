// What a person may do by mistake, or twice, or at the same time as another: it is noticed and said, and nothing
// leaves the screen without a word.
#include <doctest/doctest.h>

#include "tests/testkit/proxy.h"
#include "tests/testkit/town.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

bool says(const Finished& finished, const std::string& words) {
  return finished.err.find(words) != std::string::npos;
}

struct Shared : Town {
  std::string client;
  std::string visit;

  Shared() {
    start_office();
    for (const std::string user : {"ana", "ben"}) {
      add_user(user);
      enrol(user);
    }
    client = new_record("ana", {"client", "given_name=Jorge"});
    visit = new_record("ana", {"visit", "client_id=" + client, "summary=first"});
    sync("ana");
    CHECK(office({"assign", client, "--to", "ben"}).exit_code == 0);
    sync("ben");
  }
  void settle() {
    for (const std::string user : {"ana", "ben", "ana", "ben"}) sync(user);
  }
};

}  // namespace

TEST_CASE("a line that could not be taken is tried again; what was taken is not repeated") {
  Shared town;
  const std::string later = "9b2f6a34-9b1e-4c57-8d02-3f5a7e9b0c11";
  const std::string file = town.path("notes.jsonl");
  write_file(file, "{\"type\":\"note\",\"client_id\":\"" + later + "\",\"body\":\"one\"}\n" +
                       "{\"type\":\"note\",\"client_id\":\"" + town.client + "\",\"body\":\"two\"}\n");
  const auto first = town.laptop_json("ana", {"import", "jsonl", file});
  CHECK(first.at("saved") == 1);
  CHECK(first.at("bad") == 1);
  const auto again = town.laptop_json("ana", {"import", "jsonl", file});
  CHECK(again.at("bad") == 1);
  CHECK(again.at("earlier") == 1);
  write_file(town.path("client.jsonl"), "{\"type\":\"client\",\"id\":\"" + later + "\",\"given_name\":\"Amina\"}\n");
  town.laptop_json("ana", {"import", "jsonl", town.path("client.jsonl")});
  const auto third = town.laptop_json("ana", {"import", "jsonl", file});
  CHECK(third.at("saved") == 1);
  CHECK(third.at("bad") == 0);
  CHECK(town.laptop_json("ana", {"import", "jsonl", file}).at("earlier") == 2);
  CHECK(town.laptop_lines("ana", {"list", "note"}).size() == 2);
}

TEST_CASE("a whole file can be applied once more, when that is said") {
  Shared town;
  const auto line = [&](const std::string& value) {
    return "{\"op\":\"set\",\"type\":\"client\",\"id\":\"" + town.client +
           "\",\"field\":\"preferred_name\",\"value\":\"" + value + "\"}\n";
  };
  write_file(town.path("a.jsonl"), line("Jorgito"));
  write_file(town.path("b.jsonl"), line("Don Jorge"));
  for (const char* name : {"a.jsonl", "b.jsonl"}) town.laptop_json("ana", {"apply", town.path(name)});
  CHECK(town.laptop_json("ana", {"apply", town.path("a.jsonl")}).at("earlier") == 1);
  CHECK(town.laptop_json("ana", {"apply", "--again", town.path("a.jsonl")}).at("saved") == 1);
  CHECK(town.laptop_json("ana", {"show", "client", town.client}).at("preferred_name").get_string() == "Jorgito");
}

TEST_CASE("a line that is tried again does not overrule a later one, nor what a person has written since") {
  Shared town;
  const std::string id = "9b2f6a34-9b1e-4c57-8d02-3f5a7e9b0c11";
  const std::string visit = "1c2f6a34-9b1e-4c57-8d02-3f5a7e9b0c11";
  const auto about = [&](const std::string& text) {
    return "{\"type\":\"visit\",\"id\":\"" + visit + "\",\"client_id\":\"" + id + "\",\"summary\":\"" + text + "\"}\n";
  };
  const std::string file = town.path("visits.jsonl");
  write_file(file, about("first version") + "{\"type\":\"client\",\"id\":\"" + id + "\",\"given_name\":\"Oo\"}\n" +
                       about("second version"));
  CHECK(town.laptop_json("ana", {"import", "jsonl", file}).at("bad") == 1);
  const auto again = town.laptop_json("ana", {"import", "jsonl", file});
  CHECK(again.at("saved") == 0);
  CHECK(again.at("bad") == 1);  // and is still said to be left out
  CHECK(town.laptop_json("ana", {"show", "visit", visit}).at("summary").get_string() == "second version");

  const std::string other = "2d2f6a34-9b1e-4c57-8d02-3f5a7e9b0c11";
  const std::string changes = town.path("changes.jsonl");
  write_file(changes, "{\"op\":\"set\",\"type\":\"visit\",\"id\":\"" + other + "\",\"field\":\"summary\",\"value\":\"from file\"}\n" +
                          "{\"op\":\"set\",\"type\":\"visit\",\"id\":\"" + visit + "\",\"field\":\"outcome\",\"value\":\"resolved\"}\n");
  CHECK(town.laptop_json("ana", {"apply", changes}).at("bad") == 1);
  write_file(town.path("other.jsonl"), "{\"type\":\"visit\",\"id\":\"" + other + "\",\"client_id\":\"" + id + "\"}\n");
  town.laptop_json("ana", {"import", "jsonl", town.path("other.jsonl")});
  CHECK(town.laptop_json("ana", {"apply", changes, "--again"}).at("bad") == 0);
  CHECK(town.laptop("ana", {"set", "visit", other, "summary=what the nurse wrote"}).exit_code == 0);
  CHECK(town.laptop_json("ana", {"apply", changes}).at("earlier") == 2);
  CHECK(town.laptop_json("ana", {"show", "visit", other}).at("summary").get_string() == "what the nurse wrote");
}

TEST_CASE("ids in capitals are the same ids, in lists too") {
  Shared town;
  const std::string goal = town.new_record("ana", {"goal", "client_id=" + town.client, "description=walk"});
  std::string capitals = goal;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(town.laptop("ana", {"set", "note", town.new_record("ana", {"note", "client_id=" + town.client}),
                            "goals_addressed+=" + goal}).exit_code == 0);
  const auto note = town.laptop_lines("ana", {"list", "note"}).at(0);
  const std::string id(note.at("id").get_string());
  write_file(town.path("note.jsonl"), "{\"type\":\"note\",\"id\":\"" + id + "\",\"goals_addressed\":[\"" + capitals + "\"]}\n");
  CHECK(town.laptop_json("ana", {"import", "jsonl", town.path("note.jsonl")}).at("unchanged") == 1);
  CHECK(town.laptop_json("ana", {"show", "note", id}).at("goals_addressed").get_array().size() == 1);
  CHECK(town.laptop("ana", {"set", "note", id, "goals_addressed-=" + capitals}).exit_code == 0);
  CHECK_FALSE(town.laptop_json("ana", {"show", "note", id}).get_object().contains("goals_addressed"));
}

TEST_CASE("numbers that no database keeps, and names that records use themselves, are bad lines") {
  Shared town;
  const auto line = [&](const std::string& field, const std::string& value) {
    return "{\"op\":\"set\",\"type\":\"client\",\"id\":\"" + town.client + "\",\"field\":\"" + field +
           "\",\"value\":" + value + "}\n";
  };
  write_file(town.path("odd.jsonl"), line("shoe_size", "1e400") + line("shoe_size", "{\"x\":-1e999}") +
                                         line("shoe_size", "123456789012345678901234567890") +
                                         line("id", "\"a\"") + line("type", "\"a\"") + line("void", "\"a\"") +
                                         line("shoe_size", "42.5"));
  const auto done = town.laptop_json("ana", {"apply", town.path("odd.jsonl")});
  CHECK(done.at("bad") == 6);
  CHECK(done.at("saved") == 1);
  CHECK(town.laptop_json("ana", {"show", "client", town.client}).at("shoe_size") == 42.5);
}

TEST_CASE("a record stays with its client, whatever is written into client_id") {
  Shared town;
  const std::string other = town.new_record("ana", {"client", "given_name=Amina"});
  for (const std::string& id : {other, std::string(), std::string("11111111-1111-4111-8111-111111111111")}) {
    const auto moved = town.laptop("ana", {"set", "visit", town.visit, "client_id=" + id});
    CHECK(moved.exit_code == 1);
    CHECK(says(moved, "the client of a record stays the same"));
  }
  std::string capitals = town.client;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string visit = town.new_record("ana", {"visit", "client_id=" + capitals});
  CHECK(town.laptop_lines("ana", {"list", "visit", "client_id=" + town.client}).size() == 2);
  CHECK(town.laptop_json("ana", {"show", "visit", visit}).at("client_id").get_string() == town.client);
}

TEST_CASE("void is a command and no field; keep and void at the same time wait for a person") {
  Shared town;
  const auto as_field = town.laptop("ana", {"set", "visit", town.visit, "void=twice"});
  CHECK(as_field.exit_code == 1);
  CHECK(says(as_field, "--reason"));
  CHECK(town.laptop("ana", {"void", "visit", town.visit, "--reason", "bad \xff"}).exit_code == 1);

  CHECK(town.laptop("ana", {"void", "visit", town.visit, "--reason", "double"}).exit_code == 0);
  CHECK(town.laptop("ben", {"void", "visit", town.visit, "--reason", "wrong client"}).exit_code == 0);
  CHECK(town.laptop("ana", {"resolve", town.visit, "void", "--value", "keep"}).exit_code == 0);
  town.settle();
  for (const std::string user : {"ana", "ben"}) {
    CHECK(town.laptop_lines(user, {"list", "visit"}).size() == 1);
    CHECK(town.laptop_lines(user, {"conflicts"}).size() == 1);
  }
  CHECK(town.laptop("ben", {"resolve", town.visit, "void", "--value", "void"}).exit_code == 0);
  town.settle();
  CHECK(town.laptop_lines("ana", {"list", "visit"}).empty());
  CHECK(town.laptop_lines("ana", {"conflicts"}).empty());
  town.check_same_dump("ana");
}

TEST_CASE("who changes a field in conflict, or writes an unusual word, is told") {
  Shared town;
  CHECK(town.laptop("ana", {"set", "visit", town.visit, "status=completed"}).exit_code == 0);
  CHECK(town.laptop("ben", {"set", "visit", town.visit, "status=no_show"}).exit_code == 0);
  town.settle();
  const auto more = town.laptop("ana", {"set", "visit", town.visit, "status=refused"});
  CHECK(more.exit_code == 0);
  CHECK(says(more, "still has 2 values"));
  const auto unusual = town.laptop("ana", {"set", "visit", town.visit, "contact_kind=banana"});
  CHECK(unusual.exit_code == 0);
  CHECK(says(unusual, "usual ones: home"));
}

TEST_CASE("a text that is not the one that was signed is marked as such") {
  Shared town;
  const std::string note = town.new_record("ana", {"note", "client_id=" + town.client, "body=The wound is closed."});
  town.settle();
  CHECK(town.laptop("ana", {"set", "note", note, "status=signed",
                            "signature={\"signer\":\"ana\",\"text\":\"The wound is closed.\"}"}).exit_code == 0);
  CHECK(town.laptop("ben", {"set", "note", note, "body=The wound is open."}).exit_code == 0);  // had not seen it
  town.settle();
  for (const std::string user : {"ana", "ben"}) {
    const auto shown = run({SATCHEL_PROGRAM, "show", "note", note, "--data", town.path("laptop-" + user)});
    CHECK(shown.out.find("The wound is open.") != std::string::npos);
    CHECK(shown.out.find("NOT what was signed") != std::string::npos);
    const auto edit = town.laptop(user, {"set", "note", note, "body=changed afterwards"});
    CHECK(edit.exit_code == 1);
    CHECK(says(edit, "addendum"));
    CHECK(town.laptop(user, {"set", "note", note, "signature="}).exit_code == 1);
  }
}

TEST_CASE("times can be typed as the clock on the wall shows them") {
  Shared town;
  const auto start_after = [&](const std::string& typed) {
    const auto set = town.laptop("ana", {"set", "visit", town.visit, "planned_start=" + typed},
                                 {"TZ=EAT-3"});
    CHECK_MESSAGE(set.exit_code == 0, set.err);
    return std::string(town.laptop_json("ana", {"show", "visit", town.visit}).at("planned_start").get_string());
  };
  CHECK(start_after("2026-11-24T09:00") == "2026-11-24T06:00:00Z");
  CHECK(start_after("2026-11-24 09:00:30") == "2026-11-24T06:00:30Z");
  CHECK(start_after("2026-11-24T09:00-02:30") == "2026-11-24T11:30:00Z");
  CHECK(start_after("2026-11-24T09:00:00Z") == "2026-11-24T09:00:00Z");
  for (const char* wrong : {"tomorrow", "2026-11-24T09:00+2", "2026-11-24T09:00+02:00x", "2026-13-24T09:00", "2026-02-31 10:00",
                            "2026-02-31T10:00+01:00", "2026-11-24T09:00+99:00"}) {
    CHECK(town.laptop("ana", {"set", "visit", town.visit, std::string("planned_start=") + wrong}).exit_code == 1);
  }
}

TEST_CASE("an enrolment whose answer was lost, or whose code was mistyped, can be repeated") {
  Town town;
  town.start_office();
  town.add_user("ana");
  const std::string code = town.code_for("ana");
  std::string mistyped = code;
  mistyped.back() = mistyped.back() == 'A' ? 'B' : 'A';
  const auto refused = town.laptop("ana", {"enroll", "--office", town.url(), "--code", mistyped});
  CHECK(refused.exit_code == 1);
  CHECK(says(refused, "not made by this office"));

  Proxy proxy(town.port());
  proxy.cut(Proxy::kNever, 1, Proxy::Cut::fin);
  CHECK(town.laptop("ana", {"enroll", "--office", proxy.url(), "--code", code}).exit_code == 3);
  proxy.heal();
  CHECK(town.laptop("ana", {"enroll", "--office", proxy.url(), "--code", code}).exit_code == 0);
  CHECK(town.office_lines({"node", "list"}).size() == 1);
  town.new_record("ana", {"client", "given_name=Jorge"});
  town.sync("ana");
  town.check_same_dump("ana");
}

TEST_CASE("codes cannot be guessed: after ten wrong ones an address has to wait") {
  Town town;
  town.start_office();
  town.add_user("ana");
  const std::string code = town.code_for("ana");
  const auto with = [&](const std::string& said) {
    return town.laptop("ana", {"enroll", "--office", town.url(), "--code", said});
  };
  for (int i = 0; i < 10; ++i) {
    std::string wrong = code;
    wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    CHECK(says(with(wrong), "not valid"));
  }
  const auto blocked = with(code);
  CHECK(blocked.exit_code == 1);
  CHECK(says(blocked, "wait ten minutes"));
}

TEST_CASE("unknown commands and words are wrong usage, with the nearest one that exists") {
  Shared town;
  const auto command = town.laptop("ana", {"statsu"});
  CHECK(command.exit_code == 2);
  CHECK(says(command, "did you mean status?"));
  CHECK(run({SATCHEL_PROGRAM, "--data", "x", "status"}).exit_code == 2);
  CHECK(town.office({"user", "ad", "eve"}).exit_code == 2);
  CHECK(town.laptop("ana", {"list", "banana"}).exit_code == 2);
  CHECK(town.laptop("ana", {"set", "visit", town.visit, "status"}).exit_code == 2);
  CHECK(town.laptop("ana", {"import", "jsonl", town.path("")}).exit_code == 1);
  CHECK(town.office({"assign", "--from-file", town.path(""), "--to", "ben"}).exit_code == 1);
  for (const std::string& name : {std::string("  "), std::string("a\nb"), std::string("ANA")}) {
    CHECK(town.office({"user", "add", name, "--role", "care_manager"}).exit_code == 1);
  }
}

TEST_CASE("a sync says what itself moved, and names its receipt") {
  Shared town;
  town.settle();
  town.new_record("ana", {"visit", "client_id=" + town.client, "summary=second"});
  const auto sent = town.sync("ana");
  CHECK(sent.at("pushed") == 1);
  CHECK(sent.at("applied") == 1);
  CHECK(sent.at("pulled") == 0);
  CHECK(sent.at("receipt").is_string());
  const auto heard = town.sync("ben");
  CHECK(heard.at("pushed") == 0);
  CHECK(heard.at("applied") == 0);
  CHECK(heard.at("pulled") == 1);
  CHECK(heard.at("receipt").is_null());
}

TEST_CASE("hundreds of changes in a file that is parked cost seconds at most") {
  Town town;
  town.start_office();
  town.add_user("ana");
  town.enrol("ana");
  const std::string client = town.new_record("ana", {"client", "given_name=Jorge", "birth_date=2199-01-01"});
  std::string lines;
  for (int i = 0; i < 600; ++i) {
    lines += "{\"op\":\"set\",\"type\":\"client\",\"id\":\"" + client +
             "\",\"field\":\"background\",\"value\":\"text " + std::to_string(i) + "\"}\n";
  }
  write_file(town.path("edits.jsonl"), lines);
  CHECK(town.laptop_json("ana", {"apply", town.path("edits.jsonl")}).at("saved") == 600);
  town.sync("ana");
  const auto parked = town.office_lines({"parked", "list"});
  CHECK(parked.size() == 601);
  CHECK(town.office({"parked", "accept", "2.1"}).exit_code == 0);
  CHECK(town.office_lines({"parked", "list"}).empty());
  town.sync("ana");
  CHECK(town.laptop_json("ana", {"show", "client", client}).at("background").get_string() == "text 599");
  town.check_same_dump("ana");
}
