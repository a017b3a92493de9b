// What others provide or pay: referrals in every stage, approvals, public benefits.
#include <algorithm>
#include <array>

#include "tools/caseload_file.h"

namespace satchel::caseload {
namespace {

constexpr std::array<std::string_view, 7> kStages = {
    "draft", "sent", "received", "accepted", "scheduled", "in_progress", "completed"};

std::size_t stage_of(std::string_view status) {
  return static_cast<std::size_t>(std::find(kStages.begin(), kStages.end(), status) -
                                  kStages.begin());
}

}  // namespace

void CaseFile::write_referrals() {
  for (std::size_t i = 0; i < story_.referrals.size(); ++i) {
    const ReferralLine& line = story_.referrals[i];
    const std::string status = say(line.status);
    Record made = record("referral", referral_ids_[i]);
    made.add("title", say(line.title))
        .add("category", line.category)
        .add("description", say(line.description))
        .add("status", status)
        .add("urgency", line.urgency)
        .add("need_id", need_ids_[std::min(i, need_ids_.size() - 1)])
        .add("goal_ids", std::vector<std::string>{goal_ids_.front()})
        .add("organization_name", line.organization)
        .add("contact_phones",
             std::vector<Json>{Json::object(
                 {{"number", some_phone(random_)}, {"use", "work"}, {"note", "intake"}})})
        .add("worker_id", social_.id)
        .add("client_agreed", true)
        .add("consent_id", release_id_)
        .add("episode_id", episode_id_)
        .add("interpreter_needed", interpreter_)
        .add("transport_needed", line.category != "transport" && random_.chance(35));
    add_referral_stage(made, line, status);
    keep(made);
  }
}

void CaseFile::add_referral_stage(Record& made, const ReferralLine& line,
                                  const std::string& status) {
  const bool declined = status == "declined";
  const std::size_t stage = declined ? stage_of("received") : stage_of(status);
  // Steps follow each other by working days and have happened before today.
  Day day = referred_day_;
  const auto step = [&](int days) {
    day = std::max(day, std::min(workday(day, days), workday(today_, -1)));
    return day;
  };
  if (stage >= stage_of("sent")) {
    made.add("sent_at", instant_text(day, 16 * 60 + random_.between(0, 40)))
        .add("sent_how", say("{email|fax|portal|phone}"))
        .add("documents_sent",
             std::vector<std::string>{say("{referral form|referral form, consent}")});
  }
  if (stage >= stage_of("received")) made.add("received_at", instant_text(step(1), 17 * 60));
  if (declined || stage >= stage_of("accepted")) {
    made.add("decided_at", instant_text(step(random_.between(1, 3)), 17 * 60 + 15));
  }
  if (declined) {
    made.add("declined_reason", say(line.result))
        .add("outcome", say("{not_eligible|not_received}"));
    made.add("loop_closed_at", instant_text(step(1), 17 * 60 + 30));
    return;
  }
  const bool started = stage >= stage_of("in_progress");
  if (stage >= stage_of("scheduled")) {
    const Day appointment = started ? step(2) : workday(today_, random_.between(1, 8));
    made.add("scheduled_for", instant_text(appointment, 60 * random_.between(9, 15)))
        .add("appointment_remarks",
             say("{Bring the card and the list of medication|They come to the home|First "
                 "floor, desk on the right|Interpreter confirmed by them}"));
  }
  if (status == "completed") {
    made.add("completed_at", instant_text(step(1), 15 * 60))
        .add("outcome", "service_received")
        .add("outcome_remarks", say(line.result))
        .add("loop_closed_at", instant_text(step(1), 17 * 60 + 45))
        .add("satisfaction", say("{satisfied|satisfied|neutral}"));
    return;
  }
  if (stage < stage_of("sent")) return;
  made.add("next_check_date", date_text(workday(today_, random_.between(0, 6))));
  if (!started && random_.chance(50)) {
    made.add("attempts", std::vector<Json>{
                             Json::object({{"at", instant_text(workday(today_, -2), 11 * 60 + 20)},
                                           {"worker_id", social_.id},
                                           {"how", "phone"},
                                           {"answer", say("{Still in the queue|Person in charge is "
                                                          "back on Thursday|Voice mail}")}})});
  }
}

void CaseFile::write_authorizations() {
  for (std::size_t i = 0; i < story_.authorizations.size(); ++i) {
    const AuthorizationLine& line = story_.authorizations[i];
    const bool denied = line.status == "denied";
    Record made = record("authorization", authorization_ids_[i]);
    made.add("coverage_id", coverage_id_)
        .add("reference_number", "PA-" + std::to_string(random_.between(2'000'000, 8'999'999)))
        .add("service_code", line.code)
        .add("service_display", line.service)
        .add("status", line.status)
        .add("urgency", "standard")
        .add("units_requested", line.requested)
        .add("unit_kind", line.unit_kind)
        .add("submitted_at", instant_text(workday(after_today(line.start_days), -4), 13 * 60))
        .add("submitted_how", say("{portal|fax}"))
        .add("worker_id", worker(denied ? Role::social : Role::nurse).id)
        .add("decided_date", date_text(workday(after_today(line.start_days), -1)))
        .add("diagnosis_codes",
             std::vector<std::string>{std::string(story_.conditions.front().code)})
        .add("episode_id", episode_id_)
        .add("alert_days_before", 14);
    if (denied) {
      made.add("denial_date", date_text(workday(after_today(line.start_days), -1)))
          .add("denial_reason", say(line.reason))
          .add("appeal_deadline", date(random_.between(9, 24)));
    } else {
      made.add("units_approved", line.approved)
          .add("units_used", std::min(line.used + random_.between(0, 2), line.approved))
          .add("start_date", date(line.start_days))
          .add("stop_date", date(line.stop_days))
          .add("justification", say(line.reason));
    }
    keep(made);
  }
}

void CaseFile::write_benefits() {
  for (const BenefitLine& line : story_.benefits) {
    const std::string status = say(line.status);
    Record made = record("benefit_application");
    made.add("program", line.program)
        .add("program_name", line.name)
        .add("agency_name", line.agency)
        .add("status", status)
        .add("worker_id", social_.id)
        .add("screened_date", date_text(referred_day_))
        .add("need_id", need_ids_.back())
        .add("goal_ids", std::vector<std::string>{goal_ids_.front()})
        .add("remarks", say(line.remarks));
    std::vector<Json> owed, given;
    for (const Words document : line.owed) {
      owed.push_back(Json::object({{"document", document}, {"due", date(random_.between(4, 15))}}));
    }
    for (const Words document : line.given) given.push_back(Json(document));
    const bool decided = status == "approved" || status == "denied";
    if (!decided) made.add("documents_owed", owed);
    made.add("documents_given", given);
    if (status != "draft") {
      made.add("submitted_date", date_text(workday(referred_day_, 1)))
          .add("submitted_how", say("{online|in_person|post}"))
          .add("reference_number", "B" + std::to_string(random_.between(10'000, 99'999)) + "-26");
      if (!decided) made.add("decision_due_date", date(random_.between(8, 30)));
    }
    if (status == "documents_owed") made.add("documents_due_date", date(random_.between(4, 12)));
    if (decided) made.add("decision", status).add("decision_date", date_text(workday(today_, -2)));
    if (status == "approved") {
      const double amount = line.monthly_amount;
      if (line.monthly_amount > 0) made.add("monthly_amount", amount).add("currency", "USD");
      made.add("start_date", date(8))
          .add("recertification_date", date(8 + 182))
          .add("recertification_status", "not_due");
    }
    if (status == "denied") {
      made.add("decision_reason", "Income above the limit, counted on the old hours")
          .add("appeal_deadline", date(random_.between(20, 60)));
    }
    keep(made);
  }
}

}  // namespace satchel::caseload
