// Three situations of money, housing and a new start.
#include "tools/caseload_story.h"

namespace satchel::caseload {

Story eviction_notice() {
  return {
      .program = "Community case management",
      .admission_reason = "Notice to quit after hours were cut, two months of rent owed",
      .admission_source = "home",
      .admitted_days = 27,
      .age_min = 33,
      .age_max = 62,
      .living = "{with_family|alone}",
      .housing = "at_risk",
      .employment = "part_time",
      .risk = "high",
      .risk_reasons = {"court date set", "savings used up", "high blood pressure untreated"},
      .alerts = {"{Landlord lives on the first floor, no files in the hallway|Do not leave letters "
                 "in the "
                 "mailbox|Intercom is heard by everybody, say only your first name}"},
      .mobility = "Without limits",
      .diet = "Skips lunch since October",
      .matters =
          "{That the kids stay in their school|To keep the apartment where mother died|Not to owe "
          "anybody}",
      .background =
          "Eleven years in the same apartment, rent never late until {the warehouse|the hotel|the "
          "diner} cut the "
          "shifts in August. Owes {$2,380|$2,640}. Notice to quit came on [-31], hearing on [+17]. "
          "Keeps every "
          "receipt in a shoe box, which will help.",
      .household = "Two bedrooms, second floor. Heat included in the rent.",
      .people = {{.relation = "{child|partner|sibling}",
                  .roles = {"family"},
                  .lives_with_client = true,
                  .remarks = "Knows about the letter since last week."}},
      .conditions = {{.code = "Z59.811",
                      .display = "Housing instability, at risk of homelessness",
                      .onset_days = 40,
                      .category = "social"},
                     {.code = "I10",
                      .display = "Essential hypertension",
                      .severity = "moderate",
                      .onset_days = 1500,
                      .self_management = "Stopped the tablets in September for the copay",
                      .red_flags = {"headache with blurred sight", "chest pain"}}},
      .medications = {{.display = "Lisinopril",
                       .strength = "20 mg",
                       .frequency = "once daily",
                       .reason = "blood pressure",
                       .taking = "not_taking",
                       .why = "$15 a month \"is two dinners\""}},
      .series = {{Vital::pressure, 164, -7}},
      .assessments = {{.instrument = Instrument::hunger,
                       .points = {1, 1},
                       .beat = 0,
                       .summary = "Both questions \"often true\" in the last three months.",
                       .action = "Pantry the same day, food benefits."},
                      {.instrument = Instrument::phq2,
                       .points = {1, 1},
                       .beat = 1,
                       .summary =
                           "Worried day and night, not depressed. Sleeps from one to five."}},
      .needs = {{.title = "Keeps the apartment",
                 .domain = "legal",
                 .category = "housing",
                 .client_words = "I am not asking for free. I am asking for time.",
                 .priority = "high"},
                {.title = "Tablets for blood pressure that can be paid",
                 .domain = "medical",
                 .category = "medication",
                 .client_words = "My head hammers at night."}},
      .goals = {{.title = "Agreement with the landlord before the hearing",
                 .client_words = "No sheriff at my door.",
                 .category = "housing",
                 .measure = "Signed agreement, arrears paid down",
                 .baseline = "none, two months owed",
                 .target = "agreement signed, arrears paid by fund and plan",
                 .current = "application complete",
                 .target_days = 17}},
      .interventions =
          {{.title = "Going through the shoe box: what the court will ask",
            .kind = "advocacy",
            .description =
                "Receipts by month, letters by date, a page with three sentences to say.",
            .who = Role::social}},
      .tasks = {{.title = "Ledger from the landlord to the rent fund",
                 .category = "document",
                 .due_days = 1,
                 .priority = "urgent",
                 .waiting_for = "Landlord's office"},
                {.title = "Go along to the hearing",
                 .category = "visit",
                 .due_days = 17,
                 .priority = "high"}},
      .beats = {{.workday = -14,
                 .who = Role::social,
                 .reason = "Notice to quit, arrears, food",
                 .outcome = "referred",
                 .summary = "Papers sorted, rent fund and legal aid the same day, pantry box.",
                 .tasks = {"needs screening", "budget", "rent fund application"},
                 .note_kind = "dap",
                 .note = "D: [title] had laid out the shoe box on the bed. Notice to quit dated "
                         "[-12], two months owed, late "
                         "fees added that the lease does not mention. Hours cut from 38 to "
                         "{19|22}. Eats once a day so that "
                         "there is enough. \"{I keep the lights off so nobody thinks we are home|I "
                         "practice what to say and "
                         "then I do not pick up}.\"\n"
                         "A: Eviction can be prevented: income for the future rent is just enough, "
                         "arrears are not. Strong "
                         "paper trail. Hungry.\n"
                         "P: Fund application filled in together. Legal aid called from here, "
                         "intake [+2]. Box from the "
                         "pantry in the car. Do not move out, do not sign anything alone. Nurse "
                         "asked to look at the blood "
                         "pressure.",
                 .is_signed = true,
                 .minutes = 95},
                {.workday = -8,
                 .who = Role::nurse,
                 .reason = "Blood pressure, tablets stopped",
                 .outcome = "follow_up",
                 .summary = "BP [bp]. Restarted through the $4 list; checks twice a week.",
                 .tasks = {"vital signs", "medication reconciliation", "mood screening"},
                 .note_kind = "soap",
                 .note = "S: Headache in the mornings, no chest pain, sight clear. Stopped "
                         "lisinopril in September because "
                         "of the copay. Coffee instead of lunch.\n"
                         "O: BP [bp] sitting, repeated after ten minutes 6 lower. HR regular. No "
                         "edema. Speech and gait "
                         "normal.\n"
                         "A: High blood pressure without treatment, for the price of fifteen "
                         "dollars. No emergency today.\n"
                         "P: [doc] called: same tablet from the four-dollar list, picked up this "
                         "afternoon. Warning signs on "
                         "a card. I come back next week.",
                 .measures = true},
                {.workday = -5,
                 .who = Role::social,
                 .kind = "phone",
                 .reason = "Legal aid intake, ledger missing",
                 .outcome = "follow_up",
                 .summary = "Lawyer takes the case. Fund waits for the landlord's ledger.",
                 .note_kind = "narrative",
                 .note =
                     "Call as agreed at the break of the shift. Legal aid has taken the case and "
                     "objects to the late "
                     "fees. Rent fund is complete but for the landlord's ledger; [name] asked for "
                     "it twice and was told "
                     "\"see you in court\". I will ask in writing today, with copy to the lawyer. "
                     "Hours next week: 24. "
                     "[He] slept six hours for the first time and reports it like a confession.",
                 .minutes = 20},
                {.workday = -2,
                 .who = Role::nurse,
                 .reason = "Blood pressure after restart",
                 .outcome = "no_change",
                 .summary = "BP [bp], headache gone.",
                 .tasks = {"vital signs"},
                 .measures = true,
                 .minutes = 30},
                {.workday = 1,
                 .who = Role::social,
                 .status = "planned",
                 .reason = "Ledger, preparation of the hearing",
                 .tasks = {"hearing preparation"}},
                {.workday = 6,
                 .who = Role::nurse,
                 .status = "planned",
                 .reason = "Blood pressure",
                 .tasks = {"vital signs"}}},
      .calls =
          {{.days = -3,
            .who = Role::social,
            .channel = "email",
            .with_whom = "landlord",
            .person = "Property office",
            .subject = "Ledger for the rent fund",
            .body =
                "Asked for the ledger of the last twelve months by Tuesday, with the address of "
                "the fund "
                "and the sentence that payment goes directly to the landlord. Copy to legal aid.",
            .outcome = "sent",
            .call_back_days = 1}},
      .referrals =
          {{.category = "legal_aid",
            .title = "Defense against eviction",
            .organization = "Four Towns Legal Aid",
            .status = "{accepted|in_progress}",
            .urgency = "urgent",
            .description = "Hearing date set. Late fees not in the lease. Tenant of eleven years."},
           {.category = "housing",
            .title = "Rent arrears fund",
            .organization = "Tenancy Preservation Fund",
            .status = "{sent|received|completed|declined}",
            .urgency = "urgent",
            .description =
                "Two months of arrears, income sufficient from now on, payment directly to the "
                "landlord.",
            .result =
                "{Decision by letter|Answer came by phone and in writing}, reasons discussed with "
                "[name]."},
           {.category = "food",
            .title = "Weekly box",
            .organization = "St. Brendan's pantry",
            .status = "completed",
            .description = "Household as on the form, pick up Thursdays after the shift.",
            .result = "Picked up three times; bread for the neighbor too."}},
      .benefits = {{.program = "food_assistance",
                    .name = "Food benefits",
                    .agency = "County human services",
                    .status = "{submitted|in_review|denied}",
                    .given = {"pay slips", "lease"},
                    .remarks = "Counted on the old hours; new pay slips were sent afterwards."}},
  };
}

Story food_insecurity() {
  return {
      .program = "Community case management",
      .admission_reason = "Lost weight, empty refrigerator, grief",
      .admission_source = "home",
      .admitted_days = 52,
      .age_min = 66,
      .age_max = 86,
      .living = "alone",
      .marital = "widowed",
      .code_status = "{full_code|unknown}",
      .risk = "moderate",
      .risk_reasons = {"weight loss", "alone since spring", "fixed income"},
      .alerts = {"{Does not open after dark|Steep unlit driveway|Space heater in the bedroom}"},
      .mobility = "Slow, knees; cane on stairs",
      .equipment = {"cane"},
      .diet = "Tea and toast, dentures do not fit",
      .matters =
          "{To cook for somebody again|To visit the grave without asking for a ride|To keep the "
          "cat}",
      .background =
          "Lost [his] partner of {forty-one|thirty-six} years in April; the second pension went "
          "with the funeral. "
          "Pharmacist noticed that the clothes hang. {Ran the school cafeteria|Was a "
          "seamstress|Drove a mail "
          "route} and fed half the street in better times, which makes taking hard.",
      .people = {{.relation = "{neighbour|friend|relative}",
                  .roles = {"emergency_contact"},
                  .care_given = {"takes out the trash"},
                  .remarks = "Has noticed too, did not dare to ask."}},
      .conditions = {{.code = "Z59.41",
                      .display = "Food insecurity",
                      .onset_days = 160,
                      .category = "social"},
                     {.code = "M17.0",
                      .display = "Osteoarthritis of both knees",
                      .severity = "moderate",
                      .onset_days = 2600},
                     {.code = "Z63.4",
                      .display = "Bereavement",
                      .onset_days = 215,
                      .red_flags = {"does not get up", "gives things away"},
                      .category = "social"}},
      .medications = {{.display = "Acetaminophen",
                       .strength = "650 mg",
                       .frequency = "as needed, up to three a day",
                       .reason = "knees"},
                      {.display = "Levothyroxine",
                       .strength = "75 mcg",
                       .frequency = "once daily before breakfast",
                       .reason = "thyroid",
                       .taking = "{taking|differs}",
                       .why = "Every second day, to stretch the bottle"}},
      .series = {{Vital::weight, 52.3, 0.4}, {Vital::pressure, 118, 1}},
      .assessments = {{.instrument = Instrument::hunger,
                       .points = {1, 1},
                       .beat = 0,
                       .summary = "Answered after a long silence: both, often.",
                       .action = "Meals from this week; no waiting list for over 65."},
                      {.instrument = Instrument::mini_cog,
                       .points = {2, 2},
                       .beat = 1,
                       .summary =
                           "4 of 5, clock correct. Not the memory; the money and the grief."}},
      .needs = {{.title = "One warm meal a day",
                 .domain = "social",
                 .category = "food",
                 .client_words = "There are people who need it more.",
                 .priority = "high"},
                {.title = "Company",
                 .domain = "social",
                 .category = "isolation",
                 .client_words = "The house answers nobody."}},
      .goals = {{.title = "Weight back to 55 kg",
                 .client_words = "My rings should stay on.",
                 .category = "medical",
                 .measure = "Weight at home",
                 .baseline = "51.9 kg",
                 .target = "55 kg",
                 .current = "53.1 kg",
                 .achievement = "improving",
                 .target_days = 75}},
      .interventions = {{.title =
                             "Meals that are not charity: cooking for the lunch club on Wednesdays",
                         .kind = "support",
                         .description =
                             "Starts as a guest, is asked for a recipe, cooks it in December.",
                         .who = Role::social}},
      .tasks = {{.title = "Denture clinic: ask for the senior rate",
                 .category = "call",
                 .due_days = 4},
                {.title = "Heating help before the first bill",
                 .category = "benefit",
                 .due_days = 7,
                 .status = "in_progress"}},
      .beats =
          {{.workday = -13,
            .who = Role::social,
            .reason = "Food, money, first home visit",
            .outcome = "referred",
            .summary = "Food insecure, proud. Meals on wheels accepted \"until Christmas\".",
            .tasks = {"needs screening", "benefit check"},
            .note_kind = "dap",
            .note =
                "D: Set out two cups and one cookie, for me. Refrigerator: milk, mustard, {half an "
                "onion|cat food}. "
                "Income $1,087 a month, rent 640, since the funeral a payment of 120. Has never "
                "applied for "
                "anything. Spoke for half an hour about feeding others before speaking of hunger.\n"
                "A: Food insecure, entitled to benefits not claimed, grieving. Pride is the door, "
                "not the wall.\n"
                "P: Meals from Thursday. Application begun, papers in the kitchen drawer. Nurse "
                "for weight and "
                "teeth. Wednesday lunch club: said \"perhaps\".",
            .is_signed = true,
            .minutes = 75},
           {.workday = -8,
            .who = Role::nurse,
            .reason = "Weight loss, teeth, memory",
            .outcome = "follow_up",
            .summary = "Weight [wt] kg. Dentures loose. Memory screening normal.",
            .tasks = {"vital signs", "memory screening", "medication reconciliation"},
            .note_kind = "soap",
            .note = "S: \"{I forget to eat when nobody is hungry with me|Soup is work for one}.\" "
                    "Dentures hurt after ten "
                    "minutes. No trouble swallowing, no night sweats, bowels regular. Thyroid "
                    "tablet {every day|every "
                    "second day to save}.\n"
                    "O: Weight [wt] kg, 61 two years ago in the pharmacy's record. BP [bp]. Gums "
                    "sore on the left. "
                    "Clock drawn well.\n"
                    "A: Weight loss from too little food, loose dentures, grief. Thyroid level not "
                    "known for a year.\n"
                    "P: Soft meals ordered. Blood test through [doc]. Told that the tablet is "
                    "covered, no need to "
                    "stretch it. Weigh at each visit.",
            .measures = true},
           {.workday = -3,
            .who = Role::nurse,
            .reason = "Weight, blood test result",
            .outcome = "no_change",
            .summary = "Weight [wt] kg, up. Thyroid value slightly off, dose daily from now on.",
            .tasks = {"vital signs"},
            .note_kind = "narrative",
            .note = "Weight [wt] kg on the same scale. Meals come at half past eleven, the driver "
                    "{stays for two minutes "
                    "of talk|likes the cat}, and the second half is eaten in the evening. Blood "
                    "test: TSH a little "
                    "high, which fits with tablets every second day; [doc] wants it daily and a "
                    "check in six weeks. "
                    "[name] wrote it on the calendar in large letters. Went to the lunch club "
                    "once, sat near the door.",
            .measures = true},
           {.workday = 2,
            .who = Role::social,
            .status = "planned",
            .reason = "Food benefits, heating help, lunch club"},
           {.workday = 7,
            .who = Role::nurse,
            .status = "planned",
            .reason = "Weight, dentures",
            .tasks = {"vital signs"}}},
      .calls = {{.days = -7,
                 .who = Role::social,
                 .with_whom = "organisation",
                 .person = "Denture clinic",
                 .subject = "Repair of dentures",
                 .body = "Reline is $140, students do it for $40, waiting time three weeks. Asked "
                         "to be put on "
                         "the list under the senior rate; they call back.",
                 .call_back_days = 2}},
      .referrals = {{.category = "food",
                     .title = "Meals on wheels, five days",
                     .organization = "Council on Aging, meals",
                     .status = "{in_progress|completed|scheduled}",
                     .urgency = "soon",
                     .description = "Soft food, dentures loose. Ring twice, slow to the door.",
                     .result = "Meals since the second week; eats about two thirds."},
                    {.category = "social_support",
                     .title = "Wednesday lunch club",
                     .organization = "St. Brendan's parish hall",
                     .status = "{accepted|declined|draft}",
                     .description =
                         "Bereaved in spring, was a cook for many. Needs a ride on icy days.",
                     .result = "[name] prefers to wait until after the holidays."}},
      .benefits = {{.program = "food_assistance",
                    .name = "Food benefits, senior form",
                    .agency = "County human services",
                    .status = "{submitted|approved|in_review}",
                    .given = {"pension letter", "rent receipt"},
                    .monthly_amount = 164},
                   {.program = "energy_assistance",
                    .name = "Heating help",
                    .agency = "Four Towns Community Action",
                    .status = "draft",
                    .owed = {"last oil bill"}}},
  };
}

Story reentry() {
  return {
      .program = "Reentry support",
      .admission_reason = "Home after {four|six|nine} years, shelter bed, no papers",
      .admission_source = "custody",
      .admitted_days = 30,
      .age_min = 29,
      .age_max = 56,
      .living = "with_others",
      .housing = "{shelter|temporary}",
      .employment = "unemployed",
      .risk = "moderate",
      .risk_reasons = {"first ninety days", "no identity card", "recovery from opioids"},
      .alerts = {"{Curfew at nine, no visits after eight|Meets us in the lobby, not in the "
                 "dormitory|Does not "
                 "like anybody standing behind [him]}"},
      .mobility = "Without limits",
      .diet = "Shelter meals",
      .matters =
          "{To see my daughter without glass between us|To cook my own eggs|To hold a job for a "
          "year}",
      .background =
          "Released on [-32] after {four|six|nine} years. On buprenorphine, eleven months without "
          "use before "
          "release. Identity card lost in property storage. {Learned upholstery inside|Has a "
          "forklift "
          "certificate|Cooked for four hundred}. Supervision officer meets every second Thursday. "
          "Early for every "
          "appointment, asks permission too often.",
      .people = {{.relation = "{sibling|parent}",
                  .roles = {"family", "emergency_contact"},
                  .remarks = "Careful hope. Sunday dinner, one thing at a time."}},
      .conditions = {{.code = "Z65.2",
                      .display = "Problems after release from prison",
                      .onset_days = 32,
                      .category = "social"},
                     {.code = "F11.21",
                      .display = "Opioid dependence, in remission",
                      .severity = "moderate",
                      .onset_days = 3400,
                      .self_management = "Film each morning at seven, meeting on Tuesdays",
                      .red_flags = {"misses two doses", "old telephone numbers", "cannot sleep"}},
                     {.code = "B18.2", .display = "Chronic hepatitis C", .onset_days = 1300}},
      .medications = {{.display = "Buprenorphine/naloxone",
                       .strength = "8/2 mg",
                       .frequency = "one film once daily under the tongue",
                       .reason = "recovery",
                       .high_risk = true,
                       .form = "film",
                       .route = "sublingual"},
                      {.display = "Naloxone nasal spray",
                       .strength = "4 mg",
                       .frequency = "in an emergency",
                       .reason = "overdose",
                       .form = "spray",
                       .route = "nasal"}},
      .series = {{Vital::pressure, 136, -2}, {Vital::weight, 71.2, 0.9}},
      .assessments = {{.instrument = Instrument::phq2,
                       .points = {1, 1},
                       .beat = 1,
                       .summary = "Negative. \"Loud outside, that is all.\""}},
      .needs = {{.title = "Identity card and birth certificate",
                 .domain = "legal",
                 .category = "legal_aid",
                 .client_words = "Without the card I am still a number.",
                 .priority = "high"},
                {.title = "A room with a key",
                 .domain = "social",
                 .category = "housing",
                 .client_words = "I want to close a door from the inside.",
                 .priority = "high"}},
      .goals = {{.title = "No missed dose and no missed appointment in the first ninety days",
                 .client_words = "Boring is beautiful.",
                 .category = "self_management",
                 .measure = "Doses and appointments kept",
                 .baseline = "30 of 30",
                 .target = "90 of 90",
                 .current = "30 of 30",
                 .target_days = 58},
                {.title = "Paid work",
                 .client_words = "Tired from work. The good tired.",
                 .category = "income",
                 .measure = "Hours a week",
                 .baseline = "0",
                 .target = "30",
                 .current = "trial day done",
                 .achievement = "improving",
                 .target_days = 50}},
      .interventions =
          {{.title = "Naloxone: carry it, tell one person where it is",
            .kind = "education",
            .description =
                "Tolerance is gone after years without; how to use the spray, who at the "
                "shelter knows.",
            .topic = "Overdose prevention",
            .teach_back = "understood",
            .teach_back_words = "Has shown it to the night manager; keeps it in the "
                                "jacket."}},
      .tasks = {{.title = "Second letter to property storage for the identity card",
                 .category = "document",
                 .due_days = 2,
                 .priority = "high"},
                {.title = "Liver clinic: date for treatment of hepatitis C",
                 .category = "call",
                 .who = Role::nurse,
                 .due_days = 5,
                 .waiting_for = "Coverage active"}},
      .beats =
          {{.workday = -13,
            .who = Role::social,
            .kind = "office",
            .reason = "Papers, housing, work: first plan",
            .outcome = "referred",
            .summary = "Birth certificate ordered, voucher list, trial day at the workshop.",
            .tasks = {"needs screening", "birth certificate application"},
            .note_kind = "birp",
            .note = "B: Arrived twenty minutes early, sat facing the door, asked whether [he] "
                    "might take off the jacket. "
                    "Precise about dates. Went quiet at the question about the children.\n"
                    "I: Explained what we do and do not report to supervision. Ordered the birth "
                    "certificate online, "
                    "fee waived. Put on two housing lists. Called the workshop about a trial day.\n"
                    "R: \"{Nobody asked me what I want in a long time|So I can say no here?}\" "
                    "Chose work before housing "
                    "counsel. Relaxed when the plan was on one page.\n"
                    "P: Property storage about the identity card. Meet again [+6]. Bus pass given. "
                    "Visit with the "
                    "daughter only through the family court's office, agreed.",
            .is_signed = true,
            .minutes = 70},
           {.workday = -8,
            .who = Role::nurse,
            .kind = "office",
            .reason = "Medication, hepatitis C, first health check",
            .outcome = "follow_up",
            .summary = "BP [bp], weight [wt] kg. Doses complete. Naloxone taught.",
            .tasks = {"vital signs", "medication reconciliation", "education: naloxone"},
            .note_kind = "soap",
            .note = "S: Takes the film at seven, no craving, \"{strange dreams|too many choices in "
                    "the cereal aisle}\". "
                    "Constipated. Sleeps lightly in a room of twelve.\n"
                    "O: BP [bp], weight [wt] kg. Fourteen empty wrappers, fourteen days. Eyes "
                    "clear, no tremor. Film "
                    "dissolves completely, waits before drinking.\n"
                    "A: Stable on treatment. High risk of overdose if it came to use: no "
                    "tolerance. Hepatitis C never "
                    "treated.\n"
                    "P: Naloxone spray handed over and practiced. Fiber, water, walk. Liver clinic "
                    "as soon as coverage "
                    "is active. Refill reaches to [+10], next one ordered.",
            .measures = true},
           {.workday = -4,
            .who = Role::social,
            .kind = "{office|phone}",
            .reason = "Trial day, papers",
            .outcome = "follow_up",
            .summary = "Trial day went well; identity card still missing.",
            .note_kind = "dap",
            .note = "D: Trial day at the workshop: stayed to the end, was asked back. Foreman "
                    "\"shook my hand like a "
                    "person\". Pay starts only with an identity card. Property storage has not "
                    "answered. Officer moved "
                    "the meeting to fit the shift.\n"
                    "A: Work is real and hangs on one document. Frustration held well: took a "
                    "walk, called [carer].\n"
                    "P: Second letter, copy to legal aid. Temporary card with birth certificate "
                    "when it comes, about "
                    "[+9]. Celebrated with office coffee."},
           {.workday = 1,
            .who = Role::social,
            .kind = "office",
            .status = "planned",
            .reason = "Identity card, room, first wages"},
           {.workday = 5,
            .who = Role::nurse,
            .kind = "office",
            .status = "planned",
            .reason = "Refill, liver clinic",
            .tasks = {"vital signs", "medication reconciliation"}}},
      .calls =
          {{.days = -10,
            .who = Role::social,
            .channel = "letter",
            .with_whom = "other",
            .person = "Property storage",
            .subject = "Identity card of [name]",
            .body =
                "Asked for the card listed on the property sheet of admission, copy of the sheet "
                "enclosed, signed release enclosed. Answer requested within ten days.",
            .outcome = "sent",
            .call_back_days = 2},
           {.days = -2,
            .who = Role::nurse,
            .channel = "text_message",
            .subject = "Refill is ready",
            .body = "Your refill is ready at the pharmacy until Friday.",
            .outcome = "delivered"}},
      .referrals =
          {{.category = "employment",
            .title = "Paid training place",
            .organization = "Second Bench Workshop",
            .status = "{accepted|scheduled}",
            .description = "Trial day agreed. Curfew at nine, supervision every second Thursday."},
           {.category = "housing",
            .title = "Room in shared sober house",
            .organization = "Alder Street Houses",
            .status = "{sent|declined|received}",
            .urgency = "soon",
            .description = "On buprenorphine, eleven months stable, references from the program.",
            .result =
                "House does not accept medication treatment; asked for the reason in writing."},
           {.category = "legal_aid",
            .title = "Identity papers, visits with the daughter",
            .organization = "Four Towns Legal Aid",
            .status = "sent",
            .description = "Card lost in property storage; family court file open."}},
      .benefits = {{.program = "medicaid",
                    .name = "Medical coverage after release",
                    .agency = "State benefits office",
                    .status = "{in_review|approved}",
                    .given = {"release certificate", "shelter letter"},
                    .remarks = "Was suspended, not ended; asked for reinstatement."}},
  };
}

}  // namespace satchel::caseload
