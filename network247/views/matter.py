"""One urgent matter: where it stands, what can be done, both ends of a freeze, what happened."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views import actor_required
from convention.amounts import amount_of
from evidence.models import Exhibit
from evidence.queries import exhibits_of
from evidence.responses import download
from evidence.services import note_reading
from requests_mla.letters.pages import KINDS
from requests_mla.views import clock_sums, files
from requests_mla.views.case import kind_label
from workflow.choices import LetterState, Side
from workflow.models import Clock, Event, Letter
from workflow.table import Offer

from ..choices import Status
from ..offers import offers_for
from ..services import following, opening
from ..services.tracing import told_by
from ..table import DESK, TABLE
from .seen import Seen, head, seen


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one matter on one page, in the order in which it is needed at night."""
    view = seen(actor_required(request), pk)
    view.case.urgent = view.matter
    letters = letters_of(view)
    context = {
        "page": head(view),
        "matter": view.matter,
        "offers": buttons(view, offers_for(view.actor, view.case)),
        "write_url": reverse("network:write", args=[pk])
        if opening.may_write(view.actor, view.case)
        else "",
        "freeze": freeze(view),
        "clocks": clock_sums.clocks(view),
        "content": content(view),
        "identifiers": view.matter.identifiers.all(),
        "checks": checks(view),
        "traces": told_by(view.matter, view.side),
        "exhibits": exhibits_seen(view),
        "letters": [_letter(view, row) for row in letters],
        "problem": _problem(view, letters),
        "events": _events(view, letters),
        "holder": view.matter.holder(view.own),
        "may_hand_over": view.actor.role in DESK and view.matter.ended_at is None,
        "is_asked": view.is_asked,
    }
    return render(request, "network/matters/matter.html", context)


def buttons(view: Seen, found: list[Offer]) -> list[dict[str, Any]]:
    """The moves as buttons: what runs out first, or comes next, is the primary one."""
    found = [one for one in found if one.is_ready or not one.move.quiet]
    first = _first(view, [one for one in found if one.is_ready and not one.move.grave])
    ordered = sorted(
        found,
        key=lambda one: (one is not first, not one.is_ready, one.move.grave, one.move.quiet),
    )
    return [button(view, one, primary=one is first) for one in ordered]


def _first(view: Seen, ready: list[Offer]) -> Offer | None:
    """What stops the clock of ours that runs out first; else, on our turn, what usually comes."""
    running = view.case.clocks.filter(stopped_at__isnull=True, owed_by=view.own)
    for clock in running.order_by("due_at").values_list("name", flat=True):
        for one in ready:
            if clock in one.move.stops:
                return one
    state = TABLE.state(view.case.status)
    if state.turn != view.own:
        return None
    loud = [one for one in ready if not one.move.quiet]
    return next((one for one in loud if one.move.action == state.usual), loud[0] if loud else None)


def button(view: Seen, offer: Offer, *, primary: bool = False) -> dict[str, Any]:
    """One move as a button with its reasons."""
    label = str(offer.move.label)
    if offer.on_behalf:
        label = _("Record: %(what)s") % {"what": label}
    return {
        "label": label,
        "url": reverse("network:act", args=[view.case.pk, offer.move.action]),
        "allowed": offer.is_ready,
        "reasons": offer.reasons,
        "primary": primary,
        "hint": ", ".join(offer.move.basis),
        "grave": offer.move.grave,
        "on_behalf": offer.on_behalf,
    }


def freeze(view: Seen) -> dict[str, Any] | None:
    """Both ends of a freeze, each with its law: towards the other State, and at home."""
    found = getattr(view.matter, "preservation", None)
    if found is None:
        return None
    clocks = {
        clock.name: clock
        for clock in view.case.clocks.filter(
            stopped_at__isnull=True, name__in=["preserved", "order", "extension"]
        )
    }
    draft = found.follow_up
    return {
        "row": found,
        "abroad": _end(view, clocks.get("preserved")),
        "abroad_words": _abroad(view, found, clocks.get("preserved")),
        "home": _end(view, clocks.get("order")),
        "least": amount_of("preservation_minimum"),
        "most": amount_of("domestic_preservation_maximum"),
        "asked_until": found.asked_until if "extension" in clocks else None,
        "cautions": view.matter.cautions.all(),
        "draft_url": reverse("requests:case", args=[draft.pk])
        if draft and view.side == Side.REQUESTING
        else "",
        "make_draft_url": reverse("network:draft", args=[view.case.pk])
        if found.frozen_from and draft is None and following.may_draft(view.actor, view.matter)
        else "",
        "drafter_needed": bool(found.frozen_from) and draft is None and not view.is_asked,
    }


def _abroad(view: Seen, found: Any, clock: Clock | None) -> str:
    if view.case.status == Status.HELD:
        return _("until the request is decided")
    if found.lifted_at:
        return _("lifted")
    if clock is None:
        return _("not confirmed yet") if not found.frozen_from else "–"
    return ""


def _end(view: Seen, clock: Clock | None) -> dict[str, Any] | None:
    if clock is None:
        return None
    ends = [
        f"{date_format(clock.due_at.astimezone(ZoneInfo(zone)), 'j F Y, H:i')} {zone}"
        for zone in dict.fromkeys(
            (clock.zone, view.matter.requesting.zone, view.matter.requested.zone)
        )
    ]
    return {"deadline": clock_sums.deadline(view, clock), "ends": ends}


def content(view: Seen) -> list[tuple[str, str]]:
    """What was asked, label by label; empty boxes are left out."""
    matter = view.matter
    articles = ", ".join(
        str(article) for article in matter.offences.order_by("pk").values_list("pk", flat=True)
    )
    rows = [
        (_("Who called"), matter.caller),
        (_("Whose life or safety"), matter.risk_to_whom),
        (_("Why the risk is significant"), matter.risk_significant),
        (_("Why it is imminent"), matter.risk_imminent),
        (_("Data, or what is asked"), matter.data_wanted),
        (_("Held by"), matter.custodian),
        (_("Where"), matter.location),
        (_("Authority that asks"), matter.authority_in_charge),
        (_("Case number there"), matter.case_number),
        (_("Offences of the Convention"), articles),
        (_("Offence"), matter.offence_title),
        (_("Facts"), matter.facts),
        (_("Why now"), matter.necessity),
        (_("A request will follow"), _follows(matter)),
        (_("Secrecy"), matter.secret_reason or (_("asked for") if matter.keep_secret else "")),
        (_("Freeze it builds on"), matter.earlier_reference),
        (_("Read back to them"), matter.read_back),
    ]
    return [(label, text) for label, text in rows if text]


def _follows(matter: Any) -> str:
    if not matter.follow_up_promised:
        return ""
    if matter.follow_up_by:
        return _("promised, for %(day)s") % {"day": date_format(matter.follow_up_by, "j F Y")}
    return _("promised")


def checks(view: Seen) -> list[Any]:
    """The calls that were made to verify; whom one spoke to stays at the desk that called."""
    return list(view.matter.verifications.all()) if view.side == Side.REQUESTED else []


def letters_of(view: Seen) -> list[Letter]:
    """The letters that this side may see, the newest first."""
    own = Q(shared=True) | Q(side=view.own)
    return list(view.case.letters.filter(own).order_by("-number"))


def exhibits_seen(view: Seen) -> list[Exhibit]:
    """Files: the own, and those that were handed over."""
    rows = exhibits_of(case=view.case, side=Side.REQUESTED)
    if view.side != Side.REQUESTED:
        rows = rows.filter(delivered_at__isnull=False)
    return list(rows.select_related("file").order_by("number"))


@require_safe
def letter(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A letter of the matter."""
    view = seen(actor_required(request), pk)
    found = next((row for row in letters_of(view) if row.number == number), None)
    return files.shown(request, view.actor, found)


@require_safe
def exhibit(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A file of the matter, always as a download."""
    view = seen(actor_required(request), pk)
    found = next((row for row in exhibits_seen(view) if row.number == number), None)
    if found is None:
        raise Http404
    note_reading(exhibit=found, actor=view.actor)
    return download(found.file, found.name)


def _letter(view: Seen, row: Letter) -> dict[str, Any]:
    made = row.sha256 or row.rendered_sha256
    return {
        "label": kind_label(row) if row.kind in KINDS else _("Letter or e-mail"),
        "side": view.relation(row.side),
        "side_name": view.state_name(row.side),
        "state": LetterState(row.state).label,
        "when": row.signed_at or row.ordered_at,
        "url": reverse("network:letter", args=[view.case.pk, row.number]) if made else "",
    }


def _problem(view: Seen, letters: list[Letter]) -> str:
    failed = (row for row in letters if row.state == LetterState.FAILED and row.side == view.side)
    found = next(failed, None)
    if found is None:
        return ""
    return _("Letter %(number)s could not be made. %(why)s") % {
        "number": found.number,
        "why": found.failure,
    }


def _events(view: Seen, letters: list[Letter]) -> list[dict[str, Any]]:
    rows = view.case.events.filter(Q(shared=True) | Q(side=view.own)).order_by("-number")
    by_event: dict[int, list[Letter]] = {}
    for row in letters:
        by_event.setdefault(row.event_id or 0, []).append(row)
    return [_event(view, row, by_event.get(row.pk, [])) for row in rows]


def _event(view: Seen, event: Event, letters: list[Letter]) -> dict[str, Any]:
    move, own = TABLE.move(event.action), event.side == view.own
    return {
        "side": view.relation(event.side),
        "side_name": view.state_name(event.side),
        "what": str(move.done) if move else event.action,
        "text": event.text,
        "when": event.happened_at,
        "who": f"{event.actor_name}, {event.authority_name}" if own else "",
        "own": not event.shared,
        "recorded": event.recorded,
        "letters": [
            {"label": one["label"], "url": one["url"]}
            for one in (_letter(view, letter) for letter in letters)
        ],
    }
