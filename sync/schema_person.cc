// Who the client is, who stands around the client, what the client agreed to and who pays.
#include "sync/schema_types.h"

namespace satchel::tables {

namespace {

constexpr FieldSpec kClient[] = {
    text(16, "given_name", "Given name").searchable(),
    text(17, "middle_name", "Middle name").searchable(),
    text(18, "family_name", "Family name").searchable(),
    text(19, "suffix", "Name suffix"),
    text(20, "preferred_name", "Preferred name").searchable(),
    // {"given", "family", "until"}: people are still looked for under the name they had.
    json(21, "former_names", "Former names").unite().searchable(),
    date(22, "birth_date", "Birth date"),
    date(23, "death_date", "Date of death"),
    code(24, "sex", "Sex", "female male intersex unknown"),
    code(25, "gender", "Gender", "woman man non_binary other not_disclosed"),
    text(26, "pronouns", "Pronouns"),
    text(27, "language", "Language"),
    boolean(28, "interpreter_needed", "Interpreter needed"),
    text(29, "communication_needs", "Hearing, sight, reading and speech needs"),
    // {"number", "use", "safe_to_call", "safe_to_text", "safe_to_leave_message", "note"}
    json(30, "phones", "Phones").unite().searchable(),
    // {"address", "safe_to_write", "note"}
    json(31, "emails", "E-mail addresses").unite().searchable(),
    // {"line", "city", "state", "postal_code", "country", "use", "safe_to_visit", "safe_to_write",
    // "note"}
    json(32, "addresses", "Addresses").unite().searchable(),
    real(33, "lat", "Latitude of the home"),
    real(34, "lon", "Longitude of the home"),
    text(35, "access_instructions", "How to find and enter the home").searchable(),
    text(36, "contact_preference", "How and when to make contact"),
    // A set: an alert that one worker adds is never hidden by what another one writes.
    text(37, "safety_alerts", "Safety alerts").unite().searchable(),
    // Treatment in an emergency depends on it: two different values always go to a person.
    code(38, "code_status", "Code status", "full_code dnr dni dnr_dni comfort_only unknown")
        .manual(),
    // {"kind": self | proxy | guardian | ..., "related_person_id", "since", "document"}
    json(39, "decision_maker", "Decision maker"),
    json(40, "advance_directives", "Advance directives").unite(),
    code(41, "emergency_priority", "Priority in an emergency",
         "immediate within_day within_three_days can_wait"),
    text(42, "emergency_plan", "Emergency plan"),
    code(43, "risk_level", "Risk level", "low moderate high critical"),
    text(44, "risk_reasons", "Reasons for the risk level").unite(),
    code(45, "status", "Status", "intake active on_hold closed deceased"),
    date(46, "status_date", "Status since"),
    text(47, "status_reason", "Reason for the status"),
    // {"system", "value"}: payer, registry and chart numbers.
    json(48, "external_ids", "Numbers elsewhere").unite().searchable(),
    reference(49, "merged_into", "Same person as", "client"),
    reference(50, "care_manager_id", "Care manager", "worker"),
    reference(51, "case_manager_id", "Case manager", "worker"),
    reference(52, "primary_care_id", "Primary care practice", "service_organization"),
    reference(53, "pharmacy_id", "Pharmacy", "service_organization"),
    reference(54, "preferred_hospital_id", "Preferred hospital", "service_organization"),
    reference(55, "household_id", "Household", "household"),
    code(56, "marital_status", "Marital status",
         "single married partnered separated divorced widowed unknown"),
    text(57, "races", "Race").unite(),
    text(58, "ethnicities", "Ethnicity").unite(),
    text(59, "birth_place", "Place of birth"),
    text(60, "religion", "Religion"),
    code(61, "education", "Education"),
    code(62, "employment", "Employment",
         "employed part_time self_employed unemployed student retired unable_to_work"),
    boolean(63, "veteran", "Veteran"),
    code(64, "housing_status", "Housing",
         "stable at_risk temporary shelter unsheltered institution"),
    code(65, "living_arrangement", "Lives", "alone with_family with_others facility"),
    text(66, "dietary_needs", "Dietary needs"),
    text(67, "mobility", "Mobility and transfers"),
    text(68, "equipment", "Equipment in use").unite(),
    text(69, "what_matters", "What matters to the client").searchable(),
    long_text(70, "background", "Background").searchable(),
    // The client's wish, for example not to be seen by a relative who works here.
    reference(71, "excluded_worker_ids", "Not to be assigned", "worker").unite(),
};

constexpr FieldSpec kRelatedPerson[] = {
    text(16, "given_name", "Given name").searchable(),
    text(17, "middle_name", "Middle name").searchable(),
    text(18, "family_name", "Family name").searchable(),
    text(19, "suffix", "Name suffix"),
    text(20, "preferred_name", "Preferred name").searchable(),
    code(21, "relation", "Relation to the client",
         "spouse partner parent child sibling grandparent grandchild relative "
         "friend neighbour other"),
    code(22, "roles", "Roles",
         "family caregiver emergency_contact legal_representative guardian health_care_proxy payee")
        .unite(),
    date(23, "birth_date", "Birth date"),
    code(24, "sex", "Sex", "female male intersex unknown"),
    text(25, "language", "Language"),
    boolean(26, "interpreter_needed", "Interpreter needed"),
    json(27, "phones", "Phones").unite().searchable(),  // as for the client
    json(28, "emails", "E-mail addresses").unite().searchable(),
    json(29, "addresses", "Addresses").unite().searchable(),
    boolean(30, "lives_with_client", "Lives with the client"),
    integer(31, "contact_order", "Order in which to call"),
    text(32, "availability", "When available"),
    text(33, "care_given", "Care given").unite(),
    real(34, "care_hours_week", "Hours of care a week"),
    code(35, "caregiver_strain", "Caregiver strain", "none mild moderate severe"),
    text(36, "may_know", "May be told about").unite(),
    boolean(37, "must_not_contact", "Must not be contacted"),
    // {"kind", "from", "until", "document", "limits"}
    json(38, "legal_authority", "Legal authority").unite(),
    date(39, "start_date", "From"),
    date(40, "stop_date", "Until"),
    code(41, "status", "Status", "active inactive deceased"),
    text(42, "remarks", "Remarks").searchable(),
    reference(43, "same_person_client_id", "Is also the client", "client"),
};

constexpr FieldSpec kCareTeamMember[] = {
    // Exactly one of the references, or the name of somebody who has no record here.
    reference(16, "worker_id", "Worker", "worker"),
    reference(17, "related_person_id", "Related person", "related_person"),
    reference(18, "organization_id", "Organisation", "service_organization"),
    text(19, "member_name", "Name").searchable(),
    code(20, "role", "Role",
         "care_manager case_manager supervisor physician nurse therapist aide pharmacist "
         "counsellor legal_aid advocate interpreter family other"),
    text(21, "role_display", "Role in words"),
    text(22, "specialty", "Specialty"),
    boolean(23, "is_lead", "Leads the team"),
    json(24, "phones", "Phones").unite().searchable(),
    json(25, "emails", "E-mail addresses").unite().searchable(),
    text(26, "fax", "Fax"),
    date(27, "start_date", "From"),
    date(28, "stop_date", "Until"),
    code(29, "status", "Status", "proposed active on_leave ended"),
    code(30, "may_know", "May know about",
         "everything general behavioural substance_use protection appointments_only nothing")
        .unite(),
    reference(31, "consent_id", "Consent", "consent"),
    reference(32, "covers_for_id", "Stands in for", "care_team_member"),
    text(33, "handover", "Handover remarks").searchable(),
    text(34, "remarks", "Remarks").searchable(),
};

constexpr FieldSpec kConsent[] = {
    code(16, "consent_kind", "Kind of consent",
         "services release_of_information treatment telehealth photo research advance_directive"),
    // A withdrawal wins over whatever is written at the same time.
    code(17, "status", "Status", "draft active withdrawn").further("refused cancelled"),
    text(18, "recipient", "To whom").searchable(),
    reference(19, "organization_id", "To the organisation", "service_organization"),
    reference(20, "related_person_id", "To the person", "related_person"),
    reference(21, "worker_id", "To the worker", "worker"),
    code(22, "what", "What may be shared",
         "contact_details health behavioural substance_use protection benefits housing legal")
        .unite(),
    text(23, "what_not", "What may not be shared").unite(),
    text(24, "purpose", "Purpose"),
    date(25, "valid_from", "From"),
    date(26, "valid_until", "Until"),
    text(27, "expires_on_event", "Ends when"),
    instant(28, "withdrawn_at", "Withdrawn at"),
    text(29, "withdrawn_reason", "Reason for the withdrawal"),
    // {"signer", "relation", "at", "method": paper | screen | verbal, "witness", "sha256"}
    json(30, "signed", "Signed"),
    text(31, "language", "Language it was explained in"),
    boolean(32, "interpreter_used", "Interpreter used"),
    boolean(33, "copy_given", "Copy given"),
    boolean(34, "no_redisclosure", "May not be passed on"),
    text(35, "document_location", "Where the paper is"),
    reference(36, "visit_id", "Visit", "visit"),
    reference(37, "witness_id", "Obtained by", "worker"),
    reference(38, "replaces_id", "Replaces", "consent"),
    long_text(39, "terms", "Wording").searchable(),
    text(40, "remarks", "Remarks"),
};

constexpr FieldSpec kCoverage[] = {
    text(16, "insurer", "Insurer").searchable(),
    reference(17, "organization_id", "Insurer in the directory", "service_organization"),
    text(18, "payer_id", "Payer number"),
    code(19, "coverage_kind", "Kind of coverage",
         "medicaid medicare commercial veterans workers_compensation charity self_pay other"),
    text(20, "plan", "Plan"),
    text(21, "member_id", "Member number").searchable(),
    text(22, "group_number", "Group number"),
    // {"relation", "name", "birth_date"} when the client is covered through somebody else.
    json(23, "subscriber", "Subscriber"),
    integer(24, "rank", "Order of billing"),
    date(25, "start_date", "From"),
    date(26, "stop_date", "Until"),
    code(27, "status", "Status", "pending active lapsed ended"),
    date(28, "renewal_date", "Renewal due"),
    date(29, "last_verified", "Last verified").max(),
    text(30, "verified_how", "How it was verified"),
    text(31, "eligibility_category", "Eligibility category"),
    real(32, "share_of_cost", "Share of cost"),
    text(33, "currency", "Currency"),
    json(34, "phones", "Phones of the insurer").unite(),
    text(35, "contact_name", "Contact at the insurer"),
    reference(36, "primary_care_id", "Primary care on the card", "service_organization"),
    text(37, "covered_services", "Covered services").unite(),
    text(38, "remarks", "Remarks").searchable(),
    json(39, "external_ids", "Numbers elsewhere").unite(),
};

constexpr FieldSpec kEpisode[] = {
    code(16, "episode_kind", "Kind",
         "enrolment home_health hospital_stay rehabilitation shelter_stay custody hospice other"),
    text(17, "program", "Programme").searchable(),
    code(18, "status", "Status", "referred waitlist active on_hold discharged")
        .further("cancelled"),
    reference(19, "organization_id", "Where", "service_organization"),
    date(20, "referred_date", "Referred on"),
    text(21, "referral_source", "Referred by").searchable(),
    date(22, "admission_date", "Admission date"),
    text(23, "admission_reason", "Reason for admission").searchable(),
    code(24, "admission_source", "Admitted from", "home hospital facility shelter custody other"),
    text(25, "eligibility", "Why eligible"),
    text(26, "level_of_care", "Level of care"),
    text(27, "visit_frequency", "Frequency of visits"),
    date(28, "certification_start_date", "Certified from"),
    date(29, "certification_stop_date", "Certified until"),
    reference(30, "worker_id", "Responsible worker", "worker"),
    reference(31, "coverage_id", "Coverage", "coverage"),
    reference(32, "condition_ids", "Conditions", "condition").unite(),
    date(33, "expected_discharge_date", "Expected discharge"),
    date(34, "discharge_date", "Discharge date"),
    code(35, "discharge_reason", "Reason for discharge",
         "goals_met moved declined lost_contact hospitalised other_program "
         "no_longer_eligible died"),
    text(36, "discharge_disposition", "Discharged to"),
    long_text(37, "discharge_summary", "Discharge summary").searchable(),
    text(38, "discharge_instructions", "Discharge instructions"),
    date(39, "discharge_follow_up_date", "Contact after discharge due"),
    code(40, "readmission_risk", "Risk of readmission", "low moderate high"),
    text(41, "remarks", "Remarks").searchable(),
    json(42, "external_ids", "Numbers elsewhere").unite(),
};

constexpr FieldSpec kHousehold[] = {
    text(16, "title", "Household").searchable(),
    // {"name", "relation", "birth_date", "related_person_id", "income"}
    json(17, "members", "Members").unite().searchable(),
    integer(18, "adult_count", "Adults"),
    integer(19, "child_count", "Children"),
    code(20, "housing_kind", "Kind of housing",
         "house apartment room mobile_home shelter vehicle outdoors facility other"),
    code(21, "tenure", "Tenure", "own rent sublet subsidised guest none"),
    text(22, "landlord", "Landlord"),
    real(23, "monthly_rent", "Rent a month"),
    real(24, "monthly_income", "Income a month"),
    text(25, "currency", "Currency"),
    // {"source", "amount", "per", "member"}
    json(26, "income_sources", "Sources of income").unite(),
    json(27, "debts", "Debts and arrears").unite(),
    code(28, "food_security", "Food", "secure at_risk insecure"),
    text(29, "utilities", "Water, power, heating"),
    text(30, "transport", "Transport"),
    text(31, "access", "Stairs, lift, entrance"),
    text(32, "home_hazards", "Hazards in the home").unite().searchable(),
    text(33, "pets", "Animals").unite(),
    boolean(34, "smoking", "Smoking in the home"),
    boolean(35, "weapons", "Weapons in the home"),
    text(36, "emergency_supplies", "Supplies for an emergency"),
    reference(37, "client_ids", "Other clients who live here", "client").unite(),
    text(38, "remarks", "Remarks").searchable(),
};

constexpr TypeSpec kTypes[] = {
    {1, "client", "Client", ScopeKind::general, kClient},
    {2, "related_person", "Related person", ScopeKind::general, kRelatedPerson},
    {3, "care_team_member", "Care team member", ScopeKind::general, kCareTeamMember},
    {4, "consent", "Consent", ScopeKind::general, kConsent},
    {5, "coverage", "Coverage", ScopeKind::general, kCoverage},
    {6, "episode", "Episode", ScopeKind::general, kEpisode},
    {7, "household", "Household", ScopeKind::general, kHousehold},
};

}  // namespace

std::span<const TypeSpec> person_types() {
  return kTypes;
}

}  // namespace satchel::tables
