"""The periods of an urgent matter, and whom each reminds.

The Convention sets two numbers here: a freeze for another State lasts at least so many days, 42(8),
and an order at home at most so many, 25(2). It sets no hours for accepting, verifying, freezing or
answering: those are house targets. A State may set its own instead (`workflow.rules`).
"""

from django.utils.translation import gettext_lazy as _

from convention.amounts import amount_of
from workflow.choices import RungKind, Side, Source, Unit
from workflow.ladder import Rung
from workflow.table import ClockRule

from .sides import ASKED, ASKING, DESK, JUDGING, LIAISON

# A desk may ask for longer as often as it has to, 42(9).
AS_OFTEN_AS_NEEDED = 20
# Minutes and hours: paging is the alarm's; this tells who is above when it was not enough.
IN_HOURS = (
    Rung(RungKind.OVERDUE, JUDGING, urgent=True),
    Rung(RungKind.ESCALATED, (LIAISON,), 1, Unit.HOURS, urgent=True),
)
LADDER = (
    Rung(RungKind.ON_THE_DAY, DESK, urgent=True),
    Rung(RungKind.OVERDUE, DESK, urgent=True),
    Rung(RungKind.ESCALATED, (LIAISON,), 3, urgent=True),
)
# Data die when these run out: early, often, and to both sides where both are concerned.
LADDER_OF_A_FREEZE = (
    Rung(RungKind.BEFORE, DESK, 15),
    Rung(RungKind.BEFORE, DESK, 5, urgent=True),
    Rung(RungKind.BEFORE, JUDGING, 1, urgent=True),
    Rung(RungKind.ON_THE_DAY, JUDGING, urgent=True),
    Rung(RungKind.OVERDUE, JUDGING, urgent=True),
    Rung(RungKind.ESCALATED, (LIAISON,), 1, urgent=True),
)


def _house(
    name: str,
    label: object,
    owed_by: Side,
    amount: int,
    unit: Unit,
    basis: str,
    *,
    outlives: bool = False,
) -> ClockRule:
    ladder = IN_HOURS if unit in {Unit.MINUTES, Unit.HOURS} else LADDER
    return ClockRule(
        name,
        label,
        owed_by,
        amount,
        unit,
        Source.HOUSE,
        basis,
        ladder=ladder,
        outlives=outlives,
    )


CLOCKS = (
    _house("accept", _("accept"), ASKED, 15, Unit.MINUTES, "41(1)"),
    _house("verify", _("verify by calling back"), ASKED, 30, Unit.MINUTES, "41(4)"),
    _house("freeze", _("freeze the data"), ASKED, 1, Unit.HOURS, "42(4)"),
    _house("help", _("provide the emergency data"), ASKED, 4, Unit.HOURS, "41(3)(e)"),
    _house("respond", _("answer"), ASKED, 24, Unit.HOURS, "41(3)"),
    # At once, says the Convention, and no number.
    _house(
        "written", _("confirm in writing what was asked orally"), ASKING, 24, Unit.HOURS, "40(13)"
    ),
    _house("warning", _("decide about the warning"), ASKING, 24, Unit.HOURS, "42(7)"),
    _house(
        "extension", _("answer the wish for a longer freeze"), ASKED, 3, Unit.WORKING_DAYS, "42(9)"
    ),
    ClockRule(
        "preserved",
        _("the freeze for the other State ends"),
        ASKING,
        amount_of("preservation_minimum"),
        Unit.DAYS,
        Source.TREATY,
        "42(8)",
        extensions=AS_OFTEN_AS_NEEDED,
        ladder=LADDER_OF_A_FREEZE,
        both=True,
    ),
    ClockRule(
        "order",
        _("the order at home ends: renew it"),
        ASKED,
        amount_of("domestic_preservation_maximum"),
        Unit.DAYS,
        Source.TREATY,
        "25(2)",
        ladder=LADDER_OF_A_FREEZE,
    ),
    _house("lift", _("lift the freeze"), ASKED, 10, Unit.WORKING_DAYS, "42(8)"),
    _house("close", _("read the answer and close"), ASKING, 5, Unit.WORKING_DAYS, "41(3)"),
    _house(
        "review",
        _("review what was done in the emergency"),
        ASKED,
        5,
        Unit.WORKING_DAYS,
        "24",
        outlives=True,
    ),
)
