"""P2, P3, P5, P6, P7: the register with ten thousand and with a million cases.

P2 the million against the ten thousand, for three users, newest first and in the other orders. P3
the register against plain SQL for the same rows. P5 a page at 99 % depth, and the way back from
there, against the first page, in every order. P6 queries of the whole page. P7 the number shown
against the list.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from . import house
from .databases import temporary_database, using
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from accounts.actors import Actor
    from requests_mla.orders import Key

    from .seeding import Users

# The same question by hand.
PLAIN_ROWS = """
SELECT c.id, c.title, c.status, c.opened_at, p.side, p.reference, r.confidential,
    a.state_id, a.connected,
    (SELECT o.reference FROM accounts_participation o
        WHERE o.case_id = p.case_id AND o.authority_id = p.partner_id),
    k.name, k.due_at, k.zone
FROM accounts_participation p
JOIN workflow_case c ON c.id = p.case_id
JOIN requests_mla_request r ON r.case_id = p.case_id
JOIN accounts_authority a ON a.id = p.partner_id
LEFT JOIN workflow_clock k ON k.id = p.clock_id
WHERE p.authority_id = %s AND p.visible AND NOT p.sealed
ORDER BY p.opened_at DESC, p.case_id DESC LIMIT 26
"""
DEPTH = 0.99


def arguments(parser: ArgumentParser) -> None:
    """Sizes and rounds."""
    parser.add_argument("--small", type=int, default=10_000, help="cases in the small database")
    parser.add_argument("--large", type=int, default=1_000_000, help="cases in the large one")
    parser.add_argument("--sqlite", type=int, default=100_000, help="cases in SQLite")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=60)


def run(options: Namespace) -> Report:
    """Seed three databases and measure."""
    report = Report("register")
    sizes = {"default": options.sqlite, "small": options.small, "large": options.large}
    with ExitStack() as stack:
        addresses = {
            name: stack.enter_context(temporary_database(name)) for name in ("small", "large")
        }
        stack.enter_context(house.put_up(addresses))
        from .seeding import seed

        users: dict[str, Users] = {}
        for alias, cases in sizes.items():
            with using(alias):
                users[alias] = seed(alias, cases)
        for measure in (_sizes_and_plain, _depth, _queries):
            measure(report, users, options)
    return report


def _list(alias: str, actor: "Actor", order: str = "newest", **key: "Key") -> Callable[[], object]:
    from requests_mla.lists import Filters, register

    def page() -> object:
        with using(alias):
            return register(actor, Filters(), order=order, **key)

    return page


def _count(actor: "Actor") -> Callable[[], object]:
    from requests_mla.lists import Filters, count

    def number() -> object:
        with using("large"):
            return count(actor, Filters())

    return number


def _plain(actor: "Actor") -> Callable[[], object]:
    from django.db import connections

    connections["large"].ensure_connection()
    connection = connections["large"].connection

    def rows() -> object:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN_ROWS, [actor.authority_id])
            return cursor.fetchall()

    return rows


def _sizes_and_plain(report: Report, users: "dict[str, Users]", options: Namespace) -> None:
    """P2, P3 and P7."""
    growth, against_plain, counting = [], [], []
    for name in ("heavy", "median", "granted"):
        small, large = getattr(users["small"], name), getattr(users["large"], name)
        runs = {
            f"{name}: {options.small:,} cases": _list("small", small),
            f"{name}: {options.large:,} cases": _list("large", large),
        }
        if name != "granted":
            runs |= {
                f"{name}: plain SQL": _plain(large),
                f"{name}: number shown": _count(large),
            }
        found = interleaved(runs, rounds=options.rounds, repeats=options.repeats)
        report.milliseconds(found)
        first, second, *others = found.values()
        growth.append(second / first)
        if others:
            against_plain.append(second / others[0])
            counting.append(others[1] / second)
    growth += _other_orders(report, users, options)
    report.goal("P2", max(growth), at_most=1.25)
    report.goal("P3", max(against_plain), at_most=3.5)
    report.goal("P7", max(counting), at_most=1.5)


def _other_orders(report: Report, users: "dict[str, Users]", options: Namespace) -> list[float]:
    """How much the million costs more, in the orders that are not the usual one."""
    growth = []
    for order in ("runs_out", "changed"):
        runs = {
            f"heavy, {order}: {options.small:,} cases": _list("small", users["small"].heavy, order),
            f"heavy, {order}: {options.large:,} cases": _list("large", users["large"].heavy, order),
        }
        found = interleaved(runs, rounds=options.rounds, repeats=options.repeats)
        report.milliseconds(found)
        small, large = found.values()
        growth.append(large / small)
    return growth


def _depth(report: Report, users: "dict[str, Users]", options: Namespace) -> None:
    """P5, on both databases."""
    ratios = []
    for alias, name in (("large", "PostgreSQL"), ("default", "SQLite")):
        actor = users[alias].heavy
        for order in ("newest", "runs_out", "changed"):
            deep = _key_at_depth(alias, actor, order)
            runs = {
                f"{name}, {order}: first page": _list(alias, actor, order),
                f"{name}, {order}: at 99 % depth": _list(alias, actor, order, after=deep),
                f"{name}, {order}: back from there": _list(alias, actor, order, before=deep),
            }
            found = interleaved(runs, rounds=options.rounds, repeats=options.repeats)
            report.milliseconds(found)
            first, *others = found.values()
            ratios += [other / first for other in others]
    report.goal("P5", max(ratios), at_most=1.3)


def _key_at_depth(alias: str, actor: "Actor", order: str) -> "Key":
    from accounts.queries import participations_of
    from requests_mla.orders import SORTINGS

    sorting = SORTINGS[order]
    with using(alias):
        rows = participations_of(actor)
        at = int(rows.count() * DEPTH)
        return sorting.key(sorting.after(rows.values(sorting.column, "case_id"), None)[at])


def _queries(report: Report, users: "dict[str, Users]", options: Namespace) -> None:
    """P6: with many rows and with few, a person signed in."""
    counts = {
        "queries of the page, 25 rows": _queries_of_page("small", users["small"].heavy),
        "queries of the page, no case but 20 grants": _queries_of_page(
            "small", users["small"].granted
        ),
    }
    for what, number in counts.items():
        report.row(what, f"{number:5d}")
    report.goal("P6", max(counts.values()), at_most=6)


def _queries_of_page(alias: str, actor: "Actor") -> int:
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.models import Person

    with using(alias):
        client = Client(SERVER_NAME="localhost")
        client.force_login(Person.objects.get(pk=actor.person_id))
        client.get(reverse("requests:register"))  # contents that are kept in memory afterwards
        with CaptureQueriesContext(connections[alias]) as captured:
            answer = client.get(reverse("requests:register"))
        assert answer.status_code == 200
    return len(captured)
