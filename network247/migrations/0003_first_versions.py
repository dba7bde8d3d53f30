"""What stood in the directory becomes the first version of each entry."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit import moment

COPIED = (
    *("authority_name", "phone", "email", "languages", "timezone", "hours"),
    *("verified_on", "source"),
)


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In force from now on: since when it stood there before is in the record, not here."""
    points = apps.get_model("network247", "ContactPoint")
    versions = apps.get_model("network247", "ContactVersion")
    authorities = apps.get_model("accounts", "Authority")
    for point in points.objects.filter(current=None):
        point.current = versions.objects.create(
            point=point,
            number=1,
            state="in_force",
            proposed_by_name="Rogatory",
            decided_at=moment.now(),
            **{name: getattr(point, name) for name in COPIED},
        )
        # The desk of the State's central authority, as new entries are tied to it.
        central = authorities.objects.filter(state=point.state_id, kind="central")
        point.authority = central.order_by("pk").first()
        point.save(update_fields=["current", "authority"])


def give_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `keep`: the version in force is what the entry says."""
    points = apps.get_model("network247", "ContactPoint")
    for point in points.objects.exclude(current=None).select_related("current"):
        for name in COPIED:
            setattr(point, name, getattr(point.current, name))
        point.current = None
        point.save()
    apps.get_model("network247", "ContactVersion").objects.all().delete()


class Migration(migrations.Migration):
    """Before the columns go."""

    dependencies = [("network247", "0002_directory_keeps_its_past")]
    operations = [migrations.RunPython(keep, give_back)]
