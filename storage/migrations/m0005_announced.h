// Migration 5: what a laptop said last, and whether it is due a new receipt.
#pragma once

namespace satchel::migration_sql {

inline constexpr char kAnnounced[] = "";

inline constexpr char kOfficeAnnounced[] = R"sql(
ALTER TABLE nodes ADD COLUMN announced INTEGER;
ALTER TABLE nodes ADD COLUMN receipt_due INTEGER;
)sql";

}  // namespace satchel::migration_sql
