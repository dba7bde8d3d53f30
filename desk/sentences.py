"""How a notice reads in an inbox and in an e-mail, and where it leads."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clocks import appointment_of
from workflow.choices import RungKind
from workflow.models import Clock, Notice
from workflow.notices import TELLINGS
from workflow.services import CASEWORK


def sentence(notice: Notice) -> str:
    """What happened, or which act is owed; of a reminder that comes late, that it does."""
    said = CASEWORK[notice.case.kind].sentence(notice) if notice.case else _of_no_case(notice)
    return " ".join(part for part in (said, _late(notice)) if part)


def heading_of(notice: Notice) -> str:
    """What it is about, above the sentence: the case, or the kind of thing that has none."""
    if notice.case:
        return notice.case.title
    return _("Appointments") if notice.clock else str(TELLINGS[notice.subject].heading)


def subject_of(notice: Notice) -> str:
    """The subject of an e-mail: our reference and the sentence, on one line."""
    if notice.case is None:
        return " ".join(sentence(notice).split())
    lead = notice.case.participations.filter(side=notice.side, leads=True).first()
    work = CASEWORK[notice.case.kind]
    line = work.subject(lead.reference if lead else "", notice)
    return " ".join(part for part in (line, _late(notice)) if part)


def address_of(notice: Notice) -> str:
    """The page that a notice leads to."""
    if notice.case:
        return CASEWORK[notice.case.kind].address(notice.case.pk)
    return reverse("desk:home") if notice.clock else TELLINGS[notice.subject].address(notice)


def _late(notice: Notice) -> str:
    """That reminders did not go out when they were due, and how many this one stands for."""
    if notice.late_since is None:
        return ""
    clock = notice.clock
    zone = ZoneInfo(clock.zone if clock else "UTC")
    since = date_format(notice.late_since.astimezone(zone), "j F Y")
    said = _("This comes late: reminders were due since %(day)s and did not go out.")
    if not notice.stands_for:
        return said % {"day": since}
    others = ngettext(
        "It stands for %(n)s other.", "It stands for %(n)s others.", notice.stands_for
    )
    return f"{said % {'day': since}} {others % {'n': notice.stands_for}}"


def _of_no_case(notice: Notice) -> str:
    clock: Clock | None = notice.clock
    if clock is None:
        return TELLINGS[notice.subject].sentence(notice)
    appointment = appointment_of(clock)
    facts = {
        "who": appointment.person.name,
        "role": appointment.get_role_display(),
        "authority": appointment.authority.name,
        "day": date_format(clock.due_at.astimezone(ZoneInfo(clock.zone)), "j F Y"),
    }
    if notice.reminder and notice.reminder.kind == RungKind.OVERDUE:
        return _("%(who)s, %(role)s at %(authority)s: the appointment ended on %(day)s.") % facts
    return _("%(who)s, %(role)s at %(authority)s: the appointment ends on %(day)s.") % facts
