#include "storage/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <cassert>

namespace satchel {

namespace {

// To be raised with every change of the rules in this file.
constexpr int kRules = 1;

enum class Class { separator, word, alone };

bool is_ascii_word(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Letters with a stroke and the like, which Unicode does not take apart but people write without.
const char* plain_letters(UChar32 point) {
  switch (point) {
    case 0x00e6:
      return "ae";
    case 0x00f0:
      return "d";
    case 0x00f8:
      return "o";
    case 0x00fe:
      return "th";
    case 0x0111:
      return "d";
    case 0x0127:
      return "h";
    case 0x0131:
      return "i";
    case 0x0142:
      return "l";
    case 0x014b:
      return "ng";
    case 0x0153:
      return "oe";
    case 0x0167:
      return "t";
    case 0x0180:
      return "b";
    case 0x01e5:
      return "g";
    case 0x0268:
      return "i";
    case 0x0289:
      return "u";
    default:
      return nullptr;
  }
}

// By canonical combining class: 10-35 Hebrew and Arabic points, 200-240 marks above and below, 1
// overlays. Not dropped: 7 nukta, 8 kana voicing, 9 virama, 0 the Indic vowel signs, 84-132 vowels
// and tones.
bool is_dropped_mark(UChar32 point) {
  const auto combining = u_getCombiningClass(point);
  return combining == 1 || (combining >= 10 && combining <= 35) || combining >= 200;
}

// Scripts without blanks between words: each character is a word of its own.
bool is_written_without_blanks(UChar32 point) {
  if (u_hasBinaryProperty(point, UCHAR_IDEOGRAPHIC)) return true;
  if (u_getIntPropertyValue(point, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(point, &error);
  return script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

Class class_of(UChar32 point) {
  if (point < 0x80) {
    return is_ascii_word(static_cast<unsigned char>(point)) ? Class::word : Class::separator;
  }
  const auto mask = U_GET_GC_MASK(point);
  if (mask & U_GC_S_MASK) return Class::alone;
  if (mask & (U_GC_L_MASK | U_GC_N_MASK)) {
    return is_written_without_blanks(point) ? Class::alone : Class::word;
  }
  return mask & U_GC_M_MASK ? Class::word : Class::separator;
}

const icu::Normalizer2& case_folder() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(error);
  assert(U_SUCCESS(error));
  return *folder;
}

const icu::Normalizer2& decomposer() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decomposer = icu::Normalizer2::getNFKDInstance(error);
  assert(U_SUCCESS(error));
  return *decomposer;
}

// Folds a run of characters beyond ASCII and gives its characters one by one.
template <class Take>
void each_folded(std::string_view run, Take take) {
  UErrorCode error = U_ZERO_ERROR;
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(run.data(), static_cast<std::int32_t>(run.size())));
  const auto folded = decomposer().normalize(case_folder().normalize(text, error), error);
  assert(U_SUCCESS(error));
  for (std::int32_t at = 0; at < folded.length();) {
    const UChar32 point = folded.char32At(at);
    at += U16_LENGTH(point);
    if (is_dropped_mark(point)) continue;
    if (const char* plain = plain_letters(point)) {
      for (; *plain != 0; ++plain) take(UChar32{static_cast<unsigned char>(*plain)});
    } else {
      take(point);
    }
  }
}

// ASCII, most of what people write, is folded byte by byte; ICU sees the rest. Case folding and
// decomposition look at one character and its marks, so that cutting there changes nothing.
template <class TakeAscii, class TakePoint>
void each_character(std::string_view text, TakeAscii take_ascii, TakePoint take_point) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      take_ascii(lower(text[at++]));
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) ++at;
    each_folded(text.substr(start, at - start), take_point);
  }
}

void append(std::string& out, UChar32 point) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, point);
  out.append(bytes, static_cast<std::size_t>(length));
}

class WordWriter {
 public:
  std::string words;

  void take_ascii(char c) {
    if (is_ascii_word(static_cast<unsigned char>(c))) {
      start_word();
      words.push_back(c);
    } else {
      end_word();
    }
  }

  void take_point(UChar32 point) {
    switch (class_of(point)) {
      case Class::separator:
        end_word();
        return;
      case Class::alone:
        end_word();
        start_word();
        append(words, point);
        end_word();
        return;
      case Class::word:
        start_word();
        append(words, point);
    }
  }

 private:
  void start_word() {
    if (!in_word_ && !words.empty()) words.push_back(' ');
    in_word_ = true;
  }
  void end_word() { in_word_ = false; }

  bool in_word_ = false;
};

// ' and U+2019, U+02BC: the marks by which people write O'Brien.
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
  if (text[at] == '\'') return 1;
  const auto three = text.substr(at, 3);
  if (three == "\xe2\x80\x99") return 3;
  return three.substr(0, 2) == "\xca\xbc" ? 2 : 0;
}

bool is_letter_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80 ||
         is_ascii_word(static_cast<unsigned char>(lower(c)));
}

// The words that apostrophes divide, without them: "Sean O'Brien's" gives "OBriens".
std::string joined_words(std::string_view text) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    std::string word;
    bool is_joined = false;
    while (at < text.size()) {
      if (const auto size = apostrophe_at(text, at); size != 0) {
        at += size;
        is_joined = is_joined || !word.empty();
      } else if (is_letter_byte(text[at])) {
        word.push_back(text[at++]);
      } else {
        break;
      }
    }
    if (is_joined) all.append(word).push_back(' ');
    if (at < text.size()) ++at;
  }
  return all;
}

bool has_apostrophe(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if ((c == '\'' || c == 0xe2 || c == 0xca) && apostrophe_at(text, at) != 0) return true;
  }
  return false;
}

}  // namespace

std::string fold_words(std::string_view text) {
  WordWriter writer;
  writer.words.reserve(text.size());
  each_character(
      text, [&](char c) { writer.take_ascii(c); },
      [&](UChar32 point) { writer.take_point(point); });
  return std::move(writer.words);
}

std::string fold_words_for_index(std::string_view text) {
  std::string words = fold_words(text);
  if (!has_apostrophe(text)) return words;
  const std::string joined = fold_words(joined_words(text));
  if (!joined.empty() && !words.empty()) words.push_back(' ');
  return words + joined;
}

std::string fold_literally(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  each_character(
      text, [&](char c) { folded.push_back(c); }, [&](UChar32 point) { append(folded, point); });
  return folded;
}

std::string fold_version() {
  return std::to_string(kRules) + " unicode " + U_UNICODE_VERSION;
}

}  // namespace satchel
