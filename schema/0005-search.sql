-- 0005-search.sql: by which pieces of its text a record is found; lists that people kept.
--
-- No part of what is folded from the events, and left out of a rebuild: the index is made
-- again from the records (src/engine/search.c, the only file that asks these tables). `doc` is
-- the number of the event that opened the record, so that newer records have greater ones.
-- Terms are single characters and pairs of neighbours (src/engine/terms.h).

-- Fields that are not private, by their terms. Keeps terms that a record no longer has: what is
-- found is looked for again in the record.
-- sqlite: CREATE VIRTUAL TABLE search_open USING fts5(terms, content='', columnsize=0, detail=none, tokenize="ascii");
-- postgres: CREATE TABLE search_open (doc bigint PRIMARY KEY, terms tsvector NOT NULL);
-- postgres: CREATE INDEX search_open_by_term ON search_open USING gin (terms);

-- Private fields. One row has exactly the terms that the record has, and erasure takes it away.
-- sqlite: CREATE VIRTUAL TABLE search_closed USING fts5(terms, columnsize=0, detail=none, tokenize="ascii");
-- postgres: CREATE TABLE search_closed (doc bigint PRIMARY KEY, terms tsvector NOT NULL);
-- postgres: CREATE INDEX search_closed_by_term ON search_closed USING gin (terms);

-- How far the index has come: records with events behind `seq` are searched without it.
CREATE TABLE search_mark (
  name text PRIMARY KEY,           -- "indexed"
  seq bigint NOT NULL              -- the last event that the index knows of
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Lists and searches that a person keeps under a name.
CREATE TABLE saved_filter (
  person text NOT NULL,            -- whose
  name text NOT NULL,              -- by the person
  url text NOT NULL,               -- path and query of the list
  changed bigint NOT NULL,         -- instant
  PRIMARY KEY (person, name)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
