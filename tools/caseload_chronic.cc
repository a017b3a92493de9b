// Three situations of long illness at home.
#include "tools/caseload_story.h"

namespace satchel::caseload {

Story copd_on_oxygen() {
  return {
      .program = "Chronic care management",
      .admission_reason = "COPD on oxygen, third exacerbation this year",
      .admission_source = "home",
      .admitted_days = 75,
      .age_min = 61,
      .age_max = 82,
      .living = "{alone|with_others}",
      .code_status = "{full_code|dni|dnr_dni}",
      .risk = "high",
      .risk_reasons = {"oxygen around the clock", "smoking in the home", "power cuts"},
      .emergency_priority = "immediate",
      .alerts = {"Oxygen in use: no open flame",
                 "{Roommate smokes in the kitchen|Long tubing on the "
                 "floor, watch your step|Ashtray beside the concentrator}"},
      .mobility = "From room to room, rests after {10|15|20} m",
      .equipment = {"oxygen concentrator", "portable cylinders", "nebulizer"},
      .diet = "Six small meals",
      .matters =
          "{To fish once more from the pier|To watch the grandson's games from the car|To stay out "
          "of "
          "the hospital over the holidays}",
      .background =
          "COPD for {nine|twelve} years, oxygen since {2022|2023}. {Welded ships|Worked in a "
          "spinning "
          "mill|Painted cars} for three decades. Three bursts of prednisone this year, the last "
          "one ended "
          "[-16]. Reads the oxygen supplier's letters as threats. Dry humor, cancels when the "
          "breathing is "
          "bad, which is when we should come.",
      .people = {{.relation = "{child|sibling|friend}",
                  .roles = {"emergency_contact", "caregiver"},
                  .care_given = {"laundry", "picks up prescriptions"},
                  .remarks = "Knows how to change over to the cylinder when the power fails."}},
      .conditions = {{.code = "J44.9",
                      .display = "Chronic obstructive pulmonary disease",
                      .severity = "severe",
                      .onset_days = 3900,
                      .self_management = "Has an action plan on the refrigerator, uses it late",
                      .red_flags = {"more or darker sputum", "reliever more than every four hours",
                                    "saturation under 86 at rest"}},
                     {.code = "J96.11",
                      .display = "Chronic respiratory failure with hypoxia",
                      .severity = "severe",
                      .onset_days = 1200},
                     {.code = "F17.210",
                      .display = "Nicotine dependence, cigarettes",
                      .onset_days = 15000}},
      .medications = {{.display = "Tiotropium/olodaterol inhaler",
                       .strength = "2.5/2.5 mcg",
                       .frequency = "two puffs once daily",
                       .reason = "COPD",
                       .form = "puff",
                       .route = "inhaled"},
                      {.display = "Albuterol inhaler",
                       .strength = "90 mcg",
                       .frequency = "two puffs every four hours as needed",
                       .reason = "breathlessness",
                       .taking = "differs",
                       .why = "Up to ten times a day when anxious; one inhaler lasts twelve days",
                       .form = "puff",
                       .route = "inhaled"},
                      {.display = "Oxygen",
                       .strength = "2 l/min",
                       .frequency = "continuous",
                       .reason = "hypoxia",
                       .form = "l/min",
                       .route = "nasal cannula"}},
      .series = {{Vital::saturation, 89, 0.8}, {Vital::breaths, 24, -1}, {Vital::pulse, 96, -3}},
      .assessments = {{.instrument = Instrument::phq2,
                       .points = {2, 2},
                       .beat = 1,
                       .summary =
                           "Screen positive. Hopeless on bad breathing days, no thought of dying.",
                       .action = "Reported to [doc]; talk with the social worker arranged."}},
      .needs = {{.title = "Power for the concentrator when the grid fails",
                 .domain = "physical",
                 .category = "utilities",
                 .client_words = "When the lights flicker I count cylinders.",
                 .priority = "high"},
                {.title = "Fear of suffocating",
                 .domain = "psychological",
                 .category = "mental_health",
                 .client_words = "It starts in the chest, then the head runs away."}},
      .goals = {{.title = "Uses the action plan on the first bad day",
                 .client_words = "Call before it is an ambulance.",
                 .category = "self_management",
                 .measure = "Calls in the yellow zone, emergency visits",
                 .baseline = "0 calls, 3 emergency visits this year",
                 .target = "a call each time, 0 emergency visits by March",
                 .current = "1 call, 0 emergency visits since October",
                 .achievement = "improving",
                 .target_days = 100}},
      .interventions = {{.title = "Breathing with pursed lips, hand on the table",
                         .kind = "education",
                         .description =
                             "Practiced sitting and after ten steps; reliever with spacer only "
                             "after two minutes of it.",
                         .topic = "Breathlessness and inhaler technique",
                         .teach_back = "{understood|partly}",
                         .teach_back_words =
                             "Technique right with the spacer, without it half lands on the "
                             "tongue."}},
      .tasks = {{.title = "Register for priority reconnection with the electric company",
                 .category = "document",
                 .due_days = 3,
                 .priority = "high",
                 .waiting_for = "Medical certificate from [doc]"}},
      .beats = {{.workday = -14,
                 .who = Role::nurse,
                 .reason = "COPD monitoring after exacerbation",
                 .outcome = "follow_up",
                 .summary = "SpO2 [spo2] % on 2 l. Reliever overused, technique reviewed.",
                 .tasks = {"vital signs", "inhaler technique", "oxygen check"},
                 .note_kind = "soap",
                 .note = "S: \"{Like breathing through a straw|Better than last week, worse than "
                         "summer}.\" Finished "
                         "prednisone on schedule. Sputum white, less. Uses albuterol eight to ten "
                         "times a day, often when "
                         "alone in the evening.\n"
                         "O: SpO2 [spo2] % on 2 l/min at rest, HR [hr], breaths [resp] a minute, "
                         "speaks in short "
                         "sentences. Wheeze at the end of breathing out, no fever. Concentrator "
                         "filter gray with dust, "
                         "washed. Two full cylinders.\n"
                         "A: Recovering from exacerbation. Part of the reliever use is fear.\n"
                         "P: Spacer brought and tried. Breathing exercise twice a day. Filter "
                         "every Sunday. Will raise the "
                         "evenings with the social worker.",
                 .measures = true,
                 .is_signed = true},
                {.workday = -10,
                 .who = Role::nurse,
                 .status = "attempted",
                 .reason = "COPD monitoring",
                 .status_reason =
                     "Nobody opened; lights on, radio playing. Called from the door, voice mail.",
                 .outcome = "not_home"},
                {.workday = -9,
                 .who = Role::nurse,
                 .reason = "Missed visit made up: COPD monitoring, mood",
                 .outcome = "referred",
                 .summary =
                     "SpO2 [spo2] %. Had slept through the bell after a bad night. PHQ-2 positive.",
                 .tasks = {"vital signs", "mood screening"},
                 .note_kind = "soap",
                 .note =
                     "S: Did not hear the bell, had been awake until five. \"{Nights are long with "
                     "a machine for "
                     "company|I sit up because lying down feels like the last time}.\" Denies "
                     "wanting to die. Coughs no "
                     "more than usual.\n"
                     "O: SpO2 [spo2] % on 2 l, HR [hr], breaths [resp]. Technique with spacer "
                     "good. {One cigarette "
                     "butt in the sink, not [his], [he] says|Ashtray emptied before my visit}.\n"
                     "A: Lungs stable. Low mood and fear at night, PHQ-2 positive. Oxygen and "
                     "smoking in one home.\n"
                     "P: Fire rules gone through again, sign on the door. [doc] informed of the "
                     "screening. Social "
                     "worker visits this week. Number for the night line on the concentrator.",
                 .measures = true},
                {.workday = -3,
                 .who = Role::social,
                 .kind = "home",
                 .reason = "Anxiety at night, electricity, company",
                 .outcome = "referred",
                 .summary = "Priority reconnection started; friendly caller program accepted.",
                 .tasks = {"utility application"},
                 .note_kind = "dap",
                 .note = "D: Sat with [name] for an hour, breaks when breath was short. Electric "
                         "bill two months behind "
                         "({$184|$231}). Counts cylinders when the wind blows. Used to play cards "
                         "on Thursdays; \"they "
                         "stopped asking because I stopped going.\"\n"
                         "A: Fear has a practical half (power) and a lonely half (evenings). Ready "
                         "to try something if it "
                         "comes to the house.\n"
                         "P: Payment plan agreed by phone during the visit. Medical certificate "
                         "requested for the priority "
                         "list. Evening caller starts next week. Told nursing."},
                {.workday = 1,
                 .who = Role::nurse,
                 .status = "planned",
                 .reason = "COPD monitoring, flu shot",
                 .tasks = {"vital signs", "influenza vaccine", "oxygen check"}},
                {.workday = 8,
                 .who = Role::nurse,
                 .status = "planned",
                 .reason = "COPD monitoring",
                 .tasks = {"vital signs"}}},
      .calls =
          {{.days = -1,
            .who = Role::nurse,
            .direction = "incoming",
            .subject = "Yellow zone: more cough since yesterday",
            .body =
                "[name] called on [his] own, as practiced. Sputum yellowish since yesterday, "
                "reliever "
                "six times, no fever, 88 % on 2 l. Action plan started: [doc]'s office informed, "
                "visit moved up. Praised for calling.",
            .call_back_days = 0}},
      .referrals = {{.category = "social_support",
                     .title = "Evening phone caller, three times a week",
                     .organization = "Good Neighbor Line",
                     .status = "{accepted|in_progress|completed}",
                     .description = "Prefers somebody who likes fishing. Short calls, breathless.",
                     .result =
                         "Calls on Monday, Wednesday and Friday at eight; looks forward to them."},
                    {.category = "utilities",
                     .title = "Priority list for power cuts",
                     .organization = "County Electric, medical desk",
                     .status = "{draft|sent}",
                     .urgency = "soon",
                     .description = "Continuous oxygen by concentrator; cylinders for ten hours."}},
      .authorizations = {{.service = "Oxygen concentrator, rental, month",
                          .code = "E1390",
                          .unit_kind = "item",
                          .requested = 6,
                          .approved = 6,
                          .used = 5,
                          .start_days = -150,
                          .stop_days = 17,
                          .reason = "Saturation 84 % at rest on room air."}},
  };
}

Story after_stroke() {
  return {
      .program = "Chronic care management",
      .admission_reason = "Stroke in summer, weakness of the right side, searches for words",
      .admission_source = "facility",
      .admitted_days = 61,
      .age_min = 55,
      .age_max = 79,
      .living = "with_family",
      .employment = "{unable_to_work|retired}",
      .risk = "high",
      .risk_reasons = {"warfarin", "cannot call for help in words", "stairs"},
      .emergency_priority = "within_day",
      .alerts =
          {"Aphasia: wait for the answer, yes/no board on the table",
           "{Bed is in the living room, knock at the side door|Parrot repeats what it hears}"},
      .mobility = "Quad cane and ankle brace; transfers with one hand of help",
      .equipment = {"quad cane", "ankle brace", "hospital bed", "bath bench"},
      .diet = "Soft; thickened drinks until [-20], now normal",
      .matters =
          "{To say grace at the table|To say the grandchildren's names|To sign with the right "
          "hand}",
      .background =
          "Stroke in {June|July}, left middle artery; three weeks of hospital, six of "
          "rehabilitation. {Sold "
          "insurance and could talk anybody into anything|Sang in the choir|Called the bingo "
          "numbers for twenty "
          "years}; now words come late or wrong, understanding is good. Cries when tired, laughs a "
          "lot "
          "otherwise.",
      .people = {{.relation = "spouse",
                  .roles = {"family", "caregiver", "health_care_proxy"},
                  .lives_with_client = true,
                  .strain = "moderate",
                  .care_given = {"transfers", "medication", "cooking", "exercises"},
                  .remarks = "Answers for [name]; is learning to wait."}},
      .conditions = {{.code = "I69.351",
                      .display = "Weakness of the right side after stroke",
                      .severity = "moderate",
                      .onset_days = 150,
                      .self_management = "Arm exercises with the towel, twice a day",
                      .red_flags = {"face drops", "new weakness", "sudden confusion",
                                    "black stool"}},
                     {.code = "I69.320",
                      .display = "Aphasia after stroke",
                      .severity = "moderate",
                      .onset_days = 150},
                     {.code = "I48.91", .display = "Atrial fibrillation", .onset_days = 160}},
      .medications = {{.display = "Warfarin",
                       .strength = "2.5 mg",
                       .frequency = "once daily in the evening, dose by INR",
                       .reason = "atrial fibrillation",
                       .high_risk = true,
                       .given_by = "family"},
                      {.display = "Atorvastatin",
                       .strength = "80 mg",
                       .frequency = "at bedtime",
                       .reason = "after stroke",
                       .taking = "{taking|not_taking}",
                       .why =
                           "Stopped by the family because of muscle pain; [doc] does not know yet",
                       .given_by = "family"},
                      {.display = "Metoprolol succinate",
                       .strength = "50 mg",
                       .frequency = "once daily",
                       .reason = "heart rate",
                       .given_by = "family"}},
      .series = {{Vital::pressure, 144, -3}, {Vital::pulse, 82, -1}},
      .assessments = {{.instrument = Instrument::caregiver_strain,
                       .points = {2, 1, 2, 2},
                       .beat = 2,
                       .summary =
                           "[carer] sleeps four hours and has not been out alone since summer.",
                       .action = "Respite discussed; adult day program visit planned."}},
      .needs = {{.title = "Speech therapy continues after the insurer's limit",
                 .domain = "medical",
                 .category = "health_care",
                 .client_words = "More... more words. Please.",
                 .priority = "high"},
                {.title = "Rest for the spouse",
                 .domain = "social",
                 .category = "caregiving",
                 .client_words = "[carer]... tired. Because me."}},
      .goals = {{.title = "Asks for what is needed in three words",
                 .client_words = "Coffee. Black. Now.",
                 .category = "functional",
                 .measure = "Requests understood without help, of ten",
                 .baseline = "2 of 10",
                 .target = "8 of 10",
                 .current = "5 of 10",
                 .achievement = "improving",
                 .target_days = 80}},
      .interventions = {{.title = "Warfarin safely at home",
                         .kind = "education",
                         .description =
                             "Same time each evening, greens evenly, bleeding signs, no new pills "
                             "without asking.",
                         .topic = "Warfarin and INR",
                         .teach_back = "understood",
                         .teach_back_words =
                             "[carer] names four signs of bleeding and whom to call."}},
      .tasks = {{.title = "Appeal the limit for speech therapy",
                 .category = "authorization",
                 .due_days = 5,
                 .status = "in_progress",
                 .priority = "high",
                 .waiting_for = "Progress report of the therapist"}},
      .beats = {{.workday = -15,
                 .who = Role::nurse,
                 .reason = "INR, blood pressure, swallowing",
                 .outcome = "follow_up",
                 .summary = "BP [bp], INR 2.4. Drinks normal fluids without coughing.",
                 .tasks = {"vital signs", "INR by finger stick", "education: warfarin"},
                 .present = {"[carer], [rel]"},
                 .note_kind = "soap",
                 .note = "S: By board and gesture: no pain, no dizziness. {Laughs at the cat|Shows "
                         "me the new brace}. "
                         "[carer] reports no cough with water for two weeks and asks whether the "
                         "greens from the garden "
                         "are forbidden.\n"
                         "O: BP [bp] left arm, HR [hr] irregular. INR 2.4. Small bruise left hand "
                         "from the bed rail. Grip "
                         "right 2 of 5, leg 4 of 5. Walks 15 m with cane, foot clears the carpet "
                         "with the brace.\n"
                         "A: Stable, INR in range. Greens are fine if even from week to week.\n"
                         "P: Same dose until next check in two weeks. Padding on the rail. Told "
                         "[carer] to let [name] "
                         "finish before helping; both laughed.",
                 .measures = true,
                 .is_signed = true},
                {.workday = -11,
                 .who = Role::social,
                 .kind = "collateral",
                 .reason = "Talk with [carer] alone",
                 .outcome = "follow_up",
                 .summary = "[carer] near the end of strength; ashamed to say so at home.",
                 .present = {"[carer], [rel]"},
                 .note_kind = "collateral",
                 .note = "Met [carer] at the coffee shop by the pharmacy, at [carer]'s request, "
                         "while a neighbor sat with "
                         "[name]. Up three times a night for the toilet, back hurts from "
                         "transfers. \"I want to be "
                         "married again and not on duty,\" with tears. No thoughts of harm, no "
                         "harsh handling described or "
                         "seen. Money is enough. Has not told the children how it is. Agreed: "
                         "strain scale together, a look "
                         "at the day program on [+8], nursing shows a transfer that spares the "
                         "back. [carer] decides what "
                         "[name] is told.",
                 .minutes = 45},
                {.workday = -5,
                 .who = Role::social,
                 .reason = "Care of both: respite, speech therapy limit",
                 .outcome = "referred",
                 .summary =
                     "Day program visit agreed with both; insurer denied further speech therapy.",
                 .present = {"[carer], [rel]"},
                 .note_kind = "dap",
                 .note = "D: Spoke with both. [name] points to the bus picture and nods at the day "
                         "program, then shakes "
                         "[his] head at \"every day\". Letter of the insurer: speech therapy "
                         "denied beyond 20 sessions. "
                         "Therapist sees progress each week.\n"
                         "A: Strain of [carer] moderate and rising. Denial can be appealed, "
                         "progress is documented.\n"
                         "P: Two days a week as a trial. Appeal with therapist's report, deadline "
                         "on the board in red. "
                         "Asked [doc]'s office for a letter."},
                {.workday = -2,
                 .who = Role::nurse,
                 .reason = "INR, blood pressure, transfers",
                 .outcome = "no_change",
                 .summary = "BP [bp], INR 2.7. Transfer over the strong side practiced.",
                 .tasks = {"vital signs", "INR by finger stick", "transfer training"},
                 .present = {"[carer], [rel]"},
                 .measures = true},
                {.workday = 3,
                 .who = Role::nurse,
                 .status = "planned",
                 .reason = "Blood pressure, skin, medication",
                 .tasks = {"vital signs", "skin check"}},
                {.workday = 6,
                 .who = Role::social,
                 .kind = "phone",
                 .status = "planned",
                 .reason = "How the first day at the program went"}},
      .calls =
          {{.days = -4,
            .who = Role::social,
            .with_whom = "payer",
            .person = "Utilization desk",
            .subject = "Speech therapy denial, how to appeal",
            .body =
                "Forty minutes on hold. Appeal in writing with therapy notes, fax number given, "
                "decision within 30 days, expedited if the physician says so.",
            .call_back_days = 3}},
      .referrals =
          {{.category = "respite",
            .title = "Adult day program, two days a week",
            .organization = "Riverside Adult Day",
            .status = "{accepted|scheduled}",
            .description =
                "Aphasia, quad cane, warfarin. Likes music and cards. Trial of four weeks.",
            .result = ""}},
      .authorizations =
          {{.service = "Speech therapy, home",
            .code = "G0153",
            .status = "denied",
            .requested = 12,
            .start_days = -9,
            .stop_days = 60,
            .reason = "Benefit limit of 20 sessions a year reached; maintenance not covered."}},
      .incidents =
          {{.days = -18,
            .kind = "medication_error",
            .severity = "minor",
            .title = "Warfarin given twice on one evening",
            .description =
                "[carer] and a visiting grandchild both gave the evening dose. Noticed the "
                "next morning by the empty compartment.",
            .actions =
                "INR the same day 3.1, no bleeding. Dose left out that evening as [doc] ordered.",
            .prevention = "Only one person gives warfarin; tick on the calendar after giving."}},
  };
}

Story dialysis() {
  return {
      .program = "Chronic care management",
      .admission_reason = "Dialysis three times a week, treatments missed for lack of rides",
      .admission_source = "home",
      .admitted_days = 48,
      .age_min = 44,
      .age_max = 71,
      .living = "{alone|with_family}",
      .employment = "unable_to_work",
      .risk = "high",
      .risk_reasons = {"missed dialysis", "high potassium in October", "depends on one driver"},
      .emergency_priority = "immediate",
      .alerts = {"No blood pressure and no needle in the left arm (fistula)",
                 "{Buzzer is broken, phone from the street|Elevator out of order, fourth floor}"},
      .mobility = "Walks freely on good days, needs an arm after dialysis",
      .equipment = {"blood pressure cuff", "scale"},
      .diet = "Low potassium and phosphorus, 1 l fluid",
      .matters =
          "{To get on the transplant list|To cook for Sunday again|To see the ocean before spring}",
      .background =
          "Kidneys failed after {years of high blood pressure|diabetes}, dialysis for "
          "{fourteen|twenty} months, "
          "Monday, Wednesday and Friday at 11. Missed three treatments in October when the ride "
          "did not come; "
          "one night in the emergency room with a potassium of 6.8. {Was a line cook|Drove a "
          "taxi|Stocked "
          "shelves at night}. Follows the diet better than the fluid limit.",
      .people = {{.relation = "{sibling|child|friend}",
                  .roles = {"emergency_contact"},
                  .care_given = {"drives on Fridays"},
                  .remarks = "Works shifts; text first."}},
      .conditions = {{.code = "N18.6",
                      .display = "End-stage kidney disease",
                      .severity = "severe",
                      .onset_days = 520,
                      .self_management = "Weighs before and after treatment, knows the dry weight",
                      .red_flags = {"missed treatment", "weakness in the legs", "gain above 2.5 kg",
                                    "no buzz in the fistula"}},
                     {.code = "I12.0",
                      .display = "Hypertensive kidney disease",
                      .onset_days = 3300},
                     {.code = "D63.1", .display = "Anemia in kidney disease", .onset_days = 480}},
      .medications = {{.display = "Sevelamer",
                       .strength = "800 mg",
                       .frequency = "two tablets with each meal",
                       .reason = "phosphorus",
                       .taking = "differs",
                       .why = "Not with lunch at dialysis, \"they look at me\""},
                      {.display = "Amlodipine",
                       .strength = "10 mg",
                       .frequency = "at bedtime",
                       .reason = "blood pressure"},
                      {.display = "Calcitriol",
                       .strength = "0.25 mcg",
                       .frequency = "once daily",
                       .reason = "bones",
                       .form = "capsule"}},
      .series = {{Vital::pressure, 158, -4}, {Vital::weight, 78.9, -0.3}},
      .assessments =
          {{.instrument = Instrument::phq2,
            .points = {1, 2},
            .beat = 1,
            .summary = "Screen positive by one point. \"Tied to a chair twelve hours a week.\"",
            .action = "Full questionnaire at the next visit; dialysis social worker informed."}},
      .needs = {{.title = "A ride to every treatment",
                 .domain = "social",
                 .category = "transport",
                 .client_words = "If the van does not come, my blood turns to poison.",
                 .priority = "high"},
                {.title = "Evaluation for a transplant",
                 .domain = "medical",
                 .category = "health_care",
                 .client_words = "Nobody has said no. Nobody has said yes."}},
      .goals = {{.title = "No missed treatment for eight weeks",
                 .client_words = "Just get me there.",
                 .category = "medical",
                 .measure = "Treatments attended of those planned",
                 .baseline = "10 of 13 in October",
                 .target = "24 of 24",
                 .current = "9 of 9",
                 .achievement = "improving",
                 .target_days = 40}},
      .interventions = {{.title = "Fluid on a hot afternoon and in company",
                         .kind = "education",
                         .description = "One bottle for the day, ice chips, what soup counts.",
                         .topic = "Fluid limit",
                         .teach_back = "partly",
                         .teach_back_words = "Knows the liter; did not count fruit and soup.",
                         .who = Role::nurse}},
      .tasks = {{.title = "Name a second driver to the ride program",
                 .category = "referral",
                 .due_days = 2,
                 .priority = "urgent"},
                {.title = "Collect papers for the transplant center",
                 .category = "document",
                 .who = Role::nurse,
                 .due_days = 9,
                 .status = "in_progress",
                 .waiting_for = "Dental report"}},
      .beats =
          {{.workday = -13,
            .who = Role::nurse,
            .reason = "Fistula, weight, diet between treatments",
            .outcome = "follow_up",
            .summary = "BP [bp], weight [wt] kg, 1.9 above dry weight. Fistula buzzes.",
            .tasks = {"vital signs", "fistula check", "medication reconciliation"},
            .note_kind = "soap",
            .note = "S: \"{Washed out on dialysis days, fine on the others|I drink because the "
                    "mouth is dry, not for "
                    "fun}.\" No cramps, no breathlessness lying down. Itching at night.\n"
                    "O: BP [bp] right arm, HR [hr], weight [wt] kg (dry 77.0). Fistula left "
                    "forearm with thrill and "
                    "bruit, no redness. Ankles slim. Sevelamer bottle fuller than it should be.\n"
                    "A: Fluid gain at the upper limit. Phosphate binder left out at lunch.\n"
                    "P: Binder into a small tin for the bag. One-liter bottle for the day. "
                    "Dialysis unit informed of "
                    "the itching. Arm rules written for the emergency card.",
            .measures = true,
            .is_signed = true},
           {.workday = -6,
            .who = Role::social,
            .reason = "Rides, transplant papers, mood",
            .outcome = "referred",
            .summary = "Standing order for rides; second driver still missing.",
            .note_kind = "dap",
            .note =
                "D: {[name] had been waiting at the curb since ten|[name] keeps the ride times in "
                "a school "
                "notebook}. Nine of nine treatments since the standing order, twice late. "
                "Wednesday van is the "
                "weak one. Does not sleep the night before for fear of missing it.\n"
                "A: Transport is medical here. One driver who falls ill is one treatment lost.\n"
                "P: Backup named by Friday. Complaint about the two late rides sent in writing. "
                "Transplant folder "
                "begun: dental report and vaccination card missing."},
           {.workday = -5,
            .who = Role::nurse,
            .status = "no_show",
            .reason = "Fistula and weight",
            .status_reason =
                "Treatment ran two hours late after a machine alarm; text received afterwards.",
            .outcome = "not_home"},
           {.workday = -3,
            .who = Role::nurse,
            .reason = "Fistula, weight, diet",
            .outcome = "no_change",
            .summary = "BP [bp], [wt] kg. Binder now taken with lunch.",
            .tasks = {"vital signs", "fistula check"},
            .note_kind = "narrative",
            .note =
                "Visit fitted around the treatments. [name] in good spirits, {beans on the stove, "
                "drained twice as "
                "taught|showing the tin with the binders}. BP [bp] right arm, weight [wt] kg, "
                "gain since the last "
                "treatment 1.4 kg. Fistula with strong thrill. Itching less. Went through the "
                "holiday table: what "
                "is high in potassium, what is not, and that a glass of punch is also fluid. "
                "No missed treatment. "
                "Dentist on [+6].",
            .measures = true},
           {.workday = 2,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Fistula, weight, depression questionnaire",
            .tasks = {"vital signs", "PHQ-9"}},
           {.workday = 5,
            .who = Role::social,
            .status = "planned",
            .reason = "Transplant folder, second driver"}},
      .calls =
          {{.days = -6,
            .who = Role::social,
            .with_whom = "organisation",
            .person = "Dispatch, Valley Medical Rides",
            .subject = "Two late pickups",
            .body =
                "Dispatch confirms both, twenty and thirty-five minutes. New driver on the route. "
                "Will put [name] first on the route; asks for a backup contact.",
            .call_back_days = 4}},
      .referrals =
          {{.category = "transport",
            .title = "Standing order: dialysis rides",
            .organization = "Valley Medical Rides",
            .status = "in_progress",
            .urgency = "urgent",
            .description =
                "Monday, Wednesday, Friday, pick up 10:15, return about 15:45. Needs an arm "
                "on the way back."},
           {.category = "specialist",
            .title = "Transplant evaluation",
            .organization = "University transplant center",
            .status = "{draft|received}",
            .description = "On dialysis under two years, no cancer, does not smoke. Papers being "
                           "collected."}},
      .authorizations = {{.service = "Non-emergency medical transport, round trip",
                          .code = "A0130",
                          .unit_kind = "item",
                          .requested = 39,
                          .approved = 39,
                          .used = 31,
                          .start_days = -72,
                          .stop_days = 12,
                          .reason = "Dialysis three times a week, no car, no bus on the route."}},
  };
}

}  // namespace satchel::caseload
