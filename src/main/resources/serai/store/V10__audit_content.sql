-- Both SQLite and PostgreSQL run this file. What those keys asked and were answered that said they want it kept: beside the
-- chain, which has the hash of each text alone, so that it may be deleted.

ALTER TABLE api_keys ADD COLUMN audit_content BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE audit_content (
    id          VARCHAR(36) NOT NULL PRIMARY KEY,
    at          BIGINT      NOT NULL,
    actor       TEXT        NOT NULL,
    key_version INTEGER     NOT NULL,
    sealed      TEXT        NOT NULL
);

CREATE INDEX audit_content_by_time ON audit_content (at);
