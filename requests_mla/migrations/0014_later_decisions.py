"""A postponed measure can be decided anew: several decisions on one, and one of them in force.

A countersignature says when the decision it stands by was sent; after that the same person may sign
the next one.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Min, Q


def mark_what_was_sent(apps: Any, schema_editor: Any) -> None:
    """So far a request was decided at once: what lives beside a sent decision stands by it."""
    decision = apps.get_model("requests_mla", "Decision")
    signature = apps.get_model("requests_mla", "Countersignature")
    sent = decision.objects.filter(sent_at__isnull=False).values_list("measure__request")
    for request, at in sent.annotate(at=Min("sent_at")):
        signature.objects.filter(request_id=request, voided_at__isnull=True).update(sent_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0013_rights_of_this_request"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="superseded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="requests_mla.measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=Q(("superseded_at__isnull", True)),
                fields=("measure",),
                name="decision_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("superseded_at__isnull", True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="decision_superseded_was_sent",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="countersignature",
            name="countersignature_one_alive",
        ),
        migrations.AddField(
            model_name="countersignature",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="countersignature",
            constraint=models.UniqueConstraint(
                condition=Q(("sent_at__isnull", True), ("voided_at__isnull", True)),
                fields=("request", "person_id"),
                name="countersignature_one_alive",
            ),
        ),
        migrations.RunPython(mark_what_was_sent, migrations.RunPython.noop),
    ]
