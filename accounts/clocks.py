"""The clock of an appointment: it ends with its last day, in UTC, as appointments count days."""

from django.utils.translation import gettext_lazy as _

from audit import moment
from workflow import clocks
from workflow.choices import RungKind, Side, Source, Unit
from workflow.ladder import Rung
from workflow.models import Clock
from workflow.table import ClockRule

from .choices import Role
from .models import Appointment

KIND = "people"
ZONE = "UTC"
TOLD = (Role.STATE_ADMINISTRATOR.value,)
APPOINTMENT = ClockRule(
    "appointment",
    _("an appointment ends"),
    Side.REQUESTING,  # of no case, so nobody across a border owes anything
    None,
    Unit.DAYS,
    Source.AGREED,
    ladder=(
        Rung(RungKind.BEFORE, TOLD, 30),
        Rung(RungKind.BEFORE, TOLD, 7),
        Rung(RungKind.OVERDUE, TOLD),
    ),
    lapses=True,
)


def follow(appointment: Appointment) -> None:
    """Let the clock agree with the appointment: made, moved or stopped; the caller has the lock.

    A new last day is a new clock, with a ladder of its own.
    """
    running = appointment.clock
    wanted = None if appointment.stopped_at else appointment.until
    if running and running.stopped_at is None:
        if running.until == wanted:
            return
        clocks.end(running, at=moment.now())
    appointment.clock = None
    if wanted:
        appointment.clock = clocks.start_without_case(
            KIND,
            APPOINTMENT,
            at=moment.now(),
            state=appointment.authority.state_id,
            zone=ZONE,
            until=wanted,
            item=str(appointment.pk),
        )
    appointment.save(update_fields=["clock"])


def appointment_of(clock: Clock) -> Appointment:
    """The appointment whose end a clock counts, also when another clock has taken its place."""
    return Appointment.objects.select_related("person", "authority").get(pk=int(clock.item))
