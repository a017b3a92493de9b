// What is intended: needs, goals, what is done towards them, and who owes the next step.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kNeed[] = {
    text(16, "title", "Need").searchable(),
    code(17, "domain", "Domain", "medical physical psychological social legal financial"),
    code(18, "category", "Category",
         "housing food transport utilities income benefits employment education safety legal_aid "
         "health_care medication equipment caregiving mental_health substance_use isolation other"),
    text(19, "code", "Code").searchable(),
    text(20, "code_system", "Code system"),
    text(21, "display", "Code in words").searchable(),
    long_text(22, "description", "Description").searchable(),
    text(23, "client_words", "In the client's words").searchable(),
    code(24, "priority", "Priority", "low medium high"),
    code(25, "urgency", "Urgency", "routine soon urgent"),
    code(26, "status", "Status", "identified in_progress met partly_met unmet declined"),
    text(27, "status_reason", "Reason for the status"),
    boolean(28, "wants_help", "Client wants help"),
    date(29, "identified_date", "Identified on"),
    date(30, "resolved_date", "Resolved on"),
    code(31, "source", "Source", "client caregiver assessment worker referral record"),
    reference(32, "assessment_id", "Assessment", "assessment"),
    reference(33, "condition_id", "Condition", "condition"),
    reference(34, "visit_id", "Visit", "visit"),
    reference(35, "episode_id", "Episode", "episode"),
    reference(36, "worker_id", "Responsible", "worker"),
    text(37, "strengths", "Strengths").unite(),
    text(38, "barriers", "Barriers").unite(),
    text(39, "outcome", "Outcome").searchable(),
};

constexpr FieldSpec kGoal[] = {
    text(16, "title", "Goal").searchable(),
    long_text(17, "description", "Description").searchable(),
    text(18, "client_words", "In the client's words").searchable(),
    code(19, "category", "Category",
         "medical functional safety behavioural self_management social housing "
         "income legal education"),
    text(20, "code", "Code").searchable(),
    text(21, "code_system", "Code system"),
    text(22, "display", "Code in words").searchable(),
    code(23, "status", "Status", "proposed accepted active completed")
        .further("on_hold declined cancelled"),
    text(24, "status_reason", "Reason for the status"),
    code(25, "achievement", "Achievement",
         "in_progress improving no_change worsening achieved partly_achieved not_achieved"),
    code(26, "priority", "Priority", "low medium high"),
    code(27, "term", "Term", "short long"),
    date(28, "start_date", "From"),
    date(29, "target_date", "Target date"),
    date(30, "completed_date", "Completed on"),
    text(31, "measure", "How progress is measured"),
    text(32, "baseline_value", "At the start"),
    text(33, "target_value", "Target"),
    text(34, "current_value", "Now"),
    text(35, "unit", "Unit (UCUM)"),
    // {"at", "worker_id", "value", "words"}: each look at the goal is a fact of its own.
    json(36, "progress", "Progress").unite().searchable(),
    reference(37, "care_plan_id", "Care plan", "care_plan"),
    reference(38, "need_ids", "Needs", "need").unite(),
    reference(39, "condition_ids", "Conditions", "condition").unite(),
    reference(40, "worker_id", "Responsible", "worker"),
    boolean(41, "client_agreed", "Client agreed"),
    text(42, "strengths", "Strengths").unite(),
    text(43, "barriers", "Barriers").unite(),
    date(44, "review_date", "Review due"),
    text(45, "outcome", "Outcome").searchable(),
};

constexpr FieldSpec kIntervention[] = {
    text(16, "title", "Intervention").searchable(),
    long_text(17, "description", "Description").searchable(),
    code(18, "kind", "Kind",
         "education monitoring treatment medication coordination counselling advocacy exercise "
         "equipment referral support"),
    text(19, "code", "Code").searchable(),
    text(20, "code_system", "Code system"),
    text(21, "display", "Code in words").searchable(),
    code(22, "status", "Status", "planned active completed on_hold stopped cancelled"),
    text(23, "status_reason", "Reason for the status"),
    text(24, "reason", "Reason").searchable(),
    reference(25, "care_plan_id", "Care plan", "care_plan"),
    reference(26, "goal_ids", "Goals", "goal").unite(),
    reference(27, "need_ids", "Needs", "need").unite(),
    reference(28, "condition_ids", "Conditions", "condition").unite(),
    text(29, "frequency", "How often"),
    date(30, "start_date", "From"),
    date(31, "stop_date", "Until"),
    reference(32, "worker_id", "Responsible worker", "worker"),
    reference(33, "related_person_id", "Responsible person", "related_person"),
    reference(34, "organization_id", "Responsible organisation", "service_organization"),
    code(35, "responsible_role", "Responsible role"),
    text(36, "education_topic", "Topic taught").searchable(),
    text(37, "learner", "Who was taught"),
    text(38, "materials_given", "Materials given").unite(),
    text(39, "learning_barriers", "Barriers to learning").unite(),
    // {"at", "worker_id", "result": understood | partly | not_understood, "words"}
    json(40, "teach_back", "Teach-back").unite(),
    // {"at", "worker_id", "minutes", "visit_id", "response"}
    json(41, "performed", "Performed").unite(),
    text(42, "response", "Client's response").searchable(),
    text(43, "outcome", "Outcome").searchable(),
    reference(44, "ordered_by_id", "Ordered by", "care_team_member"),
    reference(45, "visit_id", "Visit", "visit"),
};

constexpr FieldSpec kTask[] = {
    text(16, "title", "What").searchable(),
    long_text(17, "description", "Description").searchable(),
    code(18, "category", "Category",
         "call visit document referral authorization benefit medication "
         "follow_up supervision other"),
    code(19, "status", "Status", "open accepted in_progress completed")
        .further("on_hold declined failed cancelled"),
    text(20, "status_reason", "Reason for the status"),
    code(21, "priority", "Priority", "low normal high urgent"),
    date(22, "due_date", "Due on"),
    instant(23, "due_at", "Due at"),
    reference(24, "owner_id", "Owner", "worker"),
    text(25, "owner_name", "Owner who is not a worker"),
    reference(26, "requested_by_id", "Requested by", "worker"),
    instant(27, "requested_at", "Requested at"),
    instant(28, "completed_at", "Completed at"),
    reference(29, "completed_by_id", "Completed by", "worker"),
    text(30, "outcome", "Outcome").searchable(),
    reference(31, "about_id", "About"),
    reference(32, "goal_id", "Goal", "goal"),
    reference(33, "need_id", "Need", "need"),
    reference(34, "visit_id", "Visit", "visit"),
    reference(35, "referral_id", "Referral", "referral"),
    reference(36, "episode_id", "Episode", "episode"),
    text(37, "checklist", "Steps").unite(),
    text(38, "checklist_done", "Steps done").unite(),
    json(39, "recurrence", "Repeats"),  // as for a visit
    instant(40, "remind_at", "Remind at"),
    text(41, "waiting_for", "Waiting for"),
    integer(42, "minutes_spent", "Time spent, minutes"),
};

constexpr FieldSpec kCarePlan[] = {
    text(16, "title", "Care plan").searchable(),
    text(17, "code", "Code").searchable(),
    text(18, "code_system", "Code system"),
    text(19, "display", "Code in words").searchable(),
    code(20, "category", "Category",
         "care_management case_management home_health behavioural crisis discharge emergency"),
    long_text(21, "description", "Description").searchable(),
    date(22, "start_date", "From"),
    date(23, "stop_date", "Until"),
    code(24, "status", "Status", "draft active on_hold completed revoked"),
    text(25, "status_reason", "Reason for the status"),
    text(26, "reason", "Reason for the plan").searchable(),
    text(27, "reason_code", "Code of the reason"),
    reference(28, "condition_ids", "Conditions", "condition").unite(),
    reference(29, "need_ids", "Needs", "need").unite(),
    reference(30, "goal_ids", "Goals", "goal").unite(),
    reference(31, "intervention_ids", "Interventions", "intervention").unite(),
    text(32, "activities", "Activities").unite().searchable(),
    reference(33, "episode_id", "Episode", "episode"),
    reference(34, "author_id", "Author", "worker"),
    reference(35, "care_team_member_ids", "Care team", "care_team_member").unite(),
    text(36, "client_preferences", "Client's preferences").searchable(),
    text(37, "risk_plan", "If it goes wrong").searchable(),
    // {"signer", "relation", "at", "method"}
    json(38, "client_agreement", "Client's agreement"),
    json(39, "approvals", "Approvals").unite(),
    text(40, "copies_given_to", "Copies given to").unite(),
    date(41, "review_date", "Review due"),
    // {"at", "worker_id", "words"}
    json(42, "reviews", "Reviews").unite().searchable(),
    reference(43, "replaces_id", "Replaces", "care_plan"),
    json(44, "external_ids", "Numbers elsewhere").unite(),
};

constexpr TypeSpec kTypes[] = {
    {50, "need", "Need", ScopeKind::general, kNeed},
    {51, "goal", "Goal", ScopeKind::general, kGoal},
    {52, "intervention", "Intervention", ScopeKind::general, kIntervention},
    {53, "task", "Task", ScopeKind::general, kTask},
    {54, "care_plan", "Care plan", ScopeKind::general, kCarePlan},
};

}  // namespace

std::span<const TypeSpec> plan_types() {
  return kTypes;
}

}  // namespace satchel::tables
