"""Tell on every page when the work behind the pages stands still."""

from datetime import UTC

from django import template
from django.template.context import RequestContext
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..health import standstill

register = template.Library()


@register.simple_tag(takes_context=True)
def standstill_in_words(context: RequestContext) -> str:
    """Since when reminders and letters lie, to whoever is signed in; empty while all is well."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ""
    found = standstill()
    if found is None:
        return ""
    if found.since is None:
        return _("Reminders and letters have never been worked on here.")
    since = date_format(found.since.astimezone(UTC), "j M Y, H:i")
    return _("Reminders and letters have not been worked on since %(moment)s (UTC).") % {
        "moment": since
    }
