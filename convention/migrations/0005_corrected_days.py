"""A State corrects its days of rest."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0004_elements_one_by_one"),
    ]

    operations = [
        migrations.AddField(
            model_name="state",
            name="weekly_rest",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="DayCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("worked", models.BooleanField(default=False, verbose_name="offices are open")),
                ("name", models.CharField(max_length=120, verbose_name="what it is")),
                ("made_at", models.DateTimeField(default=audit.moment.now)),
                ("made_by_id", models.BigIntegerField()),
                ("made_by_name", models.CharField(max_length=150)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by_name", models.CharField(blank=True, max_length=150)),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_corrections",
                        to="convention.state",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("state", "day"),
                        name="day_correction_once",
                    )
                ],
            },
        ),
    ]
