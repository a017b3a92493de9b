// The worker's program in the browser, from the other side of its socket: who may ask, and what becomes of a day's work.
#include <doctest/doctest.h>

#include <set>

#include "node/shared/clock.h"
#include "sync/hash.h"
#include "tests/testkit/web_app.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

std::string text(const json::value& object, const char* key) { return std::string(object.at(key).get_string()); }

std::string today_at(const char* time) { return instant_text(wall_clock_ms()).substr(0, 10) + "T" + time + "Z"; }
std::string day_query() { return "from=" + today_at("00:00:00.000") + "&to=" + today_at("23:59:59.999"); }

json::object clock_event(const char* what, const std::string& at) {
  return {{"event", what}, {"at", at}, {"source", "manual"}, {"device_at", at}, {"user", "ana"}};
}

// What the office shows of a record, as JSON.
json::value at_office(Town& town, const std::string& type, const std::string& id) {
  return town.office_json({"show", type, id});
}

}  // namespace

// ---- the door -------------------------------------------------------------------------------------------------

TEST_CASE("nobody but the program's own page is answered") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const auto with = [&](const char* name, const char* value) {
    Headers headers = app.page_headers();
    std::erase_if(headers, [&](const auto& header) { return header.first == name; });
    if (*value != '\0') headers.emplace_back(name, value);
    return app.ask_with(headers, "GET", "/api/state").status;
  };
  CHECK(app.ask("GET", "/api/state").status == 200);
  CHECK(with("Host", "satchel.example:8471") == 421);
  CHECK(with("Host", "127.0.0.1:1") == 421);
  CHECK(with("Host", "127.0.0.1") == 421);
  CHECK(with("Origin", "http://example.com") == 403);
  CHECK(with("Origin", "null") == 403);
  CHECK(with("X-Satchel", "") == 403);
  CHECK(with("Sec-Fetch-Site", "cross-site") == 403);
  CHECK(with("X-Satchel-Session", "") == 401);
  CHECK(with("X-Satchel-Session", "0123456789abcdef") == 401);
  CHECK(app.ask("GET", "/api/nothing").status == 404);
  CHECK(app.ask("GET", "/api/saves").status == 405);
  CHECK(app.ask("POST", "/api/saves", "{").status == 400);
  CHECK(app.ask("POST", "/api/saves", "[]").status == 400);
  CHECK(app.ask("POST", "/api/saves", "{}").status == 400);
  CHECK(app.ask("POST", "/api/saves", std::string(5 * 1024 * 1024, ' ')).status == 413);
}

TEST_CASE("the page may load its own files and nothing else, and nothing of a client is kept by the browser") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const WebAnswer page = app.ask("GET", "/");
  CHECK(page.status == 200);
  CHECK(page.head.find("Content-Security-Policy: default-src 'none'; script-src 'self'") != std::string::npos);
  CHECK(page.head.find("frame-ancestors 'none'") != std::string::npos);
  CHECK(page.head.find("Cache-Control: no-store") != std::string::npos);
  CHECK(page.body.find("<script") != std::string::npos);
  CHECK(page.body.find("<script>") == std::string::npos);
  CHECK(app.ask("GET", "/api/state").head.find("Cache-Control: no-store") != std::string::npos);
  CHECK(app.ask("GET", "/../satchel.db").status == 404);
  CHECK(app.ask("POST", "/").status == 405);
}

TEST_CASE("wrong passphrases make the next try wait, also over a restart") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  CHECK(text(app.get("/api/session"), "state") == "open");
  app.post("/api/session/lock", json::object{});
  CHECK(app.ask("GET", "/api/state").status == 401);
  CHECK(text(app.get("/api/session"), "state") == "locked");
  const std::string wrong = R"({"passphrase":"three quiet swans"})";
  for (int i = 0; i < 4; ++i) CHECK(app.ask("POST", "/api/session/unlock", wrong).status == 422);
  CHECK(app.ask("POST", "/api/session/unlock", wrong).status == 429);
  app.stop();
  app.open();
  CHECK(app.get("/api/session").at("wait_ms").to_number<std::int64_t>() > 0);
  // Also with the right one: what waits is the look at it.
  CHECK(app.ask("POST", "/api/session/unlock", R"({"passphrase":"three quiet herons"})").status == 429);
  while (app.get("/api/session").at("wait_ms").to_number<std::int64_t>() > 0) {
  }
  app.unlock();
  CHECK(app.ask("GET", "/api/state").status == 200);
}

TEST_CASE("the first passphrase belongs to who started the program, and another one to who knows the old one") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string first = R"({"passphrase":"another passphrase","start":")" + app.start_word() + "\"}";
  CHECK(app.ask("POST", "/api/session/passphrase", first).status == 422);
  CHECK(app.ask("POST", "/api/session/passphrase", R"({"passphrase":"another passphrase","old":"no"})").status == 422);
  CHECK(app.ask("POST", "/api/session/passphrase", R"({"passphrase":"short","old":"three quiet herons"})").status == 422);
  const std::string old_token = app.token();
  app.post("/api/session/passphrase", json::object{{"passphrase", "another passphrase"}, {"old", kPassphrase}});
  CHECK(app.ask("GET", "/api/state").status == 401);  // every window has to give the new one
  app.stop();
  // Forgotten: whoever has the laptop's account may choose anew.
  CHECK(town.laptop("ana", {"passphrase", "forget"}).exit_code == 0);
  app.open();
  CHECK(app.ask("POST", "/api/session/passphrase", R"({"passphrase":"third passphrase","start":"guessed"})").status == 422);
  app.post("/api/session/passphrase", json::object{{"passphrase", "third passphrase"}, {"start", app.start_word()}});
}

TEST_CASE("one program at a time serves a folder") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const Finished second = town.laptop("ana", {"serve", "--port", "0", "--no-sync"});
  CHECK(second.exit_code == 1);
  CHECK(second.err.find("open already") != std::string::npos);
  // Nor is its database replaced under it.
  CHECK(town.laptop("ana", {"backup", town.path("backup")}).exit_code == 0);
  const Finished restored = town.laptop("ana", {"restore", town.path("backup"), "--replace"});
  CHECK(restored.exit_code == 1);
  CHECK(restored.err.find("Satchel is open") != std::string::npos);
  app.stop();
  CHECK(town.laptop("ana", {"restore", town.path("backup"), "--replace"}).exit_code == 0);
}

// ---- a day ----------------------------------------------------------------------------------------------------

TEST_CASE("a day's work goes from the page to the office field by field") {
  Town town;
  town.open_for({"ana"});
  town.sync("ana");  // the directory, with the worker that this user is
  WebApp app(town, "ana");
  const std::string client = app.create(
      "client", {{"given_name", "Zoë"}, {"family_name", "O'Brien"}, {"birth_date", "1948-02-29"},
                 {"phones", json::array{json::object{{"number", "+1 415 555 0134"}, {"safe_to_call", false}}}},
                 {"safety_alerts", json::array{"Dog in the yard"}}});
  const std::string visit = app.create("visit",
                                       {{"contact_kind", "home"}, {"status", "planned"},
                                        {"planned_start", today_at("09:00:00")}, {"planned_end", today_at("09:45:00")},
                                        {"worker_id", text(app.get("/api/workers").at("workers").at(0), "id")},
                                        {"service_code", "T1016"}},
                                       client);
  const json::value planned = app.get("/api/visits?" + day_query());
  REQUIRE(planned.at("visits").get_array().size() == 1);
  CHECK(planned.at("visits").at(0).at("mine").get_bool());
  CHECK(text(planned.at("visits").at(0).at("client"), "name") == "Zoë O'Brien");
  CHECK(text(planned.at("visits").at(0), "mark") == "here");

  app.save({json::object{{"do", "add"}, {"id", visit}, {"field", "clock_events"}, {"value", clock_event("in", today_at("09:02:00"))}},
            set_edit(visit, "status", "in_progress")});
  app.save({json::object{{"do", "add"}, {"id", visit}, {"field", "jots"},
                         {"value", json::object{{"at", today_at("09:10:00")}, {"text", "BP 128/82, dizzy on standing"}}}}});
  app.save({json::object{{"do", "add"}, {"id", visit}, {"field", "clock_events"}, {"value", clock_event("out", today_at("09:50:00"))}},
            set_edit(visit, "status", "completed"), set_edit(visit, "units", 3.0), set_edit(visit, "mileage_km", 12.5)});

  const auto ends = [&] { return app.get("/api/loose-ends?" + day_query()).at("items").get_array(); };
  REQUIRE(ends().size() == 1);
  CHECK(text(ends()[0], "kind") == "jot_without_note");
  const std::string note = random_uuid().to_string();
  const json::object fields{{"kind", "soap"}, {"body", "Subjective\nDizzy on standing.\n\nPlan\nCall Dr. Lee."},
                            {"happened_at", today_at("09:00:00")}};
  app.post("/api/settings", json::object{{"credential", "RN"}});
  app.type(note, {{"client_id", client}, {"visit_id", visit}, {"fields", fields}});
  REQUIRE(ends().size() == 1);
  CHECK(text(ends()[0], "kind") == "note_not_signed");
  app.sign(note);
  CHECK(ends().empty());

  json::value state = app.get("/api/state");
  CHECK(state.at("here").to_number<int>() == 5);
  CHECK(state.at("drafts").to_number<int>() == 1);
  CHECK_FALSE(state.at("office_has_all").get_bool());
  CHECK(app.get("/api/unsent").at("unsent").get_array().size() == 5);
  town.sync("ana");
  state = app.get("/api/state");
  CHECK(state.at("here").to_number<int>() == 0);
  CHECK(state.at("office_has_all").get_bool());
  CHECK(state.at("receipt").is_object());
  const json::value evening = app.get("/api/loose-ends?" + day_query());
  CHECK(evening.at("visits_today").to_number<int>() == 1);
  CHECK(evening.at("visits_at_office").to_number<int>() == 1);

  town.check_same_dump("ana");
  const json::value signed_note = at_office(town, "note", note);
  CHECK(text(signed_note, "body") == text(signed_note.at("signature"), "text"));
  CHECK(text(signed_note.at("signature"), "sha256") == sha256(text(signed_note, "body")).to_hex());
  CHECK(text(signed_note.at("signature"), "credential") == "RN");
  CHECK(text(signed_note, "visit_id") == visit);
  CHECK(text(at_office(town, "visit", visit).at("clock_events").at(0), "event") == "in");
  CHECK(at_office(town, "client", client).at("phones").at(0).at("safe_to_call") == json::value(false));

  const std::string month = instant_text(wall_clock_ms()).substr(0, 7);
  const json::value here = app.get("/api/month?month=" + month);
  CHECK(here.at("here") == here.at("office"));
  CHECK(here.at("differences").get_array().empty());
  CHECK(here.at("here").at("minutes") == json::value(48.0));
  const json::value office = town.office_json({"month", month, "--worker", "ana"});
  CHECK(office.at("figures") == here.at("office"));
}

TEST_CASE("what was typed is there after kill -9, and a sync hands it in unsigned") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = app.create("client", {{"given_name", "Jorge"}});
  const std::string note = random_uuid().to_string();
  const auto type = [&](const std::string& words) {
    app.type(note, {{"client_id", client}, {"fields", json::object{{"kind", "dap"}, {"body", words}}},
                    {"sections", json::object{{"data", words}}}});
  };
  type("He says that");
  type("He says that the heating");
  app.kill();
  app.open();
  app.unlock();
  const json::value file = app.get("/api/clients/" + client);
  REQUIRE(file.at("drafts").get_array().size() == 1);
  CHECK(text(file.at("drafts").at(0).at("sections"), "data") == "He says that the heating");
  town.sync("ana");
  json::value there = at_office(town, "note", note);
  CHECK(text(there, "body") == "He says that the heating");
  CHECK(text(there, "status") == "draft");
  CHECK(app.get("/api/state").at("drafts").to_number<int>() == 0);
  // The same draft goes on.
  type("He says that the heating is off.");
  CHECK(app.get("/api/state").at("drafts").to_number<int>() == 1);
  town.sync("ana");
  there = at_office(town, "note", note);
  CHECK(text(there, "body") == "He says that the heating is off.");
  app.post("/api/notes/" + note + "/discard", json::object{});
  town.sync("ana");
  CHECK(at_office(town, "note", note).at("is_void").get_bool());
}

TEST_CASE("a signature can be taken back until a sync has carried it away") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = app.create("client", {{"given_name", "Jorge"}});
  const std::string note = random_uuid().to_string();
  const json::object typed{{"client_id", client}, {"fields", json::object{{"kind", "dap"}, {"body", "Calm."}}}};
  const std::string path = "/api/notes/" + note;
  app.type(note, typed);
  CHECK(app.sign(note).at("signed_at").is_string());
  CHECK(app.ask("POST", path + "/draft", write_json(typed)).status == 409);
  CHECK(app.ask("POST", path + "/discard", "{}").status == 422);
  CHECK(app.post(path + "/unsign", json::object{}).at("signed_at").is_null());
  app.type(note, typed);
  app.sign(note);
  town.sync("ana");
  CHECK(app.ask("POST", path + "/unsign", "{}").status == 409);
  CHECK(app.ask("POST", path + "/draft", write_json(typed)).status == 409);
  CHECK(text(at_office(town, "note", note), "status") == "signed");
  // Afterwards only addenda.
  const std::string addendum = random_uuid().to_string();
  app.type(addendum, {{"client_id", client},
                      {"fields", json::object{{"kind", "narrative"}, {"body", "He called back."}, {"amends", note}}}});
  app.sign(addendum);
  town.sync("ana");
  CHECK(text(at_office(town, "note", addendum), "amends") == note);
}

TEST_CASE("two windows never write over each other's words, and sign what they show") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = app.create("client", {{"given_name", "Jorge"}});
  const std::string note = random_uuid().to_string();
  const auto draft = [&](const char* words, const json::value& base) {
    return write_json(json::object{{"client_id", client}, {"base", base},
                                   {"fields", json::object{{"kind", "dap"}, {"body", words}}}});
  };
  const std::string path = "/api/notes/" + note;
  const WebAnswer first = app.ask("POST", path + "/draft", draft("of the first", nullptr));
  REQUIRE(first.status == 200);
  CHECK(app.ask("POST", path + "/draft", draft("of the second", nullptr)).status == 409);
  const json::value base = first.json().at("saved_at");
  const json::value second = app.ask("POST", path + "/draft", draft("of the second, who has seen it", base)).json();
  CHECK(second.at("saved_at") != base);
  CHECK(app.ask("POST", path + "/sign", write_json(json::object{{"base", base}})).status == 409);
  CHECK(app.ask("POST", path + "/draft", draft("late", base)).status == 409);
  app.sign(note);
  CHECK(app.ask("POST", path + "/sign", write_json(json::object{{"base", second.at("saved_at")}})).status == 409);
}

TEST_CASE("a draft takes no other record, and a discarded one does not come back") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = app.create("client", {{"given_name", "Jorge"}});
  const json::object typed{{"client_id", client}, {"fields", json::object{{"kind", "dap"}, {"body", "Calm."}}}};
  CHECK(app.ask("POST", "/api/notes/" + client + "/draft", write_json(typed)).status == 422);
  CHECK(app.ask("POST", "/api/notes/" + client + "/discard", "{}").status == 404);
  const std::string note = random_uuid().to_string();
  app.type(note, typed);
  town.sync("ana");
  app.post("/api/notes/" + note + "/discard", json::object{});
  CHECK(app.ask("POST", "/api/notes/" + note + "/draft", write_json(typed)).status == 409);
  // However long: it is kept, and only not signed.
  const std::string much = random_uuid().to_string();
  json::object endless = typed;
  endless["fields"] = json::object{{"kind", "dap"}, {"body", std::string(60'000, 'x')}};
  const json::value kept = app.type(much, endless);
  CHECK(app.ask("POST", "/api/notes/" + much + "/sign", write_json(json::object{{"base", kept.at("saved_at")}})).status == 422);
}

TEST_CASE("a draft of a restored copy does not touch the note that was signed since") {
  Town town;
  town.open_for({"ana"});
  std::string note = random_uuid().to_string();
  {
    WebApp app(town, "ana");
    const std::string client = app.create("client", {{"given_name", "Jorge"}});
    const json::object typed{{"client_id", client}, {"fields", json::object{{"kind", "dap"}, {"body", "First."}}}};
    app.type(note, typed);
    CHECK(town.laptop("ana", {"backup", town.path("backup")}).exit_code == 0);
    json::object more = typed;
    more["fields"] = json::object{{"kind", "dap"}, {"body", "First and second."}};
    app.type(note, more);
    app.sign(note);
    town.sync("ana");
    app.stop();
  }
  CHECK(town.laptop("ana", {"restore", town.path("backup"), "--replace"}).exit_code == 0);
  const json::value report = town.sync("ana");
  CHECK(report.at("applied").to_number<std::uint64_t>() < 100);
  town.sync("ana");
  const json::value there = at_office(town, "note", note);
  CHECK(text(there, "body") == "First and second.");
  CHECK(there.as_object().if_contains("is_void") == nullptr);
  CHECK(town.office_lines({"parked", "list"}).empty());
  CHECK(town.office_lines({"conflicts"}).empty());
  town.check_same_dump("ana");
}

TEST_CASE("a draft outlives the withdrawal of its client's file") {
  Town town;
  town.open_for({"ana", "joe"});
  const std::string client = town.client_of({"ana", "joe"});
  WebApp app(town, "ana");
  CHECK(town.office({"unassign", client, "--from", "ana"}).exit_code == 0);
  town.sync("ana");
  town.sync("ana");
  CHECK(app.ask("GET", "/api/clients/" + client).status == 404);
  const std::string note = random_uuid().to_string();
  app.type(note, {{"client_id", client}, {"fields", json::object{{"kind", "dap"}, {"body", "Typed meanwhile"}}}});
  town.sync("ana");
  const json::value ends = app.get("/api/loose-ends?" + day_query());
  REQUIRE(ends.at("items").get_array().size() == 1);
  CHECK(text(ends.at("items").at(0), "kind") == "left_over_draft");
  CHECK(app.get("/api/drafts").at("notes").at(0).at("problem").is_string());
}

TEST_CASE("a save whose answer was lost is not made twice") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = random_uuid().to_string();
  const json::object request{
      {"request", random_uuid().to_string()},
      {"saves", json::array{json::object{
                    {"edits", json::array{json::object{{"do", "create"}, {"type", "client"}, {"id", client},
                                                       {"fields", json::object{{"given_name", "Jorge"}}}}}}}}}};
  const json::value first = app.post("/api/saves", request);
  CHECK(app.post("/api/saves", request) == first);
  json::object other = request;
  other["saves"] = json::array{json::object{{"edits", json::array{set_edit(client, "given_name", "Georg")}}}};
  CHECK(app.ask("POST", "/api/saves", write_json(other)).status == 409);
  // The half-filled form goes with the save that it has become.
  app.post("/api/forms/new-client", json::object{{"fields", json::object{{"given_name", "Amina"}}}});
  app.post("/api/saves",
           json::object{{"request", random_uuid().to_string()}, {"form", "new-client"},
                        {"saves", json::array{json::object{{"edits", json::array{set_edit(client, "family_name", "Ruiz")}}}}}});
  CHECK(app.get("/api/forms/new-client").at("fields").is_null());
  CHECK(app.get("/api/state").at("here").to_number<int>() == 2);
  // All of it or nothing.
  const WebAnswer bad = app.ask(
      "POST", "/api/saves",
      write_json(json::object{
          {"request", random_uuid().to_string()},
          {"saves", json::array{json::object{{"edits", json::array{set_edit(client, "given_name", "Georg")}}},
                                json::object{{"edits", json::array{set_edit(client, "birth_date", "yesterday")}}}}}}));
  CHECK(bad.status == 422);
  CHECK(text(app.get("/api/records/" + client).at("record"), "given_name") == "Jorge");
}

// ---- two people, and two windows --------------------------------------------------------------------------------

TEST_CASE("a form that was open while a sync came in replaces only what it displayed") {
  Town town;
  town.open_for({"ana", "joe"});
  const std::string client = town.client_of({"ana", "joe"});
  WebApp app(town, "ana");
  const json::value form = app.get("/api/records/" + client);
  town.laptop("joe", {"set", "client", client, "access_instructions=Ring twice", "mobility=Walks with a cane"});
  town.sync("joe");
  town.sync("ana");
  const auto edit = [&](const char* field, const char* value) {
    json::object made = set_edit(client, field, value);
    const json::value* seen = form.at("seen").get_object().if_contains(field);
    made["seen"] = seen == nullptr ? json::value(json::array{}) : *seen;
    return made;
  };
  app.save({edit("access_instructions", "Key under the mat"), edit("mobility", "Walks with a cane"),
            edit("given_name", "Jorge Luis")});
  town.sync("ana");
  town.sync("joe");
  const json::value there = at_office(town, "client", client);
  REQUIRE(there.at("access_instructions").is_object());  // both are kept
  CHECK(there.at("access_instructions").at("siblings").get_array().size() == 2);
  CHECK(there.at("mobility").is_string());  // two people who say one thing
  CHECK(text(there, "given_name") == "Jorge Luis");
  town.check_same_dump("ana");
  town.check_same_dump("joe");

  const json::value conflicts = app.get("/api/conflicts").at("conflicts");
  REQUIRE(conflicts.get_array().size() == 1);
  const json::value& conflict = conflicts.at(0);
  CHECK(text(conflict, "field") == "access_instructions");
  std::set<bool> whose;
  for (const json::value& value : conflict.at("values").get_array()) whose.insert(value.at("mine").get_bool());
  CHECK(whose == std::set<bool>{false, true});
  json::object decision{{"record_id", client}, {"field", "access_instructions"}, {"seen", json::array{"1.1"}},
                        {"value", "Ring twice; the key is under the mat"}};
  CHECK(app.ask("POST", "/api/conflicts/decide", write_json(decision)).status == 409);
  decision["seen"] = conflict.at("seen");
  app.post("/api/conflicts/decide", decision);
  town.sync("ana");
  CHECK(text(at_office(town, "client", client), "access_instructions") == "Ring twice; the key is under the mat");
}

TEST_CASE("the same person in two windows is no conflict") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client = app.create("client", {{"given_name", "Jorge"}, {"mobility", "Walks"}});
  const json::value revision = app.get("/api/state").at("revision");
  const json::value form = app.get("/api/records/" + client);
  json::object first = set_edit(client, "mobility", "Walks with a cane");
  json::object second = set_edit(client, "mobility", "Uses a wheelchair");
  first["seen"] = second["seen"] = form.at("seen").at("mobility");
  app.save({first});
  CHECK(app.get("/api/state").at("revision") != revision);  // by which the other window notices
  app.save({second});
  CHECK(text(app.get("/api/records/" + client).at("record"), "mobility") == "Uses a wheelchair");
  CHECK(app.get("/api/state").at("conflicts").to_number<int>() == 0);
  // Another program of the same laptop is noticed, too.
  const json::value before = app.get("/api/state").at("revision");
  town.laptop("ana", {"set", "client", client, "mobility=Walks"});
  CHECK(app.get("/api/state").at("revision") != before);
}

TEST_CASE("voided by one and edited by the other is a choice on the page") {
  Town town;
  town.open_for({"ana", "joe"});
  const std::string client = town.client_of({"ana", "joe"});
  const std::string task = town.new_record("ana", {"task", "client_id=" + client, "title=Call the pharmacy"});
  town.sync("ana");
  town.sync("joe");
  WebApp app(town, "ana");
  app.save({json::object{{"do", "void"}, {"id", task}, {"reason", "done already"}}});
  town.laptop("joe", {"set", "task", task, "title=Call the pharmacy about the refill"});
  for (const char* user : {"ana", "joe", "ana"}) town.sync(user);
  const json::value conflicts = app.get("/api/conflicts").at("conflicts");
  REQUIRE(conflicts.get_array().size() == 1);
  CHECK(text(conflicts.at(0), "kind") == "void");
  CHECK(conflicts.at(0).at("edited").get_array().size() == 1);
  app.post("/api/conflicts/decide",
           json::object{{"record_id", task}, {"field", "void"}, {"seen", conflicts.at(0).at("seen")}, {"value", "keep"}});
  town.sync("ana");
  CHECK(text(at_office(town, "task", task), "title") == "Call the pharmacy about the refill");
}

TEST_CASE("what others changed since a visit, and what is parked, is told") {
  Town town;
  town.open_for({"ana", "joe"});
  const std::string client = town.client_of({"ana", "joe"});
  WebApp app(town, "ana");
  const std::string since = instant_text(wall_clock_ms());
  town.new_record("joe", {"medication", "client_id=" + client, "display=Lisinopril 10 mg", "status=active"});
  town.sync("joe");
  town.sync("ana");
  const json::value changes = app.get("/api/clients/" + client + "/changes?since=" + since);
  REQUIRE(changes.at("changes").get_array().size() == 1);
  CHECK(text(changes.at("changes").at(0), "type") == "medication");
  CHECK(text(changes.at("changes").at(0), "by") == "joe");
  // A birth date in the future is valid here and parked by the office.
  app.save({set_edit(client, "birth_date", "2199-01-01")});
  town.sync("ana");
  const json::value parked = app.get("/api/parked").at("parked");
  REQUIRE(parked.get_array().size() == 1);
  CHECK(text(parked.at(0), "state") == "parked");
  CHECK(!text(parked.at(0), "reason").empty());
  CHECK(text(parked.at(0), "client_id") == client);
  CHECK(text(app.get("/api/records/" + client), "mark") == "parked");
  CHECK(app.get("/api/state").at("parked").to_number<int>() == 1);
}

TEST_CASE("the program syncs by itself, and says what goes wrong and when it tries again") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana", true);
  const std::string client = app.create("client", {{"given_name", "Jorge"}});
  while (!app.get("/api/state").at("office_has_all").get_bool()) {
  }
  CHECK(text(at_office(town, "client", client), "given_name") == "Jorge");
  town.stop_office();
  app.save({set_edit(client, "given_name", "Georg")});
  app.post("/api/sync", json::object{});
  json::value state = app.get("/api/state");
  while (state.at("problem").is_null()) state = app.get("/api/state");
  CHECK(text(state.at("problem"), "kind") == "offline");
  CHECK(state.at("here").to_number<int>() == 1);
  town.start_office();
  app.post("/api/sync", json::object{});
  while (!app.get("/api/state").at("office_has_all").get_bool()) {
  }
  app.stop();
}

TEST_CASE("a person who is here already is noticed while the name is typed") {
  Town town;
  town.open_for({"ana"});
  WebApp app(town, "ana");
  const std::string client =
      app.create("client", {{"given_name", "José"}, {"family_name", "Fernández"}, {"birth_date", "1950-03-01"},
                            {"phones", json::array{json::object{{"number", "(415) 555-0134"}}}}});
  const auto reasons = [&](json::object form) {
    std::set<std::string> all;
    const json::value answer = app.post("/api/duplicates", std::move(form));
    for (const json::value& hint : answer.at("hints").get_array()) {
      CHECK(text(hint.at("client"), "id") == client);
      for (const json::value& reason : hint.at("because").get_array()) all.insert(std::string(reason.get_string()));
    }
    return all;
  };
  CHECK(reasons({{"given_name", "Jose"}, {"family_name", "FERNANDEZ"}, {"birth_date", "1950-03-01"}}) ==
        std::set<std::string>{"name_and_birth_date"});
  CHECK(reasons({{"given_name", "Josse"}, {"family_name", "Fernandes"}, {"birth_date", "1950-03-01"}}) ==
        std::set<std::string>{"similar_name_and_birth_date"});
  CHECK(reasons({{"given_name", "Jose"}, {"family_name", "Fernandez"}}) == std::set<std::string>{"name"});
  CHECK(reasons({{"phones", json::array{"415 555 0134"}}}) == std::set<std::string>{"phone"});
  CHECK(reasons({{"given_name", "Maria"}, {"family_name", "Lopez"}, {"birth_date", "1950-03-01"}}).empty());
  CHECK(reasons({}).empty());
  // And found by a name with a slip in it.
  const json::value found = app.post("/api/search", json::object{{"words", "fernadnez"}});
  REQUIRE(found.at("found").get_array().size() == 1);
  CHECK(text(found.at("found").at(0), "id") == client);
}
