"""What people set about themselves: the language of their pages and mails."""

from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from accounts.models import Person
from tests.requests_mla import stage

PROFILE = reverse("accounts:profile")
TWO = [("en", "English"), ("fr", "French")]


class ProfileOfCiara(stage.Staged):
    """Ciara reads French as well."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def ciara(self) -> Person:
        return Person.objects.get(pk=self.cast.actors["ciara"].person_id)

    def test_the_menu_leads_to_it(self) -> None:
        home = stage.browser(self.cast, "ciara").get(reverse("desk:home"))
        self.assertContains(home, f'href="{PROFILE}"')

    def test_a_language_is_kept_and_the_pages_follow(self) -> None:
        client = stage.browser(self.cast, "ciara")
        with override_settings(LANGUAGES=TWO):
            answer = client.post(PROFILE, {"language": "fr", "next": PROFILE})
            self.assertRedirects(answer, PROFILE, fetch_redirect_response=False)
            self.assertEqual(client.cookies[settings.LANGUAGE_COOKIE_NAME].value, "fr")
            self.assertEqual(self.ciara().mail_language, "fr")

    def test_a_language_that_is_not_offered_is_refused(self) -> None:
        with override_settings(LANGUAGES=TWO):
            answer = stage.browser(self.cast, "ciara").post(PROFILE, {"language": "ar"})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.ciara().language, "en")

    def test_mails_come_in_english_where_the_language_is_offered_no_more(self) -> None:
        Person.objects.filter(pk=self.ciara().pk).update(language="fr")
        with override_settings(LANGUAGES=TWO[:1]):
            self.assertEqual(self.ciara().mail_language, "en")

    def test_it_opens_for_somebody_without_an_appointment(self) -> None:
        client = stage.browser(self.cast, "ciara")
        self.ciara().appointments.update(until="2026-03-02", since="2026-03-01")
        self.assertContains(client.get(PROFILE), "ciara@belmara.example")
