// A record for readers: JSON for programs, words for people.
//
//   {"id", "type", fields by name ..., "void", "is_void", "merged"}
//
// Purpose: nothing that a person wrote is out of sight. A field in conflict shows all its siblings,
// a field of a later version is called "field_<id>", and no field can hide behind another one or
// behind a key of our own. The object depends on the record alone, so that everybody who holds the
// record prints the same bytes.
// Thread rule: the store's. Failure rule: none of its own; StoreFailure passes through.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/shared/json.h"
#include "sync/policy.h"
#include "sync/record.h"
#include "sync/schema.h"
#include "sync/store.h"

namespace satchel {

// ---- who wrote what -----------------------------------------------------------------------------

struct Written {
  std::string by;
  std::int64_t wall_ms = 0;      // the author's clock
  std::int64_t received_ms = 0;  // the office's clock; 0: not there yet, as far as this copy knows
};

// Looks the save up that a dot lies in, once.
class Authors {
 public:
  explicit Authors(Store& store) : store_(store) {}
  // Null when the save is not here, or is of a later version.
  const Written* of(Dot dot);

 private:
  struct Entry {
    std::uint64_t last = 0;
    std::optional<Written> written;
  };
  Store& store_;
  std::map<Dot, Entry> by_first_;
};

// ---- fields -------------------------------------------------------------------------------------

// A field that has something to show.
struct ShownField {
  FieldId id = 0;
  const FieldDef* def = nullptr;  // null: of a later version
  std::string name;               // the key in JSON, unique within the record
  const FieldState* state = nullptr;
  Shown shown;

  const std::string& label() const { return def == nullptr ? name : def->label; }
  bool is_set() const { return def != nullptr && def->policy == Policy::unite; }
  bool is_merged() const { return !shown.conflict && shown.siblings.front()->automatic; }
};

// As people read them: client_id, the fields of the schema in its order, extra fields by name.
// Points into the record and the schema.
std::vector<ShownField> shown_fields(const Record& record, const Schema& schema);

// The value that is shown of a field of that name, the first one of a set; null when there is none.
const Value* shown_value(const Record& record, const Schema& schema, std::string_view field);
std::string shown_text(const Record& record, const Schema& schema, std::string_view field);
// All elements of a set, as JSON; one element for other fields.
json::array shown_elements(const Record& record, const Schema& schema, std::string_view field);

// "visit", or "type_<id>" of a later version.
std::string type_name(TypeId type);
// The key of a field in JSON: its name, or "field_<id>" when it has none or the name means
// something else.
std::string field_name(const Schema& schema, TypeId type, FieldId field);

// The newest live void that lists what its author had seen; null when the record was not voided.
const Sibling* newest_void(const Record& record);

// ---- JSON ---------------------------------------------------------------------------------------

// {"by","at","reason"}
json::object void_json(const Sibling& voided, Authors& authors);

// {"value","by","at"}; `with_id`: "sibling" in front, its short stable id, and "automatic" when the
// office's program wrote it.
json::object sibling_json(const Sibling& sibling, Authors& authors, bool with_id);

// An instant for programs; null for 0, which means never.
json::value instant_or_null(std::int64_t ms);

struct RecordJsonOptions {
  bool sibling_ids = false;  // for those who choose: `show`
  bool void_state = false;   // "void" and "is_void" of voided records too: `show`, `list --all`
};
json::object record_json(const Record& record, const Schema& schema, Authors& authors,
                         const RecordJsonOptions& options = {});

// ---- words --------------------------------------------------------------------------------------

// The client whose case file the record is in; none for the directory.
std::optional<Uuid> client_of(const Record& record);
// The word of the restricted compartment that the record lies in; empty in the general file and the directory.
std::string compartment_of(const Record& record);

// One line that tells people which record it is: a client's names, the first words of a note. Empty
// when there is nothing to tell. The same on every machine.
std::string label_of(const Record& record, const Schema& schema);
// "Client Ana Fox  6f1c2a34-...": type, label and id.
std::string heading_of(const Record& record, const Schema& schema);

// The text of a value, as filters compare it: texts as they are, nothing for null, the rest as
// JSON.
std::string text_of(const Value& value);
// For a terminal: what it would obey is written out ("\x1b"), line ends stay.
std::string in_words(std::string_view text);
std::string value_in_words(const Value& value);
// "anna, 2026-11-23 14:05", in local time.
std::string author_in_words(const Sibling& sibling, Authors& authors);
std::size_t character_count(std::string_view text);

}  // namespace satchel
