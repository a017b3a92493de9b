#include "node/shared/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace satchel {

Result<std::unique_ptr<FolderLock>> FolderLock::take(const std::string& folder, const char* name, Mode mode) {
  const std::string path = folder + "/" + name;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{ErrorKind::storage, "the file " + path + " cannot be made", "is the folder writable?"};
  }
  if (::flock(descriptor, (mode == Mode::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorKind::refused, "another program holds " + path, "stop it first"};
  }
  return std::unique_ptr<FolderLock>(new FolderLock(descriptor));
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace satchel
