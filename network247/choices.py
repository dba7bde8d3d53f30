"""Languages and freshness of the directory."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# A target of this house; the Convention sets no period for checking a contact.
STALE_AFTER_DAYS = 90

UN_LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
# Others that desks often add.
MORE_LANGUAGES = (
    *("de", "el", "fa", "hi", "id", "it", "ja", "ko", "ms", "nl"),
    *("pl", "pt", "ro", "sv", "sw", "th", "tr", "uk", "vi"),
)
LANGUAGE_CODES = (*UN_LANGUAGES, *MORE_LANGUAGES)


class Freshness(models.TextChoices):
    """How far the last verification of a contact point can be relied on."""

    FRESH = "fresh", _("verified")
    STALE = "stale", _("stale")


def language_name(code: str) -> str:
    """The language in the reader's own; an unknown code stands for itself."""
    ours = dict(settings.LANGUAGE_NAMES)
    if code in ours:
        return str(ours[code])
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


def language_choices() -> list[tuple[str, str]]:
    """Codes and names for a form, in the reader's language."""
    return [(code, language_name(code)) for code in LANGUAGE_CODES]
