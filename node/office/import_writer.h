// ImportWriter: imported records as saves of the office, and what happens where a record is here
// already.
//
// A record that is new is written whole. Of one that is here, a field is written only where the
// file says something else than what is shown, and only while nobody but the import has ever
// decided it: what a person changed, took away or voided stays as that person left it. Elements of
// a set are added only where the record had none yet, because an element that is missing may have
// been taken out by a person. So importing the same files again writes nothing.
//
// Purpose: saves are kept far below the limits: a save is the smallest thing that a bad link can
// carry. Thread rule: the workspace's; inside a Transaction of the caller. Failure rule: a record
// that cannot be written is a problem in words and the others go on; StoreFailure when the database
// fails.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "node/office/synthea.h"
#include "node/shared/workspace.h"

namespace satchel {

// Of the records of one type. `added`, `updated` and `unchanged` add up to all of them; in `kept`
// of these something stayed as a person had left it, although the file says otherwise.
struct ImportCounts {
  std::uint64_t added = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t kept = 0;
};

class ImportWriter {
 public:
  // Writes as the workspace's author, who is kImportUser.
  explicit ImportWriter(OfficeWorkspace& workspace) : workspace_(workspace) {}

  // Records of one scope come together; `finish_scope` ends them.
  void take(const ScopeId& scope, const ImportedRecord& record);
  void finish_scope();

  const std::map<std::string, ImportCounts>& counts() const { return counts_; }
  std::uint64_t records() const { return records_; }
  std::uint64_t saves() const { return saves_; }
  // "TYPE ID: REASON", at most kSyntheaProblemsMax of them.
  const std::vector<std::string>& problems() const { return problems_; }
  std::uint64_t problem_count() const { return problem_count_; }

 private:
  // A field by its name, looked up once.
  struct Target {
    FieldId id = 0;
    FieldDef field;
  };
  using Targets = std::map<std::string, Target, std::less<>>;
  // The values that a record has for one field: several for a set.
  using Wanted = std::vector<std::pair<const Target*, std::vector<const Value*>>>;

  const Target* target(const TypeDef& type, const ImportedRecord& record, const std::string& name);
  Wanted wanted_of(const TypeDef& type, const ImportedRecord& record);
  void add_new(const TypeDef& type, const ImportedRecord& record, const Wanted& wanted);
  void meet(const Record& here, const Wanted& wanted, ImportCounts& counts);
  enum class Meeting { same, write, keep };
  Meeting meet_field(const Record& here, const Target& target,
                     const std::vector<const Value*>& values);
  bool only_imported(const FieldState& state);
  void put(const RecordId& record, const Target& target, const std::vector<const Value*>& values);
  void collect(std::size_t first_edit);
  void write(const std::vector<Edit>& edits, std::size_t from, std::size_t to);
  void problem(const std::string& type, const RecordId& record, const std::string& reason);

  OfficeWorkspace& workspace_;
  std::map<TypeId, Targets> targets_;
  std::map<std::string, ImportCounts> counts_;
  std::uint64_t records_ = 0;
  std::uint64_t saves_ = 0;
  std::vector<std::string> problems_;
  std::uint64_t problem_count_ = 0;

  ScopeId scope_;
  std::vector<Edit> edits_;     // of whole records, to be saved
  std::size_t edit_bytes_ = 0;  // an estimate of them, encoded
  struct {                      // the save that was looked at last
    Dot first;
    std::uint64_t last = 0;
    bool imported = false;
  } seen_;
};

}  // namespace satchel
