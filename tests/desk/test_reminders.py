"""Every rung of every ladder fires once, and what is told of it is true."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

import audit.models
from accounts.models import Appointment
from accounts.services import end_appointment
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from desk.models import InboxEntry
from desk.services import deliver_notices
from requests_mla.table import TABLE
from workflow import clocks
from workflow.choices import RowState, RungKind, Side
from workflow.models import Notice, Reminder
from workflow.services import locked
from workflow.sweeping import fire_reminders

from .cases import START, act, after, browser, clock, moments, on_paper

LADDER = TABLE.clock("acknowledge").ladder


def fire(at) -> int:
    """Sweep as if at that moment."""
    with pretended(at):
        return fire_reminders()


def whole_ladder(case) -> list:
    """When every rung is due, in order."""
    return list(clock(case).reminders.order_by("fires_at").values_list("fires_at", flat=True))


def test_each_rung_fires_once_however_often_the_sweep_runs(cast: Cast):
    case = on_paper(cast)
    with pretended(START):
        deliver_notices()
    ladder = whole_ladder(case)
    # Of five working days, the week before lies in the past when the clock is set.
    assert len(ladder) == len(LADDER)
    ahead = [at for at in ladder if at > START]
    assert fire(ahead[0] - timedelta(seconds=1)) == 0
    assert [fire(after(at)) for at in ahead for _again in range(3)] == [1, 0, 0] * len(ahead)
    reminded = Notice.objects.filter(case=case, reminder__isnull=False).order_by("pk")
    assert list(reminded.values_list("subject", flat=True))[-3:] == [
        RungKind.ON_THE_DAY,
        RungKind.OVERDUE,
        RungKind.ESCALATED,
    ]
    assert set(reminded.values_list("side", flat=True)) == {Side.REQUESTED}
    assert not reminded.exclude(late_since=None, stands_for=0).exists()


def test_after_a_long_silence_of_beat_one_honest_message_stands_for_all(cast: Cast):
    case = on_paper(cast)
    with pretended(START):
        deliver_notices()
    ahead = [at for at in whole_ladder(case) if at > START]
    later = ahead[-1] + timedelta(days=30)
    assert (fire(later), fire(later)) == (len(ahead), 0)
    notice = Notice.objects.get(reminder__isnull=False)
    assert notice.subject == RungKind.ESCALATED
    assert (notice.late_since, notice.stands_for, notice.urgent) == (ahead[0], len(ahead) - 1, True)
    # Officers hear of it too: the rungs that it stands for were theirs.
    assert set(notice.roles) == {"central_authority_officer", "liaison_officer"}
    with pretended(later):
        deliver_notices()
        page = browser(cast, "tom").get("/inbox/").content.decode()
    assert "Still open, due on 8 September 2026: acknowledge." in page
    due_first = ahead[0].strftime("%-d %B %Y")
    assert f"This comes late: reminders were due since {due_first} and did not go out." in page
    assert f"It stands for {len(ahead) - 1} others." in page


def test_a_sweep_takes_no_more_clocks_than_its_limit_and_the_next_goes_on(cast: Cast):
    end = max(moments(on_paper(cast, title=f"No. {number}"))[-1] for number in range(3))
    with pretended(after(end)):
        assert [fire_reminders(most=2) > 0 for _round in range(3)] == [True, True, False]
    assert Notice.objects.filter(reminder__isnull=False).count() == 3


def test_what_has_been_done_is_not_reminded_of(cast: Cast):
    case = on_paper(cast)
    end = moments(case)[-1]
    act(cast, case, "ciara", "acknowledge")
    assert fire(after(end)) == 0


def test_a_reminder_is_on_the_record_of_the_side_that_owes(cast: Cast):
    case = on_paper(cast)
    at = after(moments(case)[0])
    fire(at)
    with pretended(at):
        deliver_notices()
        deliver_notices()
    event = audit.models.Event.objects.get(case_id=case.pk, verb="request.remind")
    assert (event.state, event.shared, event.person_id) == ("XB", False, None)
    assert clock(case).name in event.payload


def test_the_sweep_costs_what_is_due_not_what_is_open(cast: Cast, django_assert_num_queries):
    for _case in range(4):
        on_paper(cast)
    with pretended(START), django_assert_num_queries(3):  # of these two are the savepoint's
        fire_reminders()


def test_an_escalation_reaches_the_named_role_alone(cast: Cast):
    case = on_paper(cast)
    with pretended(START):
        deliver_notices()
    last = whole_ladder(case)[-1]
    fire(after(moments(case)[-1]))
    fire(after(last))
    with pretended(after(last)):
        deliver_notices()
    escalated = InboxEntry.objects.filter(notice__reminder__kind=RungKind.ESCALATED)
    assert [entry.person.email.partition("@")[0] for entry in escalated] == ["aoife"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_move_and_a_reminder_of_the_same_case_do_not_block_each_other():
    """A sweep leaves out what a move holds; a move waits for a sweep and never in a circle."""
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
        clocks.stop(held, None, at=START)
        other.start()
        time.sleep(0.5)  # the sweep now looks for what is due
    other.join(timeout=20)
    assert result == [0]
    assert not Reminder.objects.filter(state=RowState.DONE).exists()


def test_what_a_state_reached_by_post_owes_is_told_to_those_who_wait_for_it(cast: Cast):
    case = on_paper(cast)
    act(cast, case, "ciara", "acknowledge")
    act(cast, case, "ciara", "ask", question="Which account?")
    owed = case.clocks.get(owed_by=Side.REQUESTING, stopped_at=None)
    late = after(owed.due_at + timedelta(days=1))
    fire(late)
    with pretended(late):
        deliver_notices()
    reminded = Notice.objects.filter(case=case, clock=owed)
    assert set(reminded.values_list("side", flat=True)) == {Side.REQUESTED}
    recorded = audit.models.Event.objects.filter(case_id=case.pk, verb=f"{case.kind}.remind")
    assert set(recorded.values_list("state", flat=True)) == {"XB"}


def test_the_end_of_an_appointment_is_told_to_the_person_and_the_administrators(cast: Cast):
    appointment = Appointment.objects.get(person__email__startswith="tom@")
    with pretended(START):
        end_appointment(
            actor=cast.actors["sean"], appointment=appointment, last_day=date(2026, 10, 31)
        )
    ends = Appointment.objects.get(pk=appointment.pk).clock
    assert ends is not None
    assert ends.next_fires_at is not None
    with pretended(after(ends.next_fires_at)):
        assert fire_reminders() == 1
        deliver_notices()
        page = browser(cast, "tom").get("/inbox/").content.decode()
    assert "the appointment ends on 31 October 2026." in page
    entries = InboxEntry.objects.filter(notice__clock=ends)
    assert {row.person.email.partition("@")[0] for row in entries} == {"tom", "sean"}
