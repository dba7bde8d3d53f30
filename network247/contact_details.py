"""What the directory says of one desk: a plain value, tidied, and what is wrong with it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import LANGUAGE_CODES

NUMBER = RegexValidator(
    r"^\+[0-9][0-9 ()./-]{4,37}\Z",
    gettext_lazy("Write the number with + and the country code, for example +999 555 0100."),
)
# As long as the columns are; what a person can read on a page for `channels`.
LONGEST = {
    "authority_name": 200,
    "phone": 40,
    "email": 254,
    "channels": 2000,
    "timezone": 50,
    "hours": 200,
    "source": 300,
}
# In the order in which a page shows them.
LABELS = {
    "authority_name": gettext_lazy("name of the desk"),
    "phone": gettext_lazy("telephone"),
    "email": gettext_lazy("e-mail address"),
    "channels": gettext_lazy("other channels"),
    "languages": gettext_lazy("languages"),
    "timezone": gettext_lazy("time zone"),
    "hours": gettext_lazy("hours"),
    "verified_on": gettext_lazy("last verified"),
    "source": gettext_lazy("source"),
}
NEEDED = ("authority_name", "phone", "source")
# Signs that turn the direction of what follows: a number could be shown otherwise than it is.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class ContactDetails:
    """What a directory line says about a desk; `channels`: other ways to reach it, one per line."""

    authority_name: str
    phone: str
    email: str
    languages: tuple[str, ...]
    timezone: str
    hours: str
    verified_on: date
    source: str
    channels: str = ""

    def tidied(self) -> "ContactDetails":
        """The same in one form: composed letters, single spaces, no empty lines, no doubles."""
        lines = (_on_one_line(line) for line in self.channels.splitlines())
        return ContactDetails(
            authority_name=_on_one_line(self.authority_name),
            phone=_on_one_line(self.phone),
            email=_on_one_line(self.email),
            languages=tuple(dict.fromkeys(self.languages)),
            timezone=_on_one_line(self.timezone),
            hours=_on_one_line(self.hours),
            verified_on=self.verified_on,
            source=_on_one_line(self.source),
            channels="\n".join(line for line in lines if line),
        )

    def changes_from(self, earlier: "ContactDetails") -> list[str]:
        """Names of the fields that say something else; languages have no order."""
        return [
            name
            for name in LABELS
            if _compared(getattr(self, name)) != _compared(getattr(earlier, name))
        ]

    def problems(self, today: date) -> list[str]:
        """Why it cannot stand in the directory, every reason; `today` is the day in UTC."""
        return [
            *self._problems_of_text(),
            *self._problems_of_ways(),
            *_problems_of_languages(self.languages),
            *self._problems_of_time(today),
        ]

    def _problems_of_text(self) -> Iterator[str]:
        for name in NEEDED:
            if not getattr(self, name):
                yield _("“%(field)s” is empty.") % {"field": LABELS[name]}
        for name, longest in LONGEST.items():
            text = getattr(self, name)
            if len(text) > longest:
                yield _("“%(field)s” is longer than %(number)s characters.") % {
                    "field": LABELS[name],
                    "number": longest,
                }
            if not is_plain(text):
                yield _("“%(field)s” holds invisible signs that cannot be kept.") % {
                    "field": LABELS[name]
                }

    def _problems_of_ways(self) -> Iterator[str]:
        for check, text in ((NUMBER, self.phone), (validate_email, self.email)):
            try:
                if text:
                    check(text)
            except ValidationError as problem:
                yield from problem.messages

    def _problems_of_time(self, today: date) -> Iterator[str]:
        if self.timezone not in zones():
            yield _("This time zone is not known. Write it like Europe/Dublin or UTC.")
        # One day of grace: the day has already begun east of here.
        if self.verified_on > today + timedelta(days=1):
            yield _("The day of the last verification lies in the future.")


@cache
def zones() -> frozenset[str]:
    """The zones of the time-zone database, which is a folder: read once, not for every line."""
    return frozenset(available_timezones())


def is_plain(text: str) -> bool:
    """Whether a text can be stored and shows what it says; line breaks are allowed."""
    kinds = {unicodedata.category(sign) for sign in text if sign != "\n"}
    return not kinds & {"Cc", "Cs"} and not TURNING.search(text)


def label_of(name: str) -> str:
    """What a field is called, at the beginning of a line."""
    label = str(LABELS[name])
    return label[:1].upper() + label[1:]


def _problems_of_languages(codes: Iterable[str]) -> Iterator[str]:
    if not codes:
        yield _("Name at least one language.")
    unknown = [code for code in codes if code not in LANGUAGE_CODES]
    if unknown:
        yield _("Not a language code known here: %(codes)s.") % {"codes": ", ".join(unknown)}


def _on_one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _compared(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value
