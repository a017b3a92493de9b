// Lookup: which records the screens and reports ask for, through the typed tables and their indexes.
//
// Voided records are left out. Instants and dates are compared as texts: ISO 8601 in UTC, or local dates.
// Thread rule: the database's. Failure rule: StoreFailure only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/sqlite.h"
#include "sync/ids.h"

namespace satchel {

class Lookup {
 public:
  explicit Lookup(Database& database) : database_(database) {}

  // By family and given name, as they are written, without regard to case; those without a name last.
  std::vector<RecordId> clients_by_name(std::uint64_t offset, std::uint64_t limit);
  std::uint64_t client_count();
  std::vector<RecordId> clients_born_on(std::string_view date);

  // By planned start: from <= start < to; of that worker, or of nobody yet.
  std::vector<RecordId> visits_between(std::string_view from, std::string_view to, std::string_view worker_id);
  // The same, those that are still only planned.
  std::vector<RecordId> visits_not_begun_before(std::string_view instant, std::string_view worker_id);
  // Planned to begin before then, or not planned at all; of that worker, or of nobody yet.
  std::vector<RecordId> visits_in_progress(std::string_view planned_before, std::string_view worker_id);
  // Documented with this program (a clock event, a jot), and nobody has written a note about them; of that worker, or
  // of nobody.
  std::vector<RecordId> visits_without_note(std::string_view worker_id);
  // With two values of one field, between which nobody has chosen yet; of that worker, or of nobody.
  std::vector<RecordId> visits_in_conflict(std::string_view worker_id);
  std::vector<RecordId> notes_of_visit(const RecordId& visit);
  std::vector<RecordId> notes_in_draft_of(std::string_view author_id);
  // Of that worker or of nobody, planned to begin between the two; not planned at all and clocked; voided ones too, and
  // all that wait on this laptop for what the office says.
  std::vector<RecordId> visits_to_count(std::string_view from, std::string_view to, std::string_view worker_id);
  // Signed, of that author, about what happened between the two; and all that wait for what the office says.
  std::vector<RecordId> signed_notes_to_count(std::string_view from, std::string_view to, std::string_view author_id);
  std::vector<RecordId> call_backs_due(std::string_view until_date);
  std::vector<RecordId> workers();
  std::vector<RecordId> organizations();

 private:
  template <class... Values>
  std::vector<RecordId> ids(std::string_view question, const Values&... values);

  Database& database_;
};

}  // namespace satchel
