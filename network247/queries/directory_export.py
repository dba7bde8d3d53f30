"""The yearly list of Article 41(2) as a file: what the directory said at the end of a day."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

from audit.canonical import moment as in_full
from documents.cells import safe

from ..choices import ListFormat
from ..models import ContactVersion
from .directory import midnight, standing_before

# Names of the columns; an import reads these, in any order.
READ = (
    *("state", "authority_name", "phone", "email", "channels", "languages"),
    *("timezone", "hours", "verified_on", "source"),
)
# What else a reader wants to know; an import passes it over.
TOLD = ("in_force_since", "stands_on")


def exported(form: ListFormat, day: date, zone: str) -> bytes:
    """The whole directory as it stood at the end of `day` in `zone`; what stands now for today."""
    versions = standing_before(midnight(day + timedelta(days=1), zone))
    desks = [
        _desk(version, day) for version in versions.order_by("point__state", "authority_name", "pk")
    ]
    return _csv(desks) if form is ListFormat.CSV else _json(desks, day, zone)


def _desk(version: ContactVersion, day: date) -> dict[str, Any]:
    details = version.details
    return {
        "state": version.point.state_id,
        **{name: getattr(details, name) for name in READ[1:]},
        "channels": version.channel_lines,
        "languages": list(details.languages),
        "verified_on": details.verified_on.isoformat(),
        "in_force_since": in_full(version.decided_at) if version.decided_at else "",
        "stands_on": day.isoformat(),
    }


def _csv(desks: list[dict[str, Any]]) -> bytes:
    """The mark at the start tells spreadsheets that the text is UTF-8."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow([*READ, *TOLD])
    for desk in desks:
        cells = {
            **desk,
            "channels": "\n".join(desk["channels"]),
            "languages": " ".join(desk["languages"]),
        }
        writer.writerow([safe(cells[name]) for name in (*READ, *TOLD)])
    return b"\xef\xbb\xbf" + page.getvalue().encode()


def _json(desks: list[dict[str, Any]], day: date, zone: str) -> bytes:
    told = {
        "list": "contact points, Article 41(2)",
        "stands_on": day.isoformat(),
        "zone": zone,
        "desks": desks,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
