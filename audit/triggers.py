"""What the database itself refuses, as SQL, for both databases.

An event must follow the head of its chain and is then neither changed nor removed; the head moves
only with the event that is added. The migration named in `INSTALLED_BY` installs this text and the
system check in `audit.checks` compares it with what the database holds. To change a trigger, change
it here, add a migration that calls `install`, and name that migration here.
"""

from .trigger_sets import TriggerSet

INSTALLED_BY = ("audit", "0001_initial")

SQLITE = {
    # INSERT OR REPLACE deletes without firing DELETE triggers, hence the three guards on insert.
    "audit_event_follows": """
CREATE TRIGGER audit_event_follows BEFORE INSERT ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit: this event is already recorded')
    WHERE EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR hash = NEW.hash);
  SELECT RAISE(ABORT, 'audit: the event does not follow the head of its chain')
    WHERE NOT EXISTS (SELECT 1 FROM audit_head
      WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.prev);
END""",
    "audit_event_moves_head": """
CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event BEGIN
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
END""",
    "audit_event_stays": """
CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit: a recorded event is never changed');
END""",
    "audit_event_remains": """
CREATE TRIGGER audit_event_remains BEFORE DELETE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit: a recorded event is never removed');
END""",
    "audit_head_starts": """
CREATE TRIGGER audit_head_starts BEFORE INSERT ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: a chain starts once and empty')
    WHERE NEW.seq <> 0 OR NEW.hash <> ''
      OR EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain);
END""",
    "audit_head_advances": """
CREATE TRIGGER audit_head_advances BEFORE UPDATE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: a head moves only with an event')
    WHERE NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
      SELECT 1 FROM audit_event WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash);
END""",
    "audit_head_remains": """
CREATE TRIGGER audit_head_remains BEFORE DELETE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: the head of a chain is never removed');
END""",
}

# Bodies of the PostgreSQL functions. PostgreSQL can recompute the hash; SQLite cannot.
POSTGRESQL_FUNCTIONS = {
    "audit_event_follows": """
DECLARE head audit_head%ROWTYPE;
BEGIN
  SELECT * INTO head FROM audit_head WHERE chain = NEW.chain FOR UPDATE;
  IF NOT FOUND OR NEW.seq <> head.seq + 1 OR NEW.prev <> head.hash THEN
    RAISE EXCEPTION 'audit: the event does not follow the head of its chain'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.hash <> encode(sha256(convert_to(NEW.prev || E'\\n' || NEW.payload, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'audit: the hash does not fit the event'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
    "audit_event_moves_head": """
BEGIN
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NULL;
END""",
    "audit_head_moves": """
BEGIN
  IF TG_OP = 'INSERT' AND (NEW.seq <> 0 OR NEW.hash <> '') THEN
    RAISE EXCEPTION 'audit: a chain starts once and empty'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
    SELECT 1 FROM audit_event WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash
  )) THEN
    RAISE EXCEPTION 'audit: a head moves only with an event'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
    "audit_refuse": """
BEGIN
  RAISE EXCEPTION 'audit: % on % is never allowed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END""",
}
POSTGRESQL = {
    "audit_event_follows": "BEFORE INSERT ON audit_event FOR EACH ROW"
    " EXECUTE FUNCTION audit_event_follows()",
    "audit_event_moves_head": "AFTER INSERT ON audit_event FOR EACH ROW"
    " EXECUTE FUNCTION audit_event_moves_head()",
    "audit_event_stays": "BEFORE DELETE OR UPDATE ON audit_event FOR EACH ROW"
    " EXECUTE FUNCTION audit_refuse()",
    "audit_event_remains": "BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT"
    " EXECUTE FUNCTION audit_refuse()",
    "audit_head_advances": "BEFORE INSERT OR UPDATE ON audit_head FOR EACH ROW"
    " EXECUTE FUNCTION audit_head_moves()",
    "audit_head_stays": "BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "audit_head_remains": "BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT"
    " EXECUTE FUNCTION audit_refuse()",
}

GUARDS = TriggerSet(SQLITE, POSTGRESQL_FUNCTIONS, POSTGRESQL)
install, remove, faults = GUARDS.install, GUARDS.remove, GUARDS.faults
