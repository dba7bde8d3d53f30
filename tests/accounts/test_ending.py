"""Appointments end by the day or at once, people are kept out and let in; each is on record."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Person
from accounts.queries import holders, live_appointments
from audit import moment
from audit.models import Event
from config.demonstration.cast import PASSWORD
from tests.requests_mla import stage


class Ending(stage.Staged):
    """Sean ends what Ciara and Tom hold in Belmara."""

    ciara: Actor

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.ciara = cls.cast.actors["ciara"]

    def setUp(self) -> None:
        self.sean = stage.browser(self.cast, "sean")

    def row(self) -> Appointment:
        return Appointment.objects.get(pk=self.ciara.appointment_id)

    def press(self, name: str, pk: int) -> Any:
        return self.sean.post(reverse(f"accounts:{name}", args=[pk]))

    def end(self) -> Any:
        return self.press("end_appointment", self.ciara.appointment_id)

    def stop(self) -> Any:
        return self.press("stop_appointment", self.ciara.appointment_id)

    def recorded(self, verb: str) -> int:
        return Event.objects.filter(chain="state:XB", verb=verb).count()


class ByTheDay(Ending):
    """“End today” holds until the day is over, and never makes an appointment longer."""

    def test_it_holds_until_the_day_is_over(self) -> None:
        self.assertEqual(self.end().status_code, 302)
        self.assertEqual(self.row().until, moment.now().date())
        self.assertTrue(live_appointments(self.ciara.person_id).exists())

    def test_a_stale_page_does_not_revive_what_has_ended(self) -> None:
        yesterday = moment.now().date() - timedelta(days=1)
        Appointment.objects.filter(pk=self.ciara.appointment_id).update(until=yesterday)
        answer = self.end()
        self.assertContains(answer, "has ended already. Nothing was changed.", status_code=409)
        self.assertContains(answer, "Ciara Doyle", status_code=409)
        self.assertEqual(self.row().until, yesterday)
        self.assertEqual(self.recorded("people.end_appointment"), 0)

    def test_a_second_press_changes_nothing(self) -> None:
        self.end()
        self.assertContains(self.end(), "already ends on", status_code=409)
        self.assertEqual(self.recorded("people.end_appointment"), 1)

    def test_one_that_has_not_begun_is_not_ended_by_today(self) -> None:
        since = moment.now().date() + timedelta(days=3)
        Appointment.objects.filter(pk=self.ciara.appointment_id).update(since=since)
        self.assertContains(self.end(), "before the first day", status_code=422)
        self.assertIsNone(self.row().until)

    def test_an_appointment_that_ends_today_offers_only_to_stop_it(self) -> None:
        self.end()
        page = self.sean.get(reverse("accounts:person", args=[self.ciara.person_id]))
        self.assertNotContains(page, "End today")
        self.assertContains(page, "Stop now")


class AtOnce(Ending):
    """“Stop now” does not wait for midnight."""

    def test_the_next_page_already_refuses(self) -> None:
        client = stage.browser(self.cast, "ciara")
        self.assertEqual(client.get("/requests/").status_code, 200)
        self.assertEqual(self.stop().status_code, 302)
        self.assertIn(reverse("accounts:acting"), client.get("/requests/").headers["Location"])
        self.assertEqual(client.post(reverse("requests:new")).status_code, 403)
        self.assertEqual(self.recorded("people.stop_appointment"), 1)

    def test_the_token_of_the_appointment_stops_too(self) -> None:
        token = services.make_token(actor=self.ciara, name="Archive")
        call = {"authorization": f"Bearer {token}"}
        self.assertEqual(Client().get("/api/v1/requests/", headers=call).status_code, 200)
        self.stop()
        self.assertEqual(Client().get("/api/v1/requests/", headers=call).status_code, 401)

    def test_nobody_is_told_under_it_any_more(self) -> None:
        held = ([self.ciara.authority_id], [Role.CENTRAL_AUTHORITY_OFFICER.value])
        self.assertIn(self.ciara.person_id, holders(*held).values_list("pk", flat=True))
        self.stop()
        self.assertNotIn(self.ciara.person_id, holders(*held).values_list("pk", flat=True))

    def test_a_second_press_changes_nothing(self) -> None:
        self.stop()
        stopped = self.row().stopped_at
        self.assertContains(self.stop(), "has ended already", status_code=409)
        self.assertContains(self.end(), "has ended already", status_code=409)
        self.assertEqual(self.row().stopped_at, stopped)

    def test_one_that_has_not_begun_never_does(self) -> None:
        since = moment.now().date() + timedelta(days=3)
        Appointment.objects.filter(pk=self.ciara.appointment_id).update(since=since)
        self.assertEqual(self.stop().status_code, 302)
        self.assertFalse(live_appointments(self.ciara.person_id, on=since).exists())

    def test_nobody_ends_or_stops_their_own(self) -> None:
        own = self.cast.actors["sean"].appointment_id
        for name in ("end_appointment", "stop_appointment"):
            with self.subTest(name=name):
                self.assertContains(self.press(name, own), "Ask another", status_code=403)
        page = self.sean.get(reverse("accounts:person", args=[self.cast.actors["sean"].person_id]))
        self.assertNotContains(page, "Stop now")


class KeptOut(Ending):
    """Who may not sign in is out at once; old sessions and tokens stay ended afterwards."""

    def switch(self, way: str) -> Any:
        return self.press(f"switch_{way}", self.ciara.person_id)

    def test_sessions_end_and_stay_ended(self) -> None:
        client = stage.browser(self.cast, "ciara")
        self.assertEqual(self.switch("off").status_code, 302)
        self.assertIn(reverse("account_login"), client.get("/requests/").headers["Location"])
        self.assertEqual(self.switch("on").status_code, 302)
        self.assertIn(reverse("account_login"), client.get("/requests/").headers["Location"])

    def test_the_password_opens_nothing_until_they_are_let_in_again(self) -> None:
        given = {"login": "ciara@belmara.example", "password": PASSWORD}
        self.switch("off")
        refused = Client().post(reverse("account_login"), given)
        self.assertNotEqual(refused.headers.get("Location"), reverse("desk:home"))
        self.switch("on")
        answer = Client().post(reverse("account_login"), given)
        self.assertRedirects(answer, reverse("desk:home"), fetch_redirect_response=False)

    def test_tokens_are_revoked_and_stay_revoked(self) -> None:
        token = services.make_token(actor=self.ciara, name="Archive")
        self.switch("off")
        self.switch("on")
        call = {"authorization": f"Bearer {token}"}
        self.assertEqual(Client().get("/api/v1/requests/", headers=call).status_code, 401)

    def test_both_are_recorded_and_a_second_press_is_not(self) -> None:
        for way in ("off", "on"):
            self.switch(way)
            self.assertContains(self.switch(way), "Nothing was changed", status_code=409)
            self.assertEqual(self.recorded(f"people.switch_{way}"), 1)

    def test_who_may_not_sign_in_is_not_appointed(self) -> None:
        self.switch("off")
        path = reverse("accounts:person", args=[self.ciara.person_id])
        answer = self.sean.post(
            path,
            {"authority": self.ciara.authority_id, "role": Role.AUDITOR, "since": "2026-03-01"},
        )
        self.assertContains(answer, "may not sign in", status_code=422)

    def test_nobody_of_another_state_is_reached(self) -> None:
        youssef = self.cast.actors["youssef"].person_id
        self.assertEqual(self.press("switch_off", youssef).status_code, 404)
        self.assertTrue(Person.objects.get(pk=youssef).is_active)

    def test_who_also_acts_for_another_state_is_not_shut_out_by_one(self) -> None:
        abroad = self.cast.central["XA"]
        Appointment.objects.create(
            person_id=self.ciara.person_id,
            authority=abroad,
            role=Role.AUDITOR,
            since=moment.now().date(),
        )
        self.assertContains(self.switch("off"), "acts for another State too", status_code=403)
        self.assertTrue(Person.objects.get(pk=self.ciara.person_id).is_active)

    def test_only_the_administrator_may(self) -> None:
        for name in ("tom", "aoife", "orla", "niamh", "declan"):
            for page in ("switch_off", "switch_on", "correct_person"):
                with self.subTest(name=name, page=page):
                    client = stage.browser(self.cast, name)
                    path = reverse(f"accounts:{page}", args=[self.ciara.person_id])
                    self.assertEqual(client.post(path).status_code, 403)
