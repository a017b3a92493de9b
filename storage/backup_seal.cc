#include "storage/backup_seal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

namespace satchel {

namespace {

constexpr std::string_view kSealFact = "backup seal";
constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::size_t kSealBytes = 32;

Error disk_error(const std::string& what) {
  return {ErrorKind::storage, what + ": " + std::strerror(errno), "check the disk, and that you may write there"};
}

Error damaged() {
  return {ErrorKind::corrupt, "the backup is not the file any more that was written: bytes of it have changed",
          "use another backup; nothing was changed"};
}

// Calls with each piece of the file and its place; false from `take` ends it.
template <class Take>
Status each_piece(const std::string& path, Take take) {
  std::ifstream file(path, std::ios::binary);
  std::string piece(kPieceBytes, '\0');
  std::size_t at = 0;
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0) break;
    take(std::string_view(piece).substr(0, got), at);
    at += got;
  }
  if (at == 0 || file.bad()) return disk_error("the file " + path + " cannot be read");
  return Done{};
}

// Every place where these bytes are, also across the border of two pieces.
Result<std::vector<std::size_t>> places_of(const std::string& wanted, const std::string& path) {
  std::vector<std::size_t> places;
  std::string end;
  const auto read = each_piece(path, [&](std::string_view piece, std::size_t at) {
    std::string window = end;
    window.append(piece);
    const std::size_t begin = at - end.size();
    for (auto found = window.find(wanted); found != std::string::npos; found = window.find(wanted, found + 1)) {
      places.push_back(begin + found);
    }
    end = window.substr(window.size() - std::min(window.size(), wanted.size() - 1));
  });
  if (!read) return read.error();
  return places;
}

Result<Hash256> hash_without_seal(const std::string& path, std::size_t seal_at) {
  std::string hashes;
  const auto read = each_piece(path, [&](std::string_view piece, std::size_t at) {
    std::string bytes(piece);
    for (std::size_t i = 0; i < kSealBytes; ++i) {
      const std::size_t place = seal_at + i;
      if (place >= at && place < at + bytes.size()) bytes[place - at] = '\0';
    }
    hashes.append(sha256(bytes).view());
  });
  if (!read) return read.error();
  return sha256(hashes);
}

std::optional<std::string> seal_in(Database& database) {
  auto found = database.prepare("SELECT bytes FROM facts WHERE name = ?1");
  if (!found.bind(kSealFact).step()) return std::nullopt;
  return std::string(found.blob(0));
}

// Into one file: without a log beside it that would hold the change.
Result<std::string> put_placeholder(const std::string& path) {
  auto database = Database::open(path, Database::Access::existing);
  if (!database) return database.error();
  try {
    (*database)->execute("PRAGMA journal_mode=DELETE");
    const std::string name = path + std::to_string((*database)->number_of("PRAGMA page_count"));
    const std::string placeholder(sha256("satchel backup seal " + name).view());
    (*database)
        ->prepare("REPLACE INTO facts VALUES (?1, ?2)")
        .bind(kSealFact, Bytes{placeholder})
        .run();
    return placeholder;
  } catch (const StoreFailure& failure) {
    return failure.error();
  }
}

Status write_at(const std::string& path, std::size_t place, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return disk_error("the backup cannot be written");
  const bool written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(place)) ==
                           static_cast<ssize_t>(bytes.size()) &&
                       ::fsync(file) == 0;
  const Error problem = disk_error("the backup cannot be written");
  ::close(file);
  if (!written) return problem;
  return Done{};
}

Status sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return disk_error(path + " cannot be opened");
  const bool synced = ::fsync(descriptor) == 0;
  const Error problem = disk_error(path + " cannot be made durable");
  ::close(descriptor);
  if (!synced) return problem;
  return Done{};
}

}  // namespace

Status seal_backup(const std::string& path) {
  const auto placeholder = put_placeholder(path);
  if (!placeholder) return placeholder.error();
  const auto places = places_of(*placeholder, path);
  if (!places) return places.error();
  if (places->size() != 1) return damaged();
  const auto seal = hash_without_seal(path, places->front());
  if (!seal) return seal.error();
  return write_at(path, places->front(), seal->view());
}

Status check_seal(const std::string& path) {
  std::optional<std::string> seal;
  {
    auto database = Database::open(path, Database::Access::existing);
    if (!database) return database.error();
    try {
      seal = seal_in(**database);
    } catch (const StoreFailure& failure) {
      return failure.error();
    }
  }
  if (!seal) {
    return Error{ErrorKind::refused, "this file has no seal: nobody can tell whether its bytes are those that were written",
                 "a backup made by `backup` has one; where you copied a database yourself and trust the copy, say --unsealed"};
  }
  const auto places = seal->size() == kSealBytes ? places_of(*seal, path) : std::vector<std::size_t>{};
  if (!places) return places.error();
  if (places->size() != 1) return damaged();
  const auto hash = hash_without_seal(path, places->front());
  if (!hash) return hash.error();
  if (hash->view() != *seal) return damaged();
  return Done{};
}

void remove_seal(Database& database) {
  database.prepare("DELETE FROM facts WHERE name = ?1").bind(kSealFact).run();
}

Status rename_durably(const std::string& from, const std::string& to) {
  if (const auto synced = sync_path(from, O_RDONLY); !synced) return synced;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) {
      return Error{ErrorKind::refused, "there is a file at " + to + " already", "choose another name"};
    }
    // Some file systems know no such call.
    if (errno != EINVAL || ::rename(from.c_str(), to.c_str()) != 0) {
      return disk_error(from + " cannot get its name " + to);
    }
  }
  const auto folder = std::filesystem::path(to).parent_path();
  return sync_path(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace satchel
