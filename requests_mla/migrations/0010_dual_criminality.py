"""The offences of a request beside the law of the requested State, kept as finished."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment
from requests_mla.criminality import triggers


class Migration(migrations.Migration):
    """Comparisons, what hangs on them, and the triggers on all three."""

    dependencies = [
        ("convention", "0004_elements_one_by_one"),
        ("requests_mla", "0009_ledger_and_talks"),
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("finished", "finished"),
                            ("superseded", "superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.CharField(max_length=150)),
                ("writers", models.JSONField(default=list)),
                ("saved_by_name", models.CharField(blank=True, max_length=150)),
                ("saved_at", models.DateTimeField(default=audit.moment.now)),
                ("started_at", models.DateTimeField(default=audit.moment.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="workflow.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ComparedOffence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named", models.CharField(blank=True, max_length=300)),
                ("identity", models.CharField(blank=True, max_length=200)),
                ("provision", models.TextField(blank=True, verbose_name="provision here")),
                (
                    "maximum_penalty",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="maximum penalty here"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("punishable", "punishable here by conduct"),
                            ("not_punishable", "not punishable here"),
                            ("unclear", "unclear"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "discretion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("help", "we help anyway"),
                            ("no_help", "we see no reason to help anyway"),
                        ],
                        max_length=10,
                        verbose_name="help all the same",
                    ),
                ),
                ("discretion_reason", models.TextField(blank=True, verbose_name="why, or why not")),
                ("offence_id", models.BigIntegerField()),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offences",
                        to="requests_mla.comparison",
                    ),
                ),
            ],
            options={
                "ordering": ["offence_id"],
            },
        ),
        migrations.CreateModel(
            name="ComparedElement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked", models.CharField(blank=True, max_length=400)),
                (
                    "described",
                    models.TextField(blank=True, verbose_name="as the request describes it"),
                ),
                ("here", models.TextField(blank=True, verbose_name="here")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "met"),
                            ("not_met", "not met"),
                            ("unclear", "unclear"),
                            ("not_required", "not required here"),
                        ],
                        max_length=12,
                        verbose_name="finding",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="why")),
                (
                    "element",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="convention.offenceelement",
                    ),
                ),
                ("offence_id", models.BigIntegerField()),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="requests_mla.comparison",
                    ),
                ),
            ],
            options={
                "ordering": ["offence_id", "element__order"],
            },
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(
                fields=("case", "number"), name="comparison_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("case",),
                name="comparison_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "finished")),
                fields=("case",),
                name="comparison_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "finished", "superseded"])),
                name="comparison_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("state", "draft")),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("finished_at__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="comparison_finished_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedoffence",
            constraint=models.UniqueConstraint(
                fields=("comparison", "offence_id"), name="compared_offence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedoffence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finding__in", ["", "punishable", "not_punishable", "unclear"])
                ),
                name="compared_offence_finding_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedoffence",
            constraint=models.CheckConstraint(
                condition=models.Q(("discretion__in", ["", "help", "no_help"])),
                name="compared_offence_discretion_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedelement",
            constraint=models.UniqueConstraint(
                fields=("comparison", "offence_id", "element"), name="compared_element_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedelement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("element__isnull", True)),
                fields=("comparison", "offence_id"),
                name="compared_conduct_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparedelement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finding__in", ["", "met", "not_met", "unclear", "not_required"])
                ),
                name="compared_element_finding_known",
            ),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
