"""Thin tasks that beat wakes; what is due stands in the database."""

from celery import shared_task

from .services import alarms, drill_notices, paging


@shared_task
def page_people() -> int:
    """Begin the rounds of paging that are due, then send what waits."""
    try:
        alarms.sweep()
    finally:
        # Whatever is wrong with one alarm, the others' pages go out.
        sent = paging.deliver()
    return sent


@shared_task
def tell_of_drills() -> int:
    """Tell each State which desks fell due for a test call; how many States."""
    return drill_notices.tell_of_due_calls()
