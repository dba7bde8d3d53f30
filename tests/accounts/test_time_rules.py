"""A State administrator sets time limits: versions, on record; open dates follow on purpose."""

import json
from dataclasses import replace
from typing import Any

from django.urls import reverse

from accounts import limits
from accounts.services import apply_to_open, return_to_table, set_rule
from accounts.services.time_rules import MOST_RUNGS, Wording, wording_of
from audit.models import Event
from audit.words import words_of
from requests_mla.table import TABLE
from tests.requests_mla import stage
from workflow import recomputing
from workflow.choices import RungKind, Source, Unit, Whose
from workflow.ladder import Rung
from workflow.models import Recomputation, TimeRule
from workflow.refusals import Missing, NotFromHere, NotYours

OFFICER, LIAISON = ("central_authority_officer",), ("liaison_officer",)
DECIDE = TABLE.clock("decide")


class TimeLimits(stage.Staged):
    """Sean sets those of Belmara."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def limit(self, clock: str = "decide", state: str = "XB", kind: str = "request") -> Any:
        return limits.limit_of(state, kind, clock)

    def set(
        self,
        clock: str = "decide",
        *,
        who: str = "sean",
        seen: int | None = None,
        kind: str = "request",
        **more: Any,
    ) -> TimeRule:
        actor = self.cast.actors[who]
        limit = self.limit(clock, actor.state, kind)
        wording: Wording = replace(wording_of(limit.rule), **{"reason": "By circular", **more})
        return set_rule(
            actor=actor,
            kind=kind,
            clock=clock,
            wording=wording,
            seen_version=limit.version if seen is None else seen,
        )


class Setting(TimeLimits):
    """What the service writes, and what it refuses."""

    def test_each_change_is_the_next_version(self) -> None:
        self.set(amount=15)
        second = self.set(
            amount=2,
            unit=Unit.MONTHS,
            whose=Whose.BOTH,
            extensions=0,
            source=Source.LAW,
            basis=" Act, section 4 ",
            ladder=(
                Rung(RungKind.OVERDUE, OFFICER, urgent=True),
                Rung(RungKind.BEFORE, OFFICER, 12, Unit.HOURS),
                Rung(RungKind.ESCALATED, LIAISON, 3),
                Rung(RungKind.BEFORE, OFFICER, 10),
            ),
        )
        self.assertEqual((second.version, second.made_by_name), (2, "Sean Walsh"))
        rule = self.limit().rule
        self.assertEqual((rule.amount, rule.unit, rule.whose), (2, Unit.MONTHS, Whose.BOTH))
        self.assertEqual((rule.source, rule.basis), (Source.LAW, "Act, section 4"))
        self.assertEqual(
            [rung.key for rung in rule.ladder],
            ["before-10-days", "before-12-hours", "overdue", "escalated-3-days"],
        )
        self.assertEqual(TimeRule.objects.get(version=1).amount, 15)
        self.assertEqual(self.limit(state="XA").version, 0)

    def test_it_is_on_record_with_what_held_before(self) -> None:
        self.set(amount=15)
        [event] = Event.objects.filter(chain="state:XB", verb="limit.set")
        told = json.loads(event.payload)["details"]
        self.assertEqual((told["before"]["amount"], told["after"]["amount"]), (20, 15))
        self.assertNotIn("By circular", event.payload)
        self.assertEqual(words_of(event), "Time limit “decide” changed, now version 1")

    def test_an_old_picture_is_refused(self) -> None:
        self.set(amount=15)
        with self.assertRaises(NotFromHere):
            self.set(amount=16, seen=0)
        self.assertEqual(self.limit().rule.amount, 15)

    def test_the_same_form_sent_twice_makes_one_version(self) -> None:
        first = self.set(amount=15, seen=0)
        self.assertEqual(self.set(amount=15, seen=0), first)
        self.assertEqual(Event.objects.filter(verb="limit.set").count(), 1)

    def assert_refused(self, clock: str = "decide", **more: Any) -> None:
        with self.assertRaises(Missing):
            self.set(clock, **more)
        self.assertFalse(TimeRule.objects.exists())

    def test_what_makes_no_sense_is_refused(self) -> None:
        escalated = Rung(RungKind.ESCALATED, LIAISON, 0)
        for more in (
            {},  # nothing changed
            {"amount": 15, "reason": " "},
            {"amount": 0},
            {"amount": None},
            {"amount": 10**6},
            {"source": Source.LAW, "basis": " "},
            {"source": Source.TREATY},
            {"source": Source.AGREED},
            {"source": Source.LAW, "basis": "x" * 61},
            {"extensions": 21},
            {"extensions": -1},
            {"ladder": ()},
            {"ladder": (escalated,)},
            {"ladder": (Rung(RungKind.BEFORE, OFFICER, 0),)},
            {"ladder": (Rung(RungKind.ON_THE_DAY, OFFICER, 2),)},
            {"ladder": (Rung(RungKind.BEFORE, OFFICER, 2, Unit.WORKING_DAYS),)},
            {"ladder": (Rung(RungKind.BEFORE, OFFICER, 400),)},
            {"ladder": (Rung(RungKind.OVERDUE, ()),)},
            {"ladder": (Rung(RungKind.OVERDUE, ("auditor",)),)},
            {"ladder": (Rung(RungKind.OVERDUE, ("state_administrator",)),)},
            {"ladder": (Rung(RungKind.OVERDUE, ("minister",)),)},
            {"ladder": (Rung(RungKind.OVERDUE, OFFICER), Rung(RungKind.OVERDUE, LIAISON))},
            {"ladder": tuple(Rung(RungKind.BEFORE, OFFICER, day + 1) for day in range(9))},
        ):
            with self.subTest(more=more):
                self.assert_refused(**more)

    def test_a_date_that_the_step_sets_has_reminders_and_extensions_only(self) -> None:
        for more in (
            {"amount": 5},
            {"unit": Unit.HOURS},
            {"source": Source.LAW, "basis": "Act"},
            {"basis": "Act"},
        ):
            with self.subTest(more=more):
                self.assert_refused("review", **more)
        rule = self.set("review", extensions=5, ladder=(Rung(RungKind.OVERDUE, LIAISON),))
        self.assertEqual((rule.source, rule.amount), (Source.AGREED, None))

    def test_a_period_of_the_convention_is_refused(self) -> None:
        """The table of requests has none; a table that has one is put in its place for a moment."""
        clocks = tuple(
            replace(one, source=Source.TREATY) if one.name == "decide" else one
            for one in TABLE.clocks
        )
        with InsteadOfTheTable(clocks):
            with self.assertRaises(NotYours):
                self.set(amount=15)
            page = stage.browser(self.cast, "sean").get(
                reverse("accounts:time_rule", args=["request", "decide"])
            )
            self.assertContains(page, "The Convention sets this period")
            self.assertNotContains(page, "Keep as a new version")

    def test_reminders_of_an_appointment_tell_the_administrators(self) -> None:
        administrators = ("state_administrator",)
        self.set("appointment", kind="people", ladder=(Rung(RungKind.BEFORE, administrators, 60),))
        with self.assertRaises(Missing):
            self.set("appointment", kind="people", ladder=(Rung(RungKind.BEFORE, OFFICER, 60),))

    def test_nobody_else_sets_them(self) -> None:
        rule = self.set(amount=15)
        for who in ("ciara", "aoife", "orla", "niamh", "declan"):
            with self.subTest(who=who), self.assertRaises(NotYours):
                self.set(who=who, amount=3)
        with self.assertRaises(NotYours):
            apply_to_open(actor=self.cast.actors["salma"], rule=rule, reason="Mine")
        with self.assertRaises(LookupError):
            set_rule(
                actor=self.cast.actors["sean"],
                kind="request",
                clock="dream",
                wording=wording_of(DECIDE),
                seen_version=0,
            )

    def back(self, clock: str = "decide", *, seen: int) -> TimeRule:
        return return_to_table(
            actor=self.cast.actors["sean"],
            kind="request",
            clock=clock,
            seen_version=seen,
            reason="Circular repealed",
        )

    def test_the_tables_rule_holds_again_as_a_new_version(self) -> None:
        self.set(amount=15)
        back = self.back(seen=1)
        self.assertEqual((back.version, back.amount), (2, 20))
        self.assertEqual(set(self.limit().rule.ladder), set(DECIDE.ladder))
        with self.assertRaises(Missing):
            self.back(seen=2)
        with self.assertRaises(NotFromHere):
            self.back("answer", seen=0)


class Applying(TimeLimits):
    """Open dates under a new version."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.play = stage.received(cls.cast, cls.at)

    def apply(self, rule: TimeRule, reason: str = "All shall have it") -> Recomputation:
        return apply_to_open(actor=self.cast.actors["sean"], rule=rule, reason=reason)

    def older(self) -> int:
        return limits.on_older_versions("XB", self.limit())

    def test_open_dates_are_counted_and_follow_when_it_is_asked_for(self) -> None:
        self.assertEqual(self.older(), 0)
        rule = self.set(amount=15)
        self.assertEqual(self.older(), 1)
        order = self.apply(rule)
        self.assertEqual((order.rule, order.state), (rule, "XB"))
        self.assertTrue(Event.objects.filter(chain="state:XB", verb="limit.apply").exists())
        recomputing.follow()
        self.assertEqual(self.older(), 0)
        clock = self.play.case.clocks.get(name="decide", stopped_at=None)
        self.assertEqual((clock.amount, clock.rule), (15, rule))
        with self.assertRaises(NotFromHere):
            self.apply(rule)

    def test_an_order_that_waits_is_not_doubled(self) -> None:
        rule = self.set(amount=15)
        self.assertEqual(self.apply(rule), self.apply(rule))

    def test_an_older_version_is_not_applied(self) -> None:
        first = self.set(amount=15)
        self.set(amount=16)
        with self.assertRaises(NotFromHere):
            self.apply(first)

    def test_it_says_why(self) -> None:
        rule = self.set(amount=15)
        with self.assertRaises(Missing):
            self.apply(rule, " ")


class PagesOfTimeLimits(TimeLimits):
    """The table of all, and the page of one."""

    def path(self, name: str = "time_rule", kind: str = "request", clock: str = "decide") -> str:
        return reverse(f"accounts:{name}", args=[kind, clock])

    def typed(self, **more: Any) -> dict[str, Any]:
        """The form as it is shown, every row filled as the rule in force has it."""
        page = stage.browser(self.cast, "sean").get(self.path())
        form = page.context["form"]
        given = {name: form[name].value() for name in form.fields}
        for row in form.rungs:
            given |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
        shown = {name: value for name, value in given.items() if value or value == 0}
        return {**shown, "reason": "By circular", **more}

    def post(self, given: dict[str, Any], name: str = "time_rule", who: str = "sean") -> Any:
        return stage.browser(self.cast, who).post(self.path(name), given)

    def test_the_table_names_every_clock_its_source_and_its_moves(self) -> None:
        page = stage.browser(self.cast, "sean").get(reverse("accounts:time_rules"))
        for rule in TABLE.clocks:
            self.assertContains(page, self.path(clock=rule.name))
        self.assertContains(page, self.path(kind="people", clock="appointment"))
        self.assertContains(page, "house target")
        self.assertContains(page, "20 working days")
        self.assertContains(page, "Starts with: Acknowledge")
        self.assertContains(page, "owed by the requested State")
        self.assertContains(page, "7 days after the end: liaison officer")

    def test_every_clock_has_a_page(self) -> None:
        client = stage.browser(self.cast, "sean")
        for kind, rule in limits.shipped():
            with self.subTest(clock=rule.name):
                page = client.get(self.path(kind=kind, clock=rule.name))
                self.assertEqual(page.status_code, 200)
        self.assertEqual(client.get(self.path(clock="dream")).status_code, 404)

    def test_a_change_is_kept_and_shown_with_its_history(self) -> None:
        given = self.typed(amount="12", source="law", basis="Act, section 4")
        self.assertRedirects(self.post(given), self.path())
        page = stage.browser(self.cast, "sean").get(self.path())
        for words in ("12 working days", "national law, ", "Act, section 4", "By circular"):
            self.assertContains(page, words)
        table = stage.browser(self.cast, "sean").get(reverse("accounts:time_rules"))
        self.assertContains(table, "version 1 by Sean Walsh")

    def test_a_reminder_is_added_and_another_left_out(self) -> None:
        given = self.typed()
        given["rung0-kind"] = ""
        given |= {"rung6-kind": "escalated", "rung6-amount": "2", "rung6-unit": "days"}
        given |= {"rung6-roles": ["duty_officer"], "rung6-urgent": "on"}
        self.assertEqual(self.post(given).status_code, 302)
        self.assertEqual(
            [rung.key for rung in self.limit().rule.ladder],
            ["before-1-days", "on_the_day", "overdue", "escalated-2-days", "escalated-7-days"],
        )

    def test_bad_input_loses_nothing_that_was_typed(self) -> None:
        for more, row in (
            ({"amount": "many"}, None),
            ({"amount": "0"}, None),
            ({"amount": "99999999999"}, None),
            ({"unit": "fortnights"}, None),
            ({"source": "treaty"}, None),
            ({"source": "law", "basis": ""}, None),
            ({"extensions": "-3"}, None),
            ({"version": "x"}, None),
            ({"rung0-amount": "soon"}, 0),
            ({"rung0-kind": "sometimes"}, 0),
            ({"rung0-amount": ""}, 0),
            ({"rung0-roles": []}, 0),
            ({"rung0-roles": ["auditor"]}, 0),
            ({"rung6-amount": "5"}, 6),
        ):
            with self.subTest(more=more):
                answer = self.post(self.typed(**{"reason": "Words I typed", **more}))
                self.assertContains(answer, "Words I typed", status_code=422)
                form = answer.context["form"]
                self.assertTrue(form.errors if row is None else form.rungs[row].errors)
        self.assertFalse(TimeRule.objects.exists())

    def test_an_old_page_is_told_so_and_keeps_what_was_typed(self) -> None:
        given = self.typed(amount="12", reason="Words I typed")
        self.set(amount=15)
        answer = self.post(given)
        self.assertContains(answer, "Words I typed", status_code=409)
        self.assertContains(answer, "Sean Walsh changed this time limit", status_code=409)

    def test_all_rows_can_be_filled(self) -> None:
        given = self.typed()
        for number in range(MOST_RUNGS):
            given |= {f"rung{number}-kind": "before", f"rung{number}-amount": str(number + 1)}
            given |= {f"rung{number}-unit": "days", f"rung{number}-roles": ["duty_officer"]}
        self.assertEqual(self.post(given).status_code, 302)
        self.assertEqual(len(self.limit().rule.ladder), MOST_RUNGS)

    def test_open_dates_are_applied_and_the_rule_returned_on_the_page(self) -> None:
        stage.received(self.cast, self.at)
        self.set(amount=15)
        page = stage.browser(self.cast, "sean").get(self.path())
        self.assertContains(page, "1 open date keeps an older version.")
        empty = self.post({"apply-reason": ""}, "apply_time_rule")
        self.assertEqual(empty.status_code, 422)
        applied = self.post({"apply-reason": "All shall have it"}, "apply_time_rule")
        self.assertRedirects(applied, self.path())
        recomputing.follow()
        page = stage.browser(self.cast, "sean").get(self.path())
        self.assertContains(page, "All follow the newest version.")
        self.assertContains(page, "1 of 1 open date moved.")
        self.assertNotContains(page, "Clinic")
        again = self.post({"apply-reason": "Once more"}, "apply_time_rule")
        self.assertEqual(again.status_code, 409)
        old = self.post({"version": "0", "back-reason": "Words I typed"}, "return_time_rule")
        self.assertContains(old, "Words I typed", status_code=409)
        back = self.post({"version": "1", "back-reason": "Repealed"}, "return_time_rule")
        self.assertRedirects(back, self.path())
        self.assertEqual(self.limit().rule.amount, 20)

    def test_an_appointments_page_offers_its_reminders_only(self) -> None:
        path = self.path(kind="people", clock="appointment")
        page = stage.browser(self.cast, "sean").get(path)
        self.assertNotContains(page, 'name="amount"')
        self.assertNotContains(page, "rung0-roles")
        given = {"extensions": "0", "version": "0", "reason": "Earlier"}
        given |= {"rung0-kind": "before", "rung0-amount": "60", "rung0-unit": "days"}
        self.assertEqual(stage.browser(self.cast, "sean").post(path, given).status_code, 302)
        [rung] = self.limit("appointment", kind="people").rule.ladder
        self.assertEqual((rung.key, rung.roles), ("before-60-days", ("state_administrator",)))

    def test_nobody_else_opens_them(self) -> None:
        for who in ("ciara", "aoife", "orla", "niamh", "declan"):
            client = stage.browser(self.cast, who)
            with self.subTest(who=who):
                self.assertEqual(client.get(reverse("accounts:time_rules")).status_code, 403)
                self.assertEqual(client.get(self.path()).status_code, 403)
                self.assertEqual(client.post(self.path(), {"amount": "1"}).status_code, 403)


class InsteadOfTheTable:
    """The table of requests with other clocks, for the length of a test."""

    def __init__(self, clocks: tuple[Any, ...]) -> None:
        self.table = replace(TABLE, clocks=clocks)

    def __enter__(self) -> None:
        from workflow.services import CASEWORK

        self.work = CASEWORK["request"]
        self.kept, self.work.table = self.work.table, self.table

    def __exit__(self, *problem: object) -> None:
        self.work.table = self.kept
