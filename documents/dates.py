"""Dates as a letter writes them, in each of the six languages of the United Nations."""

from datetime import UTC, date, datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language

from documents.typography import listed

# How Django's letters for parts of a date are put together; English where a language is not here.
WRITTEN = {
    "en": "j F Y",
    "fr": "j F Y",
    "es": r"j \d\e F \d\e Y",
    "ru": "j E Y г.",
    "zh": "Y年n月j日",
}
# Both names of a month, as Arabic-speaking States east and west read them.
ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


def in_words(day: date) -> str:
    """A day in the active language, as 14 March 2026."""
    language = (get_language() or "en").partition("-")[0]
    if language == "ar":
        return f"{day.day} {ARABIC_MONTHS[day.month - 1]} {day.year}"
    if language == "fr" and day.day == 1:
        return f"1er {formatted(day, 'F Y')}"
    return formatted(day, WRITTEN.get(language, WRITTEN["en"]))


def to_the_minute(moment: datetime) -> str:
    """A moment in UTC, as 14 March 2026, 09:05 UTC."""
    utc = moment.astimezone(UTC)
    return listed((in_words(utc.date()), f"{utc:%H:%M} UTC"))
