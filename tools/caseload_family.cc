// Three situations in which a whole family is cared for.
#include "tools/caseload_story.h"

namespace satchel::caseload {

Story dementia_and_caregiver() {
  return {
      .program = "Dementia care at home",
      .admission_reason = "Alzheimer's disease, wandering once, spouse at the end of strength",
      .admission_source = "home",
      .admitted_days = 140,
      .age_min = 73,
      .age_max = 90,
      .living = "with_family",
      .code_status = "{dnr|comfort_only|dnr_dni}",
      .risk = "high",
      .risk_reasons = {"wandered in September", "caregiver exhausted", "cannot be left alone"},
      .emergency_priority = "within_day",
      .alerts = {"{Do not stand between [name] and the door|Introduce yourself each time, "
                 "slowly|Stove knobs "
                 "are in the drawer by the sink}",
                 "May strike out when washed"},
      .mobility = "Walks without aid, restless from four in the afternoon",
      .equipment = {"door alarm", "identification bracelet", "bath bench"},
      .diet = "Finger food, sweet things first",
      .matters =
          "{To be at home with the dog|Old songs in the evening|That somebody holds [his] hand at "
          "church}",
      .background =
          "Alzheimer's disease, first noticed {2019|2020} when the bills were paid twice. Found on "
          "[-66] at the "
          "bus stop in slippers. {Was a surveyor and still measures the hallway in steps|Was a "
          "midwife and asks "
          "every woman about her child|Was a postal worker and sorts the magazines}. Nights are "
          "short. Married "
          "{48|51|55} years.",
      .people = {{.relation = "spouse",
                  .roles = {"family", "caregiver", "health_care_proxy", "emergency_contact"},
                  .lives_with_client = true,
                  .strain = "severe",
                  .care_given = {"everything, day and night"},
                  .remarks = "High blood pressure, own appointments put off since spring."},
                 {.relation = "child",
                  .sex = 'f',
                  .roles = {"family"},
                  .care_given = {"every second Saturday"},
                  .remarks = "Lives three hours away. Calls on Sundays; hears that all is well."}},
      .conditions = {{.code = "G30.1",
                      .display = "Alzheimer's disease, late onset",
                      .severity = "moderate",
                      .onset_days = 2100,
                      .red_flags = {"sudden change in a day or two", "does not drink", "falls"}},
                     {.code = "F02.B0",
                      .display = "Dementia, moderate",
                      .severity = "moderate",
                      .onset_days = 1900},
                     {.code = "Z63.6",
                      .display = "Dependent relative needing care at home",
                      .onset_days = 800,
                      .category = "social"}},
      .medications = {{.display = "Donepezil",
                       .strength = "10 mg",
                       .frequency = "once daily in the morning",
                       .reason = "memory",
                       .given_by = "family"},
                      {.display = "Trazodone",
                       .strength = "50 mg",
                       .frequency = "half a tablet at bedtime",
                       .reason = "sleep",
                       .taking = "differs",
                       .why = "Given whole on bad nights",
                       .given_by = "family"},
                      {.display = "Polyethylene glycol",
                       .strength = "17 g",
                       .frequency = "once daily as needed",
                       .reason = "constipation",
                       .form = "packet",
                       .given_by = "family"}},
      .series = {{Vital::weight, 66.8, -0.5}, {Vital::pressure, 126, 1}},
      .assessments =
          {{.instrument = Instrument::caregiver_strain,
            .points = {3, 3, 2, 3},
            .beat = 0,
            .summary = "High strain. [carer] sleeps in pieces of two hours and cries at the sink.",
            .action = "Respite is the first goal; own doctor's appointment made."}},
      .needs = {{.title = "Rest for the caregiver, every week and reliably",
                 .domain = "social",
                 .category = "caregiving",
                 .client_words = "[carer] is a good one. Very good one.",
                 .priority = "high"},
                {.title = "Safe at the door and at night",
                 .domain = "physical",
                 .category = "safety",
                 .client_words = "I have to go home now.",
                 .priority = "high"}},
      .goals = {{.title = "[carer] has two free half days a week",
                 .client_words = "I want to get my hair cut without running. ([carer])",
                 .category = "social",
                 .measure = "Free half days a week",
                 .baseline = "0",
                 .target = "2",
                 .current = "1",
                 .achievement = "improving",
                 .target_days = 35},
                {.title = "Washing without a fight",
                 .client_words = "No! Cold.",
                 .category = "behavioural",
                 .measure = "Washings stopped early, a week",
                 .baseline = "4 of 5",
                 .target = "1 of 5",
                 .current = "2 of 5",
                 .achievement = "improving"}},
      .interventions =
          {{.title = "The late afternoon: light, music, a walk before four",
            .kind = "education",
            .description =
                "What comes before the restlessness is written down for a week; curtains "
                "open, no television news, folding towels.",
            .topic = "Restlessness in dementia",
            .teach_back = "understood",
            .teach_back_words = "[carer]: \"Not argue, change the subject, change the room.\"",
            .who = Role::social}},
      .tasks = {{.title = "Find a second respite aide who speaks the family's language",
                 .category = "referral",
                 .due_days = 6,
                 .status = "in_progress"}},
      .beats =
          {{.workday = -16,
            .who = Role::social,
            .reason = "Caregiver strain, respite",
            .outcome = "referred",
            .summary = "Strain high. Respite accepted after long hesitation.",
            .tasks = {"caregiver strain scale"},
            .present = {"[carer], [rel]"},
            .note_kind = "dap",
            .note = "D: [carer] opened with wet hands, three loads of washing behind. [name] "
                    "walked circles through "
                    "kitchen and hall, calm while the radio played. Strain scale 11 of 16. \"{I "
                    "promised in front of "
                    "everybody that I would never give up on this marriage|If I sit down I do not "
                    "get up again}.\" "
                    "Has not slept through since {Easter|June}.\n"
                    "A: Love and exhaustion in equal parts. No harsh handling seen; asked "
                    "directly, [carer] said \"I "
                    "shouted twice, then I went to the garage.\" Honest, and at the limit.\n"
                    "P: Respite aide two afternoons. Doctor's appointment for [carer] made from "
                    "the kitchen phone. "
                    "Talked about what would have to happen before a home comes into question.",
            .is_signed = true,
            .minutes = 70},
           {.workday = -10,
            .who = Role::nurse,
            .reason = "Weight, skin, sleep, medication",
            .outcome = "follow_up",
            .summary = "Weight [wt] kg, down. Skin intact. Trazodone given whole on bad nights.",
            .tasks = {"vital signs", "skin check", "medication reconciliation"},
            .refused = {"blood draw"},
            .present = {"[carer], [rel]"},
            .note_kind = "soap",
            .note =
                "S: [carer] reports two nights this week with walking until three. Eats when food "
                "is in the hand, "
                "not at the table. No cough, no burning when passing water that anybody noticed.\n"
                "O: Let me take BP ([bp]) while counting in whispers. Weight [wt] kg in clothes. "
                "Skin intact, "
                "heels dry. Pulled the arm away at the blood draw; not forced.\n"
                "A: Losing weight slowly, half a kilo in two weeks. No sign of infection as the "
                "reason for the "
                "nights.\n"
                "P: Sandwiches cut small in reach along [his] route through the house, milk shake "
                "at four. Ask "
                "[doc] about the whole tablet of trazodone. Blood draw another day, with the "
                "singing.",
            .measures = true},
           {.workday = -4,
            .who = Role::social,
            .kind = "collateral",
            .reason = "Family call with the daughter who lives away",
            .outcome = "follow_up",
            .summary = "Family call: how it really is, and who can do what.",
            .present = {"[carer], [rel]", "daughter by video"},
            .note_kind = "collateral",
            .note = "Family call arranged by [carer]'s wish. The daughter had believed it was "
                    "\"forgetfulness\". [carer] "
                    "read from the list we had prepared, once had to stop. Result: the daughter "
                    "comes every second "
                    "weekend from Friday evening, pays for one more afternoon of the aide, and "
                    "calls on Wednesdays "
                    "to ask [carer], not [name], how the week is. Not agreed: the question of a "
                    "home. Nobody raised a "
                    "voice. [name] came in twice and was introduced to the screen.",
            .minutes = 45},
           {.workday = 0,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Weight, skin, blood draw with music",
            .tasks = {"vital signs", "blood draw"}},
           {.workday = 4,
            .who = Role::social,
            .status = "planned",
            .reason = "First weeks of respite"}},
      .calls =
          {{.days = -8,
            .who = Role::social,
            .direction = "incoming",
            .with_whom = "caregiver",
            .person = "[carer]",
            .subject = "Aide did not come",
            .body = "[carer] had put on a coat and waited an hour. Agency says the aide is ill, no "
                    "replacement. Listened; agreed to hold the agency to a call by nine in the "
                    "morning.",
            .call_back_days = -1}},
      .referrals =
          {{.category = "respite",
            .title = "Respite aide, two afternoons a week",
            .organization = "Harbor Home Aides",
            .status = "{accepted|in_progress}",
            .urgency = "soon",
            .description =
                "Moderate dementia, walks, may strike out when washed. Knows songs. Dog in "
                "the house."}},
      .authorizations =
          {{.service = "Respite care at home",
            .code = "T1005",
            .unit_kind = "quarter_hour",
            .requested = 480,
            .approved = 320,
            .used = 152,
            .start_days = -40,
            .stop_days = 50,
            .reason = "Caregiver with high strain and own illness, constant supervision needed."}},
      .incidents =
          {{.days = -20,
            .who = Role::social,
            .kind = "missing_person",
            .severity = "minor",
            .title = "Out of the house for twenty minutes",
            .description =
                "While [carer] was in the shower [name] went out by the garage. A driver who "
                "knows the family brought [him] home. Cold hands, otherwise well.",
            .actions =
                "Garage door alarm mounted the same day. Bracelet checked. Photo and description "
                "left with the police.",
            .prevention = "Shower only when somebody else is in the house."}},
  };
}

Story new_parent() {
  return {
      .program = "Family home visiting",
      .admission_reason = "First child, born six weeks early, little support",
      .admission_source = "hospital",
      .admitted_days = 41,
      .age_min = 18,
      .age_max = 31,
      .sex = 'f',
      .living = "{with_family|with_others}",
      .housing = "{stable|temporary}",
      .employment = "{unemployed|student|part_time}",
      .risk = "moderate",
      .risk_reasons = {"preterm baby", "low mood", "no driver's license"},
      .alerts = {"{Do not mention visits to the landlord|The baby's father must not be told the "
                 "address|Large "
                 "dog downstairs, ring for somebody to hold it}"},
      .mobility = "Without limits",
      .diet = "Eats when the baby sleeps",
      .matters =
          "{To finish school|To do it better than it was done for me|An apartment with a door that "
          "locks}",
      .background =
          "Baby born on [-45] at 34 weeks, eleven days in the nursery, now growing. Mother {grew "
          "up in foster "
          "care|moved here alone for a job that ended|lives with an aunt who works nights}. Good "
          "with the "
          "baby, hard on herself. The father is {in another state|sometimes there, sometimes not}.",
      .household = "Sleeps with the baby in one room; bassinet beside the bed.",
      .people = {{.relation = "{relative|friend|parent}",
                  .roles = {"family", "emergency_contact"},
                  .lives_with_client = true,
                  .care_given = {"holds the baby in the evening"},
                  .remarks = "Helpful, has opinions about formula."}},
      .conditions = {{.code = "Z39.2", .display = "Postpartum follow-up", .onset_days = 45},
                     {.code = "F53.0",
                      .display = "Postpartum depression",
                      .severity = "mild",
                      .onset_days = 20,
                      .self_management = "Walk with the stroller before noon",
                      .red_flags = {"thoughts of harming herself or the baby",
                                    "no sleep although the baby sleeps"}}},
      .medications = {{.display = "Ferrous sulfate",
                       .strength = "325 mg",
                       .frequency = "once daily",
                       .reason = "anemia after birth",
                       .taking = "{taking|not_taking}",
                       .why = "Stopped, constipated"},
                      {.display = "Sertraline",
                       .strength = "25 mg",
                       .frequency = "once daily",
                       .reason = "depression after birth"}},
      .series = {{Vital::pressure, 122, -1}},
      .assessments =
          {{.instrument = Instrument::phq2,
            .points = {2, 2},
            .beat = 0,
            .summary = "Screen positive. No thoughts of harm, asked directly.",
            .action = "Appointment with [doc] within two days; safety plan written together."},
           {.instrument = Instrument::hunger,
            .points = {1, 1},
            .beat = 1,
            .summary =
                "Both questions \"sometimes true\": formula is stretched at the end of the month.",
            .action = "Food benefits for two and formula through the nutrition program."}},
      .needs = {{.title = "Formula and diapers to the end of the month",
                 .domain = "financial",
                 .category = "food",
                 .client_words = "I put one scoop less. Only at night.",
                 .priority = "high"},
                {.title = "Mood after the birth",
                 .domain = "psychological",
                 .category = "mental_health",
                 .client_words = "Everybody says enjoy it."}},
      .goals = {{.title = "Baby gains 150 g a week",
                 .client_words = "Chubby knees.",
                 .category = "medical",
                 .measure = "Weight at the visit",
                 .baseline = "2,610 g",
                 .target = "4,000 g",
                 .current = "3,240 g",
                 .achievement = "improving",
                 .target_days = 30},
                {.title = "Back in evening classes by February",
                 .client_words = "My mother never did. I will.",
                 .category = "education",
                 .measure = "Enrolled, child care found",
                 .baseline = "neither",
                 .target = "both",
                 .current = "enrolled"}},
      .interventions = {{.title = "Safe sleep and mixing formula",
                         .kind = "education",
                         .description =
                             "On the back, own bed, nothing soft; full scoops, level, water first.",
                         .topic = "Safe sleep, formula",
                         .teach_back = "understood",
                         .teach_back_words =
                             "Mixes a bottle without prompting; took the blanket out herself."}},
      .tasks = {{.title = "Crib from the baby bank before the bassinet is too small",
                 .category = "follow_up",
                 .due_days = 8},
                {.title = "Ask about mood and sleep by phone between visits",
                 .category = "call",
                 .who = Role::nurse,
                 .due_days = 2,
                 .priority = "high"}},
      .beats =
          {{.workday = -14,
            .who = Role::nurse,
            .reason = "Mother and baby: weight, feeding, mood",
            .outcome = "referred",
            .summary =
                "Baby 2,940 g, feeds well. Mother's screening positive; seen by [doc] in two days.",
            .tasks = {"baby weighed", "mood screening", "incision check"},
            .note_kind = "soap",
            .note =
                "S: \"{She only cries when I put her down|He sounds like a little goat}.\" Feeds "
                "every three hours, "
                "six wet diapers. About herself: sleeps badly even when the baby sleeps, cries in "
                "the shower, "
                "feels guilty about the nursery weeks. No thoughts of harming herself or the baby, "
                "asked "
                "directly. No voices.\n"
                "O: Baby 2,940 g (plus 170), pink, follows the face. Mother pale, BP [bp], belly "
                "soft, incision "
                "closed. Handles the baby gently and talks to it the whole time.\n"
                "A: Baby thriving. Mother: positive PHQ-2, early depression after birth likely.\n"
                "P: Called [doc] from here, appointment [+2], [carer] goes along. Wrote down whom "
                "to call at "
                "night. Will call tomorrow at ten.",
            .measures = true,
            .is_signed = true,
            .minutes = 70},
           {.workday = -9,
            .who = Role::social,
            .reason = "Food, formula, school",
            .outcome = "follow_up",
            .summary = "Formula stretched; nutrition program and food benefits applied for.",
            .tasks = {"benefit application", "food screening"},
            .note_kind = "birp",
            .note = "B: Quiet at first, looked at the floor when I asked how the formula lasts. "
                    "Said then that one "
                    "scoop is left out at night. Baby asleep in the carrier all through.\n"
                    "I: Normalized, no blame. Filled in the food benefit form together; phoned the "
                    "nutrition program "
                    "for an early appointment. Brought two cans from the emergency shelf.\n"
                    "R: Cried, then asked good questions about school and child care. Mixed the "
                    "next bottle in full.\n"
                    "P: Nutrition appointment [+3]. Child care subsidy list next time. Told "
                    "nursing about the formula "
                    "with her permission."},
           {.workday = -4,
            .who = Role::nurse,
            .reason = "Mother and baby: weight, mood, medication",
            .outcome = "no_change",
            .summary = "Baby 3,240 g. Sleeps better, sertraline for ten days.",
            .tasks = {"baby weighed", "mood"},
            .note_kind = "narrative",
            .note = "Curtains open, a first. Baby 3,240 g, plus 160 in the week, smiles at the "
                    "lamp and at nobody else. "
                    "Mother takes the tablet in the morning, was {queasy for three days|tired at "
                    "first}, slept five "
                    "hours in one piece on Saturday because [carer] took the early bottle. No "
                    "thoughts of harm. BP "
                    "[bp]. Bottle mixed correctly. Bassinet free of blankets. She asked when one "
                    "may laugh about all "
                    "this; we did.",
            .measures = true},
           {.workday = -1,
            .who = Role::social,
            .status = "refused",
            .reason = "Child care subsidy, crib",
            .status_reason =
                "Asked at the door for another day, {both had been up all night|the baby "
                "had just fallen asleep}",
            .outcome = "refused"},
           {.workday = 2,
            .who = Role::social,
            .kind = "video",
            .status = "planned",
            .reason = "Child care subsidy, crib"},
           {.workday = 6,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Mother and baby: weight, mood, vaccines",
            .tasks = {"baby weighed", "mood screening"}}},
      .calls =
          {{.days = -18,
            .who = Role::nurse,
            .subject = "Day after the positive screening",
            .body =
                "Slept three hours. Appointment stands, [carer] has the afternoon off. Read me the "
                "safety plan from the refrigerator. No thoughts of harm. Voice firmer than "
                "yesterday.",
            .call_back_days = -1}},
      .referrals = {{.category = "food",
                     .title = "Nutrition program for mother and baby",
                     .organization = "County nutrition program",
                     .status = "{scheduled|completed}",
                     .urgency = "urgent",
                     .description = "Preterm baby on formula, mother anemic.",
                     .result = "Enrolled; card loaded, formula picked up the same day."},
                    {.category = "childcare",
                     .title = "Child care for evening classes",
                     .organization = "Little Harbor Children's Center",
                     .status = "{sent|received|declined}",
                     .description = "Two evenings a week from February.",
                     .result = "No evening places; on the list for summer."}},
      .benefits = {{.program = "food_assistance",
                    .name = "Food benefits, household of two",
                    .agency = "County human services",
                    .status = "{documents_owed|in_review|approved}",
                    .owed = {"birth certificate of the child"},
                    .given = {"identity card", "letter of the person she lives with"},
                    .monthly_amount = 389}},
  };
}

Story refugee_family() {
  return {
      .program = "Newcomer families",
      .admission_reason = "Family of five, arrived in spring; son with asthma, father without work",
      .admission_source = "home",
      .admitted_days = 95,
      .age_min = 29,
      .age_max = 46,
      .living = "with_family",
      .housing = "at_risk",
      .employment = "{unemployed|part_time}",
      .risk = "moderate",
      .risk_reasons = {"three languages in one file", "cash support ends", "nightmares"},
      .alerts = {"Shoes off at the door",
                 "{Uniforms frighten the children|Do not use the neighbor as an "
                 "interpreter|Ask before writing anything down}"},
      .mobility = "Without limits; old injury of the left shoulder",
      .diet = "No pork",
      .matters =
          "{That the children laugh in the street|To work in the old profession|To bring the "
          "mother over}",
      .background =
          "Two years in a camp, arrived on [-210]. {Taught mathematics|Repaired engines|Was a "
          "pharmacist} before. "
          "Sleeps with the light on. The three children learn quickly and interpret more than they "
          "should; we "
          "bring an interpreter instead. Papers are in a blue folder that goes wherever [he] goes.",
      .household = "Five persons in two rooms on the third floor. Mold behind the children's bed.",
      .people = {{.relation = "spouse",
                  .roles = {"family"},
                  .lives_with_client = true,
                  .remarks = "Learns at the kitchen table with the children's books."},
                 {.relation = "child",
                  .sex = 'm',
                  .roles = {"family"},
                  .lives_with_client = true,
                  .remarks = "Asthma. Not to interpret in medical matters."}},
      .conditions = {{.code = "Z60.3",
                      .display = "Difficulty with the new surroundings",
                      .onset_days = 205,
                      .category = "social"},
                     {.code = "F43.12",
                      .display = "Post-traumatic stress disorder, chronic",
                      .severity = "moderate",
                      .onset_days = 700,
                      .self_management = "Prays, walks at night, does not speak of it",
                      .red_flags = {"does not eat", "talks of not waking up"}}},
      .medications = {{.display = "Prazosin",
                       .strength = "1 mg",
                       .frequency = "at bedtime",
                       .reason = "nightmares",
                       .taking = "{taking|not_taking}",
                       .why = "Dizzy on the first morning, afraid of it since",
                       .form = "capsule"}},
      .series = {{Vital::pressure, 134, -2}},
      .assessments =
          {{.instrument = Instrument::hunger,
            .points = {1, 0},
            .beat = 0,
            .summary = "Worried in the last week of each month; nobody has gone without so far.",
            .action = "Pantry with food the family eats, benefits checked for the fifth person."}},
      .needs = {{.title = "Income when the arrival support ends",
                 .domain = "financial",
                 .category = "income",
                 .client_words = "I have hands. Give me work, not paper.",
                 .priority = "high"},
                {.title = "A dry room for the child with asthma",
                 .domain = "physical",
                 .category = "housing",
                 .client_words = "At night he whistles.",
                 .priority = "high"}},
      .goals = {{.title = "Paid work of 20 hours or more",
                 .client_words = "First the small key, then the big door.",
                 .category = "income",
                 .measure = "Hours a week",
                 .baseline = "0",
                 .target = "20",
                 .current = "8, at the market",
                 .achievement = "improving",
                 .target_days = 60},
                {.title = "No night in the emergency room because of asthma",
                 .client_words = "He should sleep and we should sleep.",
                 .category = "medical",
                 .measure = "Emergency visits a month",
                 .baseline = "2 in September",
                 .target = "0",
                 .current = "0 in November",
                 .achievement = "improving"}},
      .interventions =
          {{.title = "Spacer and the yellow plan, with interpreter",
            .kind = "education",
            .description = "Picture plan on the wall; who gives the puffs at school; how to call.",
            .topic = "Child's asthma",
            .teach_back = "understood",
            .teach_back_words = "Both parents show it; the father counts the ten seconds aloud."}},
      .tasks = {{.title = "Photos of the mold to the housing inspector",
                 .category = "document",
                 .due_days = 1,
                 .priority = "high"},
                {.title = "Renewal of medical coverage for all five",
                 .category = "benefit",
                 .due_days = 10,
                 .status = "in_progress",
                 .waiting_for = "Pay slip from the market"}},
      .beats = {{.workday = -15,
                 .who = Role::social,
                 .reason = "Income, housing, school",
                 .outcome = "referred",
                 .summary = "Mold seen, landlord written to. Work program explained.",
                 .tasks = {"budget", "letter to the landlord"},
                 .present = {"[carer], [rel]", "interpreter"},
                 .note_kind = "dap",
                 .note = "D: Visit with interpreter, tea first. Arrival support ends on [+40]; "
                         "rent is {$1,150|$1,225}, "
                         "income after that about $540. Showed me the wall behind the children's "
                         "bed: black to knee "
                         "height, wet to the touch. The landlord said \"open the window\". [He] "
                         "asks whether complaining "
                         "can send them back; it cannot, said so twice.\n"
                         "A: Housing and income both at risk; fear of authorities keeps them "
                         "quiet. Strong, organized "
                         "family.\n"
                         "P: Letter to the landlord written together, copy in the blue folder. "
                         "Work program for newcomers. "
                         "Nurse to look at the child's asthma at home.",
                 .is_signed = true,
                 .minutes = 80},
                {.workday = -10,
                 .who = Role::nurse,
                 .reason = "Child's asthma at home, mother's and father's health",
                 .outcome = "follow_up",
                 .summary = "Spacer taught with interpreter. Sleep bad, prazosin explained again.",
                 .tasks = {"inhaler technique", "vital signs"},
                 .present = {"[carer], [rel]", "interpreter by phone"},
                 .note_kind = "soap",
                 .note = "S: The boy coughs from two o'clock on, better at the grandmother's "
                         "friend's house. [name] wakes "
                         "from the same dream {three|four} nights a week, does not want to tell it "
                         "and was glad not to "
                         "have to.\n"
                         "O: Boy: breathing easy now, no wheeze, inhaler had been used without "
                         "spacer. [name]: BP [bp], "
                         "shoulder stiff, startles at the door.\n"
                         "A: Asthma triggered by the damp room. Sleep disorder after trauma.\n"
                         "P: Spacer, picture plan, bed moved to the dry wall today, three of us "
                         "carried it. Prazosin: sit "
                         "on the edge of the bed first. Clinic for survivors named, no pressure.",
                 .measures = true},
                {.workday = -3,
                 .who = Role::social,
                 .kind = "office",
                 .reason = "Inspector, work program, coverage",
                 .outcome = "follow_up",
                 .summary = "Inspection date set. Eight hours a week at the market.",
                 .present = {"interpreter"},
                 .note_kind = "dap",
                 .note =
                     "D: Came to the office with the blue folder and both younger children. "
                     "Inspector comes on [+6]. "
                     "Market pays in cash; explained why pay slips matter and how to ask for them. "
                     "Proud of the first "
                     "coins, {bought oranges for the whole stairwell|showed me the apron}.\n"
                     "A: Progress on income. Risk with coverage if there is no proof of earnings.\n"
                     "P: Practiced the sentence for the employer. Renewal form half done, finish "
                     "next week. Reminder "
                     "that the daughter is not our interpreter, she looked relieved."},
                {.workday = 1,
                 .who = Role::social,
                 .status = "planned",
                 .reason = "Renewal of coverage, result of the inspection"},
                {.workday = 7,
                 .who = Role::nurse,
                 .status = "planned",
                 .reason = "Child's asthma, sleep",
                 .tasks = {"inhaler technique", "vital signs"}}},
      .calls = {{.days = -9,
                 .who = Role::social,
                 .with_whom = "landlord",
                 .person = "Building office",
                 .subject = "Mold in the children's room",
                 .body = "Left a message with date and apartment, third time. Repair promised in "
                         "October has "
                         "not happened. Next step is the inspector.",
                 .outcome = "left_message",
                 .call_back_days = 1}},
      .referrals =
          {{.category = "employment",
            .title = "Work program for newcomers",
            .organization = "Bridge to Work",
            .status = "{accepted|scheduled|in_progress}",
            .description =
                "Trained in the home country, papers translated. English: enough for the shop "
                "floor, growing."},
           {.category = "legal_aid",
            .title = "Tenants' rights: mold, repair",
            .organization = "Four Towns Legal Aid",
            .status = "{sent|accepted|completed}",
            .urgency = "soon",
            .description = "Landlord informed in writing, child with asthma, inspection requested.",
            .result = "Lawyer's letter sent; landlord agreed to repair within fourteen days."}},
      .benefits = {{.program = "medicaid",
                    .name = "Medical coverage, renewal for five",
                    .agency = "County human services",
                    .status = "documents_owed",
                    .owed = {"pay slips of the last four weeks"},
                    .given = {"travel documents", "lease"},
                    .remarks = "Interpreter ordered for the interview."}},
  };
}

}  // namespace satchel::caseload
