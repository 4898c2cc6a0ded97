-- Both SQLite and PostgreSQL run this file. One chain: each row is sealed together with the hash of the one before it.

CREATE TABLE audit (
    seq         BIGINT      NOT NULL PRIMARY KEY,
    id          VARCHAR(36) NOT NULL UNIQUE,
    first_at    BIGINT      NOT NULL,
    last_at     BIGINT      NOT NULL,
    times       BIGINT      NOT NULL,
    action      VARCHAR(60) NOT NULL,
    actor       TEXT        NOT NULL,
    address     TEXT,
    target      TEXT,
    request_id  TEXT,
    host        TEXT        NOT NULL,
    details     TEXT        NOT NULL,
    key_version INTEGER     NOT NULL,
    prev_hash   VARCHAR(64) NOT NULL,
    hash        VARCHAR(64) NOT NULL
);

CREATE INDEX audit_by_time ON audit (first_at);
CREATE INDEX audit_by_target ON audit (target, seq);

-- One row. Whoever appends raises it first, in the same transaction, and so waits for whoever is doing so. What is archived
-- may be deleted, and nothing else.
CREATE TABLE audit_head (
    seq           BIGINT      NOT NULL,
    hash          VARCHAR(64) NOT NULL,
    archived_seq  BIGINT      NOT NULL,
    archived_hash VARCHAR(64) NOT NULL
);

INSERT INTO audit_head (seq, hash, archived_seq, archived_hash)
VALUES (0, '0000000000000000000000000000000000000000000000000000000000000000',
        0, '0000000000000000000000000000000000000000000000000000000000000000');
