// The data that is measured with: clients, their visits, and notes about the visits, as the lines that `import jsonl`
// takes, and the changes that `apply` takes.
//
// Deterministic: the same sizes and seed give the same bytes on every machine. Of ten records two are clients, five
// visits and three notes of 200 to 800 characters.
// Thread rule: plain values. Failure rule: none.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace satchel::bench {

// Not the standard distributions: those differ from library to library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  std::uint64_t between(std::uint64_t first, std::uint64_t last) { return first + below(last - first + 1); }
  bool one_in(std::uint64_t many) { return below(many) == 0; }
  std::string_view any_of(const std::vector<std::string_view>& words) { return words[below(words.size())]; }
  std::string uuid();

 private:
  std::mt19937_64 engine_;
};

// What later changes need to know of a record.
struct Made {
  std::string id;
  std::string body;  // of a note
};

struct Caseload {
  std::vector<Made> clients, visits, notes;
  std::string lines;  // of all of them, clients first
  std::size_t size() const { return clients.size() + visits.size() + notes.size(); }
};

// A walk over so many places in an order of chance, from its beginning again at its end.
class Walk {
 public:
  Walk(std::size_t count, Random& random);
  std::size_t next() { return order_[at_++ % order_.size()]; }

 private:
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
};

Caseload make_caseload(std::uint64_t records, std::uint64_t seed);
// Clients with their names in the core fields: what is searched for.
std::string lines_of_named_clients(std::uint64_t count, std::uint64_t seed);
// One client with so many visits, each of twenty core fields.
std::string lines_of_twenty_fields(std::uint64_t count, std::uint64_t seed);
// One visit with its note for each of these clients.
std::string lines_of_a_day(const Caseload& of, std::uint64_t visits, std::uint64_t seed);
// Of ten seven at visits, two at notes, one at a client; no record twice while there are others. `of` has the notes as
// they are then.
std::string lines_of_edits(Caseload& of, std::uint64_t count, std::uint64_t seed);

std::string line_of_set(std::string_view type, std::string_view id, std::string_view field, std::string_view value);
std::string line_of_void(std::string_view type, std::string_view id);

std::string given_name(Random& random);
std::string family_name(Random& random);  // one of some hundred

}  // namespace satchel::bench
