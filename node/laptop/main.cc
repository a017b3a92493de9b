// satchel: the worker's program.
#include <CLI/CLI.hpp>

#include "node/laptop/app/serve_command.h"
#include "node/laptop/laptop_commands.h"
#include "node/laptop/receipt_commands.h"
#include "node/shared/care_commands.h"
#include "node/shared/reading_commands.h"
#include "node/shared/schema_commands.h"
#include "node/shared/workspace.h"
#include "node/shared/writing_commands.h"

int main(int argc, char** argv) {
  using namespace satchel;
  CLI::App app("Satchel: your clients, visits and notes, with you where there is no network");
  app.set_version_flag("--version", "satchel " SATCHEL_VERSION);
  app.require_subcommand(1);
  CommonOptions options;
  options.folder = default_folder("satchel");
  const auto open = [&options]() -> Result<std::unique_ptr<Workspace>> {
    auto workspace = open_enrolled(options);
    if (!workspace) return workspace.error();
    return std::unique_ptr<Workspace>(std::move(*workspace));
  };
  add_laptop_commands(app, options);
  add_serve_command(app, options);
  add_receipt_commands(app, options);
  add_reading_commands(app, options, open);
  add_writing_commands(app, options, open);
  add_schema_commands(app, options, open);
  CLI::App* import = app.add_subcommand("import", "Bring records in");
  import->require_subcommand(1);
  add_import_jsonl(*import, options, open);
  add_care_commands(app, options, Kind::laptop, open);
  return run_app(app, argc, argv);
}
