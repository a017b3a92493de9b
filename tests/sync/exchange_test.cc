// One exchange after the other between laptops and an office, on a link that works: what moves, how
// much, and what both sides then prove to each other. Cuts: cut_test.cc. Parked saves:
// parked_test.cc.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/extra_fields.h"
#include "sync/limits.h"
#include "tests/sync/small_world.h"

namespace satchel {

namespace {

using testkit::add;
using testkit::base_of;
using testkit::client_of;
using testkit::create;
using testkit::Exchange;
using testkit::record_named;
using testkit::resolve;
using testkit::set;
using testkit::SmallWorld;
using testkit::Values;
using testkit::Worker;

// The frames of a body, however it was written.
std::vector<Frame> frames_of(const std::string& body) {
  FrameReader reader(limits::kAnswerBytesMax);
  REQUIRE(reader.feed(body));
  std::vector<Frame> frames;
  for (;;) {
    auto next = reader.next();
    REQUIRE_MESSAGE(next, (next ? "" : next.error().message));
    if (!*next) return frames;
    frames.push_back(std::move(**next));
  }
}

template <class Message>
Message message_of(const Frame& frame) {
  Message message;
  REQUIRE(decode(frame.payload, message));
  return message;
}

bool equal_copies(SmallWorld& world, Worker& worker, const ScopeId& scope) {
  return !base_of(worker.store, scope).empty() &&
         base_of(world.desk.store, scope) == base_of(worker.store, scope);
}

}  // namespace

TEST_SUITE("a first push") {
  TEST_CASE("brings a new client to the office and proves it with one request more") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = testkit::case_file_named("Mia");
    const RecordId note = record_named("note");
    ana.save(mia,
             {create(client_of(mia), "client"), set(client_of(mia), "client.given_name", "Mia"),
              create(note, "note"), set(note, "note.body", "Met her at home.")});
    CHECK(ana.pending() == 1);
    CHECK(ana.store.scope(mia)->provisional);
    const Exchange first = world.exchange(ana);
    REQUIRE(first.outcome);
    CHECK(first.outcome->sent_saves == 1);
    CHECK(first.outcome->acknowledged == 5);  // open, create, set, create, set
    CHECK(first.report.saves == 1);
    CHECK_FALSE(first.outcome->more);
    CHECK(first.outcome->digest_equal);
    CHECK(ana.pending() == 0);
    CHECK_FALSE(ana.store.scope(mia)->provisional);
    CHECK(equal_copies(world, ana, mia));
    CHECK(world.desk.values(note, "note.body") == Values{"Met her at home."});
    CHECK(world.desk.store.grant(ana.user.id, mia)->withdrawn == false);
  }

  TEST_CASE("does not send the author's own bytes back") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    // Random letters, so that compression hides nothing.
    std::string words;
    for (std::uint64_t i = 0; words.size() < 8'000; ++i)
      words += sha256(std::to_string(i)).to_hex();
    ana.save(mia, {set(client_of(mia), "client.background", Value(words))});
    const Exchange push = world.exchange(ana);
    REQUIRE(push.outcome);
    CHECK(push.outcome->entries_taken == 1);
    CHECK(push.request.size() > 4'000);
    CHECK(push.answer.size() < 600);
    CHECK(equal_copies(world, ana, mia));
  }

  TEST_CASE("leaves the words on the screen at every moment") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    ana.save(mia, {set(client_of(mia), "client.language", "it")});
    CHECK(ana.values(client_of(mia), "client.language") == Values{"it"});
    world.exchange(ana);
    CHECK(ana.values(client_of(mia), "client.language") == Values{"it"});
    CHECK(ana.store.overlay(client_of(mia)).empty());
    CHECK_FALSE(ana.store.record(client_of(mia))->view);
  }
}

TEST_SUITE("a first pull") {
  TEST_CASE("brings a whole file to another worker, with who wrote what") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    Worker ben = world.hire("ben");
    const ScopeId mia = world.client("Mia", {&ana, &ben});
    world.sync(ana);
    const Dot saved = ana.save(mia, {set(client_of(mia), "client.language", "it")});
    world.sync(ana);
    const Exchange pull = world.exchange(ben);
    REQUIRE(pull.outcome);
    CHECK(pull.outcome->entries_taken == 2);
    CHECK(pull.outcome->digest_equal);
    CHECK(equal_copies(world, ben, mia));
    REQUIRE(ben.row(saved));
    CHECK(ben.row(saved)->raw == ana.row(saved)->raw);
    CHECK(ben.row(saved)->received_ms == world.now_ms);
    CHECK(ben.row(saved)->state == SaveState::applied);
  }

  TEST_CASE("brings nothing of a file that the worker has no grant for") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    Worker ben = world.hire("ben");
    const ScopeId mia = world.client("Mia", {&ana});
    const ScopeId restricted = case_file(mia.subject, ScopeKind::behavioural);
    world.sync(ana);
    const Exchange pull = world.exchange(ben);
    CHECK(pull.outcome->entries_taken == 0);
    CHECK_FALSE(ben.holds(mia));
    CHECK_FALSE(ben.holds(restricted));
    CHECK(base_of(ben.store, mia).empty());
  }

  TEST_CASE("comes in several requests when a laptop asks for small answers") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    for (int i = 0; i < 40; ++i) {
      world.office_save(mia,
                        {set(client_of(mia), "client.background", Value(std::string(500, 'a')))});
    }
    testkit::Link small;
    small.answer_bytes_max = 2'000;
    const Exchange first = world.exchange(ana, small);
    REQUIRE(first.outcome);
    CHECK(first.outcome->more);
    CHECK_FALSE(first.outcome->digest_equal);
    CHECK(first.outcome->entries_taken < 6);
    CHECK(world.sync(ana, small) > 5);
    CHECK(equal_copies(world, ana, mia));
  }

  TEST_CASE("comes in several frames when a file is long, each of them within the limit") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    for (int i = 0; i < 5; ++i) {
      world.office_save(
          mia, {set(client_of(mia), "client.background", Value(std::string(40'000, 'a')))});
    }
    const Exchange pull = world.exchange(ana);
    REQUIRE(pull.outcome);
    CHECK(frames_of(pull.answer).size() >= 6);
    CHECK(pull.outcome->digest_equal);
    CHECK(equal_copies(world, ana, mia));
  }
}

TEST_SUITE("an exchange with nothing to do") {
  struct NoOp {
    std::size_t request = 0;
    std::size_t answer = 0;
  };
  NoOp no_op_with(std::size_t scopes) {
    SmallWorld world;
    Worker ana = world.hire("ana");
    for (std::size_t i = 0; i < scopes; ++i) world.client("client " + std::to_string(i), {&ana});
    world.sync(ana);
    world.sync(ana);  // tells the office how far it read
    while (ana.laptop.progress().request_number < 100) world.exchange(ana);
    const Exchange done = world.exchange(ana);
    REQUIRE(done.outcome);
    CHECK(done.outcome->digest_equal);
    CHECK_FALSE(done.outcome->more);
    CHECK(frames_of(done.request).size() == 1);
    CHECK(frames_of(done.answer).size() == 2);
    CHECK(world.desk.store.changed(ana.node()).empty());
    return {done.request.size(), done.answer.size()};
  }

  TEST_CASE("is one request whose bodies are small, however many files are held") {
    const NoOp few = no_op_with(10);
    const NoOp many = no_op_with(1'000);
    MESSAGE("no-op with 10 files: request ", few.request, " B, answer ", few.answer, " B");
    MESSAGE("no-op with 1,000 files: request ", many.request, " B, answer ", many.answer, " B");
    CHECK(many.request <=
          few.request + 2);  // the number of scopes and the last counter, as varints
    CHECK(many.answer <= few.answer + 2);
    CHECK(many.request + many.answer < 240);
  }

  TEST_CASE("changes nothing on either side") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    world.client("Mia", {&ana});
    world.sync(ana);
    world.sync(ana);
    const std::string office = testkit::state_of(world.desk.store);
    const std::string laptop = testkit::state_of(ana.store);
    const Exchange done = world.exchange(ana);
    CHECK(done.outcome->sent_saves == 0);
    CHECK(done.outcome->entries_taken == 0);
    CHECK(done.outcome->acknowledged == 0);
    CHECK(done.outcome->receipt.empty());
    CHECK(testkit::state_of(world.desk.store) == office);
    CHECK(testkit::state_of(ana.store) == laptop);
  }

  TEST_CASE("costs by the change, not by the database") {
    const auto bytes_of_an_edit = [](std::size_t scopes) {
      SmallWorld world;
      Worker ana = world.hire("ana");
      for (std::size_t i = 0; i < scopes; ++i) world.client("client " + std::to_string(i), {&ana});
      world.sync(ana);
      world.sync(ana);
      const ScopeId file = testkit::case_file_named("client 3");
      ana.save(file, {set(client_of(file), "client.language", "it")});
      const Exchange done = world.exchange(ana);
      return done.request.size() + done.answer.size();
    };
    const std::size_t few = bytes_of_an_edit(10);
    const std::size_t many = bytes_of_an_edit(500);
    CHECK(many <= few + 24);
  }
}

TEST_SUITE("two workers") {
  struct Pair {
    SmallWorld world;
    Worker ana = world.hire("ana");
    Worker ben = world.hire("ben");
    ScopeId mia = world.client("Mia", {&ana, &ben});
    RecordId client = client_of(mia);
    Pair() { sync(); }
    void sync() {
      for (int i = 0; i < 2; ++i) {
        world.sync(ana);
        world.sync(ben);
      }
    }
    void check_equal() {
      CHECK(equal_copies(world, ana, mia));
      CHECK(equal_copies(world, ben, mia));
    }
  };

  TEST_CASE("who change different fields of one record lose nothing and have no conflict") {
    Pair pair;
    pair.ana.save(pair.mia, {set(pair.client, "client.language", "it")});
    pair.ben.save(pair.mia, {set(pair.client, "client.pronouns", "she")});
    pair.sync();
    pair.check_equal();
    CHECK(pair.ana.values(pair.client, "client.pronouns") == Values{"she"});
    CHECK(pair.ben.values(pair.client, "client.language") == Values{"it"});
  }

  TEST_CASE(
      "who change one field keep both values on all copies, in the office's order, until one "
      "chooses") {
    Pair pair;
    pair.ana.save(pair.mia, {set(pair.client, "client.language", "it")});
    pair.ben.save(pair.mia, {set(pair.client, "client.language", "fr")});
    pair.world.sync(pair.ben);
    pair.sync();
    for (const Values& values : {pair.ana.values(pair.client, "client.language"),
                                 pair.ben.values(pair.client, "client.language"),
                                 pair.world.desk.values(pair.client, "client.language")}) {
      CHECK(values == Values{"fr", "it"});
    }
    pair.ana.save(pair.mia, {resolve(pair.client, "client.language", "fr")});
    pair.sync();
    pair.check_equal();
    CHECK(pair.ben.values(pair.client, "client.language") == Values{"fr"});
  }

  TEST_CASE("who choose apart of each other keep both choices") {
    Pair pair;
    pair.ana.save(pair.mia, {set(pair.client, "client.language", "it")});
    pair.ben.save(pair.mia, {set(pair.client, "client.language", "fr")});
    pair.sync();
    pair.ana.save(pair.mia, {resolve(pair.client, "client.language", "it")});
    pair.ben.save(pair.mia, {resolve(pair.client, "client.language", "de")});
    pair.sync();
    pair.check_equal();
    CHECK(pair.ana.values(pair.client, "client.language") == Values{"it", "de"});
  }

  TEST_CASE("of whom one voids and one edits keep the record, flagged, on all copies") {
    Pair pair;
    pair.ana.save(pair.mia, {testkit::void_record(pair.client, "entered twice")});
    CHECK(is_void(*pair.ana.laptop.shown(pair.client)));
    pair.ben.save(pair.mia, {set(pair.client, "client.language", "fr")});
    pair.sync();
    pair.check_equal();
    for (const Record& record :
         {*pair.ana.laptop.shown(pair.client), *pair.ben.laptop.shown(pair.client),
          *pair.world.desk.office.shown(pair.client)}) {
      CHECK_FALSE(is_void(record));
      CHECK(is_voided_and_edited(record));
    }
    CHECK(pair.ana.values(pair.client, "client.given_name") == Values{"Mia"});
    pair.ana.save(pair.mia, {testkit::void_record(pair.client, "I saw it")});
    pair.sync();
    CHECK(is_void(*pair.ben.laptop.shown(pair.client)));
    pair.ben.save(pair.mia, {testkit::lift_void(pair.client)});
    pair.sync();
    CHECK_FALSE(is_void(*pair.ana.laptop.shown(pair.client)));
    CHECK_FALSE(is_voided_and_edited(*pair.ana.laptop.shown(pair.client)));
  }

  TEST_CASE("whose laptops have clocks that are years wrong merge as if they had none") {
    const auto merged = [](std::int64_t ana_ms, std::int64_t ben_ms) {
      Pair pair;
      pair.ana.clock_ms = ana_ms;
      pair.ben.clock_ms = ben_ms;
      pair.ana.save(pair.mia, {set(pair.client, "client.language", "it")});
      pair.world.sync(pair.ana);
      pair.ben.save(pair.mia, {set(pair.client, "client.language", "fr")});
      pair.sync();
      pair.ana.save(pair.mia, {set(pair.client, "client.pronouns", "she")});
      pair.sync();
      pair.check_equal();
      return pair.world.desk.store.scope(pair.mia)->digest;
    };
    constexpr std::int64_t kYear = 31'536'000'000;
    const Hash256 right = merged(0, 0);
    CHECK(merged(-50 * kYear, 10 * kYear) == right);
    CHECK(merged(10 * kYear, -50 * kYear) == right);
  }

  TEST_CASE("learn of what the office itself wrote") {
    Pair pair;
    pair.world.office_save(pair.mia, {set(pair.client, "client.code_status", "dnr")});
    pair.sync();
    pair.check_equal();
    CHECK(pair.ana.values(pair.client, "client.code_status") == Values{"dnr"});
  }

  TEST_CASE("agree on a new extra field that both invented offline") {
    Pair pair;
    const TypeDef& type = *core_type("client");
    const FieldId field = extra_field_id("client", "shoe_size");
    for (Worker* worker : {&pair.ana, &pair.ben}) {
      worker->save(directory_scope(), declare_extra_field(type, "shoe_size"));
    }
    Edit edit = set(pair.client, "client.language", Value(std::int64_t{38}));
    edit.field = field;
    pair.ana.save(pair.mia, {edit});
    pair.sync();
    pair.check_equal();
    CHECK(pair.ben.store.record(pair.client)->base.field(field)->siblings.size() == 1);
    CHECK(pair.ben.laptop.schema().field(type.id, "shoe_size") != nullptr);
    CHECK(pair.world.desk.office.schema().field(type.id, "shoe_size") != nullptr);
    // Both declarations say the same: nobody has to decide anything.
    CHECK(pair.world.desk.office.parked().empty());
  }
}

TEST_SUITE("two laptops of one user") {
  TEST_CASE("hold the same, and tell each other's saves apart") {
    SmallWorld world;
    Worker first = world.hire("ana");
    Worker second = world.hire("ana");
    CHECK(first.node() != second.node());
    const ScopeId mia = world.client("Mia", {&first});
    world.sync(first);
    world.sync(second);
    const Dot one = first.save(mia, {set(client_of(mia), "client.language", "it")});
    const Dot two = second.save(mia, {set(client_of(mia), "client.pronouns", "she")});
    CHECK(one.counter == two.counter);
    world.sync(first);
    world.sync(second);
    world.sync(first);
    CHECK(equal_copies(world, first, mia));
    CHECK(equal_copies(world, second, mia));
    CHECK(first.values(client_of(mia), "client.pronouns") == Values{"she"});
    CHECK(world.desk.row(one)->raw != world.desk.row(two)->raw);
  }

  TEST_CASE("both get a client that one of them opened") {
    SmallWorld world;
    Worker first = world.hire("ana");
    Worker second = world.hire("ana");
    const ScopeId mia = testkit::case_file_named("Mia");
    first.save(mia, {create(client_of(mia), "client")});
    world.sync(first);
    world.sync(second);
    CHECK(equal_copies(world, second, mia));
    CHECK(second.laptop.can_write(mia));
  }
}

TEST_SUITE("what both sides can prove") {
  TEST_CASE("a receipt comes when saves were acknowledged, signed by the office") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    const Dot saved = ana.save(mia, {set(client_of(mia), "client.language", "it")});
    const Exchange push = world.exchange(ana);
    REQUIRE(push.outcome);
    SignedReceipt receipt;
    REQUIRE(decode(push.outcome->receipt, receipt));
    CHECK(ana.store.fact("latest receipt") == push.outcome->receipt);
    const std::string key = ana.laptop.identity()->office_key;
    CHECK(verify(key, "satchel receipt 1 " + receipt.body, receipt.signature));
    Receipt body;
    REQUIRE(decode(receipt.body, body));
    CHECK(body.office == world.desk.office.identity()->id);
    CHECK(body.node == ana.node());
    CHECK(body.counter == saved.counter);
    CHECK(body.chain == ana.laptop.progress().chain);
    CHECK(body.counts == SaveCounts{1, 0, 0, 0, 0});
    CHECK(body.time_ms == world.now_ms);
    for (std::size_t i = 0; i < receipt.body.size(); ++i) {
      std::string changed = receipt.body;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      CHECK_FALSE(verify(key, "satchel receipt 1 " + changed, receipt.signature));
    }
  }

  // Puts another name into the laptop's base, as a fault of its disk or program would.
  void damage_name(Worker & worker, const ScopeId& scope) {
    StoredRecord row = *worker.store.record(client_of(scope));
    row.base.field_or_insert(testkit::Path("client.given_name").field).siblings[0].value =
        testkit::text("Nia");
    worker.store.put_record(row, nullptr);
  }

  TEST_CASE("a file that differs is found when its next page comes, and read again") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    const ScopeId noah = world.client("Noah", {&ana});
    world.sync(ana);
    damage_name(ana, mia);
    const Dot own = ana.save(mia, {set(client_of(mia), "client.language", "it")});
    world.office_save(mia, {set(client_of(mia), "client.given_name", "Maria")});
    const Exchange found = world.exchange(ana);
    REQUIRE(found.problem);
    CHECK(found.problem->kind == ErrorKind::corrupt);
    CHECK_FALSE(found.outcome);
    CHECK(ana.store.fact("latest incident"));
    CHECK(ana.store.scope(mia)->head == 0);
    CHECK(ana.store.scope(noah)->head == 1);  // only the file that differs
    CHECK(ana.row(own)->state == SaveState::pending);
    CHECK(ana.store.overlay(client_of(mia)) ==
          std::vector<Dot>{own});  // shown again with its record
    world.sync(ana);
    CHECK(ana.values(client_of(mia), "client.given_name") == Values{"Maria"});
    CHECK(ana.values(client_of(mia), "client.language") == Values{"it"});
    CHECK(equal_copies(world, ana, mia));
  }

  // So that the laptop itself believes it.
  void damage_file(Worker & worker, const ScopeId& scope) {
    damage_name(worker, scope);
    ScopeRow row = *worker.store.scope(scope);
    LaptopProgress progress = worker.laptop.progress();
    progress.caseload_digest -= caseload_leaf(scope, row.epoch, row.digest);
    row.digest = record_digest(worker.store.record(client_of(scope))->base);
    progress.caseload_digest += caseload_leaf(scope, row.epoch, row.digest);
    worker.store.put_scope(row);
    worker.laptop.put_progress(progress);
  }

  TEST_CASE("a caseload that differs is found at the end of an exchange; only the file that differs is read again") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    const ScopeId noah = world.client("Noah", {&ana});
    world.sync(ana);
    world.sync(ana);
    damage_file(ana, mia);
    const Exchange found = world.exchange(ana);
    REQUIRE(found.outcome);
    CHECK_FALSE(found.outcome->digest_equal);
    CHECK(found.outcome->more);
    CHECK(found.outcome->caseload_differs);
    CHECK_FALSE(ana.laptop.progress().proven_equal);
    CHECK(ana.store.fact("latest incident"));
    const Exchange told = world.exchange(ana);
    REQUIRE(told.outcome);
    CHECK(told.outcome->more);
    CHECK_FALSE(told.outcome->caseload_differs);  // it is known where
    CHECK(ana.store.scope(mia)->head == 0);
    CHECK(ana.store.scope(noah)->head == 1);
    const Exchange mended = world.exchange(ana);
    REQUIRE(mended.outcome);
    CHECK(mended.outcome->entries_taken == 1);
    CHECK_FALSE(mended.outcome->more);
    CHECK(equal_copies(world, ana, mia));
    CHECK(ana.laptop.progress().proven_equal);
    CHECK(ana.laptop.progress().comparing == Comparing::no);
  }

  TEST_CASE("where the checks do not show what differs, everything is read again") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    const ScopeId noah = world.client("Noah", {&ana});
    world.sync(ana);
    world.sync(ana);
    ScopeRow row = *ana.store.scope(mia);
    row.digest.bytes.back() ^= 1;  // behind what a check holds
    ana.store.put_scope(row);
    ana.laptop.sum_up_again();
    CHECK(world.exchange(ana).outcome->caseload_differs);
    CHECK(world.exchange(ana).outcome->caseload_differs);
    CHECK(ana.store.scope(mia)->head == 0);
    CHECK(ana.store.scope(noah)->head == 0);
    CHECK(world.sync(ana) == 1);
    CHECK(equal_copies(world, ana, mia));
    CHECK(ana.laptop.progress().proven_equal);
  }

  TEST_CASE("checks of other scopes than are here, or behind the last one, say nothing") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    std::vector<ScopeId> held;
    for (const ScopeRow& row : ana.store.scopes()) held.push_back(row.id);
    std::sort(held.begin(), held.end());
    const std::vector<ScopeCheck> wrong(held.size(), check_of(sha256("another")));
    const auto read_again = [&](const ChecksFrame& frame) {
      Transaction transaction(ana.store);
      return ana.laptop.read_again_what_differs(frame);  // and rolled back
    };
    CHECK(read_again({0, hash_of_ids(held), wrong}) == held.size());
    CHECK(read_again({0, sha256("others"), wrong}) == 0);
    CHECK(read_again({1, hash_of_ids(held), wrong}) == 0);
    CHECK(read_again({UINT64_MAX, hash_of_ids({}), {}}) == 0);
    CHECK(ana.store.scope(mia)->head == 1);
  }

  TEST_CASE("a wrong sum over the caseload or the cursors is made anew, not carried on for ever") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    LaptopProgress progress = ana.laptop.progress();
    progress.caseload_digest += sha256("a fault");
    ++progress.scope_count;
    ana.laptop.put_progress(progress);
    CHECK(world.sync(ana) <= 3);
    progress = ana.laptop.progress();
    progress.vector_hash += sha256("a fault");
    ana.laptop.put_progress(progress);
    CHECK(world.sync(ana) <= 4);
    CHECK(equal_copies(world, ana, mia));
  }

  TEST_CASE("a cursor vector that differs is sent anew, and the push is taken all the same") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.client("Noah", {&ana});
    world.sync(ana);
    world.sync(ana);
    NodeRow node = world.desk.node(ana);
    node.vector_hash = sha256("another vector");
    world.desk.store.put_node(node);
    const Dot saved = ana.save(mia, {set(client_of(mia), "client.language", "it")});
    const Exchange stale = world.exchange(ana);
    REQUIRE(stale.outcome);
    CHECK(stale.outcome->more);
    CHECK(stale.outcome->acknowledged == 1);
    CHECK(world.desk.row(saved));
    const auto welcome = message_of<Welcome>(frames_of(stale.answer)[0]);
    CHECK(welcome.send_vector);
    CHECK_FALSE(welcome.vector_accepted);
    CHECK_FALSE(welcome.pages_follow);
    CHECK(world.desk.node(ana).vector_hash == sha256("another vector"));  // nothing of it is stored
    const Exchange whole = world.exchange(ana);
    CHECK(message_of<Hello>(frames_of(whole.request)[0]).vector_is_whole);
    CHECK(message_of<VectorFrame>(frames_of(whole.request)[1]).entries.size() == 4);
    REQUIRE(whole.outcome);
    CHECK(whole.outcome->digest_equal);
    CHECK_FALSE(message_of<Hello>(frames_of(world.exchange(ana).request)[0]).vector_is_whole);
    CHECK(equal_copies(world, ana, mia));
  }

  TEST_CASE(
      "a file that the office believes to be held, and is not, is forgotten by a whole vector") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    const ScopeId mia = world.client("Mia", {&ana});
    world.sync(ana);
    world.sync(ana);
    // The laptop has lost the whole file, and its sums say so.
    LaptopProgress progress = ana.laptop.progress();
    const ScopeRow row = *ana.store.scope(mia);
    progress.vector_hash -= vector_leaf(mia, {row.epoch, row.head});
    progress.caseload_digest -= caseload_leaf(mia, row.epoch, row.digest);
    --progress.scope_count;
    ana.laptop.put_progress(progress);
    ana.store.remove_scope(mia);
    ana.store.remove_record(client_of(mia));
    ana.store.remove_save({kOfficeNode, 1});
    world.sync(ana);
    CHECK(ana.holds(mia));
    CHECK(equal_copies(world, ana, mia));
  }
}

TEST_SUITE("programs of other versions") {
  TEST_CASE("keep and forward ops that they do not understand, byte for byte") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    Worker ben = world.hire("ben");
    const ScopeId mia = world.client("Mia", {&ana, &ben});
    world.sync(ana);
    Op unknown;
    unknown.unknown_kind = 31;
    unknown.unknown = std::string("\x00\xff what a later version does", 29);
    Op known;
    known.kind = OpKind::set;
    known.record = client_of(mia);
    known.field = testkit::Path("client.language").field;
    known.value = testkit::text("it");
    const Dot saved = ana.forge(ana.save_with(mia, {unknown, known, unknown}));
    world.sync(ana);
    world.sync(ben);
    REQUIRE(world.desk.row(saved));
    CHECK(world.desk.row(saved)->state == SaveState::applied);
    REQUIRE(ben.row(saved));
    CHECK(ben.row(saved)->raw == ana.row(saved)->raw);
    CHECK(ben.values(client_of(mia), "client.language") == Values{"it"});
    CHECK(equal_copies(world, ana, mia));
  }

  TEST_CASE("keep and forward fields and types that they do not know") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    Worker ben = world.hire("ben");
    const ScopeId mia = world.client("Mia", {&ana, &ben});
    world.sync(ana);
    const RecordId record = record_named("of a later type");
    Op make;
    make.kind = OpKind::create;
    make.record = record;
    make.type = 5'000;
    Op fill;
    fill.kind = OpKind::set;
    fill.record = record;
    fill.field = 17;
    fill.value = testkit::text("later words");
    ana.forge(ana.save_with(mia, {make, fill}));
    world.sync(ana);
    world.sync(ben);
    CHECK(equal_copies(world, ben, mia));
    CHECK(ben.store.record(record)->base.field(17)->siblings.size() == 1);
  }

  TEST_CASE("skip a frame that they do not know") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    world.client("Mia", {&ana});
    LaptopSession session(ana.laptop, {});
    const auto answer = frames_of(world.serve(world.request_of(ana, session)));
    FrameWriter writer;
    for (const Frame& frame : answer) {
      writer.add(frame.type, frame.payload);
      writer.add(static_cast<FrameType>(90), "of a later version");
    }
    Exchange result;
    SmallWorld::hear(session, std::move(writer).finish(), 50, result);
    CHECK_FALSE(result.problem);
    REQUIRE(result.outcome);
    CHECK(result.outcome->digest_equal);
  }

  TEST_CASE("are told apart by the version in the hello") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    LaptopSession session(ana.laptop, {});
    auto frames = frames_of(world.request_of(ana, session));
    auto hello = message_of<Hello>(frames[0]);
    hello.version = 2;
    FrameWriter writer;
    writer.add(FrameType::hello, encode(hello));
    Exchange result;
    SmallWorld::hear(session, world.serve(std::move(writer).finish()), 50, result);
    REQUIRE(result.problem);
    CHECK(result.problem->kind == ErrorKind::too_new);
    CHECK(result.problem->hint == "update this program");
    // And by the byte in the head of the body.
    LaptopSession next(ana.laptop, {});
    std::string body = world.request_of(ana, next);
    body[3] = 2;
    Exchange again;
    SmallWorld::hear(next, world.serve(body), 50, again);
    REQUIRE(again.problem);
    CHECK(again.problem->kind == ErrorKind::too_new);
  }
}

// A frame holds at most 72 KB. What the office tells about one scope is small, and there may be
// thousands of scopes.
TEST_SUITE("a whole caseload at once") {
  TEST_CASE("is given and taken away and given again between two exchanges") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    std::vector<ScopeId> files;
    for (int i = 0; i < 1'500; ++i) files.push_back(world.client(std::to_string(i), {&ana}));
    world.sync(ana);
    world.sync(ana);
    for (const ScopeId& file : files) world.withdraw(ana, file);
    for (const ScopeId& file : files) world.grant(ana, file);
    // Nothing in the files changed; each of the 1,500 has a new epoch to tell.
    const Exchange done = world.exchange(ana);
    CHECK_MESSAGE(!done.problem, (done.problem ? done.problem->message : ""));
    REQUIRE(done.outcome);
    CHECK(done.outcome->digest_equal);
    CHECK(ana.store.scope(files[0])->epoch == world.desk.store.grant(ana.user.id, files[0])->epoch);
  }

  TEST_CASE("is withdrawn") {
    SmallWorld world;
    Worker ana = world.hire("ana");
    std::vector<ScopeId> files;
    for (int i = 0; i < 4'000; ++i) files.push_back(world.client(std::to_string(i), {&ana}));
    world.sync(ana);
    for (const ScopeId& file : files) world.withdraw(ana, file);
    const Exchange done = world.exchange(ana);
    CHECK_MESSAGE(!done.problem, (done.problem ? done.problem->message : ""));
    REQUIRE(done.outcome);
    CHECK_FALSE(ana.laptop.can_write(files[0]));
    CHECK_FALSE(ana.laptop.can_write(files[3'999]));
  }
}

}  // namespace satchel
