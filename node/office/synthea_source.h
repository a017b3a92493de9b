// The Synthea files: which there are, what their columns mean here, and their rows as packed text.
// Part of synthea.cc; nobody else includes it.
//
// Purpose: a client's values are spread over many files, each sorted in its own way. The rows are
// kept by client as packed text of the used columns only, a tenth of what ready records would take.
// Thread rule: plain values. Failure rule: problems go to the report.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/office/synthea.h"
#include "sync/ids.h"

namespace satchel::synthea {

enum class FileKind : std::uint8_t {
  organizations,
  providers,
  patients,
  conditions,
  allergies,
  medications,
  careplans,
  goals,
  careplan_activities,
  encounters,
  observations,
};
inline constexpr std::size_t kFileKindCount = 11;

struct FileSpec {
  FileKind kind;
  std::string_view stem;      // file name without .csv, .csv.gz
  std::string_view used;      // columns that become values, separated by blanks
  std::string_view left_out;  // columns that are known and have no place here
  std::string_view required;  // without these columns, or a cell in them, a row means nothing
  std::string_view identity;  // columns that make the id of a row without Id
};
const FileSpec& spec_of(FileKind kind);
std::span<const FileSpec> file_specs();
// Files that Synthea writes and that have no record type here.
bool is_known_without_place(std::string_view stem);

std::vector<std::string_view> words(std::string_view text);

// One row, unpacked. A view: valid as long as the PackedRows that it comes from.
class SourceRow {
 public:
  FileKind kind = FileKind::patients;
  std::uint64_t line = 0;
  std::vector<std::string_view> cells;  // in the order of FileSpec::used

  // The column must be in FileSpec::used: anything else is a mistake in the mapping.
  std::string_view operator[](std::string_view column) const;
  std::string_view trimmed(std::string_view column) const;
};

// The rows of one client (or of nobody, for shared files) in one file.
class PackedRows {
 public:
  void add(const SourceRow& row);
  std::vector<SourceRow> unpack(FileKind kind) const;
  void trim_memory() { bytes_.shrink_to_fit(); }

 private:
  std::string bytes_;
};

// The id of what an Id column, or a column that points to one, names: the uuid itself, or one made
// from the name, for Ids that are no uuids.
Uuid id_named(FileKind kind, std::string_view id);
// The id of a row without Id; `occurrence` counts from 1 among rows that have the same identity.
Uuid id_made(FileKind kind, std::string_view identity, std::size_t occurrence);
std::string identity_of(const SourceRow& row);

// Collects lines for the report.
class Problems {
 public:
  explicit Problems(SyntheaReport& report) : report_(report) {}
  void set_file(FileKind kind, std::string name) {
    names_[static_cast<std::size_t>(kind)] = std::move(name);
  }
  const std::string& file(FileKind kind) const { return names_[static_cast<std::size_t>(kind)]; }
  void add(const SourceRow& row, std::string_view reason) { add(file(row.kind), row.line, reason); }
  void add(std::string_view file, std::uint64_t line, std::string_view reason);
  // A second pass over the same rows finds the same problems: they are not counted again.
  void mute(bool on) { muted_ = on; }

 private:
  SyntheaReport& report_;
  std::array<std::string, kFileKindCount> names_;
  bool muted_ = false;
};

}  // namespace satchel::synthea
