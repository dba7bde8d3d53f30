"""The rows of the register as HTML: 25 a page, and each of a dozen words.

Written here and not in a template, which takes seventeen times as long for them. Every
word is escaped where it is put in.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def drawn(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """The body of the register's table; rows as `register.py` words them."""
    # The label of each cell, where the table is shown as cards.
    labels = {
        name: escape(label)
        for name, label in (
            ("partner", _("Partner")),
            ("status", _("Status")),
            ("turn", _("Whose turn")),
            ("due", _("Runs out")),
            ("changed", _("Last changed")),
        )
    }
    no_number, their = escape(_("no number yet")), escape(_("their"))
    lines = [_row(row, labels, no_number=no_number, their=their) for row in rows]
    return SafeString("".join(lines))


def _row(row: Mapping[str, Any], labels: Mapping[str, str], *, no_number: str, their: str) -> str:
    reference = _reference(row["reference"]) or no_number
    if row["their_reference"]:
        reference += f" · {their} {_reference(row['their_reference'])}"
    if row["tag"]:
        reference += f' <span class="tag">{escape(row["tag"])}</span>'
    return f"""
<tr>
  <td><a class="table-title" href="{escape(row["url"])}"><bdi>{escape(row["title"])}</bdi></a>\
<span class="table-more">{reference}</span></td>
  <td data-label="{labels["partner"]}"><span><bdi>{escape(row["partner"])}</bdi>\
<span class="table-more">{escape(row["direction"])}</span></span></td>
  <td data-label="{labels["status"]}">{escape(row["status"])}</td>
  <td data-label="{labels["turn"]}">{_turn(row)}</td>
  <td data-label="{labels["due"]}">{_due(row)}</td>
  <td data-label="{labels["changed"]}">{escape(row["changed"])}</td>
</tr>"""


def _reference(number: str) -> str:
    return f'<span class="reference">{escape(number)}</span>' if number else ""


def _turn(row: Mapping[str, Any]) -> str:
    if not row["turn"]:
        return ""
    return f'<span class="side side-{escape(row["turn"])}">{escape(row["turn_word"])}</span>'


def _due(row: Mapping[str, Any]) -> str:
    if not row.get("due"):
        return ""
    return (
        f'<span class="deadline{" deadline-today" if row["today"] else ""}">'
        f'<time datetime="{escape(row["due_at"])}">{escape(row["due"])}</time>'
        f'<span class="deadline-more">{escape(row["clock"])}</span></span>'
    )
