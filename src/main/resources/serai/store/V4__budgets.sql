-- Both SQLite and PostgreSQL run this file. Money is whole billionths of a dollar; see docs/decisions/0077.

-- What a budget has spent in a period, and what of the rest gateways have taken to spend from.
CREATE TABLE budget_spending (
    account         TEXT   NOT NULL,
    period_start    BIGINT NOT NULL,
    spent_nano_usd  BIGINT NOT NULL,
    leased_nano_usd BIGINT NOT NULL,
    denials         BIGINT NOT NULL,
    PRIMARY KEY (account, period_start)
);

-- A gateway that has leases raises its beat while it lives.
CREATE TABLE budget_holders (
    holder VARCHAR(36) NOT NULL PRIMARY KEY,
    beat   BIGINT      NOT NULL
);

-- What a gateway has taken of a budget, less what the ledger says that it has spent of it.
CREATE TABLE budget_leases (
    holder          VARCHAR(36) NOT NULL,
    account         TEXT        NOT NULL,
    period_start    BIGINT      NOT NULL,
    leased_nano_usd BIGINT      NOT NULL,
    PRIMARY KEY (holder, account, period_start)
);

-- Whoever is to be told that a threshold was reached: one row for each threshold and period.
CREATE TABLE budget_alerts (
    account            TEXT        NOT NULL,
    period_start       BIGINT      NOT NULL,
    threshold_nano_usd BIGINT      NOT NULL,
    limit_nano_usd     BIGINT      NOT NULL,
    spent_nano_usd     BIGINT      NOT NULL,
    reached_at         BIGINT      NOT NULL,
    state              VARCHAR(10) NOT NULL,
    attempts           INTEGER     NOT NULL,
    next_attempt_at    BIGINT      NOT NULL,
    PRIMARY KEY (account, period_start, threshold_nano_usd)
);

CREATE INDEX budget_alerts_state ON budget_alerts (state, next_attempt_at);

-- What a request took of the budgets that hold for it: its cost, or where nobody knows that, what was reserved.
ALTER TABLE ledger ADD COLUMN budget_nano_usd BIGINT;
