"""What was told of a key is a row, so that it is told once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_keys_are_read_by_two"),
        ("workflow", "0006_letters_by_their_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("key_waits", "waits to be read"), ("key_ends", "ends soon")],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="accounts.signingkey",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_notice",
                        to="workflow.notice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "subject"), name="key_told_once")
                ],
            },
        ),
    ]
