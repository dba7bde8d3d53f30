"""Lists by what runs out first and by what changed last; existing rows get their places."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, Q

import accounts.models
import audit.moment

EPOCH, AFTER_ALL_DATES = datetime(1970, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)


def place_all(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The same as `accounts.places.place`, for every case there is."""
    rows = apps.get_model("accounts", "Participation").objects.all()
    events = apps.get_model("workflow", "Event").objects
    running = apps.get_model("workflow", "Clock").objects.filter(stopped_at=None, paused_at=None)
    # The later end first, so that the earlier one stays in the dictionary.
    first = {clock.case_id: clock for clock in running.order_by("-due_at", "-pk").iterator()}
    placed = []
    for row in rows.iterator():
        known = events.filter(Q(shared=True) | Q(side=row.side), case_id=row.case_id)
        row.changed_at = known.aggregate(at=Max("recorded_at"))["at"] or row.opened_at
        row.clock = first.get(row.case_id)
        undated = AFTER_ALL_DATES - (row.opened_at - EPOCH)
        row.runs_out_at = row.clock.due_at if row.clock else undated
        placed.append(row)
    rows.bulk_update(placed, ["changed_at", "clock", "runs_out_at"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sealed_cases"),
        ("convention", "0002_what_a_request_rests_on"),
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="changed_at",
            field=models.DateTimeField(default=audit.moment.now),
        ),
        migrations.AddField(
            model_name="participation",
            name="clock",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="workflow.clock",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="runs_out_at",
            field=models.DateTimeField(default=accounts.models.undated_now),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=Q(visible=True, sealed=False),
                fields=["authority", "-changed_at", "-case"],
                name="participation_changed",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=Q(visible=True, sealed=False),
                fields=["state", "-changed_at", "-case"],
                name="participation_state_changed",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=Q(visible=True, sealed=False),
                fields=["authority", "runs_out_at", "case"],
                name="participation_runs_out",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=Q(visible=True, sealed=False),
                fields=["state", "runs_out_at", "case"],
                name="participation_state_runs_out",
            ),
        ),
        # Last: PostgreSQL makes no index while changed rows wait for their foreign keys' check.
        migrations.RunPython(place_all, migrations.RunPython.noop),
    ]
