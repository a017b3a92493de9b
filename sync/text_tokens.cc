#include "sync/text_tokens.h"

#include <algorithm>

namespace satchel {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

// A byte that is no UTF-8 is a code point of its own: nothing is refused, nothing is changed.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return {0xFFFD, 1};
  char32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {0xFFFD, 1};
    value = (value << 6) | (byte(at + i) & 0x3Fu);
  }
  return {value, length};
}

bool between(char32_t c, char32_t lo, char32_t hi) {
  return lo <= c && c <= hi;
}
bool is_digit(char32_t c) {
  return between(c, U'0', U'9');
}
bool is_ascii_letter(char32_t c) {
  return between(c | 0x20, U'a', U'z') && c < 0x80;
}

// Marks that belong to the character before them: parting the two would show another character.
bool is_combining(char32_t c) {
  return between(c, 0x300, 0x36F) || between(c, 0x1AB0, 0x1AFF) || between(c, 0x1DC0, 0x1DFF) ||
         between(c, 0x20D0, 0x20FF) || between(c, 0x3099, 0x309A) || between(c, 0xFE00, 0xFE0F) ||
         between(c, 0xFE20, 0xFE2F) || between(c, 0xE0100, 0xE01EF);
}

// Scripts without blanks between words: each character is a word.
bool is_ideograph(char32_t c) {
  return between(c, 0x3040, 0x30FF) || between(c, 0x3400, 0x9FFF) || between(c, 0xF900, 0xFAFF) ||
         between(c, 0x20000, 0x3FFFF);
}

constexpr std::u32string_view kNewlines = U"\n\r\u2028\u2029";
constexpr std::u32string_view kBlanks = U" \t\u00A0\u1680\u202F\u205F\u3000";
constexpr std::u32string_view kStops = U".!?\u2026\u061F\u06D4\u0964\u0965";
constexpr std::u32string_view kWideStops = U"\u3002\uFF01\uFF1F\uFF61";  // no blank follows

TokenKind kind_of(char32_t c) {
  const auto in = [c](std::u32string_view set) { return set.find(c) != set.npos; };
  if (is_digit(c) || is_ascii_letter(c) || c == U'_') return TokenKind::word;
  if (in(kNewlines)) return TokenKind::newline;
  if (in(kBlanks) || between(c, 0x2000, 0x200A)) return TokenKind::blank;
  if (in(kStops)) return TokenKind::stop;
  if (in(kWideStops)) return TokenKind::wide_stop;
  if (c == 0xAA || c == 0xB5 || c == 0xBA) return TokenKind::word;  // letters among Latin-1 signs
  const bool mark = c < 0xC0 || c == 0xD7 || c == 0xF7 || between(c, 0x2010, 0x205E) ||
                    between(c, 0x3001, 0x303F) || between(c, 0xFF02, 0xFF0F) ||
                    between(c, 0xFF1A, 0xFF20) || between(c, 0xFF3B, 0xFF40);
  return mark ? TokenKind::mark : TokenKind::word;
}

// What joins two parts of a word: "don't", "38.5", "1,200", "p.o".
bool joins(char32_t before, char32_t c, char32_t after, bool single_letters) {
  if (c == U'\'' || c == 0x2019) return kind_of(after) == TokenKind::word;
  if (is_digit(before) && is_digit(after)) return c == U'.' || c == U',';
  return c == U'.' && single_letters;
}

// The end of the word that begins at `at`.
std::size_t word_end(std::string_view text, std::size_t at) {
  const auto peek = [&](std::size_t i) {
    return i < text.size() ? code_point_at(text, i) : CodePoint{0, 0};
  };
  CodePoint last = peek(at);
  std::size_t end = at + last.bytes;
  if (is_ideograph(last.value)) return end;
  std::size_t letters = 1;  // since the beginning or the last joint
  while (end < text.size()) {
    CodePoint next = peek(end);
    if (kind_of(next.value) != TokenKind::word || is_ideograph(next.value)) {
      const CodePoint after = peek(end + next.bytes);
      if (after.bytes == 0) break;
      const bool single_letters = letters == 1 && is_ascii_letter(last.value) &&
                                  is_ascii_letter(after.value) &&
                                  !is_ascii_letter(peek(end + next.bytes + after.bytes).value);
      if (!joins(last.value, next.value, after.value, single_letters)) break;
      end += next.bytes;
      next = after;
      letters = 0;
    }
    end += next.bytes;
    last = next;
    ++letters;
  }
  return end;
}

std::size_t token_end(std::string_view text, std::size_t at, TokenKind kind) {
  if (text.substr(at, 2) == "\r\n") return at + 2;
  std::size_t end = at + code_point_at(text, at).bytes;
  if (kind == TokenKind::word) end = word_end(text, at);
  while (end < text.size()) {
    const CodePoint next = code_point_at(text, end);
    const bool more = kind == TokenKind::blank
                          ? kind_of(next.value) == TokenKind::blank
                          : kind != TokenKind::newline && is_combining(next.value);
    if (!more) break;
    end += next.bytes;
  }
  return end;
}

bool is_closer(std::string_view token) {
  return token == "\"" || token == "'" || token == ")" || token == "]" || token == "\u201D" ||
         token == "\u2019" || token == "\u00BB";
}

// "5 mg p.o. twice daily": the full stop of an abbreviation ends no sentence. Known by being dotted
// or of one or two letters, and followed by a small letter; "approx." is taken for an end.
bool is_abbreviation(const TokenText& text, std::size_t stop, std::size_t next) {
  if (stop == 0 || text.part(stop, stop + 1) != ".") return false;
  if (text.kinds[stop - 1] != TokenKind::word) return false;
  const char first = text.part(next, next + 1).front();
  if (first < 'a' || first > 'z') return false;
  const std::string_view word = text.part(stop - 1, stop);
  const bool dotted = is_ascii_letter(static_cast<unsigned char>(word.front())) &&
                      word.find('.') != std::string_view::npos;
  return dotted || (word.size() <= 2 && std::all_of(word.begin(), word.end(), [](char c) {
                      return is_ascii_letter(static_cast<unsigned char>(c));
                    }));
}

void find_sentences(TokenText& text) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const std::size_t count = text.size();
  text.sentence_starts.assign(count + 1, false);
  text.sentence_starts[0] = text.sentence_starts[count] = true;
  std::size_t stop = kNone;  // a stop with nothing but closers and blanks behind it
  bool ended = false;        // by the end of a line or a stop that needs no blank
  bool gap = false;
  for (std::size_t i = 0; i < count; ++i) {
    const TokenKind kind = text.kinds[i];
    if (text.is_gap(i)) {
      gap = true;
      if (kind == TokenKind::newline) ended = true;
      continue;
    }
    if (!gap && (ended || stop != kNone) && is_closer(text.part(i, i + 1))) continue;
    if (ended || (gap && stop != kNone && !is_abbreviation(text, stop, i))) {
      text.sentence_starts[i] = true;
    }
    stop = kind == TokenKind::stop ? i : kNone;
    ended = kind == TokenKind::wide_stop;
    gap = false;
  }
}

}  // namespace

std::size_t text_id(TextIds& ids, std::string_view word) {
  return ids.emplace(word, ids.size()).first->second;
}

TokenText read_text(std::string_view bytes, TextIds& ids) {
  TokenText text;
  text.bytes = bytes;
  text.offsets.push_back(0);
  for (std::size_t at = 0; at < bytes.size();) {
    const TokenKind kind = kind_of(code_point_at(bytes, at).value);
    const std::size_t end = token_end(bytes, at, kind);
    text.kinds.push_back(kind);
    text.ids.push_back(text_id(ids, bytes.substr(at, end - at)));
    text.offsets.push_back(end);
    at = end;
  }
  find_sentences(text);
  return text;
}

std::vector<TextSentence> sentences_of(const TokenText& text, std::size_t lo, std::size_t hi,
                                       TextIds& ids) {
  std::vector<TextSentence> sentences;
  while (lo < hi) {
    if (!text.sentence_starts[lo]) {
      ++lo;
      continue;
    }
    std::size_t next = lo + 1;
    while (!text.sentence_starts[next]) ++next;
    std::size_t end = next;
    while (end > lo && text.is_gap(end - 1)) --end;
    if (end > lo && end <= hi) {
      const auto begin = text.kinds.begin();
      const auto words = std::count(begin + static_cast<std::ptrdiff_t>(lo),
                                    begin + static_cast<std::ptrdiff_t>(end), TokenKind::word);
      sentences.push_back(
          {lo, end, text_id(ids, text.part(lo, end)), static_cast<std::size_t>(words)});
    }
    lo = next;
  }
  return sentences;
}

}  // namespace satchel
