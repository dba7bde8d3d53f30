"""Earlier decisions are listed newest first: an index for those that were sent."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0005_rights_record"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                F("sent_at").desc(),
                F("id").desc(),
                condition=Q(sent_at__isnull=False),
                name="decision_newest_sent",
            ),
        ),
    ]
