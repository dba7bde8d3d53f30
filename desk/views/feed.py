"""The private address of a calendar: read by a calendar program, which nobody signs in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.views.private_address import PerAddress, calendar_answer

from ..ics import calendar_file
from ..private_address import reader_of

__all__ = ["PerAddress", "feed"]


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of whoever made the address; 404 in all other cases, without saying which."""
    return calendar_answer(request, token, reader_of=reader_of, made=calendar_file)
