"""How people of a test want their mail."""

from accounts.models import Person
from desk.models import NoticeSettings


def at_once() -> None:
    """Everybody gets each mail by itself, when it happens: no digest, no quiet hours."""
    NoticeSettings.objects.bulk_create(
        (NoticeSettings(person=person, digest=False) for person in Person.objects.all()),
        ignore_conflicts=True,
    )
