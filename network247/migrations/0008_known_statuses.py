"""The database refuses an urgent matter in a state that the table does not have."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from network247.choices import KIND, Status
from workflow import statuses


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As the table stands now; a change of its states comes with a migration like this one."""
    statuses.install(schema_editor, kind=KIND, statuses=Status.values)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `install`."""
    statuses.remove(schema_editor, kind=KIND)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("network247", "0007_urgent_matters"), ("workflow", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
