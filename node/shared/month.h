// A month of one worker: visits by outcome, time, units and mileage, as they are paid and billed.
//
// Counted in one place for both sides: a laptop counts what it shows, and what the office has said; an office counts
// what it has. Two copies that were proven equal give the same figures, and a difference has visits with names.
// A visit belongs to the month in which it was planned to begin, or, unplanned, began (by its clock-in); the month is
// the one of the visit's own local time.
// Thread rule: the workspace's. Failure rule: an Error for a month that is none; StoreFailure passes through.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

struct VisitFigures {
  RecordId visit;
  std::optional<Uuid> client;
  std::string at;  // instant
  std::string status;
  std::optional<double> minutes;  // between the first clock-in and the last clock-out, or as adjusted
  std::optional<double> units;
  std::optional<double> mileage_km;
  bool has_signed_note = false;

  bool operator==(const VisitFigures&) const = default;
};

struct MonthFigures {
  std::uint64_t visits = 0;
  std::uint64_t completed = 0, attempted = 0, no_show = 0, refused = 0, cancelled = 0;
  double minutes = 0;
  double units = 0;
  double mileage_km = 0;
  std::uint64_t notes_signed = 0;
};

// Which state of a laptop's records is counted; at an office both are one.
enum class Side { shown_here, at_office };

// `month`: 2026-11. `worker`: the id of a worker record; visits without one count for whoever created them (`user`).
Result<std::vector<VisitFigures>> visits_of_month(Workspace& workspace, const std::string& month, const std::string& worker,
                                                  const std::string& user, Side side);
// Signed by that worker, about what happened in the month; also without a visit.
Result<std::uint64_t> signed_notes_of_month(Workspace& workspace, const std::string& month, const std::string& worker, Side side);
MonthFigures sum_of(const std::vector<VisitFigures>& visits, std::uint64_t notes_signed);

json::object month_json(const MonthFigures& figures);

// `month`: on a laptop its user's; at the office that of the user named `worker`.
Result<ExitCode> run_month(const Output& out, Workspace& workspace, const std::string& month, const std::string& worker);

}  // namespace satchel
