"""How the comparison of a request stands: for the grounds, for the guards, for the pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..choices import Criminality, Discretion, RecordState
from ..models import ComparedOffence, Comparison, Request
from . import content
from .subjects import identity_of


@dataclass(frozen=True)
class Found:
    """The comparison in plain values.

    `findings` pairs each offence with what the comparison in force finds, in words. `why_not`
    says why absence of dual criminality is no ground as things stand; empty where it may be one.
    """

    has_draft: bool = False
    is_finished: bool = False
    is_intact: bool = True
    findings: tuple[tuple[str, str], ...] = ()
    why_not: str = ""

    @property
    def lacking(self) -> bool:
        """Whether a finished comparison finds dual criminality lacking for every offence."""
        return self.is_finished and not self.why_not


def found_of(request: Request) -> Found:
    """How the comparison stands; four queries at most."""
    rows = list(
        Comparison.objects.filter(case_id=request.pk)
        .exclude(state=RecordState.SUPERSEDED)
        .prefetch_related("offences", "elements")
    )
    in_force = next((one for one in rows if one.is_in_force), None)
    has_draft = any(one.is_draft for one in rows)
    if in_force is None:
        return Found(has_draft=has_draft, why_not=_not_finished(has_draft=has_draft))
    compared = list(in_force.offences.all())
    is_intact = content.is_intact(in_force)
    named = {one.pk: identity_of(one) for one in request.offences.all()}
    return Found(
        has_draft=has_draft,
        is_finished=True,
        is_intact=is_intact,
        findings=tuple((one.named, one.get_finding_display()) for one in compared),
        why_not=_why_not(compared, named) if is_intact else _altered(),
    )


def _not_finished(*, has_draft: bool) -> str:
    if has_draft:
        return _("The comparison of the offences with our law is not finished.")
    return _("The offences have not been compared with our law.")


def _altered() -> str:
    return _("The comparison of the offences is not what was finished. Write a new one.")


def _why_not(compared: list[ComparedOffence], named: Mapping[int, str]) -> str:
    """The first thing that stands in the way.

    A measure serves every offence of its request, so one that is punishable here carries it.
    """
    if not named:
        return _("The request names no offence that could be compared.")
    if named.items() - {(one.offence_id, one.identity) for one in compared}:
        return _("The comparison leaves out an offence that the request names now.")
    compared = [one for one in compared if one.offence_id in named]
    for wanted, said in (
        (Criminality.PUNISHABLE, _("The comparison finds the conduct punishable here: %(names)s.")),
        (Criminality.UNCLEAR, _("The comparison leaves it unclear: %(names)s.")),
    ):
        if names := _names(one for one in compared if one.finding == wanted):
            return said % {"names": names}
    if names := _names(one for one in compared if one.discretion == Discretion.HELP):
        return _("The comparison says that we help anyway, 40(8): %(names)s.") % {"names": names}
    return ""


def _names(compared: Iterable[ComparedOffence]) -> str:
    return "; ".join(one.named for one in compared)
