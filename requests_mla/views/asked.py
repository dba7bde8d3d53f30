"""What is asked: the content of a request as both sides read it, part by part."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from convention.queries import content_rules
from convention.templatetags.convention import language_in_words
from evidence.models import Exhibit
from workflow.choices import Side
from workflow.models import Letter

from ..choices import AttachmentRole, Step, Urgency
from ..models import Offence, Request, Section
from ..penalties import penalty_in_words
from ..services import drafting
from ..services.documents import documents_seen
from . import imported
from .beside import Beside, beside
from .pieces import Seen


@dataclass(frozen=True)
class Line:
    """One thing that the request says, and where the Convention asks for it.

    `own`: only the reader's side sees it. `is_text`: typed by a person, in any script. `place`:
    where its translation is found, if there is one.
    """

    label: str
    text: str
    reference: str = ""
    own: bool = False
    is_text: bool = True
    place: str = ""
    translated: str = ""


def tab(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    """The request in parts; a part that says nothing is left out."""
    found, law, translation = view.request, _references(), beside(view.request)
    parts = [
        (_("Who asks, and why"), _who_asks(view, law)),
        (_("Urgency and secrecy"), _handling(found, law)),
        (_("Safeguards"), _safeguards(found, law)),
        (_("Language"), [*_languages(view, law), *_translated(found, translation)]),
    ]
    return {
        "parts": [(title, _with(lines, translation)) for title, lines in parts if lines],
        "translation": translation,
        "offences": [
            (_offence(row), translation.of("offences", row.pk))
            for row in found.offences.select_related("article")
        ],
        "facts": found.facts,
        "facts_translated": translation.texts.get("facts", ""),
        "law": law,
        "identifiers": [
            (row, translation.of("identifiers", row.pk)) for row in found.identifiers.all()
        ],
        "on_paper": found.received_on_paper,
        "recorded": _recorded(view) if found.received_on_paper else [],
        "found": imported.kept(view),
        "correct_url": _correct_url(view),
        "read_url": reverse("requests:reading", args=[view.case.pk]),
    }


def _with(lines: Iterable[Line], translation: Beside) -> list[Line]:
    texts = translation.texts
    return [replace(line, translated=texts.get(line.place, "")) for line in lines]


def correcting(view: Seen) -> list[dict[str, Any]]:
    """The button that leads to what was registered from paper, while it can be corrected."""
    url = _correct_url(view)
    label = _("Complete or correct what was registered")
    return [{"label": label, "url": url, "allowed": True, "primary": False}] if url else []


def _correct_url(view: Seen) -> str:
    if not view.request.received_on_paper or not drafting.may_edit(view.actor, view.case):
        return ""
    return reverse("requests:draft", args=[view.case.pk, Step.WHO])


def _references() -> dict[str, str]:
    """Where the Convention asks for each part, by the catalogue's name of the rule."""
    return {rule.field: rule.reference for rule in content_rules("MLA")}


def _typed(label: str, found: Request, name: str, reference: str = "") -> Line:
    return Line(label, getattr(found, name), reference, place=name)


def _said(*lines: Line) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _who_asks(view: Seen, law: dict[str, str]) -> list[Line]:
    found = view.request
    own_reason = found.basis_reason if view.side == Side.REQUESTING else ""
    authority = law["conducting_authority"]
    return _said(
        _typed(_("Authority in charge"), found, "conducting_authority", authority),
        _typed(_("Its functions"), found, "conducting_functions", authority),
        Line(_("Case number there"), found.case_number),
        Line(_("Stage"), found.get_stage_display(), is_text=False),
        _typed(_("Nature of the case"), found, "nature", law["case_subject"]),
        _typed(_("Purpose"), found, "purpose", law["purpose"]),
        Line(_("Legal basis"), found.basis.name if found.basis else "", law["legal_basis"]),
        Line(_("Why this basis"), own_reason, law["legal_basis"], own=True),
        Line(_("Earlier reference"), found.earlier_reference),
    )


def _handling(found: Request, law: dict[str, str]) -> list[Line]:
    is_ordinary = found.urgency == Urgency.ORDINARY
    asked, reference = law["deadline_requested"], law["confidentiality"]
    lines = [
        Line(
            _("Urgency"), found.get_urgency_display(), "" if is_ordinary else asked, is_text=False
        ),
        _typed(_("Why it is urgent"), found, "urgency_reason", asked),
    ]
    if found.confidential:
        until = found.confidential_until
        lines += [
            Line(_("Secrecy"), _secret(until), reference, is_text=False),
            _typed(_("Why secret"), found, "confidential_reason", reference),
        ]
    return _said(*lines)


def _secret(until: Any) -> str:
    if until is None:
        return _("The request is to be kept secret.")
    return _("The request is to be kept secret until %(day)s.") % {
        "day": date_format(until, "j F Y")
    }


def _safeguards(found: Request, law: dict[str, str]) -> list[Line]:
    asked = law["hr_assessment"]
    return _said(
        _typed(_("Necessity and proportionality"), found, "safeguards", asked),
        _typed(_("Privileged and third-party material"), found, "privilege", asked),
        _typed(_("Limits of use offered"), found, "use_limits"),
    )


def _languages(view: Seen, law: dict[str, str]) -> list[Line]:
    rows = documents_seen(view.case, view.side).filter(role=AttachmentRole.TRANSLATION)
    codes = rows.exclude(language="").values_list("language", flat=True)
    translated = ", ".join(language_in_words(code) for code in dict.fromkeys(codes))
    written = language_in_words(view.request.language)
    return _said(
        Line(_("Written in"), written, law["language"], is_text=False),
        Line(_("Translated into"), translated, law["language"], is_text=False),
    )


def _translated(found: Request, translation: Beside) -> list[Line]:
    """Which translation was written with the request, who answers for it, and the subject in it."""
    is_translated = "title" in translation.texts
    return _said(
        Line(_("Written with it"), translation.label, is_text=False),
        Line(_("Translated by"), translation.by),
        Line(_("Changed since it was translated"), ", ".join(translation.outdated), is_text=False),
        Line(_("Subject"), found.case.title if is_translated else "", place="title"),
    )


def _offence(row: Offence) -> dict[str, str]:
    """An offence: what it is called, by which law, and what it may cost."""
    name, reference = row.title, "2(h)"
    if row.article:
        name, reference = row.article.name, f"{row.article_id}"
    months = row.maximum_penalty_months
    return {
        "name": name,
        "national": row.title if row.article else "",
        "reference": reference,
        "kind": row.get_offence_class_display(),
        "provision": row.provision,
        "penalty": penalty_in_words(months) if months else "",
    }


def _recorded(view: Seen) -> list[dict[str, Any]]:
    """What of the registration was completed or corrected, by whom of us and when."""
    rows: list[Section] = list(view.request.sections.order_by("saved_at"))
    is_ours = view.side == Side.REQUESTED
    return [
        {
            "step": row.get_step_display(),
            "who": row.saved_by_name if is_ours else "",
            "when": row.saved_at,
            "times": row.version,
        }
        for row in rows
    ]
