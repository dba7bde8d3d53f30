"""Clocks that run name the State whose rule and days they follow; appointments get theirs."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Subquery


def name_states(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The State that owes the act; where it is reached by post, whose rule is the other's."""
    clocks = apps.get_model("workflow", "Clock").objects.filter(case__isnull=False)
    rows = apps.get_model("accounts", "Participation").objects
    of_case = rows.filter(case=OuterRef("case"), leads=True)
    owing = of_case.filter(side=OuterRef("owed_by"))
    waiting = of_case.exclude(side=OuterRef("owed_by"))
    clocks.update(calendar=Subquery(owing.values("state")[:1]))
    clocks.update(state=F("calendar"))
    by_post = rows.filter(leads=True, authority__connected=False, side=OuterRef("owed_by"))
    clocks.filter(case__in=by_post.filter(case=OuterRef("case")).values("case")).update(
        state=Subquery(waiting.values("state")[:1])
    )


def start_appointments(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One clock for each appointment that has an end and is not over."""
    clocks = apps.get_model("workflow", "Clock").objects
    now = datetime.now(UTC)
    found = apps.get_model("accounts", "Appointment").objects.filter(
        until__gte=now.date(), stopped_at__isnull=True
    )
    for row in found.select_related("authority"):
        assert row.until is not None  # see the filter
        last = datetime.combine(row.until, time(23, 59, 59), UTC)
        row.clock = clocks.create(
            kind="people",
            name="appointment",
            item=str(row.pk),
            state=row.authority.state_id,
            source="agreed",
            unit="days",
            zone="UTC",
            until=row.until,
            started_at=now,
            due_at=last,
            lapses=True,
        )
        row.save(update_fields=["clock"])
        _remind(apps, row.clock, now)


def _remind(apps: Apps, clock: Any, now: datetime) -> None:
    """The ladder of an end, as far as it lies ahead."""
    rungs = {"before-30-days": ("before", 30), "before-7-days": ("before", 7)}
    moments = {
        (rung, kind, days): datetime.combine(clock.until - timedelta(days=days), time(9), UTC)
        for rung, (kind, days) in rungs.items()
    }
    moments["overdue", "overdue", 0] = clock.due_at + timedelta(seconds=1)
    ahead = {which: at for which, at in moments.items() if at > now}
    for (rung, kind, days), at in ahead.items():
        apps.get_model("workflow", "Reminder").objects.create(
            clock=clock,
            rung=rung,
            kind=kind,
            amount=days,
            roles=["state_administrator"],
            fires_at=at,
        )
    clock.next_fires_at = min(ahead.values())
    clock.save(update_fields=["next_fires_at"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_ends_of_appointments")]

    operations = [
        migrations.RunPython(name_states, migrations.RunPython.noop),
        migrations.RunPython(start_appointments, migrations.RunPython.noop),
    ]
