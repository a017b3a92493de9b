// Who the client is, who stands around, who pays.
#include "tools/caseload_file.h"

#include <algorithm>
#include <array>

namespace satchel::caseload {
namespace {

constexpr std::string_view kWaysIn[] = {
    "Side entrance, bell {on the left|does not work, knock}",
    "Third floor, {elevator works|no elevator}; name on the bell",
    "Park on the street, driveway is {the neighbor's|not plowed}",
    "Blue door behind the {laundry|bakery}, up the outside stairs",
    "Code of the front door {4417|2093|8850}, then second on the right",
};

std::string relation_word(std::string_view relation, bool woman, Random& random) {
  static constexpr std::array<std::string_view, 3> kAunts = {"aunt", "cousin", "niece"};
  static constexpr std::array<std::string_view, 3> kUncles = {"uncle", "cousin", "nephew"};
  if (relation == "spouse") return woman ? "wife" : "husband";
  if (relation == "child") return woman ? "daughter" : "son";
  if (relation == "parent") return woman ? "mother" : "father";
  if (relation == "sibling") return woman ? "sister" : "brother";
  if (relation == "neighbour") return "neighbor";
  if (relation == "relative") return std::string(random.pick(woman ? kAunts : kUncles));
  return std::string(relation);
}

bool shares_family_name(std::string_view relation) {
  return relation == "spouse" || relation == "child" || relation == "sibling" ||
         relation == "parent";
}

}  // namespace

CaseFile::CaseFile(Random& random, const Story& story, const Worker& nurse, const Worker& social,
                   Diary& diary, std::set<std::string>& names, Day today, int number)
    : random_(random),
      story_(story),
      nurse_(nurse),
      social_(social),
      diary_(diary),
      today_(today),
      number_(number),
      teller_(random, today),
      referred_day_(today - std::chrono::days(14)) {
  shorten();
  invent_person(names);
  write_client();
  write_people();
  write_care_team();
  write_consents();
  write_coverage();
  write_episode();
  write_household();
  write_conditions();
  write_medications();
  write_allergy();
  write_plan();
  write_visits();
  write_calls();
  write_incidents();
  write_tasks();
  write_referrals();
  write_authorizations();
  write_benefits();
}

Record CaseFile::record(std::string_view type, std::string_view id) const {
  Record made(type, id);
  made.add("client_id", client_id_);
  return made;
}

std::vector<std::string> CaseFile::ids(std::size_t count) {
  std::vector<std::string> result(count);
  for (std::string& id : result) id = random_.uuid();
  return result;
}

void CaseFile::shorten() {
  const auto shorten_to = [&](auto& lines, std::size_t count, int percent) {
    if (lines.size() > count && random_.chance(percent)) lines.pop_back();
  };
  shorten_to(story_.conditions, 2, 50);
  shorten_to(story_.medications, 2, 50);
  shorten_to(story_.goals, 1, 50);
  shorten_to(story_.tasks, 1, 50);
  shorten_to(story_.referrals, 1, 35);
  shorten_to(story_.calls, 0, 25);
  shorten_to(story_.beats, 4, 35);  // the last one is planned
  quiet_ = random_.chance(25);
  if (!quiet_) return;
  shorten_to(story_.needs, 1, 100);
  shorten_to(story_.medications, 1, 100);
  shorten_to(story_.referrals, 1, 100);
  shorten_to(story_.assessments, 1, 100);
  story_.calls.clear();
}

void CaseFile::invent_person(std::set<std::string>& names) {
  client_id_ = random_.uuid();
  const bool newcomer = story_.program == "Newcomer families";
  woman_ = story_.sex == 'f' || (story_.sex == 'a' && random_.chance(50));
  // Two clients of one name are for the test of duplicates, not for a demonstration; large
  // caseloads run out of names.
  for (int tries = 0; tries < 50; ++tries) {
    origin_ = &some_origin(random_, newcomer);
    name_ = some_name(random_, *origin_, woman_);
    if (names.insert(name_.given + " " + name_.family).second) break;
  }
  age_ = random_.between(story_.age_min, story_.age_max);
  interpreter_ = random_.chance(origin_->interpreter_percent);
  home_ = some_place(random_);
  doctor_ = some_doctor(random_);

  for (const PersonLine& line : story_.people) {
    Relative relative;
    const std::string& relation = relative.relation = say(line.relation);
    const bool other_sex = relation == "spouse" || relation == "partner";
    relative.woman =
        line.sex == 'f' || (line.sex == 'a' && (other_sex ? !woman_ : random_.chance(60)));
    const auto taken = [&](const Name& name) {
      return name.given == name_.given ||
             std::any_of(relatives_.begin(), relatives_.end(),
                         [&](const Relative& other) { return other.name.given == name.given; });
    };
    relative.name = some_name(random_, *origin_, relative.woman);
    for (int tries = 0; tries < 20 && taken(relative.name); ++tries) {
      relative.name = some_name(random_, *origin_, relative.woman);
    }
    if (shares_family_name(relation)) relative.name.family = name_.family;
    relative.id = random_.uuid();
    relative.word = relation_word(relation, relative.woman, random_);
    relatives_.push_back(relative);
  }

  teller_.define("name", name_.called());
  teller_.define("title", (woman_ ? "Ms. " : "Mr. ") + name_.family);
  teller_.define("he", woman_ ? "she" : "he");
  teller_.define("He", woman_ ? "She" : "He");
  teller_.define("his", woman_ ? "her" : "his");
  teller_.define("His", woman_ ? "Her" : "His");
  teller_.define("him", woman_ ? "her" : "him");
  teller_.define("doc", doctor_);
  teller_.define("nurse", nurse_.given);
  teller_.define("social", social_.given);
  teller_.define("carer", relatives_.front().name.called());
  teller_.define("rel", relatives_.front().word);

  coverage_id_ = random_.uuid();
  episode_id_ = random_.uuid();
  if (random_.chance(70)) release_id_ = random_.uuid();
  care_plan_id_ = random_.uuid();
  if (!story_.household.empty()) household_id_ = random_.uuid();
  condition_ids_ = ids(story_.conditions.size());
  need_ids_ = ids(story_.needs.size());
  goal_ids_ = ids(story_.goals.size());
  intervention_ids_ = ids(story_.interventions.size());
  referral_ids_ = ids(story_.referrals.size());
  authorization_ids_ = ids(story_.authorizations.size());
}

std::string CaseFile::marital_status() {
  if (!story_.marital.empty()) return say(story_.marital);
  if (story_.people.front().relation == "spouse") return "married";
  return say(age_ > 66 ? "{widowed|divorced|single}" : "{single|divorced|separated}");
}

void CaseFile::write_client() {
  Record client("client", client_id_);
  client.add("given_name", name_.given)
      .add("family_name", name_.family)
      .add("preferred_name", name_.preferred.empty() ? name_.own_script : name_.preferred)
      .add("birth_date",
           date_text(today_ - std::chrono::days(age_ * 365 + random_.between(20, 340))))
      .add("sex", woman_ ? "female" : "male")
      .add("gender", woman_ ? "woman" : "man")
      .add("pronouns", woman_ ? "she/her" : "he/him")
      .add("language", origin_->language)
      .add("interpreter_needed", interpreter_);
  if (age_ > 70 && random_.chance(40)) {
    client.add("communication_needs",
               say("{Hard of hearing, speak to the left ear|Large print|Hearing "
                   "aid, often not in|Reading glasses, read aloud}"));
  }

  std::vector<Json> phones;
  const bool discreet = random_.chance(20);
  phones.push_back(
      Json::object({{"number", some_phone(random_)},
                    {"use", "mobile"},
                    {"safe_to_call", true},
                    {"safe_to_text", !discreet && age_ < 80},
                    {"safe_to_leave_message", !discreet},
                    {"note", discreet ? "Shared telephone, say only your first name" : ""}}));
  if (random_.chance(40)) {
    phones.push_back(Json::object({{"number", some_phone(random_)},
                                   {"use", "home"},
                                   {"safe_to_call", random_.chance(80)},
                                   {"safe_to_text", false},
                                   {"safe_to_leave_message", random_.chance(60)}}));
  }
  client.add("phones", phones);
  client.add("addresses", std::vector<Json>{Json::object(
                              {{"line", home_.line},
                               {"city", home_.city},
                               {"state", "MA"},
                               {"postal_code", home_.postal_code},
                               {"country", "US"},
                               {"use", "home"},
                               {"safe_to_visit", !discreet || random_.chance(70)},
                               {"safe_to_write", !discreet},
                               {"note", discreet ? "No letters, the mailbox is shared" : ""}})});
  client.add("lat", home_.lat)
      .add("lon", home_.lon)
      .add("access_instructions", say(kWaysIn[random_.between(0, 4)]))
      .add("contact_preference", say("{Mornings by phone|Text first, then call|After two in the "
                                     "afternoon|Call, let it ring long}"))
      .add("safety_alerts", say_all(story_.alerts))
      .add("code_status", say(story_.code_status));

  const bool proxy = !story_.people.front().roles.empty() &&
                     story_.people.front().roles.back() == "health_care_proxy";
  client.add("decision_maker",
             Json::object({{"kind", "self"},
                           {"related_person_id", proxy ? relatives_.front().id : ""},
                           {"document", proxy ? "Health care proxy, copy in the file" : ""}}));
  client.add("emergency_priority", say(story_.emergency_priority))
      .add("emergency_plan",
           say("{Goes to [carer]|Stays at home, neighbor checks|Shelter at the school with "
               "the medication bag}"))
      .add("risk_level", say(story_.risk))
      .add("risk_reasons", say_all(story_.risk_reasons))
      .add("status", "active")
      .add("status_date", date(-story_.admitted_days))
      .add("external_ids",
           std::vector<Json>{Json::object(
               {{"system", "chart"}, {"value", "SC-" + std::to_string(10400 + number_)}})})
      .add("care_manager_id", nurse_.id)
      .add("case_manager_id", social_.id)
      .add("household_id", household_id_)
      .add("marital_status", marital_status())
      .add("birth_place", origin_->birth_place)
      .add("employment", say(story_.employment))
      .add("housing_status", say(story_.housing))
      .add("living_arrangement", say(story_.living))
      .add("dietary_needs", say(story_.diet))
      .add("mobility", say(story_.mobility))
      .add("equipment", say_all(story_.equipment))
      .add("what_matters", say(story_.matters))
      .add("background", say(story_.background));
  client_line_ = client.line();
}

void CaseFile::write_people() {
  for (std::size_t i = 0; i < story_.people.size(); ++i) {
    const PersonLine& line = story_.people[i];
    const Relative& relative = relatives_[i];
    Record made = record("related_person", relative.id);
    made.add("given_name", relative.name.given)
        .add("family_name", relative.name.family)
        .add("preferred_name",
             relative.name.preferred.empty() ? relative.name.own_script : relative.name.preferred)
        .add("relation", relative.relation)
        .add("roles", say_all(line.roles))
        .add("sex", relative.woman ? "female" : "male")
        .add("language", origin_->language)
        .add("phones", std::vector<Json>{Json::object({{"number", some_phone(random_)},
                                                       {"use", "mobile"},
                                                       {"safe_to_call", true},
                                                       {"safe_to_text", random_.chance(70)}})})
        .add("lives_with_client", line.lives_with_client)
        .add("contact_order", static_cast<int>(i) + 1)
        .add("availability",
             say("{Evenings|After work, from five|Mornings|Any time, by text|Weekends}"))
        .add("care_given", say_all(line.care_given))
        .add("caregiver_strain", line.strain)
        .add("may_know", std::vector<std::string>{say("{health|appointments|everything}")})
        .add("status", "active")
        .add("remarks", say(line.remarks));
    keep(made);
  }
}

void CaseFile::write_care_team() {
  const auto member = [&](std::string_view role, bool lead) {
    Record made = record("care_team_member");
    made.add("role", role)
        .add("is_lead", lead)
        .add("start_date", date(-story_.admitted_days))
        .add("status", "active");
    return made;
  };
  const bool medical =
      story_.admission_source == "hospital" || story_.admission_source == "facility";
  keep(member("care_manager", medical)
           .add("worker_id", nurse_.id)
           .add("member_name", nurse_.full_name)
           .add("role_display", "Care manager, " + nurse_.credential)
           .add("may_know", std::vector<std::string>{"everything"}));
  keep(member("case_manager", !medical)
           .add("worker_id", social_.id)
           .add("member_name", social_.full_name)
           .add("role_display", "Case manager, " + social_.credential)
           .add("may_know", std::vector<std::string>{"everything"}));
  keep(member("physician", false)
           .add("member_name", doctor_)
           .add("specialty", "primary care")
           .add("phones",
                std::vector<Json>{Json::object(
                    {{"number", some_phone(random_)}, {"use", "work"}, {"safe_to_call", true}})})
           .add("fax", some_phone(random_))
           .add("may_know", std::vector<std::string>{"general", "behavioural"})
           .add("consent_id", release_id_));
}

void CaseFile::write_consents() {
  const auto signed_by = [&](int days, bool verbal) {
    return Json::object({{"signer", name_.given + " " + name_.family},
                         {"relation", "self"},
                         {"at", instant_text(after_today(days), 14 * 60 + 20)},
                         {"method", verbal ? "verbal" : "screen"},
                         {"witness", verbal ? nurse_.full_name : ""}});
  };
  const int days = -story_.admitted_days;
  keep(
      record("consent")
          .add("consent_kind", "services")
          .add("status", "active")
          .add("recipient", "Our program")
          .add("what", std::vector<std::string>{"contact_details", "health", "benefits", "housing"})
          .add("purpose", "Care and case management")
          .add("valid_from", date(days))
          .add("valid_until", date(days + 365))
          .add("signed", signed_by(days, false))
          .add("language", origin_->language)
          .add("interpreter_used", interpreter_)
          .add("copy_given", true)
          .add("witness_id", nurse_.id));
  if (release_id_.empty()) return;
  const bool withdrawn = random_.chance(8);
  Record release = record("consent", release_id_);
  release.add("consent_kind", "release_of_information")
      .add("status", withdrawn ? "withdrawn" : "active")
      .add("recipient", say("{Practice of [doc]|[doc] and the hospital}"))
      .add("what", std::vector<std::string>{"health", "contact_details"})
      .add("purpose", "Coordination of treatment")
      .add("valid_from", date(days))
      .add("valid_until", date(days + 365))
      .add("signed", signed_by(days, random_.chance(25)))
      .add("no_redisclosure", true)
      .add("witness_id", social_.id);
  if (random_.chance(30)) {
    release.add("what_not", std::vector<std::string>{
                                say("{Conversations about the family|Use of alcohol in the "
                                    "past|Court matters}")});
  }
  if (withdrawn) {
    release.add("withdrawn_at", instant_text(after_today(-3), 11 * 60))
        .add("withdrawn_reason", say("Wants to decide each time from now on"));
  }
  keep(release);
}

void CaseFile::write_coverage() {
  const bool medicare = age_ >= 65;
  const std::string kind = medicare ? "medicare" : random_.chance(75) ? "medicaid" : "commercial";
  const std::string insurer = kind == "medicare" ? say("{Medicare|Medicare, Harbor Advantage plan}")
                              : kind == "medicaid" ? "State Medicaid"
                                                   : say("{Bay Mutual Health|Foundry Health Plan}");
  keep(record("coverage", coverage_id_)
           .add("insurer", insurer)
           .add("coverage_kind", kind)
           .add("plan", say(medicare ? "{Part A and B|HMO}" : "{Standard|Family Care|Essential}"))
           .add("member_id", "M" + std::to_string(random_.between(100'000'000, 999'999'999)))
           .add("rank", 1)
           .add("start_date", date(-random_.between(300, 1400)))
           .add("status", "active")
           .add("renewal_date", date(random_.between(20, 300)))
           .add("last_verified", date(-random_.between(2, 25)))
           .add("verified_how", say("{portal|phone|card seen}")));
}

void CaseFile::write_episode() {
  const int days = -story_.admitted_days;
  Record made = record("episode", episode_id_);
  made.add("episode_kind", story_.program.starts_with("Home care") ? "home_health" : "enrolment")
      .add("program", story_.program)
      .add("status", "active")
      .add("referred_date", date(days - random_.between(1, 4)))
      .add("referral_source", say("{Hospital discharge planner|[doc]|Self|School nurse|Helpline}"))
      .add("admission_date", date(days))
      .add("admission_reason", say(story_.admission_reason))
      .add("admission_source", story_.admission_source)
      .add("visit_frequency", say("{Weekly|Twice a week, then weekly|Every two weeks}"))
      .add("worker_id", worker(story_.beats.front().who).id)
      .add("coverage_id", coverage_id_)
      .add("condition_ids", condition_ids_)
      .add("readmission_risk", say(story_.risk) == "high" ? "high" : "moderate");
  if (story_.program.starts_with("Home care")) {
    made.add("certification_start_date", date(days))
        .add("certification_stop_date", date(days + 59));
  }
  keep(made);
}

void CaseFile::write_household() {
  if (story_.household.empty()) return;
  std::vector<Json> members;
  members.push_back(
      Json::object({{"name", name_.given + " " + name_.family}, {"relation", "self"}}));
  for (std::size_t i = 0; i < relatives_.size(); ++i) {
    if (!story_.people[i].lives_with_client) continue;
    members.push_back(
        Json::object({{"name", relatives_[i].name.given + " " + relatives_[i].name.family},
                      {"relation", relatives_[i].word},
                      {"related_person_id", relatives_[i].id}}));
  }
  const double rent = random_.between(78, 132) * 10;
  keep(record("household", household_id_)
           .add("title", "Household " + name_.family)
           .add("members", members)
           .add("housing_kind", "apartment")
           .add("tenure", "rent")
           .add("monthly_rent", rent)
           .add("monthly_income", random_.between(60, 190) * 10)
           .add("currency", "USD")
           .add("food_security", say("{at_risk|insecure}"))
           .add("remarks", say(story_.household)));
}

}  // namespace satchel::caseload
