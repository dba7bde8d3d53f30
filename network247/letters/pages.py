"""How the desk's letters read on paper: one table for all kinds."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from documents.dates import to_the_minute
from documents.letter import Paragraph, Section, Table, isolated
from documents.typography import ending_in, listed, parted
from requests_mla import addresses
from requests_mla.choices import IdentifierKind, OffenceClass
from requests_mla.letters.pages import Kind, sealed
from requests_mla.letters.parts import Payload, at, day, paragraphs, typed

from ..choices import CautionKind, MatterKind, Method


def asked(payload: Payload) -> list[Section]:
    """What a desk asks of another, or tells it of its own accord."""
    found = payload["matter"]
    if found["kind"] == MatterKind.SPONTANEOUS:
        return [
            Section(_("Information of our own accord"), tuple(paragraphs(found["facts"], "40(4)")))
        ]
    lead = {
        MatterKind.PRESERVATION: (
            _("We ask you to have the data below preserved quickly."),
            "42(1)",
        ),
        MatterKind.EMERGENCY_DATA: (
            _("We ask for the data below to avert an emergency."),
            "41(3)(e), 2(o)",
        ),
        MatterKind.TRACE_DISCLOSURE: (
            _("We ask you to disclose quickly the preserved traffic data below."),
            "43(1)",
        ),
        MatterKind.LOCATE_DATA: (
            _("We ask where the data below are, or who provides the service."),
            "42(2), 44(2)",
        ),
        MatterKind.LOCATE_SUSPECT: (_("We ask you to help to find a suspect."), "41(3)(d)"),
        MatterKind.ADVICE: (_("We ask for technical advice."), "41(3)(a)"),
        MatterKind.LEGAL_INFORMATION: (_("We ask for legal information."), "41(3)(c)"),
    }[MatterKind(found["kind"])]
    call = _(
        "Before you act, call us back at the number that the directory of the 24/7 network gave"
        " before this letter came."
    )
    first = Section(_("What we ask"), (Paragraph(lead[0], lead[1]), Paragraph(call, "41(4)")))
    return [first, *_risk(found), *_case(found), *_data(found), *_promise(found)]


def written(payload: Payload) -> list[Section]:
    """What was asked orally, in writing; with what was read back."""
    found = payload["matter"]
    lead = _("We confirm in writing what we asked orally on %(when)s.") % {
        "when": _moment(found["arrived"])
    }
    said = [Paragraph(lead, "40(13)"), *paragraphs(found["read_back"], "")]
    said += paragraphs(payload["text"], "")
    return [Section(_("Confirmation"), tuple(said)), *asked(payload)[1:]]


def frozen(payload: Payload) -> list[Section]:
    """That data are frozen, from when and until when."""
    freeze = payload["freeze"]
    said = [
        Paragraph(
            _("The data are frozen since %(from)s.") % {"from": _moment(freeze["from"])}, "42(4)"
        ),
        Paragraph(
            _(
                "The freeze lasts until %(until)s. It lasts longer once a request for the data has"
                " come before that day: then until that request is decided. You may ask for a"
                " longer freeze before it ends."
            )
            % {"until": day(freeze["until"])},
            "42(8), 42(9)",
        ),
        *paragraphs(freeze["what"], "42(3)(c)"),
    ]
    rows = [
        (_("Held by"), freeze["custodian"]),
        (_("Reference of the holder"), isolated(freeze["reference"])),
    ]
    table = Table((_("Freeze"), ""), tuple((label, value or "–") for label, value in rows), (7, 13))
    return [Section(_("Confirmation"), tuple(said)), Section("", (), table), *_trust(payload)]


def warning(payload: Payload) -> list[Section]:
    """That freezing would not hold, or would do harm."""
    kind = CautionKind(payload["caution"]["kind"]).label
    lead = _("We have to warn you before we go on: %(what)s.") % {"what": kind}
    ask = _("Please tell us whether it should be carried out all the same.")
    said = [Paragraph(lead, "42(7)"), *paragraphs(payload["text"], ""), Paragraph(ask, "42(7)")]
    return [Section(_("Warning"), tuple(said)), *_trust(payload)]


def extension_request(payload: Payload) -> list[Section]:
    """A wish for a longer freeze."""
    lead = _("We ask you to keep the data frozen until %(day)s.") % {"day": day(payload["until"])}
    return typed(payload, _("Longer freeze"), "42(9)", lead)


def extension(payload: Payload) -> list[Section]:
    """That the freeze lasts longer."""
    lead = _("The data stay frozen until %(day)s.") % {"day": day(payload["until"])}
    return typed(payload, _("Longer freeze"), "42(9), 42(8)", lead)


def answer(payload: Payload) -> list[Section]:
    """What was found."""
    said = list(paragraphs(payload["text"], "41(3)"))
    permission = payload["permission"]
    if permission:
        text = ending_in(_("Given directly by this contact point: %(text)s"), permission)
        said.append(Paragraph(text, "41(3)"))
    for row in payload["files"]:
        text = _("Attached: exhibit %(number)s, %(name)s. SHA-256 %(hash)s") % row
        said.append(Paragraph(text, ""))
    return [Section(_("Answer"), tuple(said)), *_trust(payload)]


def refusal(payload: Payload) -> list[Section]:
    """That it is refused, on which ground and why."""
    ground = payload["ground"]
    lead = _("We cannot do what you asked.")
    said = [Paragraph(lead, "40(25)")]
    if ground:
        text = _("Ground: %(name)s.") % {"name": ground["name"]}
        said.append(Paragraph(text, ground["reference"]))
    said += paragraphs(payload["text"], "")
    return [Section(_("Refusal"), tuple(said)), *_trust(payload)]


def trace(payload: Payload) -> list[Section]:
    """A provider in another State: enough to identify it and the path, no more."""
    found = payload["trace"]
    lead = _(
        "While preserving the data we found that a provider in another State took part in the"
        " transmission. We disclose what identifies that provider and the path."
    )
    rows = (
        (_("Communication"), found["communication"]),
        (_("State"), found["state_name"]),
        (_("Provider"), found["provider"]),
        (_("Path"), found["path"]),
    )
    table = Table((_("Trace"), ""), rows, (5, 15))
    return [
        Section(_("Trace"), (Paragraph(lead, "43(1)"),)),
        Section("", (), table),
        *_trust(payload),
    ]


def _risk(found: Payload) -> list[Section]:
    risk = found["risk"]
    if not risk["to"].strip():
        return []
    rows = (
        (_("Life or safety of"), risk["to"]),
        (_("Why the risk is significant"), risk["significant"]),
        (_("Why it is imminent"), risk["imminent"]),
    )
    return [Section(_("The emergency"), (), Table((_("Test of Article 2(o)"), ""), rows, (6, 14)))]


def _article(found: Payload, letter: str) -> str:
    """The part of 42(3) that a preservation follows; of an emergency, where the case is asked."""
    if found["kind"] == MatterKind.PRESERVATION:
        return f"42(3)({letter})"
    return "41(1)" if found["kind"] == MatterKind.EMERGENCY_DATA and letter in "ab" else ""


def _case(found: Payload) -> list[Section]:
    authority = listed((found["authority"], found["case_number"]))
    offence = found["offence"]
    articles = listed(offence["articles"])
    named = [
        _("Article %(articles)s of the Convention") % {"articles": articles} if articles else "",
        offence["title"],
    ]
    if any(named) and offence["class"] == OffenceClass.SERIOUS:
        named.append(str(OffenceClass.SERIOUS.label))
    said = [
        *paragraphs(
            _("Authority that asks: %(who)s.") % {"who": authority} if authority else "",
            _article(found, "a"),
        ),
        *paragraphs(parted(named), _article(found, "b")),
        *paragraphs(found["facts"], _article(found, "b")),
    ]
    return [Section(_("The case"), tuple(said))] if said else []


def _data(found: Payload) -> list[Section]:
    said = list(paragraphs(found["data"], _article(found, "c")))
    holder = listed((found["custodian"], found["location"]))
    held = _("Held by: %(who)s") % {"who": holder} if holder else ""
    said += paragraphs(held, _article(found, "d"))
    said += paragraphs(found["necessity"], _article(found, "e"))
    said += _builds_on(found["earlier_reference"])
    sections = [Section(_("The data"), tuple(said))] if said else []
    return [*sections, *_identifiers(found["identifiers"])]


def _builds_on(earlier: str) -> list[Paragraph]:
    if not earlier:
        return []
    text = _("Builds on the freeze %(reference)s.") % {"reference": isolated(earlier)}
    return [Paragraph(text, "43(1)")]


def _identifiers(found: list[Payload]) -> list[Section]:
    rows = tuple(
        (
            str(IdentifierKind(row["kind"]).label),
            addresses.with_port(row["value"], row["port"]),
            row["service"],
        )
        for row in found
    )
    if not rows:
        return []
    head = (_("Kind"), _("Account, device, address"), _("Service"))
    return [Section("", (), Table(head, rows, (5, 9, 6)))]


def _promise(found: Payload) -> list[Section]:
    said = []
    if found["follow_up"]["promised"]:
        by = found["follow_up"]["by"]
        text = _("A request for mutual legal assistance will follow, planned for %(day)s.") % {
            "day": day(by)
        }
        plain = _("A request for mutual legal assistance will follow.")
        said.append(Paragraph(text if by else plain, "42(3)(f)"))
    if found["wanted_until"]:
        text = _("We ask for a freeze until %(day)s at least.") % {
            "day": day(found["wanted_until"])
        }
        said.append(Paragraph(text, "42(8)"))
    if found["secrecy"]["asked"]:
        text = _("Please keep this secret and do not tell the user.")
        said += [Paragraph(text, "42(3)(g)"), *paragraphs(found["secrecy"]["reason"], "")]
    return [Section(_("What follows"), tuple(said))] if said else []


def _trust(payload: Payload) -> list[Section]:
    """Whether the one who asked was verified: on every letter of the desk that was asked."""
    found = payload["trust"]
    if not found:
        return []
    if found["verified"]:
        text = _("Your request was verified on %(when)s: %(how)s.") % {
            "when": _moment(found["at"]),
            "how": Method(found["method"]).label,
        }
    elif found["overridden"]:
        text = _(
            "UNVERIFIED: a second person answered for going on because a life is at risk. This is"
            " reviewed afterwards."
        )
    else:
        text = _("UNVERIFIED: nobody has confirmed to us yet that the request is yours.")
    return [Section(_("Verification"), (Paragraph(text, "41(4)"),))]


def _moment(text: str | None) -> str:
    """A moment in words, in UTC."""
    found = at(text)
    return to_the_minute(found) if found else "–"


def _kind(title: Callable[[], str], sections: Callable[[Payload], list[Section]]) -> Kind:
    return title, sections, sealed


KINDS: dict[str, Kind] = {
    "urgent_request": _kind(lambda: _("Urgent request through the 24/7 network"), asked),
    "urgent_written": _kind(lambda: _("Written confirmation of an oral request"), written),
    "urgent_frozen": _kind(lambda: _("Confirmation of preservation"), frozen),
    "urgent_warning": _kind(lambda: _("Warning about a preservation"), warning),
    "urgent_extension_request": _kind(
        lambda: _("Request for a longer preservation"), extension_request
    ),
    "urgent_extension": _kind(lambda: _("Longer preservation"), extension),
    "urgent_answer": _kind(lambda: _("Answer of the contact point"), answer),
    "urgent_refusal": _kind(lambda: _("Refusal of an urgent request"), refusal),
    "urgent_trace": _kind(lambda: _("Disclosure of traffic data of another provider"), trace),
}
