"""The State administrator adds people; what they may do begins and ends with an appointment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Authority, Person
from accounts.queries import live_appointments
from audit import moment
from audit.models import Event
from tests.requests_mla import stage
from workflow.refusals import NotYours

NEWCOMER = "nora@belmara.example"


class PeopleOfBelmara(stage.Staged):
    """Sean administers; Ciara works; nobody of Arvenia is his concern."""

    sean: Actor
    ciara: Actor
    home: Authority
    abroad: Authority

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.sean, cls.ciara = cls.cast.actors["sean"], cls.cast.actors["ciara"]
        cls.home, cls.abroad = cls.cast.central["XB"], cls.cast.central["XA"]

    def typed(self, **more: Any) -> dict[str, Any]:
        return {
            "name": "Nora Byrne",
            "email": NEWCOMER,
            "authority": self.home.pk,
            "role": Role.CENTRAL_AUTHORITY_OFFICER,
            "since": moment.now().date().isoformat(),
            **more,
        }

    def invite(self, **more: Any) -> Any:
        client = stage.browser(self.cast, "sean")
        return client.post(reverse("accounts:invite"), self.typed(**more))

    def test_somebody_new_signs_in_with_the_password_that_was_shown_once(self) -> None:
        password = self.invite().context["password"]
        newcomer = Client()
        answer = newcomer.post(
            reverse("account_login"), {"login": NEWCOMER, "password": password}, follow=True
        )
        self.assertEqual(answer.status_code, 200)
        self.assertContains(answer, "Nora Byrne")
        self.assertNotContains(stage.browser(self.cast, "sean").get("/people/"), password)

    def test_both_person_and_appointment_are_recorded(self) -> None:
        self.invite()
        verbs = set(Event.objects.filter(chain="state:XB").values_list("verb", flat=True))
        self.assertLessEqual({"people.invite", "people.appoint"}, verbs)

    def test_a_wrong_appointment_makes_no_person_and_keeps_what_was_typed(self) -> None:
        answer = self.invite(authority=self.abroad.pk)
        self.assertContains(answer, NEWCOMER, status_code=422)
        self.assertFalse(Person.objects.filter(email=NEWCOMER).exists())

    def test_where_the_appointment_fails_there_is_no_person(self) -> None:
        with pytest.raises(NotYours):
            services.invite_person(
                actor=self.sean,
                email=NEWCOMER,
                name="Nora",
                authority=self.abroad,
                role=Role.AUDITOR,
                since=date(2026, 1, 1),
            )
        self.assertFalse(Person.objects.filter(email=NEWCOMER).exists())

    def test_a_known_address_is_said_to_be_known(self) -> None:
        answer = self.invite(email="CIARA@belmara.example")
        self.assertContains(answer, "is known already", status_code=422)

    def test_somebody_known_here_is_led_to_their_page(self) -> None:
        answer = self.invite(email="CIARA@belmara.example")
        path = reverse("accounts:person", args=[self.ciara.person_id])
        self.assertContains(answer, f'href="{path}"', status_code=422)

    def test_somebody_known_elsewhere_is_appointed_once_it_is_said_they_are_meant(self) -> None:
        youssef = self.cast.actors["youssef"].person_id
        answer = self.invite(email="youssef@arvenia.example")
        self.assertContains(answer, "It is the same person", status_code=422)
        self.assertContains(answer, "not yet in your State", status_code=422)
        path = reverse("accounts:person", args=[youssef])
        self.assertEqual(stage.browser(self.cast, "sean").get(path).status_code, 404)

        answer = self.invite(email="youssef@arvenia.example", it_is_them="on")
        self.assertRedirects(answer, path, fetch_redirect_response=False)
        page = stage.browser(self.cast, "sean").get(path)
        self.assertContains(page, "Youssef Haddad")
        self.assertNotContains(page, "Directorate of International Cooperation")
        self.assertEqual(live_appointments(youssef).count(), 2)

    def test_who_is_said_to_be_known_and_is_not_gets_nothing(self) -> None:
        answer = self.invite(it_is_them="on")
        self.assertContains(answer, "Nobody has this e-mail address", status_code=422)
        self.assertFalse(Person.objects.filter(email=NEWCOMER).exists())

    def test_nobody_else_adds_people(self) -> None:
        for name in ("ciara", "aoife", "orla", "niamh"):
            with self.subTest(name=name):
                client = stage.browser(self.cast, name)
                self.assertEqual(client.get(reverse("accounts:invite")).status_code, 403)
                answer = client.post(reverse("accounts:invite"), self.typed())
                self.assertEqual(answer.status_code, 403)

    def test_people_of_other_states_are_not_there(self) -> None:
        youssef = self.cast.actors["youssef"].person_id
        client = stage.browser(self.cast, "sean")
        self.assertEqual(client.get(reverse("accounts:person", args=[youssef])).status_code, 404)

    def test_nobody_appoints_themselves(self) -> None:
        person = Person.objects.get(pk=self.sean.person_id)
        with pytest.raises(NotYours):
            services.appoint(
                actor=self.sean,
                person=person,
                authority=self.home,
                role=Role.LIAISON_OFFICER,
                since=date(2026, 1, 1),
            )

    def test_the_same_appointment_is_made_once(self) -> None:
        row = Appointment.objects.get(pk=self.ciara.appointment_id)
        again = {"authority": self.home.pk, "role": row.role, "since": row.since.isoformat()}
        path = reverse("accounts:person", args=[self.ciara.person_id])
        answer = stage.browser(self.cast, "sean").post(path, again)
        self.assertContains(answer, "has this role from that day already", status_code=422)

    def test_an_ended_appointment_stops_with_the_next_page(self) -> None:
        client = stage.browser(self.cast, "ciara")
        self.assertEqual(client.get("/requests/").status_code, 200)
        row = Appointment.objects.get(pk=self.ciara.appointment_id)
        yesterday = moment.now().date() - timedelta(days=1)
        services.end_appointment(actor=self.sean, appointment=row, last_day=yesterday)
        self.assertRedirects(
            client.get("/requests/"),
            f"{reverse('accounts:acting')}?next=%2Frequests%2F",
            fetch_redirect_response=False,
        )
        self.assertFalse(live_appointments(self.ciara.person_id).exists())

    def test_who_may_not_sign_in_any_more_is_out_with_the_next_page(self) -> None:
        client = stage.browser(self.cast, "ciara")
        Person.objects.filter(pk=self.ciara.person_id).update(is_active=False)
        self.assertIn(reverse("account_login"), client.get("/requests/").headers["Location"])

    def test_a_role_that_needs_a_second_factor_is_led_to_make_one(self) -> None:
        with self.settings(SECOND_FACTOR_ROLES=frozenset({self.ciara.role.value})):
            answer = stage.browser(self.cast, "ciara").get("/requests/")
            self.assertRedirects(answer, reverse("mfa_index"), fetch_redirect_response=False)
            self.assertEqual(stage.browser(self.cast, "sean").get("/people/").status_code, 200)
