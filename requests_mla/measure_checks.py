"""How to see whether a measure of a draft satisfies a content rule of the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from convention.choices import RequestType

from .choices import DataCategory
from .models import Measure

# Kinds of request for what has not happened yet.
LIVE = frozenset({RequestType.RT_TRAFFIC, RequestType.INTERCEPT})


@dataclass(frozen=True)
class MeasureCheck:
    """A content rule that each measure it concerns is tested for.

    `kind` and `field` name the rule; `blocks` None leaves to the rule whether its gap blocks.
    """

    kind: str
    field: str
    satisfied: Callable[[Measure], bool]
    text: Callable[[], str]
    concerns: Callable[[Measure], bool] = lambda measure: True
    blocks: bool | None = None


def _wants_data(measure: Measure) -> bool:
    return measure.type.data


def _is_live(measure: Measure) -> bool:
    return measure.type.request_type_id in LIVE


MEASURE_CHECKS = (
    MeasureCheck(
        RequestType.MLA,
        "assistance_sought",
        lambda measure: bool(measure.description or measure.target),
        lambda: _("Say what measure %(number)s is to bring"),
    ),
    MeasureCheck(
        RequestType.STORED,
        "data_category",
        lambda measure: measure.category != DataCategory.NONE,
        lambda: _("Data category of measure %(number)s"),
        concerns=_wants_data,
    ),
    MeasureCheck(
        RequestType.STORED,
        "system_or_account",
        lambda measure: bool(measure.target),
        lambda: _("Account or device of measure %(number)s"),
        concerns=_wants_data,
    ),
    MeasureCheck(
        RequestType.MLA,
        "period",
        lambda measure: bool(measure.period_from and measure.period_until),
        lambda: _("Period of measure %(number)s"),
        concerns=_wants_data,
        blocks=True,
    ),
    MeasureCheck(
        RequestType.RT_TRAFFIC,
        "justification",
        lambda measure: bool(measure.necessity),
        lambda: _("Why measure %(number)s is needed"),
        concerns=_is_live,
    ),
    MeasureCheck(
        RequestType.MLA,
        "hr_assessment",
        lambda measure: bool(measure.necessity),
        lambda: _("Why measure %(number)s is needed"),
        concerns=lambda measure: not _is_live(measure),
    ),
    MeasureCheck(
        RequestType.MLA,
        "deadline_requested",
        lambda measure: bool(measure.needed_reason),
        lambda: _("Reason for the date of measure %(number)s"),
        concerns=lambda measure: bool(measure.needed_by),
    ),
)
