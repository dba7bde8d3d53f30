"""In lists by what runs out, open cases without a date come before those that have ended."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

ENDED = ("closed", "refused", "withdrawn")
# Until now the place of every case without a date was counted back from the later one.
BACK = datetime(9990, 1, 1, tzinfo=UTC) - datetime(9500, 1, 1, tzinfo=UTC)
FIRST_OLD_PLACE = datetime(9700, 1, 1, tzinfo=UTC)


def place(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Bring forward the open ones."""
    rows = apps.get_model("accounts", "Participation").objects
    undated = rows.filter(clock__isnull=True, runs_out_at__gte=FIRST_OLD_PLACE)
    undated.exclude(case__status__in=ENDED).update(runs_out_at=F("runs_out_at") - BACK)


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As it was."""
    rows = apps.get_model("accounts", "Participation").objects
    moved = rows.filter(
        runs_out_at__gte=datetime(9000, 1, 1, tzinfo=UTC), runs_out_at__lt=FIRST_OLD_PLACE
    )
    moved.update(runs_out_at=F("runs_out_at") + BACK)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_clocks_know_their_states")]

    operations = [migrations.RunPython(place, put_back)]
