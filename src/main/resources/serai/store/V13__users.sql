-- Both SQLite and PostgreSQL run this file. Users are the owners of keys.

CREATE INDEX api_keys_by_owner ON api_keys (owner);
