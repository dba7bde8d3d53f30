"""Lists that were uploaded, and what the tables of the directory hold each other to."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    """Taken back is a state of its own; outcomes of calls fit their times; lists are kept."""

    dependencies = [
        ("accounts", "0007_ended_after_undated"),
        ("convention", "0005_corrected_days"),
        ("network247", "0008_known_statuses"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("text", models.TextField()),
                ("uploaded_by_id", models.BigIntegerField()),
                ("uploaded_by_name", models.CharField(max_length=150)),
                ("uploaded_at", models.DateTimeField(default=audit.moment.now)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="contactversion",
            name="contact_confirmed_by_another",
        ),
        migrations.AddField(
            model_name="contactversion",
            name="proposed_by_state",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AlterField(
            model_name="contactversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "waits for a second person"),
                    ("in_force", "in force"),
                    ("replaced", "replaced"),
                    ("declined", "declined"),
                    ("taken_back", "taken back"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="testcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "answered"), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="test_call_answered_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="testcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "no_answer"), _negated=True),
                    ("answered_at__isnull", True),
                    _connector="OR",
                ),
                name="test_call_not_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="testcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="test_call_ends_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="testcall",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("point", "by_id"),
                name="test_call_one_open",
            ),
        ),
        migrations.AddField(
            model_name="contactlist",
            name="state",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="convention.state"
            ),
        ),
        migrations.AddField(
            model_name="contactversion",
            name="listed_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="network247.contactlist",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by_id__isnull", True),
                    ("proposed_by_id__isnull", True),
                    models.Q(("decided_by_id", models.F("proposed_by_id")), _negated=True),
                    ("state", "taken_back"),
                    _connector="OR",
                ),
                name="contact_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contact_decided_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaced_at__isnull", False), ("state", "replaced")),
                    models.Q(
                        models.Q(("state", "replaced"), _negated=True),
                        ("replaced_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="contact_replaced_at_a_moment",
            ),
        ),
    ]
