"""What the database itself refuses of comparisons, as SQL, for both databases.

A finished comparison stays as it was finished and can only be superseded; what hangs on it is
neither changed nor added to. On PostgreSQL nothing of it is removed either; on SQLite, where Django
empties tables row by row between tests, what is gone shows by the digest (`content.is_intact`).
"""

from audit.trigger_sets import TriggerSet

COMPARISON = "requests_mla_comparison"
PARTS = ("requests_mla_comparedoffence", "requests_mla_comparedelement")
# Nothing of this changes once a comparison is finished.
FIXED = (
    "id",
    "case_id",
    "number",
    "version",
    "author_id",
    "author_name",
    "writers",
    "saved_by_name",
    "saved_at",
    "started_at",
    "finished_at",
    "salt",
    "digest",
)
COMPARISON_STAYS = "criminality: a finished comparison is superseded, not changed"
PARTS_STAY = "criminality: the lines of a finished comparison stay"


def _forbidden(differs: str) -> str:
    """When a change of a comparison breaks the rule; `differs` is the database's null-safe <>."""
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    return (
        f"OLD.state <> 'draft' AND (NEW.state = 'draft'"
        f" OR (OLD.state = 'superseded' AND NEW.state <> 'superseded') OR {changed})"
    )


def _of_finished(row: str) -> str:
    """Whether that row hangs on a finished comparison."""
    fits = f"id = {row}.comparison_id AND state <> 'draft'"
    return f"EXISTS (SELECT 1 FROM {COMPARISON} WHERE {fits})"  # noqa: S608  (our own names)


def _sqlite() -> dict[str, str]:
    def refusing(name: str, when: str, table: str, rule: str, words: str) -> str:
        return (
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {rule} BEGIN"
            f" SELECT RAISE(ABORT, '{words}'); END"
        )

    found = {
        "comparison_stays": refusing(
            "comparison_stays", "UPDATE", COMPARISON, _forbidden("IS NOT"), COMPARISON_STAYS
        )
    }
    for table in PARTS:
        part = table.rpartition("_")[2]
        kept, in_time = f"{part}_stays", f"{part}_in_time"
        rule = f"{_of_finished('OLD')} OR {_of_finished('NEW')}"
        found[kept] = refusing(kept, "UPDATE", table, rule, PARTS_STAY)
        found[in_time] = refusing(in_time, "INSERT", table, _of_finished("NEW"), PARTS_STAY)
    return found


SQLITE = _sqlite()

_REFUSE = "RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"
POSTGRESQL_FUNCTIONS = {
    "comparison_stays": f"""
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN {_REFUSE.format(words=COMPARISON_STAYS)} END IF;
    RETURN OLD;
  END IF;
  IF {_forbidden("IS DISTINCT FROM")} THEN {_REFUSE.format(words=COMPARISON_STAYS)} END IF;
  RETURN NEW;
END""",
    "comparison_part_stays": f"""
BEGIN
  IF TG_OP <> 'INSERT' AND {_of_finished("OLD")} THEN {_REFUSE.format(words=PARTS_STAY)} END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF {_of_finished("NEW")} THEN {_REFUSE.format(words=PARTS_STAY)} END IF;
  RETURN NEW;
END""",
}
POSTGRESQL = {
    "comparison_stays": f"BEFORE DELETE OR UPDATE ON {COMPARISON} FOR EACH ROW"
    " EXECUTE FUNCTION comparison_stays()",
    **{
        f"{table.rpartition('_')[2]}_stays": f"BEFORE INSERT OR DELETE OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION comparison_part_stays()"
        for table in PARTS
    },
}

GUARDS = TriggerSet(SQLITE, POSTGRESQL_FUNCTIONS, POSTGRESQL)
install, remove, faults = GUARDS.install, GUARDS.remove, GUARDS.faults
