// Visits, care plans, goals and interventions.
#include <algorithm>
#include <array>

#include "node/office/csv.h"
#include "node/office/synthea_map.h"

namespace satchel::synthea {
namespace {

// The classes as Synthea and HL7 (v3 ActCode) spell them, and as people do. Everything else happens
// in somebody's office or house.
std::string contact_kind_of(std::string_view encounter_class) {
  constexpr std::array<std::string_view, 7> kHome = {
      "home", "hh", "home_health", "hospice", "snf", "skilled_nursing", "skilled_nursing_facility"};
  constexpr std::array<std::string_view, 3> kVideo = {"virtual", "vr", "telehealth"};
  const std::string word = to_code_word(encounter_class);
  if (std::find(kHome.begin(), kHome.end(), word) != kHome.end()) return "home";
  if (std::find(kVideo.begin(), kVideo.end(), word) != kVideo.end()) return "video";
  return "office";
}

// Where the visit was, when the class says so.
std::string_view location_kind_of(std::string_view encounter_class) {
  const std::string word = to_code_word(encounter_class);
  if (word == "home" || word == "hh" || word == "home_health") return "home";
  if (word == "snf" || word.starts_with("skilled_nursing")) return "facility";
  return {};
}

// FHIR's words for ours. Versions without STATUS export only what has happened.
std::string visit_status_of(std::string_view status) {
  const std::string word = to_code_word(status);
  if (word.empty() || word == "finished") return "completed";
  if (word == "arrived" || word == "triaged" || word == "onleave") return "in_progress";
  return word;
}

// What really happened, without clock events: Synthea has none, and they are never made up.
void add_actual_times(RecordBuilder& record, std::string_view status) {
  if (status != "completed" && status != "in_progress") return;
  const auto start = to_instant(record.row()["START"]);
  const auto end = to_instant(record.row()["STOP"]);
  if (!start && !end) return;
  JsonObject times;
  times.text("start", start.value_or("")).text("end", end.value_or("")).text("reason", "imported");
  record.json("adjusted_times", "START", times);
}

void add_payer(RecordBuilder& record, const std::map<Uuid, std::string>& payers) {
  const std::string_view name = record.row().trimmed("PAYER");
  if (name.empty() || payers.empty()) return;
  const auto id = Uuid::parse(name);
  const auto payer = id ? payers.find(*id) : payers.end();
  if (payer == payers.end())
    return record.problem("PAYER", "there is no such row among the payers");
  record.add("payer", "PAYER", payer->second);
}

void add_plan_status(RecordBuilder& record) {
  if (!record.row().trimmed("STATUS").empty()) return record.code_word("status", "STATUS");
  const bool ended = !record.row().trimmed("STOP").empty();
  record.add("status", "STOP", std::string(ended ? "completed" : "active"));
}

}  // namespace

ImportedRecord map_visit(const SourceRow& row, const ClientIds& ids,
                         const std::map<Uuid, std::string>& payers, Problems& problems) {
  RecordBuilder record("visit", id_named(row.kind, row["Id"]), ids.client, row, problems);
  record.add("contact_kind", "ENCOUNTERCLASS", contact_kind_of(row["ENCOUNTERCLASS"]));
  const std::string status = visit_status_of(row["STATUS"]);
  record.add("status", "STATUS", status);
  record.reference("worker_id", "PROVIDER", FileKind::providers, ids.shared->workers);
  record.text("reason", "REASONDESCRIPTION");
  record.instant("planned_start", "START");
  record.instant("planned_end", "STOP");
  add_actual_times(record, status);
  if (const auto place = location_kind_of(row["ENCOUNTERCLASS"]); !place.empty()) {
    record.add("location_kind", "ENCOUNTERCLASS", std::string(place));
  }
  record.trimmed("service_code", "CODE");
  record.text("service_display", "DESCRIPTION");
  add_payer(record, payers);
  record.trimmed("encounter_class", "ENCOUNTERCLASS");
  record.trimmed("reason_code", "REASONCODE");
  record.reference("organization_id", "ORGANIZATION", FileKind::organizations,
                   ids.shared->organizations);
  return record.take();
}

ImportedRecord map_care_plan(const SourceRow& row, const ClientIds& ids, Problems& problems) {
  RecordBuilder record("care_plan", id_named(row.kind, row["Id"]), ids.client, row, problems);
  record.text("title", "DESCRIPTION");
  record.coded(kSnomed);
  record.date("start_date", "START");
  record.date("stop_date", "STOP");
  add_plan_status(record);
  record.text("reason", "REASONDESCRIPTION");
  record.trimmed("reason_code", "REASONCODE");
  record.reference("condition_ids", "REASON_CONDITIONS", FileKind::conditions, ids.conditions);
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  record.code_word("intent", "INTENT");
  return record.take();
}

ImportedRecord map_goal(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                        Problems& problems) {
  RecordBuilder record("goal", id, ids.client, row, problems);
  record.text("title", "DESCRIPTION");
  record.code_word("status", "LIFECYCLESTATUS");
  record.reference("care_plan_id", "CAREPLAN", FileKind::careplans, ids.care_plans);
  record.reference("condition_ids", "ADDRESSES_CONDITIONS", FileKind::conditions, ids.conditions);
  return record.take();
}

ImportedRecord map_intervention(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                                Problems& problems) {
  RecordBuilder record("intervention", id, ids.client, row, problems);
  record.text("title", "DESCRIPTION");
  record.coded(kSnomed);
  if (const std::string status = to_code_word(row["STATUS"]); !status.empty()) {
    record.add("status", "STATUS", status == "in_progress" ? std::string("active") : status);
  }
  record.reference("care_plan_id", "CAREPLAN", FileKind::careplans, ids.care_plans);
  record.text("location", "LOCATION");
  return record.take();
}

}  // namespace satchel::synthea
