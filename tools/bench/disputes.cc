#include "tools/bench/disputes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "tests/testkit/town.h"

namespace satchel::bench {

namespace {

using Kind = Dispute::Kind;

Dispute about_visit(std::uint64_t number, const Made& visit, const std::string& mark) {
  const Change by_first{"summary", "Ana was there. " + mark}, by_second{"summary", "Ben was there. " + mark};
  switch (number % 10) {
    case 0:
    case 1:
      return {Kind::same_field, "visit", visit.id, {"status", "attempted"}, {"status", "refused"}};
    case 2:
      return {Kind::same_field, "visit", visit.id, by_first, by_second};
    case 8:
      return {Kind::voided, "visit", visit.id, {}, by_second};
    case 9:
      return {Kind::voided, "visit", visit.id, by_first, {}};
    default:
      return {Kind::other_field, "visit", visit.id, {"status", "attempted"}, {"outcome", "ben_" + mark}};
  }
}

Dispute about_note(const Made& note, const std::string& mark) {
  const Change by_first{"body", "Ana begins with " + mark + ". "}, by_second{"body", " Ben ends with " + mark + "."};
  return {Kind::same_text, "note", note.id, by_first, by_second};
}

std::string line_of(const Dispute& dispute, const Change& change, const std::string& value) {
  return change.field.empty() ? line_of_void(dispute.type, dispute.id)
                              : line_of_set(dispute.type, dispute.id, change.field, value);
}

void write_down(Disputes& disputes, Dispute dispute, const std::string& text) {
  disputes.lines_of_first += line_of(dispute, dispute.first, dispute.first.value + text);
  disputes.lines_of_second += line_of(dispute, dispute.second, text + dispute.second.value);
  disputes.all.push_back(std::move(dispute));
}

bool is_siblings(const json::value& value) { return value.is_object() && value.get_object().contains("siblings"); }

// In the field, or in one of the values that a person is asked about; of long texts, a part of it.
bool holds(const json::object& record, const Change& change, bool as_part) {
  if (change.field.empty()) return record.contains("void");
  const json::value* value = record.if_contains(change.field);
  if (value == nullptr) return false;
  const auto is_it = [&](const json::value& one) {
    if (!one.is_string()) return false;
    const std::string_view text = one.get_string();
    return as_part ? text.find(change.value) != text.npos : text == change.value;
  };
  if (!is_siblings(*value)) return is_it(*value);
  const auto& siblings = value->at("siblings").get_array();
  return std::any_of(siblings.begin(), siblings.end(), [&](const json::value& one) { return is_it(one.at("value")); });
}

void count_conflicts(const json::object& record, const Dispute* dispute, Verdict& verdict) {
  for (const auto& pair : record) {
    if (!is_siblings(pair.value())) continue;
    const bool both = dispute != nullptr && dispute->first.field == pair.key() && dispute->second.field == pair.key();
    ++(both ? verdict.true_conflicts : verdict.false_conflicts);
  }
}

}  // namespace

Disputes make_disputes(const Caseload& of, std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  Walk visits(of.visits.size(), random), notes(of.notes.size(), random);
  Disputes disputes;
  // Nothing is disputed twice.
  count = std::min<std::uint64_t>({count, of.visits.size(), of.notes.size() * 10});
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string mark = random.uuid().substr(0, 8);
    if (i % 10 == 3) {
      const Made& note = of.notes[notes.next()];
      write_down(disputes, about_note(note, mark), note.body);
    } else {
      write_down(disputes, about_visit(i, of.visits[visits.next()], mark), "");
    }
  }
  return disputes;
}

Verdict judge(const Disputes& disputes, const std::string& dump) {
  std::map<std::string, const Dispute*, std::less<>> missing;
  for (const Dispute& dispute : disputes.all) missing[dispute.id] = &dispute;
  Verdict verdict;
  for (const std::string& line : testkit::lines_of(dump)) {
    const json::value parsed = testkit::parsed(line);
    const json::object& record = parsed.get_object();
    const auto found = missing.find(std::string_view(record.at("id").get_string()));
    const Dispute* dispute = found == missing.end() ? nullptr : found->second;
    count_conflicts(record, dispute, verdict);
    if (dispute == nullptr) continue;
    for (const Change* change : {&dispute->first, &dispute->second}) {
      verdict.lost += holds(record, *change, dispute->kind == Kind::same_text) ? 0 : 1;
    }
    missing.erase(found);
  }
  verdict.lost += 2 * missing.size();
  return verdict;
}

}  // namespace satchel::bench
