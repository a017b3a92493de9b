// What others provide or pay: referrals until the loop is closed, approvals, public benefits.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kReferral[] = {
    text(16, "title", "Service asked for").searchable(),
    code(17, "category", "Category",
         "housing food legal_aid transport dme utilities income benefits employment education "
         "childcare home_health primary_care specialist mental_health substance_use respite safety "
         "social_support other"),
    text(18, "code", "Code").searchable(),
    text(19, "code_system", "Code system"),
    text(20, "display", "Code in words").searchable(),
    long_text(21, "description", "Reason and background").searchable(),
    code(22, "status", "Status", "draft sent received accepted scheduled in_progress completed")
        .further("declined unreachable cancelled"),
    text(23, "status_reason", "Reason for the status"),
    code(24, "urgency", "Urgency", "routine soon urgent"),
    reference(25, "need_id", "Need", "need"),
    reference(26, "goal_ids", "Goals", "goal").unite(),
    reference(27, "condition_id", "Condition", "condition"),
    reference(28, "organization_id", "Organisation", "service_organization"),
    text(29, "organization_name", "Organisation that is not in the directory").searchable(),
    text(30, "contact_name", "Contact there").searchable(),
    json(31, "contact_phones", "Phones there").unite(),
    reference(32, "worker_id", "Referred by", "worker"),
    instant(33, "sent_at", "Sent at"),
    code(34, "sent_how", "How it was sent", "phone fax email portal letter client_carried"),
    instant(35, "received_at", "Received at"),
    instant(36, "decided_at", "Accepted or declined at"),
    text(37, "declined_reason", "Why it was declined").searchable(),
    instant(38, "scheduled_for", "Appointment"),
    text(39, "appointment_remarks", "Place and preparation"),
    instant(40, "completed_at", "Completed at"),
    code(41, "outcome", "Outcome",
         "service_received partly_received not_received waitlisted not_eligible "
         "client_declined no_show"),
    text(42, "outcome_remarks", "Outcome in words").searchable(),
    instant(43, "loop_closed_at", "Loop closed at"),
    boolean(44, "client_agreed", "Client agreed"),
    reference(45, "consent_id", "Consent", "consent"),
    text(46, "documents_sent", "Documents sent").unite(),
    // {"at", "worker_id", "how", "answer"}: each time somebody asked how it stands.
    json(47, "attempts", "Inquiries").unite().searchable(),
    date(48, "next_check_date", "Ask again on"),
    text(49, "barriers", "Barriers").unite(),
    boolean(50, "transport_needed", "Transport needed"),
    boolean(51, "interpreter_needed", "Interpreter needed"),
    reference(52, "authorization_id", "Authorisation", "authorization"),
    reference(53, "visit_id", "Visit", "visit"),
    reference(54, "episode_id", "Episode", "episode"),
    code(55, "satisfaction", "Client's satisfaction", "satisfied neutral dissatisfied"),
    json(56, "external_ids", "Numbers elsewhere").unite().searchable(),
};

constexpr FieldSpec kAuthorization[] = {
    reference(16, "coverage_id", "Coverage", "coverage"),
    text(17, "reference_number", "Reference number").searchable(),
    text(18, "service_code", "Service code").searchable(),
    json(19, "service_modifiers", "Service modifiers"),
    text(20, "service_display", "Service").searchable(),
    reference(21, "organization_id", "Who provides it", "service_organization"),
    code(22, "status", "Status", "draft submitted in_review approved ended")
        .further("partly_approved denied withdrawn cancelled"),
    text(23, "status_reason", "Reason for the status"),
    code(24, "urgency", "Urgency", "standard expedited retrospective"),
    real(25, "units_requested", "Units requested"),
    // What may be delivered and billed: two different values always go to a person.
    real(26, "units_approved", "Units approved").manual(),
    real(27, "units_used", "Units used"),
    code(28, "unit_kind", "Unit", "visit hour quarter_hour day item amount"),
    text(29, "frequency_limit", "Limit a day or week"),
    date(30, "start_date", "Approved from"),
    date(31, "stop_date", "Approved until"),
    instant(32, "submitted_at", "Submitted at"),
    reference(33, "worker_id", "Submitted by", "worker"),
    code(34, "submitted_how", "How it was submitted", "portal phone fax email letter"),
    date(35, "decision_due_date", "Decision due"),
    date(36, "decided_date", "Decided on"),
    text(37, "diagnosis_codes", "Diagnosis codes").unite(),
    text(38, "documents_owed", "Documents owed").unite(),
    text(39, "documents_sent", "Documents sent").unite(),
    date(40, "denial_date", "Denied on"),
    text(41, "denial_code", "Code of the denial"),
    text(42, "denial_reason", "Reason for the denial").searchable(),
    date(43, "appeal_deadline", "Appeal by"),
    date(44, "appeal_filed_date", "Appeal filed on"),
    code(45, "appeal_status", "Appeal", "filed in_review decided").further("withdrawn cancelled"),
    text(46, "appeal_outcome", "Outcome of the appeal").searchable(),
    text(47, "contact_name", "Contact at the insurer"),
    json(48, "contact_phones", "Phones of the insurer").unite(),
    integer(49, "alert_days_before", "Warn this many days before the end"),
    reference(50, "referral_id", "Referral", "referral"),
    reference(51, "episode_id", "Episode", "episode"),
    reference(52, "renews_id", "Renews", "authorization"),
    long_text(53, "justification", "Justification").searchable(),
    text(54, "remarks", "Remarks").searchable(),
    json(55, "external_ids", "Numbers elsewhere").unite(),
};

constexpr FieldSpec kBenefitApplication[] = {
    code(16, "program", "Programme",
         "food_assistance medicaid medicare_savings cash_assistance disability unemployment "
         "housing_subsidy energy_assistance childcare pension veterans other"),
    text(17, "program_name", "Name of the programme").searchable(),
    reference(18, "organization_id", "Agency", "service_organization"),
    text(19, "agency_name", "Agency that is not in the directory").searchable(),
    text(20, "reference_number", "Reference number").searchable(),
    code(21, "status", "Status", "draft submitted documents_owed in_review approved ended")
        .further("denied withdrawn cancelled"),
    text(22, "status_reason", "Reason for the status"),
    date(23, "screened_date", "Screened on"),
    text(24, "eligibility", "Why eligible"),
    date(25, "submitted_date", "Submitted on"),
    code(26, "submitted_how", "How it was submitted", "online in_person phone post fax"),
    reference(27, "worker_id", "Helped by", "worker"),
    reference(28, "related_person_id", "Representative", "related_person"),
    // {"document", "due"} or the document alone; received ones are removed here and added there.
    json(29, "documents_owed", "Documents owed").unite(),
    json(30, "documents_given", "Documents given").unite(),
    date(31, "documents_due_date", "Documents due"),
    instant(32, "interview_at", "Interview"),
    date(33, "decision_due_date", "Decision due"),
    code(34, "decision", "Decision", "approved partly_approved denied").manual(),
    date(35, "decision_date", "Decided on"),
    text(36, "decision_reason", "Reason for the decision").searchable(),
    real(37, "monthly_amount", "Amount a month"),
    text(38, "currency", "Currency"),
    date(39, "start_date", "Paid from"),
    date(40, "stop_date", "Paid until"),
    date(41, "recertification_date", "Recertification due"),
    code(42, "recertification_status", "Recertification", "not_due due submitted completed missed"),
    date(43, "appeal_deadline", "Appeal by"),
    date(44, "appeal_filed_date", "Appeal filed on"),
    code(45, "appeal_status", "Appeal", "filed hearing_set decided").further("withdrawn cancelled"),
    instant(46, "hearing_at", "Hearing"),
    text(47, "appeal_outcome", "Outcome of the appeal").searchable(),
    // {"date", "kind", "words"}: letters of the agency.
    json(48, "notices", "Letters of the agency").unite().searchable(),
    integer(49, "household_size", "Household size stated"),
    real(50, "monthly_income", "Income a month stated"),
    reference(51, "need_id", "Need", "need"),
    reference(52, "goal_ids", "Goals", "goal").unite(),
    reference(53, "consent_id", "Consent", "consent"),
    text(54, "remarks", "Remarks").searchable(),
};

constexpr TypeSpec kTypes[] = {
    {60, "referral", "Referral", ScopeKind::general, kReferral},
    {61, "authorization", "Authorisation", ScopeKind::general, kAuthorization},
    {62, "benefit_application", "Benefit application", ScopeKind::general, kBenefitApplication},
};

}  // namespace

std::span<const TypeSpec> services_types() {
  return kTypes;
}

}  // namespace satchel::tables
