#include "tools/bench/workload_data.h"

#include <algorithm>
#include <cstdio>
#include <initializer_list>

#include "node/shared/json.h"

namespace satchel::bench {

namespace {

using Words = std::vector<std::string_view>;

constexpr std::uint64_t kNoteBytesMin = 200, kNoteBytesMax = 800;

const Words kGivenNames{
    "Abigail",   "Benjamin", "Carmen",     "Dolores", "Edward",  "Felicia", "Gustavo",   "Harriet",    "Ignacio",
    "Josephine", "Leonard",  "Katherine",  "Marisol", "Octavia", "Quentin", "Nathaniel", "Patricia",   "Rosalind",
    "Sebastian", "Theresa",  "Ursula",     "Winston", "Ximena",  "Yolanda", "Valentina", "Alejandro",  "Zachary",
    "Delphine",  "Imelda",   "Bernadette", "Gerard",  "Rowena",  "Clement", "Eleanor",   "Florencio",  "Matthias"};
const Words kNameStems{"Aber",  "Black", "Cunning", "Dunn",  "Elling", "Fair",  "Good",  "Hutch", "Iver",  "Jeffer",
                       "Kings", "Liver", "Mont",    "North", "Oster",  "Peter", "Quint", "Roth",  "Suther", "Thorn",
                       "Under", "Vander", "Wester", "Whit",  "Yar",    "Zimmer", "Arch", "Blom",  "Carl",  "Daven"};
const Words kNameEnds{"gate", "berg", "ham",  "field", "ford", "land", "ley",  "man",   "more", "ridge",
                      "sen",  "ski",  "stein", "stone", "ton", "ville", "well", "worth", "wood", "wick"};
const Words kStreets{"Alder", "Birch", "Canal", "Dairy", "Elm", "Foundry", "Granary", "Hazel", "Ivy", "Juniper"};
const Words kTowns{"Ashford", "Brookside", "Carver", "Dunmore", "Eastlake", "Fairview", "Glenwood", "Harlan"};
const Words kLanguages{"en", "es", "fr", "vi", "zh", "so", "ar", "pt"};
const Words kKinds{"home", "phone", "video", "office", "collateral"};
const Words kStatuses{"planned", "in_progress", "completed", "cancelled", "no_show"};
const Words kOutcomes{"referred", "resolved", "to_be_continued", "declined", "not_met", "escalated"};
const Words kWho{"The client", "Her daughter", "His brother", "The landlord", "The aide", "A neighbor", "The doctor",
                 "The school nurse", "The wound nurse", "The grandson", "The case manager", "Her partner"};
const Words kDid{"said", "noticed", "asked about", "brought up", "was unsure about", "wrote down", "agreed to change",
                 "called the clinic about", "showed me", "did not remember", "felt better about", "worried about"};
const Words kWhat{"the evening dose", "swelling of both ankles", "the stairs to the bathroom", "the heating bill",
                  "an unopened letter from the plan", "the new walker", "a fall in the kitchen", "poor appetite",
                  "the ride to dialysis", "missed insulin", "the eviction notice", "the inhaler technique",
                  "food stamps", "pain at night", "the dressing change", "the lost hearing aid"};
const Words kWhen{"since the weekend", "after lunch", "twice this week", "before the last visit", "on most mornings",
                  "during the storm", "while we talked", "for about ten days", "since the discharge", "at bedtime"};

std::string number(std::uint64_t value, int digits = 1) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*llu", digits, static_cast<unsigned long long>(value));
  return text;
}

// Braces, because the operands of a sum are evaluated in any order, and chance would depend on the compiler.
std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

std::string word(Random& random, const Words& words) { return std::string(random.any_of(words)); }

std::string date(Random& random, std::uint64_t first_year, std::uint64_t last_year) {
  return joined({number(random.between(first_year, last_year), 4), "-", number(random.between(1, 12), 2), "-",
                 number(random.between(1, 28), 2)});
}
std::string instant(Random& random) {
  return joined({date(random, 2026, 2026), "T", number(random.below(24), 2), ":", number(random.below(60), 2), ":",
                 number(random.below(60), 2), "Z"});
}
std::string phone(Random& random) { return "+1555" + number(random.between(1'000'000, 9'999'999)); }
std::string worker(Random& random) { return "worker" + number(random.between(1, 24), 2); }

std::string measurement(Random& random) {
  switch (random.below(4)) {
    case 0:
      return joined({"Blood pressure ", number(random.between(95, 185)), "/", number(random.between(55, 110)), "."});
    case 1:
      return joined({"Weight ", number(random.between(92, 320)), " lb, pulse ", number(random.between(52, 118)), "."});
    case 2: return "Next visit on " + date(random, 2027, 2027) + ".";
    default: return "Call " + phone(random) + " first.";
  }
}

std::string sentence(Random& random) {
  if (random.one_in(4)) return measurement(random);
  std::string text = word(random, kWho);
  for (const Words* words : {&kDid, &kWhat, &kWhen}) text += " " + word(random, *words);
  if (random.one_in(3)) text += ", and we spoke about " + word(random, kWhat);
  return text + ".";
}

std::string long_text(Random& random) {
  const std::uint64_t wanted = random.between(kNoteBytesMin, kNoteBytesMax - 150);
  std::string text = sentence(random);
  while (text.size() < wanted) text += joined({random.one_in(7) ? "\n" : " ", sentence(random)});
  return text;
}

std::string line(const json::object& object) { return write_json(object) + "\n"; }

json::object client(Random& random, const std::string& id) {
  const std::string name = joined({given_name(random), " ", family_name(random)});
  const std::string street = joined({number(random.between(1, 900)), " ", word(random, kStreets), " Street"});
  return {{"type", "client"}, {"id", id}, {"name", name}, {"dob", date(random, 1932, 2022)}, {"phone", phone(random)},
          {"address", street}, {"city", random.any_of(kTowns)}, {"language", random.any_of(kLanguages)},
          {"risk", random.below(10)}, {"active", random.below(2)}, {"worker", worker(random)},
          {"created_at", instant(random)}};
}

json::object visit(Random& random, const std::string& id, const std::string& client_id) {
  return {{"type", "visit"}, {"id", id}, {"client_id", client_id}, {"worker", worker(random)},
          {"kind", random.any_of(kKinds)}, {"scheduled_at", instant(random)}, {"started_at", instant(random)},
          {"ended_at", instant(random)}, {"status", random.any_of(kStatuses)}, {"outcome", random.any_of(kOutcomes)},
          {"summary", sentence(random)}, {"mileage_km", static_cast<double>(random.below(900)) / 10},
          {"lat", static_cast<double>(random.between(25'000'000, 48'000'000)) / 1e6},
          {"lon", -static_cast<double>(random.between(70'000'000, 120'000'000)) / 1e6},
          {"follow_up", date(random, 2027, 2027)}};
}

json::object note(Random& random, const Made& made, const std::string& visit_id, const std::string& client_id) {
  return {{"type", "note"}, {"id", made.id}, {"visit_id", visit_id}, {"client_id", client_id},
          {"author", worker(random)}, {"body", made.body}, {"created_at", instant(random)},
          {"pinned", random.below(2)}};
}

std::string edit_of_visit(Random& random, const Made& visit) {
  switch (random.below(4)) {
    case 0: return line_of_set("visit", visit.id, "summary", sentence(random));
    case 1: return line_of_set("visit", visit.id, "ended_at", instant(random));
    case 2: return line_of_set("visit", visit.id, "follow_up", date(random, 2028, 2029));
    default: return line_of_set("visit", visit.id, "outcome", "outcome_" + number(random.below(1000)));
  }
}

}  // namespace

std::string given_name(Random& random) { return word(random, kGivenNames); }
std::string family_name(Random& random) { return joined({word(random, kNameStems), word(random, kNameEnds)}); }

std::string Random::uuid() {
  const auto high = static_cast<unsigned long long>(engine_()), low = static_cast<unsigned long long>(engine_());
  char text[40];
  std::snprintf(text, sizeof text, "%08llx-%04llx-4%03llx-a%03llx-%012llx", high >> 32, (high >> 16) & 0xffff,
                high & 0xfff, low >> 52, low & 0xffff'ffff'ffff);
  return text;
}

Walk::Walk(std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) order_.push_back(i);
  for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[random.below(i)]);
}

Caseload make_caseload(std::uint64_t records, std::uint64_t seed) {
  Random random(seed);
  Caseload made;
  const std::uint64_t clients = records / 5, visits = records / 2;
  std::vector<std::string> client_of_visit;
  for (std::uint64_t i = 0; i < clients; ++i) {
    made.clients.push_back({random.uuid(), {}});
    made.lines += line(client(random, made.clients.back().id));
  }
  for (std::uint64_t i = 0; i < visits; ++i) {
    made.visits.push_back({random.uuid(), {}});
    client_of_visit.push_back(made.clients[random.below(clients)].id);
    made.lines += line(visit(random, made.visits.back().id, client_of_visit.back()));
  }
  for (std::uint64_t i = clients + visits; i < records; ++i) {
    made.notes.push_back({random.uuid(), long_text(random)});
    const std::uint64_t about = random.below(visits);
    made.lines += line(note(random, made.notes.back(), made.visits[about].id, client_of_visit[about]));
  }
  return made;
}

std::string lines_of_named_clients(std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  std::string lines;
  for (std::uint64_t i = 0; i < count; ++i) {
    lines += line({{"type", "client"}, {"id", random.uuid()}, {"given_name", given_name(random)},
                   {"family_name", family_name(random)}, {"birth_date", date(random, 1932, 2022)},
                   {"preferred_name", given_name(random)}});
  }
  return lines;
}

std::string lines_of_twenty_fields(std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  const std::string client_id = random.uuid();
  std::string lines = line({{"type", "client"}, {"id", client_id}, {"family_name", family_name(random)}});
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string start = instant(random), end = instant(random);
    if (end < start) std::swap(start, end);
    lines += line({{"type", "visit"}, {"id", random.uuid()}, {"client_id", client_id}, {"contact_kind", "home"},
                   {"status", "completed"}, {"priority", "routine"}, {"reason", sentence(random)},
                   {"planned_start", start}, {"planned_end", end}, {"time_zone", "Africa/Nairobi"},
                   {"utc_offset_minutes", 180}, {"location_kind", "home"}, {"location", random.any_of(kTowns)},
                   {"service_code", "T10" + number(random.between(10, 99))}, {"service_display", sentence(random)},
                   {"program", "Home care"}, {"payer", "County"}, {"units", random.between(1, 16)},
                   {"billable", true}, {"mileage_km", static_cast<double>(random.below(900)) / 10},
                   {"travel_minutes", random.between(5, 90)}, {"summary", sentence(random)}});
  }
  return lines;
}

std::string lines_of_a_day(const Caseload& of, std::uint64_t visits, std::uint64_t seed) {
  Random random(seed);
  std::string lines;
  for (std::uint64_t i = 0; i < visits; ++i) {
    const std::string& client_id = of.clients[i % of.clients.size()].id;
    const std::string visit_id = random.uuid();
    lines += line(visit(random, visit_id, client_id));
    lines += line(note(random, {random.uuid(), long_text(random)}, visit_id, client_id));
  }
  return lines;
}

std::string lines_of_edits(Caseload& of, std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  Walk clients(of.clients.size(), random), visits(of.visits.size(), random), notes(of.notes.size(), random);
  std::string lines;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i % 10 < 7) {
      lines += edit_of_visit(random, of.visits[visits.next()]);
    } else if (i % 10 < 9) {
      Made& note = of.notes[notes.next()];
      note.body += " " + sentence(random);
      lines += line_of_set("note", note.id, "body", note.body);
    } else {
      lines += line_of_set("client", of.clients[clients.next()].id, "phone", phone(random));
    }
  }
  return lines;
}

std::string line_of_set(std::string_view type, std::string_view id, std::string_view field, std::string_view value) {
  return line({{"op", "set"}, {"type", type}, {"id", id}, {"field", field}, {"value", value}});
}

std::string line_of_void(std::string_view type, std::string_view id) {
  return line({{"op", "del"}, {"type", type}, {"id", id}});
}

}  // namespace satchel::bench
