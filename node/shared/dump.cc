#include "node/shared/dump.h"

#include <algorithm>
#include <vector>

#include "node/shared/record_json.h"

namespace satchel {

namespace {

struct Line {
  RecordId id;
  std::string json;
};

// Reads in one transaction, without the write lock, while others may go on writing.
class Moment {
 public:
  explicit Moment(Database& database) : database_(database), is_ours_(!database.in_transaction()) {
    if (is_ours_) database_.execute("BEGIN");
  }
  ~Moment() {
    if (is_ours_) database_.rollback();
  }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

 private:
  Database& database_;
  bool is_ours_;
};

Result<std::vector<ScopeId>> case_files(Workspace& workspace, const std::string& caseload) {
  std::vector<ScopeId> scopes;
  if (caseload.empty()) {
    for (const ScopeRow& row : workspace.store().scopes()) {
      if (row.id.is_case_file()) scopes.push_back(row.id);
    }
    return scopes;
  }
  if (!workspace.is_office()) {
    return Error{ErrorKind::bad_input, "only the office knows the caseloads of other people",
                 "leave out --caseload: a laptop holds one caseload"};
  }
  const auto user = workspace.store().user_named(caseload);
  if (!user) {
    return Error{ErrorKind::not_found, "there is no user named " + caseload, "see `user list`"};
  }
  for (const GrantRow& grant : workspace.store().grants_of(user->id)) {
    if (!grant.withdrawn && grant.scope.is_case_file()) scopes.push_back(grant.scope);
  }
  return scopes;
}

}  // namespace

Status write_dump(Workspace& workspace, const DumpOptions& options, std::ostream& out) {
  const Moment moment(workspace.store().database());
  auto scopes = case_files(workspace, options.caseload);
  if (!scopes) return scopes.error();
  if (options.shared) scopes->push_back(directory_scope());
  const Schema& schema = workspace.schema();
  Authors authors(workspace.store());
  std::vector<Line> lines;
  for (const ScopeId& scope : *scopes) {
    workspace.store().each_record(scope, [&](const StoredRecord& row) {
      const Record& record = row.shown();
      if (!record.exists() || is_void(record)) return;
      lines.push_back({record.id, write_json(record_json(record, schema, authors), true)});
    });
  }
  // The digits of ids are written in lower case, so bytes and text sort alike.
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.id < b.id; });
  for (const Line& line : lines) out << line.json << '\n';
  return Done{};
}

}  // namespace satchel
