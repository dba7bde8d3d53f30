"""An exhibit knows the form that made it, so that the same form sent twice makes one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
    ]
