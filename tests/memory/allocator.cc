#include "tests/memory/allocator.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace {

std::uint64_t count = 0;
// Counted down while it is above 0: the allocation that makes it 0 fails.
long left = 0;
bool all_fail = false;  // those behind that one, too
bool has_failed = false;

bool fails_now() {
  ++count;
  if (has_failed) return all_fail;
  if (left == 0 || --left > 0) return false;
  return has_failed = true;
}

sqlite3_mem_methods the_librarys;

void* allocate(int size) { return fails_now() ? nullptr : the_librarys.xMalloc(size); }
void* reallocate(void* memory, int size) { return fails_now() ? nullptr : the_librarys.xRealloc(memory, size); }

}  // namespace

void* operator new(std::size_t size) {
  void* memory = fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace satchel::testkit {

void count_allocations_of_sqlite() {
  static const bool once = [] {
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &the_librarys);
    sqlite3_mem_methods ours = the_librarys;
    ours.xMalloc = allocate;
    ours.xRealloc = reallocate;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
  }();
  REQUIRE(once);
}

std::uint64_t allocations() { return count; }

void let_allocation_fail(long n, bool stays) {
  left = n;
  all_fail = stays;
  has_failed = false;
}

void let_allocations_succeed() {
  left = 0;
  all_fail = false;
}

bool was_short_of_memory() { return std::exchange(has_failed, false); }

}  // namespace satchel::testkit
