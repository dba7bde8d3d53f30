"""The signing keys of a State: all of them, one of them, a new one; reading and revoking."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import moment
from documents.failures import KeyUnusable
from workflow.refusals import Missing, NotFromHere, NotYours

from .. import keyring, services
from ..actors import Actor
from ..choices import KeyStanding
from ..forms.keys import BringForm, DeviceForm, HolderForm, MakeForm, ReadForm, RevokeForm
from ..keyring import Voucher
from ..models import SigningKey
from .acting import actor_required, administrator_required


@dataclass(frozen=True)
class Line:
    """A key as it is shown to one person; its last digits only where they may be."""

    key: SigningKey
    standing: KeyStanding
    voucher: Voucher
    is_hidden: bool

    @classmethod
    def of(cls, key: SigningKey, actor: Actor, voucher: Voucher) -> "Line":
        """The key for this person now."""
        hidden = keyring.is_hidden_from(actor.stamp, key)
        return cls(key, keyring.standing_of(key), voucher, hidden)

    @property
    def shown(self) -> str:
        """The fingerprint in groups of four, without its end where that is hidden."""
        groups = self.key.fingerprint.split()
        hidden = keyring.HIDDEN_DIGITS // 4 if self.is_hidden else 0
        return " ".join(groups[: len(groups) - hidden])

    @property
    def begins_later(self) -> bool:
        """Whether its certificate is not valid yet."""
        return self.key.valid_from > moment.now()


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that this person looks after or may have to read, by how they stand."""
    actor = _sees_keys(request)
    trusted = keyring.trusted_issuers()
    lines = [
        Line.of(key, actor, keyring.voucher_of(key, trusted)) for key in keyring.keys_seen_by(actor)
    ]
    headings = {
        KeyStanding.WAITING: _("Waiting for readings"),
        KeyStanding.IN_FORCE: _("In force"),
        KeyStanding.EXPIRING: _("Expiring within %(days)s days") % {"days": keyring.SOON.days},
        KeyStanding.EXPIRED: _("Expired"),
        KeyStanding.REVOKED: _("Revoked"),
    }
    groups = [
        (standing, heading, found)
        for standing, heading in headings.items()
        if (found := [line for line in lines if line.standing == standing])
    ]
    context = {"groups": groups, "tabs": tabs(request, actor)}
    return render(request, "accounts/keys.html", context)


@require_safe
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One key: everything known of it, its readings, and what may be done with it."""
    actor = _sees_keys(request)
    return _page(request, actor, _key(actor, pk))


@require_POST
def read_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Read its fingerprint: what was heard agrees with the certificate."""
    actor = _sees_keys(request)
    found = _key(actor, pk)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, reading=form, status=422)
    try:
        digits = form.cleaned_data["digits"]
        read = services.read_fingerprint(by=actor.stamp, key=found, typed=digits)
    except Missing as refusal:
        form.add_error("digits", list(refusal.reasons))
        return _page(request, actor, found, reading=form, status=refusal.status)
    except (NotFromHere, NotYours) as refusal:
        messages.error(request, refusal.reasons[0])
        return _page(request, actor, _key(actor, pk), status=refusal.status)
    if read.in_force_since:
        messages.success(request, _("Read. The key is in force from now on."))
    else:
        messages.success(request, _("Read. It signs as soon as somebody else has read it too."))
    return redirect("accounts:key", pk)


@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it sign nothing any more, at once."""
    actor = _sees_keys(request)
    found = _key(actor, pk)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, revoking=form, status=422)
    try:
        services.revoke_key(by=actor.stamp, key=found, why=form.cleaned_data["why"])
    except NotFromHere as refusal:
        messages.error(request, refusal.reasons[0])
        return _page(request, actor, _key(actor, pk), status=refusal.status)
    messages.success(request, _("Revoked. This key signs nothing any more."))
    return redirect("accounts:key", pk)


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, with those above it, as a file (PEM)."""
    actor = _sees_keys(request)
    found = _key(actor, pk)
    if keyring.is_hidden_from(actor.stamp, found):
        raise NotYours(_("Read the fingerprint first: it could be worked out from this file."))
    answer = HttpResponse(
        found.certificate_pem + found.chain_pem, content_type="application/x-pem-file"
    )
    name = f"certificate-{found.fingerprint[:9].replace(' ', '')}.pem"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def bring_key(request: HttpRequest) -> HttpResponse:
    """Register a key that was made elsewhere, with its certificate."""
    actor = administrator_required(request)
    form = BringForm(request.POST or None, request.FILES or None, actor=actor)

    def keep() -> SigningKey:
        given = form.cleaned_data
        return services.keep_key(
            by=actor.stamp,
            key_pem=given["key"],
            passphrase=given["passphrase"],
            **form.certificates(),
            **form.whose(),
        )

    return _registering(request, actor, form, keep)


@require_http_methods(["GET", "POST"])
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key here, for which nobody vouches but itself."""
    actor = administrator_required(request)
    form = MakeForm(request.POST or None, actor=actor)

    def make() -> SigningKey:
        days = form.cleaned_data["days"]
        return services.make_own_key(by=actor.stamp, days=days, **form.whose())

    return _registering(request, actor, form, make)


@require_http_methods(["GET", "POST"])
def register_device_key(request: HttpRequest) -> HttpResponse:
    """Register a key that never leaves its device."""
    actor = administrator_required(request)
    form = DeviceForm(request.POST or None, request.FILES or None, actor=actor)

    def keep() -> SigningKey:
        given = form.cleaned_data
        return services.keep_token_key(
            by=actor.stamp,
            token_label=given["token_label"],
            key_label=given["key_label"],
            **form.certificates(),
            **form.whose(),
        )

    return _registering(request, actor, form, keep)


def tabs(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Keys and issuers side by side, for whoever keeps both."""
    pages = ((_("Keys"), "accounts:keys"), (_("Issuers"), "accounts:issuers"))
    addresses = [(label, reverse(name)) for label, name in pages]
    return [
        {"label": label, "url": url, "current": url == request.path}
        for label, url in addresses
        if actor.looks_after_people
    ]


def _registering(
    request: HttpRequest, actor: Actor, form: HolderForm, act: Callable[[], SigningKey]
) -> HttpResponse:
    """The form; what is wrong with key or certificate is said on it."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except (KeyUnusable, Missing) as problem:
            reasons = problem.reasons if isinstance(problem, Missing) else [str(problem)]
            form.add_error(None, list(reasons))
        else:
            said = _("Registered. It signs as soon as two people have read its fingerprint.")
            messages.success(request, said)
            return redirect("accounts:key", made.pk)
    context = {
        "form": form,
        "ways": _ways(request),
        "is_made_here": isinstance(form, MakeForm),
        "is_in_a_device": isinstance(form, DeviceForm),
        "trail": [(_("Keys"), reverse("accounts:keys"))],
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/register_key.html", context, status=status)


def _ways(request: HttpRequest) -> list[dict[str, Any]]:
    pages = (
        (_("Bring one"), "accounts:bring_key"),
        (_("Make one here"), "accounts:make_key"),
        (_("In a device"), "accounts:register_device_key"),
    )
    addresses = [(label, reverse(name)) for label, name in pages]
    return [
        {"label": label, "url": url, "current": url == request.path} for label, url in addresses
    ]


def _page(
    request: HttpRequest,
    actor: Actor,
    found: SigningKey,
    *,
    reading: ReadForm | None = None,
    revoking: RevokeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """A key with its forms, one of them perhaps come back."""
    by = actor.stamp
    may_revoke = found.revoked_at is None and keyring.may_revoke(by, found)
    wrong: forms.Form | None = reading or revoking
    context = {
        "line": Line.of(found, actor, keyring.voucher_of(found, keyring.trusted_issuers())),
        "key": found,
        "is_ones_own": actor.person_id in (found.person_id, found.registered_by_id),
        "missing": keyring.READERS - len(found.readings.all()),
        "others": _others(actor, found),
        "reading": (reading or ReadForm()) if keyring.may_read(by, found) else None,
        "revoking": (revoking or RevokeForm()) if may_revoke else None,
        "wrong": wrong,
        "trail": [(_("Keys"), reverse("accounts:keys"))],
    }
    return render(request, "accounts/key.html", context, status=status)


def _others(actor: Actor, found: SigningKey) -> list[str]:
    """The names of those who may read the fingerprint, besides who looks."""
    names = keyring.readers_of(found).exclude(person=actor.person_id)
    return list(dict.fromkeys(names.values_list("person__name", flat=True)))


def _sees_keys(request: HttpRequest) -> Actor:
    actor = actor_required(request)
    if not keyring.sees_keys(actor):
        raise NotYours(
            _("Keys are looked at by the State administrator and the officers of the authority.")
        )
    return actor


def _key(actor: Actor, pk: int) -> SigningKey:
    return get_object_or_404(keyring.keys_seen_by(actor), pk=pk)
