-- Both SQLite and PostgreSQL run this file. Times are milliseconds since 1970.

-- A key that is made in place of another has the same second factor: one use a code, one lock, whichever of them is shown.
CREATE TABLE second_factors (
    id             VARCHAR(12)  NOT NULL PRIMARY KEY,
    pepper_version INTEGER      NOT NULL,
    sealed_seed    VARCHAR(100) NOT NULL,
    last_step      BIGINT       NOT NULL,
    failures       INTEGER      NOT NULL,
    failing_since  BIGINT       NOT NULL,
    locked_until   BIGINT       NOT NULL,
    created_at     BIGINT       NOT NULL
);

ALTER TABLE api_keys ADD COLUMN second_factor VARCHAR(12);

CREATE TABLE backup_codes (
    second_factor  VARCHAR(12) NOT NULL REFERENCES second_factors (id) ON DELETE CASCADE,
    code_hash      VARCHAR(64) NOT NULL,
    pepper_version INTEGER     NOT NULL,
    used_at        BIGINT,
    PRIMARY KEY (second_factor, code_hash)
);

-- Wrong codes by where they came from, whosever key was with them.
CREATE TABLE code_failures (
    address      VARCHAR(64) NOT NULL PRIMARY KEY,
    failures     INTEGER     NOT NULL,
    failing_since BIGINT     NOT NULL,
    locked_until BIGINT      NOT NULL
);

CREATE TABLE sessions (
    id             VARCHAR(12)  NOT NULL PRIMARY KEY,
    key_id         VARCHAR(12)  NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    pepper_version INTEGER      NOT NULL,
    token_hash     VARCHAR(64)  NOT NULL,
    created_at     BIGINT       NOT NULL,
    expires_at     BIGINT       NOT NULL,
    last_used_at   BIGINT       NOT NULL,
    ip_address     VARCHAR(64)  NOT NULL,
    user_agent     VARCHAR(200) NOT NULL
);

CREATE INDEX sessions_by_key ON sessions (key_id);
