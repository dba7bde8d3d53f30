"""The six languages of the United Nations, and in which of them States write to each other."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import pgettext

# As Django names them; a letter can be printed in each.
SIX = ("ar", "zh-hans", "en", "fr", "ru", "es")
OTHERWISE = "en"


def of_letters(accepted: Iterable[str], written: str) -> str:
    """The language in which letters of a case are printed: one that the asked State accepts.

    `accepted` are the languages of the asked State (empty: not known), `written` is the one in
    which the asking side writes its text. Article 40(14) wants a language acceptable to the asked
    State. Where it accepts none of the six, the one it is written in, else English.
    """
    known = [code for one in accepted if (code := one_of_six(one))]
    own = one_of_six(written)
    if own and (own in known or not known):
        return own
    return known[0] if known else own or OTHERWISE


def one_of_six(code: str) -> str:
    """The same language as Django names it ("zh" is "zh-hans"); empty if it is none of the six."""
    plain = code.lower().partition("-")[0]
    return next((one for one in SIX if one.partition("-")[0] == plain), "")


def direction_of(code: str) -> str:
    """How text in that language runs, as HTML says it: "rtl" or "ltr"."""
    plain = code.lower().partition("-")[0]
    return "rtl" if plain in settings.LANGUAGES_BIDI else "ltr"


def named(name: str) -> str:
    """A name of the catalogue (measure, offence, ground, instrument) in the active language.

    A house translation beside the name that the catalogue holds in English.
    """
    return pgettext("catalogue", name) if name else ""
