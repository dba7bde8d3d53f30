"""The directory, and the form by which an administrator keeps it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from accounts.views import actor_required
from workflow.refusals import Missing, NotYours

from ..choices import STALE_AFTER_DAYS
from ..forms.directory import ContactForm
from ..models import ContactPoint
from ..queries.directory import directory, may_edit
from ..services.directory import record_contact


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Every desk, the time there now, and how old its last verification is."""
    actor = actor_required(request)
    context = {
        "lines": list(directory(actor)),
        "may_add": actor.role == Role.STATE_ADMINISTRATOR,
        "stale_after": STALE_AFTER_DAYS,
    }
    return render(request, "network/contacts.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a contact point of one's own State, or change one."""
    actor = actor_required(request)
    contact = get_object_or_404(ContactPoint.objects.select_related("state"), pk=pk) if pk else None
    if not may_edit(actor, contact.state_id if contact else actor.state):
        raise NotYours(_("Only an administrator of that State changes its contact points."))
    form = ContactForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        try:
            record_contact(actor=actor, details=form.details(), contact=contact)
        except Missing as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The directory is up to date."))
            return redirect("network:contacts")
    status = 422 if form.is_bound else 200
    return render(request, "network/edit.html", {"form": form, "contact": contact}, status=status)
