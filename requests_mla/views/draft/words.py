"""How one row of a draft reads in its list: a title, and what tells it from its neighbours."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ...choices import DataCategory, Step
from ...models import CasePerson, Identifier, Measure, Offence


def in_words(step: str, row: Any) -> tuple[str, str]:
    """Title and details of a row of that step."""
    return WORDS[step](row)


def _offence(row: Offence) -> tuple[str, str]:
    title = row.title
    if row.article:
        title = _("Article %(number)s: %(name)s") % {
            "number": row.article_id,
            "name": row.article.name,
        }
    return title, row.provision[:200]


def _person(row: CasePerson) -> tuple[str, str]:
    return " / ".join(row.all_names), row.get_role_display()


def _identifier(row: Identifier) -> tuple[str, str]:
    about = (row.get_kind_display(), row.seen, row.service, row.note)
    return str(row), " · ".join(str(part) for part in about if part)


def _measure(row: Measure) -> tuple[str, str]:
    days = (row.period_from, row.period_until)
    period = " – ".join(date_format(day, "j M Y") if day else "…" for day in days)
    category = "" if row.category == DataCategory.NONE else row.get_category_display()
    about = (category, row.target, row.custodian, period if any(days) else "", row.description)
    return str(row), " · ".join(str(part)[:200] for part in about if part)


WORDS: dict[str, Callable[[Any], tuple[str, str]]] = {
    Step.OFFENCES: _offence,
    Step.PERSONS: _person,
    Step.IDENTIFIERS: _identifier,
    Step.MEASURES: _measure,
}
