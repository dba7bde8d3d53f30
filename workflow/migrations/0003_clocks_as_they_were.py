"""What runs already gets its kind, its pauses as steps, its ladder and its next reminder."""

from datetime import timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min, OuterRef, Subquery

# The rungs as they were called, with what they are called now.
RUNGS = {
    "week_before": {"rung": "before-7-days", "kind": "before", "amount": 7},
    "day_before": {"rung": "before-1-days", "kind": "before", "amount": 1},
    "on_the_day": {"rung": "on_the_day", "kind": "on_the_day", "urgent": True},
    "overdue": {"rung": "overdue", "kind": "overdue", "urgent": True},
}
TOLD = ["central_authority_officer", "liaison_officer"]


def explain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new columns from the old ones.

    Of a pause only the length is known: it is put at the start.
    """
    clocks: Any = apps.get_model("workflow", "Clock").objects  # with the columns of that time
    cases = apps.get_model("workflow", "Case").objects.filter(pk=OuterRef("case"))
    clocks.update(kind=Subquery(cases.values("kind")))
    steps = apps.get_model("workflow", "ClockStep").objects
    for clock in clocks.filter(paused_seconds__gt=0).iterator():
        length = timedelta(seconds=clock.paused_seconds)
        steps.create(
            clock=clock,
            number=1,
            kind="pause",
            began_at=clock.started_at,
            ended_at=clock.started_at + length,
            due_before=clock.due_at - length,
            due_after=clock.due_at,
        )
    reminders = apps.get_model("workflow", "Reminder").objects
    for old, new in RUNGS.items():
        reminders.filter(rung=old).update(roles=TOLD, **new)
    waiting = reminders.filter(clock=OuterRef("pk"), state="waiting").order_by()
    first = waiting.values("clock").annotate(at=Min("fires_at")).values("at")
    clocks.update(next_fires_at=Subquery(first))
    notices = apps.get_model("workflow", "Notice").objects.filter(reminder__isnull=False)
    of_reminder = reminders.filter(pk=OuterRef("reminder"))
    notices.update(clock=Subquery(of_reminder.values("clock")))


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_every_date_explained")]

    operations = [migrations.RunPython(explain, migrations.RunPython.noop)]
