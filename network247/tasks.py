"""Thin tasks that beat wakes; what is due stands in the database."""

from celery import shared_task

from .services import alarms, paging


@shared_task
def page_people() -> int:
    """Begin the rounds of paging that are due, then send what waits."""
    try:
        alarms.sweep()
    finally:
        # Whatever is wrong with one alarm, the others' pages go out.
        sent = paging.deliver()
    return sent
