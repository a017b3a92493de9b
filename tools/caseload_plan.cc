// What is wrong, what is taken against it, and what is planned.
#include <algorithm>

#include "tools/caseload_file.h"

namespace satchel::caseload {

void CaseFile::write_conditions() {
  for (std::size_t i = 0; i < story_.conditions.size(); ++i) {
    const ConditionLine& line = story_.conditions[i];
    keep(record("condition", condition_ids_[i])
             .add("code", line.code)
             .add("code_system", "ICD-10-CM")
             .add("display", line.display)
             .add("category", line.category)
             .add("status", "active")
             .add("verification", "confirmed")
             .add("severity", line.severity)
             .add("is_primary", i == 0)
             .add("onset_date", date(-line.onset_days - random_.between(0, line.onset_days / 8)))
             .add("recorded_date", date(-story_.admitted_days))
             .add("diagnosed_by", doctor_)
             .add("source", "record")
             .add("self_management", say(line.self_management))
             .add("red_flags", say_all(line.red_flags)));
  }
}

void CaseFile::write_medications() {
  for (const MedicationLine& line : story_.medications) {
    const std::string taking = say(line.taking);
    const std::string frequency = say(line.frequency);
    const bool as_needed = frequency.find("as needed") != std::string::npos;
    Record made = record("medication");
    made.add("display", line.display)
        .add("form", line.form)
        .add("strength", line.strength)
        .add("dose", Json::object({{"unit", line.form},
                                   {"route", line.route},
                                   {"frequency", frequency},
                                   {"text", std::string(line.strength) + " " + frequency}}))
        .add("as_needed", as_needed)
        .add("as_needed_for", as_needed ? line.reason : Words{})
        .add("status", taking == "not_taking" && random_.chance(50) ? "on_hold" : "active")
        .add("taking", taking)
        .add("taking_differs", taking == "differs" ? say(line.why) : "")
        .add("not_taken_reason", taking == "not_taking" ? say(line.why) : "")
        .add("reason", line.reason)
        .add("condition_id", condition_ids_.front())
        .add("start_date", date(-random_.between(story_.admitted_days, story_.admitted_days + 400)))
        .add("prescriber", line.over_the_counter ? "" : doctor_)
        .add("over_the_counter", line.over_the_counter)
        .add("source", say("{bottle|discharge_list|client|pharmacy_list}"))
        .add("given_by", line.given_by)
        .add("adherence", taking == "taking"    ? "good"
                          : taking == "differs" ? "partial"
                                                : "poor")
        .add("high_risk", line.high_risk);
    if (random_.chance(70)) {
      made.add("reconciled", Json::object({{"at", instant_text(after_today(-13), 10 * 60)},
                                           {"worker_id", nurse_.id},
                                           {"compared_with", "bottles and list of the practice"},
                                           {"outcome", taking == "taking" ? "agrees" : "differs"},
                                           {"told", taking == "taking" ? "" : doctor_}}))
          .add("refills_left", random_.between(0, 5));
    }
    keep(made);
  }
}

void CaseFile::write_allergy() {
  struct Known {
    std::string_view display, category, criticality, reaction, severity;
  };
  static constexpr Known kKnown[] = {
      {"Penicillin", "medication", "high", "{hives|swelling of the face}", "moderate"},
      {"Sulfonamides", "medication", "low", "rash", "mild"},
      {"Codeine", "medication", "low", "vomiting", "mild"},
      {"Latex", "environment", "low", "itching hands", "mild"},
      {"Peanuts", "food", "high", "wheeze, needs epinephrine", "severe"},
      {"Iodine contrast", "medication", "high", "drop in blood pressure", "severe"},
      {"Adhesive tape", "environment", "low", "blisters, use paper tape", "mild"},
  };
  if (random_.chance(35)) {
    keep(record("allergy")
             .add("display", "No known allergies")
             .add("allergy_kind", "none_known")
             .add("status", "active")
             .add("verification", "confirmed")
             .add("recorded_date", date(-story_.admitted_days)));
    return;
  }
  const Known& known = kKnown[random_.between(0, 6)];
  keep(record("allergy")
           .add("display", known.display)
           .add("category", known.category)
           .add("allergy_kind", known.reaction == "vomiting" ? "intolerance" : "allergy")
           .add("criticality", known.criticality)
           .add("reactions", std::vector<Json>{Json::object({{"reaction", say(known.reaction)},
                                                             {"severity", known.severity}})})
           .add("status", "active")
           .add("verification", say("{confirmed|presumed}"))
           .add("recorded_date", date(-story_.admitted_days))
           .add("source", say("{client|record|caregiver}")));
}

void CaseFile::write_plan() {
  const Role lead = story_.beats.front().who;
  for (std::size_t i = 0; i < story_.needs.size(); ++i) {
    const NeedLine& line = story_.needs[i];
    keep(record("need", need_ids_[i])
             .add("title", say(line.title))
             .add("domain", line.domain)
             .add("category", line.category)
             .add("description", say(line.description))
             .add("client_words", say(line.client_words))
             .add("priority", line.priority)
             .add("status", line.status)
             .add("wants_help", true)
             .add("identified_date", date(-story_.admitted_days + random_.between(0, 5)))
             .add("source", say("{client|assessment|worker}"))
             .add("condition_id", line.domain == "medical" ? condition_ids_.front() : "")
             .add("episode_id", episode_id_)
             .add("worker_id",
                  worker(line.domain == "medical" || line.domain == "physical" ? Role::nurse
                                                                               : Role::social)
                      .id));
  }
  for (std::size_t i = 0; i < story_.goals.size(); ++i) {
    const GoalLine& line = story_.goals[i];
    keep(
        record("goal", goal_ids_[i])
            .add("title", say(line.title))
            .add("client_words", say(line.client_words))
            .add("category", line.category)
            .add("status", "active")
            .add("achievement", line.achievement)
            .add("priority", i == 0 ? "high" : "medium")
            .add("term", line.target_days > 45 ? "long" : "short")
            .add("start_date", date(-story_.admitted_days + 2))
            .add("target_date", date(line.target_days))
            .add("measure", say(line.measure))
            .add("baseline_value", say(line.baseline))
            .add("target_value", say(line.target))
            .add("current_value", say(line.current))
            .add("care_plan_id", care_plan_id_)
            .add("need_ids", std::vector<std::string>{need_ids_[std::min(i, need_ids_.size() - 1)]})
            .add("worker_id", worker(lead).id)
            .add("client_agreed", true)
            .add("review_date", date(random_.between(5, 30))));
  }
  for (std::size_t i = 0; i < story_.interventions.size(); ++i) {
    const InterventionLine& line = story_.interventions[i];
    Record made = record("intervention", intervention_ids_[i]);
    made.add("title", say(line.title))
        .add("description", say(line.description))
        .add("kind", line.kind)
        .add("status", "active")
        .add("care_plan_id", care_plan_id_)
        .add("goal_ids", std::vector<std::string>{goal_ids_[std::min(i, goal_ids_.size() - 1)]})
        .add("frequency", say("{Each visit|Weekly|Once, then repeated}"))
        .add("start_date", date(-random_.between(8, 14)))
        .add("worker_id", worker(line.who).id)
        .add("education_topic", line.topic)
        .add("learner", line.topic.empty() ? "" : say("{[name]|[name] and [carer]}"));
    if (!line.teach_back.empty()) {
      made.add("teach_back",
               std::vector<Json>{Json::object({{"at", instant_text(after_today(-7), 11 * 60 + 5)},
                                               {"worker_id", worker(line.who).id},
                                               {"result", say(line.teach_back)},
                                               {"words", say(line.teach_back_words)}})});
    }
    keep(made);
  }
  keep(record("care_plan", care_plan_id_)
           .add("title", std::string(story_.program) + ", plan of care")
           .add("category", lead == Role::nurse ? "care_management" : "case_management")
           .add("start_date", date(-story_.admitted_days + 2))
           .add("status", "active")
           .add("reason", say(story_.admission_reason))
           .add("condition_ids", condition_ids_)
           .add("need_ids", need_ids_)
           .add("goal_ids", goal_ids_)
           .add("intervention_ids", intervention_ids_)
           .add("episode_id", episode_id_)
           .add("author_id", worker(lead).id)
           .add("client_preferences", say(story_.matters))
           .add("client_agreement",
                Json::object({{"signer", name_.given + " " + name_.family},
                              {"relation", "self"},
                              {"at", instant_text(after_today(-story_.admitted_days + 2), 15 * 60)},
                              {"method", "screen"}}))
           .add("review_date", date(random_.between(10, 50))));
}

void CaseFile::write_tasks() {
  for (const TaskLine& line : story_.tasks) {
    keep(record("task")
             .add("title", say(line.title))
             .add("category", line.category)
             .add("status", line.status)
             .add("priority", line.priority)
             .add("due_date", date(line.due_days))
             .add("owner_id", worker(line.who).id)
             .add("requested_by_id", worker(random_.chance(60) ? line.who : Role::nurse).id)
             .add("requested_at",
                  instant_text(workday(today_, -random_.between(1, 6)), 16 * 60 + 10))
             .add("goal_id", goal_ids_.front())
             .add("episode_id", episode_id_)
             .add("waiting_for", say(line.waiting_for)));
  }
}

}  // namespace satchel::caseload
