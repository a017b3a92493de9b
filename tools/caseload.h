// A sample caseload: invented clients with the records that a care manager and a case manager keep
// about them, for demonstrations, tests and benchmarks.
//
// Deterministic: the same options give the same bytes on every machine. Every field is one of the
// core schema (sync/schema.h); a `unite` field is an array of its elements.
//
// Thread rule: pure. Failure rule: options that make no sense are an Error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/ids.h"
#include "sync/result.h"

namespace satchel::caseload {

struct Options {
  int client_count = 40;
  int worker_count = 2;  // care managers and case managers take turns
  std::uint64_t seed = 1;
  std::string today = "2026-11-23";  // visits before this day have happened
};

inline constexpr int kClientCountMax = 100'000;
inline constexpr int kWorkerCountMax = 1'000;

// JSON lines, without the ends of line.
struct Caseload {
  std::vector<std::string> workers;      // {"name", "role", "full_name", "id"}
  std::vector<std::string> records;      // clients first, then all that hangs on them
  std::vector<std::string> assignments;  // {"client", "worker"}
};

Result<Caseload> make_caseload(const Options& options);

// The id by which records name a worker (worker_id, owner_id ...): derived from the user name.
RecordId worker_id(std::string_view user_name);

}  // namespace satchel::caseload
