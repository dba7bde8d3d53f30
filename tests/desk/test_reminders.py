"""Every rung of every ladder fires once."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

import audit.models
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from desk.services import fire_reminders
from workflow import clocks
from workflow.choices import RowState, Rung, Side
from workflow.models import Notice, Reminder
from workflow.services import locked

from .cases import START, act, after, clock, moments, on_paper


def fire(at) -> int:
    """Sweep as if at that moment."""
    with pretended(at):
        return fire_reminders()


def test_each_rung_fires_once_however_often_the_sweep_runs(cast: Cast):
    case = on_paper(cast)
    ladder = moments(case)
    assert len(ladder) == len(Rung)
    assert fire(ladder[0] - timedelta(seconds=1)) == 0
    assert [fire(after(at)) for at in ladder for _again in range(3)] == [1, 0, 0] * 4
    told = Notice.objects.filter(case=case, reminder__isnull=False)
    assert sorted(told.values_list("subject", flat=True)) == sorted(Rung)
    assert set(told.values_list("side", flat=True)) == {Side.REQUESTED}


def test_after_a_long_silence_of_beat_everything_due_fires_once_and_in_order(cast: Cast):
    case = on_paper(cast)
    later = moments(case)[-1] + timedelta(days=30)
    assert (fire(later), fire(later)) == (4, 0)
    fired = Notice.objects.filter(reminder__isnull=False).order_by("pk")
    assert [notice.subject for notice in fired] == list(Rung)


def test_a_sweep_takes_no_more_than_its_limit_and_the_next_goes_on(cast: Cast):
    end = moments(on_paper(cast))[-1]
    with pretended(after(end)):
        assert [fire_reminders(limit=3) for _round in range(3)] == [3, 1, 0]


def test_what_has_been_done_is_not_reminded_of(cast: Cast):
    case = on_paper(cast)
    end = moments(case)[-1]
    act(cast, case, "ciara", "acknowledge")
    assert fire(after(end)) == 0


def test_a_reminder_is_on_the_record_of_the_side_that_owes(cast: Cast):
    case = on_paper(cast)
    fire(after(moments(case)[0]))
    event = audit.models.Event.objects.get(case_id=case.pk, verb="request.remind")
    assert (event.state, event.shared, event.person_id) == ("XB", False, None)
    assert clock(case).name in event.payload


def test_the_sweep_costs_what_is_due_not_what_is_open(cast: Cast, django_assert_num_queries):
    for _case in range(4):
        on_paper(cast)
    with pretended(START), django_assert_num_queries(1):
        fire_reminders()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_move_and_a_reminder_of_the_same_case_do_not_block_each_other():
    cast = assemble(START)
    case = on_paper(cast)
    due = after(moments(case)[-1])
    result: list[object] = []

    def sweep() -> None:
        try:
            result.append(fire(due))
        except Exception as problem:  # noqa: BLE001  # shown by the assertion below
            result.append(problem)
        finally:
            connection.close()

    other = threading.Thread(target=sweep)
    with transaction.atomic():
        held = locked(case.pk)
        other.start()
        time.sleep(0.5)  # the sweep now waits for the case
        clocks.stop(held, None, at=START)
    other.join(timeout=20)
    assert result == [0]
    assert not Reminder.objects.filter(state=RowState.DONE).exists()


def test_what_a_state_reached_by_post_owes_is_told_to_those_who_wait_for_it(cast: Cast):
    case = on_paper(cast)
    act(cast, case, "ciara", "acknowledge")
    act(cast, case, "ciara", "ask", question="Which account?")
    owed = case.clocks.get(owed_by=Side.REQUESTING, stopped_at=None)
    fire(after(owed.due_at + timedelta(days=1)))
    told = Notice.objects.filter(case=case, reminder__clock=owed)
    assert set(told.values_list("side", flat=True)) == {Side.REQUESTED}
    recorded = audit.models.Event.objects.filter(case_id=case.pk, verb=f"{case.kind}.remind")
    assert set(recorded.values_list("state", flat=True)) == {"XB"}
