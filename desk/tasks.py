"""Thin tasks that beat wakes; what is due stands in the database."""

from celery import shared_task

from . import services


@shared_task
def deliver_notices() -> int:
    """Deliver waiting notices."""
    return services.deliver_notices()


@shared_task
def fire_reminders() -> int:
    """Fire due reminders."""
    services.beat("reminders")
    return services.fire_reminders()


@shared_task
def heartbeat() -> None:
    """Let the web process see that beat and worker are alive."""
    services.beat("worker")
