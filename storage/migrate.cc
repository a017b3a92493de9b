#include "storage/migrate.h"

#include <string>

#include "storage/migrations/m0001_truth.h"
#include "storage/migrations/m0002_revoked.h"
#include "storage/migrations/m0003_sealed.h"
#include "storage/migrations/m0004_copies.h"
#include "storage/migrations/m0005_announced.h"
#include "storage/migrations/m0006_withdrawn.h"

namespace satchel {

namespace {

constexpr Migration kMigrations[] = {
    {1, "2026-11",
     "facts, scopes, records, saves, overlay; at an office also people, laptops and grants",
     migration_sql::kTruth, migration_sql::kOfficeTruth},
    {2, "2026-11", "at an office: laptops that it has shut out", "", migration_sql::kRevoked},
    {3, "2026-11", "saves of wiped files, sealed to the office", migration_sql::kSealed, ""},
    {4, "2026-11",
     "copies and restores: origins, parents, heads at a restore, forgotten grants, allowances",
     migration_sql::kCopies, migration_sql::kOfficeCopies},
    {5, "2026-11", "what each laptop announced last, and whether it is due a receipt",
     migration_sql::kAnnounced, migration_sql::kOfficeAnnounced},
    {6, "2026-11", "an index of the files that have to be given back", migration_sql::kWithdrawn, ""},
};

std::int64_t application_id_of(Kind kind) {
  return kind == Kind::laptop ? kLaptopApplicationId : kOfficeApplicationId;
}

// In the same transaction as its tables, so that a file has an owner if and only if it has tables.
void apply(Database& database, Kind kind, const Migration& migration) {
  database.execute(migration.both);
  if (kind == Kind::office) database.execute(migration.office);
  database.execute("PRAGMA application_id=" + std::to_string(application_id_of(kind)) +
                   ";PRAGMA user_version=" + std::to_string(migration.version));
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}
int newest_version() {
  return kMigrations[std::size(kMigrations) - 1].version;
}

bool is_blank(Database& database) {
  return database.number_of("PRAGMA application_id") == 0 &&
         database.number_of("PRAGMA user_version") == 0 &&
         database.number_of("SELECT count(*) FROM sqlite_schema") == 0;
}

Status check_identity(Database& database, Kind kind) {
  if (is_blank(database)) return Done{};
  const std::int64_t owner = database.number_of("PRAGMA application_id");
  if (owner != kLaptopApplicationId && owner != kOfficeApplicationId) {
    return Error{ErrorKind::refused, "this database belongs to another program",
                 "check the path given with --data"};
  }
  if (owner != application_id_of(kind)) {
    return kind == Kind::laptop
               ? Error{ErrorKind::refused, "this is the database of an office, not of a laptop",
                       "use `satchel-office` with it, or give another path with --data"}
               : Error{ErrorKind::refused, "this is the database of a laptop, not of an office",
                       "use `satchel` with it, or give another path with --data"};
  }
  if (database.number_of("PRAGMA user_version") > newest_version()) {
    return Error{ErrorKind::too_new, "this database was written by a newer version of Satchel",
                 "update the program; nothing is lost"};
  }
  return Done{};
}

Status bring_up_to_date(Database& database, Kind kind) {
  if (const auto ours = check_identity(database, kind); !ours) return ours.error();
  database.use_write_ahead_log();
  if (database.number_of("PRAGMA user_version") == newest_version()) return Done{};
  for (const Migration& migration : migrations()) {
    Atomically change(database);
    // Under the write lock: another program may have been faster.
    if (const auto ours = check_identity(database, kind); !ours) return ours.error();
    if (database.number_of("PRAGMA user_version") < migration.version) {
      apply(database, kind, migration);
    }
    change.commit();
  }
  return Done{};
}

}  // namespace satchel
