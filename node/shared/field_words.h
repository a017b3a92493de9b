// FIELD=VALUE, FIELD+=VALUE, FIELD-=VALUE: how people write changes on the command line, and how imported JSON
// becomes edits.
//
// Thread rule: the workspace's. Failure rule: an Error that names the word and says how to write it.
#pragma once

#include <string>
#include <vector>

#include "node/shared/json.h"
#include "node/shared/workspace.h"

namespace satchel {

struct FieldWord {
  enum class Sign { set, add, remove };
  Sign sign = Sign::set;
  std::string name;
  std::string text;
};

Result<FieldWord> parse_field_word(const std::string& word);

// The value that a person means by this text for this field: numbers and yes/no for fields of such kinds, JSON for
// structured ones, otherwise the text as it stands. An empty text clears the field.
Result<Value> value_from_text(const FieldDef& field, const std::string& text);

// Edits of an existing (or just created) record that lead to what the words say. Inside a Transaction.
Result<std::vector<Edit>> edits_from_words(Workspace& workspace, const TypeDef& type,
                                           const RecordId& record,
                                           const std::vector<FieldWord>& words);

// Edits that make a field hold this imported value; none when it holds it already. An array for a `unite` field
// is its elements. `before` is the record as it is, or null for a new one.
std::vector<Edit> edits_from_json(const FieldDef* field, FieldId id, const RecordId& record,
                                  const Record* before, const json::value& value);

}  // namespace satchel
