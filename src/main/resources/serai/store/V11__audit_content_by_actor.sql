-- Both SQLite and PostgreSQL run this file. All texts of a key go at once, a part at a time, the oldest first.

CREATE INDEX audit_content_by_actor ON audit_content (actor, at);
