"""Who else has to know of a move: casework above, such as a freeze that waits for its request."""

from collections.abc import Callable

from accounts.actors import Actor
from workflow.models import Case, Event

# Called within the move, under the lock of the case; a refusal undoes the move.
Follower = Callable[[Case, Event, Actor], None]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Let `follower` know of every move of a request; called in `ready()`."""
    _followers.append(follower)


def tell(case: Case, event: Event, by: Actor) -> None:
    """Tell all of them."""
    for follower in _followers:
        follower(case, event, by)
