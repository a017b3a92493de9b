// Rows to records, one function for each record type. Part of synthea.cc.
//
// Thread rule: none shared. Failure rule: a cell that does not fit its field is reported with file,
// line and column, and that field is left out; the record is kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "node/office/synthea.h"
#include "node/office/synthea_source.h"
#include "node/office/synthea_values.h"

namespace satchel::synthea {

using IdSet = std::unordered_set<Uuid>;

// Code systems by their FHIR names, so that an export needs no second table.
inline constexpr std::string_view kSnomed = "http://snomed.info/sct";
inline constexpr std::string_view kLoinc = "http://loinc.org";
inline constexpr std::string_view kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";

// What exists and may be pointed at.
struct SharedIds {
  IdSet workers;
  IdSet organizations;
};
struct ClientIds {
  Uuid client;
  const SharedIds* shared = nullptr;
  IdSet visits;
  IdSet conditions;
  IdSet care_plans;
};

// Numbers the rows of one client and file that have no Id and the same identity.
class RowIds {
 public:
  Uuid next(const SourceRow& row);

 private:
  std::map<std::string, std::size_t> occurrences_;
};

// Fills one record from one row. A cell that is empty sets no field.
class RecordBuilder {
 public:
  RecordBuilder(std::string_view type, const Uuid& id, const Uuid& client, const SourceRow& row,
                Problems& problems);

  // The one way in: a value that the schema refuses is a problem, not a field.
  void add(std::string_view field, std::string_view column, Value value);
  void text(std::string_view field, std::string_view column);
  void trimmed(std::string_view field, std::string_view column);
  void code_word(std::string_view field, std::string_view column);
  void date(std::string_view field, std::string_view column);
  void instant(std::string_view field, std::string_view column);
  void number(std::string_view field, std::string_view column);
  void json(std::string_view field, std::string_view column, const JsonObject& object);
  // A reference to a row of `target`, if that row exists.
  void reference(std::string_view field, std::string_view column, FileKind target,
                 const IdSet& known);
  // CODE, DESCRIPTION and the code system: SYSTEM where the file has one, else the one given.
  void coded(std::string_view system);

  const SourceRow& row() const { return row_; }
  void problem(std::string_view column, std::string_view reason);
  ImportedRecord take() { return std::move(record_); }

 private:
  ImportedRecord record_;
  const SourceRow& row_;
  Problems& problems_;
};

// ADDRESS, CITY and so on as one JSON object.
JsonObject address_of(const SourceRow& row);
// Ids in one cell, separated by | or ; or blanks.
std::vector<std::string_view> id_list(std::string_view cell);

// synthea_map_people.cc
ImportedRecord map_organization(const SourceRow& row, Problems& problems);
ImportedRecord map_worker(const SourceRow& row, const SharedIds& shared, Problems& problems);
ImportedRecord map_client(const SourceRow& row, Problems& problems);

// synthea_map_health.cc
ImportedRecord map_condition(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                             Problems& problems);
ImportedRecord map_allergy(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                           Problems& problems);
ImportedRecord map_medication(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                              Problems& problems);
ImportedRecord map_observation(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                               Problems& problems);

// synthea_map_care.cc
ImportedRecord map_visit(const SourceRow& row, const ClientIds& ids,
                         const std::map<Uuid, std::string>& payers, Problems& problems);
ImportedRecord map_care_plan(const SourceRow& row, const ClientIds& ids, Problems& problems);
ImportedRecord map_goal(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                        Problems& problems);
ImportedRecord map_intervention(const SourceRow& row, const Uuid& id, const ClientIds& ids,
                                Problems& problems);

// The answers of one person to one instrument at one time.
struct Administration {
  std::string code;  // of the instrument
  std::string title;
  std::string domain;
  std::string_view score_code;            // the question that holds the total score
  std::string_view level_code;            // the question that holds the score in words
  std::vector<const SourceRow*> answers;  // in file order
  std::size_t occurrence = 1;             // of this instrument in the same encounter

  // Answers may carry times some minutes apart: the first one is the time of the whole.
  const SourceRow& earliest() const;
};

// synthea_instruments.cc. Picks the survey answers out of one client's observations. `rest` gets
// the rows that belong to no instrument.
std::vector<Administration> fold_answers(const std::vector<SourceRow>& rows,
                                         std::vector<const SourceRow*>& rest);
Uuid instrument_id(std::string_view code);

// synthea_map_assessment.cc
// Nothing when the answers are too long for one value: then they stay observations.
std::optional<ImportedRecord> map_assessment(const Administration& administration,
                                             const ClientIds& ids, Problems& problems);
// The instruments that were used, with the questions that were asked.
class InstrumentCollector {
 public:
  void add(const Administration& administration);
  std::vector<ImportedRecord> records() const;

 private:
  struct Seen {
    std::string title;
    std::string domain;
    std::map<std::string, JsonText> questions;  // by code
  };
  std::map<std::string, Seen> instruments_;
};

}  // namespace satchel::synthea
