"""How notices of urgent matters and of test calls read in an inbox and in an e-mail."""

from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person
from workflow.choices import RungKind, Side
from workflow.models import Notice
from workflow.notices import Telling

from .choices import CALL_EVERY_MONTHS
from .queries.drills import callers_of
from .table import TABLE


def sentence(notice: Notice) -> str:
    """What happened; or which act is owed, by whom and until when, to the minute."""
    clock = notice.clock
    if clock is None:
        move = TABLE.move(notice.subject)
        return f"{move.done}." if move else notice.subject
    due = clock.due_at.astimezone(ZoneInfo(clock.zone))
    facts = {
        "what": TABLE.clock(clock.name).label,
        "when": date_format(due, "j F Y, H:i"),
        "zone": clock.zone,
        "who": Side(clock.owed_by).label,
    }
    kind = notice.reminder.kind if notice.reminder else ""
    said = {
        "": _("Worked out anew, now due on %(when)s (%(zone)s): %(what)s."),
        RungKind.OVERDUE: _("Ran out on %(when)s (%(zone)s): %(what)s. Owed by the %(who)s."),
        RungKind.ESCALATED: _(
            "Still open, ran out on %(when)s (%(zone)s): %(what)s. Owed by the %(who)s."
        ),
    }
    plain = _("Runs out on %(when)s (%(zone)s): %(what)s. Owed by the %(who)s.")
    return said.get(kind, plain) % facts


def subject_line(reference: str, notice: Notice) -> str:
    """The subject of the e-mail: our reference and the sentence, on one line."""
    line = f"{reference or _('Urgent matter')}: {sentence(notice)}"
    return " ".join(line.split())


def callers(notice: Notice) -> QuerySet[Person]:
    """Whose task test calls are in the State that the notice is for."""
    return callers_of(notice.desks_due.values_list("state", flat=True).distinct().get())


def desks_fell_due(notice: Notice) -> str:
    """How many desks fell due for a test call when it was written."""
    number = notice.desks_due.count()
    said = ngettext(
        "%(n)s desk of another State fell due for a test call (house target: every %(months)s"
        " months).",
        "%(n)s desks of other States fell due for a test call (house target: every %(months)s"
        " months).",
        number,
    )
    return said % {"n": number, "months": CALL_EVERY_MONTHS}


def page_of_drills(notice: Notice) -> str:
    """The page that lists what is due now."""
    return reverse("network:drills")


DUE = Telling(gettext_lazy("Test calls"), callers, desks_fell_due, page_of_drills)
