"""An urgent matter as one actor sees it, and what several pages show of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.queries import place_of, visible_to
from requests_mla.views.clock_sums import deadline
from workflow.choices import Side
from workflow.models import Case, Clock
from workflow.words import turn_of

from ..choices import KIND, Method, Status, Verdict
from ..models import UrgentMatter
from ..table import TABLE


@dataclass(frozen=True)
class Seen:
    """A matter as one actor sees it. `side` is None for a person of a third State, by grant."""

    actor: Actor
    case: Case
    matter: UrgentMatter
    side: Side | None

    @property
    def own(self) -> Side:
        """The side that is looked from; whoever stands outside sees no more than the asker."""
        return self.side or Side.REQUESTING

    @property
    def is_asked(self) -> bool:
        """Whether the own desk is the one that is asked."""
        return self.own == Side.REQUESTED

    @property
    def partner(self) -> str:
        """The name of the State on the other side."""
        return self.state_name(self.own.other)

    def relation(self, side: str) -> str:
        """`ours` or `theirs`."""
        return "ours" if side == self.own else "theirs"

    def state_name(self, side: str) -> str:
        """The name of the State that stands on that side."""
        return self.matter.authority(side).state.name


def seen(actor: Actor, pk: UUID) -> Seen:
    """The matter if the actor may see it; otherwise 404, the same as not existing."""
    found = visible_to(actor).filter(kind=KIND, pk=pk).first()
    if found is None:
        raise Http404
    matter = UrgentMatter.objects.select_related(
        *("requesting__state", "requested__state", "requesting_holder", "requested_holder"),
        *("override", "preservation__follow_up__case"),
    ).get(pk=pk)
    matter.case = found
    return Seen(actor, found, matter, place_of(actor, found).side)


def head(view: Seen) -> dict[str, Any]:
    """The head of every page of a matter: what it is, where it stands, what runs out next."""
    case, matter = view.case, view.matter
    references = dict(case.participations.filter(leads=True).values_list("side", "reference"))
    turn = turn_of(TABLE, case.status, view.own)
    clock = next_clock(case)
    return {
        "title": case.title,
        "kind": matter.get_kind_display(),
        "url": reverse("network:matter", args=[case.pk]),
        "reference": references.get(view.own, ""),
        "their_reference": references.get(view.own.other, ""),
        "direction": (_("from %(state)s") if view.is_asked else _("to %(state)s"))
        % {"state": view.partner},
        "route": matter.get_route_display(),
        "status": TABLE.state(case.status).label,
        "turn": turn,
        "turn_who": view.partner if turn == "theirs" else "",
        "next": deadline(view, clock) if clock else None,
        "trust": trust(view),
    }


def next_clock(case: Case) -> Clock | None:
    """The clock that runs out first."""
    running = case.clocks.filter(stopped_at__isnull=True, paused_at__isnull=True)
    return running.order_by("due_at").first()


def trust(view: Seen) -> dict[str, str] | None:
    """Whether the one who asks was verified: on every page, for both sides; None while written."""
    matter = view.matter
    if view.case.status == Status.WRITING or not matter.requested.connected:
        return None
    found = matter.verifications.filter(verdict=Verdict.CONFIRMED).first()
    if found:
        said = _("Verified: %(how)s.") % {"how": Method(found.method).label}
        return {"tone": "success", "words": said}
    if hasattr(matter, "override") and view.is_asked:
        said = _("Not verified. %(who)s answers for going on: a life is at risk.") % {
            "who": matter.override.by_name
        }
        return {"tone": "warning", "words": said}
    if not view.is_asked:
        return {
            "tone": "warning",
            "words": _("Not verified yet: they call you back at the number of the directory."),
        }
    return {
        "tone": "error",
        "words": _("Not verified. Call back at a number of the directory before you act."),
    }
