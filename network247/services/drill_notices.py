"""Tell the duty officers of each State which desks fell due for a test call."""

from django.db import transaction

from accounts.choices import Role
from convention.models import State
from workflow.models import Notice

from ..choices import CALLS_DUE
from ..models import DueNotice
from ..queries.directory import connected_states, desk_authority
from ..queries.drills import callers_of, due_calls_of


def tell_of_due_calls() -> int:
    """One notice for each State in which desks fell due since it was last told; how many."""
    return sum(_tell(state) for state in sorted(connected_states()) if callers_of(state).exists())


@transaction.atomic
def _tell(state: str) -> bool:
    # Two sweeps at a time: the second waits here, and then finds what the first has written.
    State.objects.select_for_update(no_key=True).get(pk=state)
    central = desk_authority(state)
    due = [one for one in due_calls_of(state, central.zone if central else "UTC") if one.is_due]
    days = {one.last_due_on for one in due}
    rows = DueNotice.objects.filter(state=state, due_on__in=days)
    told = set(rows.values_list("point", "due_on"))
    untold = [one for one in due if (one.point.pk, one.last_due_on) not in told]
    if not untold:
        return False
    notice = Notice.objects.create(subject=CALLS_DUE, roles=[Role.DUTY_OFFICER])
    DueNotice.objects.bulk_create(
        DueNotice(state_id=state, point=one.point, due_on=one.last_due_on, notice=notice)
        for one in untold
    )
    return True
