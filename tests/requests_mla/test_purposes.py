"""Opening a sensitive case asks what for: on pages, over the API, once in twelve hours."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Opening
from audit import moment
from audit.models import Event, SealedText
from requests_mla.choices import Status
from requests_mla.models import Request
from requests_mla.services import access
from requests_mla.services.access import is_sensitive
from tests.api.cast import Program
from tests.requests_mla import stage


@pytest.mark.parametrize(
    ("sealed", "confidential", "status", "sensitive"),
    [
        (False, False, Status.RECEIVED, False),
        (True, False, Status.RECEIVED, True),
        (False, True, Status.RECEIVED, True),
        (False, True, Status.IN_REVIEW, True),
        (False, True, Status.DRAFTING, False),
        (True, False, Status.DRAFTING, True),
    ],
)
def test_sealed_and_secret_cases_are_sensitive_once_they_are_more_than_a_draft(
    sealed, confidential, status, sensitive
) -> None:
    assert is_sensitive(sealed=sealed, confidential=confidential, status=status) == sensitive


class Asked(stage.Staged):
    """A case that is kept secret, opened by Tom."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)
        Request.objects.update(confidential=True)

    def setUp(self) -> None:
        self.client = stage.browser(self.cast, "tom")
        self.page = f"{stage.page('case', self.play)}?tab=measures"

    def opened(self) -> list[Event]:
        return list(Event.objects.filter(verb="access.open").order_by("seq"))

    def test_nothing_is_shown_before_a_purpose_is_stated(self) -> None:
        for page in (
            self.page,
            stage.page("history", self.play),
            stage.page("letter", self.play, 1),
        ):
            answer = self.client.get(page)
            self.assertContains(answer, "Say what you open this case for", status_code=428)
            self.assertNotContains(answer, "203.0.113.77", status_code=428)
        self.assertEqual(self.opened(), [])

    def test_a_stated_purpose_opens_the_page_that_was_asked_for_and_is_recorded(self) -> None:
        self.assertContains(self.client.get(self.page), self.page, status_code=428)
        given = {"purpose": "other", "words": "Asked by the minister", "next": self.page}
        self.assertRedirects(self.client.post(stage.page("purpose", self.play), given), self.page)
        self.assertContains(self.client.get(self.page), "Hand over the log of sessions.")
        (event,) = self.opened()
        self.assertEqual((event.shared, event.state), (False, "XB"))
        self.assertNotIn("minister", event.payload)
        self.assertTrue(SealedText.objects.filter(text="Asked by the minister").exists())
        history = self.client.get(stage.page("history", self.play))
        self.assertContains(history, "Asked by the minister")

    def test_another_purpose_needs_words(self) -> None:
        given = {"purpose": "other", "next": self.page}
        answer = self.client.post(stage.page("purpose", self.play), given)
        self.assertContains(answer, "Say in a few words", status_code=422)
        self.assertContains(answer, self.page, status_code=422)
        self.assertEqual(self.opened(), [])

    def test_it_is_asked_of_each_person_and_again_after_twelve_hours(self) -> None:
        given = {"purpose": "review", "next": self.page}
        for _twice in range(2):
            self.client.post(stage.page("purpose", self.play), given)
        self.assertEqual(len(self.opened()), 1)
        self.assertEqual(self.client.get(self.page).status_code, 200)
        self.assertEqual(stage.browser(self.cast, "aoife").get(self.page).status_code, 428)
        Opening.objects.update(opened_at=moment.now() - timedelta(hours=13))
        self.assertEqual(self.client.get(self.page).status_code, 428)

    def test_what_was_typed_into_a_step_that_came_too_early_is_given_back(self) -> None:
        answer = self.client.post(stage.page("note", self.play), {"text": "Words I typed"})
        self.assertContains(answer, "Words I typed", status_code=428)
        self.assertContains(answer, 'name="next" value=""', status_code=428)

    def test_it_leads_nowhere_outside_this_installation(self) -> None:
        given = {"purpose": "review", "next": "https://elsewhere.example/"}
        answer = self.client.post(stage.page("purpose", self.play), given)
        self.assertRedirects(answer, stage.page("case", self.play))

    def test_lists_open_no_case(self) -> None:
        for path in (reverse("requests:register"), reverse("desk:home"), "/api/v1/requests/"):
            self.assertContains(self.client.get(path), "Clinic")

    def test_a_case_that_is_not_sensitive_asks_nothing(self) -> None:
        Request.objects.update(confidential=False)
        self.assertEqual(self.client.get(self.page).status_code, 200)
        self.assertFalse(Opening.objects.exists())

    def test_the_api_takes_the_purpose_in_a_header_or_in_the_body(self) -> None:
        path = f"/api/v1/requests/{self.play.case.pk}/"
        refused = self.client.get(path)
        self.assertEqual(refused.status_code, 428)
        self.assertIn("Case-Purpose", refused.json()["detail"])
        self.assertEqual(refused["Content-Type"], "application/problem+json")
        read = self.client.get(path, headers={"Case-Purpose": "Bericht f%C3%BCr die Ministerin"})
        self.assertEqual(read.status_code, 200)
        self.assertTrue(SealedText.objects.filter(text="Bericht für die Ministerin").exists())
        self.assertEqual(self.client.get(f"{path}offers/").status_code, 200)
        program = Program(self.cast.actors["ciara"])
        self.assertEqual(program.get(path).status_code, 428)

    def test_an_act_over_the_api_names_its_purpose_in_the_body(self) -> None:
        path = f"/api/v1/requests/{self.play.case.pk}/acts/"
        asked = {"action": "ask", "version": self.play.case.version, "given": {"question": "When?"}}
        kind = "application/json"
        self.assertEqual(self.client.post(path, asked, content_type=kind).status_code, 428)
        asked["purpose"] = "own_work"
        self.assertEqual(self.client.post(path, asked, content_type=kind).status_code, 201)
        self.assertEqual(Opening.objects.get().purpose, "own_work")

    def test_who_does_not_see_the_case_is_not_asked(self) -> None:
        access.declare_conflict(actor=self.cast.actors["tom"], case=self.play.case, reason="x")
        given = {"purpose": "review"}
        self.assertEqual(self.client.get(self.page).status_code, 404)
        answer = self.client.post(stage.page("purpose", self.play), given)
        self.assertEqual(answer.status_code, 404)
