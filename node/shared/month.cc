#include "node/shared/month.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "node/shared/clock.h"
#include "node/shared/record_json.h"
#include "storage/lookup.h"

namespace satchel {

namespace {

constexpr std::size_t kMonthLength = 7;  // 2026-11

bool is_month(const std::string& text) {
  if (text.size() != kMonthLength || text[4] != '-') return false;
  const std::string digits = text.substr(0, 4) + text.substr(5);
  return digits.find_first_not_of("0123456789") == std::string::npos && text.substr(5) >= "01" && text.substr(5) <= "12";
}

Error no_month(const std::string& text) {
  return {ErrorKind::usage, "\"" + text + "\" is no month", "write it like 2026-11"};
}

std::optional<double> number_in(const Record& record, const Schema& schema, const char* field) {
  const Value* value = shown_value(record, schema, field);
  if (value == nullptr) return std::nullopt;
  if (const auto* real = std::get_if<double>(value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(value)) return static_cast<double>(*integer);
  return std::nullopt;
}

std::string part_of(const json::value& object, const char* key) {
  return object.is_object() ? text_in(object.get_object(), key) : std::string();
}

struct ClockTimes {
  std::string in, out;  // instants; empty: there is none
};

ClockTimes clock_times(const Record& visit, const Schema& schema) {
  ClockTimes times;
  for (const json::value& event : shown_elements(visit, schema, "clock_events")) {
    const std::string at = part_of(event, "at"), what = part_of(event, "event");
    if (what == "in" && (times.in.empty() || at < times.in)) times.in = at;
    if (what == "out" && at > times.out) times.out = at;
  }
  const Value* adjusted = shown_value(visit, schema, "adjusted_times");
  if (adjusted != nullptr) {
    const json::value given = to_json(*adjusted);
    if (const std::string start = part_of(given, "start"); !start.empty()) times.in = start;
    if (const std::string end = part_of(given, "end"); !end.empty()) times.out = end;
  }
  return times;
}

// At the office's side a record is as the office has said; `view` has what waits here, too.
const Record* side_of(const StoredRecord& row, Side side) {
  const Record& record = side == Side::shown_here ? row.shown() : row.base;
  return record.exists() && !is_void(record) ? &record : nullptr;
}

std::string local_month(const std::string& instant, const Record& visit, const Schema& schema) {
  const auto ms = ms_of_instant(instant);
  if (!ms) return "";
  const auto offset = number_in(visit, schema, "utc_offset_minutes");
  return instant_text(*ms + static_cast<std::int64_t>(offset.value_or(0)) * 60'000).substr(0, kMonthLength);
}

// The month after: 2026-12 -> 2027-01.
std::string next_month(const std::string& month) {
  if (month.substr(5) == "12") return std::to_string(std::stoi(month.substr(0, 4)) + 1) + "-01";
  const std::string number = std::to_string(std::stoi(month.substr(5)) + 1);
  return month.substr(0, 5) + (number.size() == 1 ? "0" : "") + number;
}

// So many days beside the first moment of a month, in UTC.
std::string day_beside(const std::string& month, int days) {
  constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
  return instant_text(ms_of_instant(month + "-01T00:00:00Z").value_or(0) + days * kDayMs);
}

class MonthCount {
 public:
  MonthCount(Workspace& workspace, std::string month, std::string worker, std::string user, Side side)
      : workspace_(workspace), schema_(workspace.schema()), authors_(workspace.store()), month_(std::move(month)),
        worker_(std::move(worker)), user_(std::move(user)), side_(side) {}

  std::vector<VisitFigures> count() {
    Lookup lookup(workspace_.store().database());
    std::vector<VisitFigures> visits;
    // A day more on each side: the month is the visit's own, and no zone is further from UTC than that.
    for (const RecordId& id :
         lookup.visits_to_count(day_beside(month_, -1), day_beside(next_month(month_), 1), worker_)) {
      const auto row = workspace_.store().record(id);
      const Record* visit = row ? side_of(*row, side_) : nullptr;
      if (visit == nullptr) continue;
      const ClockTimes times = clock_times(*visit, schema_);
      const std::string planned = shown_text(*visit, schema_, "planned_start");
      const std::string at = planned.empty() ? times.in : planned;
      if (local_month(at, *visit, schema_) != month_ || !is_of_worker(*visit)) continue;
      visits.push_back(figures_of(*visit, at, times));
      visits.back().has_signed_note = has_signed_note(lookup, id);
    }
    std::sort(visits.begin(), visits.end(), [](const VisitFigures& a, const VisitFigures& b) {
      return std::tie(a.at, a.visit) < std::tie(b.at, b.visit);
    });
    return visits;
  }

 private:
  bool has_signed_note(Lookup& lookup, const RecordId& visit) {
    for (const RecordId& id : lookup.notes_of_visit(visit)) {
      const auto row = workspace_.store().record(id);
      const Record* note = row ? side_of(*row, side_) : nullptr;
      const std::string status = note == nullptr ? "" : shown_text(*note, schema_, "status");
      if (status == "signed" || status == "co_signed") return true;
    }
    return false;
  }

  bool is_of_worker(const Record& visit) {
    const std::string worker = shown_text(visit, schema_, "worker_id");
    if (!worker.empty()) return worker == worker_;
    const FieldState* created = visit.field(kFieldCreated);
    const Written* by =
        created == nullptr || created->siblings.empty() ? nullptr : authors_.of(created->siblings.front().dot);
    return by != nullptr && by->by == user_;
  }

  VisitFigures figures_of(const Record& visit, const std::string& at, const ClockTimes& times) {
    constexpr double kMsPerMinute = 60'000;
    VisitFigures figures;
    figures.visit = visit.id;
    figures.client = client_of(visit);
    figures.at = at;
    figures.status = shown_text(visit, schema_, "status");
    const auto start = ms_of_instant(times.in), end = ms_of_instant(times.out);
    if (start && end && *end >= *start) figures.minutes = std::round(static_cast<double>(*end - *start) / kMsPerMinute);
    figures.units = number_in(visit, schema_, "units");
    figures.mileage_km = number_in(visit, schema_, "mileage_km");
    return figures;
  }

  Workspace& workspace_;
  const Schema& schema_;
  Authors authors_;
  std::string month_, worker_, user_;
  Side side_;
};

}  // namespace

Result<std::vector<VisitFigures>> visits_of_month(Workspace& workspace, const std::string& month, const std::string& worker,
                                                  const std::string& user, Side side) {
  if (!is_month(month)) return no_month(month);
  return MonthCount(workspace, month, worker, user, side).count();
}

Result<std::uint64_t> signed_notes_of_month(Workspace& workspace, const std::string& month, const std::string& worker,
                                            Side side) {
  if (!is_month(month)) return no_month(month);
  const Schema& schema = workspace.schema();
  std::uint64_t count = 0;
  Lookup lookup(workspace.store().database());
  for (const RecordId& id :
       lookup.signed_notes_to_count(day_beside(month, -1), day_beside(next_month(month), 1), worker)) {
    const auto row = workspace.store().record(id);
    const Record* note = row ? side_of(*row, side) : nullptr;
    if (note == nullptr || shown_text(*note, schema, "author_id") != worker) continue;
    const std::string status = shown_text(*note, schema, "status");
    const bool is_signed = status == "signed" || status == "co_signed";
    if (is_signed && local_month(shown_text(*note, schema, "happened_at"), *note, schema) == month) ++count;
  }
  return count;
}

MonthFigures sum_of(const std::vector<VisitFigures>& visits, std::uint64_t notes_signed) {
  MonthFigures sum;
  sum.notes_signed = notes_signed;
  for (const VisitFigures& visit : visits) {
    ++sum.visits;
    sum.completed += visit.status == "completed" ? 1 : 0;
    sum.attempted += visit.status == "attempted" ? 1 : 0;
    sum.no_show += visit.status == "no_show" ? 1 : 0;
    sum.refused += visit.status == "refused" ? 1 : 0;
    sum.cancelled += visit.status == "cancelled" ? 1 : 0;
    sum.minutes += visit.minutes.value_or(0);
    sum.units += visit.units.value_or(0);
    sum.mileage_km += visit.mileage_km.value_or(0);
  }
  return sum;
}

namespace {

struct Person {
  std::string name;
  std::string worker;
};

Result<Person> person_of(Workspace& workspace, const std::string& name) {
  if (!workspace.is_office()) {
    const auto who = Laptop(workspace.store()).identity();
    if (!who) return Error{ErrorKind::refused, "this laptop is not enrolled yet", ""};
    return Person{who->user_name, who->user.to_string()};
  }
  if (name.empty()) return Error{ErrorKind::usage, "whose month?", "say --worker NAME"};
  const auto user = workspace.store().user_named(name);
  if (!user) return Error{ErrorKind::not_found, "there is no user named " + name, "`user list` names them"};
  return Person{user->name, user->id.to_string()};
}

std::string number_text(double number) {
  return write_json(json::value(number == std::floor(number) ? json::value(static_cast<std::int64_t>(number)) : json::value(number)));
}

std::string in_words(const MonthFigures& sum) {
  return counted(sum.visits, "visit") + ": " + std::to_string(sum.completed) + " completed, " +
         std::to_string(sum.attempted) + " attempted, " + std::to_string(sum.no_show) + " no-show, " +
         std::to_string(sum.refused) + " refused, " + std::to_string(sum.cancelled) + " cancelled\n" +
         number_text(sum.minutes) + " minutes, " + number_text(sum.units) + " units, " +
         number_text(sum.mileage_km) + " km, " + counted(sum.notes_signed, "signed note");
}

}  // namespace

Result<ExitCode> run_month(const Output& out, Workspace& workspace, const std::string& month, const std::string& worker) {
  const auto person = person_of(workspace, worker);
  if (!person) return person.error();
  const auto visits = visits_of_month(workspace, month, person->worker, person->name, Side::shown_here);
  if (!visits) return visits.error();
  const auto notes = signed_notes_of_month(workspace, month, person->worker, Side::shown_here);
  if (!notes) return notes.error();
  const MonthFigures sum = sum_of(*visits, *notes);
  out.result(json::object{{"month", month}, {"worker", person->name}, {"figures", month_json(sum)}},
             person->name + ", " + month + "\n" + in_words(sum));
  return kDone;
}

json::object month_json(const MonthFigures& figures) {
  return {{"visits", figures.visits},       {"completed", figures.completed}, {"attempted", figures.attempted},
          {"no_show", figures.no_show},     {"refused", figures.refused},     {"cancelled", figures.cancelled},
          {"minutes", figures.minutes},     {"units", figures.units},         {"mileage_km", figures.mileage_km},
          {"notes_signed", figures.notes_signed}};
}

}  // namespace satchel
