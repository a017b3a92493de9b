// Migration 2: laptops that the office has shut out, and why. Columns: FORMAT.md.
//
// Released migrations are never edited; a change is a new file with the next number.
#pragma once

namespace satchel::migration_sql {

inline constexpr char kRevoked[] = R"sql(
ALTER TABLE nodes ADD COLUMN revoked INTEGER;
ALTER TABLE nodes ADD COLUMN revoked_reason TEXT;
)sql";

}  // namespace satchel::migration_sql
