"""A document says which side attached it, and whether it has crossed the border."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

SIDES = ["requesting", "requested"]


def share_what_was_sent(apps: Any, editor: Any) -> None:
    """Everything attached so far belongs to its request: it went along when that was sent."""
    attachment = apps.get_model("requests_mla", "Attachment")
    drafts = ["drafting", "in_review"]
    sent = attachment.objects.exclude(request__case__status__in=drafts)
    sent.exclude(request__case__events__action="discard").update(shared=True)


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0010_dual_criminality"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="side",
            field=models.CharField(
                choices=[("requesting", "requesting State"), ("requested", "requested State")],
                default="requesting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="shared",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(share_what_was_sent, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=Q(side__in=SIDES), name="attachment_side_known"
            ),
        ),
    ]
