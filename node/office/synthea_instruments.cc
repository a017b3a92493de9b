// Which observations are the answers to one questionnaire.
//
// Synthea writes every answer and every score as an observation of its own. A person reads a
// completed questionnaire, so the answers of one encounter to one instrument become one assessment.
#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <unordered_map>

#include "node/office/csv.h"
#include "node/office/synthea_map.h"

namespace satchel::synthea {
namespace {

struct Instrument {
  std::string_view code;  // LOINC panel
  std::string_view title;
  std::string_view domain;     // of schema type `instrument`
  std::string_view score;      // LOINC code of the total score
  std::string_view level;      // LOINC code of the score in words
  std::string_view questions;  // LOINC codes, without the two above
};

// Codes from loinc.org. Some questions belong to several instruments: see `choose`.
constexpr std::array kInstruments = {
    Instrument{"93025-5", "PRAPARE", "social", "", "",
               "56051-6 32624-9 93035-4 93034-7 54899-0 63512-8 71802-3 93033-9 56799-0 82589-3 "
               "67875-5 76437-3 63586-2 93031-3 93030-5 93029-7 93038-8 93028-9 93027-1 93026-3 "
               "76501-6"},
    Instrument{"55757-9", "PHQ-2", "depression", "55758-7", "", "44250-9 44255-8"},
    Instrument{"44249-1", "PHQ-9", "depression", "44261-6", "",
               "44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69722-7"},
    Instrument{"89206-7", "PHQ-9 modified for teens", "depression", "89204-2", "", ""},
    Instrument{"69737-5", "GAD-7", "anxiety", "70274-6", "",
               "69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7"},
    Instrument{"72109-2", "AUDIT-C", "substance_use", "75626-2", "", "68518-0 68519-8 68520-6"},
    Instrument{"82666-9", "DAST-10", "substance_use", "82667-7", "", ""},
    Instrument{"76499-3", "HARK", "safety", "76504-0", "", "76500-8 76501-6 76502-4 76503-2"},
    Instrument{"59453-1", "Morse Fall Scale", "falls", "59460-6", "59461-4",
               "59454-9 59455-6 59456-4 59457-2 59458-0 59459-8"},
    Instrument{"88121-9", "Hunger Vital Sign", "food", "", "88124-3", "88122-7 88123-5"},
    Instrument{"91148-7", "PEG pain scale", "pain", "91147-9", "", "75893-8 91145-3 91146-1"},
};

using Askers = std::vector<const Instrument*>;

// The instruments that ask a question, by its code; few questions have more than one.
const Askers& askers_of(std::string_view code) {
  static const auto kAskers = [] {
    std::unordered_map<std::string_view, Askers> askers;
    for (const Instrument& instrument : kInstruments) {
      for (const auto list :
           {instrument.code, instrument.score, instrument.level, instrument.questions}) {
        for (const std::string_view question : words(list)) askers[question].push_back(&instrument);
      }
    }
    return askers;
  }();
  static const Askers kNone;
  const auto found = kAskers.find(code);
  return found == kAskers.end() ? kNone : found->second;
}

using CodeSet = std::set<std::string_view>;

// A question that several instruments share belongs to the one that shows itself in the encounter
// by a question of its own; else to the one that is listed first, the shorter one.
const Instrument* choose(std::string_view code, const CodeSet& survey_codes) {
  const Askers& candidates = askers_of(code);
  if (candidates.empty()) return nullptr;
  if (candidates.size() == 1) return candidates.front();
  for (const Instrument* candidate : candidates) {
    const bool shown = std::any_of(survey_codes.begin(), survey_codes.end(), [&](auto other) {
      const Askers& owners = askers_of(other);
      return owners.size() == 1 && owners.front() == candidate;
    });
    if (shown) return candidate;
  }
  return candidates.front();
}

// "Total score [MMSE]" -> "MMSE". The last brackets also hold remarks like "Reported.PHQ".
std::string_view bracketed_name(const SourceRow& row) {
  const std::string_view text = row.trimmed("DESCRIPTION");
  if (text.empty() || text.back() != ']') return {};
  const std::size_t begin = text.rfind('[');
  if (begin == std::string_view::npos) return {};
  const std::string_view name = text.substr(begin + 1, text.size() - begin - 2);
  const std::string words_before = to_code_word(text.substr(0, begin));
  const bool is_score = words_before.find("score") != std::string::npos ||
                        words_before.find("total") != std::string::npos ||
                        words_before.find("level") != std::string::npos;
  return is_score && !name.empty() && !name.starts_with("Reported") ? name : std::string_view{};
}

bool is_survey(const SourceRow& row) {
  return to_code_word(row["CATEGORY"]) == "survey";
}

Administration start(const Instrument& instrument) {
  Administration one;
  one.code = instrument.code;
  one.title = instrument.title;
  one.domain = instrument.domain;
  one.score_code = instrument.score;
  one.level_code = instrument.level;
  return one;
}

Administration start_named(std::string_view name) {
  Administration one;
  one.code = name;
  one.title = name;
  one.domain = "general";
  return one;
}

bool answers(const Administration& one, std::string_view code) {
  return std::any_of(one.answers.begin(), one.answers.end(),
                     [&](const SourceRow* row) { return row->trimmed("CODE") == code; });
}

// The rows of one encounter (or of one moment, when they name no encounter).
class EncounterFolder {
 public:
  explicit EncounterFolder(std::vector<Administration>& done) : done_(done) {}

  void add(const SourceRow* row) {
    rows_.push_back(row);
    if (is_survey(*row)) survey_codes_.insert(row->trimmed("CODE"));
  }

  // Survey answers first: a row of another category (PRAPARE's address, for one) is an answer only
  // to an instrument that is there anyway and still lacks it.
  void fold(std::vector<const SourceRow*>& rest) {
    std::vector<const SourceRow*> others;
    for (const SourceRow* row : rows_) {
      if (!is_survey(*row) || !fold_survey(row)) others.push_back(row);
    }
    for (const SourceRow* row : others) {
      if (is_survey(*row) || !join(row)) rest.push_back(row);
    }
    std::move(open_.begin(), open_.end(), std::back_inserter(done_));
  }

 private:
  bool fold_survey(const SourceRow* row) {
    const std::string_view code = row->trimmed("CODE");
    if (const Instrument* instrument = choose(code, survey_codes_)) {
      place(row, start(*instrument));
      return true;
    }
    const std::string_view name = bracketed_name(*row);
    if (name.empty()) return false;
    place(row, start_named(name));
    return true;
  }

  // The same question for a second time means that the instrument was used twice.
  void place(const SourceRow* row, Administration fresh) {
    for (Administration& one : open_) {
      if (one.code != fresh.code) continue;
      if (!answers(one, row->trimmed("CODE"))) {
        one.answers.push_back(row);
        return;
      }
      ++fresh.occurrence;
    }
    if (fresh.score_code.empty() &&
        to_code_word(row->trimmed("DESCRIPTION")).starts_with("total_score")) {
      fresh.score_code = row->trimmed("CODE");
    }
    open_.push_back(std::move(fresh));
    open_.back().answers.push_back(row);
  }

  bool join(const SourceRow* row) {
    const std::string_view code = row->trimmed("CODE");
    const Instrument* instrument = choose(code, survey_codes_);
    if (instrument == nullptr) return false;
    for (Administration& one : open_) {
      if (one.code != instrument->code || answers(one, code)) continue;
      one.answers.push_back(row);
      return true;
    }
    return false;
  }

  std::vector<Administration>& done_;
  std::vector<const SourceRow*> rows_;
  CodeSet survey_codes_;
  std::vector<Administration> open_;
};

}  // namespace

std::vector<Administration> fold_answers(const std::vector<SourceRow>& rows,
                                         std::vector<const SourceRow*>& rest) {
  std::vector<Administration> done;
  std::vector<EncounterFolder> folders;  // in the order in which the encounters appear
  std::unordered_map<std::string, std::size_t> places;
  for (const SourceRow& row : rows) {
    const std::string_view encounter = row.trimmed("ENCOUNTER");
    std::string key(encounter);
    if (encounter.empty()) key.append("@").append(row.trimmed("DATE"));
    const auto [place, is_new] = places.try_emplace(std::move(key), folders.size());
    if (is_new) folders.emplace_back(done);
    folders[place->second].add(&row);
  }
  for (EncounterFolder& folder : folders) folder.fold(rest);
  return done;
}

Uuid instrument_id(std::string_view code) {
  return Uuid::from_name("synthea/instrument/" + std::string(code));
}

}  // namespace satchel::synthea
