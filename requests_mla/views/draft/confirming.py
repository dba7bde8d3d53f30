"""The boxes of the last step: what the requested State wants the drafter to confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...forms.rules import ConfirmForm
from ...models import StateRule
from ...services import drafting
from ...services.confirming import confirm, to_confirm
from .opened import Opened


def around(opened: Opened, form: ConfirmForm | None = None) -> dict[str, Any]:
    """What the page of the last step shows of it; no form where nothing is to be confirmed."""
    rules = to_confirm(opened.view.request)
    return {"confirm_form": (form or form_of(opened, rules)) if rules else None}


def form_of(opened: Opened, rules: list[StateRule], data: Any = None) -> ConfirmForm:
    """The boxes, ticked as they were kept."""
    kept = list(opened.view.request.confirmations.values_list("rule_id", flat=True))
    return ConfirmForm(data, rules=rules, initial={"confirmed": kept})


def keep(opened: Opened) -> HttpResponse | dict[str, Any]:
    """Keep the boxes; what the page is to show instead if they could not be kept."""
    rules = to_confirm(opened.view.request)
    if not rules:
        return around(opened)
    form = form_of(opened, rules, opened.request.POST)
    if not opened.accepts(form):
        return {"status": 422, **around(opened, form)}
    ticked = set(form.cleaned_data["confirmed"])
    try:
        opened.save(lambda found: confirm(found, shown=rules, ticked=ticked, by=opened.view.actor))
    except drafting.Overtaken as other:
        form.add_error(
            None,
            _("%(name)s ticked boxes meanwhile. Look at them, then keep yours again.")
            % {"name": other.section.saved_by_name},
        )
        seen = opened.hidden(version=opened.version)
        return {"status": 409, "seen": seen, **around(opened, form)}
    messages.success(opened.request, _("Saved."))
    return redirect(opened.url)
