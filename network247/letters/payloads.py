"""The machine-readable content of the desk's letters: only what crosses the border is in it."""

from collections.abc import Callable

from django.utils import translation

from convention import languages
from convention.choices import CONVENTION
from convention.models import Instrument
from requests_mla.letters.bodies.values import day_of, utc
from requests_mla.letters.parts import Payload
from requests_mla.letters.payloads import canonical, frame, keep_order, next_number, resting_on
from workflow.choices import Side
from workflow.models import Event, Letter

from ..choices import Verdict
from ..models import UrgentMatter


def order(matter: UrgentMatter, *, kind: str, event: Event, more: Callable[[], Payload]) -> Letter:
    """A letter for the worker to make, with its payload fixed now.

    `more` is what this step says, asked for in the language of the letter.
    """
    case, number = matter.case, next_number(matter.case)
    with translation.override(language_of(matter)):
        payload = compose(matter, kind=kind, event=event, number=number) | more()
    return keep_order(
        case,
        kind,
        event,
        number,
        canonical(payload),
        language=payload["language"],
        shared=True,
    )


def compose(matter: UrgentMatter, *, kind: str, event: Event, number: int) -> Payload:
    """The payload of a letter of that kind about that event."""
    side = Side(event.side)
    payload = frame(
        matter.case,
        kind=kind,
        event=event,
        number=number,
        sender=matter.authority(side),
        recipient=matter.authority(side.other),
        language=language_of(matter),
    )
    payload |= resting_on(Instrument.objects.filter(pk=CONVENTION).first())
    if matter.keep_secret:
        payload["confidential"] = {"until": None, "reason": matter.secret_reason}
    return payload | {
        "desk": True,
        "matter": content(matter),
        "trust": trust(matter) if side == Side.REQUESTED else None,
    }


def language_of(matter: UrgentMatter) -> str:
    """The language of the letters of a matter: one that the asked State accepts."""
    asked, asking = matter.authority(Side.REQUESTED), matter.authority(Side.REQUESTING)
    own = (asking.state.languages or [languages.OTHERWISE])[0]
    return languages.of_letters(asked.state.languages, own)


def content(matter: UrgentMatter) -> Payload:
    """What was asked, 42(3) and 41(3)."""
    return {
        "kind": matter.kind,
        "route": matter.route,
        "caller": matter.caller,
        "read_back": matter.read_back,
        "arrived": utc(matter.arrived_at) if matter.arrived_at else None,
        "authority": matter.authority_in_charge,
        "case_number": matter.case_number,
        "offence": {
            "class": matter.offence_class,
            "articles": sorted(matter.offences.values_list("article_id", flat=True)),
            "title": matter.offence_title,
        },
        "facts": matter.facts,
        "data": matter.data_wanted,
        "custodian": matter.custodian,
        "location": matter.location,
        "necessity": matter.necessity,
        "follow_up": {"promised": matter.follow_up_promised, "by": day_of(matter.follow_up_by)},
        "secrecy": {"asked": matter.keep_secret, "reason": matter.secret_reason},
        "wanted_until": day_of(matter.wanted_until),
        "risk": {
            "to": matter.risk_to_whom,
            "significant": matter.risk_significant,
            "imminent": matter.risk_imminent,
        },
        "earlier_reference": matter.earlier_reference,
        "identifiers": [
            {"kind": row.kind, "value": row.value, "port": row.port, "service": row.service}
            for row in matter.identifiers.all()
        ],
    }


def trust(matter: UrgentMatter) -> Payload:
    """Whether the one who asked was verified, and how; never with whom, which stays at home."""
    found = matter.verifications.filter(verdict=Verdict.CONFIRMED).first()
    return {
        "verified": found is not None,
        "method": found.method if found else "",
        "at": utc(found.at) if found else None,
        "overridden": hasattr(matter, "override"),
    }
