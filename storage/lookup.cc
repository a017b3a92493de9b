#include "storage/lookup.h"

#include "storage/projection.h"

namespace satchel {

// The ids in the first column of what a question comes to.
template <class... Values>
std::vector<RecordId> Lookup::ids(std::string_view question, const Values&... values) {
  auto rows = database_.prepare(question);
  rows.bind(values...);
  std::vector<RecordId> ids;
  while (rows.step()) {
    if (const auto id = Uuid::parse(rows.text(0))) ids.push_back({*id});
  }
  return ids;
}

std::vector<RecordId> Lookup::clients_by_name(std::uint64_t offset, std::uint64_t limit) {
  return ids(
      "SELECT id FROM client WHERE is_void = 0 ORDER BY family_name IS NULL, family_name COLLATE "
      "NOCASE, "
      "given_name COLLATE NOCASE, id LIMIT ?1 OFFSET ?2",
      limit, offset);
}

std::uint64_t Lookup::client_count() {
  return static_cast<std::uint64_t>(
      database_.number_of("SELECT count(*) FROM client WHERE is_void = 0"));
}

std::vector<RecordId> Lookup::clients_born_on(std::string_view date) {
  return ids("SELECT id FROM client WHERE is_void = 0 AND birth_date = ?1 ORDER BY id", date);
}

std::vector<RecordId> Lookup::visits_between(std::string_view from, std::string_view to,
                                             std::string_view worker_id) {
  return ids(
      "SELECT id FROM visit WHERE is_void = 0 AND planned_start >= ?1 AND planned_start < ?2 "
      "AND (worker_id = ?3 OR worker_id IS NULL) ORDER BY planned_start, id",
      from, to, worker_id);
}

// Left alone, SQLite takes the index of all visits for these: the one of those that are open is named.
std::vector<RecordId> Lookup::visits_not_begun_before(std::string_view instant, std::string_view worker_id) {
  return ids(
      "SELECT id FROM visit INDEXED BY visit_planned WHERE is_void = 0 AND planned_start < ?1 AND status = 'planned' "
      "AND (worker_id = ?2 OR worker_id IS NULL) ORDER BY planned_start, id",
      instant, worker_id);
}

std::vector<RecordId> Lookup::visits_in_progress(std::string_view planned_before, std::string_view worker_id) {
  return ids(
      "SELECT id FROM visit INDEXED BY visit_in_progress WHERE is_void = 0 AND status = 'in_progress' AND ifnull(planned_start, '') < ?1 "
      "AND (worker_id = ?2 OR worker_id IS NULL) ORDER BY planned_start, id",
      planned_before, worker_id);
}

std::vector<RecordId> Lookup::visits_without_note(std::string_view worker_id) {
  static const std::string question =
      "SELECT id FROM visit INDEXED BY visit_documented WHERE " + std::string(kVisitDocumented) +
      " AND (worker_id = ?1 OR worker_id IS NULL) "
      "AND NOT EXISTS (SELECT 1 FROM note WHERE note.visit_id = visit.id AND note.is_void = 0 AND "
      "note.amends IS NULL) ORDER BY planned_start, id";
  return ids(question, worker_id);
}

std::vector<RecordId> Lookup::visits_in_conflict(std::string_view worker_id) {
  return ids(
      "SELECT visit.id FROM conflicts CROSS JOIN visit ON visit.number = conflicts.number WHERE is_void = 0 "
      "AND (worker_id = ?1 OR worker_id IS NULL) ORDER BY planned_start, visit.id",
      worker_id);
}

std::vector<RecordId> Lookup::notes_of_visit(const RecordId& visit) {
  const std::string id = visit.to_string();
  return ids("SELECT id FROM note WHERE is_void = 0 AND visit_id = ?1 ORDER BY number", id);
}

std::vector<RecordId> Lookup::notes_in_draft_of(std::string_view author_id) {
  return ids(
      "SELECT id FROM note INDEXED BY note_draft WHERE is_void = 0 AND status = 'draft' AND author_id = ?1 ORDER BY "
      "number",
      author_id);
}

std::vector<RecordId> Lookup::visits_to_count(std::string_view from, std::string_view to,
                                              std::string_view worker_id) {
  return ids(
      "SELECT id FROM visit WHERE planned_start >= ?1 AND planned_start < ?2 AND (worker_id = ?3 "
      "OR worker_id IS NULL) UNION "
      "SELECT id FROM visit WHERE planned_start IS NULL AND (clock_events IS NOT NULL OR "
      "adjusted_times IS NOT NULL) UNION "
      "SELECT visit.id FROM visit JOIN records ON records.number = visit.number WHERE records.uuid "
      "IN "
      "(SELECT record FROM overlay) ORDER BY 1",
      from, to, worker_id);
}

std::vector<RecordId> Lookup::signed_notes_to_count(std::string_view from, std::string_view to, std::string_view author_id) {
  return ids(
      "SELECT id FROM note WHERE author_id = ?3 AND happened_at >= ?1 AND happened_at < ?2 UNION "
      "SELECT note.id FROM note JOIN records ON records.number = note.number WHERE records.uuid IN "
      "(SELECT record FROM overlay) ORDER BY 1",
      from, to, author_id);
}

std::vector<RecordId> Lookup::call_backs_due(std::string_view until_date) {
  return ids(
      "SELECT id FROM communication WHERE is_void = 0 AND call_back_by <= ?1 AND "
      "ifnull(call_back_done, 0) = 0 "
      "ORDER BY call_back_by, id",
      until_date);
}

std::vector<RecordId> Lookup::workers() {
  return ids(
      "SELECT id FROM worker WHERE is_void = 0 ORDER BY display_name COLLATE NOCASE, family_name "
      "COLLATE NOCASE, id");
}

std::vector<RecordId> Lookup::organizations() {
  return ids(
      "SELECT id FROM service_organization WHERE is_void = 0 ORDER BY name COLLATE NOCASE, id");
}

}  // namespace satchel
