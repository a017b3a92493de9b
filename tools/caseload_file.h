// One client's case file, made from a story.
//
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/caseload_people.h"
#include "tools/caseload_story.h"
#include "tools/caseload_text.h"

namespace satchel::caseload {

struct Worker {
  std::string user, id, given, full_name, credential;
};

// Which hours of which worker are taken, so that nobody is in two homes at once.
class Diary {
 public:
  struct Place {
    Day day;
    int minutes = 0;  // after midnight
  };
  // A free place on that day, else on one of the next working days before `end`; when all are full
  // the day is crowded, as days are.
  Place book(Random& random, const std::string& user, Day wanted, Day end, int minutes);

 private:
  std::set<std::pair<std::pair<std::string, Day>, int>> taken_;
};

class CaseFile {
 public:
  CaseFile(Random& random, const Story& story, const Worker& nurse, const Worker& social,
           Diary& diary, std::set<std::string>& names, Day today, int number);

  const std::string& client_id() const { return client_id_; }
  const std::string& client_line() const { return client_line_; }
  const std::vector<std::string>& lines() const { return lines_; }  // without the client

 private:
  struct Contact {  // a visit that is being written
    const Beat* beat = nullptr;
    std::string id, kind, status, outcome;
    Day day;
    int begin = 0, end = 0;  // real ones, or planned
  };

  // caseload_file.cc
  void shorten();
  void invent_person(std::set<std::string>& names);
  std::string marital_status();
  void write_client();
  void write_people();
  void write_care_team();
  void write_consents();
  void write_coverage();
  void write_episode();
  void write_household();

  // caseload_plan.cc
  void write_conditions();
  void write_medications();
  void write_allergy();
  void write_plan();
  void write_tasks();

  // caseload_contacts.cc
  void write_visits();
  void write_visit(std::size_t index, int shift);
  Record visit_record(const Contact& contact);
  void add_planned(Record& record, const Contact& contact, bool first_of_series);
  void add_held(Record& record, const Contact& contact);
  void add_clock_events(Record& record, const Contact& contact);
  void measure(const Contact& contact);
  void measure_one(const Contact& contact, const Series& series, bool recorded);
  void write_assessment(const AssessmentLine& line, const Contact& contact);
  void write_note(const Contact& contact);
  void write_calls();
  void write_incidents();

  // caseload_services.cc
  void write_referrals();
  void add_referral_stage(Record& record, const ReferralLine& line, const std::string& status);
  void write_authorizations();
  void write_benefits();

  std::string say(Words text) { return teller_.say(text); }
  Json say_all(const std::vector<Words>& texts) { return teller_.say_each(texts); }
  Day after_today(int days) const { return today_ + std::chrono::days(days); }
  std::string date(int days) const { return date_text(after_today(days)); }
  const Worker& worker(Role role) const { return role == Role::nurse ? nurse_ : social_; }
  Record record(std::string_view type, std::string_view id) const;
  Record record(std::string_view type) { return record(type, random_.uuid()); }
  void keep(const Record& made) { lines_.push_back(made.line()); }
  std::vector<std::string> ids(std::size_t count);

  Random& random_;
  Story story_;  // shortened by chance: no two files are equally thick
  const Worker& nurse_;
  const Worker& social_;
  Diary& diary_;
  Day today_;
  int number_;
  Teller teller_;

  std::string client_id_, client_line_;
  std::vector<std::string> lines_;

  const Origin* origin_ = nullptr;
  Name name_;
  bool quiet_ = false;  // a thin file
  bool woman_ = false;
  bool interpreter_ = false;
  int age_ = 0;
  Place home_;
  std::string doctor_;
  struct Relative {
    Name name;
    bool woman = false;
    std::string id, relation, word;  // "child", "daughter"
  };
  std::vector<Relative> relatives_;

  std::string coverage_id_, episode_id_, household_id_, release_id_, care_plan_id_;
  std::vector<std::string> condition_ids_, need_ids_, goal_ids_, intervention_ids_, referral_ids_;
  std::vector<std::string> authorization_ids_;
  std::vector<std::string> visit_ids_;     // by beat
  Day last_visit_;                         // that was held, or tried
  std::map<Vital, int> measured_;          // how often
  std::map<Role, std::string> series_of_;  // first planned visit
  Day referred_day_;
};

}  // namespace satchel::caseload
