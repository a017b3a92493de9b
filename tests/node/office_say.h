// Runs the office's commands within the test, as a person runs them: say_office(folder, {"user",
// "list"}).
//
// Thread rule: one thread. Failure rule: what was printed and the exit code are the answer.
#pragma once

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "node/office/import_synthea.h"
#include "node/office/office_commands.h"
#include "node/shared/care_commands.h"
#include "tests/testkit/pair.h"

namespace satchel::testkit {

// What goes to a stream while this lives.
class Overheard {
 public:
  explicit Overheard(std::ostream& stream)
      : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Overheard() { stream_.rdbuf(before_); }
  Overheard(const Overheard&) = delete;
  Overheard& operator=(const Overheard&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostream& stream_;
  std::ostringstream text_;
  std::streambuf* before_;
};

inline Said say_office(const std::string& folder, const std::vector<std::string>& words) {
  CLI::App app;
  app.require_subcommand(1);
  CommonOptions options;
  add_office_commands(app, options);
  CLI::App* import = app.add_subcommand("import", "");
  import->require_subcommand(1);
  add_import_synthea(*import, options);
  add_care_commands(app, options, Kind::office, [&]() -> Result<std::unique_ptr<Workspace>> {
    auto workspace = OfficeWorkspace::open(options.folder, false);
    if (!workspace) return workspace.error();
    return std::unique_ptr<Workspace>(std::move(*workspace));
  });
  std::vector<std::string> all{"satchel-office"};
  all.insert(all.end(), words.begin(), words.end());
  all.insert(all.end(), {"--data", folder});
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  Said said;
  const Overheard out(std::cout);
  const Overheard err(std::cerr);
  said.exit_code = run_app(app, static_cast<int>(argv.size()), argv.data());
  said.out = out.text();
  said.err = err.text();
  return said;
}

// With --json; what was asked for has to work.
inline std::vector<json::object> lines_of_office(const std::string& folder,
                                                 std::vector<std::string> words) {
  words.push_back("--json");
  const Said said = say_office(folder, words);
  REQUIRE_MESSAGE(said.exit_code == 0, said.err);
  return said.lines();
}

inline json::object answer_of_office(const std::string& folder, std::vector<std::string> words) {
  const auto lines = lines_of_office(folder, std::move(words));
  REQUIRE(lines.size() == 1);
  return lines.front();
}

inline std::string text_at(const json::object& object, const char* key) {
  return std::string(object.at(key).get_string());
}
inline std::int64_t number_at(const json::object& object, const char* key) {
  return object.at(key).to_number<std::int64_t>();
}

}  // namespace satchel::testkit
