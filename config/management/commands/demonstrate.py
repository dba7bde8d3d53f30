"""`manage.py demonstrate`: fill an empty installation with invented States, people and cases."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Appointment, Person
from audit import moment
from audit.moment import pretended
from config.demonstration import (
    by_post,
    cast,
    ceremony,
    dates,
    duty,
    left_open,
    moments,
    translated,
    urgent,
)
from config.demonstration.briefs import BRIEFS
from config.demonstration.inboxes import tell_everybody
from config.demonstration.state_rules import belmara_asks
from convention.services import load_catalogue
from network247.services.seeding import seed_contacts


class Command(BaseCommand):
    """Play the demonstration, or say again whom to sign in as."""

    help = "Fill an empty installation with invented States, people and cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--people` only prints the people."""
        parser.add_argument("--people", action="store_true", help="print whom to sign in as")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where records are real; otherwise play, then print the people."""
        if not settings.DEMONSTRATION:
            raise CommandError("This installation is not a demonstration. Nothing was changed.")
        if not options["people"]:
            # All or nothing: an interrupted first start finds an empty installation again.
            with transaction.atomic():
                self.play()
        self.print_people()

    def play(self) -> None:
        """All cases; refused when somebody is there already."""
        if Person.objects.exists():
            raise CommandError(
                "There are people here already. The demonstration fills only an empty installation."
            )
        load_catalogue()
        now = moment.now()
        today = _office_hours(now)
        with pretended(today - timedelta(days=120)):
            company = cast.assemble(today - timedelta(days=120))
            seed_contacts()
            ceremony.officers_sign(company, today - timedelta(days=120))
        belmara_asks(company, today - timedelta(days=119))
        dates.belmara_sets_a_limit(company, today - timedelta(days=119))
        for brief in BRIEFS:
            brief.stage(company, today)
        moments.small_cases(company, today)
        left_open.open_case(company, today)
        translated.costaria_is_asked(company, today)
        by_post.small_cases(company, today)
        duty.rosters(company, today)
        dates.dates_move(company, today)
        urgent.urgent_matters(company, today)
        duty.changes(company, today)
        duty.drills(company, today)
        ceremony.a_lost_key(company, today)
        tell_everybody(now)

    def print_people(self) -> None:
        """Name, role, State and e-mail of everybody, and the one password."""
        rows = Appointment.objects.select_related("person", "authority__state")
        for row in rows.order_by("authority__state__code", "role", "person__name"):
            self.stdout.write(
                f"  {row.authority.state.name_in('en'):10} {row.get_role_display():26} "
                f"{row.person.name:16} {row.person.email}"
            )
        self.stdout.write(f"  Everybody's password: {cast.PASSWORD}")


def _office_hours(now: datetime) -> datetime:
    """The latest morning, 09:20 UTC: plays begin whole days before it, at believable hours."""
    morning = now.replace(hour=9, minute=20, second=0, microsecond=0)
    return morning if morning <= now else morning - timedelta(days=1)
