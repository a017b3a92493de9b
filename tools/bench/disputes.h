// What two people change apart from each other, and whether anything of it was lost afterwards.
//
// Of ten disputes four are about one field, four about two fields of one record, two about a record that one person
// voids and the other edits.
// Thread rule: plain values. Failure rule: a dump that is no JSON throws.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/bench/workload_data.h"

namespace satchel::bench {

struct Change {
  std::string field;  // empty: voided
  std::string value;
};

struct Dispute {
  enum class Kind { same_field, same_text, other_field, voided };
  Kind kind = Kind::same_field;
  std::string type;
  std::string id;
  Change first, second;  // of the one person and of the other; of a long text, what each of them adds
};

struct Disputes {
  std::vector<Dispute> all;
  std::string lines_of_first, lines_of_second;  // for `apply`
};

Disputes make_disputes(const Caseload& of, std::uint64_t count, std::uint64_t seed);

struct Verdict {
  std::uint64_t lost = 0;             // values that somebody wrote, voids included, and nobody sees
  std::uint64_t false_conflicts = 0;  // fields that a person is asked about, and only one person changed them
  std::uint64_t true_conflicts = 0;
};

Verdict judge(const Disputes& disputes, const std::string& dump);

}  // namespace satchel::bench
