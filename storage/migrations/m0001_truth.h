// Migration 1: the truth that both programs keep, and what only an office keeps. Columns:
// FORMAT.md.
//
// Released migrations are never edited; a change is a new file with the next number.
#pragma once

namespace satchel::migration_sql {

// Rows that hold blobs of hundreds of bytes are in tables with a rowid: WITHOUT ROWID puts whole
// rows into the inner pages of the tree, and saves arrive in the order of their scopes, which is
// random in any key of their own; appended by rowid the pages are full. Ids and dots have small
// indexes of their own.
inline constexpr char kTruth[] = R"sql(
CREATE TABLE facts (
  name TEXT NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE scopes (
  number INTEGER PRIMARY KEY,
  subject BLOB NOT NULL,
  kind INTEGER NOT NULL,
  head INTEGER,
  epoch INTEGER,
  digest BLOB,
  touched INTEGER,
  provisional INTEGER,
  withdrawn INTEGER,
  released INTEGER
);
CREATE UNIQUE INDEX scopes_by_id ON scopes (subject, kind);
CREATE INDEX scopes_touched ON scopes (touched) WHERE touched IS NOT NULL;

CREATE TABLE records (
  number INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL,
  type INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES scopes (number),
  base_type INTEGER,
  base BLOB,
  view BLOB
);
CREATE UNIQUE INDEX records_by_uuid ON records (uuid);
CREATE INDEX records_by_scope ON records (scope);
CREATE INDEX records_shared ON records (type) WHERE type >= 80;

CREATE TABLE saves (
  number INTEGER PRIMARY KEY,
  node INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES scopes (number),
  raw BLOB NOT NULL,
  received_ms INTEGER,
  state INTEGER NOT NULL,
  position INTEGER,
  chain BLOB,
  late INTEGER,
  reason TEXT,
  waits INTEGER,
  waits_for TEXT,
  inbox_position INTEGER,
  inbox_state INTEGER,
  author BLOB,
  substitutions BLOB
);
CREATE UNIQUE INDEX saves_by_dot ON saves (node, first);
CREATE UNIQUE INDEX saves_by_position ON saves (scope, position);
CREATE INDEX saves_by_inbox ON saves (author, inbox_position, node, first)
  WHERE inbox_position IS NOT NULL;
CREATE INDEX saves_parked ON saves (node, first) WHERE state = 2;

CREATE TABLE overlay (
  record BLOB NOT NULL,
  node INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (record, node, first)
) WITHOUT ROWID;
CREATE INDEX overlay_by_save ON overlay (node, first);

CREATE TABLE built (
  name TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL
) WITHOUT ROWID;
)sql";

inline constexpr char kOfficeTruth[] = R"sql(
CREATE TABLE users (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  disabled INTEGER,
  caseload_digest BLOB,
  scope_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX users_by_name ON users (name);

CREATE TABLE nodes (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  user BLOB NOT NULL,
  key BLOB,
  counter INTEGER NOT NULL,
  chain BLOB,
  request_number INTEGER NOT NULL,
  vector_hash BLOB,
  acked INTEGER NOT NULL,
  applied INTEGER NOT NULL,
  late INTEGER NOT NULL,
  parked INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  declined INTEGER NOT NULL,
  enrolled_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  clock_offset_ms INTEGER NOT NULL
);
CREATE INDEX nodes_by_user ON nodes (user);

CREATE TABLE grants (
  user BLOB NOT NULL,
  scope INTEGER NOT NULL REFERENCES scopes (number),
  epoch INTEGER NOT NULL,
  withdrawn INTEGER,
  PRIMARY KEY (user, scope)
) WITHOUT ROWID;
CREATE INDEX grants_by_scope ON grants (scope, user);

CREATE TABLE holdings (
  node INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES scopes (number),
  confirmed_epoch INTEGER,
  confirmed_position INTEGER,
  delivered INTEGER,
  released INTEGER,
  released_at INTEGER,
  PRIMARY KEY (node, scope)
) WITHOUT ROWID;

CREATE TABLE changed (
  node INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES scopes (number),
  PRIMARY KEY (node, scope)
) WITHOUT ROWID;

CREATE TABLE enrolments (
  code_hash TEXT NOT NULL PRIMARY KEY,
  user BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  used INTEGER
) WITHOUT ROWID;

CREATE TABLE merge_candidates (
  node INTEGER NOT NULL,
  record BLOB NOT NULL,
  field INTEGER NOT NULL,
  PRIMARY KEY (node, record, field)
) WITHOUT ROWID;
)sql";

}  // namespace satchel::migration_sql
