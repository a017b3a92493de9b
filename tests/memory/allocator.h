// Every allocation of this binary, our own and SQLite's: counted, and failing on demand.
//
// Linking allocator.cc replaces operator new. Thread rule: one thread. Failure rule: an allocation that is to fail throws
// std::bad_alloc, or gives SQLite nothing.
#pragma once

#include <cstdint>

namespace satchel::testkit {

// Before SQLite is used for the first time; again without effect.
void count_allocations_of_sqlite();

// So far.
std::uint64_t allocations();

// The n-th from here on fails, with `stays` all after it as well, until `let_allocations_succeed`.
void let_allocation_fail(long n, bool stays);
void let_allocations_succeed();
// Whether any has failed since it was last asked for.
bool was_short_of_memory();

}  // namespace satchel::testkit
