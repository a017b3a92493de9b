// What a folder of Synthea files holds, read once and kept as packed text. Part of synthea.cc.
//
// Thread rule: plain values. Failure rule: without a readable patients file an Error; everything
// smaller is a line of the report.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/office/synthea_map.h"
#include "node/office/synthea_source.h"
#include "sync/result.h"

namespace satchel::synthea {

constexpr std::size_t index_of(FileKind kind) {
  return static_cast<std::size_t>(kind);
}

struct ClientRows {
  Uuid client;
  std::array<PackedRows, kFileKindCount> rows;

  std::vector<SourceRow> unpack(FileKind kind) const { return rows[index_of(kind)].unpack(kind); }
};

struct Content {
  std::vector<ClientRows> clients;  // in the order of the patients file
  std::unordered_map<Uuid, std::size_t> client_places;
  std::array<PackedRows, kFileKindCount> shared_rows;
  SharedIds shared;
  std::map<Uuid, std::string> payers;  // names: payers are no records here
};

Result<Content> read_folder(const std::string& folder, SyntheaReport& report, Problems& problems);

}  // namespace satchel::synthea
