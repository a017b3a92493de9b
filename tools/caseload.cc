#include "tools/caseload.h"

#include <algorithm>
#include <set>

#include "tools/caseload_file.h"

namespace satchel::caseload {
namespace {

std::vector<Worker> hire(int count) {
  std::vector<Worker> workers;
  for (int i = 0; i < count; ++i) {
    const bool nurse = i % 2 == 0;
    const WorkerName& name = worker_name(nurse, i / 2);
    Worker worker;
    worker.user = worker_user(nurse, i / 2);
    worker.id = worker_id(worker.user).to_string();
    worker.given = name.given;
    worker.full_name = std::string(name.given) + " " + std::string(name.family);
    worker.credential = name.credential;
    workers.push_back(worker);
  }
  return workers;
}

std::vector<Story> stories() {
  return {heart_failure(),   eviction_notice(), dementia_and_caregiver(),
          diabetic_foot(),   refugee_family(),  copd_on_oxygen(),
          food_insecurity(), after_stroke(),    new_parent(),
          hip_fracture(),    reentry(),         dialysis()};
}

Error wrong(std::string message, std::string hint) {
  return Error{ErrorKind::bad_input, std::move(message), std::move(hint)};
}

std::string worker_line(const Worker& worker, bool nurse) {
  return Json::object({{"name", worker.user},
                       {"role", nurse ? "care_manager" : "case_manager"},
                       {"full_name", worker.full_name},
                       {"id", worker.id}})
      .text();
}

}  // namespace

RecordId worker_id(std::string_view user_name) {
  return {Uuid::from_name("worker:" + std::string(user_name))};
}

Result<Caseload> make_caseload(const Options& options) {
  if (options.client_count < 0 || options.client_count > kClientCountMax) {
    return wrong("The number of clients must be from 0 to " + std::to_string(kClientCountMax) + ".",
                 "For example --clients 40.");
  }
  if (options.worker_count < 1 || options.worker_count > kWorkerCountMax) {
    return wrong("The number of workers must be from 1 to " + std::to_string(kWorkerCountMax) + ".",
                 "For example --workers 2.");
  }
  const std::optional<Day> today = parse_day(options.today);
  if (!today)
    return wrong("Not a day of the calendar: " + options.today, "For example --today 2026-11-23.");

  Caseload caseload;
  const std::vector<Worker> workers = hire(options.worker_count);
  std::vector<const Worker*> nurses, socials;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    (i % 2 == 0 ? nurses : socials).push_back(&workers[i]);
    caseload.workers.push_back(worker_line(workers[i], i % 2 == 0));
  }
  if (socials.empty()) socials = nurses;  // one worker does it all

  const std::vector<Story> all = stories();
  Random random(options.seed);
  Diary diary;
  std::set<std::string> names;  // of clients
  std::vector<std::string> others;
  for (int i = 0; i < options.client_count; ++i) {
    // Stories take turns, and move on by one worker each round, so that everybody meets all of
    // them.
    const auto index = static_cast<std::size_t>(i);
    const std::size_t turn = index + index / all.size();
    const Worker& nurse = *nurses[turn % nurses.size()];
    const Worker& social = *socials[turn % socials.size()];
    // A client's file depends on the seed and the number alone (apart from hours that are taken).
    Random own(random.next());
    const CaseFile file(own, all[index % all.size()], nurse, social, diary, names, *today, i);
    caseload.records.push_back(file.client_line());
    others.insert(others.end(), file.lines().begin(), file.lines().end());
    const auto assign = [&](const Worker& worker) {
      caseload.assignments.push_back(
          Json::object({{"client", file.client_id()}, {"worker", worker.user}}).text());
    };
    assign(nurse);
    if (&social != &nurse) assign(social);
  }
  caseload.records.insert(caseload.records.end(), others.begin(), others.end());
  return caseload;
}

}  // namespace satchel::caseload
