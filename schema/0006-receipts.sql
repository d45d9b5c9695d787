-- 0006-receipts.sql: what citizens hold in their hands.
--
-- Kept beside the ledger, as 0002 is: a rebuild leaves it out. The code itself is nowhere;
-- who knows it is taken for the party.

-- Receipts handed out to those who began a record without signing in.
CREATE TABLE receipt (
  digest text PRIMARY KEY,         -- hex SHA-256 of the code, without hyphens
  procedure text NOT NULL,         -- of the record
  serial bigint NOT NULL,          -- the record
  role text NOT NULL,              -- id of the role in which the holder began it
  seq bigint NOT NULL,             -- the event that began it
  at bigint NOT NULL,              -- instant
  source text NOT NULL             -- public id of the API key that sent it, or ''
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
CREATE INDEX receipt_by_record ON receipt (procedure, serial);
