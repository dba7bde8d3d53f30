"""`manage.py add_authority`: an authority of a State, the first or another one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts import services
from accounts.choices import AuthorityKind
from accounts.management.found import refusals_told, state_of


class Command(BaseCommand):
    """Add an authority; the record of the State says that the operator did."""

    help = "Add an authority of a State."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The State and the name; all else has a default or may be filled in on the pages."""
        parser.add_argument("state", help="ISO code of the State, for example BE")
        parser.add_argument("name", help="its full name, as it stands on letters")
        kinds = AuthorityKind.values
        parser.add_argument("--kind", choices=kinds, default=AuthorityKind.CENTRAL.value)
        parser.add_argument("--prefix", default="", help="its references begin with it, as BEL")
        parser.add_argument("--zone", default="UTC", help="time zone, for example Europe/Brussels")
        parser.add_argument("--ministry", default="")
        parser.add_argument("--place", default="")
        parser.add_argument("--address", default="", help="postal address")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--by-post", action="store_true", help="it does not work here: we record its letters"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say everything that is missing."""
        state = state_of(options["state"])
        words = ("prefix", "zone", "ministry", "place", "address", "email")
        with refusals_told():
            made = services.add_authority(
                by=services.operator_of(state.pk),
                state=state,
                kind=options["kind"],
                name=options["name"],
                connected=not options["by_post"],
                **{word: options[word] for word in words},
            )
        self.stdout.write(f"Added: {made.name} ({state.name_in('en')}).")
