// small_world.h asks doctest for its assertions. Outside of its test cases these go to a handler, which ends the
// process as `demand` does.
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/fuzz/worlds.h"

#include <array>

#include "tests/fuzz/fuzz.h"

namespace satchel::fuzz {

using namespace testkit;

namespace {

void end_on_failure(const doctest::AssertData& data) {
  if (!data.m_failed) return;
  std::fprintf(stderr, "%s:%d: %s\n", data.m_file, data.m_line, data.m_expr);
  demand(false, "a small world is not as it is meant to be");
}

void make_ordinary(Scene& at) {
  const ScopeId mia = at.world.client("Mia", {&at.ana, &at.ben});
  at.world.client("Leo", {&at.ben});
  at.world.at_desk([&](Office& office) {
    office.make_compartment(case_file(mia.subject, ScopeKind::substance_use));
    office.grant(at.ana.user, case_file(mia.subject, ScopeKind::substance_use));
  });
  at.world.sync(at.ana);
  at.world.sync(at.ben);
  at.world.sync(at.ana_again);
  const RecordId note = record_named("note");
  at.ana.save(mia, {create(note, "note"), set(note, "note.client_id", mia.subject.to_string().c_str()),
                    set(note, "note.body", "a quiet day")});
  at.ben.save(mia, {set(client_of(mia), "client.given_name", "Mia Maria")});
  at.world.sync(at.ben);
  at.ana.save(mia, {set(client_of(mia), "client.given_name", "Mia Lena")});
  at.world.sync(at.ana);
  // Parked: of a file that ana has not. And one that waits for what nobody has sent yet.
  Op op;
  op.kind = OpKind::set;
  op.record = client_of(case_file_named("Leo"));
  op.field = Path("client.given_name").field;
  op.value = std::string("Leo Leon");
  at.ana.forge(at.ana.save_with(case_file_named("Leo"), {op}));
  op.record = note;
  op.field = Path("note.body").field;
  op.predecessors = {{at.ben.node(), 40}};
  at.ana.forge(at.ana.save_with(mia, {op}));
  at.world.sync(at.ana);
  at.world.sync(at.ana_again);
  // Not sent yet.
  at.ana.save(mia, {set(note, "note.body", "a quiet day, and a long night")});
  at.ben.save(mia, {set(client_of(mia), "client.given_name", "Mia M."), set(client_of(mia), "client.language", "it")});
  at.ana_again.save(mia, {void_record(note, "written twice")});
  // A client of her own, opened without a word of the office.
  const ScopeId noa = case_file_named("Noa");
  at.ben.save(noa, {create(client_of(noa), "client"), set(client_of(noa), "client.given_name", "Noa")});
}

std::unique_ptr<Scene> made(SceneKind kind) {
  auto at = std::make_unique<Scene>();
  make_ordinary(*at);
  const ScopeId mia = case_file_named("Mia");
  if (kind == SceneKind::restored || kind == SceneKind::recovering) {
    const MemoryStore backup = at->world.desk.store;
    at->world.sync(at->ben);
    at->world.sync(at->ana);
    at->ana.save(mia, {set(client_of(mia), "client.language", "de")});
    at->world.desk.store = backup;
    at->world.restored();
  }
  if (kind == SceneKind::recovering) at->world.recover(at->ben);
  if (kind == SceneKind::withdrawn) at->world.withdraw(at->ana, mia);
  return at;
}

}  // namespace

Scene& scene(SceneKind kind) {
  static doctest::Context context;
  static std::array<std::unique_ptr<Scene>, kSceneKinds> scenes;
  auto& first = scenes[static_cast<std::size_t>(kind)];
  if (!first) {
    context.setAsDefaultForAssertsOutOfTestCases();
    context.setAssertHandler(end_on_failure);
    first = made(kind);
    check_office(first->world.desk.store);
    for (std::size_t i = 0; i < 3; ++i) check_laptop(first->worker(i));
  }
  return *first;
}

namespace {

Hash256 sum_of_records(MemoryStore& store, const ScopeId& scope) {
  Hash256 sum;
  store.each_record(scope, [&](const StoredRecord& row) { sum += record_digest(row.base); });
  return sum;
}

void check_log(MemoryStore& store, const ScopeRow& scope) {
  Position next = 1;
  store.each_placed(scope.id, 0, [&](const StoredSave& row) {
    demand(row.position == next++, "the log of a scope has a hole");
    return true;
  });
  demand(scope.head == next - 1, "the head of a scope is not the end of its log");
}

void check_inbox(MemoryStore& store, const ScopeRow& scope) {
  Hash256 sum;
  store.each_in_inbox(scope.id.subject, 0, [&](const StoredSave& row) {
    sum += inbox_leaf(row.dot(), row.state);
    return true;
  });
  demand(sum == scope.digest, "the digest of an inbox is not the sum of its saves");
}

void check_chain(MemoryStore& store, const NodeRow& node) {
  Hash256 chain = chain_start(node.id.view());
  std::uint64_t next = 1;
  store.each_save_of(node.number, 0, [&](const StoredSave& row) {
    if (row.chain.is_zero()) return true;  // brought back by another laptop: it has no place in the chain
    // A restored office leaves out numbers that the lost time may have used.
    demand(row.first == next || (node.number == kOfficeNode && row.first > next), "a chain has a hole");
    next = row.last + 1;
    chain = chain_next(chain, row.first, row.raw);
    demand(chain == row.chain, "a chain does not fit its saves");
    return true;
  });
  demand(node.chain == chain, "a chain does not end with its last save");
}

}  // namespace

void check_office(MemoryStore& store) {
  std::map<ScopeId, Hash256> digests;
  for (const ScopeRow& scope : store.scopes()) {
    digests[scope.id] = scope.digest;
    if (scope.id.kind == ScopeKind::inbox) {
      check_inbox(store, scope);
      continue;
    }
    demand(sum_of_records(store, scope.id) == scope.digest, "the digest of a scope is not the sum of its records");
    check_log(store, scope);
  }
  for (const UserRow& user : store.users()) {
    Hash256 sum;
    std::uint64_t count = 0;
    for (const GrantRow& grant : store.grants_of(user.id)) {
      if (grant.withdrawn) continue;
      ++count;
      sum += caseload_leaf(grant.scope, grant.epoch, digests[grant.scope]);
    }
    demand(sum == user.caseload_digest, "the digest of a caseload is not the sum of its scopes");
    demand(count == user.scope_count, "the scopes of a caseload are counted wrongly");
  }
  for (const NodeRow& node : store.nodes()) check_chain(store, node);
}

void check_laptop(Worker& worker) {
  MemoryStore& store = worker.store;
  for (const ScopeRow& scope : store.scopes()) {
    if (scope.id.kind == ScopeKind::inbox || scope.released) continue;
    demand(sum_of_records(store, scope.id) == scope.digest, "the digest of a scope is not the sum of its records");
  }
  const LaptopProgress kept = worker.laptop.progress();
  const LaptopProgress made = worker.laptop.summed_up();
  demand(kept.vector_hash == made.vector_hash, "the hash of the vector is not the sum of its cursors");
  demand(kept.caseload_digest == made.caseload_digest, "the digest of the caseload is not the sum of its scopes");
  demand(kept.scope_count == made.scope_count, "the scopes of the caseload are counted wrongly");
  demand(kept.acked <= kept.counter, "more is acknowledged than was written");
}

}  // namespace satchel::fuzz
