// Three-way merge of narrative text.
//
// Purpose: two workers changed one note while apart; when their edits do not overlap the office joins
// them. Thread rule: pure. Failure rule: an overlap is an empty optional, never a guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace satchel {

// The text that holds both edits, or nullopt when they overlap or touch (then a person decides).
// Works on words and the blanks between them. Insertions at the same place overlap. Equal edits on both
// sides count once. Symmetric: merge(base, a, b) == merge(base, b, a).
std::optional<std::string> merge_text(std::string_view base, std::string_view a, std::string_view b);

}  // namespace satchel
