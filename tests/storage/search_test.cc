#include "storage/search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "storage/json_text.h"
#include "storage/sqlite_store.h"
#include "tests/storage/record_builder.h"
#include "tests/storage/temporary_folder.h"
#include "tests/testkit/skip.h"

namespace satchel {

namespace {

using testkit::RecordBuilder;
using testkit::TemporaryFolder;

std::string shared_data() {
  if (const char* path = std::getenv("SATCHEL_SHARED_DATA")) return path;
#ifdef SATCHEL_SOURCE_DIR
  return SATCHEL_SOURCE_DIR "/../shared/data";
#else
  return "shared/data";
#endif
}

struct Fixture {
  TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store = [this] {
    auto opened = SqliteStore::open(folder.file("a.db"), Kind::laptop, true);
    REQUIRE(opened);
    return std::move(*opened);
  }();

  void put(const Record& record) {
    const auto before = store->record(record.id);
    store->put_record({record, std::nullopt}, before ? &*before : nullptr);
  }
  void put(const RecordBuilder& builder) { put(builder.record()); }
  RecordId client(int n, const std::string& given, const std::string& family) {
    RecordBuilder made("client", n);
    made.set("given_name", given);
    made.set("family_name", family);
    put(made);
    return made.record().id;
  }
  RecordId note(int n, const std::string& body) {
    RecordBuilder made("note", n);
    made.set("body", body);
    put(made);
    return made.record().id;
  }
  std::vector<RecordId> find(std::string_view words, SearchOptions options = {}) {
    return store->search(words, options);
  }
  bool finds(std::string_view words, const RecordId& id) {
    const auto found = find(words, {10'000, 0, false});
    return std::find(found.begin(), found.end(), id) != found.end();
  }
};

using Ids = std::vector<RecordId>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "every word has to be there, as a whole or as a beginning") {
  const RecordId zoe = client(1, "Zoë", "Frazão-Łukasz");
  const RecordId other = client(2, "Zora", "Frank");
  CHECK(find("zoe") == Ids{zoe});
  CHECK(find("FRAZAO") == Ids{zoe});
  CHECK(find("lukasz zoe") == Ids{zoe});
  CHECK(find("fra zo") == Ids{other, zoe});
  CHECK(find("fra zoe frank").empty());
  CHECK(find("razao").empty());
  CHECK(find("frazao-luk") == Ids{zoe});
  CHECK(find("").empty());
  CHECK(find("   ").empty());
}

TEST_CASE_FIXTURE(Fixture, "clients come first, then whole words, then what is newest") {
  const RecordId in_note = note(1, "Spoke with Ann about rent");
  const RecordId anna = client(2, "Anna", "Okafor");
  const RecordId ann = client(3, "Ann", "Bello");
  const RecordId annabel = client(4, "Annabel", "Diallo");
  const RecordId later = note(5, "Ann called again");
  CHECK(find("ann") == Ids{ann, annabel, anna, later, in_note});
  CHECK(find("ann", {2, 0, false}) == Ids{ann, annabel});
  CHECK(find("ann", {50, core_type("note")->id, false}) == Ids{later, in_note});
  CHECK(find("ann", {0, 0, false}).empty());
}

TEST_CASE_FIXTURE(Fixture, "many matches come in the same order as few") {
  store->begin();
  const RecordId old_client = client(1, "Common", "Name");
  std::vector<RecordId> notes;
  for (int n = 2; n < 600; ++n) notes.push_back(note(n, n % 2 == 0 ? "common" : "commonplace"));
  const RecordId longer_client = client(600, "Commona", "Name");
  const RecordId new_client = client(601, "Common", "Other");
  store->commit();
  CHECK(find("common", {4, 0, false}) == Ids{new_client, old_client, longer_client, notes[596]});
  const auto all = find("common", {10'000, 0, false});
  CHECK(all.size() == 601);
  CHECK(all[4] == notes[594]);
  CHECK(all.back() == notes[1]);
  CHECK(find("common other").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "where nothing is written so, what is nearly written so is found") {
  const RecordId jose = client(1, "José", "Fernández");
  const RecordId sarah = client(2, "Sarah", "O'Brien");
  client(3, "Ana", "Fox");
  const std::vector<RecordId> only_jose{jose}, only_sarah{sarah};
  CHECK(find("fernadnez") == only_jose);      // swapped
  CHECK(find("fermandes") == only_jose);      // two slips in a long word
  CHECK(find("jsoe fernandez") == only_jose); // one word as written, one not
  CHECK(find("srah") == only_sarah);
  CHECK(find("asrah") == only_sarah);         // the first two letters
  CHECK(find("ona").empty());                 // three letters are taken as they are
  CHECK(find("fernadnez fox").empty());       // every word has to be there
  CHECK(find("xylophone").empty());
  // What is written as it was typed hides what is only like it.
  const RecordId other = client(4, "Jose", "Fernadnez");
  CHECK(find("fernadnez") == std::vector<RecordId>{other});
}

TEST_CASE_FIXTURE(Fixture, "a telephone number is found however it is written") {
  RecordBuilder made("client", 1);
  made.set("given_name", "Ana");
  made.set("phones", JsonText{R"({"number":"+1 (415) 555-0134"})"});
  put(made);
  for (const char* typed : {"+1 (415) 555-0134", "14155550134", "4155550134", "415555", "5550134", "555-0134", "555 01"}) {
    CAPTURE(typed);
    CHECK(find(typed) == std::vector<RecordId>{made.record().id});
  }
  CHECK(find("5550199").empty());
}

TEST_CASE_FIXTURE(Fixture, "what was overruled is found too") {
  RecordBuilder visit("visit", 1);
  visit.set("summary", "leaking roof");
  visit.also("summary", "broken latrine");
  put(visit);
  CHECK(find("roof").size() == 1);
  CHECK(find("latrine").size() == 1);
  CHECK(find("roof latrine").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "the index follows every edit") {
  RecordBuilder made("note", 1);
  made.set("body", "alpha beta");
  put(made);
  made.set("body", "beta gamma");
  put(made);
  CHECK(find("alpha").empty());
  CHECK(find("beta").size() == 1);
  CHECK(find("gamma").size() == 1);
  store->remove_record(made.record().id);
  CHECK(find("beta").empty());
  CHECK(store->check().problems.empty());
}

TEST_CASE_FIXTURE(Fixture, "voided records are found only when asked for") {
  RecordBuilder made("note", 1);
  made.set("body", "mistaken entry");
  put(made);
  made.make_void("wrong client");
  put(made);
  CHECK(find("mistaken").empty());
  CHECK(find("mistaken", {50, 0, true}).size() == 1);
  made.also("title", "edited meanwhile");
  put(made);
  CHECK(find("mistaken").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "texts inside structured values and extra fields are found") {
  RecordBuilder made("client", 1);
  made.also("phones", JsonText{R"({"number":"+254 712 555 0107","note":"neighbour\u2019s"})"});
  made.extra("name", "Judith Achieng");
  made.extra("created_at", "2024-03-29T08:43:22Z");
  put(made);
  CHECK(find("achieng").size() == 1);
  CHECK(find("712 0107").size() == 1);
  CHECK(find("neighbours").size() == 1);
  CHECK(find("number").empty());  // the name of a member
  CHECK(find("2024").empty());    // a time stamp is not a word
}

TEST_CASE_FIXTURE(Fixture, "a word that folds into several is looked for as one") {
  const RecordId obrien = client(1, "Sean", "O'Brien");
  const RecordId apart = client(2, "Brien", "O");
  CHECK(find("o'brien") == Ids{obrien});
  CHECK(find("O\u2019Brien") == Ids{obrien});
  CHECK(find("obrien") == Ids{obrien});
  CHECK(find("brien").size() == 2);
  CHECK(find("o brien") == Ids{apart, obrien});
  const RecordId dated = note(3, "due on 2026-11-24, not 24-11");
  note(4, "24 of 2026, room 11");
  CHECK(find("2026-11-24") == Ids{dated});
  const RecordId tanaka = client(5, "田中", "太郎");
  client(6, "中田", "太郎");
  CHECK(find("田中") == Ids{tanaka});
}

TEST_CASE_FIXTURE(Fixture, "strings without any word are looked for as they stand") {
  const RecordId dashes = note(1, "first -- second");
  const RecordId quotes = note(2, "she said \"\"\" and left");
  note(3, "plain text");
  CHECK(find("--") == Ids{dashes});
  CHECK(find("\"\"\"") == Ids{quotes});
  CHECK(find(":;").empty());
  const RecordId smile = note(4, "doing well 🙂");
  CHECK(find("🙂") == Ids{smile});
  RecordBuilder gone("note", 5);
  gone.set("body", "!!");
  gone.make_void("no");
  put(gone);
  CHECK(find("!!").empty());
  CHECK(find("!!", {50, 0, true}).size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "the language of the index cannot be spoken from outside") {
  const RecordId id = note(1, "near and or not column words");
  for (const char* text :
       {"NEAR(near and)", "words:near", "near AND words", "near* OR", "-near", "^near",
        "{words}: near", "\"near", "near\"", "(near", "near)", "'near", "near;--"}) {
    CHECK_NOTHROW(find(text));
  }
  CHECK(find("near* \"and\"") == Ids{id});
  CHECK(find("\xee\x80\x80 near") == Ids{id});  // the mark of voided records is no word
}

TEST_CASE_FIXTURE(Fixture, "a query of very many words is answered") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "word" + std::to_string(i) + " ";
  const RecordId id = note(1, text);
  note(2, text.substr(0, 500));
  CHECK(find(text) == Ids{id});
}

TEST_CASE_FIXTURE(Fixture, "every naughty string that is stored is found again") {
  const std::string path = shared_data() + "/hostile/blns.json";
  if (!std::filesystem::exists(path)) {
    testkit::skip("blns.json is not there");
    return;
  }
  std::vector<std::string> texts;
  each_text_in_json(testkit::bytes_of_file(path),
                    [&](std::string_view text) { texts.emplace_back(text); });
  CHECK(texts.size() == 515);
  std::vector<RecordId> ids;
  store->begin();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    RecordBuilder made(i % 2 == 0 ? "note" : "client", static_cast<int>(i + 1));
    made.set(i % 2 == 0 ? "body" : "access_instructions", texts[i]);
    put(made);
    ids.push_back(made.record().id);
  }
  store->commit();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    CHECK_MESSAGE(finds(texts[i], ids[i]), i, ": ", texts[i]);
  }
  CHECK(store->check().problems.empty());
  // And nothing of them stays behind.
  for (std::size_t i = 0; i < texts.size(); ++i) store->remove_record(ids[i]);
  for (const std::string& text : texts) CHECK(find(text).empty());
  CHECK(store->check().problems.empty());
}

TEST_CASE("texts in JSON are read as they are meant") {
  std::vector<std::string> texts;
  each_text_in_json(R"({"a":"x\ny","b" : ["\u00e9\ud83d\ude42","\"",7,true],"c":{"d":""}})",
                    [&](std::string_view text) { texts.emplace_back(text); });
  CHECK(texts == std::vector<std::string>{"x\ny", "é🙂", "\"", ""});
  for (const char* broken : {"\"", "\"\\", "\"\\u12", "{\"a\":\"b", "\"\\ud800\""}) {
    CHECK_NOTHROW(each_text_in_json(broken, [](std::string_view) {}));
  }
}

TEST_CASE("values are written as JSON that reads back") {
  const auto json = [](const Value& value) {
    std::string out;
    append_json(out, value);
    return out;
  };
  CHECK(json(std::monostate{}) == "null");
  CHECK(json(true) == "true");
  CHECK(json(std::int64_t{-7}) == "-7");
  CHECK(json(0.1) == "0.1");
  CHECK(json(3.0) == "3.0");
  CHECK(json(1e300) == "1e+300");
  CHECK(json(std::string("a\"b\\c\n\x01é")) == "\"a\\\"b\\\\c\\n\\u0001é\"");
  CHECK(json(JsonText{"[1]"}) == "[1]");
}

}  // namespace satchel
