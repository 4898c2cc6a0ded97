-- Both SQLite and PostgreSQL run this file. Who answers for a key: whoever made it over HTTP or took it over, as their id; of the
-- command line, and of keys that were there before, none.

ALTER TABLE api_keys ADD COLUMN made_by TEXT;

CREATE INDEX api_keys_by_maker ON api_keys (made_by);
