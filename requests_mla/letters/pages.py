"""How a payload reads on paper: one table for all kinds of letters."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.choices import Role
from documents.letter import Foot, LetterContent, Letterhead, Section, Signature, isolated
from documents.typography import listed, parted

from .. import choices
from . import afterwards, basis, bilingual, request
from .decision import decision, postponement, talks_answer
from .exchange import answers, questions
from .parts import Payload, day, lead, said, typed
from .results import receipt, transmittal

# Title, sections and the note of the signature.
Kind = tuple[Callable[[], str], Callable[[Payload], list[Section]], Callable[[], str]]


def content(payload: Payload, *, payload_sha256: str) -> LetterContent:
    """The letter that a payload makes, in the active language."""
    kind = payload["kind"]
    title, sections, closing = KINDS[kind]
    sender = payload["from"]
    return LetterContent(
        letterhead=Letterhead(
            state=sender["state_name"],
            ministry=sender["ministry"],
            authority=sender["authority"],
            basis=basis.competence(payload),
        ),
        title=title(),
        subtitle=basis.title_of(payload),
        facts=tuple(_facts(payload)),
        sections=basis.cited(bilingual.sections_of(sections, payload), payload),
        classification=basis.classification(payload),
        signature=_signature(payload, closing()),
        foot=Foot(
            reference=payload["references"]["ours"],
            other_reference=payload["references"]["theirs"],
            number=payload["number"],
            hash=payload_sha256,
            check=payload.get("check", ""),
        ),
    )


def _facts(payload: Payload) -> list[tuple[str, str]]:
    recipient, references = payload["to"], payload["references"]
    to = [recipient["state_name"], recipient["ministry"], recipient["authority"]]
    rows = [
        (_("To"), listed(to)),
        (_("Our reference"), isolated(references["ours"])),
        (_("Your reference"), isolated(references["theirs"])),
        (_("Your earlier reference"), isolated(payload.get("earlier_reference", ""))),
        (_("Date, place"), _date_and_place(payload)),
        (_("Legal basis"), basis.fact_of(payload)),
        (_("Subject"), _subject(payload)),
        (_("Case"), _proceedings(bilingual.translated(payload).get("proceedings"))),
        (_("Translation"), bilingual.signed_for(payload)),
    ]
    return [(label, value) for label, value in rows if value]


def _subject(payload: Payload) -> str:
    """The title; a translated one before its original."""
    title = str(payload["title"])
    shown = bilingual.translated(payload)["title"]
    return title if shown == title else f"{shown} / {title}"


def _date_and_place(payload: Payload) -> str:
    dated = day(payload["created"][:10])
    place = payload["from"]["place"]
    return listed((dated, place))


def _proceedings(found: Payload | None) -> str:
    if not found:
        return ""
    stage = choices.Stage(found["stage"]).label
    return listed((found["number"], stage, found["authority"]))


def register(kind: str, made: Kind) -> None:
    """Let another casework write letters of its own kind; called in `ready()`."""
    KINDS[kind] = made


def _signature(payload: Payload, note: str) -> Signature:
    sender, signer = payload["from"], payload["signer"]
    released = payload["kind"] in choices.Released.values
    desk = _("For the 24/7 contact point of %(state)s")
    authority = _("For the central authority of %(state)s")
    return Signature(
        for_=(desk if payload.get("desk") else authority) % {"state": sender["state_name"]},
        name="" if released else signer["name"],
        role="" if released else _role(signer["role"]),
        note=note,
    )


def _role(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role


def _acknowledgement(payload: Payload) -> list[Section]:
    lead = _("Your request has been received and registered under %(reference)s.") % {
        "reference": isolated(payload["references"]["ours"])
    }
    return typed(payload, _("Acknowledgement"), "40(26)", lead)


def _supplementary(payload: Payload) -> list[Section]:
    lead = _("In addition to our request we ask for the following.")
    return [*typed(payload, _("Supplement"), "40(15)", lead), *request.added(payload)]


def _resumption(payload: Payload) -> list[Section]:
    lead = _("The reason for postponing has ended. The request is being assessed again.")
    if payload.get("measures"):
        lead = _("The reason for postponing has ended. Being assessed again: %(measures)s.") % {
            "measures": parted(f"{row['number']}. {row['name']}" for row in payload["measures"])
        }
    return typed(payload, _("Resumption"), "40(27)", lead)


def sealed() -> str:
    """How a letter is signed that no second person has to read first."""
    return _("Signed electronically with the key of the authority.")


def _released() -> str:
    return _(
        "Released by a second person. Name and time of release stand in the electronic signature."
    )


KINDS: dict[str, Kind] = {
    "request": (lambda: _("Request for mutual legal assistance"), request.sections, _released),
    "acknowledgement": (lambda: _("Acknowledgement of receipt"), _acknowledgement, sealed),
    "question": (lambda: _("Request for additional information"), questions, sealed),
    "answer": (lambda: _("Additional information"), answers, sealed),
    "talks": (
        lambda: _("Proposal to talk before a decision"),
        said(lambda: _("Proposal"), "40(28)"),
        sealed,
    ),
    "talks_answer": (lambda: _("Answer to a proposal"), talks_answer, sealed),
    "decision": (lambda: _("Decision on a request"), decision, _released),
    "refusal": (lambda: _("Refusal of a request"), decision, _released),
    "postponement": (lambda: _("Postponement of a request"), postponement, sealed),
    "resumption": (
        lambda: _("Resumption of a request"),
        _resumption,
        sealed,
    ),
    "transmittal": (lambda: _("Transmittal of results"), transmittal, sealed),
    "receipt": (lambda: _("Receipt"), receipt, sealed),
    "closing": (
        lambda: _("Closing of a request"),
        lead(
            lambda: _("Closing"),
            "40(26)",
            lambda: _("The request has been answered and is closed. We thank you for your help."),
        ),
        sealed,
    ),
    "withdrawal": (
        lambda: _("Withdrawal of a request"),
        lead(
            lambda: _("Withdrawal"),
            "40(26)",
            lambda: _("The assistance asked for is no longer needed. The request is withdrawn."),
        ),
        sealed,
    ),
    "supplement": (
        lambda: _("Supplement to a request"),
        said(lambda: _("Supplement"), "40(15)"),
        sealed,
    ),
    "supplementary": (lambda: _("Supplementary request"), _supplementary, _released),
    "use_request": (
        lambda: _("Request for consent to another use"),
        afterwards.use_request,
        sealed,
    ),
    "use_answer": (lambda: _("Answer on another use"), afterwards.use_answer, sealed),
    "disclosure": (
        lambda: _("Notice of a disclosure to the defence"),
        lead(
            lambda: _("Notice"),
            "40(19)",
            lambda: _("Evidence that you handed over speaks for the accused and is disclosed:"),
        ),
        sealed,
    ),
    "disposal": (
        lambda: _("Confirmation of return or destruction"),
        afterwards.disposal,
        sealed,
    ),
    "status_query": (
        lambda: _("Question on how a request stands"),
        lead(
            lambda: _("Question"),
            "40(26)",
            lambda: _("Please tell us how the request stands."),
        ),
        sealed,
    ),
    "status_reply": (
        lambda: _("How the request stands"),
        said(lambda: _("How it stands"), "40(26)"),
        sealed,
    ),
}
