// Organisations, workers and clients.
#include "node/office/csv.h"
#include "node/office/synthea_map.h"

namespace satchel::synthea {
namespace {

std::string sex_word(std::string_view cell) {
  const std::string word = to_code_word(cell);
  if (word == "m") return "male";
  if (word == "f") return "female";
  return word;
}

std::string marital_word(std::string_view cell) {
  const std::string word = to_code_word(cell);
  if (word == "m") return "married";
  if (word == "s") return "single";
  if (word == "d") return "divorced";
  if (word == "w") return "widowed";
  return word;
}

void add_sex(RecordBuilder& record) {
  if (!record.row().trimmed("GENDER").empty()) {
    record.add("sex", "GENDER", sex_word(record.row()["GENDER"]));
  }
}

void add_phone(RecordBuilder& record) {
  JsonObject phone;
  record.json("phones", "PHONE", phone.text("number", record.row().trimmed("PHONE")));
}

void add_external_id(RecordBuilder& record, std::string_view system, std::string_view column) {
  const std::string_view value = record.row().trimmed(column);
  if (value.empty()) return;
  JsonObject id;
  record.json("external_ids", column, id.text("system", system).text("value", value));
}

void add_name(RecordBuilder& record) {
  record.text("name_prefix", "PREFIX");
  record.text("given_name", "FIRST");
  record.text("middle_name", "MIDDLE");
  record.text("family_name", "LAST");
  record.text("suffix", "SUFFIX");
  JsonObject maiden;
  if (!record.row().trimmed("MAIDEN").empty()) {
    record.json("former_names", "MAIDEN", maiden.text("family", record.row()["MAIDEN"]));
  }
}

void add_home(RecordBuilder& record) {
  JsonObject address = address_of(record.row());
  address.text("county", record.row()["COUNTY"]).text("fips", record.row()["FIPS"]);
  if (!address.empty()) record.json("addresses", "ADDRESS", address.text("use", "home"));
  record.number("lat", "LAT");
  record.number("lon", "LON");
}

}  // namespace

ImportedRecord map_organization(const SourceRow& row, Problems& problems) {
  RecordBuilder record("service_organization", id_named(row.kind, row["Id"]), Uuid{}, row,
                       problems);
  record.text("name", "NAME");
  record.add("kind", "Id", std::string("health_care"));
  add_phone(record);
  record.json("addresses", "ADDRESS", address_of(row));
  record.number("lat", "LAT");
  record.number("lon", "LON");
  record.add("status", "Id", std::string("active"));
  return record.take();
}

// The name is not split: where a given name ends cannot be known.
ImportedRecord map_worker(const SourceRow& row, const SharedIds& shared, Problems& problems) {
  RecordBuilder record("worker", id_named(row.kind, row["Id"]), Uuid{}, row, problems);
  record.text("display_name", "NAME");
  record.trimmed("npi", "NPI");
  add_sex(record);
  record.text("specialties", "SPECIALITY");
  record.reference("organization_id", "ORGANIZATION", FileKind::organizations,
                   shared.organizations);
  record.add("status", "Id", std::string("active"));
  record.json("address", "ADDRESS", address_of(row));
  return record.take();
}

ImportedRecord map_client(const SourceRow& row, Problems& problems) {
  const Uuid id = id_named(row.kind, row["Id"]);
  RecordBuilder record("client", id, id, row, problems);
  add_name(record);
  record.date("birth_date", "BIRTHDATE");
  record.date("death_date", "DEATHDATE");
  add_sex(record);
  record.text("language", "LANGUAGE");
  add_phone(record);
  add_home(record);
  const bool died = !row.trimmed("DEATHDATE").empty();
  record.add("status", "DEATHDATE", std::string(died ? "deceased" : "active"));
  if (to_date(row["DEATHDATE"])) record.date("status_date", "DEATHDATE");
  add_external_id(record, "ssn", "SSN");
  add_external_id(record, "drivers_license", "DRIVERS");
  add_external_id(record, "passport", "PASSPORT");
  if (!row.trimmed("MARITAL").empty()) {
    record.add("marital_status", "MARITAL", marital_word(row["MARITAL"]));
  }
  record.text("races", "RACE");
  record.text("ethnicities", "ETHNICITY");
  record.text("birth_place", "BIRTHPLACE");
  record.number("income", "INCOME");
  return record.take();
}

}  // namespace satchel::synthea
