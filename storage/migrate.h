// Migrate: whose database a file is, of which version, and how it becomes the newest one.
//
// `application_id` says whose it is, `user_version` which migrations it has had. Each migration is
// one transaction; a crash in between is finished by the next open. Of a file that is not ours, or
// newer than we know, nothing is touched.
// Thread rule: the database's.
// Failure rule: an Error for the person; StoreFailure when the database fails.
#pragma once

#include <span>

#include "storage/sqlite.h"

namespace satchel {

enum class Kind { laptop, office };

// "SatL" and "SatO" as 32-bit numbers: bytes 68-71 of the file.
inline constexpr std::int64_t kLaptopApplicationId = 0x5361744c;
inline constexpr std::int64_t kOfficeApplicationId = 0x5361744f;

struct Migration {
  int version;         // user_version afterwards
  const char* date;    // of the release that brought it
  const char* added;   // in words
  const char* both;    // SQL for laptop and office
  const char* office;  // SQL for an office, after that
};
// Ordered, without gaps. Numbers are never reused.
std::span<const Migration> migrations();
int newest_version();

// Leaves the database with every migration, in WAL mode, or untouched with an Error.
Status bring_up_to_date(Database& database, Kind kind);

// Without tables and without an owner: just created, or its creation was cut short.
bool is_blank(Database& database);

// Why a file is refused: of the other program, of another application, newer than this program.
Status check_identity(Database& database, Kind kind);

}  // namespace satchel
