"""How notices read in an inbox and in an e-mail. Mail never carries what a case says."""

from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.choices import RungKind, Side
from workflow.models import Notice

from .choices import Subject
from .table import TABLE

TOLD_INSIDE = {Subject.RIGHTS_SECOND, Subject.SEALED, Subject.NAMED, Subject.CONFLICT}


def sentence(notice: Notice) -> str:
    """What happened; or which act is owed, by whom and until when."""
    clock = notice.clock
    if clock:
        # The day as the authority counts it that owes the act; in UTC it may be the next one.
        due = clock.due_at.astimezone(ZoneInfo(clock.zone))
        facts = {
            "what": TABLE.clock(clock.name).label,
            "day": date_format(due, "j F Y"),
            "who": Side(clock.owed_by).label,
        }
        if notice.reminder is None:
            return _("Worked out anew, now due on %(day)s: %(what)s.") % facts
        if clock.lapses:
            return _("%(day)s: %(what)s.") % facts
        if notice.reminder.kind == RungKind.ESCALATED:
            return _("Still open, due on %(day)s: %(what)s. Owed by the %(who)s.") % facts
        if notice.reminder.kind == RungKind.OVERDUE:
            return _("Overdue since %(day)s: %(what)s. Owed by the %(who)s.") % facts
        return _("Due on %(day)s: %(what)s. Owed by the %(who)s.") % facts
    if notice.subject in Subject.values:
        return f"{Subject(notice.subject).label}."
    move = TABLE.move(notice.subject)
    return f"{move.done}." if move else notice.subject


def subject_line(reference: str, notice: Notice) -> str:
    """The subject of the e-mail: our reference and the sentence, on one line."""
    said = sentence(notice)
    if notice.subject in TOLD_INSIDE:
        # Mail is read by others on its way: what it is about is told inside only.
        said = _("Something waits for you.")
    line = f"{reference or _('Request')}: {said}"
    return " ".join(line.split())  # a reference is typed by somebody; a header has no line breaks
