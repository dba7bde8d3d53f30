"""The elements of each offence as rows, and which of them a State requires."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0003_what_a_question_presupposes"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="offencetype",
            name="elements",
        ),
        migrations.RemoveField(
            model_name="offencetype",
            name="options",
        ),
        migrations.CreateModel(
            name="OffenceElement",
            fields=[
                (
                    "reference",
                    models.CharField(blank=True, max_length=120, verbose_name="reference"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("T", "read in the Convention's text"),
                            ("D", "substance stated by a source"),
                            ("M", "compared with the model treaty, number not verified"),
                            ("R", "from memory, not verified"),
                            ("I", "invented for the demonstration"),
                        ],
                        max_length=1,
                        verbose_name="how far checked",
                    ),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("code", models.CharField(max_length=30, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("element", "element of the offence"),
                            ("everywhere", "limit that holds for every State"),
                            ("may_add", "a State may require it as well"),
                            ("may_narrow", "a State may limit the offence to it"),
                            ("may_widen", "a State may cover it as well"),
                            ("own_offence", "may be an offence of its own"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=400)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "offence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="elements",
                        to="convention.offencetype",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="NationalElement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=120, verbose_name="reference"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("T", "read in the Convention's text"),
                            ("D", "substance stated by a source"),
                            ("M", "compared with the model treaty, number not verified"),
                            ("R", "from memory, not verified"),
                            ("I", "invented for the demonstration"),
                        ],
                        max_length=1,
                        verbose_name="how far checked",
                    ),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("required", models.BooleanField(verbose_name="required")),
                (
                    "provision",
                    models.CharField(blank=True, max_length=200, verbose_name="provision"),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="in the words of that State"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("source", models.CharField(max_length=300)),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="elements",
                        to="convention.state",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="national",
                        to="convention.offenceelement",
                    ),
                ),
            ],
            options={
                "ordering": ["state", "element__order", "since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("state", "element", "since"), name="national_element_once_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("since__isnull", True)),
                        fields=("state", "element"),
                        name="national_element_once_undated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="national_element_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="national_element_has_source",
                    ),
                ],
            },
        ),
    ]
