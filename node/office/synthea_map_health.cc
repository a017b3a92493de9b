// Conditions, allergies, medications and observations.
#include <algorithm>

#include "node/office/csv.h"
#include "node/office/synthea_map.h"

namespace satchel::synthea {
namespace {

// Files of some versions have a status of their own; elsewhere the end date says it.
void add_status(RecordBuilder& record, std::string_view column, std::string_view when_ended) {
  if (!column.empty() && !record.row().trimmed(column).empty()) {
    record.code_word("status", column);
    return;
  }
  const bool ended = !record.row().trimmed("STOP").empty();
  record.add("status", "STOP", ended ? std::string(when_ended) : std::string("active"));
}

void add_reaction(RecordBuilder& record, std::string_view number) {
  const SourceRow& row = record.row();
  const auto cell = [&](std::string_view column) {
    return row[std::string(column) + std::string(number)];
  };
  JsonObject reaction;
  reaction.text("reaction", cell("DESCRIPTION"))
      .text("code", trim_blanks(cell("REACTION")))
      .text("severity", to_code_word(cell("SEVERITY")));
  record.json("reactions", std::string("REACTION").append(number), reaction);
}

// LOINC codes are digits and a check digit; Synthea also has words of its own (QALY, QOLS).
bool is_loinc(std::string_view code) {
  const std::size_t dash = code.find('-');
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dash != std::string_view::npos && digits(code.substr(0, dash)) &&
         digits(code.substr(dash + 1)) && code.size() - dash == 2;
}

// One version writes "vital-sign" for some of them.
std::string category_word(std::string_view cell) {
  const std::string word = to_code_word(cell);
  return word == "vital_sign" ? "vital_signs" : word;
}

void add_value(RecordBuilder& record) {
  const SourceRow& row = record.row();
  if (row.trimmed("VALUE").empty()) return;
  if (to_code_word(row["TYPE"]) != "numeric") return record.text("value_text", "VALUE");
  if (const auto number = to_number(row["VALUE"]))
    return record.add("value_number", "VALUE", *number);
  record.problem("VALUE", "is said to be a number and is none; it is kept as text");
  record.text("value_text", "VALUE");
}

}  // namespace

ImportedRecord map_condition(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                             Problems& problems) {
  RecordBuilder record("condition", id, ids.client, row, problems);
  record.coded(kSnomed);
  add_status(record, "CLINICALSTATUS", "resolved");
  record.date("start_date", "START");
  record.date("stop_date", "STOP");
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  return record.take();
}

ImportedRecord map_allergy(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                           Problems& problems) {
  RecordBuilder record("allergy", id, ids.client, row, problems);
  record.coded(kSnomed);
  record.code_word("category", "CATEGORY");
  record.code_word("allergy_kind", "TYPE");
  record.code_word("criticality", "CRITICALITY");
  add_reaction(record, "1");
  add_reaction(record, "2");
  add_status(record, "", "resolved");
  record.date("start_date", "START");
  record.date("stop_date", "STOP");
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  return record.take();
}

ImportedRecord map_medication(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                              Problems& problems) {
  RecordBuilder record("medication", id, ids.client, row, problems);
  record.coded(kRxNorm);
  add_status(record, "STATUS", "stopped");
  record.text("reason", "REASONDESCRIPTION");
  record.trimmed("reason_code", "REASONCODE");
  record.date("start_date", "START");
  record.date("stop_date", "STOP");
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  return record.take();
}

ImportedRecord map_observation(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                               Problems& problems) {
  RecordBuilder record("observation", id, ids.client, row, problems);
  record.coded(is_loinc(row.trimmed("CODE")) ? kLoinc : std::string_view{});
  if (!row.trimmed("CATEGORY").empty()) {
    record.add("category", "CATEGORY", category_word(row["CATEGORY"]));
  }
  add_value(record);
  // Some versions write the word null where a text has no unit.
  if (row.trimmed("UNITS") != "null") record.trimmed("unit", "UNITS");
  record.instant("effective_at", "DATE");
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  return record.take();
}

}  // namespace satchel::synthea
