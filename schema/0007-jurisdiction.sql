-- 0007-jurisdiction.sql: on a database server, whose row each row is.
--
-- In SQLite a store is one file, and nothing changes. In PostgreSQL the stores of many
-- jurisdictions share the tables: each table has a column `place` (the division code),
-- which comes first in every key and index, so that the tables can be parted by it. No
-- statement of the program names it (src/store/sql_place.h). Texts are ordered by their
-- bytes, as SQLite does, whatever the database's own order is. A table made by a later
-- step has `place` in its PostgreSQL lines from the beginning.

-- postgres: CREATE TABLE jurisdiction (
-- postgres:   place text COLLATE "C" PRIMARY KEY, -- division code, "620200"
-- postgres:   epoch bigint NOT NULL,       -- how often a writer has taken it
-- postgres:   made int NOT NULL,           -- 0 while its store is being made
-- postgres:   holder text NOT NULL         -- host and process of the last writer, for people
-- postgres: );

-- postgres: ALTER TABLE event ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT event_pkey, ADD PRIMARY KEY (place, seq);
-- postgres: DROP INDEX event_by_record;
-- postgres: CREATE INDEX event_by_record ON event (place, procedure, record) WHERE record > 0;

-- postgres: ALTER TABLE private ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   DROP CONSTRAINT private_pkey, ADD PRIMARY KEY (place, seq);

-- postgres: ALTER TABLE tile ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   DROP CONSTRAINT tile_pkey, ADD PRIMARY KEY (place, log, level, idx);

-- postgres: ALTER TABLE head ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   DROP CONSTRAINT head_pkey, ADD PRIMARY KEY (place, log, size);

-- postgres: ALTER TABLE rule ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN digest TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT rule_pkey, ADD PRIMARY KEY (place, digest);
-- postgres: DROP INDEX rule_by_procedure;
-- postgres: CREATE INDEX rule_by_procedure ON rule (place, procedure, effective);

-- postgres: ALTER TABLE calendar ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN digest TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT calendar_pkey, ADD PRIMARY KEY (place, digest);

-- postgres: ALTER TABLE record ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN number TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN stage TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN organ TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT record_pkey, ADD PRIMARY KEY (place, procedure, serial);
-- Without an index over what a step changes, a step can rewrite the row where it stands.
-- postgres: DROP INDEX record_by_stage, record_by_number;
-- postgres: ALTER TABLE record SET (fillfactor = 70);
-- postgres: CREATE UNIQUE INDEX record_by_number ON record (place, procedure, number)
-- postgres:   WHERE number IS NOT NULL;

-- postgres: ALTER TABLE term ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN limit_id TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT term_pkey, ADD PRIMARY KEY (place, procedure, serial, limit_id);
-- postgres: DROP INDEX term_by_due;
-- postgres: CREATE INDEX term_by_due ON term (place, due) WHERE state = 0;

-- postgres: ALTER TABLE uniq ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN field TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN value TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT uniq_pkey, ADD PRIMARY KEY (place, procedure, field, value);

-- postgres: ALTER TABLE series ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN name TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT series_pkey, ADD PRIMARY KEY (place, name);

-- postgres: ALTER TABLE done ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN key TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT done_pkey, ADD PRIMARY KEY (place, key);

-- postgres: ALTER TABLE mark ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN indicator TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN organ TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN key TYPE text COLLATE "C";
-- postgres: DROP INDEX mark_by_day;
-- postgres: CREATE INDEX mark_by_day ON mark (place, procedure, indicator, day);

-- postgres: ALTER TABLE cell ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN indicator TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN organ TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN key TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT cell_pkey,
-- postgres:   ADD PRIMARY KEY (place, procedure, indicator, organ, key, day);
-- postgres: ALTER TABLE cell SET (fillfactor = 70);

-- postgres: ALTER TABLE paper ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN digest TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT paper_pkey, ADD PRIMARY KEY (place, digest);

-- postgres: ALTER TABLE setting ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN name TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT setting_pkey, ADD PRIMARY KEY (place, name);
