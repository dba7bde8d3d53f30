"""What a State asks of requests, what drafters confirm, and questions before they are sent."""

import django.db.models.deletion
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0002_what_a_request_rests_on"),
        ("requests_mla", "0006_newest_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="gap",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="question",
            name="unanswerable",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="DraftQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("requesting", "requesting State"),
                            ("requested", "requested State"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(verbose_name="question")),
                ("gap", models.CharField(blank=True, max_length=120)),
                ("written_by_name", models.CharField(max_length=150)),
                ("written_at", models.DateTimeField(default=audit.moment.now)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft_questions",
                        to="requests_mla.request",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StateRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("once", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "demand",
                    models.CharField(
                        choices=[
                            ("translation", "a certified translation"),
                            ("copies", "a number of copies"),
                            ("attachment", "an attachment"),
                            ("field", "something written in the request"),
                            ("confirmation", "something that the drafter confirms"),
                        ],
                        max_length=15,
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("translation", "translation"),
                            ("provision", "text of the law"),
                            ("authorisation", "court order or authorisation"),
                            ("annex", "annex"),
                            ("letter", "letter received on paper"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("conducting_authority", "authority in charge"),
                            ("conducting_functions", "functions of the authority in charge"),
                            ("case_number", "case number of the authority in charge"),
                            ("nature", "nature of the case"),
                            ("purpose", "purpose"),
                            ("earlier_reference", "earlier reference"),
                            ("facts", "facts"),
                            ("offences", "text and maximum penalty of every offence"),
                            ("persons", "persons concerned"),
                            ("identifiers", "accounts, devices or addresses"),
                            ("safeguards", "necessity and proportionality"),
                            ("privilege", "privileged and third-party material"),
                            ("use_limits", "limits of use offered"),
                            ("description", "of each measure: what should be done"),
                            ("target", "of each measure: account, device, person or place"),
                            ("custodian", "of each measure: who holds it"),
                            ("period", "of each measure: period"),
                            ("zone", "of each measure: time zone"),
                            ("necessity", "of each measure: why needed"),
                            ("special_procedure", "of each measure: special procedure"),
                            ("needed_by", "of each measure: needed by which day"),
                        ],
                        max_length=30,
                    ),
                ),
                ("if_foreign", models.BooleanField(default=False)),
                ("words", models.CharField(max_length=300)),
                (
                    "origin",
                    models.CharField(
                        choices=[("law", "law"), ("practice", "practice")], max_length=10
                    ),
                ),
                ("reference", models.CharField(max_length=300)),
                ("blocks", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("made_by_id", models.BigIntegerField()),
                ("made_by_name", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(default=audit.moment.now)),
                ("retired_by_name", models.CharField(blank=True, max_length=150)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kinds",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="convention.requestkind"
                    ),
                ),
                (
                    "measure_types",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="convention.measuretype"
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="convention.state",
                    ),
                ),
            ],
            options={
                "ordering": ["state", "number", "version"],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("person_name", models.CharField(max_length=150)),
                ("confirmed_at", models.DateTimeField(default=audit.moment.now)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="requests_mla.request",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests_mla.staterule",
                    ),
                ),
            ],
            options={
                "ordering": ["rule__number", "rule__version"],
            },
        ),
        migrations.CreateModel(
            name="DraftAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("requesting", "requesting State"),
                            ("requested", "requested State"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="answer")),
                ("unanswerable", models.BooleanField(default=False)),
                ("written_by_name", models.CharField(max_length=150)),
                ("written_at", models.DateTimeField(default=audit.moment.now)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="requests_mla.question",
                    ),
                ),
            ],
            options={
                "ordering": ["question__number"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "side"), name="draft_answer_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.UniqueConstraint(
                fields=("state", "number", "version"), name="state_rule_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("demand__in", ["translation", "copies", "attachment", "field", "confirmation"])
                ),
                name="state_rule_demand_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="state_rule_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("demand", "copies"), _negated=True),
                    models.Q(("copies__gte", 1), ("copies__isnull", False)),
                    _connector="OR",
                ),
                name="state_rule_says_how_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("demand", "attachment"), _negated=True),
                    models.Q(("role", ""), _negated=True),
                    _connector="OR",
                ),
                name="state_rule_says_which_attachment",
            ),
        ),
        migrations.AddConstraint(
            model_name="staterule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("demand", "field"), _negated=True),
                    models.Q(("field", ""), _negated=True),
                    _connector="OR",
                ),
                name="state_rule_says_which_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                fields=("request", "rule"), name="confirmation_once"
            ),
        ),
    ]
