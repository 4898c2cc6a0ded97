-- Both SQLite and PostgreSQL run this file. Keys are listed in pages, the oldest first.

CREATE INDEX api_keys_by_time ON api_keys (created_at, id);
CREATE INDEX key_changes_by_key ON key_changes (key_id);
