"""A case with 60 measures and 400 identifiers stays usable.

No page of it that an officer opens weighs more than 100 KB compressed: the body under gzip, as a
proxy sends it. No page of it asks the database more often than for one measure, and the decision
hardly more often. Seconds are not tested: a busy machine would decide.
"""

import gzip
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.moment import pretended
from config.demonstration.cast import Cast
from requests_mla import decided
from requests_mla.choices import Action, Outcome, Step, UndertakingKind
from requests_mla.offers import offers_for
from requests_mla.services import deciding
from requests_mla.views.case import TABS
from tests.addresses import every_address
from workflow.services import Act, perform

from . import stage

MEASURES, IDENTIFIERS = 60, 400
HEAVIEST = 100_000  # bytes of a page under gzip
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


class LargeCase(stage.Staged):
    """Drafted, and with the decision put forward beside that on a case of one measure."""

    draft: stage.Play
    small: stage.Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.draft = drafted(cls.cast, cls.at, MEASURES, IDENTIFIERS)
        cls.small = received(cls.cast, cls.at, 1, 1)
        cls.play = received(cls.cast, cls.at, MEASURES, IDENTIFIERS)
        for play in (cls.play, cls.small):
            put_forward(play)

    def test_no_page_of_the_draft_is_heavy(self) -> None:
        pages = self.weighed("youssef", self.draft)
        self.assertLessEqual({stage.page("draft", self.draft, step) for step in Step}, pages)

    def test_no_page_is_heavy_while_it_is_assessed(self) -> None:
        pages = self.weighed("ciara", self.play)
        self.assertIn(stage.page("sheet", self.play), pages)
        pages = self.weighed("aoife", self.play)
        acts = (Action.COUNTERSIGN, Action.ACCEPT)
        self.assertLessEqual({stage.page("act", self.play, action) for action in acts}, pages)

    def test_no_page_is_heavy_when_it_is_decided(self) -> None:
        grant(self.play)
        self.play.act("ciara", "assign", executing_authority=self.cast.executing["XB"])
        for name in ("ciara", "declan", "youssef"):
            self.weighed(name, self.play)
        conditions = self.play.case.request.undertakings.filter(kind=UndertakingKind.CONDITION)
        self.assertEqual(conditions.count(), 2 * MEASURES)

    def test_the_pages_ask_the_database_as_often_as_for_one_measure(self) -> None:
        self.assertEqual(self.asked(self.play), self.asked(self.small))

    def test_the_decision_asks_the_database_hardly_more_often(self) -> None:
        counts = []
        for play in (self.small, self.play):
            with CaptureQueriesContext(connection) as queries:
                grant(play)
            counts.append(len(queries))
        self.assertLess(counts[1] - counts[0], MEASURES / 2)

    def weighed(self, name: str, play: stage.Play) -> set[str]:
        """The addresses of all pages that this person can open; none of them is too heavy."""
        with pretended(play.at):
            offers = offers_for(self.cast.actors[name], play.case)
        pages = pages_of(play, [one.move.action for one in offers])
        weights = dict(weights_of(stage.browser(self.cast, name), pages))
        heavy = {path: weight for path, weight in weights.items() if weight > HEAVIEST}
        self.assertEqual(heavy, {}, name)
        self.assertLessEqual(set(tabs_of(play)), set(weights))
        return set(weights)

    def asked(self, play: stage.Play) -> dict[str, int]:
        """How often the database is asked for each page of the deciding side."""
        client, counts = stage.browser(self.cast, "ciara"), {}
        pages = [*tabs_of(play), stage.page("sheet", play)]
        pages += [stage.page("act", play, action) for action in (Action.PROPOSE, Action.ACCEPT)]
        for path in pages:
            client.get(path)  # what is remembered for the process is remembered now
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(client.get(path).status_code, 200)
            counts[path.replace(str(play.case.pk), "")] = len(queries)
        return counts


def drafted(cast: Cast, at: datetime, measures: int, identifiers: int) -> stage.Play:
    """A draft that nothing blocks, with so many rows, no two of them alike."""
    play = stage.drafted(cast, at)
    play.add("youssef", "measures", [measure(number) for number in range(1, measures)])
    play.add("youssef", "identifiers", [address(number) for number in range(1, identifiers)])
    return play


def received(cast: Cast, at: datetime, measures: int, identifiers: int) -> stage.Play:
    """The same, sent and acknowledged."""
    play = drafted(cast, at, measures, identifiers)
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge")
    return play


def measure(number: int) -> dict[str, Any]:
    """A measure as long as people write them."""
    begin, account = date(2026, 1, 1) + timedelta(days=number), f"{mark(number)}@mailhaven.example"
    return {
        **stage.card(),
        "description": f"Hand over the sessions of {account} with addresses and ports, and what "
        f"was paid for it by the card {mark(-number)} since it was opened.",
        "target": account,
        "custodian": f"Northgate Hosting Ltd, branch {number}",
        "period_from": begin,
        "period_until": begin + timedelta(days=30),
        "necessity": f"The note of day {number} came from {account}; nothing else names whoever "
        "used it.",
    }


def address(number: int) -> dict[str, Any]:
    """An address of the network with its port and second."""
    value = f"2001:db8:{mark(number)[:4]}:{mark(number)[4:8]}::{number:x}"
    seen = {"port": 1024 + number * 131, "seen_at": SINCE + timedelta(seconds=number * 7919)}
    return {"kind": "ip", "value": value, "note": f"Session {mark(number)}", **seen}


def mark(number: int) -> str:
    """Letters and digits that no compression finds twice."""
    return sha256(str(number).encode()).hexdigest()[:12]


def decision(number: int) -> dict[str, Any]:
    """A grant with two conditions; each of them becomes a line of the ledger."""
    return {
        "outcome": Outcome.CONDITIONAL,
        "conditions": f"Names of third parties in {mark(number)} are cut out.\n"
        f"Nothing of {mark(-number)} is used in another case.",
        "internal_reasons": f"The court asked for it on {mark(number + 5000)}.",
    }


def save_sheet(play: stage.Play) -> None:
    """Every line of the decision sheet, as Ciara keeps it."""
    numbers = play.case.request.measures.values_list("number", flat=True)
    deciding.save_sheet(
        actor=play.cast.actors["ciara"],
        case=play.case,
        lines={number: decision(number) for number in numbers},
        no_talks_reason="",
        seen_version=play.case.version,
    )


def act(play: stage.Play, name: str, action: str, **given: Any) -> None:
    """A move alone, without the documents that the worker makes."""
    perform(case=play.case, act=Act(action, given), by=play.cast.actors[name])


def put_forward(play: stage.Play) -> None:
    """The decision lies before the second person."""
    with pretended(play.at):
        save_sheet(play)
    play.rights("ciara")
    with pretended(play.at):
        act(play, "ciara", Action.PROPOSE, remark="")
        stage.make_documents(play.case)


def grant(play: stage.Play) -> None:
    """Countersigned by one and sent by another."""
    letter = decided.current_letter(play.case)
    assert letter is not None
    read = {"document": letter.rendered_sha256}
    with pretended(play.at):
        act(play, "aoife", Action.COUNTERSIGN, **read)
        act(play, "tom", Action.ACCEPT, **read)


def weights_of(client: Client, pages: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The pages that open, with their weight; files and refusals are none."""
    for path in pages:
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield path, len(gzip.compress(answer.content))


def pages_of(play: stage.Play, actions: list[str]) -> Iterator[str]:
    """The register, and every address that the case has: its tabs, steps and these moves."""
    yield reverse("requests:register")
    yield from tabs_of(play)
    gaps = {"action": actions, "step": Step.values, "number": ["1"]}
    for found in every_address():
        names = [gap for gap in found.gaps if gap in gaps]
        for values in product(*(gaps[name] for name in names)) if found.is_of_a_case else ():
            yield found.path(pk=play.case.pk, **dict(zip(names, values, strict=True)))


def tabs_of(play: stage.Play) -> list[str]:
    """The case page under each of its tabs."""
    return [f"{stage.page('case', play)}?tab={tab}" for tab in TABS]
