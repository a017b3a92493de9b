// What happened with the client: visits, calls and letters, notes, incidents.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kVisit[] = {
    code(16, "contact_kind", "Type of contact", "home phone video office collateral"),
    // Pay and billing depend on it: two different values always go to a person.
    code(17, "status", "Status",
         "planned in_progress completed cancelled attempted no_show refused")
        .manual(),
    text(18, "status_reason", "Reason for the status"),
    code(19, "priority", "Priority", "routine soon urgent"),
    reference(20, "worker_id", "Worker", "worker"),
    reference(21, "co_worker_ids", "Also present from the team", "worker").unite(),
    reference(22, "episode_id", "Episode", "episode"),
    text(23, "reason", "Reason for the visit").searchable(),

    instant(24, "planned_start", "Planned start"),
    instant(25, "planned_end", "Planned end"),
    text(26, "time_zone", "Time zone"),
    // {"every", "unit": day | week | month, "weekdays", "until", "count", "except"}
    json(27, "recurrence", "Repeats"),
    reference(28, "series_id", "First visit of the series", "visit"),

    // Electronic visit verification. A clock event is a fact and never changes: {"event": in | out,
    // "at", "source": mobile | telephony | fixed_device | manual, "lat", "lon", "accuracy_m",
    // "device_at", "utc_offset_minutes", "phone", "user"}. Corrections stand beside it.
    json(29, "clock_events", "Clock-in and clock-out").unite(),
    // {"start", "end", "reason", "memo", "user", "time"}
    json(30, "adjusted_times", "Adjusted times"),
    integer(31, "utc_offset_minutes", "Local time minus UTC, minutes"),
    code(32, "location_kind", "Place", "home community facility office other"),
    text(33, "location", "Place in words").searchable(),
    // {"times", "tasks", "service": agreed or not, "method", "signature", "signer", "relation",
    // "at"}
    json(34, "client_verification", "Client's verification"),
    json(35, "exceptions", "Verification exceptions, acknowledged").unite(),

    text(36, "service_code", "Service code").searchable(),
    json(37, "service_modifiers", "Service modifiers"),
    text(38, "service_display", "Service").searchable(),
    text(39, "program", "Programme"),
    text(40, "payer", "Payer"),
    reference(41, "coverage_id", "Coverage", "coverage"),
    reference(42, "authorization_id", "Authorisation", "authorization"),
    real(43, "units", "Units"),
    boolean(44, "billable", "Billable"),
    real(45, "mileage_km", "Distance driven, km"),
    integer(46, "travel_minutes", "Travel time, minutes"),
    // {"what", "amount", "currency", "receipt"}
    json(47, "expenses", "Expenses").unite(),

    text(48, "tasks_planned", "Tasks planned").unite(),
    text(49, "tasks_done", "Tasks done").unite(),
    // {"task", "reason"} or the task alone.
    json(50, "tasks_refused", "Tasks refused").unite(),
    text(51, "present", "Who was present").unite().searchable(),
    boolean(52, "interpreter_used", "Interpreter used"),
    code(53, "outcome", "Outcome",
         "resolved follow_up referred escalated no_change not_home refused unsafe"),
    text(54, "outcome_reason", "Reason for the outcome").searchable(),
    text(55, "summary", "Summary").searchable(),
    reference(56, "goals_addressed", "Goals addressed", "goal").unite(),
    reference(57, "interventions_done", "Interventions done", "intervention").unite(),
    text(58, "supplies_used", "Supplies used").unite(),
    text(59, "safety_concerns", "Safety concerns").unite().searchable(),
    // {"due", "at", "ok"}: the worker's own safety on the way.
    json(60, "safety_check_ins", "Worker's safety check-ins").unite(),
    date(61, "next_contact_date", "Next contact due"),
    reference(62, "supervised_by_id", "Reviewed by", "worker"),
    instant(63, "supervised_at", "Reviewed at"),
    json(64, "external_ids", "Numbers elsewhere").unite(),
    // {"at", "text"}: a few words written down during the visit, from which the note is made afterwards.
    json(65, "jots", "Jots").unite().searchable(),
};

constexpr FieldSpec kCommunication[] = {
    code(16, "channel", "Channel", "call text_message letter email fax portal video in_person"),
    code(17, "direction", "Direction", "outgoing incoming"),
    instant(18, "happened_at", "Happened at"),
    integer(19, "utc_offset_minutes", "Local time minus UTC, minutes"),
    integer(20, "duration_minutes", "Duration, minutes"),
    reference(21, "worker_id", "Worker", "worker"),
    code(22, "with_whom", "With whom",
         "client family caregiver provider organisation payer landlord school court other"),
    text(23, "person_name", "Name").searchable(),
    text(24, "number_or_address", "Number or address used").searchable(),
    reference(25, "related_person_id", "Related person", "related_person"),
    reference(26, "care_team_member_id", "Care team member", "care_team_member"),
    reference(27, "organization_id", "Organisation", "service_organization"),
    text(28, "subject", "Subject").searchable(),
    long_text(29, "body", "Content").searchable(),
    code(30, "outcome", "Outcome",
         "reached no_answer left_message wrong_number busy sent delivered returned declined"),
    text(31, "outcome_remarks", "Outcome in words").searchable(),
    code(32, "urgency", "Urgency", "routine soon urgent"),
    date(33, "call_back_by", "Call back by"),
    boolean(34, "call_back_done", "Called back"),
    reference(35, "answers_id", "In answer to", "communication"),
    text(36, "language", "Language"),
    boolean(37, "interpreter_used", "Interpreter used"),
    boolean(38, "identity_checked", "Identity checked"),
    reference(39, "consent_id", "Consent", "consent"),
    reference(40, "visit_id", "Visit", "visit"),
    reference(41, "referral_id", "Referral", "referral"),
    reference(42, "authorization_id", "Authorisation", "authorization"),
    reference(43, "goals_addressed", "Goals addressed", "goal").unite(),
    // {"title", "sha256", "location"}
    json(44, "attachments", "Attachments").unite(),
    text(45, "tracking_number", "Tracking number"),
};

// Legal evidence. After signing nothing but addenda: another note that names this one in `amends`.
constexpr FieldSpec kNote[] = {
    code(16, "kind", "Kind of note", "soap dap birp narrative collateral"),
    text(17, "title", "Title").searchable(),
    long_text(18, "body", "Text").searchable(),
    code(19, "status", "Status", "draft signed co_signed").further(),
    reference(20, "visit_id", "Visit", "visit"),
    reference(21, "communication_id", "Communication", "communication"),
    reference(22, "episode_id", "Episode", "episode"),
    reference(23, "goals_addressed", "Goals addressed", "goal").unite(),
    reference(24, "interventions_addressed", "Interventions addressed", "intervention").unite(),
    reference(25, "referrals_made", "Referrals made", "referral").unite(),
    reference(26, "author_id", "Author", "worker"),
    text(27, "author_credential", "Author's credential"),
    // Happened and written are the author's; when it was received the office knows.
    instant(28, "happened_at", "Happened at"),
    instant(29, "written_at", "Written at"),
    integer(30, "utc_offset_minutes", "Local time minus UTC, minutes"),
    boolean(31, "late_entry", "Late entry"),
    text(32, "late_reason", "Reason for the late entry"),
    code(33, "contact_kind", "Type of contact", "home phone video office collateral"),
    text(34, "place", "Place"),
    text(35, "present", "Who was present").unite().searchable(),
    text(36, "collateral_source", "Collateral contact with").searchable(),
    // {"signer", "name", "credential", "at", "text", "sha256"}: the signed text is what the signature carries, whatever
    // arrives before or after.
    json(37, "signature", "Signature"),
    json(38, "co_signature", "Co-signature"),
    reference(39, "co_signer_id", "To be co-signed by", "worker"),
    reference(40, "amends", "Addendum to", "note"),
    text(41, "amend_reason", "Reason for the addendum"),
    text(42, "template", "Template"),
    text(43, "language", "Language"),
    json(44, "attachments", "Attachments").unite(),
    json(45, "external_ids", "Numbers elsewhere").unite(),
};

constexpr FieldSpec kIncident[] = {
    code(16, "kind", "Kind of incident",
         "fall injury medication_error abuse neglect exploitation violence missing_person "
         "self_harm overdose hospitalisation death infection property privacy worker_safety other"),
    code(17, "severity", "Severity", "none minor moderate serious death"),
    text(18, "title", "In one line").searchable(),
    long_text(19, "description", "What happened").searchable(),
    instant(20, "happened_at", "Happened at"),
    instant(21, "discovered_at", "Discovered at"),
    integer(22, "utc_offset_minutes", "Local time minus UTC, minutes"),
    text(23, "place", "Place"),
    // {"name", "part": client | worker | witness | alleged, "injury"}
    json(24, "people", "People involved").unite().searchable(),
    text(25, "injuries", "Injuries").unite().searchable(),
    long_text(26, "immediate_actions", "What was done at once").searchable(),
    boolean(27, "reportable", "Must be reported"),
    text(28, "report_to", "Authority"),
    instant(29, "report_deadline", "Report due by"),
    instant(30, "reported_at", "Reported at"),
    reference(31, "reported_by_id", "Reported by", "worker"),
    text(32, "report_reference", "Number of the report").searchable(),
    // {"who", "at", "how"}
    json(33, "notified", "Who was told").unite(),
    boolean(34, "restricted", "Restricted"),
    code(35, "status", "Status", "open reported under_review closed").further("cancelled"),
    reference(36, "worker_id", "Written by", "worker"),
    reference(37, "visit_id", "Visit", "visit"),
    reference(38, "medication_id", "Medication", "medication"),
    text(39, "causes", "Causes").unite(),
    long_text(40, "prevention", "How it is prevented").searchable(),
    text(41, "outcome", "Outcome").searchable(),
    json(42, "review", "Supervisor's review"),
    date(43, "closed_date", "Closed on"),
    json(44, "attachments", "Attachments").unite(),
};

constexpr TypeSpec kTypes[] = {
    {30, "visit", "Visit", ScopeKind::general, kVisit},
    {31, "communication", "Communication", ScopeKind::general, kCommunication},
    {32, "note", "Note", ScopeKind::general, kNote},
    {33, "incident", "Incident", ScopeKind::general, kIncident},
};

}  // namespace

std::span<const TypeSpec> contact_types() {
  return kTypes;
}

}  // namespace satchel::tables
