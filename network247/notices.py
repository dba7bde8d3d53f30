"""How notices of urgent matters read in an inbox and in an e-mail."""

from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.choices import RungKind, Side
from workflow.models import Notice

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
