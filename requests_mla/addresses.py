"""How an account, device or address reads: one way on pages and in letters."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from documents.typography import in_a_row


def with_port(value: str, port: int | None) -> str:
    """An address and its port; brackets keep the two apart where the address has colons."""
    if not port:
        return value
    return f"[{value}]:{port}" if ":" in value else f"{value}:{port}"


def seen_in_words(at: datetime | None, zone: str) -> str:
    """When it was seen, in UTC to the second, and in which zone the log was written."""
    seen = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else ""
    if not zone:
        return seen
    log = _("zone of the log: %(zone)s") % {"zone": zone}
    return in_a_row(seen, f"({log})") if seen else log
