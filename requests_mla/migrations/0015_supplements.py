"""A supplement can ask for more: measures and addresses know which one added them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0001_initial"),
        ("requests_mla", "0014_later_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="identifier",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="added_identifiers",
                to="workflow.event",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="added_measures",
                to="workflow.event",
            ),
        ),
    ]
