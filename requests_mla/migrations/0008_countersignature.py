"""Keep every assessor of a decision sheet, and what second persons signed."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


def keep_assessors(apps: Any, schema_editor: Any) -> None:
    """Whoever last filled in a sheet is the first of its assessors."""
    request, assessor = (apps.get_model("requests_mla", name) for name in ("Request", "Assessor"))
    rows = request.objects.filter(assessor_id__isnull=False).values_list("pk", "assessor_id")
    assessor.objects.bulk_create(
        assessor(request_id=pk, person_id=person_id) for pk, person_id in rows
    )


def forget_all_but_the_last(apps: Any, schema_editor: Any) -> None:
    """Backwards there is room for one."""
    request, assessor = (apps.get_model("requests_mla", name) for name in ("Request", "Assessor"))
    for row in assessor.objects.order_by("pk"):
        request.objects.filter(pk=row.request_id).update(assessor_id=row.person_id)


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0007_rules_and_questions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessors",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "person_id"), name="assessor_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Countersignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("person_name", models.CharField(max_length=150)),
                ("person_role", models.CharField(max_length=40)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("document", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(default=audit.moment.now)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countersignatures",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("request", "person_id"),
                        name="countersignature_one_alive",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_assessors, forget_all_but_the_last),
        migrations.RemoveField(model_name="request", name="assessor_id"),
    ]
