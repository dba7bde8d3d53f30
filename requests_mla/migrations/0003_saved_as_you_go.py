"""Rows know the form that made them; a step knows the page that saved it, and what was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0002_known_statuses"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseperson",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="identifier",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="note",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="offence",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="request",
            name="once",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="section",
            name="page",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="section",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="section",
            name="told_of_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
