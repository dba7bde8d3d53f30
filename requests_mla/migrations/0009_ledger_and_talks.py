"""Conditions as items of talks and lines of a ledger; later uses and what became of evidence."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0008_countersignature"),
    ]

    operations = [
        migrations.AddField(
            model_name="talk",
            name="elsewhere",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="talk",
            name="held_with",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.CreateModel(
            name="Disposal",
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
                        choices=[("returned", "returned"), ("destroyed", "destroyed")],
                        max_length=10,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("words", models.TextField(blank=True)),
                ("told_at", models.DateTimeField(default=audit.moment.now)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposals",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TalkItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(verbose_name="condition")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("countered", "something else proposed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "counter",
                    models.TextField(
                        blank=True, verbose_name="what is proposed instead, or why not"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_mla.measure",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="requests_mla.talk",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("talk", "number"), name="talk_item_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("condition", "condition"),
                            ("use_limit", "limit of use"),
                            ("secrecy", "secrecy"),
                            ("assurance", "assurance"),
                            ("consent", "consent to another use"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="what is undertaken")),
                ("reference", models.CharField(blank=True, max_length=40)),
                (
                    "binds",
                    models.CharField(
                        choices=[
                            ("requesting", "requesting State"),
                            ("requested", "requested State"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=audit.moment.now)),
                ("accepted_by_name", models.CharField(blank=True, max_length=150)),
                ("accepted_for", models.CharField(blank=True, max_length=200)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "measures",
                    models.ManyToManyField(
                        blank=True, related_name="undertakings", to="requests_mla.measure"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "number"), name="undertaking_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["condition", "use_limit", "secrecy", "assurance", "consent"],
                            )
                        ),
                        name="undertaking_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UseRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("other_use", "use in other proceedings, 40(19)"),
                            ("onward", "transfer to a third State or an organisation, 36(3)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recipient", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField(default=audit.moment.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consented", "consented"),
                            ("conditional", "consented under conditions"),
                            ("refused", "refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer_text", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use_requests",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "number"), name="use_request_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("request",),
                        name="use_request_one_open",
                    ),
                ],
            },
        ),
    ]
