"""What the database itself refuses of rights records, as SQL, for both databases.

A finished record stays as it was finished: only the second officer's word is added, once, and it
can be superseded. Its answers are neither changed nor added to; on PostgreSQL neither is removed.
On SQLite a removal is not stopped, because Django empties tables there row by row between tests;
an answer that is gone shows by the digest (`content.is_intact`). Rebuilding one of the tables on
SQLite drops its triggers: install them again in the same migration.
"""

from audit.trigger_sets import TriggerSet

RECORD, ANSWER = "requests_mla_rightsrecord", "requests_mla_rightsanswer"
# Nothing of this changes once a record is finished: the columns of migration 0005.
FIXED_AT_FIRST = (
    "id",
    "case_id",
    "side",
    "number",
    "version",
    "author_id",
    "author_name",
    "writers",
    "saved_by_name",
    "saved_at",
    "started_at",
    "finished_at",
    "overall_risk",
    "needs_second",
    "salt",
    "digest",
)
FIXED = (*FIXED_AT_FIRST, "judged")
# Said once by the second officer, then fixed as well.
SAID_ONCE = ("second_id", "second_name", "seconded_at", "agreed", "second_remark")

RECORD_STAYS = "rights: a finished record is superseded, not changed"
ANSWERS_STAY = "rights: the answers of a finished record stay"


def _changed(names: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)


def _forbidden(fixed: tuple[str, ...], differs: str) -> str:
    """When a change of a record breaks the rule; `differs` is the database's null-safe <>."""
    return (
        f"OLD.state <> 'draft' AND (NEW.state = 'draft'"
        f" OR (OLD.state = 'superseded' AND NEW.state <> 'superseded')"
        f" OR {_changed(fixed, differs)}"
        f" OR (OLD.second_id IS NOT NULL AND ({_changed(SAID_ONCE, differs)})))"
    )


def _of_finished(row: str) -> str:
    """Whether that row of the answers belongs to a finished record."""
    fits = f"id = {row}.record_id AND state <> 'draft'"
    return f"EXISTS (SELECT 1 FROM {RECORD} WHERE {fits})"  # noqa: S608  (our own names)


_REFUSE = "RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"


def _sqlite(fixed: tuple[str, ...]) -> dict[str, str]:
    return {
        "rights_record_stays": f"""
CREATE TRIGGER rights_record_stays BEFORE UPDATE ON {RECORD}
WHEN {_forbidden(fixed, "IS NOT")} BEGIN
  SELECT RAISE(ABORT, '{RECORD_STAYS}');
END""",
        "rights_answer_stays": f"""
CREATE TRIGGER rights_answer_stays BEFORE UPDATE ON {ANSWER}
WHEN {_of_finished("OLD")} OR {_of_finished("NEW")} BEGIN
  SELECT RAISE(ABORT, '{ANSWERS_STAY}');
END""",
        "rights_answer_in_time": f"""
CREATE TRIGGER rights_answer_in_time BEFORE INSERT ON {ANSWER} WHEN {_of_finished("NEW")} BEGIN
  SELECT RAISE(ABORT, '{ANSWERS_STAY}');
END""",
    }


def _functions(fixed: tuple[str, ...]) -> dict[str, str]:
    return {
        "rights_record_stays": f"""
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN {_REFUSE.format(words=RECORD_STAYS)} END IF;
    RETURN OLD;
  END IF;
  IF {_forbidden(fixed, "IS DISTINCT FROM")} THEN {_REFUSE.format(words=RECORD_STAYS)} END IF;
  RETURN NEW;
END""",
        "rights_answer_stays": f"""
BEGIN
  IF TG_OP <> 'INSERT' AND {_of_finished("OLD")} THEN
    {_REFUSE.format(words=ANSWERS_STAY)}
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF {_of_finished("NEW")} THEN {_REFUSE.format(words=ANSWERS_STAY)} END IF;
  RETURN NEW;
END""",
    }


POSTGRESQL = {
    "rights_record_stays": f"BEFORE DELETE OR UPDATE ON {RECORD} FOR EACH ROW"
    " EXECUTE FUNCTION rights_record_stays()",
    "rights_answer_stays": f"BEFORE INSERT OR DELETE OR UPDATE ON {ANSWER} FOR EACH ROW"
    " EXECUTE FUNCTION rights_answer_stays()",
}

AT_FIRST = TriggerSet(_sqlite(FIXED_AT_FIRST), _functions(FIXED_AT_FIRST), POSTGRESQL)
GUARDS = TriggerSet(_sqlite(FIXED), _functions(FIXED), POSTGRESQL)
install, remove, faults = GUARDS.install, GUARDS.remove, GUARDS.faults
