"""How API callers prove who they are, and that they act under an appointment."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from audit import moment

from .actors import Actor
from .models import ApiToken, Person
from .queries import live_appointments
from .services import token_digest


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`; the token carries the appointment to act under."""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        """The person and the token; None when no bearer token is given."""
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != "bearer":
            return None
        token = (
            ApiToken.objects.filter(
                digest=token_digest(words[1]),
                revoked_at__isnull=True,
                expires_at__gt=moment.now(),
            )
            .select_related("appointment__person", "appointment__authority__state")
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This token is not known, has expired or was revoked."))
        person = token.appointment.person
        live = live_appointments(person.pk).filter(pk=token.appointment_id)
        if not live.exists():
            raise AuthenticationFailed(_("The appointment of this token has ended."))
        request._request.actor = Actor.of(token.appointment)  # type: ignore[attr-defined]  # ours, as in middleware
        return person, token

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing token a 401."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its hook is untyped
    """Describes the token in the OpenAPI document."""

    target_class = "accounts.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class HasActor(BasePermission):
    """Only people who act under a live appointment."""

    message = _("Choose an appointment to act under first.")

    def has_permission(self, request: Request, view: Any) -> bool:
        """True when the request carries an actor, with a second factor where the role asks it.

        A token is a factor of its own: it was made in a session that had passed.
        """
        actor: Actor | None = getattr(request._request, "actor", None)
        if actor is None:
            return False
        if isinstance(request.auth, ApiToken) or actor.role not in settings.SECOND_FACTOR_ROLES:
            return True
        self.message = _("Your role asks for a second factor: set one up on the pages first.")
        return bool(is_mfa_enabled(request.user))
