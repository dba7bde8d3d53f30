"""The authorities of the administrator's State, and what is known of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow.refusals import Missing

from .. import services
from ..forms.people import AuthorityForm
from ..models import Authority
from .acting import administrator_required


@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """The authorities of the administrator's State."""
    actor = administrator_required(request)
    rows = Authority.objects.filter(state_id=actor.state)
    return render(request, "accounts/authorities.html", {"authorities": rows})


@require_http_methods(["GET", "POST"])
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, address, time zone of an authority; letters that were sent stay as they are."""
    actor = administrator_required(request)
    found = get_object_or_404(Authority, pk=pk, state_id=actor.state)
    form = AuthorityForm(request.POST or None, authority=found)
    if request.method == "POST" and form.is_valid():
        # Only what this person changed: another administrator's change meanwhile stays.
        changes = {field: form.cleaned_data[field] for field in form.changed_data}
        try:
            services.edit_authority(actor=actor, authority=found, changes=changes)
        except Missing as refusal:
            form.add_error("name", refusal.reasons[0])
        else:
            messages.success(request, _("Saved. Letters from now on show it."))
            return redirect("accounts:authorities")
    context = {"authority": found, "form": form}
    return render(request, "accounts/authority.html", context, status=422 if form.errors else 200)
