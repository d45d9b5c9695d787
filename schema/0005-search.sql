-- 0005-search.sql: by which pieces of its text a record is found; lists that people kept.
--
-- No part of what is folded from the events, and left out of a rebuild: the index is made
-- again from the records (src/engine/search.c, the only file that asks these tables). `doc` is
-- the number of the event that opened the record, so that newer records have greater ones.
-- Terms are single characters and pairs of neighbours (src/engine/terms.h).

-- SQLite walks over all records of a procedure when `record = ?` and `record > 0` stand together,
-- which the index of 0001 asked for; with this one `record = ?` is enough.
DROP INDEX event_by_record;
CREATE INDEX event_by_record ON event (procedure, record);

-- Fields that are not private, by their terms. Keeps terms that a record no longer has: what is
-- found is looked for again in the record.
-- sqlite: CREATE VIRTUAL TABLE search_open USING fts5(terms, content='', columnsize=0, detail=none, tokenize="ascii");
-- sqlite: INSERT INTO search_open (search_open, rank) VALUES ('hashsize', 8388608);
-- postgres: CREATE TABLE search_open (place text COLLATE "C" NOT NULL, doc bigint NOT NULL, terms tsvector NOT NULL, PRIMARY KEY (place, doc));
-- postgres: CREATE INDEX search_open_by_term ON search_open USING gin (terms);

-- Private fields. One row has exactly the terms that the record has, and erasure takes it away.
-- sqlite: CREATE VIRTUAL TABLE search_closed USING fts5(terms, columnsize=0, detail=none, tokenize="ascii");
-- sqlite: INSERT INTO search_closed (search_closed, rank) VALUES ('hashsize', 8388608);
-- postgres: CREATE TABLE search_closed (place text COLLATE "C" NOT NULL, doc bigint NOT NULL, terms tsvector NOT NULL, PRIMARY KEY (place, doc));
-- postgres: CREATE INDEX search_closed_by_term ON search_closed USING gin (terms);

-- How far the index has come: records with events behind `seq` are searched without it.
CREATE TABLE search_mark (
-- postgres:   place text COLLATE "C" NOT NULL,
  name text NOT NULL,              -- "indexed"
  seq bigint NOT NULL,             -- the last event that the index knows of
-- sqlite:   PRIMARY KEY (name)
-- postgres:   PRIMARY KEY (place, name)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Lists and searches that a person keeps under a name.
CREATE TABLE saved_filter (
-- postgres:   place text COLLATE "C" NOT NULL,
  person text NOT NULL,            -- whose
  name text NOT NULL,              -- by the person
  url text NOT NULL,               -- path and query of the list
  changed bigint NOT NULL,         -- instant
-- sqlite:   PRIMARY KEY (person, name)
-- postgres:   PRIMARY KEY (place, person, name)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
