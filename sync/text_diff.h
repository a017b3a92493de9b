// What one author changed in a text.
//
// Purpose: the stretches of the base that an edited text replaced, whole sentences where possible.
// Bounded: texts that resemble each other too little for the work allowed are compared by
// sentences, then not at all; what was not compared counts as changed.
//
// Thread rule: pure. Failure rule: none.
#pragma once

#include <cstddef>
#include <vector>

#include "sync/text_tokens.h"

namespace satchel {

// Tokens [base_lo, base_hi) of the base became tokens [side_lo, side_hi) of the side.
struct TextEdit {
  std::size_t base_lo = 0, base_hi = 0;
  std::size_t side_lo = 0, side_hi = 0;
};

// In order; what lies between two of them is the same in both texts. Both were read with one
// TextIds.
std::vector<TextEdit> compare_texts(const TokenText& base, const TokenText& side);

}  // namespace satchel
