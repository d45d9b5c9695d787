-- 0007-jurisdiction.sql: on a database server, whose row each row is.
--
-- In SQLite a store is one file, and nothing changes. In PostgreSQL the stores of many
-- jurisdictions share the tables: each table has a column `place` (the division code),
-- which comes first in every key and index, so that the tables can be parted by it. No
-- statement of the program names it (src/store/sql_place.h). Texts are ordered by their
-- bytes, as SQLite does, whatever the database's own order is. A table made by a later
-- step has `place` in its PostgreSQL lines from the beginning. A step that changes rows
-- changes those of all jurisdictions.

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
-- postgres: CREATE INDEX event_by_record ON event (place, procedure, record);

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
-- postgres: DROP INDEX record_by_number, record_by_changed, record_by_opened,
-- postgres:   record_in_stage_by_changed, record_in_stage_by_opened;
-- postgres: CREATE UNIQUE INDEX record_by_number ON record (place, procedure, number)
-- postgres:   WHERE number IS NOT NULL;
-- postgres: CREATE INDEX record_by_changed ON record (place, procedure, changed, serial);
-- postgres: CREATE INDEX record_by_opened ON record (place, procedure, opened, serial);
-- postgres: CREATE INDEX record_in_stage_by_changed
-- postgres:   ON record (place, procedure, stage, changed, serial);
-- postgres: CREATE INDEX record_in_stage_by_opened
-- postgres:   ON record (place, procedure, stage, opened, serial);

-- postgres: ALTER TABLE term ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN limit_id TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT term_pkey, ADD PRIMARY KEY (place, procedure, serial, limit_id);
-- postgres: DROP INDEX term_by_due, term_in_procedure;
-- postgres: CREATE INDEX term_by_due ON term (place, due) WHERE state = 0;
-- postgres: CREATE INDEX term_in_procedure ON term (place, procedure, due, serial)
-- postgres:   WHERE state IN (0, 3);

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

-- 0002: accounts.
-- postgres: ALTER TABLE account ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT account_pkey, ADD PRIMARY KEY (place, person);

-- postgres: ALTER TABLE password_past ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT password_past_pkey, ADD PRIMARY KEY (place, person, at);

-- postgres: ALTER TABLE invitation ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT invitation_pkey, ADD PRIMARY KEY (place, person);

-- postgres: ALTER TABLE recovery ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT recovery_pkey, ADD PRIMARY KEY (place, person, digest);

-- postgres: ALTER TABLE session ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN id TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT session_pkey, ADD PRIMARY KEY (place, digest);
-- postgres: DROP INDEX session_by_person, session_by_end;
-- postgres: CREATE INDEX session_by_person ON session (place, person);
-- postgres: CREATE INDEX session_by_end ON session (place, ends);

-- postgres: ALTER TABLE device ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN id TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT device_pkey, ADD PRIMARY KEY (place, id);
-- postgres: DROP INDEX device_by_person;
-- postgres: CREATE INDEX device_by_person ON device (place, person, seen);

-- postgres: ALTER TABLE pace ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN subject TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT pace_pkey, ADD PRIMARY KEY (place, subject);
-- postgres: DROP INDEX pace_by_last;
-- postgres: CREATE INDEX pace_by_last ON pace (place, last);

-- postgres: ALTER TABLE api_key ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN id TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT api_key_pkey, ADD PRIMARY KEY (place, id);

-- postgres: ALTER TABLE security_log ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT security_log_pkey, ADD PRIMARY KEY (place, seq);
-- postgres: DROP INDEX security_log_by_person;
-- postgres: CREATE INDEX security_log_by_person ON security_log (place, person, seq);

-- postgres: ALTER TABLE auth_setting ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN name TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT auth_setting_pkey, ADD PRIMARY KEY (place, name);

-- Logs to which is only added; what is left of a making that was interrupted may go.
-- postgres: DROP TRIGGER security_log_kept ON security_log;
-- postgres: DROP TRIGGER read_log_kept ON read_log;
-- postgres: DROP FUNCTION security_log_kept(), read_log_kept();
-- postgres: CREATE FUNCTION log_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
-- postgres:   IF TG_OP = 'DELETE' THEN
-- postgres:     IF EXISTS (SELECT 1 FROM jurisdiction WHERE place = OLD.place AND made = 0) THEN
-- postgres:       RETURN OLD;
-- postgres:     END IF;
-- postgres:   END IF;
-- postgres:   RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$;
-- postgres: CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON security_log
-- postgres:   FOR EACH ROW EXECUTE FUNCTION log_kept();
-- postgres: CREATE TRIGGER kept_whole BEFORE TRUNCATE ON security_log
-- postgres:   FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
-- postgres: CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON read_log
-- postgres:   FOR EACH ROW EXECUTE FUNCTION log_kept();
-- postgres: CREATE TRIGGER kept_whole BEFORE TRUNCATE ON read_log
-- postgres:   FOR EACH STATEMENT EXECUTE FUNCTION log_kept();

-- 0003 to 0006: answers, lists, search, receipts.
-- postgres: ALTER TABLE answer ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN key TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT answer_pkey, ADD PRIMARY KEY (place, key);
-- postgres: DROP INDEX answer_by_at;
-- postgres: CREATE INDEX answer_by_at ON answer (place, at);

-- postgres: ALTER TABLE involved ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN organ TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT involved_pkey, ADD PRIMARY KEY (place, procedure, organ, serial);

-- postgres: ALTER TABLE facet ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN field TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN value TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT facet_pkey, ADD PRIMARY KEY (place, procedure, field, value, serial);

-- postgres: ALTER TABLE read_log ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT read_log_pkey, ADD PRIMARY KEY (place, seq);
-- postgres: DROP INDEX read_log_by_record, read_log_by_person;
-- postgres: CREATE INDEX read_log_by_record ON read_log (place, procedure, serial, seq);
-- postgres: CREATE INDEX read_log_by_person ON read_log (place, person, seq);

-- postgres: ALTER TABLE hold ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT hold_pkey, ADD PRIMARY KEY (place, id);
-- postgres: DROP INDEX hold_by_record;
-- postgres: CREATE INDEX hold_by_record ON hold (place, procedure, serial);

-- Terms by jurisdiction need btree_gin, which comes with PostgreSQL but may not be installed.
-- postgres: DROP INDEX search_open_by_term, search_closed_by_term;
-- postgres: DO $$BEGIN
-- postgres:   CREATE EXTENSION IF NOT EXISTS btree_gin;
-- postgres:   CREATE INDEX search_open_by_term ON search_open USING gin (place, terms);
-- postgres:   CREATE INDEX search_closed_by_term ON search_closed USING gin (place, terms);
-- postgres: EXCEPTION WHEN OTHERS THEN
-- postgres:   CREATE INDEX search_open_by_term ON search_open USING gin (terms);
-- postgres:   CREATE INDEX search_closed_by_term ON search_closed USING gin (terms);
-- postgres: END$$;

-- postgres: ALTER TABLE search_mark ALTER COLUMN name TYPE text COLLATE "C";

-- postgres: ALTER TABLE saved_filter ALTER COLUMN person TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN name TYPE text COLLATE "C";

-- postgres: ALTER TABLE receipt ADD COLUMN place text COLLATE "C" NOT NULL,
-- postgres:   ALTER COLUMN digest TYPE text COLLATE "C",
-- postgres:   ALTER COLUMN procedure TYPE text COLLATE "C",
-- postgres:   DROP CONSTRAINT receipt_pkey, ADD PRIMARY KEY (place, digest);
-- postgres: DROP INDEX receipt_by_record;
-- postgres: CREATE INDEX receipt_by_record ON receipt (place, procedure, serial);
