"""P8: the transaction that accepts a request, with its record and notices against without.

And what deciding on 60 measures takes more of the processor than on one, in seconds. For P8, the
same `perform()` of the same case; the baseline has `audit.services.record` and `sealed`
replaced by nothing and writes no notices. On PostgreSQL and on SQLite, each in its own process.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from . import house
from .databases import temporary_database
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from config.demonstration.play import Play

DATABASES = ("postgresql", "sqlite")
AUDITED, UNRECORDED, BARE = "with record and notices", "without record", "without either"


def arguments(parser: ArgumentParser) -> None:
    """Rounds, and which database."""
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--repeats", type=int, default=20, help="decisions of each kind in a round")
    parser.add_argument("--database", choices=DATABASES, help="only this one, found as JSON")


def run(options: Namespace) -> Report:
    """Both databases; the goal is of the slower ratio."""
    report = Report("decision")
    if options.database:
        print(json.dumps(_one(options)))
        return report
    ratios, more = [], []
    for database in DATABASES:
        found = _in_a_process(database, options)
        report.milliseconds({f"{database}: {what}": seconds for what, seconds in found.items()})
        ratios.append(found[AUDITED] / found[BARE])
        *_others, few, many = found.values()
        more.append(many - few)
    # At least 0.60 of the transactions in the same time: at most 1 / 0.60 of the time for one.
    report.goal("P8", max(ratios), at_most=1 / 0.60)
    report.goal("large-decision (seconds more)", max(more), at_most=1)
    return report


def _in_a_process(database: str, options: Namespace) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks", "decision", "--database", database]
    command += ["--rounds", str(options.rounds), "--repeats", str(options.repeats)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[0])
    return found


def _one(options: Namespace) -> dict[str, float]:
    with ExitStack() as stack:
        address = ""
        if options.database == "postgresql":
            address = stack.enter_context(temporary_database("decision"))
        stack.enter_context(house.put_up({}, default=address))
        from .large import of_few_and_many

        countersign = _Countersign(_assessed())
        runs: dict[str, Callable[[], object]] = {
            AUDITED: countersign,
            UNRECORDED: _inside(_unrecorded, countersign),
            BARE: _inside(_bare, countersign),
        }
        found = interleaved(
            runs, rounds=options.rounds, repeats=options.repeats, before=countersign.put_back
        )
        return found | of_few_and_many(countersign.play.cast, rounds=3)


class _Countersign:
    """Countersigns one decision, again and again."""

    def __init__(self, play: "Play") -> None:
        self.play, self.case = play, play.case
        self.actor = play.cast.actors["aoife"]
        letter = self.case.letters.get(kind="decision")
        self.document = letter.rendered_sha256

    def __call__(self) -> object:
        from workflow.services import Act, perform

        act = Act("countersign", {"document": self.document})
        return perform(case=self.case, act=act, by=self.actor)

    def put_back(self) -> None:
        """The case as it was before it was signed; what it has kept of earlier times is little."""
        from workflow.models import Notice

        Notice.objects.filter(case=self.case, event__action="countersign").delete()
        self.case.request.countersignatures.all().delete()
        self.case.events.filter(action="countersign").delete()


def _inside(context: Callable[[], Any], run: Callable[[], object]) -> Callable[[], object]:
    def inside() -> object:
        with context():
            return run()

    return inside


def _nothing(*args: object, **kwargs: object) -> None:
    return None


@contextmanager
def _unrecorded() -> Iterator[None]:
    with patch("audit.services.record", _nothing), patch("audit.services.sealed", _nothing):
        yield


@contextmanager
def _bare() -> Iterator[None]:
    with _unrecorded(), patch("workflow.services._tell", _nothing):
        yield


def _assessed() -> "Play":
    """A request of Arvenia on Belmara's table, assessed and ready to be countersigned."""
    from datetime import date, timedelta

    from audit import moment
    from config.demonstration import cast
    from config.demonstration.drafts import simple_draft
    from config.demonstration.play import Play

    now = moment.now()
    play = Play(cast.assemble(now - timedelta(days=30)), now - timedelta(days=3))
    play.draft("youssef", "XB", "Stolen medical records")
    simple_draft(
        play,
        "youssef",
        unit="Public Prosecutor of Port-Sélène",
        number="PS-2026-1000",
        article=13,
        target="account user@mailhaven.example",
        period=(date(2026, 8, 1), date(2026, 8, 31)),
        facts="The account was used to deceive buyers.",
    )
    play.send("youssef", "leila")
    play.wait(hours=5).act("tom", "acknowledge")
    play.decide("tom", {1: {"outcome": "granted"}})
    play.act("tom", "propose")
    return play
