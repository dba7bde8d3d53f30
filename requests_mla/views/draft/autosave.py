"""What a page is told that saves by itself: small answers in JSON, in words where a person reads.

`state` is for the page: saved, declined (nothing of it was written, more typing may help), behind
(ask again with this version), overtaken and refused (only a press of the button goes on from here).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit import moment
from workflow.refusals import Refusal

from ...services import drafting
from . import frame
from .opened import Opened


def saved(opened: Opened, version: int, *, here: str = "", **parts: str) -> HttpResponse:
    """Kept. `here` is the address of what was kept, `parts` those that only this step has."""
    return answer(
        "saved", 200, saved_now(), version=version, here=here, parts=frame.live(opened) | parts
    )


def declined(form: forms.BaseForm) -> HttpResponse:
    """Nothing is written that is not valid. The errors stand on the page once Save is pressed."""
    name, problems = next(iter(form.errors.items()))
    why = problems[0] if name not in form.fields else f"{form.fields[name].label}: {problems[0]}"
    return answer("declined", 422, _("Not saved yet: %(why)s") % {"why": why})


def overtaken(opened: Opened, told: Mapping[str, Any], **parts: str) -> HttpResponse:
    """Somebody saved meanwhile: `told` in the same words as on a page that was sent by hand."""
    section = told["overtaken"]
    box = render_to_string("requests/steps/_overtaken.html", dict(told), opened.request)
    said = _("Not saved: %(name)s saved this step at %(time)s. Look above, then save again.")
    said %= by_whom(section.saved_by_name, section.saved_at)
    parts = frame.live(opened) | parts | {"overtaken": box}
    return answer("overtaken", 409, said, version=opened.version, parts=parts)


def behind(later: drafting.Behind) -> HttpResponse:
    """The page has saved later than it knows: it may save again with this version."""
    return answer("behind", 409, "", version=later.section.version)


def refused(refusal: Refusal) -> HttpResponse:
    """The step cannot be saved from here, for the reasons that the page of the refusal gives."""
    said = _("Not saved: %(why)s") % {"why": " ".join(refusal.reasons)}
    return answer("refused", refusal.status, said)


def saved_now() -> str:
    """The words for what was kept at this moment."""
    return _("Saved at %(time)s") % {"time": _time(moment.now())}


def by_whom(name: str, at: datetime) -> dict[str, str]:
    """Who saved and when, for the words of an answer."""
    return {"name": name, "time": _time(at)}


def _time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "H:i")


def answer(state: str, status: int, said: str, **more: Any) -> HttpResponse:
    """One answer; what else the page is told goes by name."""
    return JsonResponse({"state": state, "said": said, **more}, status=status)
