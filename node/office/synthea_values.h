// Cells in the form that the schema asks for: dates, instants, numbers, code words, JSON.
// Part of synthea.cc. Thread rule: pure. Failure rule: nullopt for a cell that is none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sync/value.h"

namespace satchel::synthea {

// YYYY-MM-DD. Of an instant the day as it is written: Synthea's days begin at midnight in UTC.
std::optional<std::string> to_date(std::string_view cell);
// ISO 8601 in UTC with Z. An offset is applied, fractions are kept; a bare date is its midnight in
// UTC.
std::optional<std::string> to_instant(std::string_view cell);
// A finite decimal number; nothing may follow it.
std::optional<double> to_number(std::string_view cell);
// "vital-signs", "Not taken" -> "vital_signs", "not_taken".
std::string to_code_word(std::string_view cell);

// One JSON object in canonical form. Empty texts are left out: an absent key says the same.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, double value);
  bool empty() const { return members_.empty(); }
  bool has(std::string_view key) const { return members_.find(key) != members_.end(); }
  JsonText done() const;

 private:
  std::map<std::string, std::string, std::less<>> members_;  // key -> JSON of the value
};

}  // namespace satchel::synthea
