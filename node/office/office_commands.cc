#include "node/office/office_commands.h"

#include <CLI/CLI.hpp>

#include "node/office/caseload_commands.h"
#include "node/office/collect_command.h"
#include "node/office/open_office.h"
#include "node/office/parked_commands.h"
#include "node/office/people_commands.h"
#include "node/office/recovery_commands.h"
#include "node/office/status_commands.h"
#include "node/shared/clock.h"

namespace satchel {

namespace {

constexpr const char* kNextSteps =
    "next:\n"
    "  satchel-office user add NAME --role care_manager    for each person\n"
    "  satchel-office serve --listen 0.0.0.0:8470           where the laptops find it\n"
    "  satchel-office enroll NAME                          a code for that person's laptop";

// A database without an identity is an `init` that was cut short: it is finished.
Status refuse_if_set_up(const std::string& folder) {
  const auto there = OfficeWorkspace::open(folder, false);
  if (!there) {
    return there.error().kind == ErrorKind::not_found ? Status(Done{}) : Status(there.error());
  }
  return Error{ErrorKind::refused, "there is an office in " + folder + " already",
               "use it, or name another folder with --data"};
}

Result<ExitCode> run_init(const Output& out, const CommonOptions& options,
                          const std::string& name) {
  if (name.empty()) {
    return Error{ErrorKind::bad_input, "the name of the office is empty", "leave --name out"};
  }
  if (const auto free = refuse_if_set_up(options.folder); !free) return free.error();
  auto workspace = OfficeWorkspace::open(options.folder, true);
  if (!workspace) return workspace.error();
  Office& office = (*workspace)->office();
  Transaction transaction((*workspace)->store());
  const Office::Seeds seeds{random_uuid(), random_uuid(), random_array<32>()};
  if (const auto done = office.init(name, seeds, wall_clock_ms()); !done) return done.error();
  transaction.commit();
  const std::string id = office.identity()->id.to_string();
  out.result(json::object{{"office_id", id}, {"name", name}},
             "the office " + name + " is set up: " + id + "\n" + kNextSteps);
  return kDone;
}

}  // namespace

void add_office_commands(CLI::App& app, CommonOptions& options) {
  const auto name = std::make_shared<std::string>("office");
  auto* init =
      add_command(app, options, "init", "Set up an office",
                  [&options, name](const Output& out) { return run_init(out, options, *name); });
  init->add_option("--name", *name, "What the office is called")->capture_default_str();
  add_people_commands(app, options);
  add_caseload_commands(app, options);
  add_parked_commands(app, options);
  add_recovery_commands(app, options);
  add_status_commands(app, options);
  add_collect_command(app, options);
}

}  // namespace satchel
