"""What was decided: measure by measure, or to wait."""

from django.utils.translation import gettext as _

from documents.letter import Paragraph, Section, Table
from documents.typography import ending_in, in_a_row, listed

from .. import choices
from .basis import is_convention
from .parts import Payload, day, typed

LONGEST_ASKED = 120  # characters


def decision(payload: Payload) -> list[Section]:
    """Outcome, ground, reasons and conditions of each measure."""
    ground = _("Ground, article") if is_convention(payload) else _("Ground")
    head = (_("No"), _("Measure"), _("Decision"), ground)
    rows = payload["decisions"]
    body = tuple(
        (
            str(row["measure"]),
            "\n".join(part for part in (row["name"], _shortened(row["asked"])) if part),
            str(choices.Outcome(row["outcome"]).label),
            _ground(row, payload) or "–",
        )
        for row in rows
    )
    reasons = []
    for row in rows:
        number = {"number": row["measure"]}
        if row["reasons"]:
            text = in_a_row(_("Measure %(number)s, reasons:") % number, row["reasons"])
            reasons.append(Paragraph(text, "40(25)"))
        if row["left_out"]:
            text = in_a_row(_("Measure %(number)s, what is left out:") % number, row["left_out"])
            reasons.append(Paragraph(text, "40(25)"))
        if row["conditions"]:
            text = in_a_row(_("Measure %(number)s, conditions:") % number, row["conditions"])
            reasons.append(Paragraph(text, "40(28)"))
        if row["review_on"]:
            text = _("Measure %(number)s will be looked at again on %(day)s.") % {
                **number,
                "day": day(row["review_on"]),
            }
            reasons.append(Paragraph(text, "40(27)"))
    sections = [
        Section(_("Decision on each measure"), _further(payload), Table(head, body, (1, 8, 5, 6)))
    ]
    if reasons:
        sections.append(Section(_("Reasons and conditions"), tuple(reasons)))
    return sections + typed(payload, _("Remarks"), "")


def _further(payload: Payload) -> tuple[Paragraph, ...]:
    """Of a later decision, which it adds to."""
    earlier = payload.get("earlier", [])
    if not earlier:
        return ()
    dates = listed(day(row["sent"]) for row in earlier if row["sent"])
    return (
        Paragraph(_("This adds to our decision of %(dates)s, which stands.") % {"dates": dates}),
    )


def _ground(row: Payload, payload: Payload) -> str:
    article = row["reference"] if is_convention(payload) else ""
    return " · ".join(part for part in (row["ground_name"], article) if part)


def _shortened(asked: str) -> str:
    """Enough of what was asked to tell two measures of one kind apart."""
    line = " ".join(asked.split())
    return line if len(line) <= LONGEST_ASKED else f"{line[:LONGEST_ASKED].rstrip()}…"


def postponement(payload: Payload) -> list[Section]:
    """Why not now, and when it is looked at again."""
    lead = _("Helping now would disturb a live case here. We look at it again on %(day)s.") % {
        "day": day(payload["review_on"])
    }
    return typed(payload, _("Postponement"), "40(27)", lead)


def talks_answer(payload: Payload) -> list[Section]:
    """Whether the proposed conditions are accepted, and which they were."""
    if payload.get("item_by_item"):
        lead = _("To the conditions you proposed we answer one by one.")
    elif payload["accepted"]:
        lead = _("The conditions you proposed are accepted. They bind us.")
    else:
        lead = _("The conditions you proposed cannot be accepted.")
    sections = typed(payload, _("Answer to your proposal"), "40(28)", lead)
    proposed = tuple(Paragraph(_condition(row)) for row in payload.get("conditions", []))
    return [*sections, Section(_("Conditions you proposed"), proposed)] if proposed else sections


def _condition(row: Payload) -> str:
    if row["measure"] is None:
        return ending_in(_("Condition %(number)s: %(text)s"), row["text"], number=row["number"])
    return ending_in(
        _("Condition %(number)s, measure %(measure)s: %(text)s"),
        row["text"],
        number=row["number"],
        measure=row["measure"],
    )
