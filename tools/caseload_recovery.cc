// Three situations after a stay in hospital.
#include "tools/caseload_story.h"

namespace satchel::caseload {

Story heart_failure() {
  return {
      .program = "Home care after discharge",
      .admission_reason = "Heart failure, discharged after five days of intravenous diuretics",
      .admitted_days = 19,
      .age_min = 68,
      .age_max = 89,
      .living = "{alone|with_family}",
      .code_status = "{full_code|dnr|dnr}",
      .risk = "high",
      .risk_reasons = {"two admissions in six months", "weighs irregularly", "salt in the diet"},
      .emergency_priority = "within_day",
      .alerts =
          {"{Small dog, friendly, runs for the door|Loose carpet on the landing|Third stair is "
           "broken, hold the rail}"},
      .mobility = "Walks {20|30|40} steps, then has to rest; {cane|rollator} outside",
      .equipment = {"scale", "blood pressure cuff", "{pill organizer|shower chair}"},
      .diet = "2 g sodium, 1.5 l fluid",
      .matters =
          "{To go to church on Sunday without gasping|To see the granddaughter's graduation|To "
          "sleep in the bed again and not in the chair}",
      .background =
          "Heart failure known for {three|four|six} years. Went to the emergency room on [-24] "
          "after a "
          "week of swelling and sleepless nights in the armchair; five days in hospital, 6 kg "
          "lighter at "
          "discharge. {Kept books for a lumber yard for thirty years|Drove a school bus until "
          "2014|Ran a "
          "bakery until the knees gave out}. Proud, does not like to call anybody at night.",
      .people = {{.relation = "child",
                  .roles = {"family", "emergency_contact", "health_care_proxy"},
                  .care_given = {"shopping", "fills the pill organizer"},
                  .remarks = "{Works nights, reachable after 2 pm|Lives 40 minutes away, comes on "
                             "weekends}. Wants to be called if the weight goes up."}},
      .conditions = {{.code = "I50.22",
                      .display = "Chronic systolic heart failure",
                      .severity = "moderate",
                      .onset_days = 1500,
                      .self_management = "Weighs in the morning, not every day",
                      .red_flags = {"1 kg more in a day or 2 kg in a week", "needs another pillow",
                                    "swelling above the ankles"}},
                     {.code = "I10", .display = "Essential hypertension", .onset_days = 5200},
                     {.code = "N18.31",
                      .display = "Chronic kidney disease, stage 3a",
                      .severity = "mild",
                      .onset_days = 900}},
      .medications = {{.display = "Furosemide",
                       .strength = "40 mg",
                       .frequency = "twice daily",
                       .reason = "fluid",
                       .taking = "differs",
                       .why = "Leaves out the second tablet on days with appointments, for fear of "
                              "finding no bathroom"},
                      {.display = "Carvedilol",
                       .strength = "12.5 mg",
                       .frequency = "twice daily with food",
                       .reason = "heart failure"},
                      {.display = "Lisinopril",
                       .strength = "10 mg",
                       .frequency = "once daily",
                       .reason = "heart failure, blood pressure"},
                      {.display = "Ibuprofen",
                       .strength = "400 mg",
                       .frequency = "as needed",
                       .reason = "knee pain",
                       .taking = "not_taking",
                       .why = "Stopped at discharge",
                       .over_the_counter = true}},
      .series = {{Vital::pressure, 148, -4},
                 {Vital::weight, 84.6, -0.7},
                 {Vital::saturation, 93, 0.7}},
      .assessments = {{.instrument = Instrument::phq2,
                       .points = {1, 1},
                       .beat = 1,
                       .summary = "Tired rather than sad. Misses the card evenings."}},
      .needs = {{.title = "Recognizes fluid early and acts on it",
                 .domain = "medical",
                 .category = "health_care",
                 .client_words = "I only notice when the shoes do not fit.",
                 .priority = "high"},
                {.title = "Rides to the cardiologist",
                 .domain = "social",
                 .category = "transport",
                 .client_words = "I cannot ask the neighbor again.",
                 .description = "Two visits missed since summer because nobody could drive."}},
      .goals = {{.title = "No hospital stay for heart failure until the end of January",
                 .client_words = "I want to be home for Christmas.",
                 .category = "medical",
                 .measure = "Admissions; daily weights written down",
                 .baseline = "2 admissions in 6 months, 3 weights a week",
                 .target = "0 admissions, 7 weights a week",
                 .current = "5 weights a week",
                 .achievement = "improving",
                 .target_days = 69}},
      .interventions = {{.title = "Zones of heart failure: green, yellow, red",
                         .kind = "education",
                         .description =
                             "Daily weight before breakfast, written on the calendar by the "
                             "kitchen door; when to call us, when to call 911.",
                         .topic = "Daily weight and warning signs",
                         .teach_back = "{understood|partly}",
                         .teach_back_words =
                             "Names the kilo a day; needed help with the number to call."}},
      .tasks = {{.title = "Ask cardiology whether the evening furosemide can move to 2 pm",
                 .category = "medication",
                 .who = Role::nurse,
                 .due_days = 1,
                 .priority = "high",
                 .waiting_for = "Call back from the clinic nurse"},
                {.title = "Book the ride for the cardiology appointment",
                 .category = "referral",
                 .due_days = 4}},
      .beats =
          {{.workday = -13,
            .who = Role::nurse,
            .reason = "First visit after discharge: heart failure, medication reconciliation",
            .outcome = "follow_up",
            .summary = "Weight [wt] kg, ankle edema, discharge list reconciled; ibuprofen stopped.",
            .tasks = {"vital signs", "medication reconciliation", "edema check", "scale checked"},
            .present = {"[carer], [rel]"},
            .note_kind = "soap",
            .note = "S: \"{I could finally lie down in the hospital|They took six kilos of water "
                    "off me}, and "
                    "now I am afraid it comes back.\" Sleeps on two pillows, wakes twice for the "
                    "bathroom. "
                    "Short of breath on the stairs, not at rest. Denies chest pain.\n"
                    "O: BP [bp], HR [hr] regular, SpO2 [spo2] % on room air, weight [wt] kg on "
                    "[his] own scale. "
                    "Pitting edema 1+ to mid-shin both sides, {fine crackles at both bases|lungs "
                    "clear}. Five "
                    "bottles from before the admission still in the cupboard, among them ibuprofen "
                    "and the old "
                    "furosemide 20 mg.\n"
                    "A: Heart failure, early after discharge, mild fluid overload. Risk of double "
                    "dosing from old "
                    "bottles.\n"
                    "P: Old bottles set aside with [his] agreement, list of discharge gone through "
                    "line by line. "
                    "Weight every morning. Visit again within the week; [doc] informed of the "
                    "weight by phone.",
            .measures = true,
            .is_signed = true,
            .minutes = 75},
           {.workday = -8,
            .who = Role::nurse,
            .reason = "Heart failure follow-up, pills, education",
            .outcome = "follow_up",
            .summary = "Weight down to [wt] kg. Evening furosemide left out on clinic days.",
            .tasks = {"vital signs", "pill organizer filled", "education: zones"},
            .note_kind = "soap",
            .note = "S: Feels {better|stronger}, \"shoes fit again\". Admits leaving out the "
                    "afternoon water pill "
                    "whenever [he] has to go out. Eats canned soup {at noon|most evenings}, did "
                    "not know it counts "
                    "as salt.\n"
                    "O: BP [bp], HR [hr], SpO2 [spo2] %, weight [wt] kg. Edema trace at the "
                    "ankles. Calendar shows "
                    "{four|five} weights in seven days.\n"
                    "A: Improving. Adherence is a question of bathrooms on the way, not of "
                    "understanding.\n"
                    "P: Zones sheet explained, teach-back done. Asked the clinic about moving the "
                    "second dose to "
                    "early afternoon. Read labels together: soup 890 mg sodium a can.",
            .measures = true},
           {.workday = -4,
            .who = Role::social,
            .kind = "home",
            .reason = "Rides, costs of medication, support at home",
            .outcome = "referred",
            .summary = "Ride program applied for; [rel] overloaded, neighbor helps with shopping.",
            .tasks = {"transport application", "budget"},
            .present = {"[carer], [rel], by phone"},
            .note_kind = "dap",
            .note = "D: Met [title] at the kitchen table; [carer] joined by phone. Two cardiology "
                    "visits were missed "
                    "because the ride fell through. Copays of about $46 a month are paid, but the "
                    "electric bill is "
                    "paid late. {[He] worries about being a burden|\"I was the one who drove "
                    "everybody,\" [he] says}.\n"
                    "A: Transport is what stands between [name] and the clinic. Finances tight, no "
                    "debt. Mood "
                    "adequate, PHQ-2 done by nursing.\n"
                    "P: Ride application completed and signed today. Will ask about the utility "
                    "discount. [carer] "
                    "gets the number of the office for evenings. Next contact by phone [+7]."},
           {.workday = 1,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Heart failure follow-up: weight, edema, blood draw for potassium",
            .tasks = {"vital signs", "blood draw", "pill organizer"}},
           {.workday = 6,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Heart failure follow-up",
            .tasks = {"vital signs", "education: salt"}}},
      .calls =
          {{.days = -2,
            .who = Role::nurse,
            .direction = "incoming",
            .with_whom = "family",
            .person = "[carer]",
            .subject = "Weight up by 0.9 kg",
            .body =
                "[carer] reports 0.9 kg more since yesterday, no shortness of breath, birthday "
                "dinner the night before. Advised: both furosemide doses today, weigh tomorrow, "
                "call if another half kilo. {Will look at the calendar|Repeat call agreed}.",
            .call_back_days = 1}},
      .referrals = {{.category = "transport",
                     .title = "Door-to-door rides to cardiology",
                     .organization = "Four Towns Dial-a-Ride",
                     .status = "{sent|accepted|scheduled}",
                     .urgency = "soon",
                     .description =
                         "Needs help down one flight of stairs. Appointments every four weeks, "
                         "rollator travels along."}},
      .authorizations = {{.service = "Skilled nursing visit, home",
                          .code = "G0299",
                          .requested = 18,
                          .approved = 14,
                          .used = 4,
                          .start_days = -19,
                          .stop_days = 41,
                          .reason =
                              "Recent admission for decompensated heart failure, titration of "
                              "diuretics, unstable weight."}},
  };
}

Story diabetic_foot() {
  return {
      .program = "Home care: wound",
      .admission_reason = "Ulcer of the left foot after debridement, type 2 diabetes",
      .admitted_days = 33,
      .age_min = 52,
      .age_max = 74,
      .living = "{alone|with_family}",
      .employment = "{unable_to_work|retired}",
      .risk = "high",
      .risk_reasons = {"open foot ulcer", "no feeling in the soles", "lives on stairs"},
      .emergency_priority = "within_day",
      .alerts =
          {"{Insulin pens in the refrigerator door, needles in a coffee can|Cat scratches when "
           "cornered|Uses a space heater next to the sofa}"},
      .mobility = "Offloading boot on the left, should not walk more than needed",
      .equipment = {"offloading boot", "glucose meter", "shower chair"},
      .diet = "Counts carbohydrates, more or less",
      .matters =
          "{To keep the foot|To go back to the garden in spring|To walk the daughter down the "
          "aisle}",
      .background =
          "Type 2 diabetes for {fourteen|nineteen} years. Stepped on a {nail|piece of glass} in "
          "August and "
          "did not feel it. Debridement on [-35], no bone involved. {Cooked in a school "
          "kitchen|Laid floors for "
          "a living|Worked in a laundry} until the foot. Knows a neighbor who lost a leg and does "
          "not talk "
          "about it.",
      .people =
          {{.relation = "{spouse|sibling}",
            .roles = {"family", "caregiver", "emergency_contact"},
            .lives_with_client = true,
            .strain = "mild",
            .care_given = {"dressing on days without a nurse", "cooking"},
            .remarks =
                "Does the dressing well; asks to be shown again how tight the bandage goes."}},
      .conditions = {{.code = "E11.621",
                      .display = "Type 2 diabetes with foot ulcer",
                      .severity = "moderate",
                      .onset_days = 5800,
                      .self_management = "Measures glucose in the morning, rarely in the evening",
                      .red_flags = {"redness that spreads", "fever or chills", "smell",
                                    "glucose above 300"}},
                     {.code = "L97.522",
                      .display = "Ulcer of the left foot, fat layer exposed",
                      .severity = "moderate",
                      .onset_days = 110},
                     {.code = "E11.42", .display = "Diabetic polyneuropathy", .onset_days = 1900}},
      .medications = {{.display = "Insulin glargine",
                       .strength = "100 units/mL",
                       .frequency = "24 units at bedtime",
                       .reason = "diabetes",
                       .taking = "{taking|differs}",
                       .why = "Takes 18 units when supper was small, afraid of a low at night",
                       .high_risk = true,
                       .form = "pen",
                       .route = "subcutaneous"},
                      {.display = "Metformin",
                       .strength = "1000 mg",
                       .frequency = "twice daily with meals",
                       .reason = "diabetes"},
                      {.display = "Gabapentin",
                       .strength = "300 mg",
                       .frequency = "at bedtime",
                       .reason = "burning feet"}},
      .series = {{Vital::wound, 31, -4}, {Vital::glucose, 214, -16}, {Vital::pressure, 138, -1}},
      .assessments = {{.instrument = Instrument::morse,
                       .points = {0, 15, 15, 0, 10, 0},
                       .beat = 0,
                       .summary = "Moderate risk of falling, because of the boot and the stairs.",
                       .action = "Second handrail suggested; night light put up."}},
      .needs = {{.title = "Wound heals without another operation",
                 .domain = "medical",
                 .category = "health_care",
                 .client_words = "I will do whatever it takes, only no saw.",
                 .priority = "high"},
                {.title = "Shoes and insoles after the boot",
                 .domain = "physical",
                 .category = "equipment",
                 .client_words = "The store has nothing that fits both feet."}},
      .goals = {{.title = "Ulcer closed",
                 .client_words = "I want to take a bath again.",
                 .category = "medical",
                 .measure = "Length and width at each visit, photo every two weeks",
                 .baseline = "3.1 x 2.2 cm, 4 mm deep",
                 .target = "closed",
                 .current = "smaller, granulating",
                 .achievement = "improving",
                 .target_days = 60}},
      .interventions =
          {{.title = "Looking at both feet every evening",
            .kind = "education",
            .description =
                "Mirror on the bathroom floor, good light, between the toes; what to call about.",
            .topic = "Daily foot check",
            .teach_back = "understood",
            .teach_back_words = "Shows it on the right foot and finds the dry heel."},
           {.title = "Dressing change three times a week",
            .kind = "treatment",
            .description =
                "Saline, hydrofiber, foam, light wrap; two by nursing, one by the family."}},
      .tasks = {{.title = "Send wound photo and measurements to the wound clinic",
                 .category = "document",
                 .who = Role::nurse,
                 .due_days = 0,
                 .priority = "high"},
                {.title = "Order diabetic shoes once the clinic releases the foot",
                 .category = "authorization",
                 .due_days = 12,
                 .status = "on_hold",
                 .waiting_for = "Release by the wound clinic"}},
      .beats =
          {{.workday = -12,
            .who = Role::nurse,
            .reason = "Wound care left foot, glucose review",
            .outcome = "follow_up",
            .summary = "Ulcer [wound] cm, granulating, moderate drainage. Fasting glucose [glu].",
            .tasks = {"wound care", "glucose log reviewed", "fall screening"},
            .present = {"[carer], [rel]"},
            .note_kind = "soap",
            .note = "S: No pain, \"that is the trouble\". {Stands to cook|Walked to the mailbox "
                    "without the boot "
                    "once}. Morning glucose between 180 and 230, evening not measured.\n"
                    "O: Plantar ulcer left forefoot, [wound] cm, 3 mm deep, bed red with {a "
                    "little|some} yellow at "
                    "the edge, drainage moderate, no smell. Skin around it macerated on the inner "
                    "side. Pulses felt. "
                    "BP [bp], temperature normal. Glucose [glu] mg/dL two hours after breakfast.\n"
                    "A: Healing slowly. Pressure on the foot and sugar are the two brakes.\n"
                    "P: Dressing changed as ordered, barrier film on the edge. Talked about "
                    "cooking on a stool. "
                    "[carer] watched and will do Saturday. Evening glucose to be written down "
                    "until next visit.",
            .measures = true,
            .is_signed = true,
            .minutes = 60},
           {.workday = -7,
            .who = Role::nurse,
            .reason = "Wound care left foot",
            .outcome = "follow_up",
            .summary = "Ulcer [wound] cm, less drainage. Foot check taught.",
            .tasks = {"wound care", "education: foot check"},
            .refused = {"photo of the wound"},
            .note_kind = "soap",
            .note =
                "S: \"{It looks like meat|Does it look any better?}\" Boot worn \"nearly always\". "
                "One low at 4 am, "
                "62, treated with juice; had eaten only toast for supper.\n"
                "O: Ulcer [wound] cm, bed clean, edge less soft. No redness beyond 5 mm. Glucose "
                "[glu]. Did not "
                "want a photo today.\n"
                "A: Wound improving. Low at night after a small supper.\n"
                "P: Do not skip supper; call before changing the insulin. Told [doc]'s office "
                "about the low, "
                "answer expected tomorrow. Foot check with mirror taught, shown back correctly.",
            .measures = true},
           {.workday = -2,
            .who = Role::nurse,
            .reason = "Wound care left foot, answer of the wound clinic",
            .outcome = "follow_up",
            .summary = "Ulcer [wound] cm. Insulin order changed to 20 units.",
            .tasks = {"wound care", "new insulin order explained"},
            .note_kind = "soap",
            .note = "S: Sleeps better since the lower dose. {Wants to know when the boot comes "
                    "off|Asks about going "
                    "back to part-time work}.\n"
                    "O: [wound] cm, 2 mm deep, pink, little drainage. BP [bp]. Glucose [glu], no "
                    "lows since the last "
                    "visit.\n"
                    "A: On course. Clinic plans a check on [+9].\n"
                    "P: Same dressing. New order, 20 units at bedtime, read back correctly from "
                    "the pen. Boot stays "
                    "until the clinic says otherwise.",
            .measures = true},
           {.workday = -6,
            .who = Role::social,
            .kind = "phone",
            .reason = "Lost income, disability application",
            .outcome = "follow_up",
            .summary = "Sick pay ends soon; short-term disability and food box discussed.",
            .note_kind = "dap",
            .note = "D: Called as agreed. {Sick pay ends on [+16]|The employer will not hold the "
                    "job past the "
                    "holidays}. Rent is paid for this month. \"I never asked for anything.\" Has "
                    "the forms, has not "
                    "opened the envelope.\n"
                    "A: Income gap of six to ten weeks ahead. Ashamed to ask, willing with "
                    "somebody beside.\n"
                    "P: Forms together at the home visit this week. Food pantry near the bus line "
                    "named; [he] will "
                    "think about it.",
            .minutes = 25},
           {.workday = 0,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Wound care left foot",
            .tasks = {"wound care", "photo if agreed"}},
           {.workday = 3,
            .who = Role::social,
            .status = "planned",
            .reason = "Disability forms, food",
            .tasks = {"benefit application"}}},
      .calls =
          {{.days = -10,
            .who = Role::nurse,
            .with_whom = "provider",
            .person = "Office of [doc]",
            .subject = "Low glucose at night",
            .body =
                "Reported 62 mg/dL at 4 am after a small supper, 24 units glargine. Order received "
                "and "
                "read back: 20 units at bedtime from tonight. Written order to follow by fax."}},
      .referrals = {{.category = "dme",
                     .title = "Diabetic shoes and molded insoles",
                     .organization = "Eastbrook Orthotics",
                     .status = "{sent|received|declined}",
                     .description =
                         "To be fitted when the ulcer has closed. Neuropathy both feet, callus "
                         "under the right forefoot.",
                     .result =
                         "Declined for now: prescription must be dated after wound closure."}},
      .benefits = {{.program = "disability",
                    .name = "Short-term disability",
                    .agency = "State benefits office",
                    .status = "{draft|documents_owed}",
                    .owed = {"statement of the physician", "last four pay slips"},
                    .remarks = "Employer's part is in."}},
  };
}

Story hip_fracture() {
  return {
      .program = "Home care after discharge",
      .admission_reason = "Hip fracture, pinned; home after three weeks of rehabilitation",
      .admission_source = "facility",
      .admitted_days = 16,
      .age_min = 74,
      .age_max = 93,
      .sex = 'f',
      .living = "alone",
      .marital = "widowed",
      .code_status = "{full_code|dnr}",
      .risk = "high",
      .risk_reasons = {"two falls this year", "lives alone", "gets up at night"},
      .emergency_priority = "within_day",
      .alerts = {"{Key with the neighbor on the left, number 12|Door opens slowly, wait two "
                 "minutes|Hearing "
                 "aid is out before noon, ring twice}"},
      .mobility = "Walker, {12|15|18} steps of stairs only with somebody behind",
      .equipment = {"walker", "raised toilet seat", "alarm pendant"},
      .diet = "Soft, small meals; supplement drink once a day",
      .matters =
          "{To stay in the house|To use the upstairs bedroom again|To get to the quilting circle}",
      .background =
          "Fell on [-38] on the way to the bathroom at 3 am, lay for {two|four} hours until the "
          "paper was "
          "delivered. Hip pinned the next day, three weeks of rehabilitation. Widowed since "
          "{2011|2017}. "
          "Taught {second grade|piano|sewing} and runs the house by lists.",
      .people = {{.relation = "child",
                  .roles = {"family", "emergency_contact", "health_care_proxy"},
                  .care_given = {"groceries on Saturdays", "bills"},
                  .remarks = "Would prefer a move to assisted living; [name] does not."},
                 {.relation = "neighbour",
                  .roles = {"emergency_contact"},
                  .remarks = "Has the key, looks in at breakfast time."}},
      .conditions = {{.code = "S72.001D",
                      .display = "Fracture of neck of right femur, healing",
                      .severity = "moderate",
                      .onset_days = 38,
                      .self_management = "Exercises twice a day, counts aloud",
                      .red_flags = {"new pain in the groin", "leg looks shorter",
                                    "calf swollen or hot"}},
                     {.code = "M81.0", .display = "Age-related osteoporosis", .onset_days = 1400},
                     {.code = "R29.6", .display = "Repeated falls", .onset_days = 240}},
      .medications = {{.display = "Acetaminophen",
                       .strength = "500 mg",
                       .frequency = "two tablets three times a day",
                       .reason = "hip pain"},
                      {.display = "Apixaban",
                       .strength = "2.5 mg",
                       .frequency = "twice daily until [+9]",
                       .reason = "prevention of clots after surgery",
                       .high_risk = true},
                      {.display = "Diphenhydramine",
                       .strength = "25 mg",
                       .frequency = "at bedtime",
                       .reason = "sleep",
                       .taking = "differs",
                       .why = "Takes two; linked to the fall at night",
                       .over_the_counter = true}},
      .series = {{Vital::pain, 6, -1}, {Vital::pressure, 132, -2}},
      .assessments = {{.instrument = Instrument::morse,
                       .points = {25, 15, 15, 0, 10, 0},
                       .beat = 0,
                       .summary = "High risk of falling: history, walker, gets up at night.",
                       .action =
                           "Night lights, commode at the bed, pendant worn also in the bathroom."}},
      .needs = {{.title = "Safe way from bed to bathroom at night",
                 .domain = "physical",
                 .category = "safety",
                 .client_words =
                     "I do not want strangers in my bedroom, but I do not want the floor either.",
                 .priority = "high"},
                {.title = "Help with bathing while the hip heals",
                 .domain = "physical",
                 .category = "caregiving",
                 .client_words = "A sponge at the sink will do."}},
      .goals = {{.title = "Walks to the mailbox and back with the walker",
                 .client_words = "My own mail, with my own hands.",
                 .category = "functional",
                 .measure = "Distance without rest",
                 .baseline = "8 m, one rest",
                 .target = "40 m, no rest",
                 .current = "22 m, no rest",
                 .achievement = "improving",
                 .target_days = 30}},
      .interventions = {{.title = "Making the night safe",
                         .kind = "equipment",
                         .description =
                             "Lights with motion sensor, rug removed, walker parked on the side "
                             "where the feet come down, pendant on the nightstand hook."}},
      .tasks = {{.title = "Ask [doc] for something else for sleep than diphenhydramine",
                 .category = "medication",
                 .who = Role::nurse,
                 .due_days = 2,
                 .status = "in_progress"}},
      .beats =
          {{.workday = -11,
            .who = Role::nurse,
            .reason = "First visit after rehabilitation: incision, pain, falls",
            .outcome = "follow_up",
            .summary =
                "Incision closed, pain [pain]/10 on walking. Night path unsafe, changed together.",
            .tasks = {"incision check", "vital signs", "fall screening",
                      "medication reconciliation"},
            .present = {"[carer], [rel]"},
            .note_kind = "soap",
            .note = "S: \"{Home smells like home|I slept in my own bed}.\" Pain [pain] of 10 on "
                    "the stairs, 2 at rest. "
                    "Up two or three times a night. Takes two of the blue sleeping pills \"or I "
                    "stare at the ceiling\".\n"
                    "O: Incision right hip dry, edges closed, no warmth. BP [bp] lying, 10 less "
                    "standing, not dizzy. "
                    "Walker used correctly, forgotten twice on short ways. Rug in the hall, lamp "
                    "out of reach.\n"
                    "A: Healing well; high risk of the next fall at night. Diphenhydramine at this "
                    "age adds to it.\n"
                    "P: Rug rolled up with [his] consent, night lights ordered, pendant tested "
                    "with the center. Will "
                    "ask [doc] about sleep. Physical therapy starts [+2].",
            .measures = true,
            .is_signed = true,
            .minutes = 80},
           {.workday = -9,
            .who = Role::social,
            .reason = "Support at home, wishes about where to live",
            .outcome = "referred",
            .summary =
                "Wants to stay at home; aide for bathing requested. [rel] sees it differently.",
            .present = {"[carer], [rel]"},
            .note_kind = "dap",
            .note = "D: Conversation with [title] and [carer]. [carer] has visited two assisted "
                    "living places and put "
                    "the leaflets on the table. [name] moved them under the fruit bowl. {Both "
                    "cried a little|Both were "
                    "polite and loud}. Savings cover an aide for about eight hours a week.\n"
                    "A: Has capacity and a clear wish. The fear of [carer] is real and has "
                    "reasons. A trial with help "
                    "is acceptable to both until January.\n"
                    "P: Referral for bath aide twice a week. Agreed signs for talking again: "
                    "another fall, or nights "
                    "without the pendant. Copy of the plan for both."},
           {.workday = -4,
            .who = Role::nurse,
            .reason = "Pain, walking, sleep",
            .outcome = "no_change",
            .summary =
                "Pain [pain]/10, walks 22 m. Sleeps without the tablets three nights of five.",
            .tasks = {"vital signs", "walk test"},
            .note_kind = "narrative",
            .note = "Found [title] dressed and waiting at the window. Pain [pain] of 10 when "
                    "turning in bed. Walked "
                    "from the kitchen to the front door and back, 22 m, without stopping, walker "
                    "kept close. BP [bp]. "
                    "{Sleeps without tablets most nights, with the radio on low|Took one tablet "
                    "last night after the "
                    "neighbors' party}. Neighbor looked in during the visit and brought the mail, "
                    "which she would like "
                    "to fetch herself by Christmas. Apixaban count is right. No bruises, no fall "
                    "since coming home.",
            .measures = true},
           {.workday = 2,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Incision, pain, end of apixaban",
            .tasks = {"vital signs", "walk test", "medication list"}},
           {.workday = 7,
            .who = Role::social,
            .kind = "{home|video}",
            .status = "planned",
            .reason = "How it goes with the bath aide; family conversation"}},
      .calls = {{.days = -3,
                 .who = Role::social,
                 .with_whom = "organisation",
                 .person = "Intake, Harbor Home Aides",
                 .subject = "Bath aide twice a week",
                 .body = "Left the details with intake: mornings, woman preferred, walker, no "
                         "lifting. They are "
                         "short of staff and will call back.",
                 .outcome = "left_message",
                 .call_back_days = 2}},
      .referrals = {{.category = "home_health",
                     .title = "Bath aide twice a week",
                     .organization = "Harbor Home Aides",
                     .status = "{accepted|scheduled|in_progress}",
                     .urgency = "soon",
                     .description =
                         "After hip fracture. Shower chair is there. Prefers mornings and the same "
                         "person each time."}},
      .authorizations = {{.service = "Physical therapy, home",
                          .code = "G0151",
                          .requested = 12,
                          .approved = 8,
                          .used = 3,
                          .start_days = -14,
                          .stop_days = 13,
                          .reason =
                              "Gait training after hip fracture, stairs to the only bathroom."}},
      .incidents =
          {{.days = -8,
            .kind = "fall",
            .severity = "none",
            .title = "Slid from the bed to the floor at night, unhurt",
            .description =
                "About 2 am, reached for the lamp and slid down along the bed. Sat on the "
                "floor for ten minutes, pressed the pendant, neighbor came and helped her up "
                "with the chair method. No head contact.",
            .actions = "Checked the same morning: hip moves as before, no bruise, BP stable, [doc] "
                       "and [carer] informed.",
            .prevention = "Lamp moved to the wall, motion light installed."}},
  };
}

}  // namespace satchel::caseload
