// Result<T>: the value, or an Error that says what went wrong and what the person can do about it.
//
// Purpose: every expected failure (bad input, a refused link, a full disk) travels as a value.
// Thread rule: plain values. Failure rule: reading the value of a failed Result is a programmer error.
#pragma once

#include <cassert>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace satchel {

enum class ErrorKind {
  usage,       // the command line is not meant so; nothing was done
  bad_input,   // the caller's words or bytes are off; nothing was done
  not_found,   // no such record, user, file
  refused,     // understood, and not allowed
  changed,     // what the caller decided upon has changed since it was shown
  offline,     // the office was not reached; nothing is lost, it is tried again
  storage,     // the disk or the database failed
  too_new,     // written by a newer version of the program
  corrupt,     // bytes that no version of the program writes
  over_limit,  // a named limit of limits.h
  fork,        // this copy of the database is not the one that the office knows
  restored,    // the office was restored from a backup, and this copy has to tell what it holds
};

struct Error {
  ErrorKind kind = ErrorKind::bad_input;
  std::string message;  // what happened, for a person
  std::string hint;     // what that person can do, may be empty

  bool retryable() const { return kind == ErrorKind::offline; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return const_cast<Result*>(this)->value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->value(); }
  const Error& error() const {
    assert(!*this);
    return std::get<Error>(state_);
  }

 private:
  T& value() {
    assert(*this);
    return std::get<T>(state_);
  }
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

// Thrown by implementations of the Store port only, when the database itself fails (disk full, I/O
// error, corrupt page). A transaction that sees it is rolled back; sessions and commands turn it
// into an Error in one place. It is an exception because a port of thirty methods that can each
// fail for the same reason would bury the merge rules under error plumbing.
class StoreFailure : public std::runtime_error {
 public:
  explicit StoreFailure(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace satchel
