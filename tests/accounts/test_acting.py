"""Who holds two appointments chooses one, and acts under that one alone."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.middleware import SESSION_KEY
from accounts.models import Appointment, Person
from audit import moment
from tests.requests_mla import stage

ACTING = reverse("accounts:acting")


class MateoChooses(stage.Staged):
    """Mateo of Costaria is liaison officer and duty officer."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def setUp(self) -> None:
        self.mateo = Person.objects.get(email="mateo@costaria.example")
        self.client = Client()
        self.client.force_login(self.mateo)

    def held(self, role: Role) -> Appointment:
        return self.mateo.appointments.get(role=role)

    def choose(self, pk: object, **more: str) -> Any:
        return self.client.post(ACTING, {"appointment": pk, **more})

    def role(self) -> str:
        return str(self.client.get(ACTING).context["acting"].role)

    def test_he_is_asked_before_anything_else_and_then_goes_where_he_wanted(self) -> None:
        wanted = reverse("requests:register")
        self.assertRedirects(
            self.client.get(wanted), f"{ACTING}?next=%2Frequests%2F", fetch_redirect_response=False
        )
        answer = self.choose(self.held(Role.DUTY_OFFICER).pk, next=wanted)
        self.assertRedirects(answer, wanted)

    def test_both_are_offered(self) -> None:
        page = self.client.get(ACTING)
        self.assertContains(page, "Liaison officer")
        self.assertContains(page, "Duty officer")

    def test_he_acts_under_the_one_he_chose_and_may_change(self) -> None:
        for role in (Role.LIAISON_OFFICER, Role.DUTY_OFFICER):
            self.choose(self.held(role).pk)
            self.assertEqual(self.role(), role)
            self.assertContains(self.client.get(ACTING), f"acting as {role.label}")

    def test_he_goes_nowhere_else_than_in_the_house(self) -> None:
        answer = self.choose(self.held(Role.DUTY_OFFICER).pk, next="https://elsewhere.example/")
        self.assertRedirects(answer, "/", fetch_redirect_response=False)

    def test_an_appointment_of_somebody_else_is_refused(self) -> None:
        theirs = self.cast.actors["lucia"].appointment_id
        for pk in (theirs, "0", "", "x", "9" * 40):
            with self.subTest(pk=pk):
                self.assertEqual(self.choose(pk).status_code, 404)
                self.assertNotIn(SESSION_KEY, self.client.session)

    def test_one_that_ended_or_was_stopped_is_refused(self) -> None:
        liaison, duty = self.held(Role.LIAISON_OFFICER), self.held(Role.DUTY_OFFICER)
        yesterday = moment.now().date() - timedelta(days=1)
        Appointment.objects.filter(pk=liaison.pk).update(until=yesterday)
        Appointment.objects.filter(pk=duty.pk).update(stopped_at=moment.now())
        for row in (liaison, duty):
            self.assertEqual(self.choose(row.pk).status_code, 404)

    def test_when_the_chosen_one_ends_he_is_asked_again(self) -> None:
        duty = self.held(Role.DUTY_OFFICER)
        self.choose(duty.pk)
        Appointment.objects.filter(pk=duty.pk).update(stopped_at=moment.now())
        answer = self.client.get("/requests/")
        self.assertIn(ACTING, answer.headers["Location"])
