// Backup seal: whether every byte of a backup is still the one that was written.
//
// Digests and chains prove the records and saves of a backup, but not its people, grants and keys, and a disk may
// flip a bit anywhere. So a backup carries the hash of itself, as the fact "backup seal":
//
//   seal := SHA-256(SHA-256(piece) ...), pieces of 1 MiB of the file, in which the 32 bytes of the seal are zero
//
// Thread rule: none; the file belongs to the caller. Failure rule: an Error of kind `storage` when the file cannot
// be read or written; a seal that does not fit is `corrupt`.
#pragma once

#include <string>

#include "storage/sqlite.h"
#include "sync/result.h"

namespace satchel {

// Of a database that nobody has open, in one file: writes the seal and makes it durable.
Status seal_backup(const std::string& path);
// A file without a seal (`refused`) is no backup of ours, or its seal is what was damaged.
Status check_seal(const std::string& path);
// A restored database is no backup any more.
void remove_seal(Database& database);

// The file gets its final name, or not; what is there already under that name stays (kind `refused`). Durable: file,
// then name.
Status rename_durably(const std::string& from, const std::string& to);

}  // namespace satchel
