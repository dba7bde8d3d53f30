"""The request form: Article 40(15), part by part."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.letter import Paragraph, Section, Table, isolated
from documents.typography import ending_in, in_a_row, labelled, listed

from .. import addresses, choices
from ..penalties import penalty_in_words
from .basis import is_convention
from .parts import Payload, at, day, paragraphs

# More accounts, devices and addresses than these would tear the text apart.
MOST_BETWEEN_TEXT = 12


def sections(payload: Payload) -> list[Section]:
    """The parts of the form that have something to say; a long list of addresses is an annex."""
    identifiers = _identifiers(payload["identifiers"])
    sections = [
        _who_asks(payload),
        Section(_("Facts"), (*paragraphs(payload["facts"], "40(15)(c)"),)),
        _offences(payload),
        *_persons(payload),
        *identifiers,
        *_measures(payload),
        *_handling(payload),
        *_safeguards(payload),
        *_attachments(payload["attachments"]),
        *_confirmations(payload),
    ]
    return [section for section in sections if section.paragraphs or section.table]


def added(payload: Payload) -> list[Section]:
    """What is asked in addition to a request that was sent."""
    measures = _measures(payload) if payload["measures"] else []
    return [*measures, *_identifiers(payload["identifiers"])]


def _who_asks(payload: Payload) -> Section:
    found = payload["proceedings"]
    conducting = listed((found["authority"], found["functions"]))
    return Section(
        _("Who asks, and why"),
        (
            *paragraphs(found["nature"], "40(15)(b)"),
            *paragraphs(
                _("The case is conducted by: %(authority)s.") % {"authority": conducting}
                if conducting
                else "",
                "40(15)(b)",
            ),
            *paragraphs(payload["purpose"], "40(15)(g)"),
        ),
    )


def _offences(payload: Payload) -> Section:
    said = []
    for row in payload["offences"]:
        name = _named(row, payload) if row["article"] else row["name"]
        parts = [name, row["national_title"] if row["article"] else "", row["provision"]]
        if row["maximum_penalty_months"]:
            penalty = penalty_in_words(row["maximum_penalty_months"])
            parts.append(_("Maximum penalty: %(penalty)s of imprisonment.") % {"penalty": penalty})
        refs = "35(1), 40(8)" if row["article"] else "2(h), 40(8)"
        said.append(Paragraph("\n".join(part for part in parts if part), refs))
    return Section(_("Offences"), tuple(said))


def _named(row: Payload, payload: Payload) -> str:
    """An offence by its article; under another instrument it is said of which treaty."""
    said = (
        _("Article %(article)s of the Convention: %(name)s")
        if is_convention(payload)
        else _("Article %(article)s of the United Nations Convention against Cybercrime: %(name)s")
    )
    return said % {"article": row["article"], "name": row["name"]}


def _persons(payload: Payload) -> list[Section]:
    said = []
    for row in payload["persons"]:
        names = " / ".join(isolated(name) for name in row["names"])
        details = [row["nationality"], row["born"], row["location"]]
        line = labelled(choices.PersonRole(row["role"]).label, names)
        said.append(Paragraph(listed((line, *details)), "40(15)(e)"))
    for role in payload["unnamed_persons"]:
        text = _("%(role)s: not named in this letter.") % {"role": choices.PersonRole(role).label}
        said.append(Paragraph(text, "40(20)"))
    return [Section(_("Persons"), tuple(said))] if said else []


def _identifiers(rows: list[Payload]) -> list[Section]:
    if not rows:
        return []
    head = (_("Kind"), _("Account, device, address"), _("Seen at"), _("Service, note"))
    body = tuple(
        (
            str(choices.IdentifierKind(row["kind"]).label),
            addresses.with_port(row["value"], row["port"]),
            addresses.seen_in_words(at(row["seen_at"]), row["zone"]),
            listed((row["service"], row["note"])),
        )
        for row in rows
    )
    table = Table(head, body, (3, 7, 5, 5))
    heading = _("Accounts, devices, addresses")
    if len(rows) <= MOST_BETWEEN_TEXT:
        return [Section(heading, (), table)]
    text = ngettext(
        "%(count)s is listed in the annex.", "%(count)s are listed in the annex.", len(rows)
    )
    annex = _("Annex: %(what)s") % {"what": heading}
    return [
        Section(heading, (Paragraph(text % {"count": len(rows)}, "40(15)(e)"),)),
        Section(annex, (), table, annex=True),
    ]


def _measures(payload: Payload) -> list[Section]:
    rows = payload["measures"]
    overview = Section(_("Assistance sought"), (), _sought(payload))
    details = [
        Paragraph("\n".join(lines), "40(15)(d), 40(17)")
        for row in rows
        if (lines := _measure_lines(row))
    ]
    return [overview, Section("", tuple(details))] if details else [overview]


def _sought(payload: Payload) -> Table:
    """A line for each measure; with its article only where the Convention is the basis."""
    rows = payload["measures"]
    head = (_("No"), _("Measure"), _("Account, device, place"), _("Period"))
    body = tuple(
        (
            str(row["number"]),
            _measure_name(row),
            listed((row["target"], row["custodian"])),
            _period(row),
        )
        for row in rows
    )
    if not is_convention(payload):
        return Table(head, body, (1, 7, 8, 4))
    articles = [row["reference"] for row in rows]
    with_articles = tuple((*line, said) for line, said in zip(body, articles, strict=True))
    return Table((*head, _("Article")), with_articles, (1, 6, 6, 4, 3))


def _measure_name(row: Payload) -> str:
    if row["category"] == choices.DataCategory.NONE:
        return str(row["name"])
    return labelled(row["name"], choices.DataCategory(row["category"]).label)


def _period(row: Payload) -> str:
    if not row["from"] and not row["until"]:
        return "–"
    span = f"{day(row['from'])} – {day(row['until'])}"
    return f"{span} ({row['zone']})" if row["zone"] else span


def _measure_lines(row: Payload) -> list[str]:
    number = {"number": row["number"]}
    lines = []
    if row["description"]:
        lines.append(in_a_row(_("Measure %(number)s:") % number, row["description"]))
    if row["necessity"]:
        lines.append(in_a_row(_("Why measure %(number)s is needed:") % number, row["necessity"]))
    if row["special_procedure"]:
        lines.append(in_a_row(_("Procedure asked for:"), row["special_procedure"]))
    if row["needed_by"]:
        said = _("Needed by %(day)s: %(text)s")
        lines.append(ending_in(said, row["needed_reason"], day=day(row["needed_by"])))
    return lines


def _handling(payload: Payload) -> list[Section]:
    said = []
    urgency = payload["urgency"]
    if urgency["level"] != choices.Urgency.ORDINARY:
        level = str(choices.Urgency(urgency["level"]).label)
        text = labelled(f"{level[:1].upper()}{level[1:]}", urgency["reason"])
        said.append(Paragraph(text, "40(26)"))
    secret = payload["confidential"]
    if secret:
        until = _("Until %(day)s.") % {"day": day(secret["until"])} if secret["until"] else ""
        text = in_a_row(_("The request is to be kept secret."), secret["reason"], until)
        said.append(Paragraph(text, "40(20)"))
    return [Section(_("Urgency and secrecy"), tuple(said))] if said else []


def _safeguards(payload: Payload) -> list[Section]:
    said = [
        *paragraphs(payload["safeguards"], "6, 24"),
        *paragraphs(payload["privilege"], "24(3)"),
        *paragraphs(payload["use_limits"], "36, 40(19)"),
    ]
    return [Section(_("Safeguards"), tuple(said))] if said else []


def _attachments(rows: list[Payload]) -> list[Section]:
    if not rows:
        return []
    head = (_("Attachment"), _("What it is"), _("SHA-256"))
    body = tuple((row["name"], _attachment_kind(row), row["sha256"]) for row in rows)
    return [Section(_("Attachments"), (), Table(head, body, (6, 4, 10)))]


def _attachment_kind(row: Payload) -> str:
    kind = str(choices.AttachmentRole(row["role"]).label)
    return _("%(kind)s, certified") % {"kind": kind} if row["certified"] else kind


def _confirmations(payload: Payload) -> list[Section]:
    """What the requested State wants confirmed; older payloads know nothing of it."""
    rows = payload.get("confirmations", [])
    said = tuple(Paragraph(f"{row['text']} ({row['source']})") for row in rows)
    return [Section(_("Confirmed for the requested State"), said)] if said else []
