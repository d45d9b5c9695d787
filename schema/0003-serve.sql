-- 0003-serve.sql: what the server keeps beside the ledger, and whose record is whose.
--
-- Table `answer` is no part of what is folded from the events: it only lets a request that is
-- sent twice be answered twice and done once. Table `involved` is folded: a rebuild gives it.

-- Answers to requests that changed something, by the key that the asker gave.
CREATE TABLE answer (
  key text PRIMARY KEY,            -- who, a blank, and the Idempotency-Key
  asked text NOT NULL,             -- hex SHA-256 of method, target and body
  at bigint NOT NULL,              -- instant
  status int NOT NULL,             -- HTTP status
  etag text NOT NULL,              -- or ''
  location text NOT NULL,          -- or ''
  body text NOT NULL               -- JSON
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
CREATE INDEX answer_by_at ON answer (at);

-- Organs that a record names: in its fields of kind 机关, or by whose count it is.
CREATE TABLE involved (
  procedure text NOT NULL,         -- id
  organ text NOT NULL,             -- code
  serial bigint NOT NULL,          -- the record
  PRIMARY KEY (procedure, organ, serial)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
