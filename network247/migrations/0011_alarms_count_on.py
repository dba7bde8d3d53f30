"""Rounds without an end, attempts that are not needed any more, and each of them once."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network247", "0010_roster_in_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="level",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="level",
            field=models.PositiveIntegerField(),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waits"),
                    ("done", "sent"),
                    ("failed", "failed"),
                    ("dropped", "not needed any more"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True)),
                fields=("alarm", "level", "channel"),
                name="attempt_of_nobody_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("channel", "screen")),
                fields=("alarm", "person"),
                name="attempt_seen_once",
            ),
        ),
    ]
