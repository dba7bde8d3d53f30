"""Who may open which address: over all of them, so that a new one is tested the day it comes."""

from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from convention.models import DayCorrection
from tests.addresses import Address, every_address
from tests.requests_mla import stage

EVERYTHING = every_address()
OF_A_CASE = [address for address in EVERYTHING if address.is_of_a_case]

# What anybody may open without signing in; everything else asks for it.
PUBLIC = {
    "healthz",
    "set_language",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    # Whoever holds a letter checks it; see tests/requests_mla/test_check.py.
    "check:check",
    "check:by_hand",
    "check:trusted",
    "check:code",
    # The private address of a calendar is its own proof; see tests/desk/test_feed.py.
    "desk:feed",
    # So are those of the roster; see tests/network247/test_roster_feed.py.
    "network:own_shifts_file",
    "network:roster_file",
}
METHODS = ("get", "post")


def asks_to_sign_in(answer: HttpResponse) -> bool:
    """Sent to the sign-in page, or told off by the API."""
    to_login = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    return to_login or answer.status_code in {401, 403}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", EVERYTHING, ids=lambda address: address.name)
def test_an_address_asks_to_sign_in_unless_it_is_declared_public(
    address: Address, method: str
) -> None:
    path = address.path(pk=uuid4()) if address.is_of_a_case else address.path()
    answer = getattr(Client(), method)(path)
    if address.name not in PUBLIC:
        assert asks_to_sign_in(answer), answer.status_code


def test_the_public_list_names_only_addresses_that_exist() -> None:
    assert {address.name for address in EVERYTHING} >= PUBLIC


def test_cases_are_found_under_many_addresses() -> None:
    assert len(OF_A_CASE) > 10


class ACaseOfOthers(stage.Staged):
    """A case outside one's own cases answers like one that does not exist, however it is asked."""

    draft: stage.Play
    at_work: stage.Play

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.draft = stage.drafted(cls.cast, at)
        cls.at_work = stage.executing(cls.cast, at)

    def assert_unknown(self, name: str, play: stage.Play) -> None:
        client = stage.browser(self.cast, name)
        for address in OF_A_CASE:
            for method in METHODS:
                with self.subTest(who=name, address=address.name, method=method):
                    real = getattr(client, method)(address.path(pk=play.case.pk))
                    none = getattr(client, method)(address.path(pk=uuid4()))
                    self.assertIn(real.status_code, {403, 404, 405})
                    self.assertEqual(real.status_code, none.status_code)
                    if not address.name.startswith("oversight:"):
                        self.assertNotEqual(real.status_code, 403)
                    self.assertNotIn("Clinic", real.content.decode())

    def test_for_the_officer_of_a_third_state(self) -> None:
        before = self.at_work.case.version
        self.assert_unknown("lucia", self.at_work)
        self.assertEqual(self.at_work.case.version, before)

    def test_for_the_auditor_of_a_third_state(self) -> None:
        self.assert_unknown("elena", self.at_work)

    def test_for_the_administrator_of_the_own_state(self) -> None:
        self.assert_unknown("salma", self.at_work)

    def test_for_the_other_side_while_it_is_a_draft(self) -> None:
        self.assert_unknown("ciara", self.draft)

    def test_for_the_auditor_of_the_other_side_while_it_is_a_draft(self) -> None:
        self.assert_unknown("orla", self.draft)

    def test_for_an_executing_authority_that_was_not_assigned(self) -> None:
        self.assert_unknown("hedi", self.at_work)


class RolesAndTheirPages(stage.Staged):
    """Each role of one State against the pages that belong to one role alone."""

    ONE_EACH = {
        Role.CENTRAL_AUTHORITY_OFFICER: "ciara",
        Role.LIAISON_OFFICER: "aoife",
        Role.EXECUTING_OFFICER: "declan",
        Role.DUTY_OFFICER: "niamh",
        Role.AUDITOR: "orla",
        Role.STATE_ADMINISTRATOR: "sean",
    }

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.executing(cls.cast, at)

    def assert_only(self, role: Role, paths: dict[str, int], method: str = "get") -> None:
        for one, name in self.ONE_EACH.items():
            client = stage.browser(self.cast, name)
            for path, expected in paths.items():
                with self.subTest(role=one, path=path):
                    status = getattr(client, method)(path).status_code
                    self.assertEqual(status, expected if one == role else 403)

    def test_every_role_has_somebody_here(self) -> None:
        self.assertEqual(set(self.ONE_EACH), set(Role))

    def test_people_are_looked_after_by_the_state_administrator(self) -> None:
        tom = self.cast.actors["tom"]
        own = {
            reverse("accounts:people"): 200,
            reverse("accounts:invite"): 200,
            reverse("accounts:person", args=[tom.person_id]): 200,
            reverse("accounts:days"): 200,
            reverse("accounts:time_rules"): 200,
            reverse("accounts:time_rule", args=["request", "decide"]): 200,
        }
        self.assert_only(Role.STATE_ADMINISTRATOR, own)

    def test_days_and_time_limits_are_kept_by_the_state_administrator(self) -> None:
        limit = ["request", "decide"]
        sent = {
            # Nothing was filled in: the page comes back.
            reverse("accounts:correct_day"): 422,
            reverse("accounts:set_weekly_rest"): 422,
            reverse("accounts:time_rule", args=limit): 422,
            reverse("accounts:return_time_rule", args=limit): 422,
            # No version to apply.
            reverse("accounts:apply_time_rule", args=limit): 409,
        }
        self.assert_only(Role.STATE_ADMINISTRATOR, sent, "post")

    def test_a_correction_is_withdrawn_by_the_state_administrator(self) -> None:
        day = DayCorrection.objects.create(
            state_id="XB", day=date(2027, 5, 4), name="Mourning", made_by_id=1, made_by_name="Sean"
        )
        path = reverse("accounts:withdraw_correction", args=[day.pk])
        self.assert_only(Role.STATE_ADMINISTRATOR, {path: 302}, "post")

    def test_the_days_of_any_state_are_looked_at_by_everybody(self) -> None:
        for name in self.ONE_EACH.values():
            for code in ("XA", "XB"):
                with self.subTest(name=name, code=code):
                    path = reverse("accounts:days_of", args=[code])
                    self.assertEqual(stage.browser(self.cast, name).get(path).status_code, 200)

    def test_an_appointment_is_ended_by_the_state_administrator(self) -> None:
        tom = self.cast.actors["tom"]
        path = reverse("accounts:end_appointment", args=[tom.appointment_id])
        self.assert_only(Role.STATE_ADMINISTRATOR, {path: 302}, "post")

    def test_the_record_is_read_by_the_auditor(self) -> None:
        read = {
            reverse("oversight:events"): 200,
            reverse("oversight:export"): 200,
            reverse("oversight:case", args=[self.play.case.pk]): 200,
        }
        self.assert_only(Role.AUDITOR, read)

    def test_an_administrator_reaches_nobody_of_another_state(self) -> None:
        client, youssef = stage.browser(self.cast, "sean"), self.cast.actors["youssef"]
        person = client.get(reverse("accounts:person", args=[youssef.person_id]))
        end = client.post(reverse("accounts:end_appointment", args=[youssef.appointment_id]))
        self.assertEqual((person.status_code, end.status_code), (404, 404))

    def test_an_administrator_appoints_nobody_at_another_states_authority(self) -> None:
        client, tom = stage.browser(self.cast, "sean"), self.cast.actors["tom"]
        given = {
            "authority": self.cast.central["XA"].pk,
            "role": Role.AUDITOR.value,
            "since": "2026-03-01",
        }
        answer = client.post(reverse("accounts:person", args=[tom.person_id]), given)
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(answer.context["form"].errors)

    def test_an_auditor_reads_a_case_and_writes_nothing(self) -> None:
        client = stage.browser(self.cast, "orla")
        self.assertEqual(client.get(stage.page("case", self.play)).status_code, 200)
        for path in (
            stage.page("note", self.play),
            stage.page("add_exhibit", self.play),
            stage.page("act", self.play, "deliver"),
            stage.page("sheet", self.play),
        ):
            with self.subTest(path=path):
                self.assertEqual(client.post(path, {"text": "x"}).status_code, 403)

    def test_a_move_of_another_role_is_refused(self) -> None:
        for name, action in (("aoife", "deliver"), ("declan", "deliver"), ("youssef", "deliver")):
            with self.subTest(who=name):
                answer = stage.browser(self.cast, name).post(
                    stage.page("act", self.play, action), {"remark": "Words I typed"}
                )
                self.assertContains(answer, "Words I typed", status_code=403)


class ForgedForms(stage.Staged):
    """A form that another site sends in somebody's name is turned away everywhere."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def test_every_post_needs_the_token_of_the_page(self) -> None:
        client = stage.browser(self.cast, "youssef", enforce_csrf_checks=True)
        for address in EVERYTHING:
            with self.subTest(address=address.name):
                path = (
                    address.path(pk=self.play.case.pk) if address.is_of_a_case else address.path()
                )
                answer = client.post(path, content_type="application/json")
                self.assertIn(answer.status_code, {403, 405})
