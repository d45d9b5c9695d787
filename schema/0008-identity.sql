-- 0008-identity.sql: persons known by another house (OpenID Connect), sign-ins on their way.
--
-- Kept beside the ledger, as 0002 is: a rebuild leaves it out.

-- Who a subject of an issuer is here.
CREATE TABLE identity (
-- postgres:   place text COLLATE "C" NOT NULL,
-- sqlite:   issuer text NOT NULL,            -- as it names itself in its tokens
-- postgres:   issuer text COLLATE "C" NOT NULL, -- as it names itself in its tokens
-- sqlite:   subject text NOT NULL,           -- as it names the person
-- postgres:   subject text COLLATE "C" NOT NULL, -- as it names the person
-- sqlite:   person text NOT NULL,            -- code of the person
-- postgres:   person text COLLATE "C" NOT NULL, -- code of the person
  made bigint NOT NULL,            -- when
  made_by text NOT NULL,           -- by whom
-- sqlite:   PRIMARY KEY (issuer, subject)
-- postgres:   PRIMARY KEY (place, issuer, subject)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );

-- Sign-ins that left for an issuer and have not come back.
CREATE TABLE oidc_trip (
-- postgres:   place text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,           -- HMAC of the state and the browser's cookie, 32 bytes
  provider text NOT NULL,          -- id in oidc.json
  nonce text NOT NULL,             -- that must stand in the token
  verifier text NOT NULL,          -- of PKCE
  back text NOT NULL,              -- path to go on with
  ends bigint NOT NULL,            -- the first instant that is too late
-- sqlite:   PRIMARY KEY (digest)
-- postgres:   PRIMARY KEY (place, digest)
-- sqlite: ) WITHOUT ROWID;
-- postgres: );
