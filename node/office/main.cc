// satchel-office: the office's program.
#include <CLI/CLI.hpp>

#include "node/office/import_synthea.h"
#include "node/office/office_commands.h"
#include "node/office/serve.h"
#include "node/shared/care_commands.h"
#include "node/shared/reading_commands.h"
#include "node/shared/schema_commands.h"
#include "node/shared/workspace.h"
#include "node/shared/writing_commands.h"

int main(int argc, char** argv) {
  using namespace satchel;
  CLI::App app("Satchel's office: what all laptops send in, and who may see what");
  app.set_version_flag("--version", "satchel-office " SATCHEL_VERSION);
  app.require_subcommand(1);
  CommonOptions options;
  options.folder = default_folder("satchel-office");
  const auto open = [&options]() -> Result<std::unique_ptr<Workspace>> {
    auto workspace = OfficeWorkspace::open(options.folder, false);
    if (!workspace) return workspace.error();
    return std::unique_ptr<Workspace>(std::move(*workspace));
  };
  add_office_commands(app, options);
  add_serve_command(app, options);
  add_reading_commands(app, options, open);
  add_writing_commands(app, options, open);
  add_schema_commands(app, options, open);
  CLI::App* import = app.add_subcommand("import", "Bring records in");
  import->require_subcommand(1);
  add_import_synthea(*import, options);
  add_import_jsonl(*import, options, open);
  add_care_commands(app, options, Kind::office, open);
  return run_app(app, argc, argv);
}
