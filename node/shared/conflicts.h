// Conflicts: what needs a person, and how the person decides.
//
// A conflict is a field with two or more distinct values that no rule orders, or a record that was
// voided by one and edited by another at the same time. Texts that the office merged by itself wait
// for a glance; they are listed apart and block nobody.
//
// Who decides must have seen what is decided upon: `conflicts` and `show` remember on this machine
// which values they showed, and `resolve` refuses when the values are others by now.
// Thread rule: the workspace's. Failure rule: an Error for the person (kind `changed`: look again);
// StoreFailure passes through, but not from remembering.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/shared/command.h"
#include "node/shared/workspace.h"

namespace satchel {

struct EditedValue {
  std::string field;
  std::string label;
  const Sibling* sibling = nullptr;
};

struct Conflict {
  FieldId id = 0;     // kFieldVoid: voided and edited
  std::string field;  // as in JSON
  std::string label;
  std::vector<const Sibling*> siblings;  // in the office's order; of `void`: the voids
  std::vector<EditedValue> edited;       // of `void`: what their authors had not seen

  std::vector<Dot> dots() const;  // all that a person has to know before deciding
};

// What needs a person in a record as it is shown; nothing in a voided one. Points into the record.
std::vector<Conflict> conflicts_of(const Record& record, const Schema& schema);
// Fields whose only value is an automatic merge that nobody has looked at.
std::vector<Conflict> merges_of(const Record& record, const Schema& schema);

std::uint64_t count_conflicts(Workspace& workspace);

// Remembers what of this record has been shown to be decided upon; writes only when that is news.
void remember_shown(Workspace& workspace, const Record& record);

// `merged`: the automatic merges instead.
Result<ExitCode> run_conflicts(const Output& out, Workspace& workspace, bool merged);

// Records with an automatic merge that nobody has looked at.
std::vector<Record> records_with_merges(Workspace& workspace);

struct Decision {
  RecordId record;
  std::string field;                   // as in JSON
  std::vector<Dot> seen;               // all that the person was shown (Conflict::dots)
  std::optional<Dot> keep;             // one of the values, or ...
  Value value;                         // ... another one; of `void`: "keep" (lift the void) or "void"
};
// `changed` when the values are others by now. In a Transaction of its own.
Status decide_conflict(Workspace& workspace, const Decision& decision);

struct ResolveWords {
  std::string id;
  std::string field;
  std::optional<std::string> keep;   // the id of a sibling
  std::optional<std::string> value;  // of `void`: "keep" (lift the void) or "void"
};
Result<ExitCode> run_resolve(const Output& out, Workspace& workspace, const ResolveWords& words);

}  // namespace satchel
