"""A request that came orally in urgent circumstances, to be confirmed in writing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0015_supplements"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="came_orally",
            field=models.BooleanField(default=False),
        ),
    ]
