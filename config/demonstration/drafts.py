"""Pieces that several drafts of the demonstration share."""

from datetime import date

from convention.choices import CONVENTION
from requests_mla.models import Attachment

from .play import Play


def simple_draft(
    play: Play,
    who: str,
    *,
    unit: str,
    number: str,
    article: int,
    target: str,
    period: tuple[date, date],
    facts: str,
) -> None:
    """A complete small draft: one offence, one measure on subscriber information."""
    play.write(
        who,
        "who",
        conducting_authority=unit,
        basis_id=CONVENTION,
        conducting_functions="conducts the investigation",
        case_number=number,
        nature="Criminal investigation.",
        purpose="To identify the person behind the account, in this case only.",
    )
    play.add(
        who,
        "offences",
        [
            {
                "article": article,
                "provision": "Penal Code, the section that carries out this article.",
                "maximum_penalty_months": 72,
            }
        ],
    )
    play.write(who, "facts", facts=facts)
    play.add(
        who,
        "measures",
        [
            {
                "type": "stored_data",
                "category": "subscriber",
                "description": "Subscriber information.",
                "target": target,
                "period_from": period[0],
                "period_until": period[1],
                "zone": "UTC",
                "necessity": "Nothing else names the person.",
            }
        ],
    )
    play.write(who, "safeguards", safeguards="One account, a few days, no content.")


def translation(play: Play, who: str, *, to: str, language: str, text: str) -> None:
    """A certified translation into a language that the other State accepts."""
    stored = play.scan(who, play.cast.central[to], text)
    play.save(
        who,
        "attachments",
        lambda found: Attachment.objects.create(
            request=found,
            file=stored,
            name=f"translation-{language}.pdf",
            role="translation",
            language=language,
            certified=True,
            added_by_name=play.cast.actors[who].name,
        ),
    )
