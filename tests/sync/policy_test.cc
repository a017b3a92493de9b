#include "sync/policy.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace satchel {

namespace {

using Dots = std::vector<Dot>;

// Siblings in the office's order, with the dots 2.1, 2.2 ...
FieldState state_of(const std::vector<Value>& values) {
  FieldState state;
  for (const Value& value : values) {
    state.siblings.push_back({{2, state.siblings.size() + 1}, value, false, std::nullopt});
  }
  return state;
}
FieldState texts(const std::vector<std::string>& words) {
  return state_of({words.begin(), words.end()});
}

FieldDef field_with(Policy policy) {
  FieldDef field;
  field.id = 16;
  field.name = "status";
  field.policy = policy;
  if (policy == Policy::further) {
    field.codes = {"planned", "in_progress", "completed", "signed", "cancelled", "declined"};
    field.exits = {"cancelled", "declined"};
  }
  return field;
}

// The counters of the dots that are shown.
std::vector<std::uint64_t> counters(const Shown& display) {
  std::vector<std::uint64_t> all;
  for (const Sibling* sibling : display.siblings) all.push_back(sibling->dot.counter);
  return all;
}
using Counters = std::vector<std::uint64_t>;

constexpr Policy kPolicies[] = {Policy::newest_received, Policy::max,     Policy::min,
                                Policy::unite,           Policy::further, Policy::manual};

std::string text_shown(const FieldState& state, Policy policy) {
  const FieldDef field = field_with(policy);
  const Value* value = shown(state, &field).value();
  return value == nullptr ? "nothing" : std::get<std::string>(*value);
}
bool is_conflict(const FieldState& state, Policy policy) {
  const FieldDef field = field_with(policy);
  return shown(state, &field).conflict;
}
Dots replaced(const FieldState& state, Policy policy) {
  const FieldDef field = field_with(policy);
  return replaced_by_edit(state, &field);
}

}  // namespace

TEST_CASE("a field without values shows nothing and is no conflict under any policy") {
  for (const Policy policy : kPolicies) {
    const FieldDef field = field_with(policy);
    const Shown display = shown(FieldState{}, &field);
    CHECK(display.value() == nullptr);
    CHECK_FALSE(display.conflict);
    CHECK(replaced_by_edit(FieldState{}, &field).empty());
  }
}

TEST_CASE("a single value is shown and is no conflict under any policy") {
  for (const Policy policy : kPolicies) {
    CHECK(text_shown(texts({"completed"}), policy) == "completed");
    CHECK_FALSE(is_conflict(texts({"completed"}), policy));
    CHECK(replaced(texts({"completed"}), policy) == Dots{{2, 1}});
  }
}

TEST_CASE("the newest value that the office received is shown, and differing ones are a conflict") {
  for (const Policy policy : {Policy::newest_received, Policy::manual}) {
    CHECK(text_shown(texts({"dnr", "full_code"}), policy) == "full_code");
    CHECK(is_conflict(texts({"dnr", "full_code"}), policy));
  }
}

TEST_CASE("equal values of several authors are no conflict") {
  for (const Policy policy : kPolicies) {
    CHECK_FALSE(is_conflict(texts({"signed", "signed", "signed"}), policy));
  }
  CHECK(is_conflict(texts({"signed", "draft", "signed"}), Policy::newest_received));
  CHECK(is_conflict(state_of({std::int64_t{1}, 1.0}), Policy::manual));
}

TEST_CASE("a value that was cleared at the same time is a conflict") {
  CHECK(is_conflict(state_of({std::monostate{}, std::string("dnr")}), Policy::newest_received));
  CHECK(is_conflict(state_of({std::string("signed"), std::monostate{}}), Policy::further));
  CHECK_FALSE(is_conflict(state_of({std::monostate{}, std::monostate{}}), Policy::manual));
}

TEST_CASE("an unknown field is shown like any other: its newest value") {
  const FieldState state = texts({"one", "two"});
  const Shown display = shown(state, nullptr);
  CHECK(counters(display) == Counters{2});
  CHECK(display.conflict);
  CHECK(replaced_by_edit(state, nullptr) == Dots{{2, 2}});
}

TEST_CASE("max and min show the greatest and the least value and ask nobody") {
  const FieldState days = texts({"2026-03-01", "2026-11-20", "2025-12-31"});
  CHECK(text_shown(days, Policy::max) == "2026-11-20");
  CHECK(text_shown(days, Policy::min) == "2025-12-31");
  CHECK_FALSE(is_conflict(days, Policy::max));
  CHECK_FALSE(is_conflict(days, Policy::min));
}

TEST_CASE("max and min compare numbers by size, not by their digits") {
  const FieldState numbers = state_of({std::int64_t{9}, 10.5, std::int64_t{-3}});
  const FieldDef max = field_with(Policy::max);
  const FieldDef min = field_with(Policy::min);
  CHECK(counters(shown(numbers, &max)) == Counters{2});
  CHECK(counters(shown(numbers, &min)) == Counters{3});
}

TEST_CASE("among equal greatest values the first received is shown, on every copy") {
  const FieldDef max = field_with(Policy::max);
  const FieldDef min = field_with(Policy::min);
  CHECK(counters(shown(texts({"a", "b", "b"}), &max)) == Counters{2});
  CHECK(counters(shown(texts({"a", "b", "a"}), &min)) == Counters{1});
}

TEST_CASE("a set shows each element once and is never a conflict") {
  const FieldState state = state_of({std::string("dog"), std::string("stairs"), std::string("dog"),
                                     std::monostate{}, JsonText{"\"dog\""}});
  const FieldDef field = field_with(Policy::unite);
  const Shown display = shown(state, &field);
  CHECK(counters(display) == Counters{1, 2, 5});
  CHECK_FALSE(display.conflict);
}

TEST_CASE("a set of which nothing is left shows nothing") {
  const FieldDef field = field_with(Policy::unite);
  CHECK(shown(state_of({std::monostate{}}), &field).value() == nullptr);
}

TEST_CASE("the status that is further on is shown, whichever came first") {
  CHECK(text_shown(texts({"planned", "completed"}), Policy::further) == "completed");
  CHECK(text_shown(texts({"completed", "planned"}), Policy::further) == "completed");
  CHECK(text_shown(texts({"in_progress", "signed", "completed"}), Policy::further) == "signed");
  CHECK_FALSE(is_conflict(texts({"in_progress", "signed", "completed"}), Policy::further));
}

TEST_CASE("a status that leaves the order of progress beside another one needs a person") {
  for (const std::string exit : {"cancelled", "declined"}) {
    CHECK(is_conflict(texts({exit, "completed"}), Policy::further));
    CHECK(is_conflict(texts({"completed", exit}), Policy::further));
    CHECK(text_shown(texts({exit, "completed"}), Policy::further) == "completed");
    CHECK(text_shown(texts({"signed", exit}), Policy::further) == exit);
    CHECK_FALSE(is_conflict(texts({exit, exit}), Policy::further));
  }
  CHECK(is_conflict(texts({"cancelled", "declined"}), Policy::further));
}

TEST_CASE("a word that this version does not know has no place in the order of progress") {
  CHECK(is_conflict(texts({"signed", "co_signed"}), Policy::further));
  CHECK(text_shown(texts({"signed", "co_signed"}), Policy::further) == "co_signed");
  CHECK(is_conflict(state_of({std::string("signed"), std::int64_t{4}}), Policy::further));
  CHECK_FALSE(is_conflict(texts({"co_signed", "co_signed"}), Policy::further));
}

TEST_CASE("an edit replaces what its author was shown, and what equals it") {
  for (const Policy policy : {Policy::newest_received, Policy::manual}) {
    CHECK(replaced(texts({"one", "two"}), policy) == Dots{{2, 2}});
    CHECK(replaced(texts({"two", "one", "two"}), policy) == Dots{{2, 1}, {2, 3}});
  }
}

TEST_CASE("under a rule that orders all values an edit replaces all of them") {
  for (const Policy policy : {Policy::max, Policy::min, Policy::unite, Policy::further}) {
    CHECK(replaced(texts({"planned", "signed", "completed"}), policy) ==
          Dots{{2, 1}, {2, 2}, {2, 3}});
  }
}

TEST_CASE("a value that nobody needs any longer is still there: policies remove nothing") {
  for (const Policy policy : kPolicies) {
    const FieldState before = texts({"planned", "cancelled", "planned"});
    const FieldState state = before;
    const FieldDef field = field_with(policy);
    (void)shown(state, &field);
    (void)replaced_by_edit(state, &field);
    REQUIRE(state.siblings.size() == before.siblings.size());
    CHECK(field_digest({}, 16, state) == field_digest({}, 16, before));
  }
}

TEST_CASE("the policies of the schema are the ones of the design") {
  const auto policy_of = [](const char* type, const char* field) {
    return core_type(type)->field(field)->policy;
  };
  CHECK(policy_of("client", "code_status") == Policy::manual);
  CHECK(policy_of("client", "safety_alerts") == Policy::unite);
  CHECK(policy_of("note", "status") == Policy::further);
  CHECK(policy_of("medication", "last_taken_date") == Policy::max);
  CHECK(policy_of("note", "body") == Policy::newest_received);
}

}  // namespace satchel
