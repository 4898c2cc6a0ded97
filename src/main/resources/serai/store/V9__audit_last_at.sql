-- Both SQLite and PostgreSQL run this file. An archive asks for the first row that is too young for it.

CREATE INDEX audit_by_last_at ON audit (last_at);
