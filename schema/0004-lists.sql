-- 0004-lists.sql: what lists are drawn from, who read private values, what may not be erased.
--
-- `facet` and `involved` (0003) are folded from the events: a rebuild gives them. `read_log`
-- and `hold` are kept beside the ledger, as `answer` and what 0002 has.
-- What is listed in order has its order in an index: a page costs what it shows.

DROP INDEX record_by_stage;
CREATE INDEX record_by_changed ON record (procedure, changed, serial, stage, opened);
CREATE INDEX record_by_opened ON record (procedure, opened, serial);
CREATE INDEX record_in_stage_by_changed ON record (procedure, stage, changed, serial, opened);
CREATE INDEX record_in_stage_by_opened ON record (procedure, stage, opened, serial);
-- Limits that run: 0 in time so far, 3 ran out.
CREATE INDEX term_in_procedure ON term (procedure, due, serial, state) WHERE state IN (0, 3);

-- Values of the fields of kinds 选项, 机关 and 是否 that are not private.
CREATE TABLE facet (
  procedure text NOT NULL,         -- id
  field text NOT NULL,             -- id
  value text NOT NULL,             -- kept form; one row for each of several
  serial bigint NOT NULL,          -- the record
  PRIMARY KEY (procedure, field, value, serial)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- A store that has records already: its lists are filled when it is next opened for writing.
INSERT INTO setting (name, value) SELECT 'lists', 'missing' WHERE EXISTS (SELECT 1 FROM record);

-- Who was shown private values, and of which record. Rows are only added.
CREATE TABLE read_log (
-- sqlite:   seq INTEGER PRIMARY KEY,         -- from 1
-- postgres: seq bigint PRIMARY KEY,          -- from 1
  at bigint NOT NULL,              -- when
  person text NOT NULL,            -- who; of a key: who answers for it
  api_key text NOT NULL,           -- its public id, or ''
  address text NOT NULL,           -- from where
  request text NOT NULL,           -- id of the request
  procedure text NOT NULL,         -- of the record
  serial bigint NOT NULL,          -- the record
  fields text NOT NULL             -- ids of the fields shown in the clear, parted by LF
);
CREATE INDEX read_log_by_record ON read_log (procedure, serial, seq);
CREATE INDEX read_log_by_person ON read_log (person, seq);
-- sqlite: CREATE TRIGGER read_log_no_update BEFORE UPDATE ON read_log BEGIN SELECT RAISE(ABORT, 'read_log is append-only'); END;
-- sqlite: CREATE TRIGGER read_log_no_delete BEFORE DELETE ON read_log BEGIN SELECT RAISE(ABORT, 'read_log is append-only'); END;
-- postgres: CREATE FUNCTION read_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'read_log is append-only'; END$$;
-- postgres: CREATE TRIGGER read_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON read_log FOR EACH STATEMENT EXECUTE FUNCTION read_log_kept();

-- Records whose private values may not be erased for the time being.
CREATE TABLE hold (
  id bigint NOT NULL PRIMARY KEY,  -- from 1; given by who writes
  procedure text NOT NULL,         -- of the record
  serial bigint NOT NULL,          -- the record
  basis text NOT NULL,             -- the article, court or case that demands it
  placed bigint NOT NULL,          -- when
  placed_by text NOT NULL,         -- person
  lifted bigint,                   -- when; NULL while it holds
  lifted_by text                   -- person
);
CREATE INDEX hold_by_record ON hold (procedure, serial);
