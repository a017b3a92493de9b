// The include arrows: node/ -> storage/ -> sync/, tests/ and tools/ above all. And what sync/ must not touch.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = SATCHEL_SOURCE_DIR;

struct Include {
  fs::path file;
  std::string what;  // with its brackets or quotes
};

std::vector<Include> includes_below(const std::string& folder) {
  std::vector<Include> all;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.rfind("#include ", 0) == 0) all.push_back({entry.path(), line.substr(9)});
    }
  }
  return all;
}

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"sync", {"sync"}},
    {"storage", {"storage", "sync"}},
    {"node", {"node", "storage", "sync"}},
};

// Library headers that belong to the files that wrap them.
const std::map<std::string, std::set<std::string>> kWrappedIn = {
    {"<cereal/", {"sync/archive.h", "sync/codec.cc"}},
    {"<sqlite3.h>", {"storage/sqlite.cc", "storage/sqlite.h"}},
    {"<curl/", {"node/http/client.cc"}},
    {"<boost/beast", {"node/http/server.cc"}},
    {"<boost/asio", {"node/http/server.cc"}},
    {"<openssl/", {"node/shared/certificate.cc", "node/http/tls.cc", "sync/hash.cc"}},
    {"<csv.h>", {"node/office/csv.cc"}},
    {"<unicode/", {"storage/fold.cc"}},
};

}  // namespace

TEST_CASE("no include points back") {
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const Include& include : includes_below(folder)) {
      if (include.what.front() != '"') continue;
      const std::string target = include.what.substr(1, include.what.find('/') - 1);
      CHECK_MESSAGE(allowed.count(target) == 1, include.file, " includes ", include.what);
    }
  }
}

TEST_CASE("sync/ touches no socket, clock, thread, file or database") {
  const std::vector<std::string> forbidden = {"<sqlite3.h>", "<curl/",  "<boost/",  "<thread>",
                                              "<mutex>",     "<chrono>", "<fstream>", "<iostream>",
                                              "<spdlog/",    "<random>", "<filesystem>", "<sys/"};
  for (const Include& include : includes_below("sync")) {
    for (const std::string& prefix : forbidden) {
      CHECK_MESSAGE(include.what.rfind(prefix, 0) != 0, include.file, " includes ", include.what);
    }
  }
}

TEST_CASE("a library is included only where it is wrapped") {
  for (const std::string folder : {"sync", "storage", "node"}) {
    for (const Include& include : includes_below(folder)) {
      for (const auto& [prefix, files] : kWrappedIn) {
        if (include.what.rfind(prefix, 0) != 0) continue;
        const std::string file = fs::relative(include.file, kRoot).generic_string();
        CHECK_MESSAGE(files.count(file) == 1, file, " includes ", include.what);
      }
    }
  }
}
