// How it works
//
// Each side is compared with the base on its own (text_diff.h), which gives the stretches of the
// base that the side replaced (edits). Stretches of the two sides that are held apart by text that
// neither of them touched are both taken; others must be equal, or there is no merge.
//
// Why not a plain token diff3: a rewritten sentence shares accidental words with the old one
// ("the", "was"), a plain diff splits it there, and the merged sentence then alternates between two
// authors in the middle of a clinical statement. So, inside a sentence, fewer than kHoldingWords
// untouched words hold nothing apart, neither two edits of one side (they become one) nor edits of
// two sides (they overlap). Between two sentences or lines one untouched mark or word is enough.
//
// Rejected: sentences as the only unit. It conflicts on two corrections at the ends of one long
// sentence, and a body without full stops would be a single unit.
#include "sync/text_merge.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sync/text_diff.h"
#include "sync/text_tokens.h"

namespace satchel {
namespace {

constexpr std::size_t kHoldingWords = 3;

// What lies in tokens [lo, hi) of the base, which nobody touched.
struct Untouched {
  std::size_t words = 0;
  bool solid = false;           // something that can be seen: a word, a mark, the end of a line
  bool boundary = false;        // a sentence begins here, or ends at one of its ends
  bool whole_sentence = false;  // with at least one word
};

template <class IsStart>
Untouched look(const TokenText& base, std::size_t lo, std::size_t hi, IsStart&& is_start) {
  Untouched result;
  std::size_t words_in_sentence = 0;
  for (std::size_t i = lo; result.words < kHoldingWords; ++i) {
    if (is_start(i)) {
      if (result.boundary && words_in_sentence > 0) result.whole_sentence = true;
      result.boundary = true;
      words_in_sentence = 0;
    }
    if (i == hi) break;
    if (base.kinds[i] == TokenKind::word) ++result.words, ++words_in_sentence;
    if (base.kinds[i] != TokenKind::blank) result.solid = true;
  }
  return result;
}

// Edits of one side that are too near each other are one rewritten passage.
std::vector<TextEdit> coalesce(const TokenText& base, const std::vector<TextEdit>& edits) {
  const auto is_start = [&](std::size_t i) { return base.sentence_starts[i]; };
  std::vector<TextEdit> result;
  for (const TextEdit& edit : edits) {
    if (!result.empty()) {
      const Untouched gap = look(base, result.back().base_hi, edit.base_lo, is_start);
      if (gap.words < kHoldingWords && !gap.whole_sentence) {
        result.back().base_hi = edit.base_hi;
        result.back().side_hi = edit.side_hi;
        continue;
      }
    }
    result.push_back(edit);
  }
  return result;
}

bool starts_after_gap(const TokenText& text, std::size_t at) {
  while (at < text.size() && text.is_gap(at)) ++at;
  return text.sentence_starts[at];
}

// Whether edits of two sides, the second one not before the first, leave each other alone. A
// boundary counts only if it is one for both authors: "pain." may have become "pain, and", or "The"
// "When the".
bool held_apart(const TokenText& base, const TokenText& first_text, const TextEdit& first,
                const TokenText& second_text, const TextEdit& second) {
  if (first.base_hi >= second.base_lo) return false;
  const auto is_start = [&](std::size_t i) {
    return base.sentence_starts[i] &&
           starts_after_gap(first_text, first.side_hi + (i - first.base_hi)) &&
           starts_after_gap(second_text, second.side_lo - (second.base_lo - i));
  };
  const Untouched gap = look(base, first.base_hi, second.base_lo, is_start);
  return gap.words >= kHoldingWords || (gap.solid && gap.boundary);
}

struct Side {
  TokenText text;
  std::vector<TextEdit> edits;
  std::size_t next = 0;   // first edit that is not in a group yet
  std::size_t first = 0;  // of the group: [first, next)

  bool in_group() const { return first < next; }
  // This side's words for tokens [lo, hi) of the base; no other edit of this side reaches into it.
  std::string_view words(std::size_t lo, std::size_t hi) const {
    const TextEdit &from = edits[first], &to = edits[next - 1];
    return text.part(from.side_lo - (from.base_lo - lo), to.side_hi + (hi - to.base_hi));
  }
};

// Takes the edits that belong together into [first, next) of both sides; returns their base tokens.
std::pair<std::size_t, std::size_t> take_group(const TokenText& base, Side& a, Side& b) {
  a.first = a.next;
  b.first = b.next;
  std::pair<std::size_t, std::size_t> range{base.size(), 0};
  for (;;) {
    const bool a_left = a.next < a.edits.size(), b_left = b.next < b.edits.size();
    if (!a_left && !b_left) return range;
    const bool from_a = a_left && (!b_left || a.edits[a.next].base_lo <= b.edits[b.next].base_lo);
    Side& mine = from_a ? a : b;
    const Side& other = from_a ? b : a;
    const TextEdit& edit = mine.edits[mine.next];
    const bool begins = !a.in_group() && !b.in_group();
    const bool overlaps =
        other.in_group() &&
        !held_apart(base, other.text, other.edits[other.next - 1], mine.text, edit);
    if (!begins && !overlaps) return range;
    range = {std::min(range.first, edit.base_lo), std::max(range.second, edit.base_hi)};
    ++mine.next;
  }
}

}  // namespace

std::optional<std::string> merge_text(std::string_view base_bytes, std::string_view a_bytes,
                                      std::string_view b_bytes) {
  if (a_bytes == b_bytes || b_bytes == base_bytes) return std::string(a_bytes);
  if (a_bytes == base_bytes) return std::string(b_bytes);

  TextIds ids;
  const TokenText base = read_text(base_bytes, ids);
  Side a{read_text(a_bytes, ids), {}}, b{read_text(b_bytes, ids), {}};
  for (Side* side : {&a, &b}) side->edits = coalesce(base, compare_texts(base, side->text));

  std::string merged;
  std::size_t done = 0;  // tokens of the base
  while (a.next < a.edits.size() || b.next < b.edits.size()) {
    const auto [lo, hi] = take_group(base, a, b);
    merged += base.part(done, lo);
    done = hi;
    if (a.in_group() && b.in_group() && a.words(lo, hi) != b.words(lo, hi)) return std::nullopt;
    merged += (a.in_group() ? a : b).words(lo, hi);
  }
  merged += base.part(done, base.size());
  return merged;
}

}  // namespace satchel
