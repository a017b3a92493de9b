// Migration 3: saves of wiped files stay, sealed to the office. Columns: FORMAT.md.
//
// Released migrations are never edited; a change is a new file with the next number.
#pragma once

namespace satchel::migration_sql {

inline constexpr char kSealed[] = R"sql(
ALTER TABLE saves ADD COLUMN sealed INTEGER;
CREATE INDEX saves_sealed ON saves (node, first) WHERE sealed IS NOT NULL;
)sql";

}  // namespace satchel::migration_sql
