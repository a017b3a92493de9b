#include "storage/projection.h"

#include <doctest/doctest.h>

#include "storage/sqlite_store.h"
#include "tests/storage/record_builder.h"
#include "tests/storage/temporary_folder.h"

namespace satchel {

namespace {

using testkit::RecordBuilder;
using testkit::TemporaryFolder;

struct Fixture {
  TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store = open();

  std::unique_ptr<SqliteStore> open() {
    auto opened = SqliteStore::open(folder.file("a.db"), Kind::laptop, true);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    return std::move(*opened);
  }
  void put(const StoredRecord& row) {
    const auto before = store->record(row.base.id);
    store->put_record(row, before ? &*before : nullptr);
  }
  void put(const RecordBuilder& builder) { put(StoredRecord{builder.record(), std::nullopt}); }

  // The only row, as text; NULL is "-".
  std::string row(const std::string& sql) {
    auto rows = store->database().prepare(sql);
    if (!rows.step()) return "no row";
    std::string text;
    for (int column = 0; column < rows.column_count(); ++column) {
      text += (column == 0 ? "" : "|");
      text += rows.is_null(column) ? "-" : std::string(rows.text(column));
    }
    CHECK_FALSE(rows.step());
    return text;
  }

  // All typed tables.
  std::string everything() {
    std::string all;
    for (const TypeDef& type : core_types()) {
      auto rows = store->database().prepare("SELECT * FROM \"" + type.name + "\" ORDER BY number");
      while (rows.step()) {
        all += type.name;
        for (int column = 0; column < rows.column_count(); ++column) {
          all += "|" + std::string(rows.is_null(column) ? "-" : rows.text(column));
        }
        all += "\n";
      }
    }
    auto conflicts = store->database().prepare("SELECT number FROM conflicts ORDER BY number");
    while (conflicts.step()) all += "conflict " + std::to_string(conflicts.integer(0)) + "\n";
    auto merges = store->database().prepare("SELECT number FROM merges ORDER BY number");
    while (merges.step()) all += "merge " + std::to_string(merges.integer(0)) + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "there is a table for each record type, with its fields by name") {
  for (const TypeDef& type : core_types()) {
    std::string columns;
    auto info = store->database().prepare("SELECT name FROM pragma_table_info(?1)");
    info.bind(type.name);
    while (info.step()) columns += std::string(info.text(0)) + " ";
    std::string expected = "number id ";
    if (type.field(kFieldClient) != nullptr) expected += "client_id ";
    for (const FieldDef& field : type.fields) expected += field.name + " ";
    CHECK(columns == expected + "extra is_void conflicts ");
  }
}

TEST_CASE_FIXTURE(Fixture, "a row shows each kind of value") {
  RecordBuilder visit("visit", 5);
  const std::string client = testkit::numbered_uuid(9).to_string();
  visit.set("client_id", client);
  visit.set("status", "planned");
  visit.set("planned_start", "2026-11-24T08:30:00Z");
  visit.set("travel_minutes", std::int64_t{25});
  visit.set("mileage_km", 7.5);
  visit.set("billable", true);
  visit.set("recurrence", JsonText{R"({"every":2})"});
  visit.also("tasks_done", "bath \"and\" meal");
  visit.also("tasks_done", "walk");
  visit.set("reason", std::monostate{});
  put(visit);
  CHECK(row("SELECT id, client_id, status, planned_start, travel_minutes, mileage_km, billable, "
            "recurrence, tasks_done, reason, summary, extra, is_void, conflicts FROM visit") ==
        visit.record().id.to_string() + "|" + client +
            "|planned|2026-11-24T08:30:00Z|25|7.5|1|{\"every\":2}|"
            "[\"bath \\\"and\\\" meal\",\"walk\"]|-|-|-|0|-");
  CHECK(row("SELECT typeof(status), typeof(travel_minutes), typeof(mileage_km), typeof(tasks_done) "
            "FROM visit") == "text|integer|real|text");
  CHECK(row("SELECT r.type FROM visit v JOIN records r ON r.number = v.number") == "30");
}

TEST_CASE_FIXTURE(Fixture, "an edit replaces the row") {
  RecordBuilder task("task", 5);
  task.set("title", "Call the landlord");
  put(task);
  task.set("title", "Call the landlord again");
  task.set("due_date", "2026-12-01");
  put(task);
  CHECK(row("SELECT title, due_date FROM task") == "Call the landlord again|2026-12-01");
  store->remove_record(task.record().id);
  CHECK(row("SELECT title FROM task") == "no row");
}

TEST_CASE_FIXTURE(Fixture, "conflicts are named, and what waits for a person is listed") {
  RecordBuilder visit("visit", 5);
  visit.set("status", "completed");
  visit.also("status", "no_show");
  visit.set("summary", "one");
  visit.also("summary", "other");
  visit.extra("odd", "a");
  put(visit);
  CHECK(row("SELECT status, summary, conflicts FROM visit") ==
        "no_show|other|[\"status\",\"summary\"]");
  int listed = 0;
  store->each_in_conflict([&](const StoredRecord& item) {
    ++listed;
    CHECK(item.base.id == visit.record().id);
  });
  CHECK(listed == 1);
  visit.set("status", "completed");
  visit.set("summary", "both");
  put(visit);
  CHECK(row("SELECT status, conflicts FROM visit") == "completed|-");
  store->each_in_conflict([](const StoredRecord&) { FAIL("nothing is left"); });
}

TEST_CASE_FIXTURE(Fixture, "voided records stay in the table, marked") {
  RecordBuilder note("note", 5);
  note.set("body", "mistake");
  note.make_void("wrong client");
  put(note);
  CHECK(row("SELECT body, is_void, conflicts FROM note") == "mistake|1|-");
  note.also("title", "written meanwhile");
  put(note);
  CHECK(row("SELECT title, is_void, conflicts FROM note") == "written meanwhile|0|[\"void\"]");
}

TEST_CASE_FIXTURE(Fixture, "the table shows the view, not the base") {
  RecordBuilder office("note", 5);
  office.set("body", "from the office");
  RecordBuilder here = office;
  here.set("body", "pending");
  StoredRecord row_here{office.record(), here.record()};
  put(row_here);
  CHECK(row("SELECT body FROM note") == "pending");
  row_here.view.reset();
  put(row_here);
  CHECK(row("SELECT body FROM note") == "from the office");
}

TEST_CASE_FIXTURE(Fixture, "extra fields are one JSON column, under their names") {
  put(RecordBuilder::schema_field("client", "shoe_size"));
  RecordBuilder client("client", 5);
  client.set("given_name", "Amina");
  client.extra("shoe_size", 38.5);
  client.extra("nickname", "Mina");
  put(client);
  const std::string id = std::to_string(extra_field_id("client", "nickname"));
  const std::string extra = row("SELECT extra FROM client");
  CHECK(extra.find("\"shoe_size\":38.5") != std::string::npos);
  CHECK(extra.find("\"" + id + "\":\"Mina\"") != std::string::npos);
  // The name arrives after its first use.
  put(RecordBuilder::schema_field("client", "nickname"));
  CHECK(row("SELECT extra ->> 'nickname', extra ->> 'shoe_size' FROM client") == "Mina|38.5");
  CHECK(row("SELECT count(*) FROM unnamed_fields") == "0");
}

TEST_CASE_FIXTURE(Fixture, "records of unknown types and unknown fields do no harm") {
  RecordBuilder note("note", 5);
  note.later_field(9999, "later");
  Record odd = note.record();
  put(StoredRecord{odd, std::nullopt});
  CHECK(row("SELECT count(*) FROM note") == "1");
  odd.type = 4711;
  put(StoredRecord{odd, std::nullopt});  // as if it were of another type now
  CHECK(row("SELECT count(*) FROM note") == "0");
  odd.type = note.record().type;
  put(StoredRecord{odd, std::nullopt});
  CHECK(row("SELECT count(*) FROM note") == "1");
  CHECK(store->check().problems.empty());
}

TEST_CASE_FIXTURE(Fixture, "a record that is not shown has no row") {
  StoredRecord hidden;
  hidden.base.id = {testkit::numbered_uuid(5)};
  hidden.base.scope = case_file(testkit::numbered_uuid(1));
  put(hidden);
  RecordBuilder note("note", 5);
  StoredRecord shown = hidden;
  shown.view = note.record();
  shown.view->scope = hidden.base.scope;
  put(shown);
  CHECK(row("SELECT count(*) FROM note") == "1");
  put(hidden);
  CHECK(row("SELECT count(*) FROM note") == "0");
}

TEST_CASE_FIXTURE(Fixture, "everything can be dropped and rebuilt from the records") {
  put(RecordBuilder::schema_field("visit", "weather"));
  for (int n = 1; n <= 60; ++n) {
    RecordBuilder visit("visit", n);
    visit.set("summary", "number " + std::to_string(n));
    visit.extra("weather", n % 2 == 0 ? "rain" : "sun");
    visit.extra("unnamed", std::int64_t{n});
    if (n % 5 == 0) visit.also("summary", "another");
    if (n % 7 == 0) visit.make_void("no");
    put(visit);
  }
  const std::string before = everything();
  const auto found = store->search("number 7");
  REQUIRE(before.size() > 1000);
  SUBCASE("when asked") {
    store->rebuild_projections();
  }
  SUBCASE("when they are of another form") {
    store->database().execute(
        "DROP TABLE visit; CREATE TABLE visit (old TEXT); UPDATE built SET fingerprint = 'old'");
    store.reset();
    store = open();
  }
  SUBCASE("when the search index is of another form") {
    store->database().execute("UPDATE built SET fingerprint = 'old' WHERE name = 'search index'");
    store.reset();
    store = open();
  }
  CHECK(everything() == before);
  CHECK(store->search("number 7") == found);
  CHECK(store->check().problems.empty());
}

TEST_CASE_FIXTURE(Fixture, "`doctor` notices a typed table that was tampered with") {
  RecordBuilder note("note", 5);
  put(note);
  store->database().execute("DELETE FROM note");
  const auto report = store->check();
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].find("typed table note") != std::string::npos);
  store->rebuild_projections();
  CHECK(store->check().problems.empty());
}

}  // namespace satchel
