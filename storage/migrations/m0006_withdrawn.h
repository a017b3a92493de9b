// Migration 6: the files that have to be given back are found among all that are held.
#pragma once

namespace satchel::migration_sql {

inline constexpr char kWithdrawn[] = R"sql(
CREATE INDEX scopes_withdrawn ON scopes (number) WHERE withdrawn IS NOT NULL;
)sql";

}  // namespace satchel::migration_sql
