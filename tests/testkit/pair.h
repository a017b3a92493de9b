// Pair: an office and laptops on real SQLite files, in one process; sync runs in memory, without
// sockets.
//
// For tests of what is done with a synced database. Words of the fixture: `enrol`, `grant`, `sync`;
// records are written by name: new_record(laptop, "visit", client, {{"summary", "..."}}). Thread
// rule: one thread. Failure rule: what a test needs to work and does not fails the test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"
#include "tests/testkit/process.h"

namespace satchel::testkit {

class Pair {
 public:
  Pair();

  OfficeWorkspace& office() { return *office_; }
  // A laptop of this user, who is added when there is none of that name; each call is one more
  // laptop.
  LaptopWorkspace& enrol(const std::string& user);
  void grant(const std::string& user, const RecordId& client);
  void withdraw(const std::string& user, const RecordId& client);
  // Exchanges until nothing more is to be told; the digests are equal then.
  void sync(LaptopWorkspace& laptop);
  // Every laptop, until everybody has heard of everything.
  void sync_all();

 private:
  TempFolder folder_;
  std::unique_ptr<OfficeWorkspace> office_;
  std::vector<std::unique_ptr<LaptopWorkspace>> laptops_;
};

// ---- writing by name ----------------------------------------------------------------------------

using Values = std::vector<std::pair<std::string, Value>>;

RecordId new_client(Workspace& workspace, const Values& values);
RecordId new_record(Workspace& workspace, const std::string& type, const RecordId& client,
                    const Values& values);
Dot set(Workspace& workspace, const RecordId& record, const std::string& field, Value value);
Dot add(Workspace& workspace, const RecordId& record, const std::string& field, Value value);
Dot void_it(Workspace& workspace, const RecordId& record, const std::string& reason);
// Any edits of one record in one save.
Dot save(Workspace& workspace, const RecordId& record, std::vector<Edit> edits);
// Declared as an extra field when there is none of that name.
FieldId field_of(Workspace& workspace, const std::string& type, const std::string& field);

// ---- reading commands, as a person runs them ----------------------------------------------------

struct Said {
  int exit_code = -1;
  std::string out;
  std::string err;

  std::vector<json::object> lines() const;  // of --json
  json::object object() const;              // the only line
};

// Runs one of the reading commands on the same files: say(laptop, {"show", "client", id,
// "--json"}).
Said say(Workspace& workspace, const std::vector<std::string>& words);

std::string dump_of(Workspace& workspace, bool shared = false, const std::string& caseload = "");

}  // namespace satchel::testkit
