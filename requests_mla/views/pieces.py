"""What several pages of a case show: head, tabs, offers, clocks; in words, ready for a template."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.queries import place_of, visible_to
from workflow import words
from workflow.choices import Side
from workflow.models import Case
from workflow.table import Offer

from ..choices import KIND, Status
from ..lists import usual_step, whose_turn
from ..models import Request
from ..services import deciding
from ..table import TABLE
from . import clock_sums, purposes


@dataclass(frozen=True)
class Seen:
    """A case as one actor sees it. `side` is None for a person of a third State, by grant."""

    actor: Actor
    case: Case
    request: Request
    side: Side | None
    # Whether the own side has sealed the case; of the other side's seal nothing is known.
    sealed: bool = False

    @property
    def is_requesting(self) -> bool:
        """Whether the actor's State asks; whoever stands outside sees no more than the asker."""
        return self.side != Side.REQUESTED

    @property
    def partner(self) -> str:
        """The name of the State on the other side."""
        other = self.request.requested if self.is_requesting else self.request.requesting
        return other.state.name

    def relation(self, side: str) -> str:
        """`ours` or `theirs`."""
        return "ours" if side == self.side else "theirs"

    def state_name(self, side: str) -> str:
        """The name of the State that stands on that side."""
        asking = side == Side.REQUESTING
        return (self.request.requesting if asking else self.request.requested).state.name


def seen(actor: Actor, pk: UUID) -> Seen:
    """The case if the actor may see it; otherwise 404, the same as not existing.

    Raises PurposeNeeded for a sensitive case that the actor has stated no purpose for.
    """
    view = found_by(actor, pk)
    purposes.ask(view.actor, view.case, sealed=view.sealed)
    return view


def found_by(actor: Actor, pk: UUID) -> Seen:
    """The same without asking for a purpose: for the page that asks, which shows nothing else."""
    found = (
        visible_to(actor)
        .filter(kind=KIND, pk=pk)
        .select_related("request__requesting__state", "request__requested__state", "request__basis")
        .first()
    )
    if found is None:
        raise Http404
    request = found.request
    request.case = found
    return Seen(actor, found, request, *place_of(actor, found))


def head(view: Seen) -> dict[str, Any]:
    """The head of a case page: title, references, status, whose turn, what runs out next."""
    case = view.case
    references = dict(case.participations.filter(leads=True).values_list("side", "reference"))
    state = TABLE.state(case.status)
    own = Side.REQUESTING if view.is_requesting else Side.REQUESTED
    turn = whose_turn(case.status, own)
    return {
        "title": case.title,
        "url": reverse("requests:case", args=[case.pk]),
        "reference": references.get(own, ""),
        "their_reference": references.get(own.other, ""),
        "about": _about(view),
        "direction": (_("to %(state)s") if view.is_requesting else _("from %(state)s"))
        % {"state": view.partner},
        "partner": view.partner,
        "status": state.label,
        "turn": turn,
        "turn_who": view.partner if turn == "theirs" else "",
        "next": next_deadline(view),
    }


def _about(view: Seen) -> str:
    articles = sorted(
        row for row in view.request.offences.values_list("article_id", flat=True) if row
    )
    parts = []
    if articles:
        numbers = ", ".join(map(str, articles))
        parts.append(
            ngettext("Article %(numbers)s", "Articles %(numbers)s", len(articles))
            % {"numbers": numbers}
        )
    measures = view.request.measures.count()
    parts.append(ngettext("%(n)s measure", "%(n)s measures", measures) % {"n": measures})
    if view.request.confidential:
        parts.append(_("confidential, 40(20)"))
    if view.sealed:
        parts.append(_("sealed by your side"))
    return " · ".join(parts)


def next_deadline(view: Seen) -> words.Deadline | None:
    """The open clock that runs out first."""
    clock = (
        view.case.clocks.filter(stopped_at__isnull=True, paused_at__isnull=True)
        .order_by("due_at")
        .first()
    )
    return clock_sums.deadline(view, clock) if clock else None


def tabs(view: Seen, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The tabs of the case page."""
    base = reverse("requests:case", args=[view.case.pk])
    labels = {
        "timeline": _("Timeline"),
        "request": _("Request"),
        "measures": _("Measures"),
        "questions": _("Questions"),
        "persons": _("Persons"),
        "documents": _("Documents"),
        "letters": _("Letters"),
        "evidence": _("Evidence"),
        "conditions": _("Conditions"),
        "history": _("History"),
    }
    own = {name: f"requests:{name}" for name in ("history", "questions")}
    elsewhere = {name: reverse(url, args=[view.case.pk]) for name, url in own.items()}
    elsewhere["timeline"] = base
    return [
        {
            "label": label,
            "url": elsewhere.get(name) or f"{base}?tab={name}",
            "current": name == current,
            "count": counts.get(name),
        }
        for name, label in labels.items()
    ]


def offers(view: Seen, found: list[Offer]) -> list[dict[str, Any]]:
    """The moves as buttons: what usually comes next, or the only one there is, is the primary."""
    rows: list[dict[str, Any]] = []
    usual = usual_step(view.request, view.case.status)
    found = [one for one in found if one.is_ready or not one.move.quiet]
    ready = [one for one in found if one.is_ready and not one.move.grave]
    only = ready[0] if len(ready) == 1 else None
    first = next((one for one in ready if one.move.action == usual), only)
    if deciding.may_assess(view.actor, view.case):
        sheet = _plain(_("Fill in the decision sheet"), "requests:sheet", view)
        rows.append({**sheet, "primary": first is None})
    if view.case.status in (Status.DRAFTING, Status.IN_REVIEW) and view.is_requesting:
        rows.append(_draft_button(view))
    ordered = sorted(found, key=lambda one: (one is not first, not one.is_ready))
    return rows + [button(view, offer, primary=offer is first) for offer in ordered]


def _draft_button(view: Seen) -> dict[str, Any]:
    row = _plain(_("Write on the draft"), "requests:case", view)
    row["url"] = reverse("requests:draft", args=[view.case.pk, "who"])
    return row


def _plain(label: str, name: str, view: Seen) -> dict[str, Any]:
    url = reverse(name, args=[view.case.pk])
    return {"label": label, "url": url, "allowed": True, "primary": False, "reasons": ()}


def button(view: Seen, offer: Offer, *, primary: bool = False) -> dict[str, Any]:
    """One move as a button with its reasons."""
    move = offer.move
    label = str(move.label)
    if offer.on_behalf:
        label = _("Record: %(what)s") % {"what": label}
    return {
        "label": label,
        "url": reverse("requests:act", args=[view.case.pk, move.action]),
        "allowed": offer.is_ready,
        "reasons": offer.reasons,
        "primary": primary,
        "hint": ", ".join(move.basis),
    }
