"""P17, P18, P19: firing what is due among a million open clocks.

P17 a sweep that finds nothing due against the same sweep without its index, and its one query
against SELECT 1. P18 ten thousand due: the sweep against a transaction for each reminder and
against one statement of SQL, then four sweeps at the same time. P19 messages in the broker. Then
1,000 due among ten thousand open clocks and among a million, and the desk with as many cases.
"""

import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from math import ceil
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from . import broker, house
from .databases import as_default, temporary_database, using
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from accounts.actors import Actor

    from .ladders import Due
    from .seeding import Users

# Aliases: the large database is there twice, the second time read without its indexes.
SMALL, LARGE, UNINDEXED = "small", "large", "unindexed"
SMALL_FILE, LARGE_FILE = "small_file", "default"
NO_INDEX = "?options=-c%20enable_indexscan%3Doff%20-c%20enable_bitmapscan%3Doff"


def arguments(parser: ArgumentParser) -> None:
    """Sizes and rounds."""
    parser.add_argument("--small", type=int, default=10_000, help="open clocks in the small one")
    parser.add_argument("--large", type=int, default=1_000_000, help="open clocks in the large one")
    parser.add_argument("--sqlite", type=int, default=100_000, help="open clocks in SQLite")
    parser.add_argument("--few", type=int, default=1_000, help="due among few and among many")
    parser.add_argument("--due", type=int, default=10_000, help="due for P18 and P19")
    parser.add_argument("--workers", type=int, default=4, help="sweeps at the same time")
    parser.add_argument("--rounds", type=int, default=5)


def run(options: Namespace) -> Report:
    """Seed four databases and measure."""
    report = Report("sweep")
    sizes = {
        SMALL: options.small,
        LARGE: options.large,
        SMALL_FILE: options.small,
        LARGE_FILE: options.sqlite,
    }
    with ExitStack() as stack:
        small = stack.enter_context(temporary_database(SMALL))
        large = stack.enter_context(temporary_database(LARGE))
        folder = stack.enter_context(TemporaryDirectory(prefix="rogatory-sweep-"))
        addresses = {
            SMALL: small,
            LARGE: large,
            UNINDEXED: large + NO_INDEX,
            SMALL_FILE: f"sqlite:///{folder}/small.sqlite3",
        }
        stack.enter_context(house.put_up(addresses))
        _desk(report, options, _seeded(sizes))
        _let_all_run(sizes)
        for which in ("neighbours", "scattered"):
            _among_open(report, options, {alias: sizes[alias] for alias in (SMALL, LARGE)}, which)
        _among_open(report, options, {a: sizes[a] for a in (SMALL_FILE, LARGE_FILE)}, "neighbours")
        _idle(report, options)
        _many_due(report, options)
        _messages(report, options, large)
    return report


@contextmanager
def _at(alias: str) -> Iterator[None]:
    """Work on that database, as a worker does on its only one."""
    with using("default"), as_default(alias):
        yield


def _seeded(sizes: Mapping[str, int]) -> "dict[str, Users]":
    from .seeding import seed

    users = {}
    for alias, cases in sizes.items():
        with using(alias):
            users[alias] = seed(alias, cases)
    return users


def _let_all_run(sizes: Mapping[str, int]) -> None:
    from .ladders import give_ladders

    for alias in sizes:
        with _at(alias):
            give_ladders()


# --- the desk, while clocks have stopped as in life -----------------------------------------------


def _desk(report: Report, options: Namespace, users: "dict[str, Users]") -> None:
    """Full desks of people with about as many cases of their own, and with many more.

    The ordinary authority of the large database has as many as the heavy one of the small.
    """
    runs = {
        f"desk, heavy: {options.small:,} cases": _desk_of(SMALL, users[SMALL].heavy),
        f"desk, median: {options.large:,} cases": _desk_of(LARGE, users[LARGE].median),
        f"desk, heavy: {options.large:,} cases": _desk_of(LARGE, users[LARGE].heavy),
    }
    found = interleaved(runs, rounds=options.rounds, repeats=10)
    report.milliseconds(found)
    small, median, heavy = found.values()
    report.goal("desk-median", median / small, at_most=1.25)
    report.goal("desk-heavy", heavy / small, at_most=1.25)


def _desk_of(alias: str, actor: "Actor") -> Callable[[], object]:
    from desk.queries import desk

    def look() -> object:
        with using(alias):
            return desk(actor)

    return look


# --- the same number due among few and among many -------------------------------------------------


def _among_open(report: Report, options: Namespace, sizes: Mapping[str, int], which: str) -> None:
    """`which`: clocks started one after the other, or from all over the table."""
    from django.db import connections

    due = {alias: _due(alias, which, options.few) for alias in sizes}
    kind = {connections[alias].vendor for alias in sizes}.pop()
    runs = {
        f"{kind}: {options.few:,} due ({which}) among {size:,}": _sweep(alias, options.few)
        for alias, size in sizes.items()
    }
    put_back = _all_of([_put_back(alias, some) for alias, some in due.items()])
    found = interleaved(runs, rounds=options.rounds, repeats=1, before=put_back)
    report.milliseconds(found)
    small, large = found.values()
    report.goal(f"among-open-{kind}-{which}", large / small, at_most=1.25)
    for alias in sizes:
        _drain(alias)


def _due(alias: str, which: str, number: int) -> "Due":
    from .ladders import Due

    with _at(alias):
        found: Due = getattr(Due, which)(number)
    assert len(found.clocks) == number, f"{alias} has only {len(found.clocks)} clocks to be due"
    return found


def _put_back(alias: str, due: "Due") -> Callable[[], None]:
    def put_back() -> None:
        with _at(alias):
            due.put_back()

    return put_back


def _all_of(runs: list[Callable[[], None]]) -> Callable[[], None]:
    def together() -> None:
        for run in runs:
            run()

    return together


def _sweep(alias: str, expected: int) -> Callable[[], None]:
    from workflow.sweeping import fire_reminders

    def sweep() -> None:
        with _at(alias):
            fired = fire_reminders()
        assert fired == expected, f"{fired} rungs fired, not {expected}"

    return sweep


def _drain(alias: str) -> None:
    from workflow.sweeping import fire_reminders

    with _at(alias):
        fire_reminders()


# --- P17: nothing is due --------------------------------------------------------------------------


def _idle(report: Report, options: Namespace) -> None:
    runs = {
        f"idle among {options.large:,}, indexes switched off": _sweep(UNINDEXED, 0),
        f"idle among {options.large:,}": _sweep(LARGE, 0),
    }
    found = interleaved(runs, rounds=options.rounds, repeats=20)
    report.milliseconds(found)
    unindexed, indexed = found.values()
    report.goal("P17", indexed / unindexed, at_most=1 / 40)
    queries = {"SELECT 1": _raw("SELECT 1"), "what an idle sweep asks": _raw(_asked())}
    found = interleaved(queries, rounds=options.rounds, repeats=200)
    report.milliseconds(found)
    one, asked = found.values()
    report.goal("P17-query", asked / one, at_most=3)


def _asked() -> str:
    """The only question of an idle sweep, as it reaches the database."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections[LARGE]) as queries:
        _drain(LARGE)
    [asked] = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    return str(asked)


def _raw(text: str) -> Callable[[], object]:
    from django.db import connections

    connections[LARGE].ensure_connection()
    connection = connections[LARGE].connection

    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall()

    return ask


# --- P18: many are due ----------------------------------------------------------------------------


def _many_due(report: Report, options: Namespace) -> None:
    from .rivals import by_one_statement, one_by_one

    due = _due(LARGE, "neighbours", options.due)
    few = options.few

    def at_large(run: Callable[[], int], expected: int) -> Callable[[], None]:
        def inside() -> None:
            with _at(LARGE):
                fired = run()
            assert fired == expected, f"{fired} rungs fired, not {expected}"

        return inside

    runs = {
        f"one by one, {few:,} of {options.due:,} due": at_large(lambda: one_by_one(few), few),
        f"one SQL statement a batch, {options.due:,} due": at_large(by_one_statement, options.due),
        f"sweep, {options.due:,} due": _sweep(LARGE, options.due),
    }
    put_back = _put_back(LARGE, due)
    found = interleaved(runs, rounds=options.rounds, repeats=1, before=put_back)
    report.milliseconds(found)
    single, statement, sweep = found.values()
    # What one by one takes for all grows with their number: it is measured on some.
    report.goal("P18", sweep / (single * options.due / few), at_most=1 / 25)
    report.goal("P18-sql", sweep / statement, at_most=1 / 0.3)
    put_back()
    _together(report, options, due)


def _together(report: Report, options: Namespace, due: "Due") -> None:
    """Several sweeps at the same time, each on a connection of its own."""
    fired: list[int] = []
    begin = threading.Barrier(options.workers + 1)

    def sweep() -> None:
        from django.db import connections

        from workflow.sweeping import fire_reminders

        with _at(LARGE):
            begin.wait()
            fired.append(fire_reminders())
            connections[LARGE].close()

    threads = [threading.Thread(target=sweep) for _ in range(options.workers)]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    report.milliseconds({f"{options.workers} sweeps together": time.perf_counter() - start})
    report.row("rungs that each of them fired", ", ".join(f"{one:,}" for one in sorted(fired)))
    assert sum(fired) == options.due, f"{sum(fired)} rungs fired, not {options.due}"
    _once_each(report, due)


def _once_each(report: Report, due: "Due") -> None:
    with _at(LARGE):
        notices, clocks = due.told()
    report.row("notices written, for as many clocks", f"{notices:,}, {clocks:,}")
    report.goal("P18-once", notices / clocks, at_most=1)


# --- P19: the broker only wakes -------------------------------------------------------------------


def _messages(report: Report, options: Namespace, database: str) -> None:
    """A real Redis and a real worker; what beat sends is sent by hand, once."""
    from celery import current_app

    due = _due(LARGE, "neighbours", options.due)
    _put_back(LARGE, due)()
    with broker.redis_server() as redis, broker.worker(redis=redis, database=database):
        with current_app.connection_for_write(redis) as connection:
            task = current_app.signature("desk.tasks.fire_reminders")
            task.apply_async(connection=connection)
        broker.wait_until(lambda: not _still_due(), seconds=120)
        sent, left = broker.messages(redis), broker.waiting(redis)
    report.row(f"messages in the broker for {options.due:,} due", f"{sent} ({left} left)")
    report.goal("P19", (sent + left) / (ceil(options.due / 500) + 1), at_most=1)
    _once_each(report, due)


def _still_due() -> bool:
    from audit import moment
    from workflow.models import Clock

    with _at(LARGE):
        return Clock.objects.filter(next_fires_at__lte=moment.now()).exists()
