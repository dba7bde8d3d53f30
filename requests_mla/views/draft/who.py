"""The first step: who asks and why, with what the request can rest on beside the choice."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from ...legal_basis import proposed
from . import fields
from .opened import Opened

# The panel stands after these fields; what else the step has follows it.
CHOICE = ("basis", "basis_reason")


def answer(opened: Opened) -> HttpResponse:
    """The fields; nothing is chosen for the officer."""
    return fields.answer(opened, **_around(opened))


def _around(opened: Opened) -> dict[str, Any]:
    if opened.saves_itself:
        return {}
    request = opened.view.request
    found = proposed(request, request.offences.all())
    pair = urlencode({"asking": found.asking.pk, "asked": found.asked.pk})
    return {
        "step_template": "requests/steps/who.html",
        "choice": CHOICE,
        "proposal": found,
        "bases_url": f"{reverse('convention:bases')}?{pair}",
    }
