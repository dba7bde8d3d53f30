"""The end of an appointment is a clock like any other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_lists_in_three_orders"),
        ("workflow", "0004_pauses_are_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="clock",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="appointment",
                to="workflow.clock",
            ),
        ),
    ]
