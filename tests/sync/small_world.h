// SmallWorld: an office and a few laptops in memory, and short words for what people do with them.
//
//   SmallWorld world;
//   Worker ana = world.hire("ana");
//   const ScopeId mia = world.client("Mia", {&ana});
//   world.sync(ana);
//   ana.save(mia, {set(client_of(mia), "client.language", "it")});
//
// Nothing here is random and no clock is read: ids are made of names. Worlds, desks and workers can
// be copied, so that a test tries every cut from one beginning. Thread rule: one thread. Failure
// rule: what a test did not expect fails the test (REQUIRE).
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "sync/codec.h"
#include "sync/laptop.h"
#include "sync/laptop_recovery.h"
#include "sync/laptop_session.h"
#include "sync/office.h"
#include "sync/office_session.h"
#include "sync/policy.h"
#include "sync/signature.h"
#include "tests/testkit/forging.h"
#include "tests/testkit/memory_store.h"

namespace satchel::testkit {

// ---- words for edits
// -----------------------------------------------------------------------------------

// "note.body"
struct Path {
  TypeId type = 0;
  FieldId field = 0;

  Path(const char* text) {
    const std::string_view path(text);
    const auto point = path.find('.');
    const TypeDef* owner = core_type(path.substr(0, point));
    REQUIRE(owner != nullptr);
    type = owner->id;
    if (point == std::string_view::npos) return;
    const FieldDef* found = owner->field(path.substr(point + 1));
    REQUIRE(found != nullptr);
    field = found->id;
  }
};

inline Value text(const char* words) {
  return std::string(words);
}

inline Edit edit_of(EditKind kind, const RecordId& record, const Path& path, Value value) {
  Edit edit;
  edit.kind = kind;
  edit.record = record;
  edit.type = path.type;
  edit.field = path.field;
  edit.value = std::move(value);
  return edit;
}
inline Edit create(const RecordId& record, const char* type) {
  return edit_of(EditKind::create, record, type, {});
}
inline Edit set(const RecordId& record, const char* path, Value value) {
  return edit_of(EditKind::set, record, path, std::move(value));
}
inline Edit set(const RecordId& record, const char* path, const char* words) {
  return set(record, path, text(words));
}
inline Edit add(const RecordId& record, const char* path, const char* words) {
  return edit_of(EditKind::add, record, path, text(words));
}
inline Edit remove(const RecordId& record, const char* path, const char* words) {
  return edit_of(EditKind::remove, record, path, text(words));
}
inline Edit resolve(const RecordId& record, const char* path, const char* words,
                    std::vector<Dot> shown = {}) {
  Edit edit = edit_of(EditKind::resolve, record, path, text(words));
  edit.dots = std::move(shown);
  return edit;
}
inline Edit void_record(const RecordId& record, const char* reason) {
  return edit_of(EditKind::void_record, record, "client", text(reason));
}
inline Edit lift_void(const RecordId& record) {
  return edit_of(EditKind::lift_void, record, "client", {});
}

// One op as it travels, for saves that are forged.
inline Op op_on(OpKind kind, const RecordId& record, const char* path, const char* words = "forged",
                std::vector<Dot> predecessors = {}) {
  Op op;
  op.kind = kind;
  op.record = record;
  op.field = Path(path).field;
  op.value = text(words);
  op.predecessors = std::move(predecessors);
  return op;
}

inline RecordId record_named(const std::string& name) {
  return {Uuid::from_name("record " + name)};
}
inline RecordId client_of(const ScopeId& scope) {
  return {scope.subject};
}
inline ScopeId case_file_named(const std::string& name) {
  return case_file(Uuid::from_name("client " + name));
}

// ---- looking at a copy
// -----------------------------------------------------------------------------------

// Every live value of a field as shown there, in the office's order; texts only, others as "?".
inline std::vector<std::string> values(MemoryStore& store, const RecordId& id, const char* path) {
  std::vector<std::string> all;
  const auto row = store.record(id);
  const FieldState* state = row ? row->shown().field(Path(path).field) : nullptr;
  if (state == nullptr) return all;
  for (const Sibling& sibling : state->siblings) {
    const auto* words = std::get_if<std::string>(&sibling.value);
    all.push_back(words == nullptr ? "?" : *words);
  }
  return all;
}
using Values = std::vector<std::string>;

inline std::vector<Dot> sibling_dots(MemoryStore& store, const RecordId& id, const char* path) {
  std::vector<Dot> dots;
  const auto row = store.record(id);
  const FieldState* state = row ? row->shown().field(Path(path).field) : nullptr;
  if (state == nullptr) return dots;
  for (const Sibling& sibling : state->siblings) dots.push_back(sibling.dot);
  return dots;
}

// The base of a scope as bytes: equal bytes, equal copies.
inline std::string base_of(MemoryStore& store, const ScopeId& scope) {
  std::string bytes;
  store.each_record(scope, [&](const StoredRecord& row) {
    if (!row.base.exists()) return;
    bytes += row.base.id.to_string() + encode_fields(row.base);
  });
  return bytes;
}

// All that a store keeps of case files and inboxes, as text: equal texts, equal states.
inline std::string state_of(MemoryStore& store) {
  std::string all;
  std::vector<NodeNumber> writers = {kOfficeNode};
  for (NodeNumber node = 2; node < 8; ++node) writers.push_back(node);
  for (const ScopeRow& scope : store.scopes()) {
    all += scope.id.to_string() + " " + std::to_string(scope.head) + " " + scope.digest.to_hex() +
           " " + std::to_string(scope.epoch) + "\n";
    store.each_record(scope.id, [&](const StoredRecord& row) {
      all += " " + row.base.id.to_string() + " " + encode_fields(row.base);
      if (row.view) all += " view " + encode_fields(*row.view);
      for (const Dot dot : store.overlay(row.base.id)) all += " " + dot.to_string();
      all += "\n";
    });
  }
  for (const NodeNumber node : writers) {
    store.each_save_of(node, 0, [&](const StoredSave& row) {
      all += " " + row.dot().to_string() + " " + to_string(row.state) + " " +
             std::to_string(row.position) + " " + std::to_string(row.inbox_position) + " " +
             row.reason + "\n";
      return true;
    });
  }
  return all;
}

// ---- a laptop and who works with it
// -----------------------------------------------------------------------

struct Worker {
  std::string name;
  UserRow user;
  MemoryStore store;
  Laptop laptop{store};
  std::int64_t clock_ms = 0;  // this laptop's clock; 0: the world's
  std::uint64_t resume_after = 0;

  Worker() = default;
  Worker(const Worker& other)
      : name(other.name),
        user(other.user),
        store(other.store),
        clock_ms(other.clock_ms),
        resume_after(other.resume_after) {}

  NodeNumber node() { return laptop.identity()->node; }
  std::uint64_t pending() { return laptop.pending_count(); }

  Result<Dot> try_save(const ScopeId& scope, const std::vector<Edit>& edits) {
    Transaction transaction(store);
    auto saved = laptop.save(scope, edits, {name, 1'795'000'000'000 + clock_ms, 0, 60});
    if (saved) transaction.commit();
    return saved;
  }
  Dot save(const ScopeId& scope, const std::vector<Edit>& edits) {
    auto saved = try_save(scope, edits);
    REQUIRE_MESSAGE(saved, (saved ? "" : saved.error().message));
    return *saved;
  }
  // Puts a save on this laptop that its program would never write: it is chained and sent like any
  // other.
  Dot forge_raw(const ScopeId& scope, const std::string& raw, std::uint64_t op_count) {
    return put_forged(laptop, scope, raw, op_count);
  }
  Dot forge(const Save& save) { return forge_raw(save.scope, encode_save(save), save.ops.size()); }
  // The head of a save as this laptop writes it.
  Save save_with(const ScopeId& scope, std::vector<Op> ops) {
    return forged_save(laptop, scope, name, 1'795'000'000'000, std::move(ops));
  }

  Values values(const RecordId& id, const char* path) { return testkit::values(store, id, path); }
  bool shows(const RecordId& id) { return laptop.shown(id).has_value(); }
  std::optional<StoredSave> row(Dot dot) { return store.save_with(dot); }
  bool holds(const ScopeId& scope) {
    const auto found = store.scope(scope);
    return found && found->is_held();
  }
};

// ---- the office
// ------------------------------------------------------------------------------------------------

struct Desk {
  MemoryStore store;
  Office office{store};

  Desk() = default;
  Desk(const Desk& other) : store(other.store) {}

  Values values(const RecordId& id, const char* path) { return testkit::values(store, id, path); }
  std::optional<StoredSave> row(Dot dot) { return store.save_with(dot); }
  NodeRow node(Worker& worker) { return *store.node(worker.node()); }
};

// What the link does to one exchange, and what the two programs are told.
struct Link {
  std::size_t request_bytes = SIZE_MAX;  // cut after so many
  std::size_t answer_bytes = SIZE_MAX;   // cut after so many; 0: the answer is lost
  std::size_t slice = SIZE_MAX;
  std::size_t request_bytes_max = 4 * 1024 * 1024;
  std::size_t answer_bytes_max = limits::kAnswerBytesDefault;
  bool sign = false;
  std::optional<AuthenticatedLink> proven = std::nullopt;  // TLS
};

struct Exchange {
  std::string request;
  std::string answer;
  ExchangeReport report;
  std::optional<Error> problem;            // what receive said
  std::optional<ExchangeOutcome> outcome;  // none: not complete
};

// Hands the bytes over in slices; false when the other side does not want more.
template <class Take>
bool hand_over(std::string_view bytes, std::size_t slice, Take take) {
  while (!bytes.empty()) {
    if (!take(bytes.substr(0, slice))) return false;
    bytes.remove_prefix(std::min(slice, bytes.size()));
  }
  return true;
}

class SmallWorld {
 public:
  Desk desk;
  std::int64_t now_ms = 1'795'000'000'000;  // November 2026
  AllowanceRates allowance{};

  SmallWorld() {
    Office::Seeds seeds;
    seeds.id = Uuid::from_name("the office");
    seeds.own_node_id = Uuid::from_name("the office's node");
    seeds.key.fill(1);
    at_desk([&](Office& office) { REQUIRE(office.init("District 4", seeds, now_ms)); });
  }
  SmallWorld(const SmallWorld& other) : desk(other.desk), now_ms(other.now_ms), allowance(other.allowance) {}

  // Runs something in a transaction of the office.
  template <class Work>
  void at_desk(Work work) {
    Transaction transaction(desk.store);
    work(desk.office);
    transaction.commit();
  }

  // A new laptop for a user, who is added when unknown.
  Worker hire(const std::string& name) {
    Worker worker;
    worker.name = name;
    const std::string serial = name + std::to_string(desk.store.nodes().size());
    std::array<std::uint8_t, 32> seed{};
    seed.fill(static_cast<std::uint8_t>(10 + desk.store.nodes().size()));
    const KeyPair keys = make_key_pair(seed);
    EnrolmentRequest request;
    request.code = "code of " + serial;
    request.device_key = keys.open;
    request.node_id = Uuid::from_name("node " + serial);
    std::optional<EnrolmentAnswer> answer;
    at_desk([&](Office& office) {
      if (!desk.store.user_named(name)) {
        REQUIRE(office.add_user(name, "care_manager", Uuid::from_name("user " + name)));
      }
      REQUIRE(office.allow_enrolment(name, request.code, now_ms, now_ms + 1000));
      auto enrolled = office.enrol(request, now_ms);
      REQUIRE(enrolled);
      answer = *enrolled;
    });
    worker.user = *desk.store.user_named(name);
    LaptopIdentity identity;
    identity.office_url = "https://office.example";
    identity.office = answer->office;
    identity.office_epoch = answer->office_epoch;
    identity.office_name = answer->office_name;
    identity.office_key = answer->office_key;
    identity.node = answer->node;
    identity.node_id = request.node_id;
    identity.user = answer->user;
    identity.user_name = answer->user_name;
    identity.role = answer->role;
    identity.device_secret = keys.secret;
    Transaction transaction(worker.store);
    worker.laptop.enrol(identity, *answer);
    transaction.commit();
    return worker;
  }

  // A client entered at the office, and who gets the file.
  ScopeId client(const std::string& name, std::initializer_list<const Worker*> workers = {}) {
    const ScopeId scope = case_file_named(name);
    office_save(scope, {create(client_of(scope), "client"),
                        set(client_of(scope), "client.given_name", name.c_str())});
    for (const Worker* worker : workers) grant(*worker, scope);
    return scope;
  }
  void grant(const Worker& worker, const ScopeId& scope) {
    at_desk([&](Office& office) { office.grant(*desk.store.user(worker.user.id), scope); });
  }
  void withdraw(const Worker& worker, const ScopeId& scope) {
    at_desk([&](Office& office) { office.withdraw(*desk.store.user(worker.user.id), scope); });
  }
  Dot office_save(const ScopeId& scope, const std::vector<Edit>& edits) {
    Dot dot;
    at_desk([&](Office& office) {
      auto saved = office.save(scope, edits, {"sue", now_ms, 0, 60});
      REQUIRE_MESSAGE(saved, (saved ? "" : saved.error().message));
      dot = *saved;
    });
    return dot;
  }
  Status accept(Dot save) {
    Transaction transaction(desk.store);
    auto done = desk.office.accept(save, {"sue", now_ms, 0, 60});
    if (done) transaction.commit();
    return done;
  }
  Status decline(Dot save, const std::string& reason) {
    Transaction transaction(desk.store);
    auto done = desk.office.decline(save, reason, {"sue", now_ms, 0, 60});
    if (done) transaction.commit();
    return done;
  }

  // This world is the backup of another one, and is put in the other one's place.
  void restored() {
    now_ms += 60'000;
    at_desk([&](Office& office) { office.begin_new_epoch({now_ms}); });
  }
  void recover(Worker& worker) {
    const std::string serial = std::to_string(desk.store.nodes().size());
    for (int tries = 0; tries < 2; ++tries) {  // of two copies, the second one has a number that was received before
      LaptopRecovery recovery(worker.laptop, Uuid::from_name("after node " + serial), {});
      const auto request = recovery.request();
      REQUIRE(request);
      const auto heard = recovery.receive(serve(*request));
      if (!heard && tries == 0) continue;
      REQUIRE_MESSAGE(heard, (heard ? "" : heard.error().message));
      REQUIRE(recovery.finish());
      return;
    }
  }

  // ---- the link
  std::string request_of(Worker& worker, LaptopSession& session) {
    (void)worker;
    auto request = session.request();
    REQUIRE_MESSAGE(request, (request ? "" : request.error().message));
    return *request;
  }
  // What the office answers to these bytes.
  std::string serve(std::string_view request, bool demand_signatures = false,
                    ExchangeReport* report = nullptr) {
    OfficeSession session(desk.office, {now_ms, demand_signatures, std::nullopt, allowance});
    (void)session.receive(request);
    std::string answer = session.finish();
    if (report != nullptr) *report = session.report();
    return answer;
  }

  Exchange exchange(Worker& worker, const Link& link = {}) {
    Exchange result;
    LaptopSessionOptions options;
    options.wall_ms = now_ms + worker.clock_ms;
    options.request_bytes_max = link.request_bytes_max;
    options.answer_bytes_max = link.answer_bytes_max;
    options.resume_after = worker.resume_after;
    options.sign_frames = link.sign;
    worker.resume_after = 0;
    LaptopSession session(worker.laptop, options);
    result.request = request_of(worker, session);
    OfficeSession at_office(desk.office, {now_ms, link.sign, link.proven, allowance});
    const std::string_view sent = std::string_view(result.request).substr(0, link.request_bytes);
    const bool wanted_all = hand_over(
        sent, link.slice, [&](std::string_view slice) { return at_office.receive(slice); });
    result.report = at_office.report();
    if (sent.size() < result.request.size() && wanted_all) return result;  // cut: no answer is made
    result.answer = at_office.finish();
    result.report = at_office.report();
    hear(session, std::string_view(result.answer).substr(0, link.answer_bytes), link.slice, result);
    if (result.outcome) worker.resume_after = result.outcome->resume_after;
    return result;
  }
  static void hear(LaptopSession& session, std::string_view answer, std::size_t slice,
                   Exchange& result) {
    hand_over(answer, slice, [&](std::string_view bytes) {
      const auto received = session.receive(bytes);
      if (!received) result.problem = received.error();
      return static_cast<bool>(received);
    });
    auto outcome = session.finish();
    if (outcome) result.outcome = *outcome;
  }

  // Exchanges until both sides have proven that they hold the same; how many it took.
  std::size_t sync(Worker& worker, const Link& link = {}) {
    for (std::size_t count = 1; count <= 60; ++count) {
      const Exchange done = exchange(worker, link);
      INFO("problem: ", done.problem ? done.problem->message : "");
      if (done.outcome && !done.outcome->more && done.outcome->digest_equal) return count;
    }
    FAIL("the laptop of ", worker.name, " does not come to rest");
    return 0;
  }
};

}  // namespace satchel::testkit
