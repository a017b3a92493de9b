// Migration 4: copied and restored databases. Which node a node was before; under which dot a re-stamped save is
// known; how far the log of each scope reached when the office was restored; what a laptop held under a grant that
// the office has forgotten; and how much a node has brought lately.
#pragma once

namespace satchel::migration_sql {

inline constexpr char kCopies[] = R"sql(
CREATE INDEX saves_copied ON saves (node, first) WHERE state = 5;
CREATE INDEX saves_rescued ON saves (node, first) WHERE state = 6;
)sql";

inline constexpr char kOfficeCopies[] = R"sql(
ALTER TABLE nodes ADD COLUMN parent INTEGER;
ALTER TABLE nodes ADD COLUMN goes_on_as INTEGER;
ALTER TABLE nodes ADD COLUMN duplicate INTEGER;
ALTER TABLE nodes ADD COLUMN expired INTEGER;
ALTER TABLE nodes ADD COLUMN allowance INTEGER;
ALTER TABLE nodes ADD COLUMN allowance_at_ms INTEGER;
ALTER TABLE holdings ADD COLUMN claimed INTEGER;

CREATE TABLE origins (
  node INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  words BLOB NOT NULL,
  save_node INTEGER NOT NULL,
  save_first INTEGER NOT NULL,
  PRIMARY KEY (node, counter, words)
) WITHOUT ROWID;

CREATE TABLE restored_heads (
  scope INTEGER NOT NULL REFERENCES scopes (number),
  epoch INTEGER NOT NULL,
  head INTEGER NOT NULL,
  PRIMARY KEY (scope, epoch)
) WITHOUT ROWID;
)sql";

}  // namespace satchel::migration_sql
