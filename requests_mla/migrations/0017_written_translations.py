"""The translation of a request, written beside its texts; a step of the draft is for it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0016_came_orally"),
    ]

    operations = [
        migrations.AlterField(
            model_name="section",
            name="step",
            field=models.CharField(
                choices=[
                    ("who", "Who and why"),
                    ("offences", "Offences"),
                    ("facts", "Facts"),
                    ("persons", "Persons"),
                    ("identifiers", "Accounts, devices, addresses"),
                    ("measures", "Measures"),
                    ("urgency", "Urgency and secrecy"),
                    ("safeguards", "Safeguards"),
                    ("attachments", "Language and attachments"),
                    ("translation", "Translation"),
                    ("check", "Check and submit"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="WrittenTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(max_length=10, verbose_name="language of the translation"),
                ),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="translated by")),
                (
                    "certified",
                    models.BooleanField(default=False, verbose_name="certified translation"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translation",
                        to="requests_mla.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TranslatedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("original_sha256", models.CharField(max_length=64)),
                (
                    "translation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="requests_mla.writtentranslation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("translation", "place"), name="translated_text_of_a_place_once"
                    )
                ],
            },
        ),
    ]
