// What is documented of the laptop's JSON API is what is answered.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "node/laptop/app/api.h"
#include "tests/testkit/process.h"

using namespace satchel;

namespace {

std::string file_text(const std::string& name) {
  std::ifstream file(std::string(SATCHEL_SOURCE_DIR) + "/node/laptop/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::set<std::string> paths_answered() {
  const testkit::TempFolder folder;
  const auto workspace = LaptopWorkspace::open(folder.path(), true);
  REQUIRE(workspace);
  SyncStatus status;
  Desk desk(**workspace, status);
  const auto paths = Api(desk).paths();
  return {paths.begin(), paths.end()};
}

}  // namespace

TEST_CASE("the OpenAPI file names every path that is answered, and no other") {
  const auto described = parse_json(file_text("openapi.json"));
  REQUIRE(described);
  std::set<std::string> paths;
  for (const auto& path : described->at("paths").get_object()) {
    for (const auto& method : path.value().get_object()) {
      std::string name(method.key());
      std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
      paths.insert(name + " " + std::string(path.key()));
    }
  }
  CHECK(paths == paths_answered());
}

TEST_CASE("API.md speaks of every path") {
  std::string words = file_text("API.md");
  for (std::size_t at = words.find("/ID"); at != std::string::npos; at = words.find("/ID")) words.replace(at, 3, "/{id}");
  for (std::size_t at = words.find("/KEY"); at != std::string::npos; at = words.find("/KEY")) words.replace(at, 4, "/{key}");
  for (const std::string& path : paths_answered()) {
    INFO(path);
    CHECK(words.find(path) != std::string::npos);
  }
}
