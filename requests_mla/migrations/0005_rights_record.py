"""The rights record of each side; the database keeps what is finished as it was finished."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import audit.moment
from requests_mla.rights import triggers

SIDES = [("requesting", "requesting State"), ("requested", "requested State")]
STATES = [("draft", "draft"), ("finished", "finished"), ("superseded", "superseded")]
FINDINGS = [
    ("clear", "no concern found"),
    ("concern", "concern found"),
    ("unclear", "cannot be established"),
    ("not_arising", "does not arise here"),
]
RISKS = [("none", "none"), ("low", "low"), ("medium", "medium"), ("high", "high")]
FINISHED_IS_WHOLE = Q(finished_at__isnull=True, state="draft") | (
    ~Q(state="draft")
    & Q(finished_at__isnull=False)
    & ~Q(digest="")
    & Q(overall_risk__in=["none", "low", "medium", "high"])
)


def _key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    """Records, their answers, and the triggers on both."""

    dependencies = [
        ("convention", "0001_catalogue"),
        ("requests_mla", "0004_decided_in_part"),
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsRecord",
            fields=[
                ("id", _key()),
                ("side", models.CharField(choices=SIDES, max_length=10)),
                ("number", models.PositiveIntegerField()),
                ("state", models.CharField(choices=STATES, default="draft", max_length=10)),
                ("version", models.PositiveIntegerField(default=0)),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.CharField(max_length=150)),
                ("writers", models.JSONField(default=list)),
                ("saved_by_name", models.CharField(blank=True, max_length=150)),
                ("saved_at", models.DateTimeField(default=audit.moment.now)),
                ("started_at", models.DateTimeField(default=audit.moment.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "overall_risk",
                    models.CharField(
                        blank=True, choices=RISKS, max_length=10, verbose_name="overall risk"
                    ),
                ),
                ("needs_second", models.BooleanField(default=False)),
                ("second_id", models.BigIntegerField(blank=True, null=True)),
                ("second_name", models.CharField(blank=True, max_length=150)),
                ("seconded_at", models.DateTimeField(blank=True, null=True)),
                ("agreed", models.BooleanField(blank=True, null=True)),
                ("second_remark", models.TextField(blank=True)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights_records",
                        to="workflow.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "side", "number"], name="rights_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(state="draft"),
                        fields=["case", "side"],
                        name="rights_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=Q(state="finished"),
                        fields=["case", "side"],
                        name="rights_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "finished", "superseded"]),
                        name="rights_state_known",
                    ),
                    models.CheckConstraint(
                        condition=FINISHED_IS_WHOLE, name="rights_finished_is_whole"
                    ),
                    models.CheckConstraint(
                        condition=Q(second_id__isnull=True) | ~Q(second_id=F("author_id")),
                        name="rights_second_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsAnswer",
            fields=[
                ("id", _key()),
                ("asked", models.CharField(blank=True, max_length=200)),
                (
                    "finding",
                    models.CharField(
                        blank=True, choices=FINDINGS, max_length=12, verbose_name="finding"
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="what was found")),
                ("source", models.TextField(blank=True, verbose_name="source")),
                (
                    "source_date",
                    models.DateField(blank=True, null=True, verbose_name="date of the source"),
                ),
                ("step_taken", models.TextField(blank=True, verbose_name="step taken")),
                (
                    "remaining_risk",
                    models.CharField(
                        blank=True, choices=RISKS, max_length=10, verbose_name="remaining risk"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="convention.safeguardquestion",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="requests_mla.rightsrecord",
                    ),
                ),
            ],
            options={
                "ordering": ["question__order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["record", "question"], name="rights_answer_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(finding__in=["", *(value for value, _ in FINDINGS)]),
                        name="rights_finding_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(remaining_risk__in=["", *(value for value, _ in RISKS)]),
                        name="rights_risk_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(triggers.AT_FIRST.install, triggers.AT_FIRST.remove),
    ]
