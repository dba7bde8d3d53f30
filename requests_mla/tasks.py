"""The worker's part in letters."""

from celery import shared_task

from .services import posting

# At one waking; the next comes in seconds, and an alarm may wait behind these.
MOST_LETTERS = 8


@shared_task
def render_letters() -> int:
    """Make the letters that wait; how many were tried.

    One is claimed when the one before is done: of a worker that dies no other letter has to wait.
    """
    for tried in range(MOST_LETTERS):
        claimed = posting.claim_orders(limit=1)
        if not claimed:
            return tried
        posting.make_letter(claimed[0])
    return MOST_LETTERS
