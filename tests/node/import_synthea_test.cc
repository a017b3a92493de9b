// Synthea folders become an office's records: whole, once, and never over what a person decided.
#include "node/office/import_synthea.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "node/office/import_writer.h"
#include "node/office/open_office.h"
#include "node/office/worker_caseloads.h"
#include "sync/codec.h"
#include "sync/limits.h"
#include "sync/policy.h"
#include "tests/node/office_say.h"
#include "tests/testkit/skip.h"

namespace satchel {
namespace {

using namespace testkit;
namespace fs = std::filesystem;

constexpr const char* kAnn = "11111111-1111-4111-8111-111111111111";
constexpr const char* kBob = "22222222-2222-4222-8222-222222222222";
const RecordId kAnnRecord{*Uuid::parse(kAnn)};
const RecordId kBobRecord{*Uuid::parse(kBob)};

// Two people, one of them with a phone; `marital` is a cell that may change from file to file.
struct SmallFiles {
  SmallFiles() { write("M", "555-0100"); }
  void write(const std::string& marital, const std::string& phone) {
    write_file(folder.path("patients.csv"),
               std::string("Id,BIRTHDATE,FIRST,LAST,MARITAL,PHONE,RACE\n") + kAnn +
                   ",1950-01-02,Ann88,Lee7," + marital + "," + phone + ",white\n" + kBob +
                   ",1960-03-04,Bob,Ray,S,,asian\n");
  }
  SyntheaImportResult import(OfficeWorkspace& office, std::size_t workers = 0) {
    SyntheaImportOptions options;
    options.folder = folder.path();
    options.workers = workers;
    auto result = import_synthea(office, options);
    office.write_as("admin");
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    return *result;
  }

  TempFolder folder;
};

std::string digest_of(OfficeWorkspace& office) {
  return write_json(answer_of_office(office.folder(), {"digest"}));
}

std::vector<std::string> values_of(Workspace& workspace, const RecordId& id, const char* field) {
  std::vector<std::string> values;
  const auto record = workspace.shown(id);
  REQUIRE(record);
  const FieldDef* def = core_type(record->type)->field(field);
  const FieldState* state = record->field(def->id);
  if (state == nullptr) return values;
  for (const Sibling* sibling : shown(*state, def).siblings) {
    values.push_back(write_json(to_json(sibling->value)));
  }
  return values;
}

using Texts = std::vector<std::string>;

// ---- real data ----------------------------------------------------------------------------------

std::string real_data() {
  const fs::path folder = fs::path(SATCHEL_SOURCE_DIR) / "../shared/data/synthea/ca59_csv";
  if (fs::exists(folder)) return folder.string();
  testkit::skip(std::string("real data is not at ") + folder.string());
  return "";
}

TEST_CASE("real data: every patient is a client, shared out, and a second import writes nothing") {
  const std::string folder = real_data();
  if (folder.empty()) return;
  Pair pair;
  const std::string office = pair.office().folder();
  const auto first = answer_of_office(office, {"import", "synthea", folder, "--workers", "3"});
  CHECK(number_at(first, "clients") == 59);
  CHECK(number_at(first, "saves") > 59);
  CHECK(number_at(answer_of_office(office, {"status"}), "clients") == 59);
  const auto& records = first.at("records").get_object();
  CHECK(number_at(records.at("client").get_object(), "new") == 59);
  CHECK(number_at(records.at("visit").get_object(), "new") == 2590);
  CHECK(number_at(first.at("not_imported").get_object(), "procedures.csv.gz") == 4637);
  std::int64_t shared_out = 0;
  const auto& workers = first.at("workers").get_array();
  REQUIRE(workers.size() == 3);
  for (const auto& worker : workers) {
    const std::int64_t clients = number_at(worker.get_object(), "clients");
    CHECK(clients >= 19);
    CHECK(clients <= 20);
    shared_out += clients;
  }
  CHECK(shared_out == 59);
  std::vector<std::string> roles;
  for (const auto& user : lines_of_office(office, {"user", "list"})) {
    roles.push_back(text_at(user, "name") + " " + text_at(user, "role"));
  }
  CHECK(roles == Texts{"worker01 care_manager", "worker02 case_manager", "worker03 care_manager"});

  const std::string digest = digest_of(pair.office());
  const auto second = answer_of_office(office, {"import", "synthea", folder, "--workers", "3"});
  CHECK(digest_of(pair.office()) == digest);
  CHECK(number_at(second, "saves") == 0);
  for (const auto& pair_of : second.at("records").get_object()) {
    const auto& counts = pair_of.value().get_object();
    CHECK(number_at(counts, "new") + number_at(counts, "updated") + number_at(counts, "kept") == 0);
    CHECK(counts.at("unchanged") == records.at(pair_of.key()).at("new"));
  }
  CHECK(answer_of_office(office, {"doctor"}).at("ok").get_bool());
}

TEST_CASE("real data: records name their client, and the saves are small") {
  const std::string folder = real_data();
  if (folder.empty()) return;
  Pair pair;
  SyntheaImportOptions options;
  options.folder = folder;
  REQUIRE(import_synthea(pair.office(), options));
  std::uint64_t saves = 0;
  pair.office().store().each_save_of(kOfficeNode, 0, [&](const StoredSave& row) {
    ++saves;
    CHECK(row.raw.size() <= limits::kSaveBytesMax / 2);
    CHECK(row.last - row.first < limits::kSaveOpsMax);
    return true;
  });
  CHECK(saves > 59);
  for (const ScopeRow& scope : pair.office().store().scopes()) {
    if (!scope.id.is_case_file()) continue;
    pair.office().store().each_record(scope.id, [&](const StoredRecord& row) {
      if (row.base.id.uuid == scope.id.subject) return;
      const FieldState* client = row.base.field(kFieldClient);
      REQUIRE(client != nullptr);
      CHECK(std::get<std::string>(client->siblings.at(0).value) == scope.id.subject.to_string());
    });
  }
}

// ---- a second import ----------------------------------------------------------------------------

TEST_CASE("the file's own changes follow, as long as nobody else decided") {
  SmallFiles files;
  Pair pair;
  auto result = files.import(pair.office());
  CHECK(result.clients == 2);
  CHECK(result.records["client"].added == 2);
  CHECK(values_of(pair.office(), kAnnRecord, "marital_status") == Texts{"\"married\""});
  files.write("D", "555-0100");
  result = files.import(pair.office());
  CHECK(result.saves == 1);
  CHECK(result.records["client"].updated == 1);
  CHECK(result.records["client"].unchanged == 1);
  CHECK(values_of(pair.office(), kAnnRecord, "marital_status") == Texts{"\"divorced\""});
  CHECK(files.import(pair.office()).saves == 0);
}

TEST_CASE("what a person changed stays, whatever the file says") {
  SmallFiles files;
  Pair pair;
  auto& laptop = pair.enrol("ana");
  files.import(pair.office());
  pair.grant("ana", kAnnRecord);
  pair.sync(laptop);
  SUBCASE("at the office") {
    set(pair.office(), kAnnRecord, "marital_status", std::string("widowed"));
  }
  SUBCASE("on a laptop") {
    set(laptop, kAnnRecord, "marital_status", std::string("widowed"));
    pair.sync(laptop);
  }
  SUBCASE("and the file then says something new") {
    set(pair.office(), kAnnRecord, "marital_status", std::string("widowed"));
    files.write("D", "555-0100");
  }
  const std::string digest = digest_of(pair.office());
  auto result = files.import(pair.office());
  CHECK(result.saves == 0);
  CHECK(result.records["client"].kept == 1);
  CHECK(result.records["client"].unchanged == 2);
  CHECK(digest_of(pair.office()) == digest);
  CHECK(values_of(pair.office(), kAnnRecord, "marital_status") == Texts{"\"widowed\""});
}

TEST_CASE("a value that a person took away does not come back") {
  SmallFiles files;
  Pair pair;
  files.import(pair.office());
  set(pair.office(), kAnnRecord, "birth_date", std::monostate{});
  Edit edit;
  edit.kind = EditKind::remove;
  edit.field = field_of(pair.office(), "client", "races");
  edit.value = std::string("white");
  save(pair.office(), kAnnRecord, {edit});
  const auto result = files.import(pair.office());
  CHECK(result.saves == 0);
  CHECK(result.records.at("client").kept == 1);
  CHECK(values_of(pair.office(), kAnnRecord, "birth_date") == Texts{"null"});
  CHECK(values_of(pair.office(), kAnnRecord, "races").empty());
}

TEST_CASE("elements that a person added stay beside those of the file") {
  SmallFiles files;
  Pair pair;
  files.import(pair.office());
  add(pair.office(), kAnnRecord, "races", std::string("asian"));
  CHECK(files.import(pair.office()).saves == 0);
  CHECK(values_of(pair.office(), kAnnRecord, "races").size() == 2);
}

TEST_CASE("a set that the record never had is taken from the file later") {
  SmallFiles files;
  Pair pair;
  files.write("M", "");
  files.import(pair.office());
  CHECK(values_of(pair.office(), kAnnRecord, "phones").empty());
  files.write("M", "555-0100");
  CHECK(files.import(pair.office()).saves == 1);
  CHECK(values_of(pair.office(), kAnnRecord, "phones").size() == 1);
}

TEST_CASE("a voided record stays voided") {
  SmallFiles files;
  Pair pair;
  files.import(pair.office());
  void_it(pair.office(), kAnnRecord, "entered twice");
  files.write("D", "555-0199");
  const auto result = files.import(pair.office());
  CHECK(result.saves == 0);
  CHECK(result.records.at("client").kept == 1);
  CHECK(is_void(*pair.office().shown(kAnnRecord)));
}

TEST_CASE("a conflict is left to the people") {
  SmallFiles files;
  Pair pair;
  auto& laptop = pair.enrol("ana");
  files.import(pair.office());
  pair.grant("ana", kAnnRecord);
  pair.sync(laptop);
  set(laptop, kAnnRecord, "marital_status", std::string("widowed"));
  files.write("D", "555-0100");
  CHECK(files.import(pair.office()).saves == 1);  // the laptop has not been heard yet
  pair.sync(laptop);
  files.write("S", "555-0100");
  const auto result = files.import(pair.office());
  CHECK(result.saves == 0);
  CHECK(result.records.at("client").kept == 1);
}

TEST_CASE("an id that belongs to another record is told and left alone") {
  SmallFiles files;
  Pair pair;
  const RecordId client = new_client(pair.office(), {{"given_name", "Maria"}});
  const TypeDef* note = core_type("note");
  Edit create;
  create.kind = EditKind::create;
  create.record = kAnnRecord;
  create.type = note->id;
  {
    Transaction transaction(pair.office().store());
    REQUIRE(pair.office().save(case_file(client.uuid), std::vector<Edit>{create}));
    transaction.commit();
  }
  const auto result = files.import(pair.office(), 1);
  CHECK(result.problem_count == 1);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].find(kAnn) != std::string::npos);
  CHECK(result.records.at("client").added == 1);
  CHECK(pair.office().shown(kAnnRecord)->type == note->id);
  REQUIRE(result.workers.size() == 1);
  CHECK(result.workers[0].clients == 1);  // Bob alone
}

TEST_CASE("a folder without patients is an Error") {
  Pair pair;
  const TempFolder folder;
  CHECK(say_office(pair.office().folder(), {"import", "synthea", folder.path()}).exit_code == 1);
  CHECK(say_office(pair.office().folder(), {"import", "synthea"}).exit_code == 2);
  CHECK(say_office(pair.office().folder(), {"import"}).exit_code == 2);
  CHECK(say_office(pair.office().folder(), {"import", "synthea", folder.path(), "--workers", "0"})
            .exit_code == 2);
}

TEST_CASE("what is said about an import can be read by people") {
  SmallFiles files;
  Pair pair;
  write_file(files.folder.path("gadgets.csv"), "A,B\n1,2\n");
  const Said said = say_office(pair.office().folder(),
                               {"import", "synthea", files.folder.path(), "--workers", "2"});
  CHECK(said.exit_code == 0);
  for (const std::string words :
       {"2 clients", "client: 2 new", "worker01 has 1 client", "gadgets.csv"}) {
    INFO(said.out);
    CHECK(said.out.find(words) != std::string::npos);
  }
}

// ---- workers ------------------------------------------------------------------------------------

TEST_CASE("a client that was moved by a person is not given back by the next import") {
  SmallFiles files;
  Pair pair;
  const std::string office = pair.office().folder();
  auto result = files.import(pair.office(), 2);
  REQUIRE(result.workers.size() == 2);
  CHECK(result.workers[0].given + result.workers[1].given == 2);
  CHECK(say_office(office, {"unassign", "--all", "--from", "worker01"}).exit_code == 0);
  for (const std::size_t workers : {2, 5}) {
    result = files.import(pair.office(), workers);
    std::uint64_t clients = 0;
    for (const WorkerCaseload& worker : result.workers) {
      CHECK(worker.given == 0);
      clients += worker.clients;
    }
    CHECK(clients == 1);
  }
}

TEST_CASE("a disabled worker gets nobody") {
  SmallFiles files;
  Pair pair;
  const std::string office = pair.office().folder();
  CHECK(say_office(office, {"user", "add", "worker01", "--role", "supervisor"}).exit_code == 0);
  CHECK(say_office(office, {"user", "disable", "worker01"}).exit_code == 0);
  const auto result = files.import(pair.office(), 2);
  REQUIRE(result.workers.size() == 1);
  CHECK(result.workers[0].name == "worker02");
  CHECK(result.workers[0].clients == 2);
}

Uuid numbered(std::size_t number) {
  return Uuid::from_name("test " + std::to_string(number));
}

TEST_CASE("clients are shared out evenly, with their providers, in whatever order they come") {
  std::vector<ClientOfProvider> clients;
  for (std::size_t i = 0; i < 500; ++i) {
    // A few providers have many clients, many have a few; some clients have none.
    const std::size_t provider = 1000 + i * i % 61 / (1 + i % 7);
    std::optional<Uuid> of;
    if (i % 13 != 0) of = numbered(provider);
    clients.push_back({numbered(i), of});
  }
  for (const std::size_t workers : {1, 2, 3, 7, 40, 600}) {
    INFO(workers);
    const auto worker_of = share_out(clients, workers);
    std::vector<std::size_t> loads(workers);
    std::map<Uuid, std::set<std::size_t>> workers_of_provider;
    std::map<Uuid, std::size_t> by_client;
    for (std::size_t i = 0; i < clients.size(); ++i) {
      REQUIRE(worker_of[i] < workers);
      ++loads[worker_of[i]];
      by_client[clients[i].client] = worker_of[i];
      if (clients[i].provider) workers_of_provider[*clients[i].provider].insert(worker_of[i]);
    }
    const auto [least, most] = std::minmax_element(loads.begin(), loads.end());
    CHECK(*most - *least <= 2);
    if (workers == 3) {
      for (const auto& [provider, theirs] : workers_of_provider) CHECK(theirs.size() == 1);
    }
    auto shuffled = clients;
    std::reverse(shuffled.begin(), shuffled.end());
    std::rotate(shuffled.begin(), shuffled.begin() + 123, shuffled.end());
    const auto again = share_out(shuffled, workers);
    for (std::size_t i = 0; i < shuffled.size(); ++i) {
      CHECK(again[i] == by_client[shuffled[i].client]);
    }
  }
  CHECK(share_out({}, 3).empty());
}

TEST_CASE("one provider with everybody is shared out too") {
  std::vector<ClientOfProvider> clients;
  for (std::size_t i = 0; i < 10; ++i) clients.push_back({numbered(i), numbered(99)});
  const auto worker_of = share_out(clients, 3);
  std::vector<std::size_t> loads(3);
  for (const std::size_t worker : worker_of) ++loads[worker];
  std::sort(loads.begin(), loads.end());
  CHECK(loads == std::vector<std::size_t>{2, 4, 4});
}

// ---- saves --------------------------------------------------------------------------------------

struct Writing {
  Writing() {
    client = new_client(pair.office(), {{"given_name", "Maria"}});
    pair.office().write_as(kImportUser);
  }
  ImportedRecord record(std::size_t number, std::vector<std::pair<std::string, Value>> fields) {
    return {"observation", RecordId{numbered(number)}, client.uuid, std::move(fields)};
  }
  // Sizes of the saves that came after the client's own.
  std::vector<std::size_t> sizes() {
    std::vector<std::size_t> sizes;
    pair.office().store().each_placed(case_file(client.uuid), 1, [&](const StoredSave& row) {
      sizes.push_back(row.raw.size());
      CHECK(row.last - row.first < limits::kSaveOpsMax);
      return true;
    });
    return sizes;
  }

  Pair pair;
  RecordId client;
};

TEST_CASE("many records become saves well below the limits") {
  Writing office;
  Transaction transaction(office.pair.office().store());
  ImportWriter writer(office.pair.office());
  for (std::size_t i = 0; i < 3000; ++i) {
    writer.take(
        case_file(office.client.uuid),
        office.record(i, {{"display", std::string("Body weight")}, {"code", std::string("c")}}));
  }
  writer.finish_scope();
  transaction.commit();
  const auto sizes = office.sizes();
  CHECK(sizes.size() == writer.saves());
  CHECK(writer.records() == 3000);
  CHECK(writer.counts().at("observation").added == 3000);
  CHECK(sizes.size() < 60);
  CHECK(*std::max_element(sizes.begin(), sizes.end()) <= limits::kSaveBytesMax / 2);
}

TEST_CASE("a record too great for one save takes several; a value too great for any is told") {
  Writing office;
  Transaction transaction(office.pair.office().store());
  ImportWriter writer(office.pair.office());
  const std::string long_text(40 * 1024, 'x');
  const std::string too_long(limits::kValueBytesMax + 1, 'x');
  writer.take(
      case_file(office.client.uuid),
      office.record(1, {{"display", long_text}, {"code", long_text}, {"code_system", too_long}}));
  writer.take(case_file(office.client.uuid), office.record(2, {{"display", std::string("fine")}}));
  writer.finish_scope();
  transaction.commit();
  CHECK(values_of(office.pair.office(), RecordId{numbered(1)}, "display").size() == 1);
  CHECK(values_of(office.pair.office(), RecordId{numbered(1)}, "code").size() == 1);
  CHECK(values_of(office.pair.office(), RecordId{numbered(1)}, "code_system").empty());
  CHECK(values_of(office.pair.office(), RecordId{numbered(2)}, "display").size() == 1);
  CHECK(writer.problem_count() == 1);
  REQUIRE(writer.problems().size() == 1);
  CHECK(writer.problems()[0].find(numbered(1).to_string()) != std::string::npos);
}

TEST_CASE("fields that the core schema lacks are declared once, before they are used") {
  Writing office;
  {
    Transaction transaction(office.pair.office().store());
    ImportWriter writer(office.pair.office());
    for (std::size_t i = 0; i < 5; ++i) {
      writer.take(case_file(office.client.uuid),
                  office.record(i, {{"shoe_size", std::int64_t{42}}, {"Bad Name", true}}));
    }
    writer.finish_scope();
    transaction.commit();
    CHECK(writer.saves() == 2);
    CHECK(writer.problem_count() == 5);
  }
  const TypeDef* type = core_type("observation");
  const FieldDef* field = office.pair.office().schema().field(type->id, "shoe_size");
  REQUIRE(field != nullptr);
  const auto record = office.pair.office().shown(RecordId{numbered(3)});
  REQUIRE(record);
  CHECK(record->field(field->id) != nullptr);
  Transaction transaction(office.pair.office().store());
  ImportWriter writer(office.pair.office());
  writer.take(case_file(office.client.uuid), office.record(3, {{"shoe_size", std::int64_t{42}}}));
  writer.finish_scope();
  CHECK(writer.saves() == 0);
}

}  // namespace
}  // namespace satchel
