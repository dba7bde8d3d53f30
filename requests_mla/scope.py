"""Which door of the Convention the offences of a request open: Articles 2(h), 35(1) and 40(1)."""

from collections.abc import Iterable

from convention.bases import Offences
from convention.choices import CONVENTION
from convention.choices import OffenceClass as Opened
from convention.models import TimeLimit
from convention.queries import time_limit

from .choices import OffenceClass
from .models import Measure, Offence, Request

# The time limit of the catalogue that makes a crime serious, and how many months its units have.
THRESHOLD = "serious_crime_threshold"
MONTHS = {"years": 12, "months": 1}


def is_by_convention(request: Request) -> bool:
    """Whether the rules of the Convention apply: it is the basis, or no other was chosen."""
    return request.basis_id in {None, CONVENTION}


def opened(classes: Iterable[str]) -> Opened | None:
    """The wider of the classes; None while no offence is named, as on some paper requests."""
    found = set(classes)
    if OffenceClass.TREATY in found:
        return Opened.TREATY_OFFENCE
    return Opened.SERIOUS_CRIME if found else None


def opens(widest: str | None, measure: Measure) -> bool:
    """Whether that class of offences opens this measure: a serious crime, e-evidence only."""
    return widest != Opened.SERIOUS_CRIME or measure.type.available_for_serious_crime


def threshold() -> TimeLimit:
    """From which maximum penalty on a crime is serious, 2(h)."""
    return time_limit(THRESHOLD)


def months_of(limit: TimeLimit) -> int:
    """A penalty of the catalogue in months."""
    return (limit.amount or 0) * MONTHS[limit.unit]


def not_serious(offences: Iterable[Offence], limit: TimeLimit) -> list[Offence]:
    """Those called serious crimes whose maximum penalty is known and too low for one."""
    return [
        row
        for row in offences
        if row.offence_class == OffenceClass.SERIOUS
        and row.maximum_penalty_months is not None
        and row.maximum_penalty_months < months_of(limit)
    ]


def investigated(rows: list[Offence]) -> Offences:
    """What is investigated, for the question which instruments are open for it."""
    articles = frozenset(row.article_id for row in rows if row.article_id)
    others = [row for row in rows if row.offence_class != OffenceClass.TREATY]
    if not others:
        return Offences(opened(row.offence_class for row in rows), articles)
    minor = not_serious(others, threshold())
    narrowest = Opened.OTHER if minor else Opened.SERIOUS_CRIME
    widest = Opened.OTHER if len(minor) == len(others) else Opened.SERIOUS_CRIME
    if len(others) < len(rows):
        widest = Opened.TREATY_OFFENCE
    return Offences(widest, articles, narrowest)
