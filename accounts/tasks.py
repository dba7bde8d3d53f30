"""A thin task that beat wakes; what is due stands in the database."""

from celery import shared_task

from . import services


@shared_task
def tell_of_keys() -> int:
    """Tell of the keys that end soon; of how many."""
    return services.tell_of_ending_keys()
