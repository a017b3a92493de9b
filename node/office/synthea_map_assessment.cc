// Completed questionnaires, and the instruments that they answer.
#include <algorithm>
#include <cassert>

#include "node/office/csv.h"
#include "node/office/synthea_map.h"
#include "sync/limits.h"

namespace satchel::synthea {
namespace {

bool is_numeric(const SourceRow& row) {
  return to_code_word(row["TYPE"]) == "numeric";
}

// {"link id": answer}, the link id being the code of the question. Scores are among the answers, as
// in the published forms.
JsonObject answers_of(const Administration& administration) {
  JsonObject answers;
  for (const SourceRow* row : administration.answers) {
    const auto number = is_numeric(*row) ? to_number((*row)["VALUE"]) : std::nullopt;
    if (number) {
      answers.number(row->trimmed("CODE"), *number);
    } else {
      answers.text(row->trimmed("CODE"), (*row)["VALUE"]);
    }
  }
  return answers;
}

const SourceRow* answer_to(const Administration& administration, std::string_view code) {
  if (code.empty()) return nullptr;
  for (const SourceRow* row : administration.answers) {
    if (row->trimmed("CODE") == code) return row;
  }
  return nullptr;
}

Uuid assessment_id(const Administration& administration, const Uuid& client) {
  const SourceRow& row = *administration.answers.front();
  const std::string_view encounter = row.trimmed("ENCOUNTER");
  return Uuid::from_name("synthea/assessment/" + client.to_string() + "/" +
                         std::string(encounter.empty() ? row.trimmed("DATE") : encounter) + "/" +
                         administration.code + "#" + std::to_string(administration.occurrence));
}

void add_score(RecordBuilder& record, const Administration& administration, Problems& problems) {
  if (const SourceRow* row = answer_to(administration, administration.score_code)) {
    if (const auto score = to_number((*row)["VALUE"])) {
      record.add("score", "VALUE", *score);
    } else {
      problems.add(*row, "VALUE: the score must be a number, for example 12");
    }
  }
  if (const SourceRow* row = answer_to(administration, administration.level_code)) {
    record.add("interpretation_text", "VALUE", std::string((*row)["VALUE"]));
  }
}

JsonObject question_of(const SourceRow& row) {
  JsonObject question;
  question.text("link_id", row.trimmed("CODE"))
      .text("text", row["DESCRIPTION"])
      .text("kind", is_numeric(row) ? "number" : "text");
  if (row.trimmed("UNITS") != "null") question.text("unit", row.trimmed("UNITS"));
  return question;
}

}  // namespace

const SourceRow& Administration::earliest() const {
  assert(!answers.empty());
  const auto time = [](const SourceRow* row) { return to_instant((*row)["DATE"]).value_or("~"); };
  return **std::min_element(
      answers.begin(), answers.end(),
      [&](const SourceRow* a, const SourceRow* b) { return time(a) < time(b); });
}

std::optional<ImportedRecord> map_assessment(const Administration& administration,
                                             const ClientIds& ids, Problems& problems) {
  const SourceRow& row = administration.earliest();
  JsonText answers = answers_of(administration).done();
  if (answers.text.size() > limits::kValueBytesMax) {
    problems.add(row, "the answers to " + administration.title +
                          " are too long for one value; they are kept as observations");
    return std::nullopt;
  }
  RecordBuilder record("assessment", assessment_id(administration, ids.client), ids.client, row,
                       problems);
  record.add("instrument_id", "CODE", instrument_id(administration.code).to_string());
  record.add("instrument_code", "CODE", administration.code);
  record.add("title", "DESCRIPTION", administration.title);
  record.add("status", "VALUE", std::string("completed"));
  record.instant("performed_at", "DATE");
  record.reference("visit_id", "ENCOUNTER", FileKind::encounters, ids.visits);
  record.add("answers", "VALUE", std::move(answers));
  add_score(record, administration, problems);
  return record.take();
}

void InstrumentCollector::add(const Administration& administration) {
  Seen& seen = instruments_[administration.code];
  seen.title = administration.title;
  seen.domain = administration.domain;
  for (const SourceRow* row : administration.answers) {
    const std::string code(row->trimmed("CODE"));
    if (seen.questions.contains(code)) continue;
    JsonText question = question_of(*row).done();
    if (question.text.size() <= limits::kValueBytesMax) {
      seen.questions.emplace(code, std::move(question));
    }
  }
}

std::vector<ImportedRecord> InstrumentCollector::records() const {
  std::vector<ImportedRecord> records;
  for (const auto& [code, seen] : instruments_) {
    ImportedRecord record{"instrument", RecordId{instrument_id(code)}, Uuid{}, {}};
    record.fields.emplace_back("code", code);
    // Instruments without a known LOINC panel go by their name.
    if (code != seen.title) record.fields.emplace_back("code_system", std::string(kLoinc));
    record.fields.emplace_back("title", seen.title);
    record.fields.emplace_back("domain", seen.domain);
    for (const auto& [question, json] : seen.questions)
      record.fields.emplace_back("questions", json);
    record.fields.emplace_back("status", std::string("active"));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace satchel::synthea
