-- 0001-ground.sql: the tables of a store, for SQLite 3.40 and PostgreSQL 15.
--
-- A line that begins with "-- sqlite: " or "-- postgres: " is for that database only.
-- A store is one ledger. Table `event` is the truth; `private` and the papers are its
-- contents that may be erased; every other table is folded from the events, and a
-- rebuild must give the same rows. What grows with the work begins with `procedure`,
-- so that it can be parted by it.
-- Kinds of value: instants are microseconds since 1970 UTC, days are days since
-- 1970-01-01 in UTC+8, digests are lower-case hex of SHA-256 unless said otherwise.

-- The happenings, in the order of the log. Never changed, never deleted.
CREATE TABLE event (
-- sqlite:   seq INTEGER PRIMARY KEY,         -- place in the log, from 0, without gaps
-- postgres: seq bigint PRIMARY KEY,          -- place in the log, from 0, without gaps
  procedure text NOT NULL,         -- id, as in the body
  record bigint NOT NULL,          -- serial of the record, as in the body; 0 when none
  entry bytea NOT NULL,            -- its bytes in the log: kind, time, id, commitment
  salt bytea NOT NULL,             -- 32 bytes; commitment = SHA-256(salt, body)
  body text NOT NULL               -- canonical JSON; private fields as commitments only
);
CREATE INDEX event_by_record ON event (procedure, record) WHERE record > 0;

-- Values of the private fields of an event. Erasure deletes the row.
CREATE TABLE private (
-- sqlite:   seq INTEGER PRIMARY KEY,         -- of the event
-- postgres: seq bigint PRIMARY KEY,          -- of the event
  key bytea NOT NULL,              -- 32 bytes, from which each field's salt is made
  body bytea NOT NULL              -- JSON map from field to value
);

-- Full tiles of the Merkle tree (tlog-tiles, height 8).
CREATE TABLE tile (
  log int NOT NULL,                -- 0 SHA-256, 1 SM3
  level int NOT NULL,              -- 0 holds the leaves' hashes
  idx bigint NOT NULL,             -- place in the level, from 0
  data bytea NOT NULL,             -- 256 hashes, 8192 bytes
  PRIMARY KEY (log, level, idx)
);

-- Signed checkpoints. Rows are only added.
CREATE TABLE head (
  log int NOT NULL,                -- 0 SHA-256, 1 SM3
  size bigint NOT NULL,            -- events covered
  root bytea NOT NULL,             -- 32 bytes, the tree's root at that size
  note bytea NOT NULL,             -- the signed note, as published
  PRIMARY KEY (log, size)
);

-- Rules put in force, with their whole text.
CREATE TABLE rule (
  digest text PRIMARY KEY,         -- of the text
  procedure text NOT NULL,         -- its id
  effective int NOT NULL,          -- the first day on which it holds
  text text NOT NULL,              -- the file, byte for byte
  seq bigint NOT NULL              -- the event that adopted it
);
CREATE INDEX rule_by_procedure ON rule (procedure, effective);

-- Calendars of working days put in force, with their whole text.
CREATE TABLE calendar (
  digest text PRIMARY KEY,         -- of the text
  year int NOT NULL,               -- the year that it settles
  text text NOT NULL,              -- the file, byte for byte
  seq bigint NOT NULL              -- the event that adopted it
);

-- Cases: where each one stands now.
CREATE TABLE record (
  procedure text NOT NULL,         -- id
  serial bigint NOT NULL,          -- from 1 within the procedure
  number text,                     -- as people cite it; NULL while it has none
  rule text NOT NULL,              -- digest of the rule under which it runs
  stage text NOT NULL,             -- id of the stage
  opened bigint NOT NULL,          -- instant at which it was opened
  changed bigint NOT NULL,         -- instant of the last step
  ended bigint,                    -- instant of the final stage; NULL while open
  organ text NOT NULL,             -- id of the organ that has it; '' when none
  events int NOT NULL,             -- how many events it has
  state bytea NOT NULL,            -- canonical JSON: fields, counts, clocks
  PRIMARY KEY (procedure, serial)
);
CREATE INDEX record_by_stage ON record (procedure, stage);
CREATE UNIQUE INDEX record_by_number ON record (procedure, number) WHERE number IS NOT NULL;

-- Limits that run, or ran, on a record.
CREATE TABLE term (
  procedure text NOT NULL,         -- with serial: the record
  serial bigint NOT NULL,          -- the record's
  limit_id text NOT NULL,          -- id of the limit in the rule
  started bigint NOT NULL,         -- instant
  due bigint,                      -- the first instant that is too late; NULL while paused
  ended bigint,                    -- instant; NULL while it runs
  state int NOT NULL,              -- 0 runs; other values: why it does not, by the engine
  PRIMARY KEY (procedure, serial, limit_id)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
-- The clock asks: what is due by now? Only running limits are in the index.
CREATE INDEX term_by_due ON term (due) WHERE state = 0;

-- Values that a procedure allows only once.
CREATE TABLE uniq (
  procedure text NOT NULL,         -- id
  field text NOT NULL,             -- id of the unique field
  value text NOT NULL,             -- as the rule compares it
  serial bigint NOT NULL,          -- the record that has it
  PRIMARY KEY (procedure, field, value)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Numbers given without gaps.
CREATE TABLE series (
  name text PRIMARY KEY,           -- of the series, e.g. procedure and year
  last bigint NOT NULL             -- the last number given
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Requests already done: the same key again gets the same answer.
CREATE TABLE done (
  key text PRIMARY KEY,            -- given by the asker
  seq bigint NOT NULL              -- the event that it made
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- What each event adds to each indicator: the list behind every figure.
CREATE TABLE mark (
  procedure text NOT NULL,         -- id
  indicator text NOT NULL,         -- id
  day int NOT NULL,                -- on which it counts
  organ text NOT NULL,             -- id; '' when none
  key text NOT NULL,               -- value of the breakdown; '' when none
  n int NOT NULL,                  -- what it adds to the count
  v bigint NOT NULL,               -- what it adds to the sum
  serial bigint NOT NULL,          -- the record
  seq bigint NOT NULL              -- the event
);
CREATE INDEX mark_by_day ON mark (procedure, indicator, day);

-- Sums of `mark`, ready for reports.
CREATE TABLE cell (
  procedure text NOT NULL,         -- id
  indicator text NOT NULL,         -- id
  day int NOT NULL,                -- as in mark
  organ text NOT NULL,             -- as in mark
  key text NOT NULL,               -- as in mark
  n bigint NOT NULL,               -- sum of n
  v bigint NOT NULL,               -- sum of v
  PRIMARY KEY (procedure, indicator, organ, key, day)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Papers that were filed; the bytes lie in the store's files/ under their digest.
CREATE TABLE paper (
  digest text PRIMARY KEY,         -- of the bytes
  name text NOT NULL,              -- as it was handed in
  bytes bigint NOT NULL,           -- its length
  seq bigint NOT NULL              -- the event that filed it
);

-- What was settled when the store was made: origin, place, national profile, seed.
CREATE TABLE setting (
  name text PRIMARY KEY,           -- ASCII
  value text NOT NULL              -- by its name
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
