// Fold: texts in the form in which they are compared by a search. fold.cc is the only place with
// ICU.
//
// "Zoë", "ZOE" and "zoe" become the same: compatibility forms are taken apart, case is folded,
// accents and points are dropped, and so are the strokes of letters that Unicode does not take
// apart (ł, ø, đ, ı, æ ...). Marks that make another letter (Indic vowels, kana voicing) stay.
// Thread rule: pure. Failure rule: none; bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace satchel {

// The words of a text, separated by single blanks. A word is a run of letters and digits, or one
// symbol (an emoji is one), or one character of a script that is written without blanks (Han, kana,
// Thai ...).
std::string fold_words(std::string_view text);

// As fold_words, and behind them, for words that an apostrophe divides, the whole: "O'Brien" gives
// "o brien obrien". For the index, so that people find both.
std::string fold_words_for_index(std::string_view text);

// All characters kept, punctuation and blanks too: for strings that have no word at all.
std::string fold_literally(std::string_view text);

// Changes when a text may fold otherwise than before: then the index has to be built again.
std::string fold_version();

}  // namespace satchel
