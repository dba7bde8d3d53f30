"""Clocks that keep their rule, their steps and their ladder, so that every date can be explained."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pause", "stood still"),
                            ("extension", "extended"),
                            ("recomputed", "worked out anew"),
                            ("rule", "put under another rule"),
                        ],
                        max_length=10,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("until", models.DateField(blank=True, null=True)),
                ("due_before", models.DateTimeField()),
                ("due_after", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("by_name", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="LadderRung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("before", "before the end"),
                            ("on_the_day", "on the last day"),
                            ("overdue", "when it has run out"),
                            ("escalated", "when it is still open after that"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(default=0)),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hours", "hours"),
                            ("days", "days"),
                            ("working_days", "working days"),
                            ("months", "months"),
                        ],
                        default="days",
                        max_length=14,
                    ),
                ),
                ("roles", models.JSONField(default=list)),
                ("urgent", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Recomputation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(max_length=2)),
                ("reason", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=150)),
                ("asked_at", models.DateTimeField(default=audit.moment.now)),
                ("last_clock", models.BigIntegerField(default=0)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="TimeRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("clock", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=2)),
                ("version", models.PositiveIntegerField()),
                (
                    "amount",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="how long"),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hours", "hours"),
                            ("days", "days"),
                            ("working_days", "working days"),
                            ("months", "months"),
                        ],
                        max_length=14,
                        verbose_name="unit",
                    ),
                ),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("owing", "of the State that owes the act"),
                            ("waiting", "of the State that waits for it"),
                            ("both", "of both States"),
                        ],
                        max_length=8,
                        verbose_name="whose days of rest",
                    ),
                ),
                (
                    "extensions",
                    models.PositiveSmallIntegerField(default=0, verbose_name="extensions"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("treaty", "treaty"),
                            ("law", "national law"),
                            ("house", "house target"),
                            ("agreed", "date asked for"),
                        ],
                        max_length=10,
                        verbose_name="what it rests on",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=60, verbose_name="source")),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("made_at", models.DateTimeField(default=audit.moment.now)),
                ("made_by_id", models.BigIntegerField()),
                ("made_by_name", models.CharField(max_length=150)),
            ],
            options={
                "ordering": ["kind", "clock", "-version"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_one_open_per_name",
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_rung_once",
        ),
        migrations.RemoveIndex(
            model_name="reminder",
            name="reminder_due",
        ),
        migrations.AddField(
            model_name="clock",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="clock",
            name="item",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="clock",
            name="kind",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clock",
            name="lapses",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="clock",
            name="next_fires_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="outlives",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="clock",
            name="round",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="clock",
            name="silenced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="silenced_because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="silenced_by_name",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="clock",
            name="state",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="clock",
            name="until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="whose",
            field=models.CharField(
                choices=[
                    ("owing", "of the State that owes the act"),
                    ("waiting", "of the State that waits for it"),
                    ("both", "of both States"),
                ],
                default="owing",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="clock",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="workflow.clock",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="late_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="stands_for",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="notice",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reminder",
            name="amount",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("before", "before the end"),
                    ("on_the_day", "on the last day"),
                    ("overdue", "when it has run out"),
                    ("escalated", "when it is still open after that"),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reminder",
            name="roles",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="reminder",
            name="round",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="reminder",
            name="unit",
            field=models.CharField(
                choices=[
                    ("hours", "hours"),
                    ("days", "days"),
                    ("working_days", "working days"),
                    ("months", "months"),
                ],
                default="days",
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="clock",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="workflow.case",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="owed_by",
            field=models.CharField(
                blank=True,
                choices=[("requesting", "requesting State"), ("requested", "requested State")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="source",
            field=models.CharField(
                choices=[
                    ("treaty", "treaty"),
                    ("law", "national law"),
                    ("house", "house target"),
                    ("agreed", "date asked for"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="unit",
            field=models.CharField(
                choices=[
                    ("hours", "hours"),
                    ("days", "days"),
                    ("working_days", "working days"),
                    ("months", "months"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="workflow.case",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="side",
            field=models.CharField(
                blank=True,
                choices=[("requesting", "requesting State"), ("requested", "requested State")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="rung",
            field=models.CharField(max_length=40),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("clock", "round", "rung"), name="reminder_rung_once"
            ),
        ),
        migrations.AddField(
            model_name="clockstep",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="workflow.clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="timerule",
            constraint=models.UniqueConstraint(
                fields=("state", "kind", "clock", "version"), name="time_rule_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="timerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["house", "law", "agreed"])),
                name="time_rule_is_of_the_state",
            ),
        ),
        migrations.AddField(
            model_name="recomputation",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="workflow.timerule",
            ),
        ),
        migrations.AddField(
            model_name="ladderrung",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rungs",
                to="workflow.timerule",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="workflow.timerule",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("next_fires_at__isnull", False)),
                fields=["next_fires_at"],
                name="clock_next_fires",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("lapses", True), ("stopped_at__isnull", True)),
                fields=["due_at"],
                name="clock_lapses",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at__isnull", True)),
                fields=["state", "name", "id"],
                name="clock_open_of_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at__isnull", True)),
                fields=("case", "name", "item"),
                name="clock_one_open_per_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", True), ("stopped_at__isnull", True)),
                fields=("kind", "name", "item"),
                name="clock_one_open_without_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("case__isnull", True),
                    models.Q(("owed_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="clock_of_a_case_is_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockstep",
            constraint=models.UniqueConstraint(fields=("clock", "number"), name="clock_step_once"),
        ),
        migrations.AddConstraint(
            model_name="clockstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__gte", models.F("began_at"))),
                name="clock_step_ends_after",
            ),
        ),
        migrations.AddIndex(
            model_name="recomputation",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["asked_at"],
                name="recomputation_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderrung",
            constraint=models.UniqueConstraint(
                fields=("rule", "kind", "amount", "unit"), name="ladder_rung_once"
            ),
        ),
    ]
