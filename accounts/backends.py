"""Who is signed in, read together with the appointments they may act under."""

from typing import TYPE_CHECKING, cast

from allauth.account.auth_backends import AuthenticationBackend

from .queries import live_appointments

if TYPE_CHECKING:
    from .models import Person


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's sign-in; every later page reads person and live appointments in one query."""

    def get_user(self, user_id: int) -> "Person | None":
        """The person of a session, with `live` filled; None if they may not sign in any more."""
        live = list(live_appointments(user_id))
        if not live:
            return cast("Person | None", super().get_user(user_id))
        person = live[0].person
        person.live = live
        return person
