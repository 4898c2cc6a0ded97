-- Up to which row of the audit the sinks have it.

CREATE TABLE sink_positions (
    name VARCHAR(60) NOT NULL PRIMARY KEY,
    seq  BIGINT      NOT NULL
);
