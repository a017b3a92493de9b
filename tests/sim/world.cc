#include "tests/sim/world.h"

#include <algorithm>
#include <sstream>

#include "sync/codec.h"
#include "sync/form.h"
#include "sync/laptop_incarnation.h"
#include "sync/laptop_recovery.h"
#include "sync/laptop_session.h"
#include "sync/office_session.h"
#include "sync/policy.h"
#include "sync/sealed_box.h"

namespace satchel::sim {

namespace {

constexpr std::int64_t kStart = 1'795'000'000'000;  // November 2026
constexpr std::size_t kHealRounds = 80;
constexpr const char* kDiskFull = "the disk is full";

// Anything else that a store reports is a defect.
void expect_full_disk(const StoreFailure& failure) {
  if (std::string_view(failure.what()).find(kDiskFull) == std::string_view::npos) throw failure;
}

FieldId field_id(std::string_view type, std::string_view name) {
  return core_type(type)->field(name)->id;
}
TypeId type_id(std::string_view type) { return core_type(type)->id; }

struct Writable {
  const char* type;
  const char* field;
};
constexpr Writable kPlainFields[] = {
    {"client", "preferred_name"}, {"client", "access_instructions"}, {"visit", "summary"},
    {"visit", "status"},          {"visit", "outcome"},              {"note", "status"},
};

// A date of its own for each number, all of them after the year 2100.
std::string far_date(std::uint64_t number) {
  const auto digits = [](std::uint64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
  };
  return std::to_string(2100 + number / 336) + "-" + digits(1 + number / 28 % 12) + "-" +
         digits(1 + number % 28);
}

}  // namespace

WorldOptions WorldOptions::drawn_from(Random& random) {
  WorldOptions options;
  options.laptops = 2 + random.below(4);
  options.users = 1 + random.below(3);
  options.clients = 2 + random.below(4);
  options.steps = 60 + random.below(120);
  options.answer_bytes_max = random.chance(0.4) ? 1024 : 256 * 1024;
  options.lose = random.chance(0.5) ? 0.15 : 0.03;
  options.cut = random.chance(0.6) ? 0.25 : 0.05;
  options.repeat = random.chance(0.5) ? 0.1 : 0.0;
  options.late = random.chance(0.5) ? 0.08 : 0.0;
  options.damage = random.chance(0.3) ? 0.05 : 0.0;
  options.crash = random.chance(0.5) ? 0.02 : 0.0;
  options.bad = random.chance(0.6) ? 0.08 : 0.0;
  options.reassign = random.chance(0.4) ? 0.05 : 0.0;
  options.texts = random.chance(0.5);
  options.clock_seed = random.next();
  options.crowded = random.chance(0.3);
  options.clone = random.chance(0.3) ? 0.03 : 0.0;
  options.restore = random.chance(0.3) ? 0.03 : 0.0;
  options.office_restore = random.chance(0.3) ? 0.03 : 0.0;
  options.chain_points_max = random.chance(0.5) ? 2 : 1000;
  options.collect = random.chance(0.3) ? 0.04 : 0.0;
  if (random.chance(0.15)) options.laptops = 2 + random.below(7);
  options.partition = random.chance(0.3) ? 0.04 : 0.0;
  options.swizzle = random.chance(0.2) ? 0.02 : 0.0;
  options.full = random.chance(0.3) ? 0.03 : 0.0;
  options.newer = random.chance(0.3) ? 0.05 : 0.0;
  options.hostile = random.chance(0.3) ? 0.06 : 0.0;
  return options;
}

std::vector<NamedOption> WorldOptions::named() {
  return {{"laptops", &laptops},   {"users", &users},         {"clients", &clients},
          {"steps", &steps},       {"answer", &answer_bytes_max}, {"points", &chain_points_max},
          {"lose", &lose},         {"cut", &cut},             {"repeat", &repeat},
          {"late", &late},         {"damage", &damage},       {"crash", &crash},
          {"bad", &bad},           {"reassign", &reassign},   {"small_requests", &small_requests},
          {"texts", &texts},       {"crowded", &crowded},     {"clone", &clone},
          {"restore", &restore},   {"office_restore", &office_restore}, {"collect", &collect},
          {"partition", &partition}, {"swizzle", &swizzle},   {"full", &full},
          {"newer", &newer},       {"hostile", &hostile}};
}

std::string WorldOptions::to_string() const {
  std::string text;
  WorldOptions copy = *this;
  for (const NamedOption& option : copy.named()) {
    std::ostringstream value;
    std::visit([&](const auto* place) { value << *place; }, option.place);
    text += (text.empty() ? "" : " ") + std::string(option.name) + "=" + value.str();
  }
  return text;
}

World::World(std::uint64_t seed, WorldOptions options, MakeStore make_store, CopyStore copy_store)
    : make_store_(std::move(make_store)),
      copy_store_(std::move(copy_store)),
      options_(options),
      random_(seed ^ 0x5a7c4e1ULL),
      clocks_(options.clock_seed),
      slices_(seed + 1),
      forms_(seed + 2),
      now_ms_(kStart) {}

void World::violation(std::string text) {
  if (violations_.size() < 5) violations_.push_back(std::move(text));
}

// ---- the beginning ------------------------------------------------------------------------------------------

// Crashes are asked of the store in memory; how files survive them is tested with real processes.
void World::arm(OfficeStore& any) {
  auto* memory = dynamic_cast<testkit::MemoryStore*>(&any);
  if (memory == nullptr) return;
  testkit::MemoryStore& store = *memory;
  const auto maybe = [this, &store] {
    if (faults_on_ && disk_is_full(store)) {
      ++tally_.full;
      throw StoreFailure(Error{ErrorKind::storage, kDiskFull, "make room"});
    }
    if (faults_on_ && random_.chance(options_.crash)) {
      ++tally_.crashes;
      throw testkit::Crash();
    }
  };
  store.before_commit = maybe;
  store.after_commit = [this] {
    if (faults_on_ && random_.chance(options_.crash)) {
      ++tally_.crashes;
      throw testkit::Crash();
    }
  };
}

void World::set_up() {
  office_store_ = make_store_(true);
  arm(*office_store_);
  office_ = std::make_unique<Office>(*office_store_);
  Transaction transaction(*office_store_);
  Office::Seeds seeds;
  seeds.id = Uuid::from_random(random_.bytes<16>());
  seeds.own_node_id = Uuid::from_random(random_.bytes<16>());
  seeds.key = random_.bytes<32>();
  (void)office_->init("office", seeds, now_ms_);
  for (std::size_t i = 0; i < options_.users; ++i) {
    (void)office_->add_user("user" + std::to_string(i), "care_manager",
                            Uuid::from_random(random_.bytes<16>()));
  }
  for (std::size_t i = 0; i < options_.clients; ++i) {
    const Uuid client = Uuid::from_random(random_.bytes<16>());
    std::vector<Edit> edits;
    std::vector<Event> events;
    const SaveId save = ++saves_;
    plan_new_record(case_file(client), "client", edits, events);
    Author author{"admin", now_ms_, static_cast<std::int64_t>(save), 0};
    (void)office_->save(case_file(client), edits, author);
    remember(nullptr, events, save);
    scopes_.push_back(case_file(client));
    for (const UserRow& user : office_store_->users()) {
      if (i == 0 || random_.chance(0.6)) office_->grant(user, case_file(client));
    }
  }
  transaction.commit();
  for (std::size_t i = 0; i < options_.laptops; ++i) {
    machines_.push_back(std::make_unique<Machine>());
    machines_.back()->user = "user" + std::to_string(i % options_.users);
    enrol(*machines_.back());
  }
  if (options_.hostile > 0) hire_mallory();
}

void World::enrol(Machine& machine) {
  machine.store = make_store_(false);
  arm(*machine.store);
  machine.laptop = std::make_unique<Laptop>(*machine.store);
  machine.user_id = office_store_->user_named(machine.user)->id;
  const std::string code = "code" + std::to_string(random_.next());
  EnrolmentRequest request;
  request.code = code;
  request.device_key = std::string(32, 'k');
  request.node_id = Uuid::from_random(random_.bytes<16>());
  Transaction at_office(*office_store_);
  (void)office_->allow_enrolment(machine.user, code, now_ms_, now_ms_ + 1000);
  const auto answer = office_->enrol(request, now_ms_);
  at_office.commit();
  LaptopIdentity identity;
  identity.office = answer->office;
  identity.office_epoch = answer->office_epoch;
  identity.office_key = answer->office_key;
  identity.node = answer->node;
  identity.node_id = request.node_id;
  identity.user = answer->user;
  identity.user_name = answer->user_name;
  identity.role = answer->role;
  Transaction here(*machine.store);
  machine.laptop->enrol(identity, *answer);
  here.commit();
}

// ---- what people do -------------------------------------------------------------------------------------------

std::string World::new_value() {
  return "value " + std::to_string(++values_);
}

// A text keeps most of its words, so that edits of different sentences can be merged.
std::string World::new_text(const std::string& before) {
  const std::string mark = "mark" + std::to_string(++values_) + "x";
  if (before.empty()) {
    return "First he slept well all night. Then the nurse came to measure his blood pressure. " +
           std::string("Later a friend brought soup and bread to the house. ") + mark + " ends it.";
  }
  if (random_.chance(0.5)) return mark + " was seen before. " + before;
  return before + " After that " + mark + " was seen.";
}

// Who chooses among texts takes over what only the others say: marks of texts that were merged into them included.
std::string World::marks_missing_in(const std::string& text, const FieldState& state) {
  std::string missing;
  for (const Sibling& sibling : state.siblings) {
    const auto* other = std::get_if<std::string>(&sibling.value);
    if (other == nullptr) continue;
    for (std::size_t at = other->find("mark"); at != std::string::npos; at = other->find("mark", at + 1)) {
      const std::string mark = other->substr(at, other->find('x', at) + 1 - at);
      if ((text + missing).find(mark) == std::string::npos) missing += " Also " + mark + " was said.";
    }
  }
  return missing;
}

Author World::author_of(Machine& machine, SaveId save) {
  // The measured offset of the clock decides nothing, so it can carry the simulator's own number of the save.
  return {machine.user, now_ms_ + machine.clock_ms, static_cast<std::int64_t>(save), 0};
}

// The mark that this text brought in: the last one, in the order of the numbers.
std::string World::mark_of(EventId id) const {
  const std::string& text = oracle_.event(id).value;
  std::uint64_t newest = 0;
  for (std::size_t at = text.find("mark"); at != std::string::npos; at = text.find("mark", at + 1)) {
    newest = std::max<std::uint64_t>(newest, std::strtoull(text.c_str() + at + 4, nullptr, 10));
  }
  return "mark" + std::to_string(newest) + "x";
}

std::set<EventId> World::events_in(const Record& record, FieldId field, bool shown_only) {
  std::set<EventId> events;
  const FieldState* state = record.field(field);
  if (state == nullptr) return events;
  const TypeDef* type = core_type(record.type);
  const FieldDef* definition =
      field == kFieldVoid || type == nullptr ? nullptr : type->field(field);
  if (shown_only) {
    for (const Sibling* sibling : shown(*state, definition).siblings) {
      if (const auto* text = std::get_if<std::string>(&sibling->value)) {
        events.insert(oracle_.writer_of(*text));
      }
    }
  } else {
    for (const Sibling& sibling : state->siblings) {
      if (const auto* text = std::get_if<std::string>(&sibling.value)) {
        events.insert(oracle_.writer_of(*text));
      }
    }
  }
  events.erase(0);
  return events;
}

void World::plan_new_record(const ScopeId& scope, const std::string& type, std::vector<Edit>& edits,
                            std::vector<Event>& events) {
  RecordId id{type == "client" ? scope.subject : Uuid::from_random(random_.bytes<16>())};
  Edit create;
  create.kind = EditKind::create;
  create.record = id;
  create.type = type_id(type);
  edits.push_back(create);
  for (const Writable& writable : kPlainFields) {
    if (writable.type != type) continue;
    Edit set;
    set.record = id;
    set.field = field_id(type, writable.field);
    Event event;
    event.record = id;
    event.field = set.field;
    event.value = new_value();
    set.value = event.value;
    edits.push_back(set);
    events.push_back(event);
  }
  if (type == "note" && options_.texts) {
    Edit set;
    set.record = id;
    set.field = field_id("note", "body");
    Event event;
    event.record = id;
    event.field = set.field;
    event.value = new_text("");
    set.value = event.value;
    edits.push_back(set);
    events.push_back(event);
  }
}

void World::plan_change(Machine& machine, const Record& record, std::vector<Edit>& edits,
                        std::vector<Event>& events) {
  (void)machine;
  Edit edit;
  Event event;
  edit.record = event.record = record.id;
  const std::string type = core_type(record.type)->name;
  if (type == "client" && random_.chance(0.4)) {
    edit.field = event.field = field_id("client", "safety_alerts");
    const auto there = events_in(record, edit.field, true);
    if (!there.empty() && random_.chance(0.4)) {
      const std::vector<EventId> list(there.begin(), there.end());
      const EventId gone = random_.pick(list);
      edit.kind = EditKind::remove;
      edit.value = oracle_.event(gone).value;
      event.replaces = {gone};
    } else {
      edit.kind = EditKind::add;
      event.value = new_value();
      edit.value = event.value;
    }
  } else if (type == "note" && options_.texts && random_.chance(0.6)) {
    edit.field = event.field = field_id("note", "body");
    const FieldState* state = record.field(edit.field);
    const auto* text = state == nullptr || state->siblings.empty()
                           ? nullptr
                           : std::get_if<std::string>(&state->siblings.back().value);
    const bool may_choose =
        state != nullptr && state->siblings.size() > 1 &&
        std::none_of(state->siblings.begin(), state->siblings.end(),
                     [](const Sibling& sibling) { return sibling.automatic; });
    edit.kind = may_choose && random_.chance(0.4) ? EditKind::resolve : EditKind::set;
    event.replaces = events_in(record, edit.field, edit.kind == EditKind::set);
    std::string before = text == nullptr ? "" : *text;
    if (edit.kind == EditKind::resolve) before += marks_missing_in(before, *state);
    event.value = new_text(before);
    edit.value = event.value;
  } else {
    std::vector<const char*> names;
    for (const Writable& writable : kPlainFields) {
      if (writable.type == type) names.push_back(writable.field);
    }
    edit.field = event.field = field_id(type, random_.pick(names));
    const FieldState* state = record.field(edit.field);
    const bool conflict = state != nullptr && state->siblings.size() > 1;
    edit.kind = conflict && random_.chance(0.5) ? EditKind::resolve : EditKind::set;
    const Policy policy = core_type(type)->field(edit.field)->policy;
    const bool by_display = policy == Policy::newest_received || policy == Policy::manual;
    event.replaces = events_in(record, edit.field, edit.kind == EditKind::set && by_display);
    event.value = new_value();
    edit.value = event.value;
  }
  edits.push_back(edit);
  events.push_back(event);
}

// A lift has no words of its own: it is known by the save that it came with.
std::set<EventId> World::lifts_in(OfficeStore& store, const Record& record) {
  std::set<EventId> lifts;
  const FieldState* state = record.field(kFieldVoid);
  if (state == nullptr) return lifts;
  for (const Sibling& sibling : state->siblings) {
    if (sibling.seen) continue;
    const auto row = store.save_with(sibling.dot);
    const auto save = row ? decode_save(*row) : Result<Save>(Error{});
    if (!save) continue;
    lifts.insert(oracle_.lift_of(static_cast<SaveId>(save->clock_offset_ms), record.id));
  }
  lifts.erase(0);
  return lifts;
}

void World::plan_void(Machine& machine, const Record& record, std::vector<Edit>& edits,
                      std::vector<Event>& events) {
  Edit edit;
  Event event;
  edit.record = event.record = record.id;
  event.field = kFieldVoid;
  event.replaces = events_in(record, kFieldVoid, false);
  for (const EventId lift : lifts_in(*machine.store, record)) event.replaces.insert(lift);
  if (is_void(record) && random_.chance(0.5)) {
    edit.kind = EditKind::lift_void;
    event.lifts = true;
  } else {
    edit.kind = EditKind::void_record;
    event.value = new_value();
    edit.value = event.value;
    // What is shown, and what is hidden behind the worker's own changes, taken out by them included.
    const Record base = machine.store->record(record.id)->base;
    for (const Record* held : {&record, &base}) {
      for (const auto& [field, state] : held->fields()) {
        if (field == kFieldVoid || field == kFieldCreated) continue;
        const auto seen = events_in(*held, field, false);
        event.seen.insert(seen.begin(), seen.end());
      }
    }
    // And what is in neither: own values that an own change replaced before any log brought them.
    for (const Dot dot : machine.store->overlay(record.id)) {
      const auto row = machine.store->save_with(dot);
      const auto save = row ? decode_save(*row) : Result<Save>(Error{});
      if (!save) continue;
      for (const Op& op : save->ops) {
        const auto* text = std::get_if<std::string>(&op.value);
        const bool is_value = op.is_field_op() && op.record == record.id && op.field != kFieldVoid;
        if (is_value && text != nullptr) event.seen.insert(oracle_.writer_of(*text));
      }
    }
    event.seen.erase(0);
  }
  edits.push_back(edit);
  events.push_back(event);
}

void World::plan_bad(const Record& client, std::vector<Edit>& edits, std::vector<Event>& events) {
  const ScopeId scope = client.scope;
  if (random_.chance(0.5)) {
    // A record that only the bad save creates; later saves of it wait for a person.
    plan_new_record(scope, "visit", edits, events);
  }
  plan_far_birth_date(RecordId{scope.subject},
                      events_in(client, field_id("client", "birth_date"), true), edits, events);
}

// Only the office's clock can tell that this date is in the future.
void World::plan_far_birth_date(const RecordId& client, std::set<EventId> replaces,
                                std::vector<Edit>& edits, std::vector<Event>& events) {
  Edit edit;
  edit.record = client;
  edit.field = field_id("client", "birth_date");
  Event event;
  event.record = edit.record;
  event.field = edit.field;
  event.value = far_date(++values_);
  event.replaces = std::move(replaces);
  edit.value = event.value;
  edits.push_back(edit);
  events.push_back(event);
}

// A client whom this worker entered, and the office declined: can be entered again, under the same id.
std::optional<ScopeId> World::declined_file_of(Machine& machine) {
  for (const ScopeId& scope : machine.bad_files) {
    const bool is_here = machine.store->scope(scope) || machine.laptop->shown(RecordId{scope.subject});
    if (!is_here && !office_store_->scope(scope)) return scope;
  }
  return std::nullopt;
}

// In a crowded world everybody works on the same few records, and most on one text.
const Record& World::pick_record(const std::vector<Record>& records) {
  if (!options_.crowded) return random_.pick(records);
  const auto note = std::find_if(records.begin(), records.end(), [](const Record& record) {
    return record.type == type_id("note");
  });
  if (note != records.end() && random_.chance(0.6)) return *note;
  return records[random_.below(std::min<std::size_t>(3, records.size()))];
}

bool World::plan_edits(Machine& machine, const ScopeId& scope, std::vector<Edit>& edits,
                       std::vector<Event>& events) {
  std::vector<Record> records;
  machine.store->each_record(scope, [&](const StoredRecord& row) {
    if (row.shown().exists() && core_type(row.shown().type)) records.push_back(row.shown());
  });
  const auto client = std::find_if(records.begin(), records.end(), [&](const Record& record) {
    return record.id.uuid == scope.subject;
  });
  if (client != records.end() && random_.chance(options_.bad)) {
    plan_bad(*client, edits, events);
    return true;
  }
  const std::size_t count = 1 + random_.below(3);
  std::set<RecordId> used;
  for (std::size_t i = 0; i < count; ++i) {
    if (records.empty() || random_.chance(0.2)) {
      plan_new_record(scope, random_.chance(0.5) ? "visit" : "note", edits, events);
      continue;
    }
    const Record& record = pick_record(records);
    if (!used.insert(record.id).second) continue;
    if (random_.chance(0.12)) {
      plan_void(machine, record, edits, events);
    } else {
      plan_change(machine, record, edits, events);
      perhaps_from_form(machine, record, edits.back(), events.back());
    }
  }
  return !edits.empty();
}

// A form that was open for a while displays what was there when it was opened, whatever a sync brought since.
void World::perhaps_from_form(Machine& machine, const Record& record, Edit& edit, Event& event) {
  const FieldDef* field = core_type(record.type)->field(edit.field);
  const bool by_display = field != nullptr && (field->policy == Policy::newest_received || field->policy == Policy::manual);
  if (edit.kind != EditKind::set || !by_display || field->name == "body") return;
  const FieldState* state = record.field(edit.field);
  const auto open = machine.forms.find({record.id, edit.field});
  if (open == machine.forms.end()) {
    if (state != nullptr && forms_.chance(0.5)) {
      machine.forms[{record.id, edit.field}] = {replaced_by_edit(*state, field), events_in(record, edit.field, true)};
    }
    return;
  }
  if (forms_.chance(0.5)) return;
  const Machine::Form form = open->second;
  machine.forms.erase(open);
  ++tally_.forms;
  edit.seen = replaced_by_form(*machine.store, record.id, edit.field, state, form.displayed, machine.laptop->own_numbers());
  event.replaces = form.events;
  for (const Sibling& sibling : state == nullptr ? std::vector<Sibling>() : state->siblings) {
    const auto* text = std::get_if<std::string>(&sibling.value);
    if (text != nullptr && wrote_here(*machine.store, sibling.dot, machine.laptop->own_numbers())) {
      event.replaces.insert(oracle_.writer_of(*text));
    }
  }
  event.replaces.erase(0);
}

void World::remember(Machine* machine, std::vector<Event> events, SaveId save) {
  for (Event& event : events) {
    event.save = save;
    const EventId id = oracle_.add(std::move(event));
    if (machine != nullptr) machine->own_events.push_back(id);
  }
}

void World::work(Machine& machine) {
  if (machine.hostile) return;
  std::vector<Edit> edits;
  std::vector<Event> events;
  ScopeId scope;
  if (const auto again = random_.chance(0.2) ? declined_file_of(machine) : std::nullopt) {
    scope = *again;
    plan_new_record(scope, "client", edits, events);
  } else if (random_.chance(0.1)) {
    scope = case_file(Uuid::from_random(random_.bytes<16>()));
    plan_new_record(scope, "client", edits, events);
    if (random_.chance(options_.bad * 4)) {
      plan_far_birth_date(RecordId{scope.subject}, {}, edits, events);
      machine.bad_files.push_back(scope);
    }
    if (random_.chance(0.5)) plan_new_record(scope, "note", edits, events);
    scopes_.push_back(scope);
  } else {
    std::vector<ScopeId> held;
    for (const ScopeRow& row : machine.store->scopes()) {
      if (row.id.is_case_file() && machine.laptop->can_write(row.id)) held.push_back(row.id);
    }
    if (held.empty()) return;
    scope = random_.pick(held);
    if (!plan_edits(machine, scope, edits, events)) return;
  }
  const SaveId save = ++saves_;
  try {
    Transaction transaction(*machine.store);
    const auto saved = machine.laptop->save(scope, edits, author_of(machine, save));
    if (!saved) {
      violation("a save was refused: " + saved.error().message);
      return;
    }
    transaction.commit();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
    return;  // the person was told that it is not saved
  } catch (const testkit::Crash&) {
    // Never acknowledged to the person. It may be there all the same: look.
    machine.laptop = std::make_unique<Laptop>(*machine.store);
    bool there = false;
    const NodeNumber node = machine.laptop->identity()->node;
    machine.store->each_save_of(node, 0, [&](const StoredSave& row) {
      const auto decoded = decode_save(row);
      there = there || (decoded && decoded->clock_offset_ms == static_cast<std::int64_t>(save));
      return true;
    });
    if (!there) return;
  }
  ++tally_.saves;
  remember(&machine, events, save);
}

void World::office_works() {
  std::vector<ScopeId> scopes;
  for (const ScopeRow& row : office_store_->scopes()) {
    if (row.id.is_case_file()) scopes.push_back(row.id);
  }
  const ScopeId scope = random_.pick(scopes);
  std::vector<Record> records;
  office_store_->each_record(scope, [&](const StoredRecord& row) { records.push_back(row.base); });
  std::erase_if(records, [](const Record& record) { return !record.exists() || !core_type(record.type); });
  if (records.empty()) return;
  const Record& record = random_.pick(records);
  std::vector<Edit> edits;
  std::vector<Event> events;
  plan_change(*machines_.front(), record, edits, events);
  const SaveId save = ++saves_;
  try {
    Transaction transaction(*office_store_);
    const auto saved = office_->save(
        scope, edits, Author{"admin", now_ms_, static_cast<std::int64_t>(save), 0});
    if (!saved) return;
    transaction.commit();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
    return;
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
    bool there = false;
    office_store_->each_save_of(kOfficeNode, 0, [&](const StoredSave& row) {
      const auto decoded = decode_save(row);
      there = there || (decoded && decoded->clock_offset_ms == static_cast<std::int64_t>(save));
      return true;
    });
    if (!there) return;
  }
  ++tally_.saves;
  remember(nullptr, events, save);
}

void World::verdict() {
  const auto parked = office_->parked();
  if (parked.empty()) return;
  const StoredSave& row = random_.pick(parked).row;
  const Dot dot = row.dot();
  const bool forged = is_forged(row);
  try {
    Transaction transaction(*office_store_);
    const Author author{"admin", now_ms_, 0, 0};
    const auto done = random_.chance(0.5) && !forged ? office_->accept(dot, author)
                                                     : office_->decline(dot, "not so", author);
    if (done) transaction.commit();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
  }
}

void World::reassign() {
  std::vector<ScopeId> scopes;
  for (const ScopeRow& row : office_store_->scopes()) {
    if (row.id.is_case_file()) scopes.push_back(row.id);
  }
  const ScopeId scope = random_.pick(scopes);
  const auto users = office_store_->users();
  const UserRow user = random_.pick(users);
  if (is_mallory(user)) return;  // has one file, and no other
  try {
    Transaction transaction(*office_store_);
    const auto grant = office_store_->grant(user.id, scope);
    if (grant && !grant->withdrawn) {
      office_->withdraw(user, scope);
    } else {
      office_->grant(user, scope);
    }
    transaction.commit();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
  }
}

// Two machines with one database: a disk image, or a folder that was copied to the new laptop.
void World::copy_machine(Machine& machine) {
  constexpr std::size_t kMachinesMax = 8;
  if (machines_.size() >= kMachinesMax) return;
  ++tally_.clones;
  auto copy = std::make_unique<Machine>();
  copy->user = machine.user;
  copy->user_id = machine.user_id;
  copy->clock_ms = machine.clock_ms;
  copy->own_events = machine.own_events;
  copy->bad_files = machine.bad_files;
  copy->hostile = machine.hostile;
  copy->store = copy_store_(*machine.store);
  arm(*copy->store);
  copy->laptop = std::make_unique<Laptop>(*copy->store);
  machines_.push_back(std::move(copy));
}

// The first time a copy is set aside; later it takes the place of the database. What was saved in between and
// reached nobody is gone with the disk, and nothing can be demanded of it.
void World::restore_machine(Machine& machine) {
  if (!machine.set_aside) {
    machine.set_aside = copy_store_(*machine.store);
    return;
  }
  ++tally_.restores;
  machine.store = copy_store_(*machine.set_aside);
  machine.forms.clear();  // the program was closed for that
  arm(*machine.store);
  machine.laptop = std::make_unique<Laptop>(*machine.store);
  machine.resume_after = 0;
  machine.parted = machine.office_was_restored = false;
  if (random_.chance(0.5)) machine.set_aside.reset();
  note_losses();
}

void World::restore_office() {
  if (!office_backup_) {
    office_backup_ = copy_store_(*office_store_);
    return;
  }
  ++tally_.office_restores;
  const Office::Restart lost{now_ms_, office_->identity(), office_store_->node(kOfficeNode)->counter};
  office_store_ = copy_store_(*office_backup_);
  if (random_.chance(0.5)) office_backup_.reset();
  office_ = std::make_unique<Office>(*office_store_);
  // Or somebody copies the file back, and the office does not know. (Not with copies of laptops beside it: a copy can hide
  // from the office that it went back.)
  is_behind_ = options_.clone == 0 && options_.restore == 0 && random_.chance(0.3);
  went_back_once_ = went_back_once_ || is_behind_;
  if (is_behind_) {
    keep_numbers_of(lost);
  } else {
    begin_new_epoch({now_ms_});
  }
  arm(*office_store_);
  note_losses();
}

// Not modelled: that an office which went back gives numbers to others that it had given before.
void World::keep_numbers_of(const Office::Restart& lost) {
  Transaction transaction(*office_store_);
  office_->keep_numbers_of(lost);
  transaction.commit();
}

void World::begin_new_epoch(const Office::Restart& restart) {
  Transaction transaction(*office_store_);
  office_->begin_new_epoch(restart);
  transaction.commit();
}

// An administrator is told once a laptop has met a later state than the office is in, or is unknown to it.
void World::look_after_office() {
  if ((office_->went_back_ms() == 0 && !is_doubted_) || (faults_on_ && random_.chance(0.7))) return;
  now_ms_ += 1000;  // no two epochs begin in one second
  Office::Restart restart{now_ms_};
  restart.logs_are_in_doubt = true;
  begin_new_epoch(restart);
  is_behind_ = is_doubted_ = false;
}

// What is in no database any more went with a disk: nothing can be demanded of it.
void World::note_losses() {
  std::set<SaveId> held;
  const std::string key = office_->identity()->secret_key;
  const auto look = [&](OfficeStore& store) {
    for (const SaveState state : {SaveState::pending, SaveState::applied, SaveState::parked, SaveState::accepted,
                                  SaveState::declined, SaveState::duplicate, SaveState::rescued}) {
      for (const StoredSave& row : store.saves_in_state(state)) {
        const auto opened = row.sealed ? open_sealed(key, row.raw) : std::optional<std::string>(row.raw);
        const auto save = opened ? decode_save(*opened) : Result<Save>(Error{});
        if (save) held.insert(static_cast<SaveId>(save->clock_offset_ms));
      }
    }
  };
  look(*office_store_);
  for (auto& machine : machines_) look(*machine->store);
  for (SaveId save = 1; save <= saves_; ++save) {
    if (held.count(save) == 0) perhaps_lost_.insert(save);
  }
}

// The administrator looks at what a restored office lost: everybody gets back what they held, and what others
// brought is accepted. Files that are opened by that may be on laptops as well: these are given the next time.
void World::review() {
  const auto claims = office_->claims();
  const bool waits = std::any_of(claims.begin(), claims.end(), [](const auto& claim) { return !is_mallory(claim.user); });
  if (!office_->identity()->recovering && !waits) return;
  Transaction transaction(*office_store_);
  for (const Office::Claim& claim : claims) {
    if (claim.scope_is_here && !is_mallory(claim.user)) office_->grant(claim.user, claim.scope);
  }
  office_->end_recovery(now_ms_);
  for (bool again = true; again;) {
    again = false;
    for (const ParkedSave& item : office_->parked()) {
      if (!Office::waits_for_its_author(item.row)) continue;
      const Author author{"admin", now_ms_, 0, 0};
      if (is_forged(item.row)) {
        again = again || office_->decline(item.row.dot(), "nobody wrote this", author);
        continue;
      }
      ++tally_.rescued;
      again = again || office_->accept(item.row.dot(), author);
    }
  }
  transaction.commit();
}

void World::collect() {
  now_ms_ += static_cast<std::int64_t>(random_.below(100)) * 86'400'000;
  try {
    Transaction transaction(*office_store_);
    const Office::Collected done = office_->collect(now_ms_);
    transaction.commit();
    tally_.expired += done.expired.size();
    tally_.forgotten += done.withdrawals;
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
  }
}

// One way only, too: then the office takes what it is sent, and the laptop never hears of it.
void World::cut_off() {
  ++tally_.partitions;
  Machine& machine = *random_.pick(machines_);
  const std::size_t until = step_ + 1 + random_.below(40);
  const std::size_t which = random_.below(3);
  if (which != 0) machine.mute_until = until;
  if (which != 1) machine.deaf_until = until;
}

void World::swizzle() {
  ++tally_.partitions;
  for (auto& machine : machines_) {
    if (random_.chance(0.5)) continue;
    machine->mute_until = machine->deaf_until = step_ + 1 + random_.below(30);
  }
}

void World::fill_disk() {
  const std::size_t which = random_.below(machines_.size() + 1);
  const OfficeStore* store = which == 0 ? office_store_.get() : machines_[which - 1]->store.get();
  full_until_[store] = step_ + 1 + random_.below(15);
}

bool World::disk_is_full(OfficeStore& store) {
  const auto found = full_until_.find(&store);
  return found != full_until_.end() && step_ < found->second;
}

// A laptop whose program is one version ahead: an op of a kind, a field and a type that nobody else knows, beside what
// all know. They are kept and forwarded as they are.
void World::work_with_later_version(Machine& machine) {
  constexpr FieldId kLaterField = 3999;
  constexpr TypeId kLaterType = 900;
  if (machine.hostile) return;
  std::vector<Record> records;
  for (const ScopeRow& scope : machine.store->scopes()) {
    if (!scope.id.is_case_file() || !machine.laptop->can_write(scope.id) || scope.head == 0) continue;
    machine.store->each_record(scope.id, [&](const StoredRecord& row) {
      if (row.base.exists() && !row.view) records.push_back(row.base);
    });
  }
  if (records.empty()) return;
  const Record& record = random_.pick(records);
  Save save = forged_save(machine, record.scope, Op{});
  save.ops.clear();
  Op later;
  later.kind = static_cast<OpKind>(0);
  later.unknown_kind = 40;
  later.unknown = "of a later version";
  Op set;
  set.kind = OpKind::set;
  set.record = record.id;
  set.field = kLaterField;
  Event event;
  event.record = record.id;
  event.field = kLaterField;
  event.value = new_value();
  event.replaces = events_in(record, kLaterField, false);
  if (const FieldState* state = record.field(kLaterField)) {
    for (const Sibling& sibling : state->siblings) set.predecessors.push_back(sibling.dot);
  }
  set.value = event.value;
  Op create;
  create.kind = OpKind::create;
  create.record = RecordId{Uuid::from_random(random_.bytes<16>())};
  create.type = kLaterType;
  save.ops = {later, set, create};
  save.user = machine.user;
  const SaveId id = ++saves_;
  save.clock_offset_ms = static_cast<std::int64_t>(id);
  try {
    put_forged(machine, save);
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
    return;
  } catch (const testkit::Crash&) {
    machine.laptop = std::make_unique<Laptop>(*machine.store);
    const LaptopProgress progress = machine.laptop->progress();
    const auto last = machine.store->save_with({machine.laptop->identity()->node, progress.counter});
    const auto there = last ? decode_save(*last) : Result<Save>(Error{});
    if (!there || there->clock_offset_ms != save.clock_offset_ms) return;
  }
  ++tally_.saves;
  ++tally_.newer;
  remember(nullptr, {event}, id);
}

void World::step() {
  now_ms_ += 1000 + static_cast<std::int64_t>(random_.below(600'000));
  Machine& machine = *machines_[random_.below(machines_.size())];
  if (clocks_.chance(0.05)) {
    constexpr std::int64_t kJumps[] = {0, -kStart, 9LL * 365 * 86'400'000, -86'400'000, 3'600'000};
    machine.clock_ms = kJumps[clocks_.below(5)];
  }
  const std::size_t dice = random_.below(100);
  if (options_.clone > 0 && random_.chance(options_.clone)) copy_machine(machine);
  if (options_.office_restore > 0 && random_.chance(options_.office_restore)) restore_office();
  if (options_.restore > 0 && random_.chance(options_.restore)) restore_machine(machine);
  if (options_.collect > 0 && random_.chance(options_.collect)) collect();
  if (options_.partition > 0 && random_.chance(options_.partition)) cut_off();
  if (options_.swizzle > 0 && random_.chance(options_.swizzle)) swizzle();
  if (options_.full > 0 && random_.chance(options_.full)) fill_disk();
  if (options_.newer > 0 && random_.chance(options_.newer)) work_with_later_version(machine);
  if (options_.hostile > 0 && random_.chance(options_.hostile)) attack(*machines_.back());
  if (dice < 45) {
    work(machine);
  } else if (dice < 85) {
    exchange(machine, true);
  } else if (dice < 91) {
    office_works();
  } else if (dice < 96) {
    verdict();
  } else if (random_.chance(options_.reassign * 10)) {
    reassign();
  }
  deliver_late_requests();
  if (!machine.hostile) check_step(machine);
}

// ---- the link -------------------------------------------------------------------------------------------------

std::optional<std::string> World::serve(std::string_view request, bool whole) {
  try {
    OfficeSession session(*office_, {now_ms_, false});
    bool go_on = true;
    while (go_on && !request.empty()) {
      const std::size_t size = std::min<std::size_t>(request.size(), 1 + slices_.below(4000));
      go_on = session.receive(request.substr(0, size));
      request.remove_prefix(size);
    }
    tally_.repeated_saves += session.report().repeated;
    if (!whole && go_on) return std::nullopt;
    return session.finish();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
    return std::nullopt;
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
    return std::nullopt;
  }
}

std::optional<std::string> World::carry(Machine& machine, std::string request, bool with_faults) {
  if (!with_faults) return serve(request, true);
  if (step_ < machine.mute_until) return std::nullopt;
  if (random_.chance(options_.late)) {
    late_requests_.emplace_back(request, 1 + static_cast<int>(random_.below(20)));
    return std::nullopt;
  }
  if (random_.chance(options_.lose)) return std::nullopt;
  if (random_.chance(options_.cut)) {
    ++tally_.cuts;
    (void)serve(std::string_view(request).substr(0, slices_.below(request.size() + 1)), false);
    return std::nullopt;
  }
  if (random_.chance(options_.damage)) {
    request[slices_.below(request.size())] ^= static_cast<char>(1 + random_.below(255));
  }
  auto answer = serve(request, true);
  if (random_.chance(options_.repeat)) (void)serve(request, true);
  if (step_ < machine.deaf_until || random_.chance(options_.lose)) return std::nullopt;
  return answer;
}

// After the last round nobody has anything left to say: a request brings no save, an answer no entry.
void World::check_quiet(Machine& machine) {
  const std::uint64_t counter = machine.laptop->progress().counter;
  std::optional<LaptopSession> session;
  Result<ExchangeOutcome> outcome = Error{};
  // Two copies that nobody writes with are one node, and the second one's number may be known already.
  for (int tries = 0; tries < 2 && !outcome; ++tries) {
    session.emplace(*machine.laptop, LaptopSessionOptions{});
    const auto request = session->request();
    OfficeSession office(*office_, {now_ms_, false});
    (void)office.receive(*request);
    const auto heard = session->receive(office.finish());
    outcome = heard ? session->finish() : Result<ExchangeOutcome>(heard.error());
  }
  if (!outcome || outcome->more || !outcome->digest_equal || outcome->sent_saves != 0 ||
      outcome->entries_taken != 0 || machine.laptop->progress().counter != counter) {
    violation(machine.user + ": did not come to rest: " +
              (outcome ? "more " + std::to_string(outcome->more) + ", equal " + std::to_string(outcome->digest_equal) +
                             ", sent " + std::to_string(outcome->sent_saves) + ", taken " +
                             std::to_string(outcome->entries_taken)
                       : outcome.error().message));
  }
}

template <class Session>
Status World::hear(Machine& machine, Session& session, std::string answer, bool with_faults) {
  std::string_view rest = answer;
  if (with_faults && random_.chance(options_.damage)) {
    answer[slices_.below(answer.size())] ^= static_cast<char>(1 + random_.below(255));
    rest = answer;
  }
  if (with_faults && random_.chance(options_.cut)) {
    ++tally_.cuts;
    rest = rest.substr(0, slices_.below(rest.size() + 1));
  }
  while (!rest.empty()) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 1 + slices_.below(4000));
    const auto taken = session.receive(rest.substr(0, size));
    if (!taken && taken.error().kind == ErrorKind::fork) machine.parted = true;
    if (!taken && taken.error().kind == ErrorKind::restored) machine.office_was_restored = true;
    if (!taken) return taken.error();
    rest.remove_prefix(size);
  }
  return Done{};
}

void World::exchange(Machine& machine, bool with_faults) {
  ++tally_.exchanges;
  try {
    look_after_office();
    // Of two copies that share a node, one learns here that its request number was used: it goes on behind it.
    const auto once = [&] {
      if (machine.office_was_restored) return tell_restored_office(machine, with_faults);
      return machine.parted ? become_another_node(machine, with_faults) : exchange_session(machine, with_faults);
    };
    if (!once()) (void)once();
  } catch (const StoreFailure& failure) {
    expect_full_disk(failure);
  } catch (const testkit::Crash&) {
    machine.laptop = std::make_unique<Laptop>(*machine.store);
  }
}

bool World::tell_restored_office(Machine& machine, bool with_faults) {
  LaptopSessionOptions options;
  options.chain_points_max = options_.chain_points_max;
  LaptopRecovery recovery(*machine.laptop, Uuid::from_random(random_.bytes<16>()), options);
  const auto request = recovery.request();
  const auto answer = carry(machine, *request, with_faults);
  if (!answer) return true;
  const auto heard = hear(machine, recovery, *answer, with_faults);
  if (recovery.finish()) machine.office_was_restored = machine.parted = false;
  return is_understood(heard);
}

bool World::become_another_node(Machine& machine, bool with_faults) {
  LaptopSessionOptions options;
  options.chain_points_max = options_.chain_points_max;
  LaptopIncarnation incarnation(*machine.laptop, Uuid::from_random(random_.bytes<16>()), options);
  const auto request = incarnation.request();
  const auto answer = carry(machine, *request, with_faults);
  if (!answer) return true;
  const auto heard = hear(machine, incarnation, *answer, with_faults);
  if (incarnation.finish()) {
    machine.parted = false;
    ++tally_.incarnations;
  }
  return is_understood(heard);
}

bool World::is_of_another_laptop(const LaptopIdentity& who) {
  const auto row = office_store_->node(who.node);
  return row && row->user != who.user;
}

// False: the answer made no sense, and the program tries again at once.
bool World::exchange_session(Machine& machine, bool with_faults) {
  LaptopSessionOptions options;
  options.wall_ms = now_ms_ + machine.clock_ms;
  options.answer_bytes_max = with_faults ? options_.answer_bytes_max : 1024 * 1024;
  options.request_bytes_max = with_faults && random_.chance(options_.small_requests) ? 2000 : 1024 * 1024;
  options.resume_after = machine.resume_after;
  machine.resume_after = 0;
  LaptopSession session(*machine.laptop, options);
  auto request = session.request();
  if (!request && request.error().kind == ErrorKind::fork) {
    machine.parted = true;
    return true;
  }
  if (!request) {
    violation("no request could be made: " + request.error().message);
    return true;
  }
  // Requests are not signed here; an office that issued the number a second time would not find this laptop's signature.
  if (is_behind_ && is_of_another_laptop(*machine.laptop->identity())) {
    is_doubted_ = true;
    return true;
  }
  auto answer = carry(machine, *request, with_faults);
  const Laptop* before = machine.laptop.get();
  if (with_faults && random_.chance(0.2)) work(machine);  // people go on while the answer is under way
  if (!answer || machine.laptop.get() != before) return true;  // no answer, or the program died meanwhile
  const auto heard = hear(machine, session, *answer, with_faults);
  const auto outcome = session.finish();
  machine.resume_after = outcome ? outcome->resume_after : 0;
  return is_understood(heard);
}

// False: the answer made no sense. Who is refused, because the office does not know the laptop any more, asks there.
bool World::is_understood(const Status& heard) {
  if (heard) return true;
  const ErrorKind kind = heard.error().kind;
  is_doubted_ = is_doubted_ || (went_back_once_ && (kind == ErrorKind::refused || kind == ErrorKind::offline));
  return kind != ErrorKind::corrupt;
}

void World::deliver_late_requests() {
  for (auto& [request, steps] : late_requests_) {
    if (--steps == 0) (void)serve(request, true);
  }
  std::erase_if(late_requests_, [](const auto& item) { return item.second <= 0; });
}

std::vector<std::string> World::run() {
  set_up();
  faults_on_ = true;
  for (step_ = 0; step_ < options_.steps && violations_.empty(); ++step_) {
    step();
    tell("step " + std::to_string(step_));
  }
  faults_on_ = false;
  if (!violations_.empty()) return violations_;
  for (auto& item : late_requests_) (void)serve(item.first, true);
  late_requests_.clear();
  for (std::size_t round = 0; round < kHealRounds; ++round) {
    for (auto& machine : machines_) {
      exchange(*machine, false);
      tell("heal " + std::to_string(round));
    }
    if (round % 20 == 19) review();
  }
  for (auto& machine : machines_) {
    if (!machine->hostile) check_quiet(*machine);
  }
  check_end();
  return violations_;
}

Hash256 World::final_digest() {
  Hash256 sum;
  for (const ScopeRow& row : office_store_->scopes()) {
    if (row.id.is_case_file()) sum += row.digest;
  }
  return sum;
}

}  // namespace satchel::sim
