// Synthea folders as records: the three real column sets, and small folders with every kind of
// dirt.
#include <doctest/doctest.h>

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "node/office/synthea.h"
#include "node/office/synthea_values.h"
#include "sync/schema.h"
#include "tests/testkit/skip.h"

namespace satchel {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

std::string shared_data() {
  if (const char* path = std::getenv("SATCHEL_SHARED_DATA")) return path;
#ifdef SATCHEL_SOURCE_DIR
  return SATCHEL_SOURCE_DIR "/../shared/data";
#else
  return "";
#endif
}

// A folder of small files, gone after the test.
class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "satchel_synthea_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  Folder& file(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this;
  }
  Folder& gz(const std::string& name, const std::string& text) {
    gzFile file = gzopen((path_ / name).c_str(), "wb");
    REQUIRE(file != nullptr);
    REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) ==
            static_cast<int>(text.size()));
    REQUIRE(gzclose(file) == Z_OK);
    return *this;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

constexpr const char* kAnn = "11111111-1111-4111-8111-111111111111";
constexpr const char* kBob = "22222222-2222-4222-8222-222222222222";
constexpr const char* kVisit = "aaaaaaaa-0000-4000-8000-000000000001";
constexpr const char* kVisitOfBob = "aaaaaaaa-0000-4000-8000-000000000002";

std::string two_patients() {
  return std::string("Id,BIRTHDATE,FIRST,LAST\n") + kAnn + ",1950-01-02,Ann88,Lee7\n" + kBob +
         ",1960-03-04,Bob,Ray\n";
}
std::string two_visits() {
  return std::string("Id,START,STOP,PATIENT,ENCOUNTERCLASS\n") + kVisit +
         ",2020-01-02T10:00:00Z,2020-01-02T11:00:00Z," + kAnn + ",home\n" + kVisitOfBob +
         ",2020-01-03T10:00:00Z,2020-01-03T11:00:00Z," + kBob + ",ambulatory\n";
}

struct Everything {
  std::vector<ImportedRecord> shared;
  std::vector<ImportedClient> clients;
  SyntheaReport report;

  std::vector<ImportedRecord> all(const std::string& type) const {
    std::vector<ImportedRecord> list;
    for (const auto& record : shared) {
      if (record.type == type) list.push_back(record);
    }
    for (const auto& client : clients) {
      for (const auto& record : client.records) {
        if (record.type == type) list.push_back(record);
      }
    }
    return list;
  }
  bool has_problem(const std::string& text) const {
    return std::any_of(report.problems.begin(), report.problems.end(), [&](const auto& problem) {
      return problem.find(text) != std::string::npos;
    });
  }
};

Everything import(const std::string& folder) {
  Everything everything;
  auto synthea = SyntheaImport::open(folder);
  REQUIRE_MESSAGE(synthea, folder);
  const Status shared = synthea->for_each_shared([&](const ImportedRecord& record) -> Status {
    everything.shared.push_back(record);
    return Done{};
  });
  REQUIRE(shared);
  const Status clients = synthea->for_each_client([&](const ImportedClient& client) -> Status {
    everything.clients.push_back(client);
    return Done{};
  });
  REQUIRE(clients);
  everything.report = synthea->report();
  return everything;
}

// The values of one field as text; numbers with two decimals.
std::vector<std::string> values(const ImportedRecord& record, const std::string& field) {
  std::vector<std::string> list;
  for (const auto& [name, value] : record.fields) {
    if (name != field) continue;
    if (const auto* text = std::get_if<std::string>(&value)) list.push_back(*text);
    if (const auto* json = std::get_if<JsonText>(&value)) list.push_back(json->text);
    if (const auto* real = std::get_if<double>(&value)) list.push_back(std::to_string(*real));
  }
  return list;
}

std::string value(const ImportedRecord& record, const std::string& field) {
  const auto list = values(record, field);
  if (list.size() > 1) FAIL("more than one value of " << field);
  return list.empty() ? "(none)" : list.front();
}

bool same_records(const ImportedRecord& a, const ImportedRecord& b) {
  return a.type == b.type && a.id == b.id && a.client == b.client &&
         std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const auto& x, const auto& y) {
                      return x.first == y.first && same_value(x.second, y.second);
                    });
}

bool same_everything(const Everything& a, const Everything& b) {
  const auto same_clients = [](const ImportedClient& x, const ImportedClient& y) {
    return x.client == y.client && std::equal(x.records.begin(), x.records.end(), y.records.begin(),
                                              y.records.end(), same_records);
  };
  return std::equal(a.shared.begin(), a.shared.end(), b.shared.begin(), b.shared.end(),
                    same_records) &&
         std::equal(a.clients.begin(), a.clients.end(), b.clients.begin(), b.clients.end(),
                    same_clients);
}

// Every value fits its field; a field that is no set comes once; ids are unique; references point
// to what was imported, and within the case file or to the directory.
class Inspector {
 public:
  void check(const Everything& everything) {
    for (const auto& record : everything.shared) remember(record, Uuid{});
    for (const auto& client : everything.clients) {
      REQUIRE_FALSE(client.records.empty());
      CHECK(client.records.front().type == "client");
      for (const auto& record : client.records) remember(record, client.client);
    }
    for (const auto& record : everything.shared) check_record(record);
    for (const auto& client : everything.clients) {
      for (const auto& record : client.records) check_record(record);
    }
    CHECK(wrong_clients_ == 0);
    CHECK(bad_ids_ == 0);
    CHECK(bad_values_ == 0);
    CHECK(repeated_fields_ == 0);
    CHECK(dangling_ == 0);
    CHECK(odd_names_ == 0);
  }
  const std::set<std::string>& extra_fields() const { return extra_fields_; }

 private:
  void remember(const ImportedRecord& record, const Uuid& client) {
    if (record.client != client) ++wrong_clients_;
    const bool is_new = owners_.emplace(record.id.uuid, &record).second;
    if (!is_new || record.id.uuid.is_nil()) ++bad_ids_;
  }

  void check_record(const ImportedRecord& record) {
    const TypeDef* type = core_type(record.type);
    if (type == nullptr) FAIL("an unknown record type: " << record.type);
    std::set<std::string> seen;
    for (const auto& [name, field_value] : record.fields) {
      if (schema_.field(type->id, name) == nullptr) {
        if (!is_field_name(name)) ++odd_names_;
        schema_.add_extra(type->id, name, name);
        extra_fields_.insert(record.type + "." + name);
      }
      const FieldDef* field = schema_.field(type->id, name);
      if (!check_value(*field, field_value)) ++bad_values_;
      if (!seen.insert(name).second && field->policy != Policy::unite) ++repeated_fields_;
      if (field->kind == FieldKind::reference) check_reference(record, *field, field_value);
    }
  }

  void check_reference(const ImportedRecord& record, const FieldDef& field, const Value& text) {
    const auto id = Uuid::parse(std::get<std::string>(text));
    const auto owner = id ? owners_.find(*id) : owners_.end();
    const bool good = owner != owners_.end() && owner->second->type == field.target &&
                      (owner->second->client.is_nil() || owner->second->client == record.client);
    if (!good) ++dangling_;
  }

  Schema schema_;
  std::map<Uuid, const ImportedRecord*> owners_;
  std::set<std::string> extra_fields_;
  int wrong_clients_ = 0;
  int bad_ids_ = 0;
  int bad_values_ = 0;
  int repeated_fields_ = 0;
  int dangling_ = 0;
  int odd_names_ = 0;
};

}  // namespace

// The figures were counted from the CSV files with another program.
TEST_CASE("the three real column sets become records, and nothing is lost silently") {
  struct Set {
    const char* folder;
    Counts records;
    Counts not_imported;
    std::size_t home_visits;
    std::size_t ended_conditions;
    std::size_t stopped_medications;
    std::size_t deceased;
    std::size_t reactions;
    double phq_2_sum;
  };
  const std::vector<Set> sets = {
      {"ca59_csv",
       {{"client", 59},
        {"visit", 2590},
        {"condition", 1534},
        {"medication", 1772},
        {"allergy", 25},
        {"care_plan", 179},
        {"worker", 173},
        {"service_organization", 173},
        {"instrument", 11},
        {"assessment", 1308},
        {"observation", 13108}},
       {{"immunizations.csv.gz", 891},
        {"procedures.csv.gz", 4637},
        {"devices.csv.gz", 47},
        {"supplies.csv.gz", 504},
        {"payers.csv.gz", 10},
        {"payer_transitions.csv.gz", 2732}},
       61,
       1133,
       1650,
       9,
       25,
       366},
      {"smart494_csv_dev",
       {{"client", 494},
        {"visit", 14215},
        {"condition", 3645},
        {"medication", 3709},
        {"allergy", 307},
        {"care_plan", 1416},
        {"goal", 940},
        {"intervention", 3120},
        {"worker", 98},
        {"service_organization", 98},
        {"instrument", 2},
        {"assessment", 90},
        {"observation", 74575}},
       {{"immunizations.csv.gz", 5859}, {"procedures.csv.gz", 11686}},
       0,
       1886,
       2731,
       103,
       0,
       0},
      {"official22_csv_2023",
       {{"client", 22},
        {"visit", 1361},
        {"condition", 976},
        {"medication", 1905},
        {"allergy", 4},
        {"care_plan", 104},
        {"worker", 83},
        {"service_organization", 45},
        {"instrument", 10},
        {"assessment", 925},
        {"observation", 10947}},
       {{"immunizations.csv.gz", 228},
        {"procedures.csv.gz", 1771},
        {"devices.csv.gz", 11},
        {"supplies.csv.gz", 516},
        {"payers.csv.gz", 10}},
       0,
       727,
       1795,
       12,
       4,
       245},
  };
  for (const Set& set : sets) {
    const std::string folder = shared_data() + "/synthea/" + set.folder;
    if (!std::filesystem::exists(folder)) {
      testkit::skip(std::string("real data not found at ") + folder);
      continue;
    }
    CAPTURE(set.folder);
    const Everything everything = import(folder);
    const SyntheaReport& report = everything.report;
    CHECK(report.records == set.records);
    CHECK(report.not_imported == set.not_imported);
    CHECK(report.not_understood.empty());
    CHECK(report.unknown_columns.empty());
    CHECK(report.problems == std::vector<std::string>{});
    for (const auto& file : report.files) {
      CHECK(file.skipped == 0);
      CHECK(file.read == file.imported);
      CHECK_FALSE(file.broke_off);
    }
    Inspector().check(everything);

    const auto count = [&](const char* type, const char* field, const std::string& wanted) {
      const auto list = everything.all(type);
      return static_cast<std::size_t>(
          std::count_if(list.begin(), list.end(),
                        [&](const auto& record) { return value(record, field) == wanted; }));
    };
    CHECK(count("visit", "contact_kind", "home") == set.home_visits);
    CHECK(count("visit", "status", "completed") == set.records.at("visit"));
    CHECK(count("condition", "status", "resolved") == set.ended_conditions);
    CHECK(count("medication", "status", "stopped") == set.stopped_medications);
    CHECK(count("client", "status", "deceased") == set.deceased);
    std::size_t reactions = 0;
    for (const auto& allergy : everything.all("allergy")) {
      reactions += values(allergy, "reactions").size();
    }
    CHECK(reactions == set.reactions);
    double phq_2 = 0;
    for (const auto& assessment : everything.all("assessment")) {
      if (value(assessment, "title") == "PHQ-2") phq_2 += std::stod(value(assessment, "score"));
    }
    CHECK(phq_2 == doctest::Approx(set.phq_2_sum));
  }
}

TEST_CASE("two imports of one folder give identical records") {
  const std::string folder = shared_data() + "/synthea/ca59_csv";
  if (!std::filesystem::exists(folder)) {
    testkit::skip(std::string("real data not found at ") + folder);
    return;
  }
  CHECK(same_everything(import(folder), import(folder)));
}

TEST_CASE("a second pass of one import gives the same records and counts nothing twice") {
  Folder folder;
  folder.file("patients.csv", std::string("Id,BIRTHDATE\n") + kAnn + ",yesterday\n");
  auto synthea = SyntheaImport::open(folder.path());
  REQUIRE(synthea);
  std::vector<ImportedClient> clients;
  const auto keep = [&](const ImportedClient& client) -> Status {
    clients.push_back(client);
    return Done{};
  };
  REQUIRE(synthea->for_each_client(keep));
  const auto problem_count = synthea->report().problem_count;
  REQUIRE(synthea->for_each_client(keep));
  REQUIRE(clients.size() == 2);
  CHECK(same_records(clients[0].records[0], clients[1].records[0]));
  CHECK(problem_count == 1);
  CHECK(synthea->report().problem_count == 1);
  CHECK(synthea->report().records == Counts{{"client", 1}});
}

TEST_CASE("an error of the sink ends the pass, and a later pass starts again") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  auto synthea = SyntheaImport::open(folder.path());
  REQUIRE(synthea);
  int seen = 0;
  const Status status = synthea->for_each_client([&](const ImportedClient&) -> Status {
    ++seen;
    return Error{ErrorKind::storage, "the disk is full", ""};
  });
  REQUIRE_FALSE(status);
  CHECK(status.error().kind == ErrorKind::storage);
  CHECK(seen == 1);
  seen = 0;
  REQUIRE(synthea->for_each_client([&](const ImportedClient&) -> Status {
    ++seen;
    return Done{};
  }));
  CHECK(seen == 2);
  CHECK(synthea->report().records == Counts{{"client", 2}});
}

TEST_CASE("a client carries what the patients file says, unaltered") {
  Folder folder;
  folder.file(
      "patients.csv",
      "\xEF\xBB\xBFId,BIRTHDATE,DEATHDATE,SSN,PREFIX,FIRST,LAST,MAIDEN,MARITAL,RACE,ETHNICITY,"
      "GENDER,"
      "ADDRESS,CITY,STATE,FIPS,ZIP,LAT,LON,INCOME,PHONE,LANGUAGE\r\n" +
          std::string(kAnn) +
          ",1950-01-02,2007-03-25T19:08:38+00:00,999-1,Mrs.,Jos\xC3\xA9 Luis88,Ram\xC3\xADrez7,"
          "Smith\"4,M,white,hispanic,F,\"1, "
          "Hill\nRoad\",Visalia,California,06107,93291,36.4,-119.5,"
          "12000,555-1,Spanish\r\n");
  const Everything everything = import(folder.path());
  REQUIRE(everything.clients.size() == 1);
  const ImportedRecord& client = everything.clients[0].records.at(0);
  CHECK(client.id.to_string() == kAnn);
  CHECK(client.client == client.id.uuid);
  CHECK(value(client, "name_prefix") == "Mrs.");
  CHECK(value(client, "given_name") == "Jos\xC3\xA9 Luis88");
  CHECK(value(client, "family_name") == "Ram\xC3\xADrez7");
  CHECK(value(client, "former_names") == R"({"family":"Smith\"4"})");
  CHECK(value(client, "birth_date") == "1950-01-02");
  CHECK(value(client, "death_date") == "2007-03-25");
  CHECK(value(client, "status") == "deceased");
  CHECK(value(client, "status_date") == "2007-03-25");
  CHECK(value(client, "sex") == "female");
  CHECK(value(client, "language") == "Spanish");
  CHECK(value(client, "marital_status") == "married");
  CHECK(value(client, "races") == "white");
  CHECK(value(client, "ethnicities") == "hispanic");
  CHECK(value(client, "phones") == R"({"number":"555-1"})");
  CHECK(value(client, "addresses") ==
        R"({"city":"Visalia","fips":"06107","line":"1, Hill\nRoad","postal_code":"93291",)"
        R"("state":"California","use":"home"})");
  CHECK(value(client, "lat") == std::to_string(36.4));
  CHECK(value(client, "lon") == std::to_string(-119.5));
  CHECK(value(client, "income") == std::to_string(12000.0));
  CHECK(value(client, "external_ids") == R"({"system":"ssn","value":"999-1"})");
  CHECK(everything.report.problems.empty());
  Inspector inspector;
  inspector.check(everything);
  CHECK(inspector.extra_fields() == std::set<std::string>{"client.income", "client.name_prefix"});
}

TEST_CASE("columns that are missing leave fields out, unknown and unused ones are reported") {
  Folder folder;
  folder.file("patients.csv",
              std::string("Id,SHOE_SIZE,HEALTHCARE_EXPENSES,first\n") + kAnn + ",42,1.5,Ann\n");
  folder.file("claims.csv", "Id\n1\n2\n");
  folder.file("recipes.csv", "Id\n1\n");
  folder.file("README.txt", "hello");
  const Everything everything = import(folder.path());
  const ImportedRecord& client = everything.clients.at(0).records.at(0);
  CHECK(value(client, "given_name") == "Ann");
  CHECK(value(client, "birth_date") == "(none)");
  CHECK(everything.report.unknown_columns.at("patients.csv") ==
        std::vector<std::string>{"SHOE_SIZE"});
  CHECK(everything.report.left_out_columns.at("patients.csv") ==
        std::vector<std::string>{"HEALTHCARE_EXPENSES"});
  CHECK(everything.report.not_imported == Counts{{"claims.csv", 2}});
  CHECK(everything.report.not_understood == std::vector<std::string>{"README.txt", "recipes.csv"});
}

TEST_CASE("a bad value costs its field, names file, line and column, and keeps the record") {
  Folder folder;
  folder.file("patients.csv", std::string("Id,BIRTHDATE,FIRST,LAT\n") + kAnn +
                                  ",1950-13-45,Ann,north\n" + kBob + ",1950-02-28,Bob,1.5\n");
  const Everything everything = import(folder.path());
  REQUIRE(everything.clients.size() == 2);
  CHECK(value(everything.clients[0].records[0], "given_name") == "Ann");
  CHECK(value(everything.clients[0].records[0], "birth_date") == "(none)");
  CHECK(value(everything.clients[0].records[0], "lat") == "(none)");
  CHECK(value(everything.clients[1].records[0], "birth_date") == "1950-02-28");
  CHECK(everything.report.problems ==
        std::vector<std::string>{
            "patients.csv:2: BIRTHDATE: must be a day of the calendar, for example 2024-02-29",
            "patients.csv:2: LAT: must be a number, for example 12.5"});
}

TEST_CASE("a row of an unknown patient, without Id or with an Id used before is skipped") {
  Folder folder;
  folder.file("patients.csv",
              two_patients() + kAnn + ",1950-01-02,Copy,Cat\n,1950-01-02,No,Body\n");
  folder.file("conditions.csv",
              "START,PATIENT,CODE\n2020-01-01,77777777-7777-4777-8777-777777777777,1\n"
              "2020-01-01,,2\n2020-01-01," +
                  std::string(kAnn) + ",3\n");
  const Everything everything = import(folder.path());
  CHECK(everything.report.records == Counts{{"client", 2}, {"condition", 1}});
  CHECK(everything.has_problem("patients.csv:4: Id: another row has it already"));
  CHECK(everything.has_problem("patients.csv:5: Id: empty"));
  CHECK(everything.has_problem("conditions.csv:2: PATIENT: there is no such row"));
  CHECK(everything.has_problem("conditions.csv:3: PATIENT: empty"));
  CHECK(everything.report.problem_count == 4);
  for (const auto& file : everything.report.files) {
    CHECK(file.read == file.imported + file.skipped);
    CHECK(file.skipped == 2);
  }
}

TEST_CASE("rows with the wrong number of cells are counted as skipped") {
  Folder folder;
  folder.gz("patients.csv.gz", two_patients() + "1,2,3\n");
  const Everything everything = import(folder.path());
  CHECK(everything.clients.size() == 2);
  REQUIRE(everything.report.files.size() == 1);
  CHECK(everything.report.files[0].file == "patients.csv.gz");
  CHECK(everything.report.files[0].read == 3);
  CHECK(everything.report.files[0].skipped == 1);
  CHECK(everything.has_problem("patients.csv.gz:4: the row has 3 cells, the header has 4"));
}

TEST_CASE("a file that is cut short gives what it holds, and the report says so") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  std::string conditions = "START,PATIENT,CODE\n";
  for (int i = 0; i < 20'000; ++i) {
    conditions += "2020-01-01," + std::string(kAnn) + "," + std::to_string(i * 7919) + "\n";
  }
  folder.gz("conditions.csv.gz", conditions);
  const auto path = std::filesystem::path(folder.path()) / "conditions.csv.gz";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const Everything everything = import(folder.path());
  const auto count = everything.report.records.at("condition");
  CHECK(count > 1000);
  CHECK(count < 20'000);
  CHECK(everything.report.files.back().broke_off);
  CHECK(everything.has_problem("cut short"));
}

TEST_CASE("many problems are counted, not all kept") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  std::string conditions = "START,PATIENT,CODE\n";
  for (int i = 0; i < 5000; ++i) conditions += "2020-01-01,nobody,1\n";
  folder.file("conditions.csv", conditions);
  const Everything everything = import(folder.path());
  CHECK(everything.report.problems.size() == kSyntheaProblemsMax);
  CHECK(everything.report.problem_count == 5000);
}

TEST_CASE("rows without Id get ids from what identifies them, duplicates included") {
  const auto medications = [](const std::string& rows) {
    Folder folder;
    folder.file("patients.csv", two_patients());
    folder.file("medications.csv", "START,STOP,PATIENT,CODE,DESCRIPTION\n" + rows);
    std::vector<std::string> ids;
    for (const auto& record : import(folder.path()).all("medication")) {
      ids.push_back(record.id.to_string());
    }
    return ids;
  };
  const std::string row = "2020-01-01T00:00:00Z,," + std::string(kAnn) + ",1,Aspirin\n";
  const std::string ended =
      "2020-01-01T00:00:00Z,2020-02-01T00:00:00Z," + std::string(kAnn) + ",1,Aspirin\n";
  const std::string other = "2020-01-01T00:00:00Z,," + std::string(kBob) + ",1,Aspirin\n";
  const auto ids = medications(row + row + other);
  REQUIRE(ids.size() == 3);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 3);
  CHECK(medications(row + row + other) == ids);
  CHECK(medications(other + row + row) == ids);
  // An end date that a later export adds does not make another medication.
  CHECK(medications(ended + row + other) == ids);
}

TEST_CASE("Ids that are no uuids work, also as references") {
  Folder folder;
  folder.file("patients.csv", "Id,FIRST\nP1,Ann\n");
  folder.file("encounters.csv", "Id,START,PATIENT,ENCOUNTERCLASS\n1,2020-01-01T00:00:00Z,P1,HH\n");
  folder.file("conditions.csv", "Id,START,PATIENT,ENCOUNTER,CODE\n1,2020-01-01,P1,1,7\n");
  const Everything everything = import(folder.path());
  CHECK(everything.report.problems.empty());
  REQUIRE(everything.all("condition").size() == 1);
  CHECK(value(everything.all("condition")[0], "visit_id") ==
        everything.all("visit")[0].id.to_string());
  Inspector().check(everything);
}

TEST_CASE("a reference to another client's visit is reported and left out") {
  Folder folder;
  folder.file("patients.csv", two_patients()).file("encounters.csv", two_visits());
  folder.file("conditions.csv", "START,PATIENT,ENCOUNTER,CODE\n2020-01-01," + std::string(kAnn) +
                                    "," + kVisitOfBob + ",1\n2020-01-01," + kAnn + "," + kVisit +
                                    ",2\n");
  const Everything everything = import(folder.path());
  const auto conditions = everything.all("condition");
  REQUIRE(conditions.size() == 2);
  CHECK(value(conditions[0], "visit_id") == "(none)");
  CHECK(value(conditions[1], "visit_id") == kVisit);
  CHECK(everything.report.problems.size() == 1);
  CHECK(everything.has_problem("conditions.csv:2: ENCOUNTER: there is no such row"));
}

TEST_CASE("every spelling of an encounter class has its type of contact") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  const std::vector<std::pair<std::string, std::string>> classes = {
      {"home", "home"},         {"HH", "home"},          {"hospice", "home"},
      {"snf", "home"},          {"SNF", "home"},         {"Skilled Nursing", "home"},
      {"virtual", "video"},     {"VR", "video"},         {"AMB", "office"},
      {"EMER", "office"},       {"IMP", "office"},       {"wellness", "office"},
      {"ambulatory", "office"}, {"inpatient", "office"}, {"urgentcare", "office"}};
  std::string text = "Id,START,STOP,PATIENT,ENCOUNTERCLASS\n";
  for (std::size_t i = 0; i < classes.size(); ++i) {
    text += std::to_string(i) + ",2020-01-01T00:00:" + (i < 10 ? "0" : "") + std::to_string(i) +
            "Z,," + kAnn + "," + classes[i].first + "\n";
  }
  folder.file("encounters.csv", text);
  const auto visits = import(folder.path()).all("visit");
  REQUIRE(visits.size() == classes.size());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    CAPTURE(classes[i].first);
    CHECK(value(visits[i], "contact_kind") == classes[i].second);
    CHECK(value(visits[i], "encounter_class") == classes[i].first);
  }
}

TEST_CASE("visits are in order of time, with planned and actual times in UTC") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  folder.file("payers.csv", "Id,NAME\n33333333-3333-4333-8333-333333333333,Medicaid\n");
  folder.file("encounters.csv",
              "Id,START,STOP,PATIENT,ENCOUNTERCLASS,STATUS,PAYER,CODE,DESCRIPTION\n"
              "B,2021-05-01T10:00:00-04:00,2021-05-01T10:30:00-04:00," +
                  std::string(kAnn) +
                  ",AMB,finished,33333333-3333-4333-8333-333333333333,7,Check up\n"
                  "A,2021-05-01T13:59:59+00:00,," +
                  kAnn + ",HH,cancelled,,8,Home visit\n");
  const Everything everything = import(folder.path());
  const auto visits = everything.all("visit");
  REQUIRE(visits.size() == 2);
  CHECK(value(visits[0], "service_display") == "Home visit");
  CHECK(value(visits[0], "status") == "cancelled");
  CHECK(value(visits[0], "location_kind") == "home");
  CHECK(value(visits[0], "planned_end") == "(none)");
  CHECK(value(visits[0], "adjusted_times") == "(none)");
  CHECK(value(visits[1], "planned_start") == "2021-05-01T14:00:00Z");
  CHECK(value(visits[1], "planned_end") == "2021-05-01T14:30:00Z");
  CHECK(value(visits[1], "adjusted_times") ==
        R"({"end":"2021-05-01T14:30:00Z","reason":"imported","start":"2021-05-01T14:00:00Z"})");
  CHECK(value(visits[1], "clock_events") == "(none)");
  CHECK(value(visits[1], "payer") == "Medicaid");
  CHECK(value(visits[1], "service_code") == "7");
}

TEST_CASE("observations keep numbers as numbers and text as text") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  folder.file("observations.csv",
              "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
              "2021-05-01T10:00:00Z," +
                  std::string(kAnn) + ",,vital-sign,8302-2,Height,49.2,cm,numeric\n2020-05-01," +
                  kAnn + ",,,QALY,QALY,1e3,a,numeric\n2021-05-02T10:00:00Z," + kAnn +
                  ",,exam,1-8,Words, as said ,null,text\n2021-05-03T10:00:00Z," + kAnn +
                  ",,laboratory,1-8,Number,nan,mg,numeric\n");
  const Everything everything = import(folder.path());
  const auto list = everything.all("observation");
  REQUIRE(list.size() == 4);
  CHECK(value(list[0], "effective_at") == "2020-05-01T00:00:00Z");
  CHECK(value(list[0], "value_number") == std::to_string(1000.0));
  CHECK(value(list[0], "code_system") == "(none)");
  CHECK(value(list[0], "category") == "(none)");
  CHECK(value(list[1], "category") == "vital_signs");
  CHECK(value(list[1], "code_system") == "http://loinc.org");
  CHECK(value(list[1], "unit") == "cm");
  CHECK(value(list[2], "value_text") == " as said ");
  CHECK(value(list[2], "unit") == "(none)");
  CHECK(value(list[3], "value_text") == "nan");
  CHECK(everything.has_problem("observations.csv:5: VALUE: is said to be a number"));
  Inspector().check(everything);
}

TEST_CASE("the answers of one encounter to one instrument are one assessment") {
  Folder folder;
  folder.file("patients.csv", two_patients()).file("encounters.csv", two_visits());
  const auto row = [&](const std::string& time, const std::string& rest) {
    return "2020-01-02T" + time + "Z," + kAnn + "," + kVisit + "," + rest + "\n";
  };
  folder.file(
      "observations.csv",
      "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n" +
          row("10:05:00", "survey,93027-1,Refugee?,No,,text") +
          row("10:04:00", "survey,63512-8,Family members?,3.0,{#},numeric") +
          row("10:05:00", "laboratory,56799-0,Address?,\"1, \"\"Hill\"\"\",,text") +
          row("10:05:00", "survey,76501-6,Afraid?,Yes,,text") +
          row("10:20:00", "survey,76504-0,Total score [HARK],1.0,{score},numeric") +
          row("10:30:00", "survey,59460-6,Fall risk total [Morse Fall Scale],55,{#},numeric") +
          row("10:30:00", "survey,59461-4,Fall risk level [Morse Fall Scale],High Risk,,text") +
          row("10:40:00", "survey,55758-7,PHQ-2,2.0,{score},numeric") +
          row("10:50:00", "survey,55758-7,PHQ-2,3.0,{score},numeric") +
          row("10:55:00", "survey,72106-8,Total score [MMSE],24.6,{score},numeric") +
          row("10:56:00", "survey,72166-2,Tobacco smoking status NHIS,Never smoker,,text") +
          row("10:57:00", "social-history,71802-3,Housing status,Housed,,text"));
  const Everything everything = import(folder.path());
  const auto list = everything.all("assessment");
  REQUIRE(list.size() == 6);
  const auto& prapare = list[0];
  CHECK(value(prapare, "title") == "PRAPARE");
  CHECK(value(prapare, "instrument_code") == "93025-5");
  CHECK(value(prapare, "status") == "completed");
  CHECK(value(prapare, "performed_at") == "2020-01-02T10:04:00Z");
  CHECK(value(prapare, "visit_id") == kVisit);
  CHECK(value(prapare, "score") == "(none)");
  CHECK(
      value(prapare, "answers") ==
      R"({"56799-0":"1, \"Hill\"","63512-8":3,"71802-3":"Housed","76501-6":"Yes","93027-1":"No"})");
  CHECK(value(list[1], "title") == "HARK");
  CHECK(value(list[1], "answers") == R"({"76504-0":1})");
  CHECK(value(list[2], "title") == "Morse Fall Scale");
  CHECK(value(list[2], "score") == std::to_string(55.0));
  CHECK(value(list[2], "interpretation_text") == "High Risk");
  CHECK(value(list[3], "score") == std::to_string(2.0));
  CHECK(value(list[4], "score") == std::to_string(3.0));
  CHECK(list[3].id != list[4].id);
  CHECK(value(list[5], "instrument_code") == "MMSE");
  CHECK(value(list[5], "score") == std::to_string(24.6));
  CHECK(everything.all("observation").size() == 1);
  const auto instruments = everything.all("instrument");
  REQUIRE(instruments.size() == 5);
  const auto prapare_instrument =
      std::find_if(instruments.begin(), instruments.end(),
                   [](const auto& record) { return value(record, "title") == "PRAPARE"; });
  REQUIRE(prapare_instrument != instruments.end());
  CHECK(prapare_instrument->id.to_string() == value(prapare, "instrument_id"));
  CHECK(values(*prapare_instrument, "questions").at(1) ==
        R"({"kind":"number","link_id":"63512-8","text":"Family members?","unit":"{#}"})");
  Inspector().check(everything);
}

TEST_CASE("a question that PHQ-2 and PHQ-9 share follows the instrument that was used") {
  const auto title = [](const std::string& more) {
    Folder folder;
    folder.file("patients.csv", two_patients());
    const std::string start = "2020-01-02T10:00:00Z," + std::string(kAnn) + ",,survey,";
    folder.file("observations.csv",
                "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n" + start +
                    "44250-9,Little interest?,1,,numeric\n" + (more.empty() ? "" : start + more));
    const auto list = import(folder.path()).all("assessment");
    REQUIRE(list.size() == 1);
    return value(list[0], "title");
  };
  CHECK(title("") == "PHQ-2");
  CHECK(title("55758-7,PHQ-2 total,2,,numeric\n") == "PHQ-2");
  CHECK(title("44261-6,PHQ-9 total,9,,numeric\n") == "PHQ-9");
}

TEST_CASE("answers outside a survey stay observations") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  folder.file("observations.csv",
              "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
              "2020-01-02T10:00:00Z," +
                  std::string(kAnn) + ",,social-history,71802-3,Housing status,Housed,,text\n");
  const Everything everything = import(folder.path());
  CHECK(everything.all("assessment").empty());
  CHECK(everything.all("observation").size() == 1);
}

TEST_CASE("answers that are too long for one value stay observations, and none is lost") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  std::string text = "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n";
  for (const char* code : {"93027-1", "93026-3", "93033-9"}) {
    text += "2020-01-02T10:00:00Z," + std::string(kAnn) + ",,survey," + code + ",Q," +
            std::string(20'000, 'x') + ",,text\n";
  }
  folder.file("observations.csv", text);
  const Everything everything = import(folder.path());
  CHECK(everything.all("assessment").empty());
  CHECK(everything.all("observation").size() == 3);
  CHECK(everything.has_problem("observations.csv:2: the answers to PRAPARE are too long"));
}

TEST_CASE("care plans, goals and interventions point to each other") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  folder.file("conditions.csv", "Id,START,PATIENT,CODE\nC1,2020-01-01," + std::string(kAnn) +
                                    ",1\nC2,2020-01-01," + kAnn + ",2\n");
  folder.file("careplans.csv",
              "Id,START,STOP,PATIENT,CODE,DESCRIPTION,REASON_CONDITIONS,STATUS,INTENT\n"
              "K1,2020-01-01T00:00:00Z,," +
                  std::string(kAnn) + ",5,Plan,C1|C2,active,order\n");
  folder.file("goals.csv",
              "Id,PATIENT,DESCRIPTION,LIFECYCLESTATUS,ADDRESSES_CONDITIONS,CAREPLAN\n"
              "G1," +
                  std::string(kAnn) + ",Walk,accepted,C2,K1\n");
  const std::string activity = "K1," + std::string(kAnn) + ",9,Exercise,in-progress,\n";
  folder.file("careplan_activities.csv",
              "CAREPLAN,PATIENT,CODE,DESCRIPTION,STATUS,LOCATION\n" + activity + activity);
  const Everything everything = import(folder.path());
  CHECK(everything.report.problems.empty());
  const auto plan = everything.all("care_plan").at(0);
  CHECK(value(plan, "title") == "Plan");
  CHECK(value(plan, "status") == "active");
  CHECK(value(plan, "start_date") == "2020-01-01");
  CHECK(values(plan, "condition_ids").size() == 2);
  CHECK(value(everything.all("goal").at(0), "care_plan_id") == plan.id.to_string());
  CHECK(value(everything.all("goal").at(0), "status") == "accepted");
  REQUIRE(everything.all("intervention").size() == 2);
  CHECK(value(everything.all("intervention")[1], "care_plan_id") == plan.id.to_string());
  CHECK(value(everything.all("intervention")[1], "status") == "active");
  Inspector().check(everything);
}

TEST_CASE("allergies carry their reactions") {
  Folder folder;
  folder.file("patients.csv", two_patients());
  folder.file(
      "allergies.csv",
      "START,PATIENT,CODE,SYSTEM,DESCRIPTION,TYPE,CATEGORY,REACTION1,DESCRIPTION1,SEVERITY1,"
      "REACTION2,DESCRIPTION2,SEVERITY2\n1999-12-29," +
          std::string(kAnn) + ",1191,RxNorm,Aspirin,allergy,medication,21,Rash,MODERATE,,,\n");
  const auto allergy = import(folder.path()).all("allergy").at(0);
  CHECK(value(allergy, "code_system") == "http://www.nlm.nih.gov/research/umls/rxnorm");
  CHECK(value(allergy, "reactions") == R"({"code":"21","reaction":"Rash","severity":"moderate"})");
  CHECK(value(allergy, "start_date") == "1999-12-29");
  CHECK(value(allergy, "status") == "active");
}

TEST_CASE("the worker of a client is the provider of most visits, the later one when equal") {
  const std::string w1 = "bbbbbbbb-0000-4000-8000-000000000001";
  const std::string w2 = "bbbbbbbb-0000-4000-8000-000000000002";
  const auto worker = [&](const std::vector<std::string>& providers) {
    Folder folder;
    folder.file("patients.csv", two_patients());
    folder.file("providers.csv", "Id,NAME\n" + w1 + ",One\n" + w2 + ",Two\n");
    std::string text = "Id,START,PATIENT,PROVIDER,ENCOUNTERCLASS\n";
    for (std::size_t i = 0; i < providers.size(); ++i) {
      text += std::to_string(i) + ",2020-01-0" + std::to_string(i + 1) + "T00:00:00Z," + kAnn +
              "," + providers[i] + ",home\n";
    }
    folder.file("encounters.csv", text);
    const auto synthea = SyntheaImport::open(folder.path());
    REQUIRE(synthea);
    const auto id = synthea->worker_of(*Uuid::parse(kAnn));
    CHECK_FALSE(synthea->worker_of(*Uuid::parse(kBob)));
    CHECK_FALSE(synthea->worker_of(*Uuid::parse(w1)));
    return id ? id->to_string() : "";
  };
  CHECK(worker({w1, w2, w1}) == w1);
  CHECK(worker({w1, w2}) == w2);
  CHECK(worker({w2, w1}) == w1);
  CHECK(worker({"", "cccccccc-0000-4000-8000-000000000009"}).empty());
}

TEST_CASE("a folder without patients is an error that says what to do") {
  Folder folder;
  const auto message = [](const std::string& path) {
    const auto synthea = SyntheaImport::open(path);
    REQUIRE_FALSE(synthea);
    CHECK_FALSE(synthea.error().hint.empty());
    return synthea.error().message;
  };
  CHECK(message(folder.path() + "/absent").find("absent") != std::string::npos);
  CHECK(message(folder.path()) == "There is no patients.csv and no patients.csv.gz.");
  folder.file("patients.csv", "");
  CHECK(message(folder.path()).find("patients.csv") != std::string::npos);
  folder.file("patients.csv", "NAME\nAnn\n");
  CHECK(message(folder.path()) == "patients.csv: there is no column Id");
}

TEST_CASE("a file without its key columns is reported as not understood") {
  Folder folder;
  folder.file("patients.csv", two_patients()).file("conditions.csv", "CODE\n1\n");
  folder.file("patients.csv.gz", "not read");
  const Everything everything = import(folder.path());
  CHECK(everything.report.not_understood == std::vector<std::string>{"conditions.csv"});
  CHECK(everything.has_problem("conditions.csv: there is no column PATIENT"));
  CHECK(everything.has_problem("patients.csv.gz: not read: patients.csv is the same file"));
}

TEST_CASE("dates and instants take the form of the schema") {
  using synthea::to_date;
  using synthea::to_instant;
  CHECK(to_date("2013-12-18") == "2013-12-18");
  CHECK(to_date(" 2020-02-29 ") == "2020-02-29");
  CHECK(to_date("1991-06-07T23:37:54+00:00") == "1991-06-07");
  CHECK(to_date("2021-08-23T03:26:50Z") == "2021-08-23");
  for (const char* bad : {"", "2021-02-29", "2021-13-01", "21-01-01", "2021-1-1", "2021-01-01x",
                          "0000-01-01", "2021-01-01T", "01/02/2021", "2021-01-01T25:00:00Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(to_date(bad));
    CHECK_FALSE(to_instant(bad));
  }
  CHECK(to_instant("2021-08-23T03:26:50Z") == "2021-08-23T03:26:50Z");
  CHECK(to_instant("1991-06-07T23:37:54+00:00") == "1991-06-07T23:37:54Z");
  CHECK(to_instant("2021-01-01T00:30:00+01:00") == "2020-12-31T23:30:00Z");
  CHECK(to_instant("2021-12-31T23:30:00.250-0100") == "2022-01-01T00:30:00.250Z");
  CHECK(to_instant("2013-12-18") == "2013-12-18T00:00:00Z");
  for (const char* bad :
       {"2021-01-01T10:00:00", "2021-01-01T10:00Z", "2021-01-01T10:00:60Z", "2021-01-01T10:00:00.Z",
        "2021-01-01T10:00:00.1234567890Z", "2021-01-01T10:00:00Zz", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:30:00-01:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(to_instant(bad));
  }
}

TEST_CASE("numbers are finite decimals") {
  using synthea::to_number;
  CHECK(to_number(" 49.2") == 49.2);
  CHECK(to_number("-0.5") == -0.5);
  for (const char* bad : {"", "x", "1,5", "1.5 kg", "nan", "inf", "1e999", "0x10"}) {
    CAPTURE(bad);
    CHECK_FALSE(to_number(bad));
  }
}

}  // namespace satchel
