#include "tests/testkit/pair.h"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <iostream>
#include <sstream>

#include "node/shared/clock.h"
#include "node/shared/command.h"
#include "node/shared/dump.h"
#include "node/shared/reading_commands.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"

namespace satchel::testkit {

namespace {

constexpr std::int64_t kHour = 3'600'000;

// What a program prints while this lives.
class Captured {
 public:
  explicit Captured(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Captured() { stream_.rdbuf(before_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostream& stream_;
  std::ostringstream text_;
  std::streambuf* before_;
};

Result<std::unique_ptr<Workspace>> open_again(Workspace& workspace) {
  if (auto* office = dynamic_cast<OfficeWorkspace*>(&workspace)) {
    auto opened = OfficeWorkspace::open(office->folder(), false);
    if (!opened) return opened.error();
    return std::unique_ptr<Workspace>(std::move(*opened));
  }
  auto opened = LaptopWorkspace::open(dynamic_cast<LaptopWorkspace&>(workspace).folder(), false);
  if (!opened) return opened.error();
  return std::unique_ptr<Workspace>(std::move(*opened));
}

RecordId create(Workspace& workspace, const std::string& type, const RecordId& id,
                const ScopeId& scope, const Values& values) {
  const TypeDef* def = core_type(type);
  REQUIRE(def != nullptr);
  Transaction transaction(workspace.store());
  std::vector<Edit> edits(1);
  edits[0].kind = EditKind::create;
  edits[0].record = id;
  edits[0].type = def->id;
  for (const auto& [name, value] : values) {
    const auto field = workspace.field_named(*def, name, true);
    REQUIRE(field);
    const FieldDef* field_def = workspace.schema().field(def->id, *field);
    Edit edit;
    edit.kind =
        field_def != nullptr && field_def->policy == Policy::unite ? EditKind::add : EditKind::set;
    edit.record = id;
    edit.field = *field;
    edit.value = value;
    edits.push_back(edit);
  }
  const auto saved = workspace.save(scope, edits);
  REQUIRE_MESSAGE(saved, (saved ? "" : saved.error().message));
  transaction.commit();
  return id;
}

Dot change(Workspace& workspace, const RecordId& record, EditKind kind, const std::string& field,
           Value value) {
  const auto shown = workspace.shown(record);
  REQUIRE(shown);
  Edit edit;
  edit.kind = kind;
  if (!field.empty()) edit.field = field_of(workspace, core_type(shown->type)->name, field);
  edit.value = std::move(value);
  return save(workspace, record, {edit});
}

}  // namespace

// ---- the office and its laptops -----------------------------------------------------------------

Pair::Pair() {
  auto opened = OfficeWorkspace::open(folder_.path("office"), true);
  REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  office_ = std::move(*opened);
  Transaction transaction(office_->store());
  Office::Seeds seeds{random_uuid(), random_uuid(), random_array<32>()};
  REQUIRE(office_->office().init("District office", seeds, wall_clock_ms()));
  transaction.commit();
}

LaptopWorkspace& Pair::enrol(const std::string& user) {
  EnrolmentRequest request;
  request.code = "code " + std::to_string(laptops_.size());
  request.device_key = std::string(32, 'k');
  request.node_id = random_uuid();
  const std::int64_t now = wall_clock_ms();
  Transaction at_office(office_->store());
  if (!office_->store().user_named(user)) {
    REQUIRE(office_->office().add_user(user, "care_manager", random_uuid()));
  }
  REQUIRE(office_->office().allow_enrolment(user, request.code, now, now + kHour));
  const auto answer = office_->office().enrol(request, now);
  REQUIRE(answer);
  at_office.commit();

  auto opened =
      LaptopWorkspace::open(folder_.path("laptop" + std::to_string(laptops_.size())), true);
  REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  laptops_.push_back(std::move(*opened));
  LaptopWorkspace& laptop = *laptops_.back();
  LaptopIdentity identity;
  identity.office = answer->office;
  identity.office_epoch = answer->office_epoch;
  identity.office_name = answer->office_name;
  identity.office_key = answer->office_key;
  identity.node = answer->node;
  identity.node_id = request.node_id;
  identity.user = answer->user;
  identity.user_name = answer->user_name;
  identity.role = answer->role;
  Transaction here(laptop.store());
  laptop.laptop().enrol(identity, *answer);
  here.commit();
  return laptop;
}

void Pair::grant(const std::string& user, const RecordId& client) {
  Transaction transaction(office_->store());
  office_->office().grant(*office_->store().user_named(user), case_file(client.uuid));
  transaction.commit();
}

void Pair::withdraw(const std::string& user, const RecordId& client) {
  Transaction transaction(office_->store());
  office_->office().withdraw(*office_->store().user_named(user), case_file(client.uuid));
  transaction.commit();
}

void Pair::sync(LaptopWorkspace& laptop) {
  constexpr int kExchangesMax = 50;
  std::uint64_t resume_after = 0;
  for (int i = 0; i < kExchangesMax; ++i) {
    LaptopSessionOptions options;
    options.wall_ms = wall_clock_ms();
    options.resume_after = resume_after;
    LaptopSession session(laptop.laptop(), options);
    const auto request = session.request();
    REQUIRE_MESSAGE(request, (request ? "" : request.error().message));
    OfficeSession at_office(office_->office(), {wall_clock_ms(), false});
    at_office.receive(*request);
    const auto heard = session.receive(at_office.finish());
    REQUIRE_MESSAGE(heard, (heard ? "" : heard.error().message));
    const auto outcome = session.finish();
    REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().message));
    REQUIRE(outcome->complete);
    resume_after = outcome->resume_after;
    if (outcome->more) continue;
    REQUIRE(outcome->digest_equal);
    return;
  }
  FAIL("the exchanges do not come to an end");
}

void Pair::sync_all() {
  for (int round = 0; round < 2; ++round) {
    for (const auto& laptop : laptops_) sync(*laptop);
  }
}

// ---- writing by name ----------------------------------------------------------------------------

RecordId new_client(Workspace& workspace, const Values& values) {
  const RecordId id{random_uuid()};
  return create(workspace, "client", id, case_file(id.uuid), values);
}

RecordId new_record(Workspace& workspace, const std::string& type, const RecordId& client,
                    const Values& values) {
  Values all{{"client_id", client.to_string()}};
  all.insert(all.end(), values.begin(), values.end());
  return create(workspace, type, RecordId{random_uuid()}, case_file(client.uuid), all);
}

Dot set(Workspace& workspace, const RecordId& record, const std::string& field, Value value) {
  return change(workspace, record, EditKind::set, field, std::move(value));
}

Dot add(Workspace& workspace, const RecordId& record, const std::string& field, Value value) {
  return change(workspace, record, EditKind::add, field, std::move(value));
}

Dot void_it(Workspace& workspace, const RecordId& record, const std::string& reason) {
  return change(workspace, record, EditKind::void_record, "", reason);
}

Dot save(Workspace& workspace, const RecordId& record, std::vector<Edit> edits) {
  const auto shown = workspace.shown(record);
  REQUIRE(shown);
  for (Edit& edit : edits) edit.record = record;
  Transaction transaction(workspace.store());
  const auto saved = workspace.save(shown->scope, edits);
  REQUIRE_MESSAGE(saved, (saved ? "" : saved.error().message));
  transaction.commit();
  return *saved;
}

FieldId field_of(Workspace& workspace, const std::string& type, const std::string& field) {
  if (const FieldDef* known = workspace.schema().field(core_type(type)->id, field))
    return known->id;
  Transaction transaction(workspace.store());
  const auto id = workspace.field_named(*core_type(type), field, true);
  REQUIRE_MESSAGE(id, field);
  transaction.commit();
  return *id;
}

// ---- reading ------------------------------------------------------------------------------------

std::vector<json::object> Said::lines() const {
  std::vector<json::object> objects;
  for (const std::string& line : lines_of(out)) {
    const auto value = parse_json(line);
    REQUIRE_MESSAGE(value, line);
    objects.push_back(value->as_object());
  }
  return objects;
}

json::object Said::object() const {
  const auto objects = lines();
  REQUIRE(objects.size() == 1);
  return objects.front();
}

Said say(Workspace& workspace, const std::vector<std::string>& words) {
  CLI::App app;
  app.require_subcommand(1);
  CommonOptions options;
  add_reading_commands(app, options, [&] { return open_again(workspace); });
  std::vector<std::string> all{"satchel"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  Said said;
  const Captured out(std::cout);
  const Captured err(std::cerr);
  said.exit_code = run_app(app, static_cast<int>(argv.size()), argv.data());
  said.out = out.text();
  said.err = err.text();
  return said;
}

std::string dump_of(Workspace& workspace, bool shared, const std::string& caseload) {
  std::ostringstream out;
  const auto done = write_dump(workspace, {shared, caseload}, out);
  REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
  return out.str();
}

}  // namespace satchel::testkit
