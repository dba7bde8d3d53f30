"""Who is trusted to vouch for keys, and how current their lists of revoked certificates are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit import moment
from documents.failures import KeyUnusable
from workflow.refusals import Missing, NotFromHere

from .. import keyring, services
from ..actors import Actor
from ..forms.keys import EndForm, ListForm, TrustForm
from ..models import Issuer
from ..services.issuers import list_holds_until
from .acting import administrator_required
from .keys import tabs


@dataclass(frozen=True)
class Line:
    """An issuer with until when its list holds."""

    issuer: Issuer
    list_until: datetime | None

    @classmethod
    def of(cls, issuer: Issuer) -> "Line":
        """The issuer as it stands now."""
        return cls(issuer, list_holds_until(issuer))

    @property
    def makes_its_list(self) -> bool:
        """Whether it is the demonstration's, which lists what was revoked here by itself."""
        return bool(self.issuer.key_pem)

    @property
    def has_run_out(self) -> bool:
        """Whether its list holds no longer: letters then carry no proof that lasts."""
        return self.list_until is not None and self.list_until <= moment.now()


@require_http_methods(["GET", "POST"])
def issuers(request: HttpRequest) -> HttpResponse:
    """Everybody who is or was trusted here, and the form that trusts one more."""
    actor = administrator_required(request)
    form, status = TrustForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.trust(
                    by=actor.stamp,
                    certificate_pem=form.cleaned_data["certificate"],
                    revoked_pem=form.cleaned_data["revoked"],
                )
            except KeyUnusable as problem:
                form.add_error(None, str(problem))
            except (Missing, NotFromHere) as refusal:
                form.add_error(None, list(refusal.reasons))
                status = refusal.status
            else:
                said = _("%(name)s is trusted from now on.") % {"name": made.name}
                messages.success(request, said)
                return redirect("accounts:issuer", made.pk)
    rows = Issuer.objects.select_related("state").order_by("name", "pk")
    lines = [Line.of(row) for row in rows]
    context = {
        "trusted": [line for line in lines if line.issuer.ended_at is None],
        "ended": [line for line in lines if line.issuer.ended_at],
        "form": form,
        "tabs": tabs(request, actor),
    }
    return render(request, "accounts/issuers.html", context, status=status)


@require_http_methods(["GET", "POST"])
def issuer(request: HttpRequest, pk: int) -> HttpResponse:
    """One issuer; a newer list of what it revoked is brought here."""
    actor = administrator_required(request)
    found = get_object_or_404(Issuer, pk=pk)
    if request.method != "POST":
        return _page(request, actor, found)
    form = ListForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            revoked = form.cleaned_data["revoked"]
            services.renew_list(by=actor.stamp, issuer=found, revoked_pem=revoked)
        except KeyUnusable as problem:
            form.add_error("revoked", str(problem))
        except Missing as refusal:
            form.add_error("revoked", list(refusal.reasons))
        else:
            messages.success(request, _("The list was renewed."))
            return redirect("accounts:issuer", pk)
    return _page(request, actor, found, renewing=form, status=status)


@require_POST
def end_trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Trust it no longer."""
    actor = administrator_required(request)
    found = get_object_or_404(Issuer, pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, ending=form, status=422)
    try:
        services.end_trust(by=actor.stamp, issuer=found)
    except NotFromHere as refusal:
        messages.error(request, refusal.reasons[0])
        found.refresh_from_db()
        return _page(request, actor, found, status=refusal.status)
    messages.success(request, _("%(name)s is trusted no longer.") % {"name": found.name})
    return redirect("accounts:issuer", pk)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Issuer,
    *,
    renewing: ListForm | None = None,
    ending: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_change = found.ended_at is None and keyring.may_change(actor.stamp, found)
    context: dict[str, Any] = {
        "line": Line.of(found),
        "issuer": found,
        "renewing": (renewing or ListForm()) if may_change else None,
        "ending": (ending or EndForm()) if may_change else None,
        "wrong": renewing or ending,
        "trail": [
            (_("Keys"), reverse("accounts:keys")),
            (_("Issuers"), reverse("accounts:issuers")),
        ],
    }
    return render(request, "accounts/issuer.html", context, status=status)
