"""The record's tables, created by hand because Django must never rebuild or empty them."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit import triggers


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create events and heads; Django skips unmanaged models, their indexes too."""
    for name in ("Event", "Head"):
        model = apps.get_model("audit", name)
        schema_editor.create_model(model)
        for index in model._meta.indexes:
            schema_editor.add_index(model, index)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `create`."""
    for name in ("Event", "Head"):
        schema_editor.delete_model(apps.get_model("audit", name))


class Migration(migrations.Migration):
    """Tables first, then what guards them."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("chain", models.CharField(max_length=60)),
                ("seq", models.BigIntegerField()),
                ("case_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=80)),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_name", models.TextField()),
                ("role", models.CharField(max_length=60)),
                ("authority_id", models.BigIntegerField(null=True)),
                ("authority", models.TextField()),
                ("state", models.CharField(max_length=2)),
                ("shared", models.BooleanField()),
                ("payload", models.TextField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "db_table": "audit_event",
                "managed": False,
                "constraints": [
                    models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_chain_seq")
                ],
                "indexes": [
                    models.Index(fields=["case_id", "seq"], name="audit_event_case"),
                    models.Index(fields=["state", "-at", "-id"], name="audit_event_state"),
                    models.Index(fields=["verb", "-at", "-id"], name="audit_event_verb"),
                    models.Index(fields=["-at", "-id"], name="audit_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("chain", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={"db_table": "audit_head", "managed": False},
        ),
        migrations.CreateModel(
            name="SealedText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("salt", models.CharField(max_length=32)),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(create, drop),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
