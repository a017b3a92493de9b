#include "node/office/synthea.h"

#include <algorithm>
#include <tuple>

#include "node/office/synthea_folder.h"
#include "node/office/synthea_map.h"

namespace satchel {

using namespace synthea;

namespace {

std::string time_of(const SourceRow& row, std::string_view column) {
  return to_instant(row[column]).value_or("");
}

// What has no good time comes first; what has the same time stays as in the file.
template <class Item, class TimeOf>
void sort_by_time(std::vector<Item>& items, TimeOf time_of_item) {
  std::vector<std::pair<std::string, Item>> timed;
  timed.reserve(items.size());
  for (Item& item : items) {
    std::string time = time_of_item(item);
    timed.emplace_back(std::move(time), std::move(item));
  }
  std::stable_sort(timed.begin(), timed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = std::move(timed[i].second);
}

// All records of one client, in the order that synthea.h promises.
class CaseFileMapper {
 public:
  CaseFileMapper(const Content& content, const ClientRows& client, Problems& problems)
      : content_(content), client_(client), problems_(problems), known_(ids_of()) {}

  ImportedClient map() {
    out_.client = client_.client;
    for (const SourceRow& row : client_.unpack(FileKind::patients)) add(map_client(row, problems_));
    add_health();
    add_plans();
    add_visits();
    add_observations();
    return std::move(out_);
  }

 private:
  ClientIds ids_of() const;
  void add(ImportedRecord record) { out_.records.push_back(std::move(record)); }
  void add_health();
  void add_plans();
  void add_visits();
  void add_observations();

  const Content& content_;
  const ClientRows& client_;
  Problems& problems_;
  const ClientIds known_;
  ImportedClient out_;
};

ClientIds CaseFileMapper::ids_of() const {
  ClientIds known;
  known.client = client_.client;
  known.shared = &content_.shared;
  const auto collect = [&](FileKind kind, IdSet& set) {
    for (const SourceRow& row : client_.unpack(kind)) {
      if (!row.trimmed("Id").empty()) set.insert(id_named(kind, row["Id"]));
    }
  };
  collect(FileKind::encounters, known.visits);
  collect(FileKind::conditions, known.conditions);
  collect(FileKind::careplans, known.care_plans);
  return known;
}

void CaseFileMapper::add_health() {
  RowIds row_ids;
  for (const SourceRow& row : client_.unpack(FileKind::conditions)) {
    add(map_condition(row, row_ids.next(row), known_, problems_));
  }
  row_ids = {};
  for (const SourceRow& row : client_.unpack(FileKind::allergies)) {
    add(map_allergy(row, row_ids.next(row), known_, problems_));
  }
  row_ids = {};
  for (const SourceRow& row : client_.unpack(FileKind::medications)) {
    add(map_medication(row, row_ids.next(row), known_, problems_));
  }
}

void CaseFileMapper::add_plans() {
  for (const SourceRow& row : client_.unpack(FileKind::careplans)) {
    add(map_care_plan(row, known_, problems_));
  }
  RowIds row_ids;
  for (const SourceRow& row : client_.unpack(FileKind::goals)) {
    add(map_goal(row, row_ids.next(row), known_, problems_));
  }
  row_ids = {};
  for (const SourceRow& row : client_.unpack(FileKind::careplan_activities)) {
    add(map_intervention(row, row_ids.next(row), known_, problems_));
  }
}

void CaseFileMapper::add_visits() {
  auto visits = client_.unpack(FileKind::encounters);
  sort_by_time(visits, [](const SourceRow& row) { return time_of(row, "START"); });
  for (const SourceRow& row : visits) {
    add(map_visit(row, known_, content_.payers, problems_));
  }
}

// Ids are given in file order, before sorting: they depend on the rows before, not on good dates.
void CaseFileMapper::add_observations() {
  const auto rows = client_.unpack(FileKind::observations);
  std::vector<Uuid> row_ids;
  RowIds numbers;
  for (const SourceRow& row : rows) row_ids.push_back(numbers.next(row));

  std::vector<const SourceRow*> rest;
  std::vector<ImportedRecord> assessments;
  auto administrations = fold_answers(rows, rest);
  sort_by_time(administrations,
               [](const Administration& one) { return time_of(one.earliest(), "DATE"); });
  for (const Administration& one : administrations) {
    if (auto record = map_assessment(one, known_, problems_)) {
      assessments.push_back(std::move(*record));
    } else {
      rest.insert(rest.end(), one.answers.begin(), one.answers.end());
    }
  }
  std::sort(rest.begin(), rest.end());  // they point into `rows`: in file order
  sort_by_time(rest, [](const SourceRow* row) { return time_of(*row, "DATE"); });
  for (const SourceRow* row : rest) {
    const Uuid& id = row_ids[static_cast<std::size_t>(row - rows.data())];
    add(map_observation(*row, id, known_, problems_));
  }
  for (ImportedRecord& record : assessments) add(std::move(record));
}

// In a pass of its own: shared records come before the case files that point to them.
std::vector<ImportedRecord> map_instruments(const Content& content) {
  InstrumentCollector collector;
  for (const ClientRows& client : content.clients) {
    const auto rows = client.unpack(FileKind::observations);
    std::vector<const SourceRow*> rest;
    for (const Administration& one : fold_answers(rows, rest)) collector.add(one);
  }
  return collector.records();
}

std::vector<ImportedRecord> map_shared(const Content& content, Problems& problems) {
  std::vector<ImportedRecord> records;
  const auto rows = [&](FileKind kind) { return content.shared_rows[index_of(kind)].unpack(kind); };
  for (const SourceRow& row : rows(FileKind::organizations)) {
    records.push_back(map_organization(row, problems));
  }
  for (const SourceRow& row : rows(FileKind::providers)) {
    records.push_back(map_worker(row, content.shared, problems));
  }
  for (ImportedRecord& record : map_instruments(content)) records.push_back(std::move(record));
  return records;
}

}  // namespace

struct SyntheaImport::Impl {
  SyntheaReport report;
  Problems problems{report};
  Content content;
  bool shared_reported = false;
  std::size_t clients_reported = 0;
};

Result<SyntheaImport> SyntheaImport::open(const std::string& folder) {
  auto impl = std::make_unique<Impl>();
  auto content = read_folder(folder, impl->report, impl->problems);
  if (!content) return content.error();
  impl->content = std::move(*content);
  return SyntheaImport(std::move(impl));
}

SyntheaImport::SyntheaImport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SyntheaImport::SyntheaImport(SyntheaImport&&) noexcept = default;
SyntheaImport& SyntheaImport::operator=(SyntheaImport&&) noexcept = default;
SyntheaImport::~SyntheaImport() = default;

Status SyntheaImport::for_each_shared(const SharedSink& sink) {
  impl_->problems.mute(impl_->shared_reported);
  const auto records = map_shared(impl_->content, impl_->problems);
  if (!impl_->shared_reported) {
    for (const ImportedRecord& record : records) ++impl_->report.records[record.type];
  }
  impl_->shared_reported = true;
  for (const ImportedRecord& record : records) {
    if (const Status status = sink(record); !status) return status;
  }
  return Done{};
}

Status SyntheaImport::for_each_client(const ClientSink& sink) {
  const auto& clients = impl_->content.clients;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const bool again = i < impl_->clients_reported;
    impl_->problems.mute(again);
    const ImportedClient client = CaseFileMapper(impl_->content, clients[i], impl_->problems).map();
    if (!again) {
      for (const ImportedRecord& record : client.records) ++impl_->report.records[record.type];
      ++impl_->clients_reported;
    }
    if (const Status status = sink(client); !status) return status;
  }
  return Done{};
}

std::size_t SyntheaImport::client_count() const {
  return impl_->content.clients.size();
}

std::optional<Uuid> SyntheaImport::worker_of(const Uuid& client) const {
  const Content& content = impl_->content;
  const auto place = content.client_places.find(client);
  if (place == content.client_places.end()) return std::nullopt;
  using Weight = std::tuple<std::size_t, std::string>;  // visits, the last one's time
  std::map<Uuid, Weight> weights;
  for (const SourceRow& row : content.clients[place->second].unpack(FileKind::encounters)) {
    if (row.trimmed("PROVIDER").empty()) continue;
    const Uuid worker = id_named(FileKind::providers, row["PROVIDER"]);
    if (!content.shared.workers.contains(worker)) continue;
    auto& [count, last] = weights[worker];
    ++count;
    last = std::max(last, to_instant(row["START"]).value_or(""));
  }
  const auto most =
      std::max_element(weights.begin(), weights.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == weights.end()) return std::nullopt;
  return most->first;
}

const SyntheaReport& SyntheaImport::report() const {
  return impl_->report;
}

}  // namespace satchel
