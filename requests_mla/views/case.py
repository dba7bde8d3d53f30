"""The case page: what happened, what is asked, letters, evidence, own notes."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.views import actor_required
from documents.findings import Level
from evidence.models import Exhibit
from workflow.choices import LetterState, Side
from workflow.models import Event, Letter
from workflow.refusals import NotYours

from ..choices import Status
from ..forms.exhibits import WithdrawForm
from ..forms.opening import ExhibitForm, NoteForm
from ..letters.pages import KINDS
from ..models import CasePerson, Decision
from ..offers import offers_and_facts
from ..services import deciding, posting
from ..services.documents import documents_seen
from ..services.exhibits import (
    exhibits_seen,
    may_add_exhibit,
    may_withdraw_exhibit,
    standing_exhibits,
)
from ..services.noting import may_write_note
from ..table import TABLE
from . import access, asked, clock_sums, criminality, documents, ledger, pieces, rights
from .beside import beside
from .pieces import Seen

# What proves the time of a letter, by how far its signatures reach (PAdES).
LEVELS = {
    Level.BASIC.value: gettext_lazy("no time stamp"),
    Level.TIMED.value: gettext_lazy("time stamped"),
    Level.LASTING.value: gettext_lazy("time stamped, with lasting proof"),
}
ANSWERED_STATES = frozenset({Status.ANSWERED, Status.CLOSED})


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case; the tab is chosen by `?tab=`."""
    view = pieces.seen(actor_required(request), pk)
    tab = request.GET.get("tab", "timeline")
    if tab not in TABS:
        tab = "timeline"
    return render(request, "requests/case.html", page_of(view, tab))


def page_of(view: Seen, tab: str, **forms: Any) -> dict[str, Any]:
    """Everything the case page shows under one tab."""
    letters, exhibits = letters_of(view), exhibits_of(view)
    offers, facts = offers_and_facts(view.actor, view.case)
    may_note = may_write_note(view.actor, view.case)
    return {
        "page": pieces.head(view),
        "case": view.case,
        "tabs": pieces.tabs(view, tab, counts_of(view, letters, exhibits)),
        "tab_template": f"requests/tabs/{tab}.html",
        "offers": [*asked.correcting(view), *pieces.offers(view, offers)],
        "clocks": clock_sums.clocks(view),
        "notes": view.case.notes.filter(side=view.side),
        "note_form": forms.get("note_form") or (NoteForm() if may_note else None),
        "note_url": reverse("requests:note", args=[view.case.pk]),
        "problem": _problem(view, letters),
        "problem_url": f"{reverse('requests:case', args=[view.case.pk])}?tab=letters",
        "rights": rights.panel(view, facts),
        "criminality": criminality.panel(view),
        "access": access.panel(view),
        **TABS[tab](view, letters, exhibits, forms),
    }


def counts_of(view: Seen, letters: list[Letter], exhibits: list[Exhibit]) -> dict[str, int]:
    """How much stands under each tab."""
    return {
        "measures": view.request.measures.count(),
        "questions": view.request.questions.count(),
        "persons": view.request.persons.count(),
        "documents": documents_seen(view.case, view.side).count(),
        "letters": len(letters),
        "evidence": len(exhibits),
        "conditions": view.request.undertakings.count(),
    }


def letters_of(view: Seen) -> list[Letter]:
    """The letters this side may see, newest first; replaced ones are left out."""
    own = Q(shared=True) | Q(side=view.side)
    rows = view.case.letters.filter(own).exclude(state=LetterState.SUPERSEDED)
    return list(rows.order_by("-number"))


def exhibits_of(view: Seen) -> list[Exhibit]:
    """The exhibits that this side may open."""
    return list(standing_exhibits(view.case, view.side))


def _problem(view: Seen, letters: list[Letter]) -> str:
    """The newest letter of one's own side that failed, and why."""
    failed = (row for row in letters if row.state == LetterState.FAILED and row.side == view.side)
    letter = next(failed, None)
    if letter is None:
        return ""
    return _("Letter %(number)s (%(kind)s) could not be made. %(why)s") % {
        "number": letter.number,
        "kind": kind_label(letter),
        "why": letter.failure,
    }


def _timeline(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    rows = view.case.events.filter(Q(shared=True) | Q(side=view.side)).order_by("-number")
    by_event: dict[int, list[Letter]] = {}
    for letter in letters:
        by_event.setdefault(letter.event_id or 0, []).append(letter)
    return {"events": [_event(view, row, by_event.get(row.pk, [])) for row in rows]}


def _event(view: Seen, event: Event, letters: list[Letter]) -> dict[str, Any]:
    move = TABLE.move(event.action)
    what = str(move.done) if move else event.action
    if "measure" in event.given:
        what = _("%(what)s: measure %(number)s") % {
            "what": what,
            "number": event.given["measure"],
        }
    own_side = event.side == view.side
    return {
        "side": view.relation(event.side),
        "side_name": view.state_name(event.side),
        "what": what,
        "text": event.text,
        "when": event.happened_at,
        "who": f"{event.actor_name}, {event.authority_name}" if own_side else "",
        "own": not event.shared,
        "recorded": event.recorded,
        "letters": [{"label": _letter_mark(row), "url": _letter_url(view, row)} for row in letters],
    }


def _letter_mark(letter: Letter) -> str:
    return f"{kind_label(letter)} · {_standing(letter)}"


def _standing(letter: Letter) -> str:
    """How a letter stands; of one that was received, as what."""
    if letter.state == LetterState.RECORDED and letter.payload:
        return _("received as a file with its data")
    return str(LetterState(letter.state).label)


def kind_label(letter: Letter) -> str:
    """The kind of a letter in words."""
    return KINDS[letter.kind][0]() if letter.kind in KINDS else _("Letter")


def _letter_url(view: Seen, letter: Letter) -> str:
    if not (letter.sha256 or letter.rendered_sha256):
        return ""
    return reverse("requests:letter", args=[view.case.pk, letter.number])


def _letters(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    return {
        "letters": [
            {
                "number": row.number,
                "label": kind_label(row),
                "side": view.relation(row.side),
                "side_name": view.state_name(row.side),
                "is_signed": row.state == LetterState.SIGNED,
                "has_failed": row.state == LetterState.FAILED,
                "state_label": _standing(row),
                "when": row.signed_at or row.ordered_at,
                "signer": row.signer_name if row.side == view.side else "",
                "level": LEVELS.get(row.level, ""),
                "url": _letter_url(view, row),
                "sha256": row.sha256 or row.rendered_sha256,
                "failure": row.failure if row.side == view.side else "",
                "again_url": _again_url(view, row),
                "shared": row.shared,
            }
            for row in letters
        ]
    }


def _again_url(view: Seen, letter: Letter) -> str:
    if not posting.may_order_again(view.actor, letter):
        return ""
    return reverse("requests:letter_again", args=[view.case.pk, letter.number])


def _measures(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    """Measures with their decision: the requested side's own, the other side's once sent.

    And with what was decided earlier, of a measure that was taken up again.
    """
    measures = list(view.request.measures.select_related("type", "added_by"))
    rows = Decision.objects.filter(measure__request=view.request).select_related("ground")
    if view.is_requesting:
        rows = rows.sent()
    decisions = {row.measure_id: row for row in rows if not row.superseded_at}
    earlier: dict[int, list[Decision]] = {}
    for row in rows:
        if row.superseded_at:
            earlier.setdefault(row.measure_id, []).append(row)
    may_assess = deciding.may_assess(view.actor, view.case)
    translation = beside(view.request)
    return {
        "measures": [
            (
                measure,
                decisions.get(measure.pk),
                earlier.get(measure.pk, []),
                translation.of("measures", measure.pk),
            )
            for measure in measures
        ],
        "translation": translation,
        "basis": view.request.basis,
        # Why this basis and no other is told to nobody else, not even to somebody let in by name.
        "basis_reason": view.request.basis_reason if view.side == Side.REQUESTING else "",
        "shows_internal": not view.is_requesting,
        # The asking side learns of results with the transmittal, not before.
        "shows_results": not view.is_requesting or view.case.status in ANSWERED_STATES,
        "decide_url": reverse("requests:sheet", args=[view.case.pk]) if may_assess else "",
    }


def _persons(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    persons = list(view.request.persons.all())
    if view.side != Side.REQUESTING:
        persons = [_as_the_letter_says(person) for person in persons]
    translation = beside(view.request)
    return {
        "persons": [(row, translation.of("persons", row.pk)) for row in persons],
        "identifiers": [
            (row, translation.of("identifiers", row.pk)) for row in view.request.identifiers.all()
        ],
        "translation": translation,
    }


def _as_the_letter_says(person: CasePerson) -> CasePerson:
    """What crossed the border of a person: no own note, and of the unnamed only the role."""
    if person.unnamed:
        return CasePerson(role=person.role, unnamed=True)
    person.note = ""
    return person


def _evidence(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    withdrawn = exhibits_seen(view.case, view.side).filter(withdrawn_at__isnull=False)
    beside = ledger.beside_evidence(view, exhibits)
    forms_by_number = _withdraw_forms(view, exhibits, forms.get("withdraw_form"))
    context: dict[str, Any] = {
        "exhibits": [
            (row, forms_by_number.get(row.number), beside["bound"][row.number]) for row in exhibits
        ],
        "withdrawn": withdrawn,
        "undertakings": beside["undertakings"],
    }
    if may_add_exhibit(view.actor, view.case):
        context["exhibit_form"] = forms.get("exhibit_form") or ExhibitForm(
            measures=list(view.request.measures.select_related("type"))
        )
        context["exhibit_url"] = reverse("requests:add_exhibit", args=[view.case.pk])
    return context


def _conditions(
    view: Seen, letters: list[Letter], exhibits: list[Exhibit], forms: dict[str, Any]
) -> dict[str, Any]:
    return ledger.tab(view)


def _withdraw_forms(
    view: Seen, exhibits: list[Exhibit], sent: WithdrawForm | None
) -> dict[int, WithdrawForm]:
    """The forms that take exhibits back, by number, where that is open to the reader."""
    forms: dict[int, WithdrawForm] = {}
    if may_withdraw_exhibit(view.actor, view.case):
        waiting = (row.number for row in exhibits if row.delivered_at is None)
        forms = {number: WithdrawForm(number=number) for number in waiting}
    if sent:
        forms[sent.number] = sent
    return forms


TABS = {
    "timeline": _timeline,
    "request": asked.tab,
    "measures": _measures,
    "persons": _persons,
    "documents": documents.tab,
    "letters": _letters,
    "evidence": _evidence,
    "conditions": _conditions,
}


@require_POST
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a note for one's own side."""
    view = pieces.seen(actor_required(request), pk)
    if view.side is None or not may_write_note(view.actor, view.case):
        raise NotYours(_("Auditors read; they do not write on cases."))
    form = NoteForm(request.POST)
    if form.is_valid():
        deciding.write_note(
            actor=view.actor,
            case=view.case,
            side=view.side,
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["once"],
        )
        return redirect(f"{reverse('requests:case', args=[pk])}#notes")
    return render(
        request, "requests/case.html", page_of(view, "timeline", note_form=form), status=422
    )
