"""Delays: who sees them, what they count, and that no small number can be worked out."""

from datetime import timedelta
from itertools import product
from uuid import UUID

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.moment import pretended
from config.demonstration.cast import Cast
from config.demonstration.play import Play
from oversight.choices import Outcome, Stage
from oversight.delays import (
    LEAST,
    SPANS,
    Asked,
    Figures,
    Line,
    Step,
    Wait,
    lines_of,
    measured,
    pairs,
)
from oversight.survival import Quantile
from requests_mla.choices import Action, Status
from tests.cast import START, act, gathered, make_paper_request, make_request, scan
from tests.requests_mla.stage import browser
from workflow.choices import Side

PAGE = reverse("oversight:delays")
NOW = START + timedelta(days=40)
POST = 6  # days: a letter of the cast bears a date so long before it is registered


def figures(lines: dict[str, Line], partner: str = "Dravonia") -> Figures:
    """What is shown of a partner."""
    found = lines[partner].figures
    assert found, lines[partner]
    return found


def acknowledged(cast: Cast, *, after: float) -> Play:
    """A paper request of Dravonia's that Ciara acknowledges so many days after it came."""
    play = make_paper_request(cast)
    act(play.wait(days=after), "ciara", Action.ACKNOWLEDGE)
    return play


class Delays(TestCase):
    """Belmara with six paper requests of Dravonia's and one request of Arvenia's."""

    cast: Cast
    open: Play
    withdrawn: Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gathered()
        for days in (1, 2, 3, 4):
            acknowledged(cls.cast, after=days)
        cls.open = make_paper_request(cls.cast)
        cls.withdrawn = make_paper_request(cls.cast)
        cls.withdrawn.wait(days=1.5)
        taken_back = {"reasons": "Solved at home.", "letter_scan": scan()}
        act(cls.withdrawn, "ciara", Action.WITHDRAW, on_behalf=True, **taken_back)
        make_request(cls.cast, status=Status.RECEIVED)

    def seen(
        self, name: str, stage: Stage, side: Side = Side.REQUESTED, year: int | None = None
    ) -> dict[str, Line]:
        """The lines that somebody sees at the end of all plays, by partner."""
        with pretended(NOW):
            found = measured(self.cast.actors[name], Asked(stage, side, year))
        return {line.partner: line for line in found.lines}

    def test_open_and_withdrawn_cases_count_for_as_long_as_they_were_watched(self) -> None:
        # Days, by post included: 7, 7.5+ (withdrawn), 8, 9, 10, 46+ (open).
        #   7: 5/6   8: 5/6 * 3/4 = 0.625   9: 0.625 * 2/3 = 0.417   10: 0.417 * 1/2 = 0.208
        found = figures(self.seen("ciara", Stage.ACKNOWLEDGE))
        self.assertEqual(
            found,
            Figures(
                finished=4,
                still_open=1,
                otherwise=1,
                median=Quantile(9, 9),
                late=Quantile(None, 46),
            ),
        )

    def test_a_case_that_stays_open_makes_the_median_longer(self) -> None:
        before = figures(self.seen("ciara", Stage.ACKNOWLEDGE)).median
        for _ in range(3):
            make_paper_request(self.cast)
        after = figures(self.seen("ciara", Stage.ACKNOWLEDGE))
        self.assertEqual((before.days, after.median.days), (9, None))
        self.assertEqual(after.still_open, 4)

    def test_few_cases_show_no_figures(self) -> None:
        lines = self.seen("ciara", Stage.ACKNOWLEDGE)
        self.assertEqual(lines["Arvenia"], Line("Arvenia"))
        # Four were acknowledged, so four wait for a decision: fewer than five as well.
        self.assertIsNone(self.seen("ciara", Stage.DECIDE)["Dravonia"].figures)

    def test_a_sealed_case_is_not_counted_for_anybody_of_its_state(self) -> None:
        self.open.seal("aoife", "ciara", reason="A source would be known.")
        for name in ("ciara", "tom", "orla"):
            found = figures(self.seen(name, Stage.ACKNOWLEDGE))
            self.assertEqual((found.finished, found.still_open, found.otherwise), (4, 0, 1))
        self.withdrawn.seal("aoife", reason="The same.")
        self.assertIsNone(self.seen("ciara", Stage.ACKNOWLEDGE)["Dravonia"].figures)

    def test_officers_see_their_authority_and_auditors_their_state(self) -> None:
        for name in ("ciara", "tom", "aoife", "orla"):
            self.assertEqual(
                self.seen(name, Stage.ACKNOWLEDGE), self.seen("ciara", Stage.ACKNOWLEDGE)
            )
        for name in ("lucia", "elena"):
            self.assertEqual(self.seen(name, Stage.ACKNOWLEDGE), {})
        for name in ("youssef", "karim"):
            asked_by_us = self.seen(name, Stage.ACKNOWLEDGE, Side.REQUESTING)
            self.assertEqual(list(asked_by_us), ["Belmara"])
            self.assertEqual(self.seen(name, Stage.ACKNOWLEDGE), {})

    def test_every_question_is_a_wait_of_its_own_and_cases_are_what_must_not_be_few(self) -> None:
        asked = acknowledged(self.cast, after=1)
        for days in (1, 2, 3, 4):
            act(asked, "ciara", Action.ASK, question="Which month?")
            answer = {"answer": "March.", "letter_scan": scan()}
            act(asked.wait(days=days), "ciara", Action.REPLY, on_behalf=True, **answer)
        act(asked, "ciara", Action.ASK, question="Which day?")
        self.assertIsNone(self.seen("ciara", Stage.ANSWER)["Dravonia"].figures)
        for _ in range(LEAST - 1):
            another = acknowledged(self.cast, after=1)
            act(another, "ciara", Action.ASK, question="Which month?")
        found = figures(self.seen("ciara", Stage.ANSWER))
        self.assertEqual((found.finished, found.still_open), (4, 5))

    def test_a_year_is_that_in_which_the_wait_began(self) -> None:
        self.assertEqual(
            self.seen("ciara", Stage.ACKNOWLEDGE, year=2026), self.seen("ciara", Stage.ACKNOWLEDGE)
        )
        self.assertEqual(self.seen("ciara", Stage.ACKNOWLEDGE, year=2025), {})

    def test_a_sum_over_the_years_leaves_out_a_year_that_it_would_tell_of(self) -> None:
        for days in (300, 301):
            make_paper_request(self.cast, at=START - timedelta(days=days))
        self.assertIsNone(self.seen("ciara", Stage.ACKNOWLEDGE, year=2025)["Dravonia"].figures)
        every = self.seen("ciara", Stage.ACKNOWLEDGE)["Dravonia"]
        alone = self.seen("ciara", Stage.ACKNOWLEDGE, year=2026)["Dravonia"]
        self.assertTrue(every.without_small_years)
        self.assertEqual((every.figures, alone.without_small_years), (alone.figures, False))
        page = browser(self.cast, "orla").get(f"{PAGE}?stage=acknowledge&direction=requested")
        self.assertContains(page, "without years of fewer than 5 cases", count=1)
        # Three hidden ones in two years: nobody can tell which year had two.
        make_paper_request(self.cast, at=START - timedelta(days=700))
        every = self.seen("ciara", Stage.ACKNOWLEDGE)["Dravonia"]
        self.assertFalse(every.without_small_years)
        self.assertEqual(every.figures and every.figures.still_open, 4)

    def test_what_is_asked_of_the_database_does_not_grow(self) -> None:
        client = browser(self.cast, "ciara")
        address = f"{PAGE}?direction=requested&stage=acknowledge"

        def asked() -> int:
            client.get(address)  # what is remembered for the process is remembered now
            with CaptureQueriesContext(connection) as queries:
                self.assertContains(client.get(address), "Dravonia")
            return len(queries)

        few = asked()
        for _ in range(5):
            make_paper_request(self.cast)
        self.assertEqual(asked(), few)

    def test_the_page_shows_figures_or_why_there_are_none(self) -> None:
        page = browser(self.cast, "orla").get(
            PAGE, {"direction": "requested", "stage": "acknowledge"}
        )
        self.assertContains(page, "9.0 days")
        self.assertContains(page, "not reached yet; longer than")
        self.assertContains(page, "fewer than 5 cases, in all or in each single year", count=1)
        self.assertContains(page, 'class="chart-bar"', count=1)
        self.assertContains(page, 'role="img"')

    def test_a_page_with_nothing_to_measure_says_so(self) -> None:
        client = browser(self.cast, "lucia")
        self.assertContains(client.get(PAGE), "Nothing to measure here")
        for nonsense in ("year=2x", "year=99999999999", "stage=all", "direction=both"):
            with self.subTest(nonsense):
                self.assertEqual(client.get(f"{PAGE}?{nonsense}").status_code, 200)

    def test_who_may_look(self) -> None:
        may = {"orla", "ciara", "aoife"}
        for name in ("orla", "ciara", "aoife", "declan", "niamh", "sean"):
            with self.subTest(name):
                status = browser(self.cast, name).get(PAGE).status_code
                self.assertEqual(status, 200 if name in may else 403)


def test_stages_begin_and_end_where_the_table_says(db: None) -> None:
    """The whole life of one case, an hour or more from step to step."""
    play = make_request(gathered(), status=Status.CLOSED)
    steps = [
        Step(event.action, event.target, event.happened_at)
        for event in play.case.events.filter(shared=True).order_by("number")
    ]
    at = {step.action: step.at for step in steps}
    expected = {
        Stage.WHOLE: (at["send"], at["deliver"]),
        Stage.ACKNOWLEDGE: (at["send"], at["acknowledge"]),
        Stage.DECIDE: (at["acknowledge"], at["accept"]),
        Stage.EXECUTE: (at["accept"], at["deliver"]),
        Stage.CLOSE: (at["deliver"], at["close"]),
    }
    for stage, (began, ended) in expected.items():
        assert began < ended
        assert list(pairs(SPANS[stage], steps)) == [(began, ended, Outcome.FINISHED)]
    assert list(pairs(SPANS[Stage.ANSWER], steps)) == []


def test_a_refusal_answers_the_request_and_cuts_short_what_else_was_waited_for() -> None:
    steps = [
        Step("send", "sent", START),
        Step("acknowledge", "received", START + timedelta(days=1)),
        Step("refuse", "refused", START + timedelta(days=3)),
        Step("tell_disposal", "refused", START + timedelta(days=9)),
    ]
    refused = START + timedelta(days=3)
    for stage, began in ((Stage.WHOLE, START), (Stage.DECIDE, START + timedelta(days=1))):
        assert list(pairs(SPANS[stage], steps)) == [(began, refused, Outcome.FINISHED)]
    # The same refusal, where an acknowledgement was still waited for.
    silent = [steps[0], steps[2]]
    assert list(pairs(SPANS[Stage.ACKNOWLEDGE], silent)) == [(START, refused, Outcome.OTHERWISE)]
    asked = [steps[0], Step("ask", "clarifying", START), Step("withdraw", "withdrawn", refused)]
    assert list(pairs(SPANS[Stage.ANSWER], asked)) == [(START, refused, Outcome.OTHERWISE)]


# --- nothing can be worked out --------------------------------------------------------------------

YEARS = (2023, 2024, 2025, 2026)


# What a page shows of a partner: how many cases, and whether it says that years are left out.
Shown = tuple[int | None, bool]


def shown(counts: tuple[int, ...], year: int | None) -> Shown:
    """What the page of that year shows, when so many cases began in each of the years."""
    waits = [
        Wait(UUID(int=1000 * one + number), "XD", one, 1.0, Outcome.OPEN)
        for one, count in zip(YEARS, counts, strict=True)
        for number in range(count)
    ]
    lines = lines_of(waits, year)
    if not lines:  # nothing was waited for: that is no secret
        return 0, False
    [line] = lines
    return line.figures.still_open if line.figures else None, line.without_small_years


def everything_shown(counts: tuple[int, ...]) -> tuple[Shown, ...]:
    """All pages of a stage and direction: each year, and every year."""
    return tuple(shown(counts, year) for year in (*YEARS, None))


def test_whoever_reads_all_pages_cannot_tell_a_small_number() -> None:
    """For every way four years may have gone there is another that looks the same, year by year."""
    ways = list(product(range(LEAST + 1), repeat=len(YEARS)))
    alike: dict[tuple[Shown, ...], list[tuple[int, ...]]] = {}
    for way in ways:
        alike.setdefault(everything_shown(way), []).append(way)
    for pages, same in alike.items():
        for place, (number, _left_out) in enumerate(pages[:-1]):
            if number is None:
                assert len({way[place] for way in same}) > 1, (pages, same)
