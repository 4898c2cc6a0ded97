-- Both SQLite and PostgreSQL run this file. Times are milliseconds since 1970, lists and objects are JSON.

CREATE TABLE api_keys (
    id             VARCHAR(12)  NOT NULL PRIMARY KEY,
    name           VARCHAR(100) NOT NULL,
    owner          VARCHAR(100),
    team           VARCHAR(100),
    pepper_version INTEGER      NOT NULL,
    secret_hash    VARCHAR(64)  NOT NULL,
    enabled        BOOLEAN      NOT NULL,
    roles          TEXT         NOT NULL,
    permissions    TEXT         NOT NULL,
    models         TEXT         NOT NULL,
    providers      TEXT         NOT NULL,
    ip_ranges      TEXT         NOT NULL,
    metadata       TEXT         NOT NULL,
    created_at     BIGINT       NOT NULL,
    expires_at     BIGINT,
    rotated_to     VARCHAR(12)
);

-- One row. Whoever changes a key raises it first, in the same transaction, and so waits for whoever is doing so.
CREATE TABLE key_version (
    version BIGINT NOT NULL
);

INSERT INTO key_version (version) VALUES (0);

-- What each version changed: every replica asks for those after the last that it knows.
CREATE TABLE key_changes (
    version    BIGINT      NOT NULL PRIMARY KEY,
    key_id     VARCHAR(12) NOT NULL,
    changed_at BIGINT      NOT NULL
);
