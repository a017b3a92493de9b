// A narrative text as tokens (words, blanks, marks, ends of lines) and sentences.
//
// Purpose: the units in which texts are compared (text_diff.h) and merged (text_merge.h). A token
// never splits a code point, nor parts a character from the accents that are combined with it.
//
// Thread rule: pure. Failure rule: none; a byte that is no UTF-8 is a token like any other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace satchel {

enum class TokenKind : std::uint8_t { word, blank, newline, stop, wide_stop, mark };

struct TokenText {
  std::string_view bytes;
  std::vector<std::size_t> offsets;  // of each token, and the end
  std::vector<TokenKind> kinds;
  std::vector<std::size_t> ids;       // equal ids, equal bytes; common to the three texts
  std::vector<bool> sentence_starts;  // one more than tokens: the end of the text counts as a start

  std::size_t size() const { return kinds.size(); }
  std::string_view part(std::size_t lo, std::size_t hi) const {
    return bytes.substr(offsets[lo], offsets[hi] - offsets[lo]);
  }
  bool is_gap(std::size_t i) const {
    return kinds[i] == TokenKind::blank || kinds[i] == TokenKind::newline;
  }
};

// Numbers for words or sentences; the keys point into the texts that were read.
using TextIds = std::unordered_map<std::string_view, std::size_t>;
std::size_t text_id(TextIds& ids, std::string_view word);

TokenText read_text(std::string_view bytes, TextIds& ids);

// A whole sentence, without the blanks behind it.
struct TextSentence {
  std::size_t lo = 0, hi = 0;
  std::size_t id = 0;
  std::size_t words = 0;
};

// Those that lie in tokens [lo, hi) as a whole.
std::vector<TextSentence> sentences_of(const TokenText& text, std::size_t lo, std::size_t hi,
                                       TextIds& ids);

}  // namespace satchel
