// A life situation: what a client's file is about, told as lines of text from which the generator
// makes records.
//
// Texts are templates. `{a|b|c}` is one of the alternatives. `[name]` is a variable: name, title
// (Ms. Diallo), he, He, his, His, him, carer, rel (daughter), doc, nurse, social; what was measured
// at the visit: bp, hr, wt, spo2, glu, temp, pain, wound, resp; `[-19]` and `[+5]` are days counted
// from the day of the record.
//
// Thread rule: plain values. Failure rule: an unknown variable is a programmer error.
#pragma once

#include <string_view>
#include <vector>

namespace satchel::caseload {

using Words = std::string_view;

enum class Role { nurse, social };

struct PersonLine {
  Words relation = {};  // a code of related_person.relation
  char sex = 'a';       // f, m, or a for any
  std::vector<Words> roles = {};
  bool lives_with_client = false;
  Words strain = {};
  std::vector<Words> care_given = {};
  Words remarks = {};
};

struct ConditionLine {
  Words code = {};  // ICD-10-CM
  Words display = {};
  Words severity = {};
  int onset_days = 365;
  Words self_management = {};
  std::vector<Words> red_flags = {};
  Words category = "problem_list";
};

struct MedicationLine {
  Words display = {};
  Words strength = {};
  Words frequency = {};
  Words reason = {};
  Words taking = "taking";
  Words why = {};  // how it is really taken, or why it is not
  bool high_risk = false;
  bool over_the_counter = false;
  Words form = "tablet";
  Words route = "oral";
  Words given_by = "self";
};

enum class Vital {
  pressure,
  pulse,
  weight,
  saturation,
  glucose,
  temperature,
  pain,
  wound,
  breaths
};

// Values at the visits that measure: from `start`, changed by `step` at each, with a little noise.
struct Series {
  Vital vital = Vital::pressure;
  double start = 0;
  double step = 0;
};

enum class Instrument { phq2, morse, hunger, mini_cog, caregiver_strain };

struct AssessmentLine {
  Instrument instrument = Instrument::phq2;
  std::vector<int> points = {};  // one an item
  int beat = 0;                  // at which visit, an index into `beats`
  Words summary = {};
  Words action = {};
};

struct NeedLine {
  Words title = {};
  Words domain = {};
  Words category = {};
  Words client_words = {};
  Words priority = "medium";
  Words status = "in_progress";
  Words description = {};
};

struct GoalLine {
  Words title = {};
  Words client_words = {};
  Words category = {};
  Words measure = {};
  Words baseline = {};
  Words target = {};
  Words current = {};
  Words achievement = "in_progress";
  int target_days = 45;
};

struct InterventionLine {
  Words title = {};
  Words kind = {};
  Words description = {};
  Words topic = {};  // of an education
  Words teach_back = {};
  Words teach_back_words = {};
  Role who = Role::nurse;
};

struct TaskLine {
  Words title = {};
  Words category = {};
  Role who = Role::social;
  int due_days = 3;
  Words status = "open";
  Words priority = "normal";
  Words waiting_for = {};
};

// A visit and the note about it. Days are working days from today; 0 and later are planned.
struct Beat {
  int workday = 0;
  Role who = Role::nurse;
  Words kind = "home";
  Words status = "completed";
  Words reason = {};
  Words status_reason = {};
  Words outcome = {};
  Words summary = {};
  std::vector<Words> tasks = {};    // done, or planned when the visit is planned
  std::vector<Words> refused = {};  // tasks
  std::vector<Words> present = {};
  Words note_kind = {};
  Words note = {};
  bool measures = false;
  bool is_signed = false;
  int minutes = 50;
};

struct CallLine {
  int days = -1;  // calendar days from today
  Role who = Role::social;
  Words channel = "call";
  Words direction = "outgoing";
  Words with_whom = "client";
  Words person = {};
  Words subject = {};
  Words body = {};
  Words outcome = "reached";
  int call_back_days = -1;  // from today; -1: none
};

struct ReferralLine {
  Words category = {};
  Words title = {};
  Words organization = {};
  Words status = "sent";  // alternatives allowed
  Words urgency = "routine";
  Words description = {};
  Words result = {};  // for completed and declined
};

struct AuthorizationLine {
  Words service = {};
  Words code = {};
  Words status = "approved";
  Words unit_kind = "visit";
  int requested = 0;
  int approved = 0;
  int used = 0;
  int start_days = -30;
  int stop_days = 30;
  Words reason = {};  // of the denial or the justification
};

struct BenefitLine {
  Words program = {};
  Words name = {};
  Words agency = {};
  Words status = "submitted";
  std::vector<Words> owed = {};
  std::vector<Words> given = {};
  int monthly_amount = 0;
  Words remarks = {};
};

struct IncidentLine {
  int days = -6;
  Role who = Role::nurse;
  Words kind = {};
  Words severity = "minor";
  Words title = {};
  Words description = {};
  Words actions = {};
  Words prevention = {};
  bool reportable = false;
};

struct Story {
  Words program = {};
  Words admission_reason = {};
  Words admission_source = "hospital";
  int admitted_days = 24;
  int age_min = 40, age_max = 80;
  char sex = 'a';  // f, m, or a for any
  Words living = "alone";
  Words marital = {};  // empty: by age and people
  Words housing = "stable";
  Words employment = "retired";
  Words code_status = "full_code";
  Words risk = "moderate";
  std::vector<Words> risk_reasons = {};
  Words emergency_priority = "within_three_days";
  std::vector<Words> alerts = {};
  Words mobility = {};
  std::vector<Words> equipment = {};
  Words diet = {};
  Words matters = {};
  Words background = {};
  Words household = {};  // remarks; empty: no record
  std::vector<PersonLine> people = {};
  std::vector<ConditionLine> conditions = {};
  std::vector<MedicationLine> medications = {};
  std::vector<Series> series = {};
  std::vector<AssessmentLine> assessments = {};
  std::vector<NeedLine> needs = {};
  std::vector<GoalLine> goals = {};
  std::vector<InterventionLine> interventions = {};
  std::vector<TaskLine> tasks = {};
  std::vector<Beat> beats = {};
  std::vector<CallLine> calls = {};
  std::vector<ReferralLine> referrals = {};
  std::vector<AuthorizationLine> authorizations = {};
  std::vector<BenefitLine> benefits = {};
  std::vector<IncidentLine> incidents = {};
};

// caseload_recovery.cc: after a stay in hospital.
Story heart_failure();
Story diabetic_foot();
Story hip_fracture();
// caseload_chronic.cc: long illness at home.
Story copd_on_oxygen();
Story after_stroke();
Story dialysis();
// caseload_family.cc: those who care and those who are cared for.
Story dementia_and_caregiver();
Story new_parent();
Story refugee_family();
// caseload_hardship.cc: money, housing, loneliness, a new start.
Story eviction_notice();
Story food_insecurity();
Story reentry();

}  // namespace satchel::caseload
