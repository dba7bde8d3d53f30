"""How long a maximum penalty is, in words."""

from django.utils.translation import ngettext

MONTHS_OF_A_YEAR = 12


def penalty_in_words(months: int) -> str:
    """Whole years where it can be, else months."""
    years, rest = divmod(months, MONTHS_OF_A_YEAR)
    if rest:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
