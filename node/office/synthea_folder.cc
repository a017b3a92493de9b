#include "node/office/synthea_folder.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "node/office/csv.h"

namespace satchel::synthea {
namespace {

// "Patients.CSV.gz" -> "patients"; nothing for a file that is no CSV file by its name.
std::optional<std::string> stem_of(const std::string& name) {
  std::string stem = to_code_word(name);
  if (stem.ends_with(".gz")) stem.resize(stem.size() - 3);
  if (!stem.ends_with(".csv")) return std::nullopt;
  stem.resize(stem.size() - 4);
  return stem;
}

// The columns that the mapping asks for, as places in this file's header.
std::vector<std::optional<std::size_t>> places_of(const CsvFile& file, const FileSpec& spec) {
  std::vector<std::optional<std::size_t>> places;
  for (const std::string_view column : words(spec.used)) {
    places.push_back(csv_column(file.header(), column));
  }
  return places;
}

SourceRow source_row(const CsvRow& row, FileKind kind,
                     const std::vector<std::optional<std::size_t>>& places) {
  SourceRow source;
  source.kind = kind;
  source.line = row.line();
  for (const auto& place : places) {
    source.cells.push_back(place ? std::string_view(row.cells()[*place]) : std::string_view{});
  }
  return source;
}

bool is_listed(std::string_view list, const std::string& column) {
  const std::vector<std::string> names = [&] {
    std::vector<std::string> copies;
    for (const std::string_view word : words(list)) copies.emplace_back(word);
    return copies;
  }();
  return csv_column(names, column).has_value();
}

class Reader {
 public:
  Reader(SyntheaReport& report, Problems& problems) : report_(report), problems_(problems) {}

  Status find_files(const std::string& folder);
  // In the order of FileKind: who is pointed at comes before who points.
  Status read_all();
  Content take() { return std::move(content_); }

 private:
  Status read(const FileSpec& spec);
  void read_rows(CsvFile& file, const FileSpec& spec, SyntheaFileReport& counts);
  std::optional<std::string> refusal(const SourceRow& row, const FileSpec& spec);
  void keep(const SourceRow& row, const FileSpec& spec);
  void report_columns(const CsvFile& file, const FileSpec& spec, const std::string& name);
  void read_payers();
  void count_others();
  void count_rows(const std::filesystem::path& path);
  Result<CsvFile> open(const std::filesystem::path& path);

  SyntheaReport& report_;
  Problems& problems_;
  Content content_;
  std::map<std::string, std::filesystem::path> files_;  // by stem
  std::unordered_set<Uuid> ids_;                        // of all Id columns: one id, one record
};

std::string missing_column(const CsvFile& file, const FileSpec& spec) {
  for (const std::string_view column : words(spec.required)) {
    if (!file.has(column)) return "there is no column " + std::string(column);
  }
  return {};
}

Result<CsvFile> Reader::open(const std::filesystem::path& path) {
  return CsvFile::open(path.string(),
                       [this, name = path.filename().string()](const CsvProblem& problem) {
                         problems_.add(name, problem.line, problem.reason);
                       });
}

Status Reader::find_files(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  const std::filesystem::directory_iterator end;
  std::vector<std::filesystem::path> paths;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code no_file;
    if (entry->is_regular_file(no_file)) paths.push_back(entry->path());
  }
  if (error) {
    return Error{ErrorKind::not_found, folder + ": " + error.message(),
                 "Name the folder that holds patients.csv and the other files."};
  }
  std::sort(paths.begin(), paths.end());  // the order of a folder is nobody's promise
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    const auto stem = stem_of(name);
    if (!stem) {
      report_.not_understood.push_back(name);
    } else if (!files_.try_emplace(*stem, path).second) {
      problems_.add(name, 0,
                    "not read: " + files_[*stem].filename().string() + " is the same file");
    }
  }
  return Done{};
}

Status Reader::read_all() {
  for (const FileSpec& spec : file_specs()) {
    const Status status = read(spec);
    if (!status) return status;
  }
  read_payers();
  count_others();
  return Done{};
}

Status Reader::read(const FileSpec& spec) {
  const bool needed = spec.kind == FileKind::patients;
  const auto found = files_.find(std::string(spec.stem));
  if (found == files_.end()) {
    if (!needed) return Done{};
    return Error{ErrorKind::not_found, "There is no patients.csv and no patients.csv.gz.",
                 "Name the folder that holds the CSV files of Synthea."};
  }
  const std::string name = found->second.filename().string();
  problems_.set_file(spec.kind, name);
  auto file = open(found->second);
  const std::string reason = file ? missing_column(*file, spec) : file.error().message;
  if (!reason.empty()) {
    if (needed) return Error{ErrorKind::bad_input, name + ": " + reason, "Export the file again."};
    problems_.add(name, 0, reason);
    report_.not_understood.push_back(name);
    return Done{};
  }
  SyntheaFileReport counts{name};
  report_columns(*file, spec, name);
  read_rows(*file, spec, counts);
  report_.files.push_back(counts);
  return Done{};
}

void Reader::read_rows(CsvFile& file, const FileSpec& spec, SyntheaFileReport& counts) {
  const auto places = places_of(file, spec);
  while (const auto row = file.next()) {
    const SourceRow source = source_row(*row, spec.kind, places);
    if (const auto reason = refusal(source, spec)) {
      problems_.add(source, *reason);
      ++counts.skipped;
      continue;
    }
    keep(source, spec);
    ++counts.imported;
  }
  counts.skipped += file.bad_rows();
  counts.read = counts.imported + counts.skipped;
  counts.broke_off = file.broke_off();
  for (ClientRows& client : content_.clients) client.rows[index_of(spec.kind)].trim_memory();
}

// Why a row cannot become a record, or nothing. Takes the row's Id.
std::optional<std::string> Reader::refusal(const SourceRow& row, const FileSpec& spec) {
  for (const std::string_view column : words(spec.required)) {
    if (row.trimmed(column).empty()) return std::string(column) + ": empty; the row is skipped";
  }
  if (spec.kind > FileKind::patients &&
      !content_.client_places.contains(id_named(FileKind::patients, row["PATIENT"]))) {
    return "PATIENT: there is no such row among the patients; the row is skipped";
  }
  const std::string_view id = row.trimmed("Id");
  if (id.empty()) return std::nullopt;
  if (id_named(spec.kind, id).is_nil()) return "Id: nothing but zeros; the row is skipped";
  if (!ids_.insert(id_named(spec.kind, id)).second) {
    return "Id: another row has it already; the row is skipped";
  }
  return std::nullopt;
}

void Reader::keep(const SourceRow& row, const FileSpec& spec) {
  const auto slot = index_of(spec.kind);
  switch (spec.kind) {
    case FileKind::organizations:
      content_.shared.organizations.insert(id_named(spec.kind, row["Id"]));
      return content_.shared_rows[slot].add(row);
    case FileKind::providers:
      content_.shared.workers.insert(id_named(spec.kind, row["Id"]));
      return content_.shared_rows[slot].add(row);
    case FileKind::patients: {
      const Uuid client = id_named(spec.kind, row["Id"]);
      content_.client_places.emplace(client, content_.clients.size());
      content_.clients.push_back({client, {}});
      return content_.clients.back().rows[slot].add(row);
    }
    default:
      const Uuid client = id_named(FileKind::patients, row["PATIENT"]);
      return content_.clients[content_.client_places.at(client)].rows[slot].add(row);
  }
}

void Reader::report_columns(const CsvFile& file, const FileSpec& spec, const std::string& name) {
  for (const std::string& column : file.header()) {
    if (is_listed(spec.used, column)) continue;
    auto& list =
        is_listed(spec.left_out, column) ? report_.left_out_columns : report_.unknown_columns;
    list[name].push_back(column);
  }
}

// Payers are no records here; visits carry their names.
void Reader::read_payers() {
  const auto found = files_.find("payers");
  if (found == files_.end()) return;
  auto file = CsvFile::open(found->second.string());
  if (!file) return;  // reported by count_others
  while (const auto row = file->next()) {
    if (const auto id = Uuid::parse(trim_blanks((*row)["Id"]))) {
      content_.payers.emplace(*id, std::string((*row)["NAME"]));
    }
  }
}

void Reader::count_others() {
  const auto specs = file_specs();
  for (const auto& entry : files_) {
    const std::string& stem = entry.first;
    const std::filesystem::path& path = entry.second;
    const bool known = std::any_of(specs.begin(), specs.end(),
                                   [&](const FileSpec& spec) { return spec.stem == stem; });
    if (known) continue;
    if (is_known_without_place(stem)) {
      count_rows(path);
    } else {
      report_.not_understood.push_back(path.filename().string());
    }
  }
}

void Reader::count_rows(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  auto& rows = report_.not_imported[name];
  auto file = open(path);
  if (!file) return problems_.add(name, 0, file.error().message);
  while (file->next()) ++rows;
  rows += file->bad_rows();
}

}  // namespace

Result<Content> read_folder(const std::string& folder, SyntheaReport& report, Problems& problems) {
  Reader reader(report, problems);
  if (const Status found = reader.find_files(folder); !found) return found.error();
  if (const Status read = reader.read_all(); !read) return read.error();
  return reader.take();
}

}  // namespace satchel::synthea
