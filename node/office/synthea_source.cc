#include "node/office/synthea_source.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "node/office/csv.h"

namespace satchel::synthea {
namespace {

// The union of the column sets of all versions seen, and of those that are documented.
constexpr FileSpec kFiles[kFileKindCount] = {
    {FileKind::organizations, "organizations", "Id NAME ADDRESS CITY STATE ZIP LAT LON PHONE",
     "REVENUE UTILIZATION", "Id", ""},
    {FileKind::providers, "providers",
     "Id NPI ORGANIZATION NAME GENDER SPECIALITY ADDRESS CITY STATE ZIP",
     "LAT LON UTILIZATION ENCOUNTERS PROCEDURES", "Id", ""},
    {FileKind::patients, "patients",
     "Id BIRTHDATE DEATHDATE SSN DRIVERS PASSPORT PREFIX FIRST MIDDLE LAST SUFFIX MAIDEN MARITAL "
     "RACE ETHNICITY GENDER BIRTHPLACE ADDRESS CITY STATE COUNTY FIPS ZIP LAT LON PHONE LANGUAGE "
     "INCOME",
     "HEALTHCARE_EXPENSES HEALTHCARE_COVERAGE", "Id", ""},
    {FileKind::conditions, "conditions",
     "Id START STOP PATIENT ENCOUNTER SYSTEM CODE DESCRIPTION CLINICALSTATUS", "", "PATIENT",
     "PATIENT ENCOUNTER START CODE DESCRIPTION"},
    {FileKind::allergies, "allergies",
     "Id START STOP PATIENT ENCOUNTER CODE SYSTEM DESCRIPTION TYPE CATEGORY CRITICALITY REACTION1 "
     "DESCRIPTION1 SEVERITY1 REACTION2 DESCRIPTION2 SEVERITY2",
     "", "PATIENT", "PATIENT ENCOUNTER START CODE DESCRIPTION"},
    {FileKind::medications, "medications",
     "Id START STOP PATIENT ENCOUNTER STATUS CODE DESCRIPTION REASONCODE REASONDESCRIPTION",
     "PAYER BASE_COST PAYER_COVERAGE DISPENSES TOTALCOST", "PATIENT",
     "PATIENT ENCOUNTER START CODE DESCRIPTION"},
    {FileKind::careplans, "careplans",
     "Id START STOP PATIENT ENCOUNTER CODE DESCRIPTION REASONCODE REASONDESCRIPTION "
     "REASON_CONDITIONS STATUS INTENT",
     "", "Id PATIENT", ""},
    {FileKind::goals, "goals",
     "Id PATIENT DESCRIPTION LIFECYCLESTATUS ADDRESSES_CONDITIONS CAREPLAN", "", "PATIENT",
     "PATIENT CAREPLAN DESCRIPTION"},
    {FileKind::careplan_activities, "careplan_activities",
     "Id CAREPLAN PATIENT CODE DESCRIPTION STATUS LOCATION", "", "PATIENT",
     "PATIENT CAREPLAN CODE DESCRIPTION"},
    {FileKind::encounters, "encounters",
     "Id START STOP PATIENT ORGANIZATION ORGANIZATION_NAME PROVIDER PROVIDER_NAME PAYER "
     "ENCOUNTERCLASS STATUS CODE DESCRIPTION REASONCODE REASONDESCRIPTION",
     "BASE_ENCOUNTER_COST TOTAL_CLAIM_COST PAYER_COVERAGE", "Id PATIENT", ""},
    {FileKind::observations, "observations",
     "Id DATE PATIENT ENCOUNTER CATEGORY CODE DESCRIPTION VALUE UNITS TYPE", "", "PATIENT CODE",
     "PATIENT ENCOUNTER DATE CODE DESCRIPTION VALUE UNITS"},
};

constexpr std::string_view kWithoutPlace =
    "immunizations procedures devices supplies payers payer_transitions imaging_studies claims "
    "claims_transactions patient_expenses";

void put_number(std::string& bytes, std::uint64_t number) {
  while (number >= 0x80) {
    bytes.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  bytes.push_back(static_cast<char>(number));
}

std::uint64_t take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return number;
  }
}

std::string_view take_bytes(std::string_view& bytes) {
  const auto size = static_cast<std::size_t>(take_number(bytes));
  const std::string_view text = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return text;
}

const std::vector<std::string_view>& used_columns(FileKind kind) {
  static const auto kColumns = [] {
    std::array<std::vector<std::string_view>, kFileKindCount> columns;
    for (const FileSpec& spec : kFiles) {
      columns[static_cast<std::size_t>(spec.kind)] = words(spec.used);
    }
    return columns;
  }();
  return kColumns[static_cast<std::size_t>(kind)];
}

}  // namespace

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) list.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

const FileSpec& spec_of(FileKind kind) {
  const FileSpec& spec = kFiles[static_cast<std::size_t>(kind)];
  assert(spec.kind == kind);
  return spec;
}

std::span<const FileSpec> file_specs() {
  return kFiles;
}

bool is_known_without_place(std::string_view stem) {
  const auto known = words(kWithoutPlace);
  return std::find(known.begin(), known.end(), stem) != known.end();
}

std::string_view SourceRow::operator[](std::string_view column) const {
  const auto& columns = used_columns(kind);
  const auto place = std::find(columns.begin(), columns.end(), column);
  assert(place != columns.end());
  return cells[static_cast<std::size_t>(place - columns.begin())];
}

std::string_view SourceRow::trimmed(std::string_view column) const {
  return trim_blanks((*this)[column]);
}

// A varint for the line, then each cell with its length.
void PackedRows::add(const SourceRow& row) {
  put_number(bytes_, row.line);
  for (const std::string_view cell : row.cells) {
    put_number(bytes_, cell.size());
    bytes_.append(cell);
  }
}

std::vector<SourceRow> PackedRows::unpack(FileKind kind) const {
  std::vector<SourceRow> rows;
  const std::size_t width = used_columns(kind).size();
  for (std::string_view rest = bytes_; !rest.empty();) {
    SourceRow& row = rows.emplace_back();
    row.kind = kind;
    row.line = take_number(rest);
    row.cells.reserve(width);
    for (std::size_t i = 0; i < width; ++i) row.cells.push_back(take_bytes(rest));
  }
  return rows;
}

Uuid id_named(FileKind kind, std::string_view id) {
  const std::string_view text = trim_blanks(id);
  if (const auto uuid = Uuid::parse(text)) return *uuid;
  return Uuid::from_name("synthea/" + std::string(spec_of(kind).stem) + "/Id/" + std::string(text));
}

Uuid id_made(FileKind kind, std::string_view identity, std::size_t occurrence) {
  return Uuid::from_name("synthea/" + std::string(spec_of(kind).stem) + "/" +
                         std::string(identity) + "#" + std::to_string(occurrence));
}

// Each cell with its length: no two different lists of cells read the same.
std::string identity_of(const SourceRow& row) {
  std::string identity;
  for (const std::string_view column : words(spec_of(row.kind).identity)) {
    const std::string_view cell = row.trimmed(column);
    identity += std::to_string(cell.size()) + ":";
    identity += cell;
  }
  return identity;
}

void Problems::add(std::string_view file, std::uint64_t line, std::string_view reason) {
  if (muted_) return;
  ++report_.problem_count;
  if (report_.problems.size() >= kSyntheaProblemsMax) return;
  std::string text(file);
  if (line != 0) text.append(":").append(std::to_string(line));
  report_.problems.push_back(text.append(": ").append(reason));
}

}  // namespace satchel::synthea
