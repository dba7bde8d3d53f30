"""`manage.py add_administrator`: the first person of a State, who appoints all others."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.urls import reverse

from accounts import services
from accounts.management.found import authority_of, content_of, refusals_told
from accounts.models import Person


class Command(BaseCommand):
    """Add a State administrator; prints a link that sets the password, once."""

    help = "Add a State administrator, who then adds people on the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No password here: command lines are seen by others and kept in histories."""
        parser.add_argument("state", help="ISO code of the State, for example BE")
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("name", help="first and last name")
        parser.add_argument("--authority", default="", help="its name, if the State has several")
        parser.add_argument(
            "--password-file", help="a file with the password; without it a link is printed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make person and appointment, then say how to sign in."""
        authority = authority_of(options["state"], options["authority"])
        path = options["password_file"]
        password = content_of(path).decode().strip() if path else None
        with refusals_told():
            validate_email(options["email"])
            if password is not None:
                validate_password(password)
            person = services.add_administrator(
                authority=authority,
                email=options["email"],
                name=options["name"],
                password=password,
            )
        self.stdout.write(f"{person.name} is State administrator at {authority.name}.")
        if not person.has_usable_password():
            self.stdout.write("This link sets the password. It works once, for three days:")
            self.stdout.write(f"  {password_link(person)}")


def password_link(person: Person) -> str:
    """Where a person sets a password without having one."""
    key = default_token_generator.make_token(person)
    uid = user_pk_to_url_str(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    return f"{settings.SITE_ADDRESS}{path}"
