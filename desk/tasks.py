"""Thin tasks that beat wakes; what is due stands in the database."""

from celery import shared_task

from workflow import recomputing, sweeping

from . import services


@shared_task
def deliver_notices() -> int:
    """Deliver waiting notices."""
    return services.deliver_notices()


@shared_task
def fire_reminders() -> int:
    """Fire due reminders, and end what has ended by itself."""
    fired = sweeping.fire_reminders()
    sweeping.lapse()
    return fired


@shared_task
def recompute_clocks() -> int:
    """Work out anew what a corrected calendar or a changed rule concerns."""
    return recomputing.follow()


@shared_task
def heartbeat() -> None:
    """Let the web process see that beat and worker are alive: see `desk.pulse`."""
