// The merge of narrative text: what a person expects of two edits of one note, and laws that hold
// for every text.
#include "sync/text_merge.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace satchel {
namespace {

// xorshift64*: small, and the same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  std::size_t below(std::size_t limit) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<std::size_t>((state_ * 0x2545F4914F6CDD1Du) >> 33) % limit;
  }
  std::size_t between(std::size_t lo, std::size_t hi) { return lo + below(hi - lo + 1); }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Every merge of this file goes through here: the laws that hold for all texts are checked each
// time.
std::optional<std::string> merge(std::string_view base, std::string_view a, std::string_view b) {
  const auto merged = merge_text(base, a, b);
  CHECK(merge_text(base, b, a) == merged);
  CHECK(merge_text(base, a, base) == std::string(a));
  CHECK(merge_text(base, base, b) == std::string(b));
  CHECK(merge_text(base, a, a) == std::string(a));
  return merged;
}

constexpr std::optional<std::string> kConflict = std::nullopt;

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                                             : 4;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += between;
    text += parts[i];
  }
  return text;
}

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + at.size());
  }
}

TEST_CASE("edits of different sentences are joined") {
  CHECK(merge("Slept well. Ate half of lunch. Wound is dry.",
              "Slept badly. Ate half of lunch. Wound is dry.",
              "Slept well. Ate half of lunch. Wound is wet.") ==
        "Slept badly. Ate half of lunch. Wound is wet.");
}

TEST_CASE("edits of adjacent sentences are joined, the full stop between them holds them apart") {
  CHECK(merge("Slept well. Wound is dry.", "Was awake until four. Wound is dry.",
              "Slept well. New dressing applied.") ==
        "Was awake until four. New dressing applied.");
  CHECK(merge("Pain?\nNone", "Pain today?\nNone", "Pain?\nTwo of ten") ==
        "Pain today?\nTwo of ten");
}

TEST_CASE("lines are held apart by the end of the line alone") {
  CHECK(merge("BP 142/88\nHR 90\nWeight 81.4 kg", "BP 150/90\nHR 90\nWeight 80.9 kg",
              "BP 142/88\nHR 96\nWeight 81.4 kg") == "BP 150/90\nHR 96\nWeight 80.9 kg");
  CHECK(merge("one\r\ntwo\r\nthree", "1\r\ntwo\r\nthree", "one\r\n2\r\nthree") ==
        "1\r\n2\r\nthree");
}

TEST_CASE("inside a sentence three untouched words hold edits apart, fewer do not") {
  const std::string base = "Client reports dull pain in the left knee since Monday.";
  CHECK(merge(base, "Client reports sharp pain in the left knee since Monday.",
              "Client reports dull pain in the left knee since Friday.") ==
        "Client reports sharp pain in the left knee since Friday.");
  CHECK(merge(base, "Client reports dull pain in the right knee since Monday.",
              "Client reports dull pain in the left knee since Friday.") == kConflict);
}

TEST_CASE("a dose and its frequency are not mixed from two authors") {
  CHECK(merge("Furosemide 40 mg p.o. twice daily.", "Furosemide 80 mg p.o. twice daily.",
              "Furosemide 40 mg p.o. once daily.") == kConflict);
}

TEST_CASE("edits that overlap or touch are left to a person") {
  CHECK(merge("Wound is dry.", "Wound is wet.", "Wound is closed.") == kConflict);
  CHECK(merge("a b c d", "a x c d", "a b y d") == kConflict);
  CHECK(merge("One. Two.", "One. Two. Three.", "One. Two. Four.") == kConflict);
  CHECK(merge("", "mine", "yours") == kConflict);
  CHECK(merge("text", "", "texts") == kConflict);
  CHECK(merge("Seen at home.", "A: seen at home.", "B: seen at home.") == kConflict);
}

TEST_CASE("a removed sentence conflicts with its edit and not with its neighbours' edits") {
  const std::string base = "Slept well. Ate half of lunch. Wound is dry.";
  const std::string removed = "Slept well. Wound is dry.";
  CHECK(merge(base, removed, "Slept well. Ate all of lunch. Wound is dry.") == kConflict);
  CHECK(merge(base, removed, "Slept badly. Ate half of lunch. Wound is dry.") ==
        "Slept badly. Wound is dry.");
  CHECK(merge(base, removed, "Slept well. Ate half of lunch. Wound is wet.") ==
        "Slept well. Wound is wet.");
}

TEST_CASE("an appended sentence joins with an edit of the last one") {
  CHECK(merge("Slept well. Wound is dry.", "Slept well. Wound is dry. Daughter called at noon.",
              "Slept well. Wound has opened.") ==
        "Slept well. Wound has opened. Daughter called at noon.");
}

TEST_CASE("an inserted sentence joins with edits on both sides of it") {
  const std::string base = "Client slept well. Client ate lunch.";
  const std::string inserted = "Client slept well. Client took all pills. Client ate lunch.";
  CHECK(merge(base, inserted, "Client slept badly. Client ate lunch.") ==
        "Client slept badly. Client took all pills. Client ate lunch.");
  CHECK(merge(base, inserted, "Client slept well. Client ate supper.") ==
        "Client slept well. Client took all pills. Client ate supper.");
}

TEST_CASE("equal edits count once") {
  CHECK(merge("One is here. Two is there. Three is gone.",
              "1 is here. Two is there. Three is gone.",
              "1 is here. Two is there. Three came back.") ==
        "1 is here. Two is there. Three came back.");
  CHECK(merge("One.", "One. Two.", "One. Two.") == "One. Two.");
}

TEST_CASE("a rewritten sentence is one passage, accidental common words do not open it") {
  const std::string base = "The nurse was told that the pain was worse. Plan unchanged.";
  const std::string rewritten = "The daughter said the stairs are the problem. Plan unchanged.";
  CHECK(merge(base, rewritten, "The nurse was told that the new pain was worse. Plan unchanged.") ==
        kConflict);
  CHECK(merge(base, rewritten, "The nurse was told that the pain was worse. Plan changed today.") ==
        "The daughter said the stairs are the problem. Plan changed today.");
}

TEST_CASE("a boundary that one author removed holds nothing apart") {
  CHECK(merge("No pain. Walks alone.", "No pain, walks alone.", "No pain. Walks with help.") ==
        kConflict);
  CHECK(merge("No pain. Walks alone.", "No pain. Rarely walks alone.", "No fever. Walks alone.") ==
        "No fever. Rarely walks alone.");
  CHECK(merge("Walks alone.", "Never: Walks alone.", "Walks outside.") == kConflict);
}

TEST_CASE("a moved paragraph conflicts only with edits inside of it") {
  const std::vector<std::string> p = {"First we spoke about the rent.",
                                      "Then about the school bus.", "Last about the new doctor."};
  const std::string base = join(p, "\n\n");
  const std::string moved = join({p[1], p[0], p[2]}, "\n\n");
  CHECK(merge(base, moved, join({p[0], p[1], "Last about the dentist."}, "\n\n")) ==
        join({p[1], p[0], "Last about the dentist."}, "\n\n"));
}

TEST_CASE("scripts without blanks, accents and combined characters stay whole") {
  CHECK(merge("患者睡得很好。伤口干燥。", "患者睡得不好。伤口干燥。", "患者睡得很好。伤口渗液。") ==
        "患者睡得不好。伤口渗液。");
  CHECK(merge("Señora Núñez está débil. Duerme poco.", "Señora Núñez está fuerte. Duerme poco.",
              "Señora Núñez está débil. Duerme más.") == "Señora Núñez está fuerte. Duerme más.");
  // e + combining acute against e + combining grave: one changed word, not a changed accent.
  CHECK(merge("cafe\u0301 x y z end", "cafe\u0300 x y z end", "cafe\u0301 x y z stop") ==
        "cafe\u0300 x y z stop");
  CHECK(merge("a \xFF b c d e", "A \xFF b c d e", "a \xFF b c d E") == "A \xFF b c d E");
}

TEST_CASE("many edits of one side all arrive") {
  Random random(7);
  std::vector<std::string> base, a, b;
  for (int i = 0; i < 60; ++i) {
    const std::string number = std::to_string(i);
    base.push_back("Sentence " + number + " says what was seen");
    a.push_back(i % 3 == 0 ? "Written by the nurse at " + number : base.back());
    b.push_back(i % 3 == 1 ? "Written by the social worker at " + number : base.back());
  }
  const auto merged = merge(join(base, ". "), join(a, ". "), join(b, ". "));
  REQUIRE(merged);
  for (std::size_t i = 0; i < base.size(); ++i) {
    CHECK(contains(*merged, i % 3 == 0 ? a[i] : b[i]));
  }
}

// Sentences made of few words, so that rewritten ones share many by accident.
std::string random_sentence(Random& random) {
  static const std::vector<std::string> kWords = {
      "the", "client", "was",  "told", "of",   "a", "visit",   "and",  "pain", "in",
      "her", "leg",    "café", "niño", "38.5", "C", "doesn't", "well", "日本", "🙂"};
  std::vector<std::string> words(random.between(3, 9));
  for (std::string& word : words) word = random.pick(kWords);
  words.front() = random.below(2) == 0 ? "The" : "She";
  return join(words, " ");
}

TEST_CASE("edits of different sentences of random texts all arrive, as whole phrases") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    std::vector<std::string> base(random.between(2, 12));
    for (std::size_t i = 0; i < base.size(); ++i) {
      // A unique end keeps the test's idea of "the same sentence" and the program's equal.
      base[i] = random_sentence(random) + " s" + std::to_string(i);
    }
    std::vector<std::string> a = base, b = base, expected = base;
    std::vector<std::string> phrases;
    for (std::size_t i = 0; i < base.size(); ++i) {
      const std::size_t who = random.below(4);
      if (who >= 2) continue;
      const std::string text =
          random_sentence(random) + (who == 0 ? " a" : " b") + std::to_string(i);
      (who == 0 ? a : b)[i] = expected[i] = text;
      phrases.push_back(text);
    }
    const auto merged = merge(join(base, ". ") + ".", join(a, ". ") + ".", join(b, ". ") + ".");
    REQUIRE(merged);
    CHECK(*merged == join(expected, ". ") + ".");
    for (const std::string& phrase : phrases) CHECK(contains(*merged, phrase));
  }
}

std::string random_text(Random& random, std::size_t length_max) {
  static const std::vector<std::string> kPieces = {
      "a",      "b", "the", "é",  "e\u0301", "ß", "日", "本",   "🙂",  "👩\u200D👧", "\u00A0",
      " ",      " ", " ",   "\n", "\r\n",    ".", ". ", "? ",   ",",     "-",        "'",
      "\u2019", "1", ".5",  "\t", "\u3002",  "(", ")",  "word", "\u200F"};
  std::string text;
  for (std::size_t i = random.below(length_max); i > 0; --i) text += random.pick(kPieces);
  return text;
}

std::string random_edit(Random& random, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t next = i + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    const std::size_t what = random.below(40);
    if (what == 0) result += random_text(random, 4);
    if (what != 1) result += text.substr(i, next - i);
    i = next;
  }
  return result;
}

TEST_CASE("random UTF-8 keeps every law and stays UTF-8") {
  std::size_t joined = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const std::string base = random_text(random, 60);
    const std::string a =
        random.below(5) == 0 ? random_text(random, 60) : random_edit(random, base);
    const std::string b =
        random.below(5) == 0 ? random_text(random, 60) : random_edit(random, base);
    const auto merged = merge(base, a, b);
    if (!merged) continue;
    CHECK(is_utf8(*merged));
    if (a != base && b != base && a != b) ++joined;
  }
  CHECK(joined > 100);  // else the test above looked at conflicts only
}

TEST_CASE("random bytes keep every law") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto bytes = [&] {
      std::string text(random.below(40), ' ');
      for (char& c : text) c = static_cast<char>(random.below(256));
      return text;
    };
    const std::string base = bytes(), a = bytes(), b = bytes();
    (void)merge(base, a, b);
  }
}

// The workload of the benchmarks: bodies of 200-800 bytes, sentences joined by a blank or,
// sometimes, an end of line. One author rewrites the first part of the body split at ". ", the
// other the last.
struct Workload {
  Random random{20240501};

  std::string sentence() {
    static const std::vector<std::string> kSubjects = {
        "The client",  "Her mother", "The eldest son", "The caregiver",
        "A neighbour", "His wife",   "The landlord"};
    static const std::vector<std::string> kVerbs = {
        "reported", "mentioned", "denied", "showed me", "asked about", "was worried about"};
    static const std::vector<std::string> kObjects = {
        "the missed appointment",    "a persistent cough",
        "the new medication",        "the leaking roof",
        "pain in the left leg",      "the child's weight",
        "transport to the hospital", "poor sleep"};
    static const std::vector<std::string> kTimes = {"since Monday", "for about two weeks",
                                                    "in the morning", "before I arrived",
                                                    "despite several reminders"};
    static const std::vector<std::string> kMeasures = {
        "Temperature 38.5 C, pulse 96.", "BP 142/88.", "Weight 61.2 kg, MUAC 231 mm."};
    if (random.below(4) == 0) return random.pick(kMeasures);
    std::string text = random.pick(kSubjects);  // one draw a statement: their order is then fixed
    text += " " + random.pick(kVerbs);
    text += " " + random.pick(kObjects);
    text += " " + random.pick(kTimes);
    return text + ".";
  }
  std::string body(std::size_t length) {
    std::string text = sentence();
    while (text.size() < length) {
      text += random.below(7) == 0 ? "\n" : " ";
      text += sentence();
    }
    return text.substr(0, 800);
  }
  std::string code() {
    std::string text;
    while (text.size() < 6) text += "0123456789abcdef"[random.below(16)];
    return text;
  }
  static std::string edit(const std::string& body, bool first, const std::string& text) {
    std::vector<std::string> parts = split(body, ". ");
    const std::size_t which = first ? 0 : parts.size() - 1;
    parts[which] = text + (which == parts.size() - 1 ? "." : "");
    return join(parts, ". ");
  }
};

TEST_CASE("the benchmark's edits of the first and the last sentence all join") {
  Workload workload;
  std::size_t joined = 0;
  for (int i = 0; i < 300; ++i) {
    // Also bodies of one to three sentences, where the two edits are neighbours.
    const std::string body = workload.body(workload.random.between(i % 2 == 0 ? 200 : 20, 740));
    const std::string code_a = workload.code(), code_b = workload.code();
    const std::string a = Workload::edit(body, true, "A edited the first sentence, code " + code_a);
    const std::string b = Workload::edit(body, false, "B edited the last sentence, code " + code_b);
    CAPTURE(body);
    const auto merged = merge(body, a, b);
    const auto parts = split(body, ". ");
    if (parts.size() < 2) {
      CHECK(merged == kConflict);
      continue;
    }
    REQUIRE(merged);
    CHECK(*merged == Workload::edit(a, false, "B edited the last sentence, code " + code_b));
    CHECK(contains(*merged, code_a));
    CHECK(contains(*merged, code_b));
    ++joined;
  }
  CHECK(joined >= 250);
}

TEST_CASE("hostile and very long texts cost milliseconds") {
  constexpr std::size_t kBytes = 48 * 1024;
  Random random(3);
  const auto filled = [&](auto&& piece) {
    std::string text;
    while (text.size() < kBytes) text += piece();
    return text;
  };
  const auto of = [&](std::vector<std::string> pieces) {
    return filled([&random, pieces = std::move(pieces)] { return random.pick(pieces); });
  };
  struct Case {
    std::string name, base, a, b;
  };
  const std::string marks = of({",", ";", "-"});
  const std::vector<std::string> few = {"a ", "b ", "c. ", "d\n"};
  std::vector<Case> cases = {
      {"three marks", marks, of({",", ";", "-"}), of({",", ";", "-"})},
      {"few words", of(few), of(few), of(few)},
      {"short sentences", of({"A. ", "B. "}), of({"A. ", "B. ", "C. "}), of({"B. ", "A. "})},
      {"ends of line", std::string(kBytes, '\n'), std::string(kBytes - 9, '\n') + "x",
       std::string(kBytes / 2, '\n')},
      {"one word", std::string(kBytes, 'a'), std::string(kBytes, 'b'),
       std::string(kBytes - 1, 'a')},
      {"joints", filled([] { return "a.b'"; }), filled([] { return "a.'b"; }),
       filled([] { return "'a."; })},
      {"accents", "e" + filled([] { return "\u0301"; }), filled([] { return "\u0301"; }), "x"},
      {"stops", filled([] { return "."; }), filled([] { return ".\""; }),
       filled([] { return ". "; })},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto begin = std::chrono::steady_clock::now();
    const auto merged = merge_text(c.base, c.a, c.b);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - begin)
                        .count();
    MESSAGE(c.name << ": " << ms << " ms");
    CHECK(ms < 1000);  // the aim is 50; sanitizers and a busy machine are allowed their share
    CHECK(merge_text(c.base, c.b, c.a) == merged);
  }
}

TEST_CASE("a long note with edits far apart joins although much was rewritten between them") {
  Workload workload;
  std::vector<std::string> base(600);
  for (std::size_t i = 0; i < base.size(); ++i)
    base[i] = workload.sentence() + " Line " + std::to_string(i) + ".";
  std::vector<std::string> a = base, b = base;
  for (std::size_t i = 0; i < 250; ++i) a[i] = "Nurse wrote " + workload.code() + ".";
  for (std::size_t i = 300; i < 590; ++i) b[i] = "Social worker wrote " + workload.code() + ".";
  std::vector<std::string> expected = a;
  for (std::size_t i = 300; i < 590; ++i) expected[i] = b[i];
  CHECK(merge(join(base, " "), join(a, " "), join(b, " ")) == join(expected, " "));
}

}  // namespace
}  // namespace satchel
