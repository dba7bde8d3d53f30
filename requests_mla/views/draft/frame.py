"""What surrounds every step of a draft: the steps, what is missing, what the partner asks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from convention.choices import CONVENTION
from convention.templatetags.convention import language_in_words

from ... import completeness
from ...choices import Status, Step
from ...services import drafting
from .. import pieces
from ..pieces import Seen
from .opened import Opened, steps_of

# Parts of every page that change with a save, each with its template.
LIVE = {"gaps": "requests/_gap_list.html", "steps": "requests/_steps.html"}
COUNTED = frozenset({Step.OFFENCES, Step.PERSONS, Step.IDENTIFIERS, Step.MEASURES})


def page(opened: Opened, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of a step."""
    context = {**_around(opened), "seen": opened.hidden(), **extra}
    return render(opened.request, "requests/draft.html", context, status=status)


def live(opened: Opened) -> dict[str, str]:
    """The parts that change with a save, as they are now."""
    around = _around(opened)
    return {
        name: render_to_string(template, around, opened.request) for name, template in LIVE.items()
    }


def next_url(opened: Opened) -> str:
    """The address of the step that follows; empty after the last."""
    return _after(opened, _steps(opened, completeness.content_of(opened.view.request)))


def _after(opened: Opened, steps: list[Step]) -> str:
    after = steps[steps.index(Step(opened.step)) + 1 :]
    return _url(opened.view, after[0]) if after else ""


def _around(opened: Opened) -> dict[str, Any]:
    view = opened.view
    view.request.refresh_from_db()
    view.request.case = view.case
    content = completeness.content_of(view.request)
    gaps, steps = completeness.gaps(content), _steps(opened, content)
    section = view.request.sections.order_by("-saved_at").first()
    saved = _("Saved by %(name)s.") % {"name": section.saved_by_name} if section else ""
    return {
        "page": pieces.head(view),
        "saved": saved,
        # Under review every save makes a new document: there only a press of the button saves.
        "saves_itself": view.case.status == Status.DRAFTING,
        "on_paper": view.request.received_on_paper,
        "steps": [_step(view, one, opened.step, gaps, content) for one in steps],
        "step": {"label": Step(opened.step).label, "hint": ""},
        "gaps": [_gap(view, gap) for gap in gaps],
        "partner_asks": [] if view.request.received_on_paper else _partner_asks(view),
        "next_url": _after(opened, steps),
    }


def _steps(opened: Opened, content: Any) -> list[Step]:
    """The steps that are listed: that of the translation where there is need of one, or one."""
    request = content.request
    accepted = request.requested.state.languages
    is_foreign = bool(accepted) and request.language not in accepted
    is_listed = is_foreign or content.translated or opened.step == Step.TRANSLATION
    return [one for one in steps_of(opened.view) if one != Step.TRANSLATION or is_listed]


def _step(
    view: Seen, one: Step, current: str, gaps: list[completeness.Gap], content: Any
) -> dict[str, Any]:
    mine = [gap for gap in gaps if gap.step == one]
    blocked = any(gap.blocks for gap in mine)
    touched = one != Step.CHECK and not mine and drafting.version_of(view.request, one) > 0
    count = len(getattr(content, one.value)) if one in COUNTED else 0
    return {
        "label": one.label,
        "url": _url(view, one),
        "current": one == current,
        "state": "blocked" if blocked else "done" if touched else "open",
        "count": count or "",
    }


def _gap(view: Seen, gap: completeness.Gap) -> dict[str, Any]:
    return {
        "what": gap.text,
        # What came on paper is here, whatever it lacks.
        "blocks": gap.blocks and not view.request.received_on_paper,
        "kind": gap.asked_by,
        "source": gap.reference,
        "verified": gap.verified,
        "url": _url(view, gap.step) if gap.step in steps_of(view) else "",
    }


def _url(view: Seen, step: Step) -> str:
    return reverse("requests:draft", args=[view.case.pk, step])


def _partner_asks(view: Seen) -> list[str]:
    state = view.request.requested.state
    said = []
    if state.languages:
        names = ", ".join(language_in_words(code) for code in state.languages)
        said.append(_("Languages: %(names)s") % {"names": names})
    # What it declared to other treaties stands with them, where the basis is chosen.
    instruments = {CONVENTION, view.request.basis_id or CONVENTION}
    declared = state.declarations.filter(instrument__in=instruments)
    said.extend(declared.values_list("text", flat=True)[:5])
    if not view.request.requested.connected:
        said.append(_("Reached by post: letters are signed here and sent by courier."))
    return said
