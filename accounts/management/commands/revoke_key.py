"""`manage.py revoke_key`: a key that signs nothing any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.management.found import refusals_told
from accounts.models import SigningKey


class Command(BaseCommand):
    """Revoke a key, named by the beginning of its fingerprint."""

    help = "Let a signing key sign nothing any more. What it signed stays signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The fingerprint, or as much of it as is needed."""
        parser.add_argument("fingerprint", help="or its first groups, without spaces")
        parser.add_argument("--why", default="", help="kept with the key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke the one key that is meant."""
        begins = options["fingerprint"].replace(" ", "").lower()
        keys = SigningKey.objects.select_related("authority")
        found = [key for key in keys if key.fingerprint.replace(" ", "").startswith(begins)]
        if not begins or len(found) != 1:
            raise CommandError(f"{len(found)} keys begin with {begins!r}; name exactly one.")
        [key] = found
        with refusals_told():
            by = services.operator_of(key.authority.state_id)
            services.revoke_key(by=by, key=key, why=options["why"])
        self.stdout.write(f"Revoked: {key.fingerprint} of {key.authority.name}.")
