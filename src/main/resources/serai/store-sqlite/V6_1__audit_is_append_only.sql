CREATE TRIGGER audit_keeps_its_rows BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;

CREATE TRIGGER audit_loses_no_rows BEFORE DELETE ON audit
WHEN OLD.seq > (SELECT archived_seq FROM audit_head)
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;

CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head
WHEN NEW.seq < OLD.seq OR NEW.archived_seq < OLD.archived_seq OR NEW.archived_seq > NEW.seq
BEGIN
    SELECT RAISE(ABORT, 'audit_head goes forward alone');
END;

CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'audit_head stays');
END;
