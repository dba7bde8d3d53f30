"""How notices of signing keys read, whom they concern, and where they lead."""

from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.models import Notice
from workflow.notices import Telling

from . import keyring
from .models import Person, SigningKey
from .queries import administrators_of

HEADING = gettext_lazy("Signing keys")


def readers(notice: Notice) -> QuerySet[Person]:
    """The administrators of the State who may read the key: not its holder, nor who registered it.

    Where there is none, the officers of the authority who may: a State often has one administrator.
    Whoever has read it since stays among them, so that a mail is not held back for it.
    """
    key = _key_of(notice)
    besides = [pk for pk in (key.person_id, key.registered_by_id) if pk]
    above = administrators_of(key.authority.state_id).exclude(pk__in=besides)
    return above if above.exists() else keyring.officers_of(key.authority).exclude(pk__in=besides)


def keepers(notice: Notice) -> QuerySet[Person]:
    """The administrators of the State, and the officer whose own key it is."""
    key = _key_of(notice)
    keeping = Q(pk__in=administrators_of(key.authority.state_id))
    return Person.objects.filter(keeping | Q(pk=key.person_id or 0, is_active=True))


def it_waits(notice: Notice) -> str:
    """That two people have to read a key before it signs."""
    key = _key_of(notice)
    said = _(
        "The new seal of %(authority)s signs once two people have read its fingerprint. You may be"
        " one of them."
    )
    if key.person:
        said = _(
            "The new key of %(who)s at %(authority)s signs once two people have read its"
            " fingerprint. You may be one of them."
        )
    return said % _facts(key)


def it_ends(notice: Notice) -> str:
    """Until when a key signs, and that the next one is to be seen to."""
    key = _key_of(notice)
    said = _(
        "The seal of %(authority)s signs until %(day)s and not after. House target: the next one"
        " is registered %(days)s days before."
    )
    if key.person:
        said = _(
            "The key of %(who)s at %(authority)s signs until %(day)s and not after. House target:"
            " the next one is registered %(days)s days before."
        )
    return said % _facts(key)


def page_of(notice: Notice) -> str:
    """The page of the key."""
    return reverse("accounts:key", args=[_key_of(notice).pk])


WAITS = Telling(HEADING, readers, it_waits, page_of)
ENDS = Telling(HEADING, keepers, it_ends, page_of)


def _key_of(notice: Notice) -> SigningKey:
    keys = SigningKey.objects.select_related("authority", "person")
    return keys.get(notices__notice=notice)


def _facts(key: SigningKey) -> dict[str, object]:
    end = key.valid_until.astimezone(ZoneInfo(key.authority.zone))
    return {
        "authority": key.authority.name,
        "who": key.person.name if key.person else "",
        "day": date_format(end, "j F Y"),
        "days": keyring.TOLD_BEFORE.days,
    }
