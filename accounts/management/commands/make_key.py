"""`manage.py make_key`: a key for an authority that has nobody to issue it a certificate."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.management.found import authority_of, readings_are_next, refusals_told
from accounts.services.keys import LONGEST_DAYS


class Command(BaseCommand):
    """Make a signing key with a certificate the authority signs itself."""

    help = "Make a signing key with a self-signed certificate for an authority."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The State, the authority, and how long the certificate lasts."""
        parser.add_argument("state", help="ISO code of the State, for example BE")
        parser.add_argument("--authority", default="", help="its name, if the State has several")
        parser.add_argument("--days", type=int, default=730)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print what others have to compare."""
        if not 1 <= options["days"] <= LONGEST_DAYS:
            raise CommandError(f"--days must be from 1 to {LONGEST_DAYS}.")
        authority = authority_of(options["state"], options["authority"])
        by = services.operator_of(authority.state_id)
        with refusals_told():
            key = services.make_own_key(by=by, authority=authority, days=options["days"])
        self.stdout.write(f"{authority.name} has a new key until {key.valid_until:%Y-%m-%d}.")
        self.stdout.write("Nobody vouches for it. Let others compare this by telephone:")
        self.stdout.write(f"  {key.fingerprint}")
        self.stdout.write(readings_are_next(key))
