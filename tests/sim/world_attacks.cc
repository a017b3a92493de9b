// What an enrolled laptop tries that runs no honest program. Its key and its certificate are right; nothing else is.
//
// The oracle knows nothing of forged values: whatever Mallory does, the values of others are what they would be without
// it. So nobody accepts a forged save here; everything that it may do by itself is allowed.
#include "sync/codec.h"
#include "sync/office_session.h"
#include "tests/sim/world.h"
#include "tests/testkit/forging.h"

namespace satchel::sim {

namespace {

constexpr const char* kMallory = "mallory";

FieldId name_field() { return core_type("client")->field("preferred_name")->id; }

}  // namespace

void World::hire_mallory() {
  Transaction transaction(*office_store_);
  (void)office_->add_user(kMallory, "care_manager", Uuid::from_random(random_.bytes<16>()));
  office_->grant(*office_store_->user_named(kMallory), scopes_.front());  // one file it has by right
  transaction.commit();
  machines_.push_back(std::make_unique<Machine>());
  machines_.back()->user = kMallory;
  machines_.back()->hostile = true;
  enrol(*machines_.back());
}

bool World::is_mallory(const UserRow& user) { return user.name == kMallory; }

// No save of an honest program lacks the simulator's number.
bool World::is_forged(const StoredSave& row) {
  const auto save = decode_save(row.raw);
  return save && save->clock_offset_ms == 0 && row.node != kOfficeNode;
}

Save World::forged_save(Machine& machine, const ScopeId& scope, Op op) {
  return testkit::forged_save(*machine.laptop, scope, machine.user, now_ms_, {std::move(op)});
}

// Never shown by this laptop's own program before its log brings it.
void World::put_forged(Machine& machine, const Save& save) {
  (void)testkit::put_forged(*machine.laptop, save.scope, encode_save(save), save.ops.size());
}

namespace {

Op forged_op(const RecordId& record) {
  Op op;
  op.kind = OpKind::set;
  op.record = record;
  op.field = name_field();
  op.value = std::string(kForgedValue);
  return op;
}

}  // namespace

// In a file that it was never given: it names what is there, and calls the file what it likes.
void World::forge_elsewhere(Machine& machine) {
  const ScopeId theirs = random_.pick(scopes_);
  if (theirs == scopes_.front()) return;
  Op op = forged_op(RecordId{theirs.subject});
  if (const auto record = office_store_->record(op.record)) {
    if (const FieldState* state = record->base.field(op.field)) {
      for (const Sibling& sibling : state->siblings) op.predecessors.push_back(sibling.dot);
    }
  }
  const ScopeId claimed = random_.chance(0.5) ? theirs : scopes_.front();
  put_forged(machine, forged_save(machine, claimed, op));
}

// What others will write next in the file that it has by right. Once that is there, who has the file may replace it: so
// the guess goes at once, or not at all, and only where no copy of it can be stamped anew later.
void World::forge_guess(Machine& machine) {
  if (options_.office_restore > 0 || options_.restore > 0 || options_.clone > 0) return;
  // As lucky as can be: what lies unsent on another laptop is guessed to the dot.
  std::vector<Op> luck;
  for (const auto& other : machines_) {
    const auto who = other->laptop->identity();
    if (other->hostile || who->office_epoch != office_->identity()->epoch) continue;
    other->store->each_save_of(who->node, other->laptop->progress().acked, [&](const StoredSave& row) {
      const auto save = decode_save(row);
      for (std::size_t i = 0; save && save->scope == scopes_.front() && i < save->ops.size(); ++i) {
        if (save->ops[i].kind != OpKind::set || save->ops[i].unknown_kind != 0 || save->ops[i].seen) continue;
        luck.push_back(save->ops[i]);
        luck.back().predecessors = {row.dot_of(i)};
        luck.back().value = std::string(kForgedValue);
      }
      return true;
    });
  }
  if (luck.empty()) return;
  const Op op = random_.pick(luck);
  if (office_store_->save_with(op.predecessors.front())) return;  // its acknowledgement was lost: no guess
  const auto before = copy_store_(*machine.store);
  Dot guess;
  try {
    put_forged(machine, forged_save(machine, scopes_.front(), op));
    guess = {machine.laptop->identity()->node, machine.laptop->progress().counter};
    exchange(machine, false);
  } catch (const testkit::Crash&) {
    office_ = std::make_unique<Office>(*office_store_);
  }
  if (!guess.is_none() && office_store_->save_with(guess)) return;
  machine.store = copy_store_(*before);
  arm(*machine.store);
  machine.laptop = std::make_unique<Laptop>(*machine.store);
}

void World::forge_author(Machine& machine) {
  Save save = forged_save(machine, scopes_.front(), forged_op(RecordId{scopes_.front().subject}));
  save.user = machines_.front()->user;
  put_forged(machine, save);
}

// A void of what it does not have, whose list holds whatever will be written there.
void World::forge_void(Machine& machine) {
  const ScopeId theirs = random_.pick(scopes_);
  if (theirs == scopes_.front()) return;
  Op op = forged_op(RecordId{theirs.subject});
  op.field = kFieldVoid;
  op.seen.emplace();
  for (const NodeRow& node : office_store_->nodes()) {
    for (std::uint64_t ahead = 0; ahead < 4; ++ahead) op.seen->push_back({node.number, node.counter + ahead});
  }
  put_forged(machine, forged_save(machine, random_.chance(0.5) ? theirs : scopes_.front(), op));
}

// Saves that nobody wrote, under numbers of others that are to come. (Under one that was lost such a lie costs a person a
// decision: what comes second is set aside, and what names it may name the lie. sync/hostile_test.cc has that.)
void World::bring_back_lies(Machine& machine) {
  Hello hello;
  {
    Transaction transaction(*machine.store);
    const auto who = machine.laptop->identity();
    LaptopProgress progress = machine.laptop->progress();
    ++progress.request_number;
    machine.laptop->put_progress(progress);
    transaction.commit();
    hello.office = who->office;
    hello.office_epoch = who->office_epoch;
    hello.node = who->node;
    hello.request_number = progress.request_number;
    hello.last = progress.counter;
    hello.chain_at_last = progress.chain;
    hello.first = progress.counter + 1;
    hello.vector_hash = progress.vector_hash;
    hello.rescue_follows = true;
  }
  RescueFrame lies;
  for (const NodeRow& node : office_store_->nodes()) {
    Save save = forged_save(machine, scopes_.front(), forged_op(RecordId{scopes_.front().subject}));
    save.user = random_.pick(machines_)->user;
    lies.entries.push_back({{node.number, node.counter + 1000 + random_.below(4)}, 1, encode_save(save), false, now_ms_, {}});
  }
  FrameWriter writer;
  writer.add(FrameType::hello, encode(hello));
  writer.add(FrameType::rescue, encode(lies));
  (void)serve(std::move(writer).finish(), true);
}

// It claims to have held everything, under the grants of another time.
void World::claim_recovery(Machine& machine) {
  const auto who = machine.laptop->identity();
  RecoveryRequest request;
  request.from = {kWireVersion, who->office, random_.below(5), who->node,
                  machine.laptop->progress().request_number + 1'000'000};
  request.node_id = Uuid::from_random(random_.bytes<16>());
  VectorFrame vector;
  for (const ScopeId& scope : scopes_) vector.entries.push_back({scope, Cursor{random_.below(1'000'000), random_.below(9)}});
  FrameWriter writer;
  writer.add(FrameType::recovery, encode(request));
  writer.add(FrameType::vector, encode(vector));
  (void)serve(std::move(writer).finish(), true);
}

void World::attack(Machine& last) {
  Machine& machine = last.hostile ? last : **std::find_if(machines_.begin(), machines_.end(), [](const auto& each) {
    return each->hostile;
  });
  ++tally_.attacks;
  try {
    switch (random_.below(6)) {
      case 0: forge_elsewhere(machine); break;
      case 1: forge_guess(machine); break;
      case 2: forge_author(machine); break;
      case 3: forge_void(machine); break;
      case 4: bring_back_lies(machine); break;
      default: claim_recovery(machine); break;
    }
  } catch (const StoreFailure&) {
  } catch (const testkit::Crash&) {
    machine.laptop = std::make_unique<Laptop>(*machine.store);
  }
  exchange(machine, true);
}

}  // namespace satchel::sim
