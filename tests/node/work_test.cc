// What the ordinary things cost, counted and not timed: statements, rows, commits, bytes. A change that makes any of
// them dearer fails here on every machine; how long they take is measured by tools/bench.
#include <doctest/doctest.h>

#include "node/shared/clock.h"
#include "storage/lookup.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "tests/testkit/pair.h"
#include "tests/testkit/work_counter.h"

using namespace satchel;
using namespace satchel::testkit;

namespace {

Database& database_of(LaptopWorkspace& laptop) { return laptop.store().database(); }
Database& database_of(OfficeWorkspace& office) { return office.store().database(); }

void give_clients(Pair& pair, LaptopWorkspace& laptop, int count) {
  for (int i = 0; i < count; ++i) new_client(laptop, {{"given_name", std::string("Ana")}, {"family_name", std::string("Lima")}});
  pair.sync(laptop);
  pair.sync(laptop);
}

struct Exchange {
  Work laptop;
  Work office;
  std::size_t bytes_up = 0;
  std::size_t bytes_down = 0;
};

// One request and its answer, unsigned, over memory.
Exchange exchange(Pair& pair, LaptopWorkspace& laptop) {
  const WorkCounter here(database_of(laptop));
  const WorkCounter there(database_of(pair.office()));
  LaptopSessionOptions options;
  options.wall_ms = wall_clock_ms();
  LaptopSession session(laptop.laptop(), options);
  const auto request = session.request();
  REQUIRE(request);
  OfficeSession at_office(pair.office().office(), {wall_clock_ms(), false});
  at_office.receive(*request);
  const std::string answer = at_office.finish();
  REQUIRE(session.receive(answer));
  const auto outcome = session.finish();
  REQUIRE(outcome);
  CHECK(outcome->complete);
  return {here.done(), there.done(), request->size(), answer.size()};
}

// The same for a worker with two clients and for one with two hundred.
template <class Run>
auto for_few_and_many(Run run) {
  const auto with = [&](int clients) {
    Pair pair;
    LaptopWorkspace& laptop = pair.enrol("ana");
    give_clients(pair, laptop, clients);
    return run(pair, laptop);
  };
  return std::pair{with(2), with(200)};
}

}  // namespace

TEST_CASE("a save of one field is one commit of a few statements, in a small file and in a large one alike") {
  const auto [few, many] = for_few_and_many([](Pair& pair, LaptopWorkspace& laptop) {
    const RecordId client = new_client(laptop, {{"given_name", std::string("Bo")}});
    pair.sync(laptop);
    const WorkCounter counter(database_of(laptop));
    set(laptop, client, "language", std::string("pt"));
    return counter.done();
  });
  MESSAGE("a save: ", few.statements, " statements, ", few.rows_read, " rows read, ", few.rows_written, " written");
  CHECK(few.commits == 1);
  CHECK(few.statements <= 40);
  CHECK(few.rows_written <= 12);
  CHECK(many.statements == few.statements);
  CHECK(many.rows_read == few.rows_read);
  CHECK(many.rows_written == few.rows_written);
}

TEST_CASE("a sync with nothing to do costs the same whether two files are held or two hundred") {
  const auto [few, many] = for_few_and_many(exchange);
  MESSAGE("no-op: laptop ", few.laptop.statements, " statements, office ", few.office.statements, ", ", few.bytes_up,
          " B up, ", few.bytes_down, " B down");
  CHECK(many.laptop.statements == few.laptop.statements);
  CHECK(many.laptop.rows_read == few.laptop.rows_read);
  CHECK(many.office.statements == few.office.statements);
  CHECK(many.office.rows_read == few.office.rows_read);
  CHECK(few.laptop.commits <= 3);
  CHECK(few.office.commits <= 2);
  CHECK(few.bytes_up <= 130);
  CHECK(few.bytes_down <= 90);
  CHECK(many.bytes_up <= few.bytes_up + 4);  // greater counters take a byte more
  CHECK(many.bytes_down <= few.bytes_down + 4);
}

TEST_CASE("the sync after a great one names no cursor: the office remembers what it told") {
  Pair pair;
  LaptopWorkspace& laptop = pair.enrol("ana");
  for (int i = 0; i < 100; ++i) new_client(laptop, {{"given_name", std::string("Ana")}});
  exchange(pair, laptop);
  const Exchange next = exchange(pair, laptop);
  CHECK(next.bytes_up <= 140);
  // And another laptop that has just taken all of it.
  LaptopWorkspace& other = pair.enrol("ana");
  exchange(pair, other);
  CHECK(exchange(pair, other).bytes_up <= 140);
}

TEST_CASE("the office's work for a save is the same in a caseload of any size") {
  const auto [few, many] = for_few_and_many([](Pair& pair, LaptopWorkspace& laptop) {
    const RecordId client = new_client(laptop, {{"given_name", std::string("Bo")}});
    pair.sync(laptop);
    pair.sync(laptop);
    set(laptop, client, "language", std::string("pt"));
    return exchange(pair, laptop).office;
  });
  MESSAGE("taking a save: ", few.statements, " statements, ", few.rows_read, " rows read, ", few.rows_written, " written");
  CHECK(many.statements == few.statements);
  CHECK(many.rows_read == few.rows_read);
  CHECK(many.rows_written == few.rows_written);
}

TEST_CASE("what one record more costs in a push and in a pull") {
  const auto cost = [](int clients) {
    Pair pair;
    LaptopWorkspace& laptop = pair.enrol("ana");
    for (int i = 0; i < clients; ++i) {
      new_client(laptop, {{"given_name", std::string("Ana")}, {"family_name", std::string("Lima")}, {"language", std::string("pt")}});
    }
    const Exchange push = exchange(pair, laptop);
    LaptopWorkspace& other = pair.enrol("ana");
    return std::pair{push, exchange(pair, other)};
  };
  const auto small = cost(50);
  const auto large = cost(150);
  const auto per_record = [](std::uint64_t less, std::uint64_t more) { return (more - less) / 100; };
  const auto push_at_office = per_record(small.first.office.statements, large.first.office.statements);
  const auto push_at_laptop = per_record(small.first.laptop.statements, large.first.laptop.statements);
  const auto pull_at_office = per_record(small.second.office.statements, large.second.office.statements);
  const auto pull_at_laptop = per_record(small.second.laptop.statements, large.second.laptop.statements);
  MESSAGE("statements a record: push ", push_at_laptop, " laptop, ", push_at_office, " office; pull ", pull_at_laptop,
          " laptop, ", pull_at_office, " office");
  CHECK(push_at_office <= 60);
  CHECK(push_at_laptop <= 40);
  CHECK(pull_at_office <= 12);
  CHECK(pull_at_laptop <= 40);
}

TEST_CASE("saves that arrive together are one commit, and write each page of a database once") {
  Pair pair;
  LaptopWorkspace& laptop = pair.enrol("ana");
  std::vector<RecordId> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(new_client(laptop, {{"given_name", "Ana " + std::to_string(i)}, {"family_name", std::string("Lima")}}));
  }
  const Exchange push = exchange(pair, laptop);
  CHECK(push.office.commits <= 3);  // the hello, the saves, the answer
  CHECK(push.laptop.commits <= 4);
  LaptopWorkspace& other = pair.enrol("ana");
  CHECK(exchange(pair, other).laptop.commits <= 4);
  // In an order that has nothing to do with that of the rows.
  for (std::size_t i = 0; i < clients.size(); ++i) {
    set(laptop, clients[i * 7 % clients.size()], "family_name", "Lima " + std::to_string(i));
  }
  const Exchange edits = exchange(pair, laptop);
  MESSAGE("300 edits: ", edits.office.pages_written, " pages written at the office, ", edits.laptop.pages_written, " at the laptop");
  CHECK(edits.office.pages_written <= 100);
  CHECK(edits.laptop.pages_written <= 100);
  CHECK(exchange(pair, other).laptop.pages_written <= 100);
}

TEST_CASE("what a changed field costs on the wire") {
  constexpr std::size_t kChanges = 100;
  Pair pair;
  LaptopWorkspace& laptop = pair.enrol("ana");
  const RecordId client = new_client(laptop, {{"given_name", std::string("Ana")}});
  std::vector<RecordId> visits;
  for (std::size_t i = 0; i < 10 * kChanges; ++i) visits.push_back(new_record(laptop, "visit", client, {{"status", std::string("planned")}}));
  pair.sync(laptop);
  pair.sync(laptop);
  for (std::size_t i = 0; i < kChanges; ++i) set(laptop, visits[i * 379 % visits.size()], "status", std::string("completed"));
  LaptopSession session(laptop.laptop(), {.wall_ms = wall_clock_ms()});
  const auto request = session.request();
  REQUIRE(request);
  FrameReader reader(limits::kRequestBytesMax);
  REQUIRE(reader.feed(*request));
  std::size_t bytes = 0;
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
    if ((**frame).type == FrameType::saves) bytes += (**frame).payload.size();
  }
  MESSAGE("a changed field: ", bytes / kChanges, " bytes, compressed ", request->size() / kChanges, ", with the request's own frames");
  CHECK(bytes <= 48 * kChanges);  // its author, clock and predecessor, 11 of them the word itself
  CHECK(request->size() <= 12 * kChanges);
}

TEST_CASE("the screens find what is open among all that was done before") {
  Pair pair;
  LaptopWorkspace& laptop = pair.enrol("ana");
  const RecordId client = new_client(laptop, {{"given_name", std::string("Ana")}});
  const std::string worker = laptop.laptop().identity()->user.to_string();
  const auto plan = [&](const std::string& status) {
    return new_record(laptop, "visit", client,
                      {{"status", status}, {"worker_id", worker}, {"planned_start", std::string("2026-01-05T08:00:00.000Z")}});
  };
  const RecordId planned = plan("planned");
  const RecordId begun = plan("in_progress");
  for (int i = 0; i < 30; ++i) plan("completed");
  Lookup lookup(database_of(laptop));
  CHECK(lookup.visits_not_begun_before("2026-02-01", worker) == std::vector{planned});
  CHECK(lookup.visits_in_progress("2026-02-01", worker) == std::vector{begun});
  CHECK(lookup.visits_in_progress("2025-02-01", worker).empty());
  CHECK(lookup.visits_not_begun_before("2026-02-01", random_uuid().to_string()).empty());
}
