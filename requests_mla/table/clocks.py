"""The periods of a request, and whom each reminds.

The Convention sets no number of days for answering a request (40(26): as soon as possible), so all
numbers here are house targets. A State may set its own instead (`workflow.rules`).
"""

from django.utils.translation import gettext_lazy as _

from workflow.choices import RungKind, Side, Source, Unit
from workflow.ladder import Rung
from workflow.table import ClockRule

from .sides import ASKED, ASKING, EXECUTING, LIAISON, STAFF

MAY_BE_EXTENDED = 2
LAST_DAYS = (
    Rung(RungKind.ON_THE_DAY, STAFF, urgent=True),
    Rung(RungKind.OVERDUE, STAFF, urgent=True),
)
# What an officer does not do in a week after its end is told to the liaison officers once more.
LADDER = (
    Rung(RungKind.BEFORE, STAFF, 7),
    Rung(RungKind.BEFORE, STAFF, 1),
    *LAST_DAYS,
    Rung(RungKind.ESCALATED, (LIAISON,), 7, urgent=True),
)
# Whoever executes is reminded as well.
LADDER_OF_EXECUTION = (
    Rung(RungKind.BEFORE, (*STAFF, EXECUTING), 7),
    Rung(RungKind.BEFORE, (*STAFF, EXECUTING), 1),
    *LAST_DAYS,
    Rung(RungKind.ESCALATED, (LIAISON,), 7, urgent=True),
)
# Nobody owes an act: something ends.
LADDER_OF_ENDS = (
    Rung(RungKind.BEFORE, STAFF, 30),
    Rung(RungKind.BEFORE, STAFF, 7),
    Rung(RungKind.OVERDUE, STAFF),
)


def _house(
    name: str,
    label: object,
    owed_by: Side,
    days: int,
    basis: str,
    ladder: tuple[Rung, ...] = LADDER,
) -> ClockRule:
    return ClockRule(
        name,
        label,
        owed_by,
        days,
        Unit.WORKING_DAYS,
        Source.HOUSE,
        basis,
        extensions=MAY_BE_EXTENDED,
        ladder=ladder,
    )


CLOCKS = (
    _house("acknowledge", _("acknowledge"), ASKED, 5, "40(26)"),
    # At once, says the Convention, and no number.
    _house("written", _("confirm in writing what was asked orally"), ASKING, 3, "40(13)"),
    _house("decide", _("decide"), ASKED, 20, "40(26)"),
    _house("answer", _("answer the question"), ASKING, 10, "40(16)"),
    _house("talks", _("answer the proposal"), ASKING, 15, "40(28)"),
    ClockRule(
        "review",
        _("review the postponement"),
        ASKED,
        None,
        Unit.DAYS,
        Source.AGREED,
        "40(27)",
        extensions=MAY_BE_EXTENDED,
        ladder=LADDER,
    ),
    _house("execute", _("execute"), ASKED, 30, "40(26)", LADDER_OF_EXECUTION),
    _house("confirm", _("confirm receipt"), ASKING, 10, "40(14)"),
    _house("status_reply", _("say how it stands"), ASKED, 5, "40(26)"),
    ClockRule(
        "undertaking",
        _("an undertaking ends"),
        ASKING,
        None,
        Unit.DAYS,
        Source.AGREED,
        "40(19), 40(20)",
        ladder=LADDER_OF_ENDS,
        outlives=True,
        lapses=True,
    ),
    ClockRule(
        "retention",
        _("look whether the evidence is still needed"),
        ASKING,
        24,
        Unit.MONTHS,
        Source.HOUSE,
        "36(2)",
        extensions=10,
        ladder=LADDER,
        outlives=True,
    ),
)
