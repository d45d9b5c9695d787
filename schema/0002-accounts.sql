-- 0002-accounts.sql: who may sign in, and what happened at the door.
--
-- Kept beside the ledger: no event speaks of these tables, a rebuild leaves them out, and
-- `guiju verify` checks only the chain of `security_log`. Who holds which post is not
-- here; that is in the registers (record, procedure 'post'). No secret stands here as such:
-- passwords are Argon2id, tokens and codes are digests, TOTP secrets are sealed with the
-- key in the store's keys/auth.secret.
-- Instants are microseconds since 1970 UTC.

-- Persons who may sign in, or were invited to.
CREATE TABLE account (
  person text PRIMARY KEY,         -- code of the person, as in the register of posts
  state int NOT NULL,              -- 0 invited, 1 active, 2 closed
  password text,                   -- Argon2id, PHC string; NULL until enrolled
  password_at bigint,              -- when it was set
  totp bytea,                      -- sealed secret of the second factor; NULL: has none
  totp_on bigint,                  -- when it was confirmed; NULL: not yet
  totp_step bigint NOT NULL,       -- the last time step that was used, against replay
  made bigint NOT NULL,            -- when first invited
  made_by text NOT NULL            -- code of the person who invited
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Former passwords, so that they do not come back.
CREATE TABLE password_past (
  person text NOT NULL,            -- whose
  at bigint NOT NULL,              -- when it was replaced
  password text NOT NULL,          -- Argon2id, PHC string
  PRIMARY KEY (person, at)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Enrolment codes that were handed out and not used. One a person.
CREATE TABLE invitation (
  person text PRIMARY KEY,         -- for whom
  digest bytea NOT NULL,           -- HMAC of the code, 32 bytes
  expires bigint NOT NULL,         -- the first instant that is too late
  made_by text NOT NULL            -- who handed it out
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Recovery codes for a lost second factor. Each one serves once; a new set replaces the old.
CREATE TABLE recovery (
  person text NOT NULL,            -- whose
  digest bytea NOT NULL,           -- HMAC of the code, 32 bytes
  used bigint,                     -- when; NULL: not yet
  PRIMARY KEY (person, digest)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Sessions that may still be in use.
CREATE TABLE session (
  digest bytea PRIMARY KEY,        -- SHA-256 of the token, 32 bytes
  id text NOT NULL,                -- its name in lists; stays when the token changes
  person text NOT NULL,            -- whose
  made bigint NOT NULL,            -- when the person signed in
  seen bigint NOT NULL,            -- last use, to the minute
  ends bigint NOT NULL,            -- the first instant after its whole life
  factor int NOT NULL,             -- 1: a second factor was shown
  device text NOT NULL,            -- id of the device
  address text NOT NULL,           -- from where the person signed in
  agent text NOT NULL              -- what the browser said of itself
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_end ON session (ends);

-- Devices from which somebody signed in before: their attempts are counted apart.
CREATE TABLE device (
  id text PRIMARY KEY,             -- base64url of 16 random bytes; part of the signed token
  person text NOT NULL,            -- who signed in from it
  made bigint NOT NULL,            -- the first time
  seen bigint NOT NULL             -- the last time
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
CREATE INDEX device_by_person ON device (person, seen);

-- Attempts that failed lately, by what they have in common.
CREATE TABLE pace (
  subject text PRIMARY KEY,        -- HMAC of person, address, both, or device: no name is kept
  fails int NOT NULL,              -- in a row
  last bigint NOT NULL,            -- the last attempt; a day later it is forgotten
  next bigint NOT NULL             -- no attempt is heard before
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
CREATE INDEX pace_by_last ON pace (last);

-- Keys for programs.
CREATE TABLE api_key (
  id text PRIMARY KEY,             -- its public part
  digest bytea NOT NULL,           -- SHA-256 of the whole key, 32 bytes
  person text NOT NULL,            -- who answers for it, and whose posts it has
  name text NOT NULL,              -- what it is for
  scopes text NOT NULL,            -- what it may do, parted by LF
  made bigint NOT NULL,            -- when
  made_by text NOT NULL,           -- by whom
  expires bigint NOT NULL,         -- the first instant that is too late
  used bigint,                     -- last use, to the minute
  revoked bigint                   -- when; NULL: it holds
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- What happened at the door. Rows are only added; each carries the one before.
CREATE TABLE security_log (
-- sqlite:   seq INTEGER PRIMARY KEY,         -- from 1, without gaps
-- postgres: seq bigint PRIMARY KEY,          -- from 1, without gaps
  at bigint NOT NULL,              -- when
  kind text NOT NULL,              -- what, e.g. "login"
  good int NOT NULL,               -- 1 done, 0 refused
  person text NOT NULL,            -- whom it concerns; '' when unknown
  actor text NOT NULL,             -- who did it; '' when not known
  address text NOT NULL,           -- from where; '' at the command line
  detail text NOT NULL,            -- more of it, for people
  chain bytea NOT NULL             -- HMAC of the row and the chain before it, 32 bytes
);
CREATE INDEX security_log_by_person ON security_log (person, seq);
-- sqlite: CREATE TRIGGER security_log_no_update BEFORE UPDATE ON security_log BEGIN SELECT RAISE(ABORT, 'security_log is append-only'); END;
-- sqlite: CREATE TRIGGER security_log_no_delete BEFORE DELETE ON security_log BEGIN SELECT RAISE(ABORT, 'security_log is append-only'); END;
-- postgres: CREATE FUNCTION security_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'security_log is append-only'; END$$;
-- postgres: CREATE TRIGGER security_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON security_log FOR EACH STATEMENT EXECUTE FUNCTION security_log_kept();

-- Settings of the door: profile, head of the log.
CREATE TABLE auth_setting (
  name text PRIMARY KEY,           -- ASCII
  value text NOT NULL              -- by its name
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
