// Spelling: how far two words are apart.
//
// Thread rule: pure. Failure rule: none.
#pragma once

#include <cstddef>
#include <string_view>

namespace satchel {

// How many bytes have to be put in, taken out, changed or swapped with their neighbour (optimal string alignment) to
// make one of the other; `most` + 1 when it is more than `most`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

// How many slips are believed in a word of that length: none in one of three letters, where each is another word.
std::size_t slips_allowed(std::size_t length);

}  // namespace satchel
