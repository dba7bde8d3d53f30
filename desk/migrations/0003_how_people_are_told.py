"""Digest, quiet hours and a calendar feed for each person."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.moment


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_ends_of_appointments"),
        ("desk", "0002_mail_lease"),
        ("workflow", "0002_every_date_explained"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=audit.moment.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="NoticeSettings",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_settings",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("zone", models.CharField(blank=True, max_length=50, verbose_name="time zone")),
                (
                    "quiet_from",
                    models.TimeField(blank=True, null=True, verbose_name="no mail from"),
                ),
                ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="until")),
                (
                    "digest",
                    models.BooleanField(default=True, verbose_name="once a day, in one mail"),
                ),
                ("digest_at", models.TimeField(default=datetime.time(8, 0), verbose_name="at")),
            ],
        ),
        migrations.RemoveIndex(
            model_name="inboxentry",
            name="inbox_unmailed",
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="in_digest",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="mail_due_at",
            field=models.DateTimeField(default=audit.moment.now),
        ),
        migrations.AddIndex(
            model_name="inboxentry",
            index=models.Index(
                condition=models.Q(("mailed_at__isnull", True)),
                fields=["mail_due_at"],
                name="inbox_unmailed",
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_feeds",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="noticesettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                    _connector="OR",
                ),
                name="quiet_hours_have_two_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("person",),
                name="calendar_feed_one",
            ),
        ),
    ]
