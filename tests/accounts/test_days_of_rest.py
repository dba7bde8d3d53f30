"""A State administrator corrects the days of rest; open dates are ordered to follow, on record."""

import json
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services import correct_day, set_weekly_rest, withdraw_correction
from accounts.years import Standing, year_of
from audit.models import Event
from audit.moment import pretended
from audit.words import words_of
from config.demonstration.cast import assemble
from convention.calendars import calendar_of
from convention.models import DayCorrection, State
from tests.requests_mla import stage
from workflow import recomputing
from workflow.models import Recomputation
from workflow.refusals import Missing, NotFromHere, NotYours

# In Ireland 3 May 2027 is a feast (Monday), 1 May a Saturday, 4 May a working Tuesday.
NOW = datetime.fromisoformat("2026-11-09T10:00:00+00:00")
TUESDAY, FEAST, SATURDAY = date(2027, 5, 4), date(2027, 5, 3), date(2027, 5, 1)


class Belmara(stage.Staged):
    """Sean keeps the days of Belmara, Salma those of Arvenia."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = assemble(NOW), NOW

    def setUp(self) -> None:
        held = pretended(NOW)
        held.__enter__()
        self.addCleanup(held.__exit__, None, None, None)

    def correct(self, day: date = TUESDAY, *, worked: bool = False, who: str = "sean") -> Any:
        return correct_day(
            actor=self.cast.actors[who], day=day, worked=worked, name="Day of mourning"
        )

    def set_week(self, days: list[int] | None, reason: str = "Act 7/2026") -> None:
        set_weekly_rest(actor=self.cast.actors["sean"], days=days, reason=reason)

    def calendar(self, state: str = "XB") -> Any:
        return calendar_of(State.objects.get(pk=state))


class KeepingDays(Belmara):
    """What the services write, and what they refuse."""

    def test_a_correction_counts_at_once_and_orders_open_dates_to_follow(self) -> None:
        self.correct()
        self.assertEqual(self.calendar().rest_on(TUESDAY).name, "Day of mourning")
        self.assertTrue(self.calendar("XA").works_on(TUESDAY))
        order = Recomputation.objects.get()
        self.assertEqual((order.state, order.rule, order.by_name), ("XB", None, "Sean Walsh"))
        self.assertEqual(order.reason, "4 May 2027 is a day of rest: Day of mourning")

    def test_a_feast_may_be_worked(self) -> None:
        self.correct(FEAST, worked=True)
        self.assertTrue(self.calendar().works_on(FEAST))
        self.assertIn("3 May 2027 is worked", Recomputation.objects.get().reason)

    def test_each_change_is_on_record_in_the_chain_of_the_state(self) -> None:
        pk = self.correct().pk
        withdraw_correction(actor=self.cast.actors["sean"], pk=pk)
        self.set_week([4, 5])
        events = Event.objects.filter(chain="state:XB", verb__startswith="calendar.")
        self.assertEqual(
            [words_of(event) for event in events.order_by("seq")],
            [
                "4 May 2027 made a day of rest: Day of mourning",
                "Correction of 4 May 2027 withdrawn: Day of mourning",
                "Weekly days of rest set: Friday and Saturday",
            ],
        )
        told = json.loads(events.order_by("seq")[2].payload)["details"]
        self.assertEqual((told["before"], told["after"]), (None, [4, 5]))
        self.assertNotIn("Act 7/2026", events.order_by("seq")[2].payload)

    def test_a_withdrawn_correction_stays_to_be_read_and_counts_no_more(self) -> None:
        correction = self.correct()
        withdraw_correction(actor=self.cast.actors["sean"], pk=correction.pk)
        correction.refresh_from_db()
        self.assertEqual(
            (correction.withdrawn_at, correction.withdrawn_by_name), (NOW, "Sean Walsh")
        )
        self.assertTrue(self.calendar().works_on(TUESDAY))
        self.assertEqual(Recomputation.objects.count(), 2)
        self.correct()
        self.assertFalse(self.calendar().works_on(TUESDAY))

    def test_withdrawing_twice_changes_nothing(self) -> None:
        correction = self.correct()
        withdraw_correction(actor=self.cast.actors["sean"], pk=correction.pk)
        with self.assertRaises(NotFromHere):
            withdraw_correction(actor=self.cast.actors["sean"], pk=correction.pk)
        self.assertEqual(Recomputation.objects.count(), 2)

    def assert_refused(self, said: str, day: date, *, worked: bool = False) -> None:
        orders = Recomputation.objects.count()
        with self.assertRaises(Missing) as caught:
            self.correct(day, worked=worked)
        self.assertIn(said, caught.exception.reasons[0])
        self.assertEqual(Recomputation.objects.count(), orders)

    def test_what_changes_nothing_is_refused(self) -> None:
        self.assert_refused("3 May 2027 is a day of rest already: May Bank Holiday", FEAST)
        self.assert_refused("1 May 2027 is a weekly day of rest already", SATURDAY)
        self.assert_refused("4 May 2027 is a worked day already", TUESDAY, worked=True)

    def test_a_day_is_corrected_once(self) -> None:
        self.correct()
        for worked in (True, False):
            self.assert_refused("Sean Walsh corrected 4 May 2027 already", TUESDAY, worked=worked)

    def test_days_out_of_reach_are_refused(self) -> None:
        self.assert_refused("next five years", date(2031, 11, 10))
        self.assert_refused("last year", date(2025, 11, 8))
        self.correct(date(2031, 11, 7))
        self.correct(date(2025, 11, 10))

    def test_a_correction_says_what_the_day_is(self) -> None:
        for name in (" ", "x" * 121):
            with self.subTest(name=name[:3]), self.assertRaises(Missing):
                correct_day(actor=self.cast.actors["sean"], day=TUESDAY, worked=False, name=name)

    def test_weekly_days_of_rest_are_named_and_given_back(self) -> None:
        self.set_week([5, 4, 4])
        friday, sunday = date(2026, 11, 13), date(2026, 11, 15)
        self.assertFalse(self.calendar().works_on(friday))
        self.assertTrue(self.calendar().works_on(sunday))
        self.assertEqual(
            Recomputation.objects.get().reason,
            "The weekly days of rest are Friday and Saturday: Act 7/2026",
        )
        self.set_week(None)
        self.assertTrue(self.calendar().works_on(friday))
        self.assertIsNone(State.objects.get(pk="XB").weekly_rest)

    def test_a_week_that_makes_no_sense_is_refused(self) -> None:
        for days, reason in (
            ([0, 1, 2, 3, 4, 5, 6], "Act"),
            ([0, 1, 2, 3], "Act"),
            ([], "Act"),
            ([7], "Act"),
            (None, "Act"),
            ([4, 5], " "),
        ):
            with self.subTest(days=days, reason=reason), self.assertRaises(Missing):
                self.set_week(days, reason)
        self.assertFalse(Recomputation.objects.exists())

    def test_nobody_else_keeps_them(self) -> None:
        correction = self.correct()
        for who in ("ciara", "aoife", "orla", "niamh", "declan"):
            actor = self.cast.actors[who]
            with self.subTest(who=who):
                with self.assertRaises(NotYours):
                    self.correct(date(2027, 5, 5), who=who)
                with self.assertRaises(NotYours):
                    withdraw_correction(actor=actor, pk=correction.pk)
                with self.assertRaises(NotYours):
                    set_weekly_rest(actor=actor, days=[4, 5], reason="Act")
        with self.assertRaises(NotYours):
            withdraw_correction(actor=self.cast.actors["salma"], pk=correction.pk)
        self.assertEqual(Recomputation.objects.count(), 1)

    def test_a_calendar_is_one_query_however_many_corrections(self) -> None:
        state = State.objects.get(pk="XB")
        for day in (4, 5, 6, 7):
            self.correct(date(2027, 5, day))
        with CaptureQueriesContext(connection) as queries:
            calendar_of(state)
        self.assertEqual(len(queries), 1)


class AYear(Belmara):
    """What stands out in a year."""

    def standings(self, number: int = 2027, state: str = "XB") -> dict[date, str]:
        live = DayCorrection.objects.filter(state=state, withdrawn_at=None)
        year = year_of(self.calendar(state), live, number)
        return {line.day: line.standing for _month, lines in year.months for line in lines}

    def test_feasts_corrections_and_feasts_on_a_day_of_rest(self) -> None:
        self.correct()
        self.correct(FEAST, worked=True)
        found = self.standings()
        self.assertEqual(found[TUESDAY], Standing.ADDED)
        self.assertEqual(found[FEAST], Standing.WORKED)
        self.assertEqual(found[date(2027, 3, 17)], Standing.FEAST)
        self.assertEqual(found[date(2027, 12, 26)], Standing.IDLE)
        self.assertNotIn(SATURDAY, found)

    def test_a_saturday_made_up_for_another_day_stands_out(self) -> None:
        State.objects.filter(pk="XB").update(calendar="RU")
        self.assertEqual(self.standings()[date(2027, 2, 20)], Standing.MADE_UP)

    def test_it_counts_weekly_rest_and_working_days(self) -> None:
        year = year_of(self.calendar(), (), 2027)
        self.assertEqual(year.weekly, [5, 6])
        # 2027 has 261 days from Monday to Friday.
        feasts = [day for day, how in self.standings().items() if how == Standing.FEAST]
        self.assertEqual(year.working_days, 261 - len(feasts))
        self.set_week([4])
        self.assertEqual(year_of(self.calendar(), (), 2027).weekly, [4])


class PagesOfDays(Belmara):
    """The page of the own State, and that of any State."""

    def post(self, place: str, *args: Any, **given: Any) -> Any:
        path = reverse(f"accounts:{place}", args=args)
        return stage.browser(self.cast, "sean").post(path, given)

    def page(self, who: str = "sean", query: str = "?year=2027") -> Any:
        return stage.browser(self.cast, who).get(reverse("accounts:days") + query)

    def test_a_day_is_corrected_on_the_page_and_shown_with_its_maker(self) -> None:
        answer = self.post("correct_day", day="2027-05-04", counts="rest", name="Mourning")
        self.assertRedirects(answer, reverse("accounts:days") + "?year=2027")
        page = self.page()
        self.assertContains(page, "Mourning")
        self.assertContains(page, "Sean Walsh")
        self.assertContains(page, "being worked on")
        pk = DayCorrection.objects.get().pk
        answer = self.post("withdraw_correction", pk)
        self.assertEqual(answer.status_code, 302)
        self.assertContains(self.page(), "withdrawn by Sean Walsh")

    def test_it_says_how_many_open_dates_moved_and_shows_no_case(self) -> None:
        play = stage.received(self.cast, NOW)
        clock = play.case.clocks.get(name="decide", stopped_at=None)
        self.correct(clock.due_at.date())
        self.correct(date(2031, 1, 7))
        recomputing.follow()
        clock.refresh_from_db()
        page = self.page()
        self.assertContains(page, "1 of 1 open date moved.")
        self.assertContains(page, "0 of 1 open date moved.")
        self.assertNotContains(page, "Clinic")

    def test_what_makes_no_sense_comes_back_with_what_was_typed(self) -> None:
        for given, field in (
            ({"day": "2027-05-03", "counts": "rest", "name": "Words I typed"}, "day"),
            ({"day": "no day", "counts": "worked", "name": "Words I typed"}, "day"),
            ({"day": "", "counts": "else", "name": "Words I typed"}, "counts"),
        ):
            with self.subTest(given=given):
                answer = self.post("correct_day", **given)
                self.assertContains(answer, "Words I typed", status_code=422)
                self.assertIn(field, answer.context["correction_form"].errors)
        self.assertFalse(DayCorrection.objects.exists())

    def test_the_week_is_set_on_the_page_and_comes_back_when_it_makes_no_sense(self) -> None:
        given = {"follows": "own", "days": ["4", "5"], "because": "Act 7/2026"}
        self.assertEqual(self.post("set_weekly_rest", **given).status_code, 302)
        self.assertContains(self.page(), "Every week: Friday and Saturday.")
        again = self.post("set_weekly_rest", **given)
        self.assertContains(again, "These are the weekly days of rest already", status_code=422)
        self.assertContains(again, "Act 7/2026", status_code=422)
        every = self.post("set_weekly_rest", **{**given, "days": list("0123456")})
        self.assertEqual(every.status_code, 422)
        back = self.post("set_weekly_rest", follows="public", because="Act repealed")
        self.assertEqual(back.status_code, 302)
        self.assertContains(self.page(), "Every week: Saturday and Sunday.")

    def test_another_states_days_are_looked_at_and_not_changed(self) -> None:
        self.correct(who="salma")
        for who in ("sean", "ciara", "orla", "lucia"):
            page = stage.browser(self.cast, who).get(
                reverse("accounts:days_of", args=["xa"]) + "?year=2027"
            )
            self.assertContains(page, "Day of mourning")
            self.assertNotContains(page, "Salma")
            self.assertNotContains(page, 'action="/days/')
        unknown = stage.browser(self.cast, "ciara").get(reverse("accounts:days_of", args=["QQ"]))
        self.assertEqual(unknown.status_code, 404)

    def test_a_correction_of_another_state_is_not_there(self) -> None:
        pk = self.correct(who="salma").pk
        self.assertEqual(self.post("withdraw_correction", pk).status_code, 404)

    def test_years_out_of_sight_and_nonsense_show_the_present_one(self) -> None:
        for query in ("", "?year=1066", "?year=9999", "?year=soon", "?year=-1"):
            with self.subTest(query=query):
                self.assertEqual(self.page(query=query).context["year"].number, 2026)

    def test_the_page_of_a_state_leads_there(self) -> None:
        page = stage.browser(self.cast, "ciara").get(reverse("convention:state", args=["XA"]))
        self.assertContains(page, reverse("accounts:days_of", args=["XA"]))
