-- Both SQLite and PostgreSQL run this file. One row for each request; costs are whole billionths of a dollar.

CREATE TABLE ledger (
    id                    VARCHAR(36) NOT NULL PRIMARY KEY,
    request_id            TEXT        NOT NULL,
    started_at            BIGINT      NOT NULL,
    key_id                TEXT        NOT NULL,
    team                  TEXT,
    endpoint              TEXT        NOT NULL,
    model                 TEXT        NOT NULL,
    provider              TEXT,
    provider_model        TEXT,
    provider_request_id   TEXT,
    attempts              TEXT        NOT NULL,
    usage_source          TEXT        NOT NULL,
    input_tokens          BIGINT      NOT NULL,
    cache_read_tokens     BIGINT      NOT NULL,
    cache_write_5m_tokens BIGINT      NOT NULL,
    cache_write_1h_tokens BIGINT      NOT NULL,
    output_tokens         BIGINT      NOT NULL,
    reasoning_tokens      BIGINT      NOT NULL,
    cost_nano_usd         BIGINT,
    price_source          TEXT,
    price_date            TEXT,
    price_valid_from      TEXT,
    first_token_ms        BIGINT,
    duration_ms           BIGINT      NOT NULL,
    status                INTEGER     NOT NULL,
    stream                BOOLEAN     NOT NULL,
    broken                BOOLEAN     NOT NULL,
    finish_reason         TEXT        NOT NULL,
    error_code            TEXT
);

CREATE INDEX ledger_by_time ON ledger (started_at);
CREATE INDEX ledger_by_key ON ledger (key_id, started_at);
