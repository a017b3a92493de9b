// What every laptop knows: the team, the resource directory, the instruments, the office's own
// fields.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kWorker[] = {
    text(16, "given_name", "Given name").searchable(),
    text(17, "family_name", "Family name").searchable(),
    text(18, "display_name", "Name as shown").searchable(),
    text(19, "user_name", "User name").searchable(),
    code(20, "roles", "Roles", "care_manager case_manager supervisor administrator").unite(),
    text(21, "credential", "Credential"),
    text(22, "job_title", "Job title"),
    // {"kind", "number", "state", "until"}
    json(23, "licences", "Licences").unite(),
    text(24, "npi", "National provider number"),
    text(25, "employee_number", "Employee number").searchable(),
    code(26, "sex", "Sex", "female male intersex unknown"),
    text(27, "languages", "Languages").unite(),
    text(28, "specialties", "Specialties").unite(),
    json(29, "phones", "Phones").unite().searchable(),
    json(30, "emails", "E-mail addresses").unite().searchable(),
    text(31, "team", "Team").searchable(),
    reference(32, "supervisor_id", "Supervisor", "worker"),
    reference(33, "covered_by_id", "Stands in", "worker"),
    reference(34, "organization_id", "Organisation", "service_organization"),
    text(35, "service_area", "Service area").unite(),
    json(36, "availability", "Working hours"),
    integer(37, "caseload_max", "Most clients"),
    code(38, "status", "Status", "active on_leave left"),
    date(39, "start_date", "From"),
    date(40, "stop_date", "Until"),
    text(41, "time_zone", "Time zone"),
    json(42, "external_ids", "Numbers elsewhere").unite(),
    text(43, "remarks", "Remarks"),
};

// The resource directory, also of insurers, practices and hospitals.
constexpr FieldSpec kServiceOrganization[] = {
    text(16, "name", "Name").searchable(),
    text(17, "other_names", "Other names").unite().searchable(),
    code(18, "kind", "Kind",
         "community government health_care hospital pharmacy insurer legal shelter school faith "
         "equipment transport other"),
    reference(19, "parent_id", "Part of", "service_organization"),
    long_text(20, "description", "Description").searchable(),
    code(21, "needs", "Needs it meets",
         "housing food legal_aid transport dme utilities income benefits employment education "
         "childcare home_health primary_care specialist mental_health substance_use respite safety "
         "social_support other")
        .unite(),
    text(22, "services", "Services").unite().searchable(),
    text(23, "languages", "Languages").unite(),
    long_text(24, "eligibility", "Who is eligible").searchable(),
    // {"days": [...], "open", "close", "remark"} of each stretch: one register, hours belong
    // together.
    json(25, "hours", "Opening hours"),
    json(26, "phones", "Phones").unite().searchable(),
    text(27, "fax", "Fax"),
    text(28, "emails", "E-mail addresses").unite(),
    text(29, "website", "Website"),
    json(30, "addresses", "Addresses").unite().searchable(),
    real(31, "lat", "Latitude"),
    real(32, "lon", "Longitude"),
    text(33, "service_area", "Service area").unite().searchable(),
    code(34, "capacity", "Capacity", "open limited waitlist full closed"),
    text(35, "capacity_remarks", "Capacity in words"),
    integer(36, "wait_days", "Waiting time, days"),
    text(37, "cost", "Cost"),
    text(38, "insurers_accepted", "Insurers accepted").unite(),
    text(39, "how_to_refer", "How to refer").searchable(),
    text(40, "documents_needed", "Documents needed").unite(),
    text(41, "contact_name", "Contact").searchable(),
    text(42, "accessibility", "Accessibility"),
    text(43, "public_transport", "Public transport"),
    text(44, "warnings", "Warnings").unite().searchable(),
    // Two workers who both looked: the later day counts.
    date(45, "last_verified", "Last verified").max(),
    reference(46, "verified_by_id", "Verified by", "worker"),
    code(47, "status", "Status", "active paused closed"),
    text(48, "npi", "National provider number"),
    json(49, "external_ids", "Numbers elsewhere").unite().searchable(),
    text(50, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kInstrument[] = {
    text(16, "code", "Code").searchable(),
    text(17, "code_system", "Code system"),
    text(18, "version", "Version"),
    text(19, "title", "Title").searchable(),
    text(20, "description", "What it is for").searchable(),
    code(21, "domain", "Domain",
         "depression anxiety substance_use falls function cognition pain social food housing "
         "safety caregiver medication general"),
    code(22, "roles", "Used by", "care_manager case_manager").unite(),
    long_text(23, "instructions", "Instructions"),
    // One element a question, so that a long instrument is many small values: {"link_id", "place",
    // "text", "kind", "choices": [{"code", "text", "points"}], "required", "show_if"}
    json(24, "questions", "Questions").unite(),
    json(25, "translations", "Translations").unite(),
    // {"method", "items", "parts"} and {"from", "to", "code", "text", "advice"} of each band.
    json(26, "scoring", "Scoring"),
    json(27, "bands", "Meaning of the scores"),
    real(28, "score_max", "Highest possible score"),
    json(29, "flag_rules", "Answers that need action"),
    integer(30, "minutes", "Takes about, minutes"),
    integer(31, "repeat_days", "Repeat after, days"),
    text(32, "languages", "Languages").unite(),
    text(33, "publisher", "Publisher"),
    text(34, "licence", "Licence"),
    text(35, "source_address", "Where it comes from"),
    code(36, "status", "Status", "draft active retired").further(),
    reference(37, "replaces_id", "Replaces", "instrument"),
};

// An extra field. Its record id and field id are derived from type_name and field_name (schema.h).
constexpr FieldSpec kSchemaField[] = {
    text(16, "type_name", "Record type"),
    text(17, "field_name", "Name"),
    text(18, "label", "Label").searchable(),
    text(19, "description", "What it means"),
    text(20, "example", "Example"),
    // Hints for forms. They never make a value invalid: extra fields take every value.
    code(21, "kind_hint", "Looks like",
         "text long_text code integer real boolean date instant json"),
    text(22, "known_codes", "Known codes").unite(),
    integer(23, "place", "Place in forms"),
    boolean(24, "hidden", "Hidden in forms"),
};

constexpr TypeSpec kTypes[] = {
    {80, "worker", "Worker", ScopeKind::directory, kWorker},
    {81, "service_organization", "Service organisation", ScopeKind::directory,
     kServiceOrganization},
    {82, "instrument", "Instrument", ScopeKind::directory, kInstrument},
    {83, "schema_field", "Extra field", ScopeKind::directory, kSchemaField},
};

}  // namespace

std::span<const TypeSpec> shared_types() {
  return kTypes;
}

}  // namespace satchel::tables
