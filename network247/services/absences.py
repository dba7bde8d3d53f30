"""Leave and illness: a shift of that time is a gap until it is given to somebody else."""

from django.db import transaction
from django.utils.translation import gettext as _

import audit.services
from accounts.actors import Actor
from accounts.models import Authority, Person
from audit import moment
from audit.canonical import moment as written
from workflow.refusals import Missing, NotFromHere

from ..models import Absence
from ..moments import said
from ..queries.roster import staff
from ..spans import Span
from .roster import LATE, locked, record, refuse_who_may_not_plan


@transaction.atomic
def record_absence(
    *, actor: Actor, authority: Authority, person: Person, span: Span, reason: str = ""
) -> Absence:
    """Note that somebody cannot be on duty. The reason is read by them and by whoever plans.

    Raises Missing with every reason if that makes no sense.
    """
    refuse_who_may_not_plan(actor, authority)
    authority, reason = locked(authority.pk), reason.strip()
    if reasons := _problems(authority, person, span, reason):
        raise Missing(*reasons)
    absence = Absence.objects.create(
        authority=authority,
        person=person,
        starts_at=span[0],
        ends_at=span[1],
        reason=reason,
        recorded_by_name=actor.name,
    )
    record(
        actor,
        authority,
        "roster.absent",
        absence=absence.pk,
        person=person.pk,
        name=person.name,
        since=written(span[0]),
        until=written(span[1]),
        because=audit.services.sealed(reason) if reason else None,
    )
    return absence


@transaction.atomic
def cancel_absence(*, actor: Actor, pk: int) -> Absence:
    """The person comes after all; of an absence that runs, what is left of it ends.

    Raises NotFromHere if it is over or was cancelled already.
    """
    authority = locked(Absence.objects.values_list("authority", flat=True).get(pk=pk))
    refuse_who_may_not_plan(actor, authority)
    absence = Absence.objects.select_related("person").get(pk=pk)
    now = moment.now()
    if absence.cancelled_at or absence.ends_at <= now:
        raise NotFromHere(_("This absence is over or was cancelled. Nothing was changed."))
    if absence.starts_at < now:
        # What was stays as it was: somebody else was paged then.
        absence.ends_at = now
    else:
        absence.cancelled_at = now
    absence.save(update_fields=["ends_at", "cancelled_at"])
    record(
        actor,
        authority,
        "roster.cancel_absence",
        absence=absence.pk,
        person=absence.person_id,
        name=absence.person.name,
    )
    return absence


def _problems(authority: Authority, person: Person, span: Span, reason: str) -> list[str]:
    if span[1] <= span[0]:
        return [_("An absence ends after it begins. Look at both times again.")]
    reasons = []
    if not staff(authority.pk).filter(pk=person.pk).exists():
        reasons.append(_("%(name)s cannot be on this roster.") % {"name": person.name})
    if span[0] < moment.now() - LATE:
        reasons.append(
            _("An absence begins at the earliest an hour ago: what was stays as it was.")
        )
    longest = Absence._meta.get_field("reason").max_length or 0
    if len(reason) > longest:
        reasons.append(_("Say why in at most %(number)s characters.") % {"number": longest})
    others = Absence.objects.filter(
        authority=authority,
        person=person,
        cancelled_at__isnull=True,
        starts_at__lt=span[1],
        ends_at__gt=span[0],
    )
    reasons += [
        _("%(name)s is absent already %(when)s.")
        % {"name": person.name, "when": said((one.starts_at, one.ends_at), authority.zone)}
        for one in others
    ]
    return reasons
