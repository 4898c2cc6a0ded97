-- Both SQLite and PostgreSQL run this file. Limits are a JSON object, budgets a JSON array; see docs/reference/store.md.

ALTER TABLE api_keys ADD COLUMN limits TEXT NOT NULL DEFAULT '{}';
ALTER TABLE api_keys ADD COLUMN budgets TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN default_max_tokens INTEGER;

CREATE TABLE teams (
    name       VARCHAR(100) NOT NULL PRIMARY KEY,
    limits     TEXT         NOT NULL,
    budgets    TEXT         NOT NULL,
    metadata   TEXT         NOT NULL,
    created_at BIGINT       NOT NULL
);

-- A change of a team has the team in place of the key, whose id is then empty: all keys of the team have changed.
ALTER TABLE key_changes ADD COLUMN team VARCHAR(100);
