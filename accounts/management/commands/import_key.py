"""`manage.py import_key`: the key a State brings, with the certificate its issuer made."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts import services
from accounts.management.found import (
    authority_of,
    content_of,
    readings_are_next,
    refusals_told,
)


class Command(BaseCommand):
    """Keep a signing key, encrypted anew with the passphrase of the installation."""

    help = (
        "Keep the signing key of an authority. The passphrase of the key file is read from "
        "KEY_PASSPHRASE or from the file that KEY_PASSPHRASE_FILE names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Three PEM files; the chain may be left out."""
        parser.add_argument("state", help="ISO code of the State, for example BE")
        parser.add_argument("--authority", default="", help="its name, if the State has several")
        parser.add_argument("--key", required=True, help="private key, PEM")
        parser.add_argument("--certificate", required=True, help="its certificate, PEM")
        parser.add_argument("--chain", help="certificates of the issuers, PEM")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep it, or say why it does not serve."""
        authority = authority_of(options["state"], options["authority"])
        with refusals_told():
            key = services.keep_key(
                by=services.operator_of(authority.state_id),
                authority=authority,
                key_pem=content_of(options["key"]),
                certificate_pem=content_of(options["certificate"]),
                chain_pem=content_of(options["chain"]) if options["chain"] else b"",
                passphrase=passphrase(),
            )
        self.stdout.write(f"{authority.name} has this key until {key.valid_until:%Y-%m-%d}:")
        self.stdout.write(f"  {key.fingerprint}")
        self.stdout.write(readings_are_next(key))
        self.stdout.write("The file you gave is not needed any more: keep it safe or destroy it.")


def passphrase() -> str:
    """The passphrase of the file given; empty where it is not encrypted."""
    if path := os.environ.get("KEY_PASSPHRASE_FILE"):
        return content_of(path).decode().strip()
    return os.environ.get("KEY_PASSPHRASE", "")
