"""An imported letter knows the other files inside it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0018_imported_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedletter",
            name="enclosed",
            field=models.JSONField(default=list),
        ),
    ]
