#include "node/office/synthea_map.h"

#include <cassert>

#include "node/office/csv.h"
#include "sync/schema.h"

namespace satchel::synthea {
namespace {

// Extra fields take every value; only the general limits count.
const FieldDef& extra_field(const std::string& name, FieldDef& storage) {
  assert(is_field_name(name));
  storage.name = name;
  storage.label = name;
  storage.kind = FieldKind::any;
  return storage;
}

// SYSTEM as newer versions write it, by its FHIR name; other words are kept.
std::string system_name(std::string_view cell) {
  const std::string word = to_code_word(cell);
  if (word == "snomed_ct" || word == "snomed") return std::string(kSnomed);
  if (word == "rxnorm") return std::string(kRxNorm);
  if (word == "loinc") return std::string(kLoinc);
  return std::string(trim_blanks(cell));
}

bool has_column(const SourceRow& row, std::string_view column) {
  for (const std::string_view used : words(spec_of(row.kind).used)) {
    if (used == column) return true;
  }
  return false;
}

}  // namespace

Uuid RowIds::next(const SourceRow& row) {
  if (const std::string_view id = row.trimmed("Id"); !id.empty()) return id_named(row.kind, id);
  const std::string identity = identity_of(row);
  return id_made(row.kind, identity, ++occurrences_[identity]);
}

RecordBuilder::RecordBuilder(std::string_view type, const Uuid& id, const Uuid& client,
                             const SourceRow& row, Problems& problems)
    : record_{std::string(type), RecordId{id}, client, {}}, row_(row), problems_(problems) {
  assert(core_type(type) != nullptr);
}

void RecordBuilder::problem(std::string_view column, std::string_view reason) {
  problems_.add(row_, std::string(column) + ": " + std::string(reason));
}

void RecordBuilder::add(std::string_view field, std::string_view column, Value value) {
  FieldDef storage;
  const std::string name(field);
  const FieldDef* core = core_type(record_.type)->field(field);
  const Status status = check_value(core != nullptr ? *core : extra_field(name, storage), value);
  if (!status) {
    problem(column, status.error().message);
    return;
  }
  record_.fields.emplace_back(name, std::move(value));
}

void RecordBuilder::text(std::string_view field, std::string_view column) {
  if (!row_.trimmed(column).empty()) add(field, column, std::string(row_[column]));
}

void RecordBuilder::trimmed(std::string_view field, std::string_view column) {
  if (!row_.trimmed(column).empty()) add(field, column, std::string(row_.trimmed(column)));
}

void RecordBuilder::code_word(std::string_view field, std::string_view column) {
  if (!row_.trimmed(column).empty()) add(field, column, to_code_word(row_[column]));
}

void RecordBuilder::date(std::string_view field, std::string_view column) {
  if (row_.trimmed(column).empty()) return;
  if (auto day = to_date(row_[column])) return add(field, column, std::move(*day));
  problem(column, "must be a day of the calendar, for example 2024-02-29");
}

void RecordBuilder::instant(std::string_view field, std::string_view column) {
  if (row_.trimmed(column).empty()) return;
  if (auto time = to_instant(row_[column])) return add(field, column, std::move(*time));
  problem(column, "must be a time with its zone, for example 2024-02-29T08:30:00Z");
}

void RecordBuilder::number(std::string_view field, std::string_view column) {
  if (row_.trimmed(column).empty()) return;
  if (const auto number = to_number(row_[column])) return add(field, column, *number);
  problem(column, "must be a number, for example 12.5");
}

void RecordBuilder::json(std::string_view field, std::string_view column,
                         const JsonObject& object) {
  if (!object.empty()) add(field, column, object.done());
}

void RecordBuilder::reference(std::string_view field, std::string_view column, FileKind target,
                              const IdSet& known) {
  for (const std::string_view name : id_list(row_[column])) {
    const Uuid id = id_named(target, name);
    if (known.contains(id)) {
      add(field, column, id.to_string());
    } else {
      problem(column, "there is no such row among the " + std::string(spec_of(target).stem) +
                          " that belong here");
    }
  }
}

void RecordBuilder::coded(std::string_view system) {
  trimmed("code", "CODE");
  if (has_column(row_, "SYSTEM") && !row_.trimmed("SYSTEM").empty()) {
    add("code_system", "SYSTEM", system_name(row_["SYSTEM"]));
  } else if (!system.empty() && !row_.trimmed("CODE").empty()) {
    add("code_system", "CODE", std::string(system));
  }
  text("display", "DESCRIPTION");
}

JsonObject address_of(const SourceRow& row) {
  JsonObject address;
  address.text("line", row["ADDRESS"])
      .text("city", row["CITY"])
      .text("state", row["STATE"])
      .text("postal_code", row["ZIP"]);
  return address;
}

std::vector<std::string_view> id_list(std::string_view cell) {
  constexpr std::string_view kSeparators = "|;, \t\r\n";
  std::vector<std::string_view> ids;
  for (std::size_t at = 0; at < cell.size();) {
    const std::size_t begin = cell.find_first_not_of(kSeparators, at);
    if (begin == std::string_view::npos) break;
    at = std::min(cell.find_first_of(kSeparators, begin), cell.size());
    ids.push_back(cell.substr(begin, at - begin));
  }
  return ids;
}

}  // namespace satchel::synthea
