"""The address somebody signs in with is changed by the administrator, on record; by nobody else."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from audit.models import Event, SealedText
from config.demonstration.cast import PASSWORD
from tests.requests_mla import stage

OLD, NEW = "ciara@belmara.example", "ciara.doyle@belmara.example"


class AddressOfCiara(stage.Staged):
    """Ciara marries, or somebody sits at her desk."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def ciara(self) -> Person:
        return Person.objects.get(pk=self.cast.actors["ciara"].person_id)

    def correct(self, **more: str) -> Any:
        path = reverse("accounts:correct_person", args=[self.ciara().pk])
        given = {"name": "Ciara Doyle", "email": NEW, **more}
        return stage.browser(self.cast, "sean").post(path, given)

    def test_nobody_changes_their_own_by_any_action_of_the_page(self) -> None:
        client = stage.browser(self.cast, "ciara")
        client.post(reverse("account_login"))
        for given in (
            {"action_add": "", "email": "thief@elsewhere.example"},
            {"action_primary": "", "email": "thief@elsewhere.example"},
        ):
            answer = client.post(reverse("account_email"), given)
            self.assertContains(answer, "administrator of your State", status_code=403)
        self.assertEqual(client.get(reverse("account_email")).status_code, 403)
        self.assertFalse(EmailAddress.objects.filter(email__startswith="thief").exists())
        self.assertEqual(self.ciara().email, OLD)

    def test_the_administrator_corrects_it_and_the_old_one_opens_nothing(self) -> None:
        EmailAddress.objects.create(user=self.ciara(), email=OLD, primary=True, verified=True)
        self.assertEqual(self.correct().status_code, 302)
        for address, goes in ((OLD, 200), (NEW, 302)):
            given = {"login": address, "password": PASSWORD}
            self.assertEqual(
                Client().post(reverse("account_login"), given).status_code, goes, address
            )

    def test_both_addresses_are_kept_sealed_in_the_record(self) -> None:
        self.correct()
        [event] = Event.objects.filter(verb="people.correct")
        self.assertNotIn(NEW, event.payload)
        kept = [text for text in SealedText.objects.all() if text.digest in event.payload]
        self.assertEqual({text.text for text in kept}, {OLD, NEW})

    def test_an_address_of_somebody_else_is_refused(self) -> None:
        answer = self.correct(email="TOM@belmara.example")
        self.assertContains(answer, "Somebody else signs in", status_code=422)

    def test_the_administrators_own_is_changed_by_another(self) -> None:
        sean = self.cast.actors["sean"].person_id
        path = reverse("accounts:correct_person", args=[sean])
        given = {"name": "Sean", "email": "other@belmara.example"}
        answer = stage.browser(self.cast, "sean").post(path, given)
        self.assertEqual(answer.status_code, 403)
