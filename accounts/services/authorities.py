"""Add authorities, keep what is known of them current, and count their references."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.stamps import Stamp
from convention.models import State
from workflow.refusals import Missing, NotYours

from ..actors import Actor
from ..choices import AuthorityKind
from ..models import Authority
from .recording import record

# What the State administrator may change; kind, State and references stay what they are.
EDITABLE = ("name", "ministry", "place", "address", "email", "zone")


@transaction.atomic
def add_authority(
    *, by: Stamp, state: State, kind: str, name: str, connected: bool = True, **more: str
) -> Authority:
    """Make an authority of a State; `more` is ministry, place, address, email, zone and prefix.

    Raises Missing with every reason.
    """
    prefix = more.get("prefix", "")
    reasons = [*_problems(state, name, more.get("zone", "UTC"))]
    if kind == AuthorityKind.CENTRAL and connected and not prefix:
        reasons.append(_("A central authority needs the letters that its references begin with."))
    if prefix and Authority.objects.filter(prefix=prefix).exists():
        reasons.append(_("Another authority has the reference prefix %(it)s.") % {"it": prefix})
    if reasons:
        raise Missing(*reasons)
    authority = Authority(state=state, kind=kind, name=name, connected=connected, **more)
    authority.full_clean()
    authority.save()
    cache.delete("accounts.states")
    pk = authority.pk
    record(by, "authority.add", authority=pk, name=name, kind=kind, connected=connected)
    return authority


@transaction.atomic
def edit_authority(*, actor: Actor, authority: Authority, changes: Mapping[str, str]) -> None:
    """Change what is known of an authority of the actor's State; only what is named in `changes`.

    Raises NotYours, or Missing with every reason. Nothing is recorded where nothing changed.
    """
    own_state(actor, authority)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not to be edited: {sorted(unknown)}")
    kept = Authority.objects.select_for_update().get(pk=authority.pk)
    before: dict[str, Any] = {field: getattr(kept, field) for field in changes}
    changed = [field for field in changes if changes[field] != before[field]]
    if not changed:
        return
    for field in changed:
        setattr(kept, field, changes[field])
    if reasons := _problems(kept.state, kept.name, kept.zone, besides=kept.pk):
        raise Missing(*reasons)
    kept.save(update_fields=changed)
    record(
        actor.stamp,
        "authority.edit",
        authority=kept.pk,
        before={field: before[field] for field in changed},
        after={field: changes[field] for field in changed},
    )


def own_state(actor: Actor, authority: Authority) -> None:
    """Refuse whoever does not look after the people of the authority's State."""
    if not actor.looks_after_people or authority.state_id != actor.state:
        raise NotYours(_("Only the administrator of that State may do this."))


def next_reference(authority: Authority, *, series: str, at: datetime) -> str:
    """The authority's next own reference, for example BEL-MLA-2026-0204; inside a transaction."""
    Authority.objects.filter(pk=authority.pk).update(last_reference=F("last_reference") + 1)
    authority.refresh_from_db(fields=["last_reference"])
    return f"{authority.prefix}-{series}-{at:%Y}-{authority.last_reference:04d}"


def _problems(state: State, name: str, zone: str, besides: int = 0) -> list[str]:
    reasons = []
    if not name.strip():
        reasons.append(_("The authority needs a name."))
    if zone not in available_timezones():
        reasons.append(
            _("%(zone)s is no time zone; write one such as Europe/Paris.") % {"zone": zone}
        )
    same = Authority.objects.filter(state=state, name=name).exclude(pk=besides)
    if same.exists():
        reasons.append(_("This State has an authority of that name already."))
    return reasons
