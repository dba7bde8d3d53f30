"""A second factor: set up, asked for at the next sign-in, compulsory for the roles that need it."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import ApiToken
from config.demonstration.cast import PASSWORD
from tests.requests_mla import stage

PERIOD = 30
ADDRESS = "ciara@belmara.example"
OFFICERS = frozenset({Role.CENTRAL_AUTHORITY_OFFICER.value, Role.STATE_ADMINISTRATOR.value})


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


class SecondFactor(stage.Staged):
    """Ciara signs in as everybody does, with the browser she has."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def setUp(self) -> None:
        cache.clear()  # a code is used once; the codes of the test before count no more

    def sign_in(self) -> tuple[Client, Any]:
        client = Client()
        given = {"login": ADDRESS, "password": PASSWORD}
        return client, client.post(reverse("account_login"), given)

    def enrolled(self) -> str:
        """Set up an authenticator app by the pages; its secret."""
        client, _answer = self.sign_in()
        # A stolen session must not be enough to bring one's own app: the password is asked again.
        given = {"password": PASSWORD, "next": reverse("mfa_activate_totp")}
        client.post(reverse("account_reauthenticate"), given, follow=True)
        secret = client.session[SECRET_SESSION_KEY]
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        self.assertEqual(answer.status_code, 302, answer.content)
        cache.clear()
        return str(secret)


class SigningIn(SecondFactor):
    """Without it being compulsory."""

    def test_the_password_alone_no_longer_opens_the_desk(self) -> None:
        self.enrolled()
        client, answer = self.sign_in()
        self.assertRedirects(answer, reverse("mfa_authenticate"), fetch_redirect_response=False)
        self.assertIn(reverse("account_login"), client.get("/requests/").headers["Location"])

    def test_the_code_of_the_app_does(self) -> None:
        secret = self.enrolled()
        client, _answer = self.sign_in()
        answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        self.assertRedirects(answer, reverse("desk:home"), fetch_redirect_response=False)
        self.assertEqual(client.get("/requests/").status_code, 200)

    def test_a_wrong_code_does_not(self) -> None:
        secret = self.enrolled()
        client, _answer = self.sign_in()
        wrong = "000000" if code_of(secret) != "000000" else "000001"
        answer = client.post(reverse("mfa_authenticate"), {"code": wrong})
        self.assertEqual(answer.status_code, 200)
        self.assertIn(reverse("account_login"), client.get("/requests/").headers["Location"])


class Compulsory(SecondFactor):
    """The roles in SECOND_FACTOR_ROLES act only after it."""

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(self.settings(SECOND_FACTOR_ROLES=OFFICERS))

    def test_one_is_sent_to_set_it_up_and_told_why(self) -> None:
        client, answer = self.sign_in()
        page = client.get(answer.headers["Location"], follow=True)
        self.assertEqual(page.redirect_chain[-1][0], reverse("mfa_index"))
        self.assertContains(page, "Your role as central-authority officer asks for a second factor")

    def test_what_was_sent_meanwhile_is_given_back_with_the_reason(self) -> None:
        client, _answer = self.sign_in()
        answer = client.post(reverse("requests:new"), {"title": "Words I typed"})
        self.assertContains(answer, "Words I typed", status_code=403)
        self.assertContains(answer, "asks for a second factor", status_code=403)

    def test_once_set_up_everything_opens_and_the_note_is_gone(self) -> None:
        secret = self.enrolled()
        client, _answer = self.sign_in()
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        self.assertEqual(client.get("/requests/").status_code, 200)
        self.assertNotContains(client.get(reverse("mfa_index")), "asks for a second factor")

    def test_no_token_is_made_and_nobody_invited_before_it(self) -> None:
        client, _answer = self.sign_in()
        self.assertEqual(client.post(reverse("accounts:tokens"), {"name": "x"}).status_code, 403)
        self.assertFalse(ApiToken.objects.exists())
        administrator = stage.browser(self.cast, "sean")
        answer = administrator.get(reverse("accounts:people"))
        self.assertRedirects(answer, reverse("mfa_index"), fetch_redirect_response=False)

    def test_the_api_says_what_is_missing(self) -> None:
        client, _answer = self.sign_in()
        answer = client.get("/api/v1/requests/")
        self.assertContains(answer, "second factor", status_code=403)

    def test_another_role_is_not_held_up(self) -> None:
        self.assertEqual(stage.browser(self.cast, "aoife").get("/requests/").status_code, 200)
