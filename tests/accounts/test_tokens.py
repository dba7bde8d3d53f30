"""Tokens for programs: found from the menu, shown once, revoked by whoever made them."""

from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken
from audit.models import Event
from tests.requests_mla import stage


class TokensOfCiara(stage.Staged):
    """Ciara lets a program read, then thinks better of it."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def setUp(self) -> None:
        self.token = services.make_token(actor=self.cast.actors["ciara"], name="Archive")
        self.row = ApiToken.objects.get()
        self.path = reverse("accounts:revoke_token", args=[self.row.pk])

    def status(self) -> int:
        call = {"authorization": f"Bearer {self.token}"}
        return int(Client().get("/api/v1/requests/", headers=call).status_code)

    def test_the_menu_leads_to_them(self) -> None:
        home = stage.browser(self.cast, "ciara").get(reverse("desk:home"))
        self.assertContains(home, f'href="{reverse("accounts:tokens")}"')

    def test_a_revoked_token_opens_nothing(self) -> None:
        client = stage.browser(self.cast, "ciara")
        self.assertContains(client.get(reverse("accounts:tokens")), self.path)
        self.assertEqual(self.status(), 200)
        answer = client.post(self.path, follow=True)
        self.assertContains(answer, "was revoked")
        self.assertNotContains(answer, self.path)
        self.assertEqual(self.status(), 401)

    def test_it_is_recorded_once(self) -> None:
        client = stage.browser(self.cast, "ciara")
        client.post(self.path)
        self.assertContains(client.post(self.path, follow=True), "was revoked already")
        self.assertEqual(Event.objects.filter(verb="people.revoke_token").count(), 1)

    def test_nobody_revokes_a_token_of_somebody_else(self) -> None:
        for name in ("tom", "sean", "youssef"):
            with self.subTest(name=name):
                answer = stage.browser(self.cast, name).post(self.path)
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.status(), 200)
