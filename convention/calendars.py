"""The days of rest of a State: the public calendar of its country, with its own corrections."""

from workflow.calendars import StateCalendar

from .models import DayCorrection, State


def calendar_of(state: State) -> StateCalendar:
    """The calendar as it is now; one query.

    `State.calendar` is the code of package `holidays`, and of the country whose days an invented
    State follows.
    """
    rows = DayCorrection.objects.filter(state=state, withdrawn_at__isnull=True)
    days = list(rows.values_list("day", "worked", "name"))
    return StateCalendar(
        state=state.pk,
        code=state.calendar,
        rested={day: name for day, worked, name in days if not worked},
        worked=frozenset(day for day, worked, _name in days if worked),
        weekly=frozenset(state.weekly_rest) if state.weekly_rest is not None else None,
    )
