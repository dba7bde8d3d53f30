"""Every rung of every ladder fires once: through a kill, two beats, a lost queue, a lost week.

Real workers and beats, on the database and the broker of the run. The clocks are many and hang on a
few real cases; what they owe is told to two officers in Belmara.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Min, Sum
from redis import Redis

import audit.models
from accounts.choices import Role
from audit import moment
from config.demonstration.play import Play
from desk.models import Heartbeat, InboxEntry
from requests_mla.choices import Action, Status
from tests.cast import act, gathered, make_request
from workflow.choices import RowState, RungKind, Side, Source, Unit
from workflow.models import Clock, Notice, Reminder
from workflow.services import locked
from workflow.sweeping import fire_batch, fire_reminders

from .processes import House

pytestmark = pytest.mark.django_db(transaction=True)
# Three batches, and a number that is done with soon.
MANY, SOME = 1_200, 120
# A name that no rule has: nothing else starts or stops these.
NAME = "many"
TOLD = ("ciara", "tom")
DAY = timedelta(days=1)
SWEEP = b"desk.tasks.fire_reminders"
# libfaketime refuses the call by which Python sleeps; it lets it wait for what never happens.
SLEEPS_OTHERWISE = """
import threading
import time

time.sleep = lambda seconds: threading.Event().wait(seconds)
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Ended before the database of the test is emptied."""
    made = House(tmp_path / "data")
    yield made
    made.stop()


# --- a worker is killed, beat runs twice ----------------------------------------------------------


def test_a_worker_killed_in_a_sweep_and_two_beats_fire_every_rung_once(house: House) -> None:
    start_beats(house)
    plays = some_cases(house)
    due = (-3 * DAY, -2 * DAY, -timedelta(seconds=1))
    let_run(plays, MANY, *due, 30 * DAY)

    house.start("worker", "worker")
    house.kill_when("worker", "it is in the middle of a sweep", in_a_sweep, seconds=120)
    fired = Reminder.objects.filter(state=RowState.DONE).count()
    assert 0 < fired < len(due) * MANY
    assert fired == len(due) * Notice.objects.filter(clock__name=NAME).count()

    house.start("worker", "second-worker")
    everything_is_told(house)
    another_sweep(house)
    house.nothing_broke()
    house.stop()
    each_fired_once_and_one_notice_tells_it(plays, len(due), clocks=MANY, late_by=3 * DAY)


# --- nobody worked for a week, and the queue was lost ---------------------------------------------


def test_after_a_week_without_a_worker_and_with_the_queue_lost_every_rung_fires_once(
    house: House,
) -> None:
    house.start("beat", "beat")
    plays = some_cases(house)
    let_run(plays, SOME, DAY, 5 * DAY, 6 * DAY, 30 * DAY)
    assert not due_clocks().exists()
    a_week_goes_by()
    house.wait_for("a sweep waits in the queue", lambda: queued(house, SWEEP), seconds=120)

    # Beat fills the queue again at any moment: it is lost while nobody writes to it.
    house.end("beat")
    lose_the_queue(house)
    assert not queued(house, b"desk.tasks")
    assert due_clocks().count() == SOME

    house.start("beat", "beat")
    house.start("worker", "worker")
    everything_is_told(house)
    each_fired_once_and_one_notice_tells_it(plays, 3, late_by=6 * DAY)

    # Once more, while the worker listens.
    lose_the_queue(house)
    let_run(plays, SOME, -timedelta(seconds=1), 30 * DAY, name="more")
    everything_is_told(house)
    house.stop()
    each_fired_once_and_one_notice_tells_it(plays, 1, name="more")
    each_fired_once_and_one_notice_tells_it(plays, 3, late_by=6 * DAY)


# --- the clock on the wall jumps ------------------------------------------------------------------


def test_a_clock_that_jumps_a_week_ahead_and_back_fires_every_rung_once(house: House) -> None:
    shown = house.folder / "shown-time"
    show(shown, "+0")
    house.environment |= shows_time_of(shown)
    house.start("beat", "beat")
    plays = some_cases(house)
    let_run(plays, SOME, DAY, 5 * DAY, 6 * DAY, 30 * DAY)
    house.start("worker", "worker")
    another_sweep(house)
    assert not Reminder.objects.filter(state=RowState.DONE).exists()

    show(shown, "+7d")
    ahead = moment.now() + 7 * DAY
    house.wait_for("the worker fired", lambda: not due_clocks(ahead).exists(), seconds=120)
    house.wait_for("everybody was told", everybody_was_told, seconds=240)
    each_fired_once_and_one_notice_tells_it(plays, 3, late_by=6 * DAY)

    show(shown, "+0")
    # The beat that was there believes that it woke everybody a week from now.
    start_beats(house)
    another_sweep(house)
    house.nothing_broke()
    house.stop()
    each_fired_once_and_one_notice_tells_it(plays, 3, late_by=6 * DAY)


# --- two at the same moment -----------------------------------------------------------------------


@pytest.mark.race
def test_what_one_sweep_holds_another_leaves_and_does_not_wait_for() -> None:
    plays = [make_request(gathered(moment.now() - 30 * DAY), status=Status.SENT, at=moment.now())]
    let_run(plays, 30, -timedelta(seconds=1), 30 * DAY)
    with transaction.atomic():
        assert fire_batch(limit=10) == (10, 10)
        other = Beside(fire_reminders)
        other.ends_meanwhile()
    assert other.found() == 20
    each_fired_once_and_one_notice_tells_it(plays, 1, clocks=30, delivered=False)


@pytest.mark.race
def test_sweeps_at_the_same_moment_fire_every_rung_once() -> None:
    plays = [make_request(gathered(moment.now() - 30 * DAY), status=Status.SENT, at=moment.now())]
    let_run(plays, 400, -timedelta(seconds=1), 30 * DAY)
    together = threading.Barrier(4)

    def in_small_batches() -> int:
        together.wait()
        fired = 0
        while found := fire_batch(limit=20)[1]:
            fired += found
        return fired

    sweeps = [Beside(in_small_batches) for _number in range(4)]
    # One that finds everything taken by others ends early; nothing is lost by it.
    assert sum(sweep.found() for sweep in sweeps) + fire_reminders() == 400
    each_fired_once_and_one_notice_tells_it(plays, 1, clocks=400, delivered=False)


@pytest.mark.race
def test_a_sweep_does_not_wait_for_a_move_that_holds_the_case() -> None:
    play = make_request(gathered(moment.now() - 30 * DAY), status=Status.SENT, at=moment.now())
    let_run([play], 5, -timedelta(seconds=1))
    with transaction.atomic():
        locked(play.case.pk)
        sweep = Beside(fire_reminders)
        sweep.ends_meanwhile()
    assert sweep.found() == 5


@pytest.mark.race
def test_a_move_waits_for_a_sweep_that_holds_its_clock_and_then_stops_it() -> None:
    play = make_request(gathered(moment.now() - 30 * DAY), status=Status.SENT, at=moment.now())
    clock = play.case.clocks.get(name="acknowledge")
    past = moment.now() - timedelta(seconds=1)
    first = clock.reminders.filter(state=RowState.WAITING).earliest("fires_at")
    Reminder.objects.filter(pk=first.pk).update(fires_at=past)
    Clock.objects.filter(pk=clock.pk).update(next_fires_at=past)
    with transaction.atomic():
        assert fire_batch() == (1, 1)
        move = Beside(partial(act, play, "ciara", Action.ACKNOWLEDGE))
    assert move.found().action == Action.ACKNOWLEDGE
    clock.refresh_from_db()
    assert (clock.stopped_at is None, clock.next_fires_at) == (False, None)
    assert clock.reminders.filter(state=RowState.DONE).count() == 1
    assert not clock.reminders.filter(state=RowState.WAITING).exists()


class Beside:
    """Something that runs in a thread with a connection of its own."""

    def __init__(self, run: Callable[[], object]) -> None:
        self.run = run
        self.result: list[Any] = []
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def ends_meanwhile(self) -> None:
        """It waits for nobody; on SQLite it does, for the only writer."""
        if connection.vendor == "postgresql":
            self.thread.join(timeout=30)
            assert not self.thread.is_alive()

    def found(self) -> Any:
        """What it returned, or the problem that it met."""
        self.thread.join(timeout=60)
        return self.result[0]

    def _work(self) -> None:
        try:
            self.result.append(self.run())
        except Exception as problem:  # noqa: BLE001  # shown by the assertion on what was found
            self.result.append(problem)
        finally:
            connection.close()


# --- clocks that run ------------------------------------------------------------------------------


def some_cases(house: House) -> list[Play]:
    """Three requests that were just sent: their own clocks are not due for days."""
    cast = gathered(moment.now() - 30 * DAY)
    return [make_request(cast, status=Status.SENT, at=moment.now()) for _number in range(3)]


def let_run(plays: list[Play], number: int, *rungs: timedelta, name: str = NAME) -> None:
    """So many clocks that fire so long from now, on each of these cases in turn."""
    now = moment.now()
    clocks = Clock.objects.bulk_create(
        Clock(
            case=plays[one % len(plays)].case,
            kind=plays[0].case.kind,
            name=name,
            item=str(one),
            owed_by=Side.REQUESTED,
            state="XB",
            source=Source.HOUSE,
            unit=Unit.DAYS,
            started_at=now - 30 * DAY,
            due_at=now + 60 * DAY,
            next_fires_at=now + min(rungs),
        )
        for one in range(number)
    )
    Reminder.objects.bulk_create(
        Reminder(
            clock=clock,
            rung=f"{RungKind.BEFORE}-{step}",
            kind=RungKind.BEFORE,
            roles=[Role.CENTRAL_AUTHORITY_OFFICER],
            fires_at=now + rung,
        )
        for clock in clocks
        for step, rung in enumerate(rungs)
    )


def a_week_goes_by() -> None:
    """Everything that is to come is due a week earlier, which is as good."""
    many = Reminder.objects.filter(clock__name=NAME)
    many.update(fires_at=F("fires_at") - 7 * DAY)
    Clock.objects.filter(name=NAME).update(next_fires_at=F("next_fires_at") - 7 * DAY)


def due_clocks(at=None):
    """Clocks that a sweep would take."""
    return Clock.objects.filter(next_fires_at__lte=at or moment.now())


def in_a_sweep() -> bool:
    """Some have fired and some have not; on PostgreSQL, a batch is under way besides."""
    due = due_clocks().count()
    if not 0 < due < MANY or connection.vendor == "sqlite":
        return 0 < due < MANY
    with transaction.atomic():
        free = due_clocks().select_for_update(skip_locked=True).values_list("pk", flat=True)
        return len(free) < due


# --- what becomes of them -------------------------------------------------------------------------


def everything_is_told(house: House) -> None:
    """Nothing is due and no notice waits."""
    house.wait_for("reminders fired", lambda: not due_clocks().exists(), seconds=120)
    house.wait_for("everybody was told", everybody_was_told, seconds=240)


def everybody_was_told() -> bool:
    """No notice waits."""
    return not Notice.objects.filter(state=RowState.WAITING).exists()


def another_sweep(house: House) -> None:
    """One more has come to its end."""
    sign = Heartbeat.objects.filter(name="reminders")
    sign.delete()
    house.wait_for("another sweep", sign.exists, seconds=120)


def each_fired_once_and_one_notice_tells_it(
    plays: list[Play],
    rungs: int,
    *,
    name: str = NAME,
    clocks: int = SOME,
    late_by: timedelta | None = None,
    delivered: bool = True,
) -> None:
    """The first `rungs` of each clock have fired, the others wait, and nothing was told twice."""
    running = Clock.objects.filter(name=name)
    reminders = Reminder.objects.filter(clock__in=running)
    fired = reminders.filter(state=RowState.DONE, fired_at__isnull=False)
    assert fired.count() == rungs * clocks
    waiting = reminders.filter(state=RowState.WAITING)
    assert not waiting.filter(fires_at__lte=moment.now()).exists()
    first = waiting.values("clock").annotate(at=Min("fires_at")).values_list("clock", "at")
    assert dict(first) == dict(running.values_list("pk", "next_fires_at"))

    notices = Notice.objects.filter(clock__in=running)
    assert notices.count() == notices.values("clock").distinct().count() == clocks
    assert set(notices.values_list("stands_for", flat=True)) == {rungs - 1}
    # A notice tells its own rung and stands for others: together, every one that fired.
    assert notices.count() + notices.aggregate(n=Sum("stands_for"))["n"] == fired.count()
    assert notices.filter(late_since=None).exists() == (late_by is None)
    if late_by:
        since = fired.values("clock").annotate(at=Min("fires_at")).values_list("clock", "at")
        assert dict(notices.values_list("clock", "late_since")) == dict(since)
    if delivered:
        each_officer_reads_it_once(plays, notices, clocks)


def each_officer_reads_it_once(plays: list[Play], notices, clocks: int) -> None:
    """In the inbox, and on the record of its case."""
    people = [plays[0].cast.actors[name].person_id for name in TOLD]
    entries = InboxEntry.objects.filter(notice__in=notices)
    read = entries.values_list("person").annotate(n=Count("pk")).order_by("person")
    assert dict(read) == dict.fromkeys(sorted(people), clocks)
    for play in plays:
        rows = audit.models.Event.objects.filter(case_id=play.case.pk, verb="request.remind")
        assert rows.count() == Notice.objects.filter(case=play.case, clock__isnull=False).count()


# --- beats, the queue and the time they are shown -------------------------------------------------


def start_beats(house: House) -> None:
    """Two, as when somebody starts it on two machines."""
    for name in ("one-beat", "other-beat"):
        house.start("beat", name, "--schedule", str(house.folder / f"{name}-schedule"))


def queued(house: House, what: bytes) -> int:
    """How many messages wait that say so."""
    if settings.REDIS_URL:
        with Redis.from_url(settings.REDIS_URL) as client:
            found = [bytes(one) for one in client.lrange("celery", 0, -1)]
    else:
        found = [path.read_bytes() for path in messages_of(house)]
    return sum(what in one for one in found)


def lose_the_queue(house: House) -> None:
    """As if somebody had emptied the broker."""
    if settings.REDIS_URL:
        with Redis.from_url(settings.REDIS_URL) as client:
            client.flushdb()
    for path in messages_of(house):
        path.unlink(missing_ok=True)


def messages_of(house: House) -> list[Path]:
    """The files of the filesystem broker."""
    return list((house.folder / "queue" / "messages").glob("*.msg"))


def show(shown: Path, offset: str) -> None:
    """Let every process that reads this file believe that it is so much later."""
    written = shown.with_suffix(".new")
    written.write_text(f"{offset}\n", "utf-8")
    written.replace(shown)


def shows_time_of(shown: Path) -> dict[str, str]:
    """The environment in which a process believes the file; waits are as long as ever."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.fail("This test moves the clock of worker and beat: apt-get install faketime")
    (shown.parent / "sitecustomize.py").write_text(SLEEPS_OTHERWISE, "utf-8")
    return {
        "PYTHONPATH": str(shown.parent),
        "LD_PRELOAD": str(found[0]),
        "FAKETIME_TIMESTAMP_FILE": str(shown),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
