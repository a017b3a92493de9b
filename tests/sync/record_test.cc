#include "sync/record.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/schema.h"
#include "tests/sim/random.h"

namespace satchel {

namespace {

constexpr FieldId kName = 16;
constexpr FieldId kPlace = 17;
constexpr TypeId kSomeType = 1;

// Two workers and the office: a1 is the first op of Ana's node.
Dot a(std::uint64_t counter) {
  return {2, counter};
}
Dot b(std::uint64_t counter) {
  return {3, counter};
}
Dot o(std::uint64_t counter) {
  return {kOfficeNode, counter};
}

Op op_of(OpKind kind, FieldId field, Value value, std::vector<Dot> predecessors) {
  Op op;
  op.kind = kind;
  op.field = field;
  op.value = std::move(value);
  op.predecessors = std::move(predecessors);
  return op;
}
Op create() {
  Op op;
  op.kind = OpKind::create;
  op.type = kSomeType;
  return op;
}
Op set(FieldId field, const char* words, std::vector<Dot> predecessors = {}) {
  return op_of(OpKind::set, field, std::string(words), std::move(predecessors));
}
Op add(FieldId field, const char* words) {
  return op_of(OpKind::add, field, std::string(words), {});
}
Op remove(FieldId field, std::vector<Dot> predecessors) {
  return op_of(OpKind::remove, field, {}, std::move(predecessors));
}
Op resolve(FieldId field, const char* words, std::vector<Dot> predecessors) {
  return op_of(OpKind::resolve, field, std::string(words), std::move(predecessors));
}
Op retract(FieldId field, std::vector<Dot> predecessors) {
  return op_of(OpKind::retract, field, {}, std::move(predecessors));
}
Op void_seeing(std::vector<Dot> seen, std::vector<Dot> predecessors = {}) {
  Op op = op_of(OpKind::set, kFieldVoid, std::string("entered twice"), std::move(predecessors));
  op.seen = std::move(seen);
  return op;
}
Op lift(std::vector<Dot> predecessors) {
  return op_of(OpKind::set, kFieldVoid, {}, std::move(predecessors));
}

// A record, and what this copy has applied to it: `is_applied` is always answered truthfully.
struct Copy {
  Record record;
  std::set<Dot> applied;

  Copy() { record.id.uuid = Uuid::from_name("a record"); }

  // What every caller of apply_op does: a dot counts once.
  void apply(Dot dot, const Op& op, Place place = Place::newest) {
    if (applied.count(dot) != 0) return;
    apply_op(record, op, dot, op.predecessors, place,
             [this](Dot asked) { return applied.count(asked) != 0; });
    applied.insert(dot);
  }

  std::vector<Dot> dots(FieldId field) const {
    std::vector<Dot> all;
    if (const FieldState* state = record.field(field)) {
      for (const Sibling& sibling : state->siblings) all.push_back(sibling.dot);
    }
    return all;
  }
  std::vector<Dot> orphans(FieldId field) const {
    const FieldState* state = record.field(field);
    return state == nullptr ? std::vector<Dot>{} : state->orphans;
  }
};

using Dots = std::vector<Dot>;

}  // namespace

TEST_SUITE("the merge line") {
  TEST_CASE("a record exists once it is created, and not by an edit") {
    Copy copy;
    copy.apply(a(1), set(kName, "Mia"));
    CHECK_FALSE(copy.record.exists());
    copy.apply(a(2), create());
    CHECK(copy.record.exists());
    CHECK(copy.record.type == kSomeType);
    CHECK(copy.dots(kFieldCreated) == Dots{a(2)});
  }

  TEST_CASE("an edit takes the place of what its author saw") {
    Copy copy;
    copy.apply(a(1), set(kName, "Mia"));
    copy.apply(a(2), set(kName, "Maya", {a(1)}));
    REQUIRE(copy.dots(kName) == Dots{a(2)});
    CHECK(same_value(copy.record.field(kName)->siblings[0].value, std::string("Maya")));
  }

  TEST_CASE("two edits made apart are both kept, in the order in which they were applied") {
    Copy copy;
    copy.apply(o(1), set(kName, "Mia"));
    copy.apply(b(1), set(kName, "Maja", {o(1)}));
    copy.apply(a(1), set(kName, "Maya", {o(1)}));
    CHECK(copy.dots(kName) == Dots{b(1), a(1)});
  }

  TEST_CASE("two equal values of two authors are two siblings") {
    Copy copy;
    copy.apply(a(1), set(kName, "Mia"));
    copy.apply(b(1), set(kName, "Mia"));
    CHECK(copy.dots(kName) == Dots{a(1), b(1)});
  }

  TEST_CASE("a predecessor removes its dot from its own field only") {
    Copy copy;
    copy.apply(a(1), set(kName, "Mia"));
    copy.apply(a(2), set(kPlace, "Rome"));
    copy.apply(b(1), set(kPlace, "Oslo", {a(1), a(2)}));
    CHECK(copy.dots(kName) == Dots{a(1)});
    CHECK(copy.dots(kPlace) == Dots{b(1)});
  }

  TEST_CASE("a predecessor that arrives late does not come back to life") {
    Copy copy;
    copy.apply(b(1), set(kName, "Maya", {a(1)}));
    CHECK(copy.orphans(kName) == Dots{a(1)});
    copy.apply(a(1), set(kName, "Mia"));
    CHECK(copy.dots(kName) == Dots{b(1)});
    CHECK(copy.orphans(kName).empty());
  }

  TEST_CASE("a late predecessor still replaces what it replaces itself") {
    Copy copy;
    copy.apply(a(1), set(kName, "one"));
    copy.apply(a(3), set(kName, "three", {a(2)}));
    copy.apply(a(2), set(kName, "two", {a(1)}));
    CHECK(copy.dots(kName) == Dots{a(3)});
  }

  TEST_CASE("a predecessor that was applied and replaced before is no orphan") {
    Copy copy;
    copy.apply(a(1), set(kName, "one"));
    copy.apply(a(2), set(kName, "two", {a(1)}));
    copy.apply(b(1), set(kName, "also two", {a(1)}));
    CHECK(copy.orphans(kName).empty());
    CHECK(copy.dots(kName) == Dots{a(2), b(1)});
  }

  TEST_CASE("an orphan that two ops name is kept once") {
    Copy copy;
    copy.apply(a(1), set(kName, "one", {o(9)}));
    copy.apply(b(1), set(kName, "two", {o(9)}));
    CHECK(copy.orphans(kName) == Dots{o(9)});
    copy.apply(o(9), set(kName, "nine"));
    CHECK(copy.dots(kName) == Dots{a(1), b(1)});
    CHECK(copy.orphans(kName).empty());
  }

  TEST_CASE("an op that names itself replaces nothing") {
    Copy copy;
    copy.apply(a(1), set(kName, "one", {a(1)}));
    CHECK(copy.dots(kName) == Dots{a(1)});
    CHECK(copy.orphans(kName).empty());
  }

  TEST_CASE("elements are added side by side, and taken out by the dots that were seen") {
    Copy copy;
    copy.apply(a(1), add(kName, "dog"));
    copy.apply(b(1), add(kName, "stairs"));
    copy.apply(b(2), add(kName, "dog"));
    copy.apply(a(2), remove(kName, {a(1)}));
    // The dog that B entered meanwhile stays: A had not seen it.
    CHECK(copy.dots(kName) == Dots{b(1), b(2)});
  }

  TEST_CASE("taking out an element puts nothing in its place") {
    Copy copy;
    Op op = remove(kName, {a(1)});
    op.value = std::string("never to be seen");
    copy.apply(a(1), add(kName, "dog"));
    copy.apply(b(1), op);
    CHECK(copy.dots(kName).empty());
    CHECK(copy.record.field(kName) != nullptr);
  }

  TEST_CASE("retracting takes back the values named and no others") {
    Copy copy;
    copy.apply(a(1), set(kName, "one"));
    copy.apply(b(1), set(kName, "two"));
    copy.apply(o(1), set(kName, "three"));
    copy.apply(o(2), retract(kName, {a(1), o(1)}));
    CHECK(copy.dots(kName) == Dots{b(1)});
  }

  TEST_CASE("a choice among siblings leaves the chosen value alone, and spares what came later") {
    Copy copy;
    copy.apply(a(1), set(kName, "one"));
    copy.apply(b(1), set(kName, "two"));
    copy.apply(b(2), set(kName, "not seen by who chose"));
    copy.apply(o(1), resolve(kName, "two", {a(1), b(1)}));
    CHECK(copy.dots(kName) == Dots{b(2), o(1)});
    CHECK_FALSE(copy.record.field(kName)->siblings[1].automatic);
  }

  TEST_CASE("an accepted value counts as the oldest") {
    Copy copy;
    copy.apply(a(1), set(kName, "one"));
    copy.apply(b(1), set(kName, "two"), Place::oldest);
    copy.apply(b(2), set(kName, "three"), Place::oldest);
    CHECK(copy.dots(kName) == Dots{b(2), b(1), a(1)});
  }

  TEST_CASE("an op of a later version changes nothing") {
    Copy copy;
    Op op = set(kName, "one");
    op.unknown_kind = 17;
    op.unknown = "bytes";
    copy.apply(a(1), op);
    CHECK(copy.record.fields().empty());
    for (const OpKind kind : {OpKind::open, OpKind::release, OpKind::accept, OpKind::decline}) {
      copy.apply(a(2 + static_cast<std::uint64_t>(kind)), op_of(kind, kName, true, {a(1)}));
    }
    CHECK(copy.record.fields().empty());
  }

  TEST_CASE("fields are kept sorted by id, however they come") {
    Copy copy;
    for (const FieldId field :
         {FieldId{40}, FieldId{16}, kExtraFieldMin, FieldId{2}, FieldId{17}}) {
      copy.apply(a(field), set(field, "x"));
    }
    std::vector<FieldId> ids;
    for (const auto& [id, state] : copy.record.fields()) ids.push_back(id);
    CHECK(ids == std::vector<FieldId>{2, 16, 17, 40, kExtraFieldMin});
    CHECK(copy.record.field(18) == nullptr);
  }
}

namespace {

struct Event {
  Dot dot;
  Op op;
};

// Ops whose predecessors are drawn from the whole set: earlier and later ones, of other authors, of
// other fields, in circles. No history of real laptops is that wild.
std::vector<Event> random_ops(sim::Random& random) {
  std::vector<Event> events;
  const std::size_t count = 2 + random.below(12);
  for (std::size_t i = 0; i < count; ++i) {
    const auto node = static_cast<NodeNumber>(1 + random.below(3));
    const FieldId field = random.chance(0.7) ? kName : kPlace;
    constexpr OpKind kKinds[] = {OpKind::set,    OpKind::set,     OpKind::add,
                                 OpKind::remove, OpKind::resolve, OpKind::retract};
    const OpKind kind = kKinds[random.below(std::size(kKinds))];
    events.push_back({{node, 1 + i}, op_of(kind, field, std::to_string(i), {})});
  }
  for (Event& event : events) {
    for (std::size_t i = random.below(4); i > 0; --i) {
      event.op.predecessors.push_back(random.pick(events).dot);
    }
  }
  return events;
}

// What has to be live in the end, from the definition: every value that no other op of its field
// names.
std::set<Dot> expected_live(const std::vector<Event>& events, FieldId field) {
  std::set<Dot> live;
  for (const Event& event : events) {
    if (event.op.field == field && event.op.puts_value()) live.insert(event.dot);
  }
  for (const Event& event : events) {
    if (event.op.field != field) continue;
    for (const Dot dot : event.op.predecessors) {
      if (dot != event.dot) live.erase(dot);
    }
  }
  return live;
}

void shuffle(std::vector<Event>& events, sim::Random& random) {
  for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random.below(i)]);
}

std::set<Dot> live_in(const Copy& copy, FieldId field) {
  const Dots dots = copy.dots(field);
  return {dots.begin(), dots.end()};
}

}  // namespace

TEST_SUITE("any order of any ops") {
  TEST_CASE("gives the same live values, however often each op arrives") {
    sim::Random random(20);
    for (int round = 0; round < 2000; ++round) {
      std::vector<Event> events = random_ops(random);
      const auto names = expected_live(events, kName);
      const auto places = expected_live(events, kPlace);
      for (int order = 0; order < 4; ++order) {
        shuffle(events, random);
        Copy copy;
        for (const Event& event : events) {
          copy.apply(event.dot, event.op);
          if (random.chance(0.3)) copy.apply(event.dot, event.op);
          if (random.chance(0.2)) copy.apply(events[0].dot, events[0].op);
        }
        CAPTURE(round);
        REQUIRE(live_in(copy, kName) == names);
        REQUIRE(live_in(copy, kPlace) == places);
        REQUIRE(copy.dots(kName).size() == names.size());
      }
    }
  }

  TEST_CASE("applying an op again at once changes nothing") {
    sim::Random random(21);
    for (int round = 0; round < 500; ++round) {
      const std::vector<Event> events = random_ops(random);
      Copy copy;
      for (const Event& event : events) {
        const Dots awaited = copy.orphans(event.op.field);
        const bool was_awaited = std::count(awaited.begin(), awaited.end(), event.dot) != 0;
        copy.apply(event.dot, event.op);
        if (was_awaited) continue;  // replaced before it came: only the caller still knows of it
        Record again = copy.record;
        apply_op(again, event.op, event.dot, event.op.predecessors, Place::newest,
                 [&](Dot dot) { return copy.applied.count(dot) != 0; });
        REQUIRE(record_digest(again) == record_digest(copy.record));
        REQUIRE(again.field(event.op.field)->orphans == copy.orphans(event.op.field));
      }
    }
  }

  TEST_CASE("keeps the digest that is updated field by field equal to the recomputed one") {
    sim::Random random(22);
    for (int round = 0; round < 500; ++round) {
      Copy copy;
      Hash256 kept;
      for (const Event& event : random_ops(random)) {
        if (const FieldState* before = copy.record.field(event.op.field)) {
          kept -= field_digest(copy.record.id, event.op.field, *before);
        }
        copy.apply(event.dot, event.op, random.chance(0.2) ? Place::oldest : Place::newest);
        kept += field_digest(copy.record.id, event.op.field, *copy.record.field(event.op.field));
        REQUIRE(kept == record_digest(copy.record));
      }
    }
  }
}

TEST_SUITE("void") {
  Copy created_with_name() {
    Copy copy;
    copy.apply(a(1), create());
    copy.apply(a(2), set(kName, "Mia"));
    return copy;
  }

  TEST_CASE(
      "a record is void when each live value was seen by who voided it, and keeps its values") {
    Copy copy = created_with_name();
    CHECK_FALSE(is_void(copy.record));
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    CHECK(is_void(copy.record));
    CHECK_FALSE(is_voided_and_edited(copy.record));
    CHECK(copy.dots(kName) == Dots{a(2)});
  }

  TEST_CASE("an edit made at the same time keeps the whole record alive") {
    Copy copy = created_with_name();
    copy.apply(a(3), set(kName, "Maya", {a(2)}));
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    CHECK_FALSE(is_void(copy.record));
    CHECK(is_voided_and_edited(copy.record));
  }

  TEST_CASE("the order in which void and edit arrive does not matter") {
    Copy copy = created_with_name();
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    copy.apply(a(3), set(kPlace, "Rome"));
    CHECK_FALSE(is_void(copy.record));
    CHECK(is_voided_and_edited(copy.record));
  }

  TEST_CASE("a second void that saw the rest voids the record") {
    Copy copy = created_with_name();
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    copy.apply(a(3), set(kPlace, "Rome"));
    copy.apply(o(1), void_seeing({a(3)}));  // beside the first one: the two lists count together
    CHECK(is_void(copy.record));
    CHECK(copy.dots(kFieldVoid) == Dots{b(1), o(1)});
  }

  TEST_CASE("a void that replaces another has to have seen everything itself") {
    Copy copy = created_with_name();
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    copy.apply(a(3), set(kPlace, "Rome"));
    copy.apply(o(1), void_seeing({a(3)}, {b(1)}));
    CHECK_FALSE(is_void(copy.record));
    copy.apply(o(2), void_seeing({a(1), a(2), a(3)}, {o(1)}));
    CHECK(is_void(copy.record));
  }

  TEST_CASE("a lifted void is no void, and flags nothing") {
    Copy copy = created_with_name();
    copy.apply(b(1), void_seeing({a(1), a(2)}));
    copy.apply(a(3), lift({b(1)}));
    CHECK_FALSE(is_void(copy.record));
    CHECK_FALSE(is_voided_and_edited(copy.record));
  }

  TEST_CASE("a lift beside a void that it did not know is for a person to decide, in either order") {
    for (const bool lift_first : {false, true}) {
      Copy copy = created_with_name();
      copy.apply(b(1), void_seeing({a(1), a(2)}));
      if (lift_first) copy.apply(a(3), lift({b(1)}));
      copy.apply(o(1), void_seeing({a(1), a(2)}));
      if (!lift_first) copy.apply(a(3), lift({b(1)}));
      CHECK_FALSE(is_void(copy.record));
      CHECK(is_voided_and_edited(copy.record));
      // Whoever has seen both decides.
      Copy again = copy;
      again.apply(o(2), void_seeing({a(1), a(2)}, {o(1), a(3)}));
      CHECK(is_void(again.record));
      copy.apply(o(2), lift({o(1), a(3)}));
      CHECK_FALSE(is_void(copy.record));
      CHECK_FALSE(is_voided_and_edited(copy.record));
    }
  }

  TEST_CASE("a list may name more than what is live") {
    Copy copy = created_with_name();
    copy.apply(a(3), set(kName, "Maya", {a(2)}));
    copy.apply(b(1), void_seeing({o(7), a(3), a(2), a(1)}));
    CHECK(is_void(copy.record));
  }

  TEST_CASE("the live dots are sorted and leave the voids out") {
    Copy copy = created_with_name();
    copy.apply(o(1), set(kPlace, "Rome"));
    copy.apply(b(1), void_seeing({a(1)}));
    CHECK(live_dots(copy.record) == Dots{o(1), a(1), a(2)});
  }
}

TEST_SUITE("digests") {
  FieldState state_of(std::vector<Sibling> siblings) {
    return {std::move(siblings), {}};
  }
  const RecordId kRecord{Uuid::from_name("a record")};

  TEST_CASE("equal states have equal digests, whatever their history") {
    Copy one;
    one.apply(a(1), set(kName, "Mia"));
    one.apply(b(1), set(kName, "Maya", {a(1)}));
    Copy other;
    other.apply(b(1), set(kName, "Maya", {a(1)}));
    other.apply(a(1), set(kName, "Mia"));
    CHECK(record_digest(one.record) == record_digest(other.record));
    // A field that once had values and one that never had any hold the same: nothing.
    other.apply(a(5), add(kPlace, "Rome"));
    other.apply(a(6), remove(kPlace, {a(5)}));
    CHECK(record_digest(one.record) == record_digest(other.record));
  }

  TEST_CASE("each difference of a value, order, dot, mark or list gives another digest") {
    const Sibling plain{a(1), std::string("Mia"), false, std::nullopt};
    const Sibling second{b(1), std::string("Maya"), false, std::nullopt};
    std::map<Hash256, std::string> seen;
    const auto check_new = [&](const std::string& what, const Hash256& digest) {
      CAPTURE(what);
      const auto [at, is_new] = seen.emplace(digest, what);
      CHECK_MESSAGE(is_new, "same as ", at->second);
    };
    const auto one = [](Sibling sibling) { return state_of({std::move(sibling)}); };
    check_new("nothing", field_digest(kRecord, kName, {}));
    check_new("one value", field_digest(kRecord, kName, one(plain)));
    check_new("another value",
              field_digest(kRecord, kName, one({a(1), std::string("Mia "), false, {}})));
    check_new("a value of another kind",
              field_digest(kRecord, kName, one({a(1), JsonText{"Mia"}, false, {}})));
    check_new("zero", field_digest(kRecord, kName, one({a(1), 0.0, false, {}})));
    check_new("minus zero", field_digest(kRecord, kName, one({a(1), -0.0, false, {}})));
    check_new("no value", field_digest(kRecord, kName, one({a(1), {}, false, {}})));
    check_new("another counter",
              field_digest(kRecord, kName, one({a(2), std::string("Mia"), false, {}})));
    check_new("another node",
              field_digest(kRecord, kName, one({b(1), std::string("Mia"), false, {}})));
    check_new("merged by the program",
              field_digest(kRecord, kName, one({a(1), std::string("Mia"), true, {}})));
    check_new("an empty list",
              field_digest(kRecord, kName, one({a(1), std::string("Mia"), false, Dots{}})));
    check_new("a list",
              field_digest(kRecord, kName, one({a(1), std::string("Mia"), false, Dots{a(1)}})));
    check_new("another list",
              field_digest(kRecord, kName, one({a(1), std::string("Mia"), false, Dots{a(2)}})));
    check_new("another field", field_digest(kRecord, kPlace, one(plain)));
    check_new("another record",
              field_digest(RecordId{Uuid::from_name("another")}, kName, one(plain)));
    check_new("two values", field_digest(kRecord, kName, state_of({plain, second})));
    check_new("two values, the other order",
              field_digest(kRecord, kName, state_of({second, plain})));
    check_new("one value twice", field_digest(kRecord, kName, state_of({plain, plain})));
  }

  TEST_CASE("values that move between two fields, or two records, are noticed") {
    Copy one;
    one.apply(a(1), set(kName, "Mia"));
    one.apply(a(2), set(kPlace, "Rome"));
    Copy other;
    other.apply(a(1), set(kPlace, "Mia"));
    other.apply(a(2), set(kName, "Rome"));
    CHECK(record_digest(one.record) != record_digest(other.record));
    Copy moved = one;
    moved.record.id.uuid = Uuid::from_name("another");
    CHECK(record_digest(one.record) != record_digest(moved.record));
  }

  TEST_CASE("orphans are not in the digest: they are a matter of the order of arrival") {
    Copy one;
    one.apply(a(2), set(kName, "Mia", {a(1)}));
    Copy other;
    other.apply(a(2), set(kName, "Mia"));
    CHECK(record_digest(one.record) == record_digest(other.record));
  }
}

}  // namespace satchel
