"""That a desk fell due for a test call is told once to each State."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0005_corrected_days"),
        ("network247", "0011_alarms_count_on"),
        ("workflow", "0006_letters_by_their_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="DueNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desks_due",
                        to="workflow.notice",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network247.contactpoint",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="convention.state",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("state", "point", "due_on"), name="call_due_told_once"
                    )
                ],
            },
        ),
    ]
