// Reading a folder of Synthea CSV files as records of ours. A pure mapping: no store, no clock.
//
// Purpose: the first content of an office, and realistic data for demos and tests. Columns are
// found by name, so the column sets of different Synthea versions all work; files may be plain or
// gzip.
//
// Nothing is lost silently: rows that are skipped, fields that are left out, columns and files that
// have no place here are all in the report. Values are never altered: names keep the digits that
// Synthea adds; only dates, instants, numbers and code words take the form that the schema asks
// for.
//
// Ids: a row with an Id keeps it; a row without one gets an id made from the columns that identify
// it (and an occurrence number when several rows have the same ones), so that a second import of
// the same files gives the same ids.
//
// Memory: the columns that are used, as packed text; records are made for one client at a time.
// Thread rule: one import belongs to one thread. Failure rule: a folder without a readable patients
// file is an Error of `open`; everything smaller is a line of the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/ids.h"
#include "sync/result.h"
#include "sync/value.h"

namespace satchel {

// A record to be written. Every value passes `check_value`.
struct ImportedRecord {
  std::string type;
  RecordId id;
  Uuid client;  // nil for the shared types: worker, service_organization, instrument
  // A field whose policy is `unite` has one entry for each element. A name that the core schema
  // lacks is an extra field. References are uuids as text.
  std::vector<std::pair<std::string, Value>> fields;
};

// One case file. The client itself comes first; then conditions, allergies, medications, care
// plans, goals, interventions, and, each in order of time, visits, observations, assessments.
// References to records of the same case file point to records of the same ImportedClient.
struct ImportedClient {
  Uuid client;
  std::vector<ImportedRecord> records;
};

inline constexpr std::size_t kSyntheaProblemsMax = 1000;

struct SyntheaFileReport {
  std::string file;            // name inside the folder
  std::uint64_t read = 0;      // rows, without the header: imported + skipped
  std::uint64_t imported = 0;  // became a record, or an answer of an assessment
  std::uint64_t skipped = 0;
  bool broke_off = false;  // the end of the file was not read; a problem says why
};

struct SyntheaReport {
  std::vector<SyntheaFileReport> files;
  // "FILE:LINE: REASON", at most kSyntheaProblemsMax of them. No cell is quoted: cells are health
  // data.
  std::vector<std::string> problems;
  std::uint64_t problem_count = 0;                                  // also those beyond the maximum
  std::map<std::string, std::vector<std::string>> unknown_columns;  // by file: never heard of
  std::map<std::string, std::vector<std::string>>
      left_out_columns;  // by file: known, no place here
  std::map<std::string, std::uint64_t>
      not_imported;                              // known files without a record type here: rows
  std::vector<std::string> not_understood;       // other files in the folder
  std::map<std::string, std::uint64_t> records;  // by type: handed out in the first pass
};

class SyntheaImport {
 public:
  using SharedSink = std::function<Status(const ImportedRecord&)>;
  using ClientSink = std::function<Status(const ImportedClient&)>;

  static Result<SyntheaImport> open(const std::string& folder);
  SyntheaImport(SyntheaImport&&) noexcept;
  SyntheaImport& operator=(SyntheaImport&&) noexcept;
  ~SyntheaImport();

  // Organisations, then workers (providers), then the instruments that the assessments refer to. An
  // Error of the sink ends the pass and is returned.
  Status for_each_shared(const SharedSink& sink);
  // In the order of the patients file. May be repeated: every pass hands out equal records.
  Status for_each_client(const ClientSink& sink);

  std::size_t client_count() const;
  // The worker (provider) who has the most visits of that client, the later one when equal.
  std::optional<Uuid> worker_of(const Uuid& client) const;
  // Complete after both passes: bad values are found when their record is made.
  const SyntheaReport& report() const;

 private:
  struct Impl;
  explicit SyntheaImport(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace satchel
