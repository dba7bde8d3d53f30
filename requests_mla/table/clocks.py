"""The periods of a request.

The Convention sets no number of days for answering a request (40(26): as soon as possible), so all
numbers here are house targets.
"""

from django.utils.translation import gettext_lazy as _

from workflow.choices import Side, Source, Unit
from workflow.table import ClockRule

from .sides import ASKED, ASKING


def _house(name: str, label: object, owed_by: Side, days: int, basis: str) -> ClockRule:
    return ClockRule(name, label, owed_by, days, Unit.WORKING_DAYS, Source.HOUSE, basis)


CLOCKS = (
    _house("acknowledge", _("acknowledge"), ASKED, 5, "40(26)"),
    _house("decide", _("decide"), ASKED, 20, "40(26)"),
    _house("answer", _("answer the question"), ASKING, 10, "40(16)"),
    _house("talks", _("answer the proposal"), ASKING, 15, "40(28)"),
    ClockRule(
        "review", _("review the postponement"), ASKED, None, Unit.DAYS, Source.AGREED, "40(27)"
    ),
    _house("execute", _("execute"), ASKED, 30, "40(26)"),
    _house("confirm", _("confirm receipt"), ASKING, 10, "40(14)"),
    _house("status_reply", _("say how it stands"), ASKED, 5, "40(26)"),
)
