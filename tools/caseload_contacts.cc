// What happened and what is planned: visits with what was measured, asked and written, calls,
// incidents.
#include <algorithm>
#include <array>
#include <cmath>

#include "sync/hash.h"
#include "tools/caseload_file.h"

namespace satchel::caseload {
namespace {

constexpr std::array<int, 8> kHours = {510, 570, 630, 690, 780, 840, 900, 960};  // 08:30 ... 16:00

constexpr double kOfficeLat = 42.6062, kOfficeLon = -72.5218;

struct VitalKind {
  std::string_view loinc, display, unit, variable;
  int digits;        // after the point
  double low, high;  // beyond these: "low", "high"
};

const VitalKind& kind_of(Vital vital) {
  static const std::map<Vital, VitalKind> kKinds = {
      {Vital::pressure, {"85354-9", "Blood pressure", "mm[Hg]", "bp", 0, 90, 140}},
      {Vital::pulse, {"8867-4", "Heart rate", "/min", "hr", 0, 50, 100}},
      {Vital::weight, {"29463-7", "Body weight", "kg", "wt", 1, 0, 1e9}},
      {Vital::saturation,
       {"59408-5", "Oxygen saturation by pulse oximetry", "%", "spo2", 0, 92, 1e9}},
      {Vital::glucose, {"41653-7", "Glucose by glucometer", "mg/dL", "glu", 0, 70, 180}},
      {Vital::temperature, {"8310-5", "Body temperature", "Cel", "temp", 1, 35.5, 38}},
      {Vital::pain, {"72514-3", "Pain severity, 0 to 10", "{score}", "pain", 0, -1, 3.5}},
      {Vital::wound, {"39126-8", "Wound length", "cm", "wound", 1, -1, 1e9}},
      {Vital::breaths, {"9279-1", "Respiratory rate", "/min", "resp", 0, 10, 22}},
  };
  return kKinds.at(vital);
}

std::string fixed_text(double value, int digits) {
  const int scaled = static_cast<int>(std::lround(value * (digits == 1 ? 10 : 1)));
  if (digits == 0) return std::to_string(scaled);
  return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
}

double rounded(double value, int digits) {
  return digits == 1 ? static_cast<double>(std::lround(value * 10)) / 10
                     : static_cast<double>(std::lround(value));
}

struct InstrumentKind {
  std::string_view code, title, prefix;
  int score_max;
};

const InstrumentKind& kind_of(Instrument instrument) {
  static const std::map<Instrument, InstrumentKind> kKinds = {
      {Instrument::phq2, {"55758-7", "PHQ-2", "phq2", 6}},
      {Instrument::morse, {"59460-6", "Morse Fall Scale", "morse", 125}},
      {Instrument::hunger, {"88121-9", "Hunger Vital Sign", "hvs", 2}},
      {Instrument::mini_cog, {"mini-cog", "Mini-Cog", "minicog", 5}},
      {Instrument::caregiver_strain,
       {"caregiver-strain-4", "Caregiver strain, short form", "strain", 16}},
  };
  return kKinds.at(instrument);
}

std::string_view interpretation(Instrument instrument, int score) {
  switch (instrument) {
    case Instrument::phq2:
      return score >= 3 ? "positive" : "negative";
    case Instrument::morse:
      return score >= 45 ? "severe" : score >= 25 ? "moderate" : "mild";
    case Instrument::hunger:
      return score >= 1 ? "positive" : "negative";
    case Instrument::mini_cog:
      return score <= 2 ? "positive" : "negative";
    case Instrument::caregiver_strain:
      return score >= 10 ? "severe" : score >= 6 ? "moderate" : "mild";
  }
  return "";
}

bool was_held(std::string_view status) {
  return status == "completed";
}

}  // namespace

Diary::Place Diary::book(Random& random, const std::string& user, Day wanted, Day end,
                         int minutes) {
  constexpr int kDaysTried = 4;
  const std::size_t slots = minutes > 65 ? 2 : 1;
  const auto first =
      static_cast<std::size_t>(random.between(0, static_cast<int>(kHours.size()) - 1));
  const int jitter = 5 * random.between(0, 2);
  Day day = wanted;
  for (int tries = 0; tries < kDaysTried && day < end; ++tries, day = workday(day, 1)) {
    for (std::size_t i = 0; i < kHours.size(); ++i) {
      const std::size_t at = (first + i) % kHours.size();
      if (at + slots > kHours.size()) continue;
      bool is_free = true;
      for (std::size_t k = 0; k < slots; ++k) {
        is_free = is_free && !taken_.contains({{user, day}, kHours[at + k]});
      }
      if (!is_free) continue;
      for (std::size_t k = 0; k < slots; ++k) taken_.insert({{user, day}, kHours[at + k]});
      return {day, kHours[at] + jitter};
    }
  }
  return {wanted, kHours[first] + jitter};
}

void CaseFile::write_visits() {
  visit_ids_ = ids(story_.beats.size());
  // Nobody is visited before admission, and what has happened has happened before today.
  int last_past = -1000;
  for (const Beat& beat : story_.beats) {
    if (beat.workday < 0) last_past = std::max(last_past, beat.workday);
  }
  const int past_shift = last_past < -1 ? random_.between(0, 1) : 0;
  const int future_shift = random_.between(0, 1);
  for (const Beat& beat : story_.beats) {
    if (beat.workday < 0 && beat.outcome == "referred") {
      referred_day_ = workday(today_, beat.workday + past_shift);
      break;
    }
  }
  // In the order in which they happened: what is measured builds on what was measured before.
  std::vector<std::size_t> order(story_.beats.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return story_.beats[a].workday < story_.beats[b].workday;
  });
  for (const std::size_t i : order) {
    write_visit(i, story_.beats[i].workday < 0 ? past_shift : future_shift);
  }
}

void CaseFile::write_visit(std::size_t index, int shift) {
  const Beat& beat = story_.beats[index];
  Contact contact;
  contact.beat = &beat;
  contact.id = visit_ids_[index];
  contact.kind = say(beat.kind);
  contact.status = say(beat.status);
  contact.outcome = say(beat.outcome);
  const bool past = beat.workday < 0;
  const Day wanted = std::max(workday(today_, beat.workday + shift), last_visit_);
  const Day end = past ? today_ : today_ + std::chrono::days(14);
  const Diary::Place place = diary_.book(random_, worker(beat.who).user, wanted, end, beat.minutes);
  contact.day = last_visit_ = place.day;
  const int planned = place.minutes;
  const bool held = was_held(contact.status);
  contact.begin = past ? planned + random_.between(-4, 12) : planned;
  contact.end =
      past ? contact.begin + (held ? beat.minutes + random_.between(-6, 9) : random_.between(4, 9))
           : planned + beat.minutes;
  if (beat.measures && held) measure(contact);  // first: the summary and the note quote it

  Record made = visit_record(contact);
  made.add("planned_start", instant_text(contact.day, planned))
      .add("planned_end", instant_text(contact.day, planned + beat.minutes));
  if (past) {
    add_held(made, contact);
  } else {
    const auto [series, first] = series_of_.emplace(beat.who, contact.id);
    if (!first) made.add("series_id", series->second);
    add_planned(made, contact, first);
  }
  keep(made);
  for (const AssessmentLine& line : story_.assessments) {
    if (static_cast<std::size_t>(line.beat) == index) write_assessment(line, contact);
  }
  if (!beat.note.empty()) write_note(contact);
}

Record CaseFile::visit_record(const Contact& contact) {
  const Beat& beat = *contact.beat;
  const bool nursing = beat.who == Role::nurse;
  const bool home = contact.kind == "home";
  Record made = record("visit", contact.id);
  made.add("contact_kind", contact.kind)
      .add("status", contact.status)
      .add("status_reason", teller_.say(beat.status_reason, contact.day))
      .add("priority", say(story_.risk) == "high" && nursing ? "soon" : "routine")
      .add("worker_id", worker(beat.who).id)
      .add("episode_id", episode_id_)
      .add("reason", teller_.say(beat.reason, contact.day))
      .add("time_zone", kTimeZone)
      .add("utc_offset_minutes", utc_offset_minutes(contact.day))
      .add("location_kind", home                           ? "home"
                            : contact.kind == "office"     ? "office"
                            : contact.kind == "collateral" ? "community"
                                                           : "other")
      .add("service_code", nursing ? "G0299" : "T1016")
      .add("service_display", nursing ? "Skilled nursing visit" : "Case management")
      .add("program", story_.program)
      .add("coverage_id", coverage_id_);
  for (std::size_t i = 0; i < authorization_ids_.size(); ++i) {
    const AuthorizationLine& line = story_.authorizations[i];
    if (nursing && line.code == "G0299") made.add("authorization_id", authorization_ids_[i]);
  }
  return made;
}

void CaseFile::add_planned(Record& made, const Contact& contact, bool first_of_series) {
  made.add("tasks_planned", Json(teller_.say_each(contact.beat->tasks, contact.day)));
  if (!first_of_series || !random_.chance(45)) return;
  static constexpr std::array<std::string_view, 7> kDays = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const auto weekday = kDays[std::chrono::weekday(contact.day).c_encoding()];
  made.add("recurrence", Json::object({{"every", 1},
                                       {"unit", "week"},
                                       {"weekdays", std::vector<std::string>{std::string(weekday)}},
                                       {"until", date_text(contact.day + std::chrono::days(42))}}));
}

void CaseFile::add_held(Record& made, const Contact& contact) {
  const Beat& beat = *contact.beat;
  const bool held = was_held(contact.status);
  made.add("outcome", contact.outcome).add("summary", teller_.say(beat.summary, contact.day));
  if (contact.kind == "home" || contact.kind == "office") add_clock_events(made, contact);
  if (contact.kind == "home" || contact.kind == "collateral") {
    made.add("mileage_km", random_.between(18, 236) / 10.0)
        .add("travel_minutes", random_.between(6, 34));
  }
  if (!held) {
    made.add("billable", false);
    return;
  }
  made.add("units", (contact.end - contact.begin + 7) / 15)
      .add("billable", true)
      .add("tasks_done", Json(teller_.say_each(beat.tasks, contact.day)))
      .add("present", Json(teller_.say_each(beat.present, contact.day)))
      .add("interpreter_used", interpreter_ && contact.kind != "collateral")
      .add("goals_addressed", std::vector<std::string>{goal_ids_.front()})
      .add("next_contact_date", date_text(workday(contact.day, 5)));
  std::vector<Json> refused;
  for (const Words task : beat.refused) {
    refused.push_back(
        Json::object({{"task", say(task)}, {"reason", say("{not today|does not want it}")}}));
  }
  made.add("tasks_refused", refused);
  if (contact.kind == "home") {
    const bool signs = random_.chance(80);
    made.add("client_verification",
             Json::object({{"times", true},
                           {"tasks", true},
                           {"service", true},
                           {"method", signs ? "signature" : "verbal"},
                           {"signer", signs ? name_.given + " " + name_.family : ""},
                           {"relation", "self"},
                           {"at", instant_text(contact.day, contact.end - 1)}}));
  }
}

// A clock event is a fact; a forgotten clock-out is corrected beside it, with a reason.
void CaseFile::add_clock_events(Record& made, const Contact& contact) {
  const Worker& who = worker(contact.beat->who);
  const auto event = [&](std::string_view which, int minutes) {
    const bool home = contact.kind == "home";
    const double lat = (home ? home_.lat : kOfficeLat) + random_.between(-9, 9) / 1e5;
    const double lon = (home ? home_.lon : kOfficeLon) + random_.between(-9, 9) / 1e5;
    const std::string at = instant_text(contact.day, minutes);
    return Json::object({{"event", which},
                         {"at", at},
                         {"source", "mobile"},
                         {"lat", std::round(lat * 1e6) / 1e6},
                         {"lon", std::round(lon * 1e6) / 1e6},
                         {"accuracy_m", random_.between(4, 38)},
                         {"device_at", at},
                         {"utc_offset_minutes", utc_offset_minutes(contact.day)},
                         {"user", who.user}});
  };
  std::vector<Json> events = {event("in", contact.begin)};
  const bool forgotten = was_held(contact.status) && random_.chance(7);
  if (!forgotten) events.push_back(event("out", contact.end));
  made.add("clock_events", events);
  if (!forgotten) return;
  made.add("adjusted_times",
           Json::object({{"start", instant_text(contact.day, contact.begin)},
                         {"end", instant_text(contact.day, contact.end)},
                         {"reason", "forgot_clock_out"},
                         {"memo", say("{Telephone battery empty|Called away at the door|No "
                                      "signal in the stairwell}, time from the notebook")},
                         {"user", who.user},
                         {"time", instant_text(contact.day, 17 * 60 + 5)}}));
}

void CaseFile::measure(const Contact& contact) {
  // What a note may quote although the story does not follow it.
  teller_.define("hr", std::to_string(random_.between(68, 84)));
  teller_.define("spo2", std::to_string(random_.between(95, 98)));
  teller_.define("temp", "36." + std::to_string(random_.between(4, 9)));
  for (std::size_t i = 0; i < story_.series.size(); ++i) {
    const int percent = i == 0   ? 100
                        : quiet_ ? 0
                        : i == 1 ? 75
                                 : 35;  // the rest is only in the note
    const bool recorded = random_.chance(percent);
    measure_one(contact, story_.series[i], recorded);
  }
}

void CaseFile::measure_one(const Contact& contact, const Series& series, bool recorded) {
  const VitalKind& kind = kind_of(series.vital);
  const int times = measured_[series.vital]++;
  const double noise = random_.between(-100, 100) / 100.0;
  const double scale = series.vital == Vital::pressure  ? 3
                       : series.vital == Vital::glucose ? 9
                       : series.vital == Vital::weight  ? 0.2
                       : series.vital == Vital::wound   ? 1
                                                        : 0.8;
  double value = series.start + series.step * times + noise * scale;
  if (series.vital == Vital::wound) value /= 10;  // stories tell millimeters
  if (series.vital == Vital::pain) value = std::max(value, 1.0);
  value = rounded(value, kind.digits);

  Record made = record("observation");
  made.add("code", kind.loinc)
      .add("code_system", "LOINC")
      .add("display", kind.display)
      .add("category", series.vital == Vital::wound ? "wound" : "vital_signs");
  std::string words = fixed_text(value, kind.digits);
  if (series.vital == Vital::pressure) {
    const int systolic = static_cast<int>(value);
    const int diastolic = 18 + systolic * 43 / 100 + random_.between(-2, 3);
    words += "/" + std::to_string(diastolic);
    const auto part = [](std::string_view code, std::string_view display, int number) {
      return Json::object(
          {{"code", code}, {"display", display}, {"value", number}, {"unit", "mm[Hg]"}});
    };
    made.add("components", std::vector<Json>{part("8480-6", "Systolic blood pressure", systolic),
                                             part("8462-4", "Diastolic blood pressure", diastolic)})
        .add("body_position", "sitting");
  } else {
    made.add("value_number", value).add("unit", kind.unit);
  }
  if (series.vital == Vital::wound) {
    const std::string width = fixed_text(value * 0.7, 1);
    words += " x " + width;
    made.add("value_text", words + " cm, granulating").add("body_site", "left forefoot, sole");
  }
  teller_.define(kind.variable, words);
  made.add("effective_at", instant_text(contact.day, contact.begin + random_.between(8, 20)))
      .add("utc_offset_minutes", utc_offset_minutes(contact.day))
      .add("status", "final")
      .add("interpretation", value > kind.high              ? "high"
                             : value < kind.low             ? "low"
                             : series.vital == Vital::wound ? "abnormal"
                                                            : "normal")
      .add("worker_id", worker(contact.beat->who).id)
      .add("source", "measured")
      .add("visit_id", contact.id);
  if (recorded) keep(made);
}

void CaseFile::write_assessment(const AssessmentLine& line, const Contact& contact) {
  const InstrumentKind& kind = kind_of(line.instrument);
  std::vector<Json::Member> members;
  std::vector<std::string> names;
  int score = 0;
  for (std::size_t i = 0; i < line.points.size(); ++i) {
    names.push_back(std::string(kind.prefix) + "_" + std::to_string(i + 1));
    score += line.points[i];
  }
  for (std::size_t i = 0; i < line.points.size(); ++i)
    members.emplace_back(names[i], line.points[i]);
  const std::string_view result = interpretation(line.instrument, score);
  std::vector<std::string> flags;
  if (result == "positive" || result == "severe") {
    flags.push_back(std::string(kind.title) + " " + std::string(result));
  }
  keep(record("assessment")
           .add("instrument_code", kind.code)
           .add("instrument_version", "1.0")
           .add("title", kind.title)
           .add("status", "completed")
           .add("occasion", contact.beat == &story_.beats.front() ? "intake" : "routine")
           .add("performed_at", instant_text(contact.day, contact.begin + 25))
           .add("utc_offset_minutes", utc_offset_minutes(contact.day))
           .add("worker_id", worker(contact.beat->who).id)
           .add("visit_id", contact.id)
           .add("episode_id", episode_id_)
           .add("mode", "in_person")
           .add("respondent",
                line.instrument == Instrument::caregiver_strain ? "caregiver" : "client")
           .add("answers", Json::object(members))
           .add("score", score)
           .add("score_max", kind.score_max)
           .add("interpretation", result)
           .add("summary", teller_.say(line.summary, contact.day))
           .add("action_taken", teller_.say(line.action, contact.day))
           .add("flags", flags)
           .add("need_ids", std::vector<std::string>{need_ids_.back()})
           .add("next_due_date", date_text(contact.day + std::chrono::days(90))));
}

void CaseFile::write_note(const Contact& contact) {
  const Beat& beat = *contact.beat;
  const Worker& author = worker(beat.who);
  const bool late = !beat.is_signed && random_.chance(12) && workday(contact.day, 1) < today_;
  const Day written_day = late ? workday(contact.day, 1) : contact.day;
  const int written = late ? 8 * 60 + random_.between(0, 20)
                           : std::min(contact.end + random_.between(4, 50), 19 * 60);
  const std::string body = teller_.say(beat.note, contact.day);
  Record made = record("note");
  made.add("kind", beat.note_kind)
      .add("title", teller_.say(beat.reason, contact.day))
      .add("body", body)
      .add("status", beat.is_signed ? "signed" : "draft")
      .add("visit_id", contact.id)
      .add("episode_id", episode_id_)
      .add("goals_addressed", std::vector<std::string>{goal_ids_.front()})
      .add("interventions_addressed", std::vector<std::string>{intervention_ids_.front()})
      .add("author_id", author.id)
      .add("author_credential", author.credential)
      .add("happened_at", instant_text(contact.day, contact.begin))
      .add("written_at", instant_text(written_day, written))
      .add("utc_offset_minutes", utc_offset_minutes(contact.day))
      .add("contact_kind", contact.kind)
      .add("place", contact.kind == "home"     ? "Client's home"
                    : contact.kind == "office" ? "Office"
                                               : "")
      .add("present", Json(teller_.say_each(beat.present, contact.day)));
  if (late)
    made.add("late_entry", true)
        .add("late_reason", "Written the next morning, no power left in the laptop");
  if (beat.note_kind == "collateral") made.add("collateral_source", say("[carer], [rel]"));
  if (contact.outcome == "referred") made.add("referrals_made", referral_ids_);
  if (beat.is_signed) {
    made.add("signature", Json::object({{"signer", author.user},
                                        {"credential", author.credential},
                                        {"at", instant_text(written_day, written + 2)},
                                        {"text", body},
                                        {"sha256", sha256(body).to_hex()}}));
  }
  keep(made);
}

void CaseFile::write_calls() {
  for (const CallLine& line : story_.calls) {
    const Day day = workday(after_today(line.days), 0) < today_ ? workday(after_today(line.days), 0)
                                                                : workday(today_, -1);
    Record made = record("communication");
    made.add("channel", line.channel)
        .add("direction", line.direction)
        .add("happened_at", instant_text(day, random_.between(9 * 60, 16 * 60 + 30)))
        .add("utc_offset_minutes", utc_offset_minutes(day));
    if (line.channel == "call") made.add("duration_minutes", random_.between(2, 24));
    made.add("worker_id", worker(line.who).id)
        .add("with_whom", line.with_whom)
        .add("person_name", teller_.say(line.person, day))
        .add("related_person_id", line.person == "[carer]" ? relatives_.front().id : "")
        .add("subject", teller_.say(line.subject, day))
        .add("body", teller_.say(line.body, day))
        .add("outcome", line.outcome)
        .add("urgency", line.call_back_days >= 0 && line.call_back_days <= 1 ? "soon" : "routine");
    if (line.call_back_days >= 0) {
      made.add("call_back_by", date_text(workday(after_today(line.call_back_days), 0)))
          .add("call_back_done", false);
    }
    made.add("goals_addressed", std::vector<std::string>{goal_ids_.front()});
    keep(made);
  }
}

void CaseFile::write_incidents() {
  for (const IncidentLine& line : story_.incidents) {
    if (!random_.chance(75)) continue;  // not every such client had one
    const Day day = after_today(line.days);
    keep(record("incident")
             .add("kind", line.kind)
             .add("severity", line.severity)
             .add("title", teller_.say(line.title, day))
             .add("description", teller_.say(line.description, day))
             .add("happened_at", instant_text(day, 2 * 60 + random_.between(0, 300)))
             .add("discovered_at", instant_text(day, 9 * 60 + random_.between(0, 60)))
             .add("utc_offset_minutes", utc_offset_minutes(day))
             .add("place", "Client's home")
             .add("people", std::vector<Json>{Json::object(
                                {{"name", name_.given + " " + name_.family}, {"part", "client"}})})
             .add("immediate_actions", teller_.say(line.actions, day))
             .add("prevention", teller_.say(line.prevention, day))
             .add("reportable", line.reportable)
             .add("status", say("{open|under_review|closed}"))
             .add("worker_id", worker(line.who).id));
  }
}

}  // namespace satchel::caseload
