"""A finished rights record keeps what it judged: it counts for that request and no other."""

from django.db import migrations, models

from requests_mla.rights import triggers


class Migration(migrations.Migration):
    """The column, and the triggers that keep it. Records of before have it empty."""

    dependencies = [
        ("requests_mla", "0012_kept_searches"),
    ]

    operations = [
        # SQLite rebuilds the table, which neither keeps its triggers nor bears those that name it.
        migrations.RunPython(triggers.AT_FIRST.remove, triggers.AT_FIRST.install),
        migrations.AddField(
            model_name="rightsrecord",
            name="judged",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunPython(triggers.GUARDS.install, triggers.GUARDS.remove),
    ]
