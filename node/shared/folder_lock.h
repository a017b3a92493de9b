// FolderLock: what must not run twice, or beside each other, on one data folder.
//
// The lock is a file that stays; what counts is who holds it, and a process that dies lets go of it.
// Thread rule: one thread. Failure rule: an Error, `refused` when somebody else holds it.
#pragma once

#include <memory>
#include <string>

#include "sync/result.h"

namespace satchel {

inline constexpr const char* kSyncLock = "sync.lock";
inline constexpr const char* kServeLock = "serve.lock";

class FolderLock {
 public:
  enum class Mode { alone, shared };
  // Does not wait.
  static Result<std::unique_ptr<FolderLock>> take(const std::string& folder, const char* name, Mode mode);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace satchel
