"""What a private address answers: read by a calendar program, which nobody signs in."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import SimpleRateThrottle

from ..models import Person

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


class PerAddress(SimpleRateThrottle):
    """Counts what comes from one address of the network, found as failed sign-ins are counted."""

    scope = "calendar_feed"
    rate = "60/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """The client's address; the last that a trusted proxy has added."""
        ident = get_adapter(request).get_client_ip(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


def calendar_answer(
    request: HttpRequest,
    token: str,
    *,
    reader_of: Callable[[str], Person | None],
    made: Callable[[Person], bytes],
) -> HttpResponse:
    """The file of whoever made the address; 404 in all other cases, without saying which."""
    throttle = PerAddress()
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it asks for no more
        seconds = str(int(throttle.wait() or 60) + 1)
        return HttpResponse(status=429, headers={**HEADERS, "Retry-After": seconds})
    person = reader_of(token)
    if person is None:
        return HttpResponse(
            "Not found\n", status=404, content_type="text/plain; charset=utf-8", headers=HEADERS
        )
    return HttpResponse(made(person), content_type="text/calendar; charset=utf-8", headers=HEADERS)
