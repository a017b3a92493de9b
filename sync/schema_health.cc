// The medical picture: what the client has, takes, reacts to, and what was measured and asked.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kCondition[] = {
    text(16, "code", "Code").searchable(),
    text(17, "code_system", "Code system"),
    text(18, "display", "Condition").searchable(),
    code(19, "category", "Category", "problem_list encounter_diagnosis health_concern social"),
    code(20, "status", "Status", "active recurrence remission inactive resolved"),
    code(21, "verification", "Certainty", "suspected provisional confirmed refuted"),
    code(22, "severity", "Severity", "mild moderate severe"),
    text(23, "stage", "Stage"),
    text(24, "body_site", "Body site"),
    boolean(25, "is_primary", "Primary diagnosis"),
    date(26, "onset_date", "Onset"),
    text(27, "onset_text", "Onset in words"),
    date(28, "start_date", "From"),
    date(29, "stop_date", "Until"),
    date(30, "recorded_date", "Recorded on"),
    text(31, "diagnosed_by", "Diagnosed by"),
    code(32, "source", "Source", "client caregiver clinician record assessment"),
    text(33, "reason", "Reason for the status"),
    reference(34, "visit_id", "Visit", "visit"),
    reference(35, "assessment_id", "Assessment", "assessment"),
    reference(36, "worker_id", "Recorded by", "worker"),
    text(37, "self_management", "How the client manages it"),
    text(38, "red_flags", "Warning signs to act on").unite(),
    long_text(39, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kMedication[] = {
    text(16, "code", "Code").searchable(),
    text(17, "code_system", "Code system"),
    text(18, "display", "Medication").searchable(),
    text(19, "brand", "Brand name").searchable(),
    text(20, "form", "Form"),
    text(21, "strength", "Strength"),
    // {"amount", "unit", "route", "frequency", "times", "text"}: one prescription line, never a
    // mixture of two people's.
    json(22, "dose", "Dose"),
    text(23, "instructions", "Instructions").searchable(),
    boolean(24, "as_needed", "As needed"),
    text(25, "as_needed_for", "As needed for"),
    text(26, "max_daily_dose", "Most in a day"),
    code(27, "status", "Status", "planned active on_hold completed stopped"),
    text(28, "status_reason", "Reason for the status"),
    code(29, "taking", "Is it taken?", "taking not_taking differs unknown"),
    text(30, "taking_differs", "How it is really taken"),
    text(31, "not_taken_reason", "Why it is not taken"),
    date(32, "last_taken_date", "Last taken").max(),
    text(33, "reason", "Taken for").searchable(),
    text(34, "reason_code", "Code of the reason"),
    reference(35, "condition_id", "Condition", "condition"),
    date(36, "start_date", "From"),
    date(37, "stop_date", "Until"),
    text(38, "prescriber", "Prescriber").searchable(),
    reference(39, "prescriber_organization_id", "Prescriber's practice", "service_organization"),
    reference(40, "pharmacy_id", "Pharmacy", "service_organization"),
    text(41, "prescription_number", "Prescription number"),
    real(42, "quantity", "Quantity dispensed"),
    integer(43, "refills_left", "Refills left"),
    date(44, "next_refill_date", "Next refill"),
    code(45, "source", "Source",
         "client caregiver bottle pharmacy_list discharge_list prescriber record"),
    // {"at", "worker_id", "compared_with", "outcome", "discrepancies", "told"}
    json(46, "reconciled", "Last reconciled"),
    code(47, "given_by", "Who gives it", "self family aide nurse facility"),
    text(48, "aids", "Help with taking it"),
    code(49, "adherence", "Adherence", "good partial poor unknown"),
    boolean(50, "high_risk", "High-risk medication"),
    text(51, "side_effects", "Side effects").unite().searchable(),
    boolean(52, "over_the_counter", "Without prescription"),
    text(53, "storage", "Where and how it is kept"),
    reference(54, "visit_id", "Visit", "visit"),
    text(55, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kAllergy[] = {
    text(16, "code", "Code").searchable(),
    text(17, "code_system", "Code system"),
    text(18, "display", "Substance").searchable(),
    code(19, "category", "Category", "medication food environment biologic other"),
    code(20, "allergy_kind", "Kind", "allergy intolerance none_known unknown"),
    code(21, "criticality", "Danger", "low high unable_to_assess"),
    // {"reaction", "severity", "date"}: a set, a reaction that somebody saw stays.
    json(22, "reactions", "Reactions").unite().searchable(),
    code(23, "status", "Status", "active inactive resolved"),
    code(24, "verification", "Certainty", "unconfirmed presumed confirmed refuted"),
    text(25, "reason", "Reason for the status"),
    date(26, "onset_date", "Onset"),
    date(27, "start_date", "From"),
    date(28, "stop_date", "Until"),
    date(29, "last_reaction_date", "Last reaction").max(),
    date(30, "recorded_date", "Recorded on"),
    code(31, "source", "Source", "client caregiver clinician record"),
    reference(32, "visit_id", "Visit", "visit"),
    text(33, "treatment", "What helps").searchable(),
    text(34, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kObservation[] = {
    text(16, "code", "Code").searchable(),
    text(17, "code_system", "Code system"),
    text(18, "display", "What was observed").searchable(),
    code(19, "category", "Category",
         "vital_signs laboratory exam survey social_history function wound therapy imaging"),
    real(20, "value_number", "Value"),
    text(21, "value_text", "Value in words").searchable(),
    text(22, "value_code", "Value as a code"),
    text(23, "unit", "Unit (UCUM)"),
    // {"code", "display", "value", "unit"} of each part, for example both blood pressures: one
    // measurement, one register.
    json(24, "components", "Parts"),
    instant(25, "effective_at", "Observed at"),
    integer(26, "utc_offset_minutes", "Local time minus UTC, minutes"),
    code(27, "status", "Status", "preliminary final amended"),
    code(28, "interpretation", "Interpretation",
         "normal low high critical_low critical_high abnormal positive negative"),
    real(29, "reference_low", "Normal from"),
    real(30, "reference_high", "Normal to"),
    text(31, "method", "Method"),
    text(32, "body_site", "Body site"),
    text(33, "body_position", "Position"),
    text(34, "device", "Device"),
    reference(35, "worker_id", "Observed by", "worker"),
    code(36, "source", "Source", "measured client caregiver device laboratory record"),
    reference(37, "visit_id", "Visit", "visit"),
    reference(38, "assessment_id", "Assessment", "assessment"),
    reference(39, "condition_id", "Condition", "condition"),
    reference(40, "goal_id", "Goal it measures", "goal"),
    code(41, "absent_reason", "Why there is no value",
         "refused unable not_asked unknown device_failure"),
    // {"who", "at", "how", "answer"}: who was told of a value that must not wait.
    json(42, "notified", "Who was told").unite(),
    text(43, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kAssessment[] = {
    reference(16, "instrument_id", "Instrument", "instrument"),
    text(17, "instrument_code", "Instrument code").searchable(),
    text(18, "instrument_version", "Instrument version"),
    text(19, "title", "Assessment").searchable(),
    code(20, "status", "Status", "in_progress completed signed").further("declined cancelled"),
    text(21, "status_reason", "Reason if not completed"),
    code(22, "occasion", "Occasion",
         "intake routine reassessment change_of_condition discharge follow_up"),
    instant(23, "performed_at", "Performed at"),
    integer(24, "utc_offset_minutes", "Local time minus UTC, minutes"),
    reference(25, "worker_id", "Performed by", "worker"),
    reference(26, "visit_id", "Visit", "visit"),
    reference(27, "episode_id", "Episode", "episode"),
    code(28, "mode", "How it was asked", "in_person phone video self_completed record_review"),
    code(29, "respondent", "Who answered", "client caregiver family clinician other"),
    text(30, "respondent_name", "Name of who answered"),
    text(31, "language", "Language"),
    // {"link id": answer}: one register, because a score belongs to one complete set of answers.
    json(32, "answers", "Answers"),
    real(33, "score", "Score"),
    real(34, "score_max", "Highest possible score"),
    json(35, "subscores", "Scores of the parts"),
    code(36, "interpretation", "Interpretation",
         "none minimal mild moderate moderately_severe severe positive negative"),
    text(37, "interpretation_text", "Interpretation in words").searchable(),
    text(38, "flags", "Answers that need action").unite().searchable(),
    text(39, "action_taken", "What was done about them").searchable(),
    reference(40, "need_ids", "Needs found", "need").unite(),
    long_text(41, "summary", "Summary").searchable(),
    date(42, "next_due_date", "Next due"),
    json(43, "signature", "Signature"),
};

constexpr TypeSpec kTypes[] = {
    {20, "condition", "Condition", ScopeKind::general, kCondition},
    {21, "medication", "Medication", ScopeKind::general, kMedication},
    {22, "allergy", "Allergy", ScopeKind::general, kAllergy},
    {23, "observation", "Observation", ScopeKind::general, kObservation},
    {24, "assessment", "Assessment", ScopeKind::general, kAssessment},
};

}  // namespace

std::span<const TypeSpec> health_types() {
  return kTypes;
}

}  // namespace satchel::tables
