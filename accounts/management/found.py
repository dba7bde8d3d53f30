"""What the operator's commands look up, and how they say that something is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.urls import reverse

from convention.models import State
from documents.failures import KeyUnusable
from workflow.refusals import Refusal

from ..models import Authority, SigningKey


def state_of(code: str) -> State:
    """The State with this code."""
    found = State.objects.filter(pk=code.upper()).first()
    if found is None:
        raise CommandError(
            f"No State has the code {code!r}. Use the two-letter ISO code, such as BE; if every "
            "code is unknown, run `manage.py migrate` first: it loads the States."
        )
    return found


def authority_of(code: str, name: str) -> Authority:
    """The authority of that name in the State; without a name, its only one."""
    rows = Authority.objects.filter(state=state_of(code))
    if name:
        rows = rows.filter(name=name)
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    names = list(Authority.objects.filter(state_id=code.upper()).values_list("name", flat=True))
    if not names:
        raise CommandError(f"{code.upper()} has no authority yet. Add one: manage.py add_authority")
    raise CommandError(f"Say which with --authority, one of: {'; '.join(names)}")


def content_of(path: str) -> bytes:
    """The content of a file."""
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}") from problem


def readings_are_next(key: SigningKey) -> str:
    """What has to happen before a key signs; the operator cannot do it."""
    return (
        "It does not sign yet. Two people of the State now read its fingerprint, each with you on "
        f"the telephone: {settings.SITE_ADDRESS}{reverse('accounts:key', args=[key.pk])}"
    )


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what a service refuses into the message of a command."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError(" ".join(refusal.reasons)) from refusal
    except KeyUnusable as problem:
        raise CommandError(str(problem)) from problem
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
