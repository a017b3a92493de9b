// What was wiped is in no byte of a laptop's files any more; everything else is.
#include <doctest/doctest.h>

#include <memory>

#include "storage/sqlite_store.h"
#include "sync/codec.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "sync/signature.h"
#include "tests/storage/temporary_folder.h"
#include "tests/testkit/left_bytes.h"
#include "tests/testkit/memory_store.h"

namespace satchel {

namespace {

using testkit::distinctive_word;

constexpr std::int64_t kNowMs = 1'795'000'000'000;

// An office in memory and a laptop on a file, with two clients.
struct Fixture {
  testkit::TemporaryFolder folder;
  testkit::MemoryStore office_store;
  Office office{office_store};
  std::unique_ptr<SqliteStore> store = open();
  std::unique_ptr<Laptop> laptop = std::make_unique<Laptop>(*store);
  UserRow ana;
  std::vector<std::string> leaving, staying;
  ScopeId gone = case_file(Uuid::from_name("the client who goes"));
  ScopeId kept = case_file(Uuid::from_name("the client who stays"));

  Fixture() {
    Office::Seeds seeds;
    seeds.id = Uuid::from_name("office");
    seeds.own_node_id = Uuid::from_name("office node");
    seeds.key.fill(1);
    EnrolmentRequest request;
    request.code = "code";
    const KeyPair keys = make_key_pair({7});
    request.device_key = keys.open;
    request.node_id = Uuid::from_name("laptop node");
    Transaction transaction(office_store);
    REQUIRE(office.init("District", seeds, kNowMs));
    REQUIRE(office.add_user("ana", "care_manager", Uuid::from_name("ana")));
    ana = *office_store.user_named("ana");
    REQUIRE(office.allow_enrolment("ana", request.code, kNowMs, kNowMs + 1000));
    const auto answer = office.enrol(request, kNowMs);
    REQUIRE(answer);
    transaction.commit();
    LaptopIdentity who;
    who.office = answer->office;
    who.office_epoch = answer->office_epoch;
    who.office_key = answer->office_key;
    who.node = answer->node;
    who.node_id = request.node_id;
    who.user = answer->user;
    who.user_name = "ana";
    who.device_secret = keys.secret;
    Transaction enrolling(*store);
    laptop->enrol(who, *answer);
    enrolling.commit();
    fill(gone, "leaving", leaving);
    fill(kept, "staying", staying);
    sync();
  }

  std::unique_ptr<SqliteStore> open() {
    auto opened = SqliteStore::open(folder.file("satchel.db"), Kind::laptop, true);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    return std::move(*opened);
  }
  void close() {
    laptop.reset();
    store.reset();
  }
  void reopen() {
    close();
    store = open();
    laptop = std::make_unique<Laptop>(*store);
  }

  // A client, and records of every type that has texts, with a word of its own in each text.
  void fill(const ScopeId& scope, const std::string& name, std::vector<std::string>& words) {
    int number = 0;
    for (const TypeDef& type : core_types()) {
      if (type.default_compartment == ScopeKind::directory) continue;
      for (int copy = 0; copy < (type.name == kTypeClient ? 1 : 8); ++copy) {
        std::vector<Edit> edits(1);
        edits[0].kind = EditKind::create;
        edits[0].type = type.id;
        edits[0].record = type.name == kTypeClient
                              ? RecordId{scope.subject}
                              : RecordId{Uuid::from_name(name + type.name + std::to_string(copy))};
        for (const FieldDef& field : type.fields) {
          const bool holds_text = field.kind == FieldKind::text || field.kind == FieldKind::long_text ||
                                  field.kind == FieldKind::any || field.kind == FieldKind::json;
          if (!holds_text) continue;
          Edit edit;
          edit.kind = field.policy == Policy::unite ? EditKind::add : EditKind::set;
          edit.record = edits[0].record;
          edit.field = field.id;
          words.push_back(distinctive_word(name, ++number));
          edit.value = words.back();
          if (field.kind == FieldKind::json) edit.value = JsonText{"{\"what\":\"" + words.back() + "\"}"};
          edits.push_back(edit);
        }
        save(scope, edits);
        if (edits.size() == 1) continue;
        words.push_back(distinctive_word(name, ++number));
        edits[1].value = words.back();
        save(scope, {edits[1]});  // what was there before stays in the history
      }
    }
  }
  void save(const ScopeId& scope, const std::vector<Edit>& edits) {
    Transaction transaction(*store);
    const auto saved = laptop->save(scope, edits, {"ana", kNowMs, 0, 60});
    REQUIRE_MESSAGE(saved, (saved ? "" : saved.error().message));
    transaction.commit();
  }
  // What the office parks: of a record that was never created.
  void park(const std::string& word) {
    Op op;
    op.record = {Uuid::from_name("nothing")};
    op.field = core_type("visit")->field("summary")->id;
    op.value = word;
    Save save;
    save.scope = gone;
    save.epoch = store->scope(gone)->epoch;
    save.user = "ana";
    save.ops.push_back(op);
    Transaction transaction(*store);
    LaptopProgress progress = laptop->progress();
    StoredSave row;
    row.node = laptop->identity()->node;
    row.first = row.last = ++progress.counter;
    row.scope = gone;
    row.raw = encode_save(save);
    row.chain = progress.chain = chain_next(progress.chain, row.first, row.raw);
    store->put_save(row);
    laptop->put_progress(progress);
    transaction.commit();
  }

  void exchange() {
    LaptopSession session(*laptop, {.wall_ms = kNowMs});
    OfficeSession at_office(office, {kNowMs, false});
    const auto request = session.request();
    REQUIRE(request);
    at_office.receive(*request);
    REQUIRE(session.receive(at_office.finish()));
    const auto outcome = session.finish();
    REQUIRE(outcome);
    more = outcome->more;
  }
  void sync() {
    for (int i = 0; i < 20; ++i) {
      exchange();
      if (!more) return;
    }
    FAIL("no end");
  }
  bool more = false;
  void withdraw() {
    Transaction transaction(office_store);
    office.withdraw(ana, gone);
    transaction.commit();
  }

  std::size_t count(const std::string& bytes, const std::vector<std::string>& words) {
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [&](const auto& word) {
      return testkit::holds_word(bytes, word);
    }));
  }
  void check_nothing_is_left() {
    close();
    const std::string bytes = testkit::all_bytes_below(folder.file(""));
    const std::string saves = testkit::unpacked_saves(folder.file("satchel.db"));
    CHECK(count(bytes, leaving) == 0);
    CHECK(count(saves, leaving) == 0);
    CHECK_FALSE(testkit::holds_id(bytes, gone.subject));
    CHECK_FALSE(testkit::holds_id(saves, gone.subject));
    CHECK(testkit::holds_id(bytes, kept.subject));
    CHECK(count(bytes + saves, staying) == staying.size());
    reopen();
    CHECK(store->check().problems.empty());
    CHECK(store->search(staying[1]).size() == 1);
    CHECK(store->search(leaving[1]).empty());
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a wiped file is in no byte of the files after the scrub, and all of the other one is") {
  const std::string before = testkit::all_bytes_below(folder.file(""));
  CHECK(count(before, leaving) > leaving.size() / 2);  // the test can see words
  CHECK(leaving.size() > 500);
  park(distinctive_word("parked", 1));
  leaving.push_back(distinctive_word("parked", 1));
  sync();
  withdraw();
  sync();
  CHECK(store->is_scrub_due());
  const auto scrubbed = store->scrub();
  REQUIRE(scrubbed);
  CHECK(*scrubbed);
  CHECK_FALSE(store->is_scrub_due());
  check_nothing_is_left();
  const auto again = store->scrub();
  CHECK((again && *again));
}

TEST_CASE_FIXTURE(Fixture, "deleting alone leaves words behind: the scrub is needed") {
  withdraw();
  sync();
  close();  // folds the log into the file
  CHECK(count(testkit::all_bytes_below(folder.file("")), leaving) > 0);
}

TEST_CASE_FIXTURE(Fixture, "while another program reads an older state the to-do stays, and is done later") {
  auto reader = open();
  reader->database().execute("BEGIN");
  CHECK(reader->scopes().size() == 4);
  withdraw();
  sync();
  auto scrubbed = store->scrub();
  REQUIRE(scrubbed);
  CHECK_FALSE(*scrubbed);
  CHECK(store->is_scrub_due());
  reader->database().execute("COMMIT");
  scrubbed = store->scrub();
  REQUIRE(scrubbed);
  CHECK(*scrubbed);
  reader.reset();
  check_nothing_is_left();
}

}  // namespace satchel
